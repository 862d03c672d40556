# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What the guides tell people to type is taken by vpnctl and genkand as it stands there."""

import glob
import os
import pwd
import re
import shlex

from genkanlab.shell import run
from rig import BUILD, SOURCE, Rig

VPNCTL = os.path.join(BUILD, "client", "ctl", "vpnctl")
GUIDES = ("docs/gateways/*.md", "docs/guide/*.md", "docs/admin.md", "README.md")
# A line of a block of code.
COMMAND = re.compile(r"^(?: {4}| {6})(vpnctl add .*)$", re.MULTILINE)


def documents():
    for pattern in GUIDES:
        yield from sorted(glob.glob(os.path.join(SOURCE, pattern)))


def commands():
    """(document, arguments) of each "vpnctl add"."""
    for path in documents():
        with open(path, encoding="utf-8") as file:
            for line in COMMAND.findall(file.read()):
                yield os.path.relpath(path, SOURCE), shlex.split(line)[1:]


def vpnctl(user, *arguments):
    entry = pwd.getpwnam(user)
    return run("setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups",
               VPNCTL, *arguments, check=False)


def case_commands():
    """Each profile of a guide can be added, and shown with the settings that were asked for."""
    Rig()
    n = 0
    for document, arguments in commands():
        settings = [word for word in arguments if "=" in word]
        done = vpnctl("alice", *arguments)
        assert done.returncode == 0, f"{document}: {arguments}: {done.stderr}"
        shown = vpnctl("alice", "show", arguments[1]).stdout
        for setting in settings:
            assert setting in shown.splitlines(), f"{document}: {setting} is not in {shown}"
        assert vpnctl("alice", "remove", arguments[1]).returncode == 0
        n += 1
    assert n >= 15, f"only {n} commands were found"
