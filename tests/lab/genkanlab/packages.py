# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The Debian packages: made, installed into a running system, upgraded, removed.

GENKAN_PACKAGES names a folder of packages that scripts/package made; without it they are made here,
of the tree under test, quickly and without its own tests.
"""

import glob
import itertools
import os
import re

from . import guest, host
from .shell import LabError, read, run

NAMES = ("genkan", "genkan-gtk", "network-manager-genkan", "network-manager-genkan-gnome")
MADE = "/tmp/packages"
DPKG_LOG = "/tmp/dpkg.log"

# Of a system that works: not the packages' to leave or to take. "-" stands at the end of what tools
# that change the users keep of the files as they were.
WHERE = ("/etc", "/opt", "/run", "/usr", "/var")
OTHERS = re.compile(r"^/run/(?!genkan)|/var/(log|cache|backups)/|"
                    r"/var/lib/(dpkg|apt|systemd|polkit-1|NetworkManager|dbus)/|/etc/[a-z]+-$|"
                    r"/__pycache__(/|$)|/usr/share/mime/|mimeinfo.cache|icon-theme.cache|"
                    r"/etc/machine-id|/etc/swanctl(/|$)")


def make():
    """The packages of this tree, in a folder."""
    given = os.environ.get("GENKAN_PACKAGES")
    if given:
        return given
    tree = f"{MADE}/tree"
    os.makedirs(tree)
    run("bash", "-c", 'tar -C "$0" --exclude=./build\\* --exclude=./.git -c . | tar -C "$1" -x',
        host.SOURCE, tree)
    # What is missing to build them is found by scripts/package, in a clean root.
    done = run("env", "-C", tree, "DEB_BUILD_OPTIONS=nocheck noopt nostrip",
               "dpkg-buildpackage", "-b", "-d", "-us", "-uc", timeout=1500, check=False)
    with open("/tmp/dpkg-buildpackage.log", "w", encoding="utf-8") as log:
        log.write(done.stdout + done.stderr)
    if done.returncode != 0:
        raise LabError(f"dpkg-buildpackage: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return MADE


def files(directory):
    """The packages in a folder, without those of debug symbols."""
    return sorted(path for path in glob.glob(f"{directory}/*.deb") if "-dbgsym_" not in path)


def next_version(directory):
    """The same packages once more, as their next version, in a folder of their own."""
    target = "/tmp/next-version"
    os.makedirs(target)
    for path in files(directory):
        content = f"{target}/content"
        run("dpkg-deb", "-R", path, content)
        control = read(f"{content}/DEBIAN/control")
        old = re.search(r"^Version: (.+)$", control, re.MULTILINE).group(1)
        with open(f"{content}/DEBIAN/control", "w", encoding="utf-8") as file:
            file.write(re.sub(rf"(^Version: |\(= ){re.escape(old)}", rf"\g<1>{old}+next", control,
                              flags=re.MULTILINE))
        run("dpkg-deb", "-b", content, target)
        run("rm", "-rf", content)
    return target


def everything():
    """Every path of the system that is the packages' to leave or not."""
    found = set()
    for directory, subdirectories, names in itertools.chain(*map(os.walk, WHERE)):
        subdirectories[:] = [name for name in subdirectories
                             if not OTHERS.search(os.path.join(directory, name))]
        found.update(path for path in (os.path.join(directory, name)
                                       for name in names + subdirectories)
                     if not OTHERS.search(path))
    return found


class Guest(guest.Guest):
    """A system without the project, until install() puts its packages there as it runs."""

    def prepare(self):
        host.BUILD = ""
        guest.prepare_root()
        self.remove(*NAMES)
        # No daemon of this machine's starts with its packages; ours are to.
        run("rm", "-f", "/usr/sbin/policy-rc.d")

    def dpkg(self, *argv):
        done = self.run("env", "DEBIAN_FRONTEND=noninteractive", "dpkg", *argv, timeout=300,
                        check=False)
        with open(DPKG_LOG, "a", encoding="utf-8") as log:
            log.write(f"== dpkg {' '.join(argv)}\n{done.stdout}{done.stderr}")
        if done.returncode != 0:
            raise LabError(f"dpkg {' '.join(argv)}: {done.stdout}{done.stderr}")

    def install(self, directory):
        self.dpkg("--install", *files(directory))

    def version(self, package="genkan"):
        return run("dpkg-query", "-W", "-f", "${Version}", package, check=False).stdout

    @staticmethod
    def remove(*names):
        """What this machine has of them; nothing of it runs in the box."""
        for name in names:
            run("dpkg", "--purge", "--force-depends", name, check=False)
