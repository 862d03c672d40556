# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What crosses the router: tcpdump on its inner side, the air of the coffee shop."""

import os
import struct
import subprocess

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

    def payloads(self, filter_):
        """What UDP datagrams or TCP segments over IPv4 carry, as far as it was captured."""
        argv = ["tcpdump", "-r", self.path, "-w", "-", *filter_.split()]
        data = subprocess.run(argv, capture_output=True, check=True).stdout
        found, at = [], 24
        while at < len(data):
            length = struct.unpack_from("=I", data, at + 8)[0]
            packet = data[at + 16 + 14:at + 16 + length]
            header = (packet[0] & 15) * 4
            upper = packet[header:int.from_bytes(packet[2:4], "big")]
            found.append(upper[8 if packet[9] == 17 else (upper[12] >> 4) * 4:])
            at += 16 + length
        return found

    def clear(self, network):
        """Packets of a network that crossed outside the tunnel."""
        return self.lines(f"net {network}")
