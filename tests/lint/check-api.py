#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-api.py SOURCE: docs/api says of the D-Bus interfaces what data/*.xml says.

Every method stands in a table of its interface's page with its whole signature, a right and its
errors; every property with its type; every signal with its arguments; nothing else stands there.
Every error named is one of core/common/vpn-error.c, and the overview names them all.
"""

import glob
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

SECTIONS = ("Methods", "Properties", "Signals")


def arguments(member, direction=None):
    return ", ".join(f"{arg.get('type')} {arg.get('name')}" for arg in member.findall("arg")
                     if direction is None or arg.get("direction") == direction)


def signature(member):
    """What the page has to say of a member, as a set of one text."""
    name = member.get("name")
    if member.tag == "property":
        return f"{member.get('type')} {name}"
    if member.tag == "signal":
        return f"{name}({arguments(member)})"
    out = arguments(member, "out")
    return f"{name}({arguments(member, 'in')})" + (f" → {out}" if out else "")


def expected(interface):
    return {title: {signature(member) for member in interface.findall(tag)}
            for title, tag in zip(SECTIONS, ("method", "property", "signal"))}


def rows(text):
    """The cells of each table row of each section, without the tables' heads."""
    found = {title: [] for title in SECTIONS}
    section = None
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif line.startswith("| `") and section in found:
            found[section].append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def known_errors(source):
    with open(os.path.join(source, "core/common/vpn-error.c"), encoding="utf-8") as file:
        return set(re.findall(r'"\.Error\.(\w+)"', file.read()))


def check_page(path, interface, errors):
    if not os.path.exists(path):
        return [f"{path}: is missing"]
    with open(path, encoding="utf-8") as file:
        found = rows(file.read())
    problems = []
    for title, wanted in expected(interface).items():
        given = {row[0].strip("`") for row in found[title]}
        problems += [f"{path}: {title}: lacks `{text}`" for text in sorted(wanted - given)]
        problems += [f"{path}: {title}: `{text}` is not in the XML"
                     for text in sorted(given - wanted)]
    for row in found["Methods"]:
        if len(row) != 4:
            problems.append(f"{path}: {row[0]}: wants four cells: call, meaning, right, errors")
            continue
        problems += [f"{path}: {row[0]}: no error {name}"
                     for name in re.findall(r"\w+", row[3]) if name not in errors]
    return problems


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    source = sys.argv[1]
    errors = known_errors(source)
    problems = []
    for xml in sorted(glob.glob(os.path.join(source, "data", "org.genkan.VPN1.*.xml"))):
        for interface in ElementTree.parse(xml).getroot().findall("interface"):
            page = interface.get("name").rsplit(".", 1)[1].lower() + ".md"
            problems += check_page(os.path.join(source, "docs/api", page), interface, errors)
    with open(os.path.join(source, "docs/api/README.md"), encoding="utf-8") as file:
        overview = file.read()
    problems += [f"docs/api/README.md: lacks the error {name}" for name in sorted(errors)
                 if f"| `{name}` |" not in overview]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
