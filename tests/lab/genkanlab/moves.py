# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Moves of the laptop and of the NAT before it, and how long each is felt inside the tunnel."""

import os
import re
import sys
import time

from . import net
from .shell import read, run, spawn, stop, wait_for

ROUTER = "192.168.77.1"
ROUTER6 = "2001:db8:77::1"
SECOND = "192.168.78.2"
SECOND_ROUTER = "192.168.78.1"
SETTLED = 0.5  # seconds
ANSWER = re.compile(r"^\[(\d+\.\d+)\] \d+ bytes from", re.MULTILINE)


def patience():
    """How many times longer than on an idle machine something may take now."""
    return min(4.0, max(1.0, os.getloadavg()[0] / os.cpu_count() / 4))


class Pinger:
    """Asks the office again and again while the with block runs."""

    def __init__(self, address=net.OFFICE, interval=0.02, log="/tmp/pinger.log"):
        self.address, self.interval, self.log = address, interval, log
        self.process = None

    def __enter__(self):
        if os.path.exists(self.log):
            os.unlink(self.log)
        self.process = spawn("stdbuf", "-oL", "ping", "-n", "-D", "-i", str(self.interval),
                             self.address, log=self.log)
        self.first_answer(0, 20)
        return self

    def __exit__(self, *exc):
        stop(self.process)

    def answers(self):
        """When answers came, in seconds since 1970."""
        return [float(when) for when in ANSWER.findall(read(self.log))]

    def settle(self):
        """Returns after half a second without a gap."""
        def is_steady():
            now = time.time()
            recent = [now - SETTLED, *(t for t in self.answers() if t > now - SETTLED), now]
            return max(b - a for a, b in zip(recent, recent[1:])) < SETTLED / 4
        wait_for("steady answers", is_steady, 20)

    def first_answer(self, since, timeout):
        """When the first one came after that time."""
        return wait_for("an answer from the office",
                        lambda: next((t for t in self.answers() if t > since), None), timeout)


def felt(move, timeout=40):
    """Seconds between the end of a move, when the new path is usable, and the first answer. What
    the move before made the two ends do has come to its end by then: a gateway that makes new keys
    while it is told of another path leaves them on the old one."""
    with Pinger() as pinger:
        pinger.settle()
        move()
        usable = time.time()
        return pinger.first_answer(usable, timeout) - usable


SECOND_UPLINK = f"""
link add veth1 type veth peer name lan2 netns router
-n router addr add {SECOND_ROUTER}/24 dev lan2
-n router link set lan2 up
addr add {SECOND}/24 dev veth1
link set veth1 up
route add default via {SECOND_ROUTER} dev veth1 metric 600
"""


def add_uplink():
    """A second network, used when the first is not there; nothing is translated on its way."""
    for line in SECOND_UPLINK.strip().splitlines():
        run("ip", *line.split())
    set_nat(f"ip saddr {net.LAPTOP}/24 masquerade")


def remove_uplink():
    run("ip", "link", "del", "veth1")
    set_nat("masquerade")


def unplug():
    """The first network is gone, and whoever manages the link takes its address away."""
    run("ip", "link", "set", "veth0", "down")
    run("ip", "-4", "addr", "flush", "dev", "veth0")


def plug_in():
    """It is there again, and its default route is the better one."""
    run("ip", "link", "set", "veth0", "up")
    run("ip", "addr", "add", f"{net.LAPTOP}/24", "dev", "veth0")
    run("ip", "route", "replace", "default", "via", ROUTER, "dev", "veth0")


def renumber(address):
    """The same network gives another address."""
    def move():
        run("ip", "-4", "addr", "flush", "dev", "veth0")
        run("ip", "addr", "add", f"{address}/24", "dev", "veth0")
        run("ip", "route", "replace", "default", "via", ROUTER, "dev", "veth0")
    return move


def only_ipv6():
    """The network has IPv6 and nothing else."""
    run("ip", "-4", "addr", "flush", "dev", "veth0")
    run("ip", "addr", "replace", "2001:db8:77::2/64", "dev", "veth0", "nodad")
    run("ip", "-6", "route", "replace", "default", "via", ROUTER6, "dev", "veth0")


def only_ipv4():
    """The network has IPv4 and nothing else."""
    run("ip", "-6", "addr", "flush", "dev", "veth0", "scope", "global")
    run("ip", "addr", "replace", f"{net.LAPTOP}/24", "dev", "veth0")
    run("ip", "route", "replace", "default", "via", ROUTER, "dev", "veth0")


# Forgets every flow: IPCTNL_MSG_CT_DELETE without a tuple, in a netlink message of its own.
FORGET_FLOWS = """
import socket, struct
NFNL_CT_DELETE, REQUEST_ACK, NETLINK_NETFILTER = 0x102, 5, 12
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as netlink:
    netlink.send(struct.pack("=IHHIIBBH", 20, NFNL_CT_DELETE, REQUEST_ACK, 1, 0, 0, 0, 0))
    error = struct.unpack_from("=i", netlink.recv(4096), 16)[0]
raise SystemExit(error and f"flows are not forgotten: {error}")
"""


def set_nat(rule):
    """The router's translation from now on, and at one moment: what it remembered of before is
    forgotten, as when it has been started anew. Its links stay: neighbours that ask each other
    while a link comes up would lose a second, which is nobody's but the kernel's."""
    table = net.NAT.replace("masquerade", rule) if rule else ""
    run("nft", "-f", "-", netns="router", stdin=f"table ip nat\ndelete table ip nat\n{table}")
    run(sys.executable, "-c", FORGET_FLOWS, netns="router")


def rebind():
    """The NAT gives the same laptop other ports."""
    set_nat("meta l4proto udp masquerade to :30000-30999")


# Behind the header of UDP, where IKE has four zeros and ESP an SPI (RFC 3948 section 2.2).
ESP_LOST = """
table ip black {
  chain forward {
    type filter hook forward priority 0
    udp dport 4500 @th,64,32 != 0 counter drop
    udp sport 4500 @th,64,32 != 0 counter drop
  }
}
"""


def lose_esp():
    """The router loses what carries traffic, and lets IKE pass, until its table "black" goes."""
    run("nft", "-f", "-", netns="router", stdin=ESP_LOST)
