#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-source.py [--warn] FILE...: the rules of HACKING.md that a program can check.

Prints "file:line: rule: what" and exits 1 when a rule is broken. --warn also prints what is near a
limit; that alone does not fail.
"""

import os
import re
import sys

LIMITS = {  # name: (warn above, fail above)
    "function-lines": (60, 100),
    "file-lines": (600, 1000),
    "nesting": (4, 5),
    "parameters": (6, 8),
}

# Call: what to use instead. Checked in product code, not in tests.
BLOCKED = {
    "strcpy": "g_strlcpy or GString",
    "strcat": "GString",
    "sprintf": "g_snprintf or g_strdup_printf",
    "vsprintf": "g_strdup_vprintf",
    "gets": "fgets",
    "system": "an argument vector",
    "popen": "an argument vector",
    "g_error": "an error return",
    "abort": "an error return",
    "atoi": "g_ascii_string_to_signed",
    "strtok": "g_strsplit",
    "g_print": "ctl-output or the log",
    "rand": "Rng",
    "random": "Rng",
    "alloca": "the heap",
    "g_alloca": "the heap",
    "usleep": "awaiting a condition",
    "sleep": "awaiting a condition",
    "g_usleep": "awaiting a condition",
    "polkit_authority_check_authorization_sync": "the asynchronous call",
}

HEAD = ("SPDX-License-Identifier: GPL-2.0-or-later", "Copyright (C) 2026 The Genkan authors")
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
CONTROL = re.compile(r"\b(if|for|while|switch|do|else)\b")


def strip(text):
    """The text with comments and literals blanked, line structure kept."""
    pattern = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)

    def blank(match):
        found = match.group(0)
        if found[0] in "\"'":
            return found[0] + " " * (len(found) - 2) + found[0]
        return re.sub(r"[^\n]", " ", found)
    return pattern.sub(blank, text)


class Report:
    def __init__(self, warn):
        self.warn, self.failed = warn, False

    def add(self, path, line, rule, what):
        print(f"{path}:{line}: {rule}: {what}")
        self.failed = True

    def measure(self, path, line, rule, value, name):
        low, high = LIMITS[rule]
        if value > high:
            self.add(path, line, rule, f"{name} has {value}, at most {high}")
        elif value > low and self.warn:
            print(f"{path}:{line}: near {rule}: {name} has {value}, better {low}")


def functions(lines):
    """(name, header text, first line, last line) of each function in GNU layout, from 0."""
    start = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            header, at = [], start - 1
            while at >= 0 and lines[at].strip() and not lines[at].startswith(("}", "#")):
                header.insert(0, lines[at])
                at -= 1
            text = " ".join(header)
            match = re.search(r"(\w+) \(", text)
            if match and "=" not in text.split("(")[0]:
                yield match.group(1), text, start, number
            start = None


def parameter_count(header):
    inside = header[header.index("(") + 1:header.rindex(")")]
    if inside.strip() in ("", "void"):
        return 0
    depth = commas = 0
    for char in inside:
        depth += char == "("
        depth -= char == ")"
        commas += char == "," and depth == 0
    return commas + 1


def deepest_nesting(body):
    """Braces below the function's own that belong to control statements."""
    depth = deepest = 0
    for line in body[1:]:
        for char in line:
            if char == "{":
                depth += 1
                deepest = max(deepest, depth)
            elif char == "}":
                depth -= 1
    return deepest


def check_functions(report, path, lines):
    for name, header, first, last in functions(lines):
        if not name.endswith("class_init"):
            report.measure(path, first + 1, "function-lines", last - first + 1, name)
        report.measure(path, first + 1, "nesting", deepest_nesting(lines[first:last]), name)
        report.measure(path, first + 1, "parameters", parameter_count(header), name)


def check_head(report, path, text):
    lines = text.splitlines()[:4]
    for wanted in HEAD:
        if not any(wanted in line for line in lines):
            report.add(path, 1, "licence", f"the first lines lack \"{wanted}\"")


def check_includes(report, path, text):
    """A .c file whose header exists beside it includes that first."""
    own = os.path.splitext(os.path.basename(path))[0] + ".h"
    if not path.endswith(".c") or not os.path.exists(os.path.join(os.path.dirname(path), own)):
        return
    includes = re.findall(r'^#include [<"]([^>"]+)[>"]', text, re.M)
    includes = [name for name in includes if name != "config.h"]
    # A private header includes the public one first, so it may stand for it.
    if includes and includes[0] not in (own, own.replace(".h", "-private.h")):
        report.add(path, 1, "own-header-first", f"{includes[0]} comes before {own}")


OPENING = re.compile(r'(//[^\n]*\n)*\s*(#include "[^\n]*\n\s*)?'
                     r'/\*((?!\*/).)*[\w)"]\.\)? ?\*/', re.S)


def opens_with_a_sentence(text):
    """After the licence a comment, before or behind the file's own header, that ends in a stop."""
    return OPENING.match(text) is not None


def check_variables(report, path, lines):
    """No non-const variable at file scope; GLib wants some tables of functions non-const."""
    inside = 0
    for number, line in enumerate(lines):
        if "GSourceFuncs" in line:
            continue
        if inside == 0 and "const " not in line and "(" not in line and re.match(
                r"static (?!inline\b)[\w ]+[ *]\w+(\[[^]]*\])*( =|;)", line):
            report.add(path, number + 1, "file-scope-variable", line.strip())
        inside += line.count("{") - line.count("}")
        if "const " not in line and re.match(
                r"\s+static (?!gsize\b)[\w ]+[ *]\w+(\[[^]]*\])*( =|;)", line):
            report.add(path, number + 1, "static-local", line.strip())


def check_calls(report, path, lines):
    for number, line in enumerate(lines):
        for match in re.finditer(r"(?<![\w.>])(\w+) ?\(", line):
            if match.group(1) in BLOCKED:
                report.add(path, number + 1, "blocked-call",
                           f"{match.group(1)}: use {BLOCKED[match.group(1)]}")
        if re.search(r"\bgboolean \w+ : 1;", line):
            report.add(path, number + 1, "signed-bit", "one bit of a gboolean is 0 or -1; no width")
        if re.search(r"(?<!\w)goto\b", line) and "core/esp/" not in path:
            report.add(path, number + 1, "goto", "only forward, only in packet paths")


def check_file(report, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    check_head(report, path, text)
    report.measure(path, 1, "file-lines", text.count("\n"), os.path.basename(path))
    for number, line in enumerate(text.splitlines()):
        if LATER.search(line) and "check-source" not in path:
            report.add(path, number + 1, "left-for-later", line.strip())
        if len(line) > 100:
            report.add(path, number + 1, "line-length", f"{len(line)} columns, at most 100")
        if "\t" in line:
            report.add(path, number + 1, "tab", "spaces only")
    if not path.endswith((".c", ".h")):
        return
    lines = strip(text).splitlines()
    check_functions(report, path, lines)
    check_includes(report, path, text)
    if "/tests/" not in path or "/lint/cases/" in path:
        check_variables(report, path, lines)
        check_calls(report, path, lines)


def main(argv):
    warn = "--warn" in argv
    report = Report(warn)
    for path in argv:
        if path != "--warn":
            check_file(report, os.path.abspath(path))
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
