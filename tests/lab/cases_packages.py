# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The Debian packages in a running system: installed, used, upgraded under traffic, purged."""

import re

from genkanlab import guest as systemd
from genkanlab import host, net, packages
from genkanlab.capture import Capture
from genkanlab.gateway import PASSWORD, Gateway
from genkanlab.scene import Scene, assert_office_reachable, ping
from genkanlab.shell import read, run, spawn, stop, wait_for

USERS = ("genkan-worker", "genkan-resolve")


def accounts():
    return {path: read(path) for path in ("/etc/passwd", "/etc/group", "/etc/shadow",
                                          "/etc/gshadow")}


def pings_answered():
    return [int(n) for n in re.findall(r"icmp_seq=(\d+) ttl", read("/tmp/pings.log"))]


def wait_for_pings(count):
    before = len(pings_answered())
    wait_for(f"{count} answers", lambda: len(pings_answered()) >= before + count, 60)


class Bare(packages.Guest):
    """Where the packages are installed as soon as it has booted; remembers how it was before."""

    def __init__(self, directory):
        super().__init__()
        self.directory = directory
        self.paths = self.accounts = None

    def boot(self):
        super().boot()
        if self.paths is None:
            self.paths, self.accounts = packages.everything(), accounts()
            self.install(self.directory)
            # By the packages alone: nobody has started or enabled anything by hand.
            wait_for("the service", lambda: self.show("genkand", "ActiveState") == "active")
        return self

    def assert_as_before(self):
        """No path, user, unit, table of the packet filter or process stays."""
        come = packages.everything() - self.paths
        assert not come, sorted(come)[:20]
        gone = self.paths - packages.everything()
        assert not gone, sorted(gone)[:20]
        for path, text in accounts().items():
            assert sorted(text.splitlines()) == sorted(self.accounts[path].splitlines()), path
        for user in USERS:
            assert run("getent", "passwd", user, check=False).returncode != 0, user
        units = self.systemctl("list-unit-files", "--no-legend", "genkan*", check=False).stdout
        assert not units.strip(), units
        assert "genkan" not in run("nft", "list", "ruleset").stdout
        left = run("pgrep", "-a", "genkan", check=False).stdout
        assert not left, left


def start_installed():
    """A scene whose laptop has the packages of this tree."""
    scene = Scene(Gateway(kind="eap", local_ts="0.0.0.0/0"), guest=Bare(packages.make()))
    guest = scene.genkand.guest
    assert guest.systemctl("is-enabled", "genkand", "genkan-lockdown").stdout.split() == \
        ["enabled", "enabled"]
    for program in ("genkand", "genkan-worker", "genkan-resolve"):
        linked = run("ldd", host.program(program)).stdout
        assert "not found" not in linked, linked
    return scene


def upgrade_under_traffic(scene):
    """To the next version of the same: another genkand, the same worker, no ping lost."""
    guest = scene.genkand.guest
    target = packages.next_version(guest.directory)
    wait_for("the descriptors to be kept",
             lambda: guest.show("genkand", "NFileDescriptorStore") == "4")
    (worker,), daemon = scene.genkand.workers(), scene.genkand.main_pid()
    with Capture() as air:
        pings = spawn("ping", "-i", "0.01", net.OFFICE, log="/tmp/pings.log")
        wait_for_pings(50)
        guest.install(target)
        assert guest.version().endswith("+next")
        wait_for("the connection to be back", lambda: any(
            row["state"] == "connected" for row in host.connections()), 20)
        wait_for_pings(50)
        stop(pings)
    lost = set(range(1, pings_answered()[-1])) - set(pings_answered())
    print(f"{len(pings_answered())} pings answered during the upgrade, {len(lost)} lost")
    assert not lost, sorted(lost)
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert scene.genkand.workers() == [worker] and scene.genkand.main_pid() != daemon


def lock_down(scene):
    """A profile that lets nothing out unless it is connected."""
    host.vpnctl("disconnect", "office")
    host.vpnctl("set", "office", "network.routes=", "network.guard=always")
    assert not ping(net.ROUTER_WAN, deadline=1), "what the VPN would carry leaves in clear"
    host.vpnctl("connect", "office")
    assert_office_reachable()
    assert scene.genkand.guest.show("genkan-lockdown", "LoadState") == "loaded"


def remove_and_come_back(scene):
    """Removed, it opens what it closed and keeps the profiles; installed again, it has them."""
    guest = scene.genkand.guest
    guest.dpkg("--remove", *reversed(packages.NAMES))
    assert ping(net.ROUTER_WAN), "the network is still closed"
    wait_for("the end of the workers", lambda: not scene.genkand.workers())
    scene.assert_nothing_left()
    guest.install(guest.directory)
    wait_for("the service", lambda: guest.show("genkand", "ActiveState") == "active")
    assert "office" in host.vpnctl("list").out
    assert not ping(net.ROUTER_WAN, deadline=1), "what the VPN would carry leaves in clear"
    host.vpnctl("connect", "office")
    assert_office_reachable()


def case_installed_upgraded_removed_purged():
    """From the first "dpkg -i" to a purge while connected, which opens all and leaves nothing."""
    scene = start_installed()
    guest = scene.genkand.guest
    systemd.add_boot_profile()
    systemd.keep_secret("office.password", PASSWORD)
    host.vpnctl("connect", "office")
    assert_office_reachable()
    upgrade_under_traffic(scene)
    lock_down(scene)
    remove_and_come_back(scene)
    # Without a stop first: as somebody does who has had enough of it.
    guest.dpkg("--purge", *reversed(packages.NAMES))
    assert ping(net.ROUTER_WAN), "the network is still closed"
    wait_for("the end of the workers", lambda: not scene.genkand.workers())
    scene.assert_nothing_left()
    guest.assert_as_before()
