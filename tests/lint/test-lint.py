#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The linters' own tests: each file in cases/ provokes exactly the rule it names."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def lint(program, *argv):
    return subprocess.run((sys.executable, os.path.join(HERE, program)) + argv,
                          capture_output=True, text=True, check=False)


class Source(unittest.TestCase):
    def test_each_case_breaks_its_rule_only(self):
        cases = sorted(glob.glob(os.path.join(HERE, "cases", "*.[ch]")))
        self.assertGreater(len(cases), 10)
        for path in cases:
            with self.subTest(os.path.basename(path)):
                with open(path, encoding="utf-8") as file:
                    expected = re.search(r"expect: (\S+)", file.read()).group(1)
                done = lint("check-source.py", path)
                rules = set(re.findall(r"^.+:\d+: ([\w-]+):", done.stdout, re.M))
                self.assertEqual(rules, set() if expected == "nothing" else {expected})
                self.assertEqual(done.returncode, 0 if expected == "nothing" else 1)


class Mutants(unittest.TestCase):
    def check(self, source, tests):
        program = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scripts/mutants")
        entry = "a.c\n-  if (x)\n+  if (!x)\n? one two\n"
        with tempfile.TemporaryDirectory() as root:
            files = {"a.c": source, "tests/mutants.txt": f"# What it is.\n\n{entry}",
                     "build/meson-info/intro-tests.json":
                         json.dumps([{"name": name} for name in tests])}
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            os.mkdir(os.path.join(root, "scripts"))
            shutil.copy(program, os.path.join(root, "scripts"))
            done = subprocess.run((sys.executable, os.path.join(root, "scripts/mutants"), "--check",
                                   os.path.join(root, "build")),
                                  capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_what_fits_passes(self):
        self.assertEqual(self.check("{\n  if (x)\n}\n", ("one", "two")), (0, ""))

    def test_what_does_not_fit_is_found(self):
        for source in ("{\n  if (y)\n}\n", "{\n  if (x)\n  if (x)\n}\n", "{\n   if (x)\n}\n"):
            code, said = self.check(source, ("one", "two"))
            self.assertEqual(code, 2)
            self.assertIn("a.c: if (x)", said)

    def test_a_missing_test_is_found(self):
        code, said = self.check("{\n  if (x)\n}\n", ("one",))
        self.assertEqual(code, 2)
        self.assertIn("no test two", said)


class Api(unittest.TestCase):
    XML = """<node><interface name="org.genkan.VPN1.Thing"><method name="Do">
<arg name="what" type="s" direction="in"/><arg name="done" type="b" direction="out"/></method>
<property name="Size" type="u" access="read"/>
<signal name="Grew"><arg name="by" type="u"/></signal></interface></node>"""
    PAGE = ("## Methods\n| `Do(s what) → b done` | Does | | Limit |\n"
            "## Properties\n| `u Size` | x |\n## Signals\n| `Grew(u by)` | x |\n")

    def check(self, page):
        with tempfile.TemporaryDirectory() as root:
            files = {"data/org.genkan.VPN1.Thing.xml": self.XML, "docs/api/thing.md": page,
                     "docs/api/README.md": "| `Limit` | x |\n",
                     "core/common/vpn-error.c": 'VPN_BUS_NAME ".Error.Limit"\n'}
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return lint("check-api.py", root)

    def test_a_true_page_passes(self):
        done = self.check(self.PAGE)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_what_differs_is_found(self):
        for old, new, words in (("s what", "u what", "lacks `Do(s what) → b done`"),
                                ("| `u Size` | x |\n", "", "lacks `u Size`"),
                                ("Grew(u by)", "Grew()", "`Grew()` is not in the XML"),
                                ("Limit", "Limits", "no error Limits"),
                                (" | | Limit", " | Limit", "wants four cells")):
            with self.subTest(words):
                done = self.check(self.PAGE.replace(old, new))
                self.assertEqual(done.returncode, 1)
                self.assertIn(words, done.stdout)


class Layers(unittest.TestCase):
    TABLE = ("core/base    →\ncore/crypto  → core/base\ncore/eap     → core/base core/crypto\n"
             "core/ike     → core/base core/eap/eap.h\n"
             "core/daemon  → core/base core/crypto/cry-sig.h\n")

    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"docs/architecture.md": self.TABLE, **files}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return lint("check-layers.py", root, "-")

    def test_allowed_include_passes(self):
        done = self.check({"core/eap/eap.h": "", "core/ike/ike.c": '#include "eap.h"\n'})
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_upward_include_fails(self):
        done = self.check({"core/ike/ike.h": "", "core/base/a.c": '#include "ike.h"\n'})
        self.assertIn("core/base may not include ike.h", done.stdout)
        self.assertEqual(done.returncode, 1)

    def test_only_the_named_header_is_open(self):
        done = self.check({"core/eap/eap-private.h": "",
                           "core/ike/ike.c": '#include "eap-private.h"\n'})
        self.assertIn("may not include eap-private.h", done.stdout)

    def test_daemon_sees_signatures_only(self):
        done = self.check({"core/crypto/cry-x509.h": "",
                           "core/daemon/d.c": '#include "cry-x509.h"\n'})
        self.assertIn("may not include cry-x509.h", done.stdout)

    def test_a_folder_without_a_row_fails(self):
        done = self.check({"core/new/a.c": ""})
        self.assertIn("core/new/a.c: this folder is not in the table", done.stdout)

    def test_crypto_library_is_fenced(self):
        done = self.check({"core/eap/a.c": "#include <openssl/evp.h>\n"})
        self.assertIn("only core/crypto includes", done.stdout)

    def test_sans_io_folder_has_no_socket(self):
        done = self.check({"core/ike/a.c": "#include <sys/socket.h>\n"})
        self.assertIn("a sans-I/O folder includes <sys/socket.h>", done.stdout)


class Requirements(unittest.TestCase):
    PAGE = "at most: 1\n| ABC-01 | MUST | one | RFC 1 |\n| ABC-02 | MUST | two | RFC 1 |\n"

    def check(self, page, code="/* ABC-01, UTF-16 */\n"):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"docs/requirements.md": page, "core/ike/a.c": code,
                               "tests/lint/a.py": "# ABC-09"}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            done = lint("check-requirements.py", root)
            return done.returncode, done.stdout

    def test_a_true_page_passes(self):
        self.assertEqual(self.check(self.PAGE), (0, ""))

    def test_what_differs_is_found(self):
        for page, code, words in (
                (self.PAGE, "/* ABC-01 ABC-03 */", "core/ike/a.c: cites ABC-03, which"),
                (self.PAGE, "", "2 rows are cited by nobody, 1 are allowed"),
                (self.PAGE + "| ABC-01 | MUST | again | RFC 1 |\n", "/* ABC-01 */",
                 "ABC-01 stands twice")):
            with self.subTest(words):
                status, output = self.check(page, code)
                self.assertEqual(status, 1)
                self.assertIn(words, output)

    def test_the_number_may_only_go_down(self):
        status, output = self.check(self.PAGE, "/* ABC-01 ABC-02 */")
        self.assertEqual(status, 0)
        self.assertIn("lower the 1", output)


class Hardening(unittest.TestCase):
    HARD = ("-O2", "-fPIE", "-D_FORTIFY_SOURCE=2", "-fstack-protector-strong",
            "-fstack-clash-protection", "-fcf-protection=full")
    LINK = ("-pie", "-Wl,-z,now", "-Wl,-z,relro", "-Wl,-z,shstk")
    CODE = ("#include <stdio.h>\n#include <string.h>\nint main (int argc, char **argv) {\n"
            "char text[40]; (void) argc; strcpy (text, argv[0]); return puts (text) < 0; }\n")

    def check(self, flags=HARD, link=LINK, options=("2", "none")):
        with tempfile.TemporaryDirectory() as root:
            files = {"a.c": self.CODE, "config.h": "#define GENKAN_FORTIFY 2\n",
                     "meson-info/intro-targets.json": json.dumps(
                         [{"installed": True, "type": "executable", "filename": [f"{root}/a"]}]),
                     "meson-info/intro-buildoptions.json": json.dumps(
                         [{"name": name, "value": value} for name, value
                          in zip(("optimization", "b_sanitize"), options)]),
                     "compile_commands.json": json.dumps(
                         [{"directory": root, "file": "a.c", "output": "a.o",
                           "command": " ".join(("cc", *flags))}])}
            os.mkdir(f"{root}/meson-info")
            for path, text in files.items():
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            subprocess.run(("cc", *flags, "-c", "a.c"), cwd=root, check=True)
            subprocess.run(("cc", *link, "-o", "a", "a.o"), cwd=root, check=True)
            done = lint("../../scripts/check-hardening", root)
            return done.returncode, done.stdout

    def test_a_hard_program_passes(self):
        self.assertEqual(self.check(), (0, "1 programs and modules, FORTIFY 2\n"))

    def test_each_softness_is_found(self):
        for soft, words in (("-D_FORTIFY_SOURCE=2", "compiled without -D_FORTIFY_SOURCE=2"),
                            ("-D_FORTIFY_SOURCE=2", "and nothing fortified"),
                            ("-fstack-protector-strong", "has no stack protector"),
                            ("-fstack-clash-protection", "without -fstack-clash-protection"),
                            ("-fcf-protection=full", "a.o: is not marked for")):
            with self.subTest(words):
                other = {"-fcf-protection=full": "-fcf-protection=none",
                         "-fstack-protector-strong": "-fno-stack-protector"}.get(soft, "-g")
                status, output = self.check(flags=[other if flag == soft else flag
                                                   for flag in self.HARD])
                self.assertEqual(status, 1)
                self.assertIn(words, output)
        for soft, instead, words in (("-pie", "-no-pie", "is not position independent"),
                                     ("-Wl,-z,now", "-Wl,-z,lazy", "binds lazily"),
                                     ("-Wl,-z,relro", "-Wl,-z,norelro", "no RELRO"),
                                     ("-pie", "-Wl,-z,execstack", "executable stack"),
                                     ("-Wl,-z,shstk", "-Wl,-rpath,/x", "has a run path"),
                                     ("-Wl,-z,shstk", "-g", "shadow stack")):
            with self.subTest(words):
                status, output = self.check(link=[instead if flag == soft else flag
                                                  for flag in self.LINK])
                self.assertEqual(status, 1)
                self.assertIn(words, output)

    def test_what_is_not_for_installing_is_skipped(self):
        self.assertEqual(self.check(options=("0", "none"))[0], 77)
        self.assertEqual(self.check(options=("2", "address"))[0], 77)


class Conformance(unittest.TestCase):
    PAGE = ("| ABC-01 | MUST | one | RFC 1 |\n| ABC-02 | rule | two | RFC 1 |\n"
            "| ABC-03 | SHOULD | three | RFC 1 |\n| ABC-04 | MUST NOT | four | RFC 1 |\n"
            "| ABC-05 | MUST | five | RFC 1 |\n* ABC-05: no such thing.\n")
    LOG = """Log of Meson test suite run

==================================== 1/2 ====================================
test:         genkan:unit / one
result:       exit status 1
----------------------------------- stdout -----------------------------------
ok 1 /x/ABC-01/a
not ok 2 /x/ABC-02/b
ok 3 /x/ABC-01-ABC-04 # SKIP no
==============================================================================

==================================== 2/2 ====================================
test:         genkan:lab / life.three
result:       exit status 0
==============================================================================
"""

    def test_rows_results_and_sums(self):
        with tempfile.TemporaryDirectory() as root:
            here = os.path.join(HERE, "../../scripts/conformance")
            files = {"docs/requirements.md": self.PAGE,
                     "tests/lab/cases_life.py": 'def case_three():\n    """ABC-03"""\n',
                     "tests/dbus/x.py": "", "tests/unit/a.c": "/* ABC-04 */",
                     "a/testlog.txt": self.LOG}
            with open(here, encoding="utf-8") as file:
                files["scripts/conformance"] = file.read()
            for path, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            done = subprocess.run((sys.executable, os.path.join(root, "scripts/conformance"),
                                   os.path.join(root, "a/testlog.txt")),
                                  capture_output=True, text=True, check=True)
        self.assertEqual([line.split() for line in done.stdout.splitlines()], [
            ["ABC-01", "MUST", "ok", "/x/ABC-01/a"], ["ABC-02", "rule", "failed", "/x/ABC-02/b"],
            ["ABC-03", "SHOULD", "ok", "life.three"], ["ABC-04", "MUST", "NOT", "not", "run"],
            ["ABC-05", "MUST", "n/a", "no", "such", "thing."], ["MUST", "1/3", "SHOULD", "1/1"]])


class Docs(unittest.TestCase):
    def check(self, line):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"docs/a.md": line, "tests/sim/cases.py": "def case_one():\n",
                               "core/ike/ike-sa.c": "int\nseal (int a)\n"}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return lint("check-docs.py", root).stdout

    def test_what_exists_passes(self):
        for word in ("core/ike", "core/ike/ike-sa.c", "ike-sa.c", "tests/sim/cases.py:case_one",
                     "core/ike/ike-sa", "ike-sa.c:seal", "vpnctl set", "on/off", "<other.h>"):
            with self.subTest(word):
                self.assertEqual(self.check(f"See `{word}`.\n"), "")

    def test_what_does_not_exist_is_found(self):
        for word, words in (("core/ike/gone.c", "docs/a.md:1: there is no core/ike/gone.c"),
                            ("gone.c", "docs/a.md:1: no file is called gone.c"),
                            ("ike-sa.c:open", "ike-sa.c has no open()"),
                            ("tests/sim/cases.py:case_two", "cases.py has no case_two()")):
            with self.subTest(word):
                self.assertIn(words, self.check(f"See `{word}`.\n"))


    def test_a_recipe_has_the_files_it_counts(self):
        two = ("It touches 2 files:\n\n"
               "* `core/ike/ike-NAME.c`\n* `core/ike/ike-sa.c`: more\n  of it\n")
        self.assertEqual(self.check(two), "")
        self.assertIn("docs/a.md:1: 3 files, and 2 in the list",
                      self.check(two.replace("2 f", "3 f")))
        self.assertIn("there is nothing like core/ike/gone-NAME.c",
                      self.check(two.replace("ike-NAME", "gone-NAME")))


class Words(unittest.TestCase):
    SOURCE = 'puts (_ ("Add %s to {place}\\n"));\nputs (_ ("_Close"));\n'
    CATALOG = ('msgid ""\nmsgstr "Language: xx\\n"\n\n#, c-format\n'
               'msgid "Add %s to {place}\\n"\nmsgstr "{place}: %s dazu\\n"\n\n'
               'msgid "_Close"\nmsgstr "_Zu"\n')

    def check(self, catalog, files="client/a.c\n"):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {"client/a.c": self.SOURCE, "po/LINGUAS": "xx\n",
                               "po/POTFILES.in": files, "po/xx.po": catalog}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return lint("check-words.py", root).stdout

    def test_a_complete_catalog_passes(self):
        self.assertEqual(self.check(self.CATALOG), "")

    def test_what_is_amiss_is_found(self):
        for old, new, words in (("_Zu", "", "not translated: '_Close'"),
                                ('msgid "_Close"', 'msgid "_Shut"', "missing"),
                                ("#, c-format", "#, fuzzy, c-format", "guessed"),
                                ("%s dazu", "%d dazu", "its directives differ"),
                                ("{place}:", "{platz}:", "its places in braces differ"),
                                ("dazu\\n", "dazu", "one ends with a new line"),
                                ("_Zu", "Zu", "one has a letter to press")):
            with self.subTest(words):
                self.assertIn(words, self.check(self.CATALOG.replace(old, new)))

    def test_a_file_that_is_not_looked_through_is_found(self):
        self.assertIn("po/POTFILES.in: client/a.c is missing", self.check(self.CATALOG, ""))


class States(unittest.TestCase):
    FILES = {"core/daemon/vpn-connection-state.c":
             "    case VPN_STATE_DISCONNECTED:\n      return to == VPN_STATE_CONNECTING;\n"
             "    case VPN_STATE_CONNECTING:\n      return FALSE;\n",
             "core/ike/ike-state.c": "  [IKE_STAGE_IDLE] = STAGE (INIT) | STAGE (CLOSED),\n"
             "  [IKE_STAGE_INIT] = 0,\n"}

    def draw(self, root, *flags):
        return lint("../../scripts/draw-states", *flags, root)

    def test_the_page_follows_the_tables(self):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**self.FILES, "docs/states.md": ""}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            self.assertEqual(self.draw(root, "--check").returncode, 1)
            self.assertEqual(self.draw(root).returncode, 0)
            self.assertEqual(self.draw(root, "--check").returncode, 0)
            with open(os.path.join(root, "docs/states.md"), encoding="utf-8") as file:
                page = file.read()
            for arrow in ("DISCONNECTED --> CONNECTING", "CONNECTING --> [*]", "IDLE --> CLOSED"):
                self.assertIn(f"    {arrow}\n", page)
            with open(os.path.join(root, "core/ike/ike-state.c"), "a", encoding="utf-8") as file:
                file.write("  [IKE_STAGE_CLOSED] = STAGE (IDLE),\n")
            self.assertEqual(self.draw(root, "--check").returncode, 1)


if __name__ == "__main__":
    unittest.main()
