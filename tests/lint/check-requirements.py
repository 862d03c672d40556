#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-requirements.py SOURCE [--list]: docs/requirements.md and those who cite it.

Every ID that code or a test cites stands there, once. The page says how many of its rows nobody
cites; that number may only go down. --list names those rows.
"""

import os
import re
import sys

PAGE = "docs/requirements.md"
FOLDERS = ("core", "client", "gui", "nm-plugin", "tests")
ID = re.compile(r"\b[A-Z]{3}-\d\d\b")


def rows(text):
    """The IDs in order."""
    return re.findall(r"^\| ([A-Z]{3}-\d\d) \|", text, re.M)


def cited(source, areas):
    """ID -> a file that cites it."""
    found = {}
    for top in FOLDERS:
        for directory, folders, files in os.walk(os.path.join(source, top)):
            if directory == os.path.join(source, "tests"):
                folders.remove("lint")
            for name in files:
                if name.endswith((".c", ".h", ".py")):
                    path = os.path.join(directory, name)
                    with open(path, encoding="utf-8") as file:
                        for where in ID.findall(file.read()):
                            if where[:3] in areas:
                                found.setdefault(where, os.path.relpath(path, source))
    return found


def main(source, *flags):
    with open(os.path.join(source, PAGE), encoding="utf-8") as file:
        text = file.read()
    listed = rows(text)
    found = cited(source, {where[:3] for where in listed})
    problems = [f"{PAGE}: {where} stands twice" for where in sorted(set(listed))
                if listed.count(where) > 1]
    problems += [f"{path}: cites {where}, which {PAGE} does not list"
                 for where, path in sorted(found.items()) if where not in listed]
    uncited = [where for where in listed if where not in found]
    limit = int(re.search(r"at most: (\d+)", text).group(1))
    if len(uncited) > limit:
        problems.append(f"{PAGE}: {len(uncited)} rows are cited by nobody, {limit} are allowed")
    elif len(uncited) < limit:
        print(f"{PAGE}: {len(uncited)} rows are cited by nobody; lower the {limit}")
    if "--list" in flags:
        print(" ".join(uncited))
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
