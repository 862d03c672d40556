# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The laptop with a real systemd as its process 1, and the project installed in it.

systemd runs as the payload of a container: process 1 of a pid namespace, with a control group of
its own below the machine's unified hierarchy. Root, /run, /tmp and network are those of the box, so
that wires, gateway and captures are what they are in every other case.
"""

import atexit
import glob
import os
import re

from . import host, net, pki
from .gateway import USER
from .shell import LabError, read, run, spawn, stop, wait_for, write

CGROUPS = "/run/cgroups"
JOURNAL = "/tmp/journal.log"
CONSOLE = "/tmp/console.log"

# What a boot of this root would do to the machine below it, or wait for.
UNWANTED = ("systemd-sysctl.service", "systemd-binfmt.service", "systemd-modules-load.service",
            "systemd-random-seed.service", "systemd-remount-fs.service", "systemd-udevd.service",
            "systemd-udev-trigger.service", "systemd-hwdb-update.service", "tmp.mount",
            "systemd-logind.service", "getty.target", "proc-sys-fs-binfmt_misc.automount",
            "systemd-machine-id-commit.service", "systemd-firstboot.service",
            "systemd-journal-catalog-update.service", "ldconfig.service", "timers.target")

# Only the namespace's own settings of the kernel can be written, those of the network.
INIT = """set -e
mount --make-rprivate /
mount -t proc proc /proc
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
mount --bind /proc/sys/net /proc/sys/net
mount -o remount,bind,rw /proc/sys/net
umount -l /sys
mount -t sysfs -o ro sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --make-rshared /
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=lab "$0" --show-status=no \
  --log-target=console --log-level=notice
"""

# Another box may sweep the group away before somebody is in it.
ENTER = """for try in 1 2 3 4 5; do
  mkdir -p "$0" && echo $$ > "$0/cgroup.procs" && exec "$@"
done"""


def systemd():
    """Its path, or None."""
    return next(filter(os.path.exists, ("/usr/lib/systemd/systemd", "/lib/systemd/systemd")), None)


def install():
    """What README says, where this machine's dbus-daemon and polkitd look for it."""
    run("meson", "install", "-C", host.BUILD, "--no-rebuild", "--quiet", timeout=120)
    for source, target in (("dbus-1/system.d", "/etc/dbus-1/system.d"),
                           ("polkit-1/actions", "/usr/share/polkit-1/actions")):
        for path in glob.glob(f"/usr/local/share/{source}/*genkan*"):
            os.makedirs(target, exist_ok=True)
            run("cp", path, target)
    run("systemd-sysusers")


def prepare_root():
    """A root whose boot starts the bus, polkit and what a case enables, and nothing else."""
    units = "/etc/systemd/system"
    for wants in glob.glob(f"{units}/*.wants") + glob.glob(f"{units}/*.requires"):
        run("rm", "-rf", wants)
    for unit in UNWANTED:
        run("ln", "-sf", "/dev/null", f"{units}/{unit}")
    generators = f"{units}-generators"
    os.makedirs(generators, exist_ok=True)
    for directory in ("/lib", "/usr/lib"):
        for path in glob.glob(f"{directory}/systemd/system-generators/*"):
            run("ln", "-sf", "/dev/null", f"{generators}/{os.path.basename(path)}")
    write("/etc/fstab", "")
    # /tmp holds what the case itself writes.
    os.makedirs("/etc/tmpfiles.d", exist_ok=True)
    write("/etc/tmpfiles.d/tmp.conf", "")
    run("ln", "-sf", "/usr/lib/systemd/system/multi-user.target", f"{units}/default.target")
    os.makedirs("/etc/systemd/journald.conf.d", exist_ok=True)
    write("/etc/systemd/journald.conf.d/lab.conf",
          "[Journal]\nStorage=volatile\nRateLimitBurst=0\n")
    write(f"{units}/lab-off.target", "[Unit]\nDefaultDependencies=no\nRequires=shutdown.target\n"
          "After=shutdown.target\n")
    run("dbus-uuidgen", "--ensure=/etc/machine-id")


class Guest:
    """systemd from boot to power_off(); processes of a case that are not its own stay outside."""

    def __init__(self):
        self.pid = None
        self.group = None
        self.unshare = None

    def prepare(self):
        if systemd() is None:
            raise LabError("there is no systemd on this machine")
        prepare_root()
        install()

    def _make_group(self):
        os.makedirs(CGROUPS, exist_ok=True)
        if not os.path.ismount(CGROUPS):
            run("mount", "-t", "cgroup2", "cgroup2", CGROUPS)
        # Of boxes that were killed; one that lives is busy.
        for stale in glob.glob(f"{CGROUPS}/genkan-lab-*"):
            remove_group(stale)
        namespace = re.sub(r"\D", "", os.readlink("/proc/self/ns/net"))
        self.group = f"{CGROUPS}/genkan-lab-{namespace}"

    def boot(self):
        """Until everything that the boot starts is there."""
        self._make_group()
        self.unshare = spawn("bash", "-c", ENTER, self.group, "unshare", "--pid", "--mount",
                             "--cgroup", "--uts", "--ipc", "--fork", "--kill-child=KILL",
                             "bash", "-c", INIT, systemd(), log=CONSOLE)
        atexit.register(self.pull_the_plug)
        children = f"/proc/{self.unshare.pid}/task/{self.unshare.pid}/children"
        wait_for("systemd", lambda: self._is_up(read(children).strip()), 60, 0.1)
        self.journal = spawn(*self.command("journalctl", "-f", "-n", "all", "-o", "short-precise"),
                             log=JOURNAL)
        wait_for("the system bus", lambda: host.has_owner("org.freedesktop.systemd1"), 30)
        return self

    def _is_up(self, pid):
        if self.unshare.poll() is not None:
            raise LabError(f"systemd ended: {read(CONSOLE)}")
        if not pid:
            return False
        self.pid = pid
        state = self.run("systemctl", "is-system-running", check=False).stdout.strip()
        return state in ("running", "degraded")

    def command(self, *argv):
        """argv as seen from inside."""
        return ("nsenter", "--target", self.pid, "--pid", "--mount", "--cgroup", "--uts", "--ipc",
                "--") + argv

    def run(self, *argv, **options):
        return run(*self.command(*argv), **options)

    def systemctl(self, *argv, **options):
        return self.run("systemctl", *argv, **options)

    def show(self, unit, name):
        """One property of a unit."""
        return self.systemctl("show", "--value", "-p", name, unit).stdout.strip()

    def pull_the_plug(self):
        """Ends everything at once; nothing stays on the machine that the box is on."""
        if self.unshare.poll() is None:
            stop(self.unshare)
        wait_for("the end of its processes", lambda: "populated 0" in read(
            f"{self.group}/cgroup.events"))
        remove_group(self.group)

    def reboot(self):
        """Off and on: what was in memory only, and what the kernel knew, is gone."""
        self.power_off()
        net.forget()
        return self.boot()

    def power_off(self):
        """In order, as a machine is switched off; its volatile state goes with it."""
        # All but the last step, which would unmount what is not this guest's.
        self.systemctl("start", "--job-mode=replace-irreversibly", "lab-off.target")
        atexit.unregister(self.pull_the_plug)
        self.pull_the_plug()
        for path in ("genkan", "systemd", "dbus", "log", "polkit-1", "user", "credentials"):
            run("rm", "-rf", f"/run/{path}")


def remove_group(path):
    """A control group and those in it, as far as nobody is in them."""
    for directory, _, _ in os.walk(path, topdown=False):
        try:
            os.rmdir(directory)
        except OSError:
            pass


def keep_secret(name, secret):
    """A secret of the computer itself, as genkand(8) says."""
    os.makedirs("/etc/genkan/secrets", mode=0o700, exist_ok=True)
    write(f"/etc/genkan/secrets/{name}", secret + "\n", 0o600)


def add_boot_profile(**settings):
    """A profile of the system that the computer itself can connect."""
    run("install", "-D", "-m", "644", pki.path("ca.crt"), "/etc/genkan/office-ca.pem")
    keys = {"auth.ca": "/etc/genkan/office-ca.pem", "network.routes": net.OFFICE_NET,
            "connection.autoconnect": "boot", **settings}
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME, "--user", USER,
                *[f"{key}={value}" for key, value in keys.items()])


class InstalledGenkand:
    """genkand as the guest's systemd runs it; answers what host.Genkand answers."""

    UNIT = "genkand.service"

    def __init__(self, guest):
        self.guest = guest

    def start(self):
        self.guest.systemctl("start", self.UNIT)
        wait_for("genkand", lambda: host.has_owner("org.genkan.VPN1"))
        return self

    def stop(self):
        self.guest.systemctl("stop", self.UNIT)

    def restart(self):
        self.guest.systemctl("restart", self.UNIT)

    def kill(self):
        """It falls; whoever calls next must not reach the name of the dead one."""
        before = self.main_pid()
        self.guest.systemctl("kill", "--kill-whom=main", "--signal=KILL", self.UNIT)
        wait_for("systemd to start it again", lambda: self.main_pid() not in (before, "0")
                 and self.guest.show(self.UNIT, "ActiveState") == "active")

    def main_pid(self):
        return self.guest.show(self.UNIT, "MainPID")

    def workers(self):
        done = run("pgrep", "-x", "genkan-worker", check=False)
        return [int(pid) for pid in done.stdout.split()]

    def log(self):
        return self.guest.run("journalctl", "-u", self.UNIT, "-o", "cat").stdout
