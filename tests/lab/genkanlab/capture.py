# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What crosses the router: tcpdump on its inner side, the air of the coffee shop."""

import os

from .shell import run, spawn, stop, wait_for


class Capture:
    """Captures on the router's "lan" device while the with block runs; so many octets of each."""

    def __init__(self, name="air", device="lan", netns="router", octets=200):
        self.octets = octets
        self.path = f"/tmp/{name}.pcap"
        self.device, self.netns = device, netns
        self.process = None

    def __enter__(self):
        self.process = spawn("tcpdump", "-i", self.device, "-U", "-n", "-s", str(self.octets),
                             "--immediate-mode", "-w", self.path, netns=self.netns,
                             log=self.path + ".log")
        wait_for("the capture", lambda: os.path.exists(self.path)
                 and os.path.getsize(self.path) >= 24)
        return self

    def __exit__(self, *exc):
        stop(self.process)

    def lines(self, filter_=""):
        """One line per packet that the pcap filter matches."""
        argv = ["tcpdump", "-r", self.path, "-n", "-q"]
        return run(*argv, *filter_.split()).stdout.splitlines()

    def clear(self, network):
        """Packets of a network that crossed outside the tunnel."""
        return self.lines(f"net {network}")
