# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The project's data plane at both ends, with fixed keys and without IKE: tests/bench/esp-peer."""

import json
import sys

from . import host, net, scapy_peer
from .shell import read, run, spawn, stop, wait_for, write

INNER = "198.51.100.1"  # the gateway's office side
INNER6 = "fd99::1"


def can_ping(address):
    return run("ping", "-c", "1", "-W", "1", address, check=False).returncode == 0


class EspTunnel:
    """From the laptop to the gateway; options are those of esp-peer's key file."""

    def __init__(self, suite="gcm256", mtu=1400, outer6=False, **options):
        self.mtu, self.outer6 = mtu, outer6
        self.options = {"ifname": "esp0", "suite": suite, "mtu": mtu, **options}
        self.gateway = self.client = None

    def start_end(self, role, netns=None, **extra):
        path, log = f"/tmp/esp-{role}.key", f"/tmp/esp-{role}.log"
        options = {**self.options, **extra}
        lines = [f"{key.replace('_', '-')}={value}" for key, value in options.items()]
        write(path, "[peer]\n" + "\n".join(lines) + "\n")
        write(log, "")
        return spawn(host.program("tests", "bench", "esp-peer"), role, path, netns=netns, log=log)

    def set_device(self, netns, last):
        wait_for("the TUN device", lambda: run("ip", "link", "show", "esp0", netns=netns,
                                               check=False).returncode == 0)
        run("ip", "addr", "add", f"10.99.0.{last}/24", "dev", "esp0", netns=netns)
        run("ip", "addr", "add", f"fd99::{last}/64", "dev", "esp0", "nodad", netns=netns)
        run("ip", "link", "set", "esp0", "mtu", str(self.mtu), "up", netns=netns)

    def start_gateway(self):
        # Its socket has the family of the address it is given.
        local = {"remote": "::"} if self.outer6 else {}
        self.gateway = self.start_end("gateway", "gw", port=4500, **local)
        self.set_device("gw", 1)

    def up(self):
        self.start_gateway()
        self.client = self.start_end("client",
                                     remote=net.GATEWAY6 if self.outer6 else net.GATEWAY)
        self.set_device(None, 2)
        run("ip", "route", "add", net.OFFICE_NET, "dev", "esp0")
        wait_for("the tunnel", lambda: can_ping(INNER))
        return self

    def pids(self):
        return [self.client.pid]

    def down(self):
        """Ends both and returns their counters: client's, gateway's."""
        counters = []
        for process, role in ((self.client, "client"), (self.gateway, "gateway")):
            stop(process)
            lines = [line for line in read(f"/tmp/esp-{role}.log").splitlines()
                     if line.startswith("{")]
            counters.append(json.loads(lines[-1]) if lines else {})
        return counters


class ScapyTunnel(EspTunnel):
    """The same with scapy's ESP at the gateway."""

    def start_gateway(self):
        self.gateway = spawn(sys.executable, scapy_peer.__file__, self.options["suite"],
                             "1" if self.options.get("esn") == "true" else "0", netns="gw",
                             log="/tmp/scapy.log")
        wait_for("scapy", lambda: ":4500" in run("ss", "-lun", netns="gw").stdout, 30)
