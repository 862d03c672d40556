# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Every language is complete, and its texts keep the named places ({gateway}, {value} ...) and the
printf directives of the English ones."""

import re
import subprocess
import sys

PLACES = re.compile(r"\{[a-z]+\}")


def unquote(lines):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines))


def entries(path):
    """(text, translation) of each entry but the header."""
    whole = subprocess.run(("msgcat", "--no-wrap", path), capture_output=True, text=True,
                           check=True).stdout
    for block in whole.split("\n\n")[1:]:
        found = re.search(r"^msgid (.*?)^msgstr (.*)", block, re.S | re.M)
        if found and not block.startswith("#~"):
            yield unquote(found.group(1)), unquote(found.group(2)), "#, fuzzy" in block


def problems(path):
    for text, translation, fuzzy in entries(path):
        if not translation or fuzzy:
            yield f"not translated: {text}"
        elif sorted(PLACES.findall(text)) != sorted(PLACES.findall(translation)):
            yield f"other places: {text}"


def main(paths):
    bad = 0
    for path in paths:
        subprocess.run(("msgfmt", "--check", "--output-file=/dev/null", path), check=True)
        for problem in problems(path):
            print(f"{path}: {problem}")
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
