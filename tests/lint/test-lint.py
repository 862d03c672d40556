#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The linters' own tests: each file in cases/ provokes exactly the rule it names."""

import glob
import os
import re
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
                rules = set(re.findall(r"^\S+:\d+: ([\w-]+):", done.stdout, re.M))
                self.assertEqual(rules, set() if expected == "nothing" else {expected})
                self.assertEqual(done.returncode, 0 if expected == "nothing" else 1)


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
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for folder in ("core/base", "core/eap", "core/ike", "core/daemon", "core/crypto"):
                os.makedirs(os.path.join(root, folder))
            for path, text in files.items():
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

    def test_crypto_library_is_fenced(self):
        done = self.check({"core/eap/a.c": "#include <openssl/evp.h>\n"})
        self.assertIn("only core/crypto includes", done.stdout)

    def test_sans_io_folder_has_no_socket(self):
        done = self.check({"core/ike/a.c": "#include <sys/socket.h>\n"})
        self.assertIn("a sans-I/O folder includes <sys/socket.h>", done.stdout)


if __name__ == "__main__":
    unittest.main()
