#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-doctor.py [--write] SOURCE: docs/doctor.md has the table of tests/lab/cases_doctor.py.

Every set-up of the table is played by a case, and each of its reasons is one of
core/common/vpn-reason.h. With --write the table of the page is made anew.
"""

import ast
import os
import re
import sys

CASES = "tests/lab/cases_doctor.py"
PAGE = "docs/doctor.md"
TABLE = "core/common/vpn-reason.h"
BEGIN, END = "<!-- made from tests/lab/cases_doctor.py -->\n", "<!-- end -->\n"


def read(source, path):
    with open(os.path.join(source, path), encoding="utf-8") as file:
        return file.read()


def set_ups(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "SETUPS":
            return ast.literal_eval(node.value)
    raise SystemExit(f"{CASES}: there is no SETUPS")


def make_table(rows):
    lines = ["| What is broken | `connect` says | `doctor` says |", "| --- | --- | --- |"]
    for title, (reason, check) in rows.items():
        seen = f"`{check}`" if check else "only connecting shows it"
        lines.append(f"| {title} | `{reason}` | {seen} |")
    return "\n".join(lines) + "\n"


def main(source, write):
    code = read(source, CASES)
    rows = set_ups(ast.parse(code))
    body = code.split("\ndef ", 1)[1]
    reasons = set(re.findall(r'X \(\d+, \w+, "([a-z0-9-]+)"', read(source, TABLE)))
    problems = [f'{CASES}: no case plays "{title}"' for title in rows if f'"{title}"' not in body]
    problems += [f"{CASES}: there is no reason {reason}" for reason, _ in rows.values()
                 if reason not in reasons]
    page = read(source, PAGE)
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    wanted = before + BEGIN + make_table(rows) + END + after
    if write:
        with open(os.path.join(source, PAGE), "w", encoding="utf-8") as file:
            file.write(wanted)
    elif page != wanted:
        problems.append(f"{PAGE}: not the table of {CASES}; run check-doctor.py --write .")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[-1], "--write" in sys.argv))
