#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-reasons.py SOURCE: every reason why a connection is not up is provoked by a test.

A reason of core/common/vpn-reason.h counts as provoked when a test of those parts that produce
reasons (FOLDERS) expects it by its name; a table that is looked into provokes nothing. UNPROVOKED
are those that nothing of the product produces; the list may only get shorter.
"""

import os
import re
import sys

TABLE = "core/common/vpn-reason.h"
FOLDERS = ("tests/dbus", "tests/lab", "tests/unit/worker", "tests/unit/daemon")
# What is made of a reason, whoever produced it.
NOT = ("test-vpn-protection.c", "test-vpn-log.c", "test-worker-error-map.c")
UNPROVOKED = set()


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def texts(source):
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(source, folder))):
            if name.endswith((".c", ".py")) and name not in NOT:
                yield read(os.path.join(source, folder, name))


def main(source):
    tests = "\n".join(texts(source))
    problems = []
    for constant, name in re.findall(r'X \(\d+, (\w+), "([a-z0-9-]+)"',
                                     read(os.path.join(source, TABLE))):
        provoked = re.search(rf"""\bVPN_REASON_{constant}\b|["']{name}["']""", tests)
        if not provoked and name not in UNPROVOKED:
            problems.append(f"{TABLE}: no test provokes {name}")
        elif provoked and name in UNPROVOKED:
            print(f"{name} is provoked; take it out of UNPROVOKED")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
