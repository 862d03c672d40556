#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-packaging.py SOURCE BUILD: desktop files, AppStream and the RPM spec are valid, and what
meson installs is in exactly one package of debian/ and of the spec."""

import fnmatch
import glob
import json
import os
import re
import shutil
import subprocess
import sys

TOOLS = ("desktop-file-validate", "appstreamcli", "rpmspec", "meson")
# Macros of distributions that have RPM, as far as %files names them.
MACROS = {"_bindir": "/usr/bin", "_libexecdir": "/usr/libexec", "_datadir": "/usr/share",
          "_mandir": "/usr/share/man", "_sysconfdir": "/etc", "_prefix": "/usr",
          "_libdir": "/usr/lib/*", "_unitdir": "/usr/lib/systemd/system",
          "_sysusersdir": "/usr/lib/sysusers.d", "_tmpfilesdir": "/usr/lib/tmpfiles.d"}
# Installed by a rule of debian/rules, since its place differs between releases.
DEBIAN_RULES = ("/usr/lib/systemd/system/*",)
# Of every language, by %find_lang.
RPM_RULES = ("/usr/share/locale",)


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def validate(source, build):
    """Findings of the tools."""
    commands = [("desktop-file-validate", path) for path in glob.glob(f"{build}/gui/*.desktop")]
    commands += [("appstreamcli", "validate", "--no-net", path)
                 for path in glob.glob(f"{source}/nm-plugin/*.metainfo.xml")]
    commands += [("rpmspec", "--parse", f"{source}/packaging/genkan.spec")]
    assert len(commands) >= 4, commands
    for command in commands:
        done = run(*command)
        if done.returncode != 0:
            yield f"{' '.join(command)}: {done.stdout}{done.stderr}"


def installed(build):
    """What meson installs, as below /usr and /etc."""
    listed = json.loads(run("meson", "introspect", build, "--installed").stdout)
    prefix = next(option["value"] for option in json.loads(
        run("meson", "introspect", build, "--buildoptions").stdout) if option["name"] == "prefix")
    for path in listed.values():
        path = path.replace(f"{prefix}/etc/", "/etc/")
        if path.startswith(prefix + "/"):
            path = "/usr" + path[len(prefix):]
        yield re.sub("^/lib/", "/usr/lib/", path)


def debian_patterns(source):
    for path in glob.glob(f"{source}/debian/*.install"):
        with open(path, encoding="utf-8") as file:
            yield from ("/" + line.strip() for line in file if line.strip())


def rpm_patterns(source):
    with open(f"{source}/packaging/genkan.spec", encoding="utf-8") as file:
        for line in file:
            found = re.match(r"%\{(\w+)\}(/\S*)$", line)
            if found:
                yield MACROS[found.group(1)] + found.group(2)


def matches(path, pattern):
    return fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(path, pattern + "/*")


def check_lists(build, patterns, what):
    for path in installed(build):
        count = sum(matches(path, pattern) for pattern in patterns)
        if count != 1:
            yield f"{path}: in {count} packages of {what}"


def main(source, build):
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        print(f"not installed: {' '.join(missing)}; see scripts/packages")
        return 77
    findings = list(validate(source, build))
    if os.path.exists(f"{build}/gui/genkan"):
        findings += check_lists(build, [*debian_patterns(source), *DEBIAN_RULES], "debian")
        findings += check_lists(build, [*rpm_patterns(source), *RPM_RULES], "the RPM spec")
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
