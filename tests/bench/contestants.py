# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What is measured: each contestant can be brought up, says whom to talk to and which processes
are the client, and goes away again."""

import os

from genkanlab import host, net
from genkanlab.gateway import Gateway
from genkanlab.peer import StrongSwanClient
from genkanlab.shell import LabError, run, spawn, stop, wait_for, write

ESP_PEER = os.path.join(os.environ.get("GENKAN_BUILD", ""), "tests", "bench", "esp-peer")
INNER = "198.51.100.1"  # the gateway's office side: reached through every tunnel
SUITE = "gcm256"


def can_ping(address):
    return run("ping", "-c", "1", "-W", "1", address, check=False).returncode == 0


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
        self.gateway = self.client = None

    def up(self):
        write("/tmp/esp-gw.key", f"[peer]\nifname=esp0\nport=4500\nsuite={SUITE}\nmtu=1400\n")
        write("/tmp/esp-client.key",
              f"[peer]\nifname=esp0\nremote={net.GATEWAY}\nsuite={SUITE}\nmtu=1400\n")
        self.gateway = spawn(ESP_PEER, "gateway", "/tmp/esp-gw.key", netns="gw",
                             log="/tmp/esp-gw.log")
        self.client = spawn(ESP_PEER, "client", "/tmp/esp-client.key", log="/tmp/esp-client.log")
        for netns, own, route in (("gw", "10.99.0.1/24", None),
                                  (None, "10.99.0.2/24", net.OFFICE_NET)):
            wait_for("the TUN device", lambda ns=netns: run(
                "ip", "link", "show", "esp0", netns=ns, check=False).returncode == 0)
            run("ip", "addr", "add", own, "dev", "esp0", netns=netns)
            run("ip", "link", "set", "esp0", "mtu", "1400", "up", netns=netns)
            if route:
                run("ip", "route", "add", route, "dev", "esp0", netns=netns)
        wait_for("the tunnel", lambda: can_ping(INNER))

    def pids(self):
        return [self.client.pid]

    def down(self):
        stop(self.client)
        stop(self.gateway)


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
        self.client.terminate(check=False)
        self.client.stop()
        self.gateway.stop()


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
        host.vpnctl("disconnect", "office", check=False)
        self.genkand.stop()
        self.gateway.stop()


ALL = (Veth, GenkanPlane, StrongSwan, GenkanReal)


def choose(names):
    """Contestants by name, in the order of the table; all when there are no names."""
    unknown = set(names) - {kind.name for kind in ALL}
    if unknown:
        raise LabError(f"no contestant {', '.join(sorted(unknown))}")
    return [kind() for kind in ALL if not names or kind.name in names]
