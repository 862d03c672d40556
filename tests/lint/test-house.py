#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""scripts/house against small houses with one fault each: every figure is able to fail."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

HOUSE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/house")
HEAD = "// SPDX-License-Identifier: GPL-2.0-or-later\n// Copyright (C) 2026 The Genkan authors\n"
OPENING = HEAD + "/* What it is. */\n"
COVERED = "tests/lint/covered-elsewhere.txt"
ALLOWED = "tests/lint/house-allowed.txt"
CLEAN = {
    "docs/architecture.md": "core/base →\ncore/ike → core/base\n",
    "scripts/format": "#!/bin/sh\n",
    "core/base/low.h": OPENING + "int low (int number);\n",
    "core/base/low.c": OPENING + '#include "low.h"\nint\nlow (int number)\n{\n'
                       '  return number + 1;\n}\n',
    "core/ike/high.c": OPENING + '#include "low.h"\nint\nmain (void)\n{\n  return low (2);\n}\n',
    "tests/unit/test-low.c": OPENING,
    "tests/sim/cases.py": "def case_high():\n    pass\n",
    COVERED: "core/ike/high.c tests/sim/cases.py:case_high # the whole\n",
}


def equal(steps):
    """A function of five lines and the steps."""
    return ("static int\nequal (int a)\n{\n"
            + "".join(f"  a = a * 3 + {step};\n" for step in range(steps)) + "  return a;\n}\n")


def lay_out(root, files):
    for path, text in files.items():
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as file:
            file.write(text)
    os.chmod(os.path.join(root, "scripts/format"), 0o755)


def compile_all(root, sources):
    build = os.path.join(root, "build")
    commands = []
    os.makedirs(build)
    for source in sources:
        output = source.replace("/", "-") + ".o"
        subprocess.run(("cc", "-c", "-Icore/base", "-Icore/ike", "-o", f"build/{output}", source),
                       cwd=root, check=True)
        commands.append({"directory": build, "file": "../" + source,
                         "output": ("tests/" if source.startswith("tests/") else "") + output})
    with open(os.path.join(build, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(commands, file)


def house(changes=None, argv=("--check",), leave_out=(), is_built=True):
    """What it says of the clean house with these files changed: (exit status, output)."""
    files = {**CLEAN, **(changes or {})}
    with tempfile.TemporaryDirectory(prefix="a house ") as root:
        lay_out(root, files)
        if is_built:
            compile_all(root, [path for path in files
                               if path.endswith(".c") and path not in leave_out])
        done = subprocess.run((sys.executable, HOUSE, "--source", root, *argv),
                              capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def figures(output, folder):
    """The numbers behind the folder's sizes, by figure."""
    lines = output.splitlines()
    row = next(line for line in lines if line.startswith(folder + " "))
    return dict(zip(lines[0].split(), row.split()))


class House(unittest.TestCase):
    def assert_only(self, changes, figure, words, folder="core/ike"):
        status, output = house(changes)
        self.assertEqual(status, 1, output)
        self.assertIn(words, output)
        findings = set(re.findall(r"^([\w/]+: \w+): \d+, allowed", output, re.M))
        self.assertEqual(findings, {f"{folder}: {figure}"}, output)

    def test_a_clean_house(self):
        status, output = house()
        self.assertEqual(status, 0, output)
        row = figures(output, "core/base")
        self.assertEqual((row["files"], row["lines"], row["longest"]), ("2", "13", "3"))
        self.assertEqual({row[name] for name in list(row)[6:]}, {"0"})

    def test_circle_of_includes(self):
        self.assert_only({"core/base/a.h": OPENING + '#include "b.h"\n',
                          "core/base/b.h": OPENING + '#include "a.h"\n'},
                         "includes", "a.h: in a circle of 2, by way of b.h", "core/base")

    def test_circle_of_calls(self):
        self.assert_only({"core/ike/up.c": OPENING + "int down (void);\nint up (void);\nint\n"
                          "up (void)\n{\n  return down ();\n}\n",
                          "core/ike/down.c": OPENING + "int up (void);\nint down (void);\nint\n"
                          "down (void)\n{\n  return up ();\n}\n",
                          "tests/unit/test-up.c": OPENING, "tests/unit/test-down.c": OPENING},
                         "calls", "up.c: in a circle of 2, by way of down.c")

    def test_circle_by_way_of_a_table(self):
        self.assert_only({"core/ike/table.c": OPENING + "int down (void);\nint first (void);\n"
                          "static int (*const table[]) (void) = { down };\nint\nfirst (void)\n{\n"
                          "  return table[0] ();\n}\n",
                          "core/ike/down.c": OPENING + "int first (void);\nint down (void);\nint\n"
                          "down (void)\n{\n  return first ();\n}\n",
                          "tests/unit/test-table.c": OPENING, "tests/unit/test-down.c": OPENING},
                         "calls", "table.c: in a circle of 2, by way of down.c")

    def test_calls_between_folders_are_no_circle(self):
        status, output = house({"core/base/low.c": CLEAN["core/base/low.c"]})
        self.assertEqual(status, 0, output)

    def test_export_that_only_a_test_uses(self):
        self.assert_only({"core/base/low.h": CLEAN["core/base/low.h"] + "int odd (void);\n",
                          "core/base/low.c": CLEAN["core/base/low.c"] + "int\nodd (void)\n{\n"
                          "  return 1;\n}\n",
                          "tests/unit/test-low.c": OPENING + '#include "low.h"\nint\nmain (void)\n'
                          "{\n  return odd ();\n}\n"},
                         "exports", "nothing of the product uses odd", "core/base")

    def test_what_is_not_built_is_not_measured(self):
        status, output = house(leave_out=("core/base/low.c",))
        self.assertEqual(status, 0, output)
        self.assertIn("not measured", output)
        self.assertEqual(figures(output, "core/ike")["exports"], "-")

    def test_a_tree_that_was_never_built(self):
        for argv, expected in ((("--check",), 1), ((), 0)):
            status, output = house(argv=argv, is_built=False)
            self.assertEqual(status, expected, output)
            self.assertIn("meson setup build && ninja -C build", output)
            self.assertNotIn("Traceback", output)
            self.assertEqual(figures(output, "core/ike")["calls"], "-")

    def test_file_without_a_test(self):
        self.assert_only({"tests/unit/test-low.c": HEAD, "core/ike/new.c": OPENING},
                         "untested", "core/ike/new.c: no test-new.c")

    def test_the_list_names_a_test_that_exists(self):
        for words in ("tests/sim/gone.py", "tests/sim/cases.py:case_gone", "core/base/low.c", ""):
            with self.subTest(words):
                self.assert_only({COVERED: "core/ike/high.c " + words + "\n"}, "untested",
                                 f"{COVERED} names no test {words}")

    def test_the_list_is_not_stale(self):
        more = CLEAN[COVERED] + "core/ike/gone.c tests/sim/cases.py\n"
        self.assert_only({COVERED: more}, "untested", "there is no core/ike/gone.c", "tests")
        more = CLEAN[COVERED] + "core/base/low.c tests/sim/cases.py\n"
        self.assert_only({COVERED: more}, "untested", "has a test of its own", "core/base")

    def test_layout(self):
        self.assert_only({"scripts/format": "#!/bin/sh\necho 'core/ike/high.c:3:1: error: code "
                          "should be clang-formatted' >&2\nexit 1\n"},
                         "layout", "core/ike/high.c: scripts/format would change it")

    def test_layout_without_the_tool(self):
        status, output = house({"scripts/format": "#!/bin/sh\nexit 77\n"})
        self.assertEqual(status, 0, output)
        self.assertEqual(figures(output, "core/ike")["layout"], "-")

    def test_copies(self):
        def twice(steps):
            # The brace before it is equal too.
            return {path: CLEAN[path] + equal(steps) for path in ("core/ike/high.c",
                                                                  "core/base/low.c")}
        self.assert_only(twice(6), "copies", "core/ike/high.c:9: as core/base/low.c:9")
        status, output = house(twice(5))
        self.assertEqual(status, 0, output)

    def test_opening(self):
        rest = CLEAN["core/ike/high.c"][len(OPENING):]
        for head in (HEAD, HEAD + "/* No stop */\n", HEAD + "#define X\n/* Late. */\n"):
            with self.subTest(head):
                self.assert_only({"core/ike/high.c": head + rest}, "opening",
                                 "high.c: does not open with a sentence")

    def test_allowed_numbers_are_a_ceiling(self):
        new = {"core/ike/new.c": OPENING, "core/ike/newer.c": OPENING}
        for limit, status in ((1, 1), (2, 0), (3, 0)):
            with self.subTest(limit):
                found, output = house({**new, ALLOWED: f"core/ike untested {limit}\n"})
                self.assertEqual(found, status, output)
                self.assertEqual("lower the 3" in output, limit == 3)


if __name__ == "__main__":
    unittest.main()
