# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What is measured: each contestant can be brought up, says whom to talk to and which processes
are the client, and goes away again."""

import glob
import os

from genkanlab import host, net
from genkanlab.esp_peer import INNER, EspTunnel, can_ping
from genkanlab.gateway import Gateway
from genkanlab.peer import StrongSwanClient
from genkanlab.shell import LabError, run, spawn, stop, wait_for, write

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


class WireguardGo:
    """wireguard-go at both ends, the newest that scripts/bench could get."""

    name = "wireguard-go"
    target = INNER
    mtu = 1420

    def __init__(self):
        self.ends = []

    @staticmethod
    def program():
        """Unpacked from Debian unstable, or what is installed."""
        found = glob.glob(os.path.join(host.BUILD, "wireguard-go", "usr", "bin", "wireguard-go"))
        return found[0] if found else "/usr/bin/wireguard-go"

    @property
    def what(self):
        version = run(self.program(), "--version", check=False).stdout.split("\n")[0]
        return f"{version} at both ends".removeprefix("wireguard-go ")

    @staticmethod
    def check():
        if not os.access(WireguardGo.program(), os.X_OK):
            raise LabError("wireguard-go is not installed")

    @staticmethod
    def keys(name):
        private = run("wg", "genkey").stdout
        write(f"/tmp/{name}.key", private, mode=0o600)
        return run("wg", "pubkey", stdin=private).stdout.strip()

    def start_end(self, name, netns, last):
        self.ends.append(spawn(self.program(), "-f", name, netns=netns, log=f"/tmp/{name}.log"))
        wait_for("the TUN device", lambda: run("ip", "link", "show", name, netns=netns,
                                               check=False).returncode == 0)
        wait_for("wireguard-go", lambda: run("wg", "show", name, netns=netns,
                                             check=False).returncode == 0)
        run("ip", "addr", "add", f"10.99.0.{last}/24", "dev", name, netns=netns)
        run("ip", "link", "set", name, "mtu", str(self.mtu), "up", netns=netns)

    def up(self):
        self.check()
        public = {name: self.keys(name) for name in ("wgclient", "wggateway")}
        self.start_end("wggateway", "gw", 1)
        self.start_end("wgclient", None, 2)
        run("wg", "set", "wggateway", "listen-port", "51820", "private-key", "/tmp/wggateway.key",
            "peer", public["wgclient"], "allowed-ips", "10.99.0.2/32", netns="gw")
        run("wg", "set", "wgclient", "private-key", "/tmp/wgclient.key", "peer",
            public["wggateway"], "endpoint", f"{net.GATEWAY}:51820", "allowed-ips",
            f"{net.OFFICE_NET},10.99.0.0/24")
        run("ip", "route", "add", net.OFFICE_NET, "dev", "wgclient")
        wait_for("the tunnel", lambda: can_ping(INNER))

    def pids(self):
        return [self.ends[-1].pid]

    def down(self):
        for process in reversed(self.ends):
            stop(process)
        self.ends = []


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


ALL = (Veth, GenkanPlane, WireguardGo, StrongSwan, GenkanReal)


def choose(names):
    """Contestants by name, in the order of the table; all when there are no names."""
    unknown = set(names) - {kind.name for kind in ALL}
    if unknown:
        raise LabError(f"no contestant {', '.join(sorted(unknown))}")
    return [kind() for kind in ALL if not names or kind.name in names]
