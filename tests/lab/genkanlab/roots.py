# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Other Debians: a gateway and a client that this machine's own libraries could not be.

scripts/roots makes them: "sid" has a gateway, "trixie" what it takes to build and run the
project, and "trixie-build" is what was built there."""

import os

from . import gateway, host

FOLDER = os.environ.get("GENKAN_LAB_ROOTS", "/var/cache/genkan-lab")
INTO = os.path.join(host.SOURCE, "tests", "lab", "into")


def path(name):
    return os.path.join(FOLDER, name)


def missing():
    """What scripts/roots has not made."""
    return [path(name) for name in ("sid", "trixie", "trixie-build/build.ninja")
            if not os.path.exists(path(name))]


class Gateway(gateway.Gateway):
    """strongSwan of Debian unstable: its own programs, the files of the box."""

    into = (INTO, path("sid"), "--at", "/etc/swanctl", "/etc/swanctl")


class Genkand(host.Genkand):
    """genkand and its workers as another Debian builds them; vpnctl is this machine's."""

    def __init__(self):
        root = path("trixie")
        super().__init__(wrapper=(INTO, root, "--at", path("trixie-build"), host.BUILD))
        for directory in ("/etc/genkan", "/var/lib/genkan"):
            os.makedirs(root + directory, exist_ok=True)
        host.add_worker_user(root + "/etc/passwd")
