# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What is measured: each contestant can be brought up, says whom to talk to and which processes
are the client, and goes away again."""

from genkanlab import host, net
from genkanlab.esp_peer import INNER, EspTunnel, can_ping
from genkanlab.gateway import Gateway
from genkanlab.peer import StrongSwanClient
from genkanlab.shell import LabError, wait_for

SUITE = "gcm256"


class Veth:
    """No VPN: the same wires, the same NAT."""

    name = "veth"
    what = "no VPN"
    target = net.GATEWAY

    def up(self):
        pass

    def pids(self):
        return []

    def down(self):
        pass


class GenkanPlane:
    """The project's data plane at both ends, with fixed keys instead of IKE."""

    name = "genkan"
    what = "data plane of Genkan, fixed keys, against esp-peer"
    target = INNER

    def __init__(self):
        self.tunnel = None

    def up(self):
        self.tunnel = EspTunnel(suite=SUITE)
        self.tunnel.up()

    def pids(self):
        return self.tunnel.pids()

    def down(self):
        if self.tunnel:
            self.tunnel.down()
        self.tunnel = None


class StrongSwan:
    """charon with kernel-libipsec at both ends."""

    name = "strongswan"
    what = "strongSwan kernel-libipsec at both ends"
    target = INNER

    def __init__(self):
        self.gateway = self.client = None

    def up(self):
        self.gateway = Gateway(kind="eap").start()
        self.client = StrongSwanClient().start()
        self.client.initiate()
        wait_for("the tunnel", lambda: can_ping(INNER))

    def pids(self):
        # unshare and sh became charon by exec.
        return [self.client.process.pid]

    def down(self):
        if self.client:
            self.client.terminate(check=False)
            self.client.stop()
        if self.gateway:
            self.gateway.stop()
        self.gateway = self.client = None


class GenkanReal:
    """The whole program: vpnctl, genkand and a worker, against a strongSwan gateway."""

    name = "genkan-vs-strongswan-gateway"
    what = "genkand against a strongSwan gateway, whose limit this mostly is"
    target = INNER

    def __init__(self):
        self.gateway = self.genkand = self.bus = None

    def check(self):
        for path in (("client", "ctl", "vpnctl"), ("core", "daemon", "genkand"),
                     ("core", "worker", "genkan-worker")):
            host.program(*path)

    def up(self):
        self.check()
        self.gateway = Gateway(kind="eap").start()
        if self.bus is None:
            self.bus = host.start_bus()
        self.genkand = host.Genkand().start()
        if "office" not in host.vpnctl("list").out:
            host.add_profile()
        host.connect()
        wait_for("the tunnel", lambda: can_ping(INNER))

    def pids(self):
        return [self.genkand.process.pid, *self.genkand.workers()]

    def down(self):
        if self.genkand:
            host.vpnctl("disconnect", "office", check=False)
            self.genkand.stop()
        if self.gateway:
            self.gateway.stop()
        self.gateway = self.genkand = None


ALL = (Veth, GenkanPlane, StrongSwan, GenkanReal)


def choose(names):
    """Contestants by name, in the order of the table; all when there are no names."""
    unknown = set(names) - {kind.name for kind in ALL}
    if unknown:
        raise LabError(f"no contestant {', '.join(sorted(unknown))}")
    return [kind() for kind in ALL if not names or kind.name in names]
