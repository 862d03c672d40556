# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""systemd-resolved, run by hand.

Its package is never installed: that would repoint the machine's own /etc/resolv.conf. The file is
downloaded once into the build folder (scripts/packages --resolved) and unpacked in the box.
"""

import glob
import os

from .host import BUILD, has_owner
from .shell import LabError, read, run, spawn, wait_for, write


def unpack():
    if os.path.exists("/lib/systemd/systemd-resolved"):
        return
    packages = glob.glob(os.path.join(BUILD, "resolved", "systemd-resolved_*.deb"))
    if not packages:
        raise LabError("systemd-resolved was not downloaded (scripts/packages --resolved)")
    for package in packages:
        # "dpkg-deb -x" would replace the /lib symbolic link of a merged /usr.
        run("sh", "-c", 'dpkg-deb --fsys-tarfile "$1" | tar x --keep-directory-symlink -C /', "sh",
            package)


def run_daemon():
    """The daemon itself, on what start() prepared."""
    process = spawn("/lib/systemd/systemd-resolved", log="/tmp/resolved.log",
                    env={**os.environ, "SYSTEMD_LOG_TARGET": "console"})
    wait_for("systemd-resolved", lambda: has_owner("org.freedesktop.resolve1"))
    return process


def start():
    """resolved with the coffee shop's DNS on veth0; /etc/resolv.conf points to its stub."""
    unpack()
    if run("getent", "passwd", "systemd-resolve", check=False).returncode != 0:
        run("useradd", "-r", "-M", "-s", "/usr/sbin/nologin", "systemd-resolve")
    # The bus drops policy for users it does not know, so this comes after.
    run("dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/",
        "org.freedesktop.DBus.ReloadConfig")
    os.makedirs("/run/systemd/resolve", exist_ok=True)
    run("chown", "systemd-resolve:", "/run/systemd/resolve")
    os.makedirs("/etc/systemd", exist_ok=True)
    write("/etc/systemd/resolved.conf",
          "[Resolve]\nLLMNR=no\nMulticastDNS=no\nDNSSEC=no\nFallbackDNS=\n")
    write("/etc/resolv.conf", "")
    process = run_daemon()
    os.unlink("/etc/resolv.conf")
    os.symlink("/run/systemd/resolve/stub-resolv.conf", "/etc/resolv.conf")
    # Addresses older than resolved are not seen by every version: announce them again.
    run("ip", "addr", "change", "192.168.77.2/24", "dev", "veth0")
    run("resolvectl", "dns", "veth0", "192.168.77.1")
    run("resolvectl", "domain", "veth0", "~.")
    wait_for("the stub", lambda: "nameserver" in read("/etc/resolv.conf"))
    return process
