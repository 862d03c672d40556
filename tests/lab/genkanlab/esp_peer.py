# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The project's data plane at both ends, with fixed keys and without IKE: tests/bench/esp-peer."""

import json

from . import host, net
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

    def up(self):
        remote = net.GATEWAY6 if self.outer6 else net.GATEWAY
        # The gateway's socket has the family of the address it is given.
        local = {"remote": "::"} if self.outer6 else {}
        self.gateway = self.start_end("gateway", "gw", port=4500, **local)
        self.client = self.start_end("client", remote=remote)
        for netns, last in (("gw", 1), (None, 2)):
            wait_for("the TUN device", lambda ns=netns: run(
                "ip", "link", "show", "esp0", netns=ns, check=False).returncode == 0)
            run("ip", "addr", "add", f"10.99.0.{last}/24", "dev", "esp0", netns=netns)
            run("ip", "addr", "add", f"fd99::{last}/64", "dev", "esp0", "nodad", netns=netns)
            run("ip", "link", "set", "esp0", "mtu", str(self.mtu), "up", netns=netns)
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
