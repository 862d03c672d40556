# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A gateway at the other end of the world: the router passes IKE and ESP on late, and not all of
it. A process does it, because not every kernel has netem. And a gateway that is under siege."""

import heapq
import os
import random
import selectors
import socket
import struct
import sys
import time

ADDRESS = "192.168.77.1"
NAME = "far.office.test"
PORTS = (500, 4500)


def start(one_way, loss, seed):
    """The relay in the router's namespace. one_way: seconds; loss: share of the datagrams."""
    from .net import GATEWAY
    from .shell import run, spawn, wait_for
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write(f"{ADDRESS} {NAME}\n")
    process = spawn("/usr/bin/python3", os.path.abspath(__file__), GATEWAY, str(one_way),
                    str(loss), str(seed), netns="router", log="/tmp/far.log")
    wait_for("the relay", lambda: ":4500" in run("ss", "-lun", netns="router").stdout)
    return process


def besiege(gateway):
    """Half-open IKE SAs that somebody leaves behind: from now on strongSwan asks everybody for a
    cookie, and another one each second (RFC 7296 section 2.6)."""
    from .net import GATEWAY
    from .shell import run, wait_for
    run("/usr/bin/python3", os.path.abspath(__file__), "siege", GATEWAY, netns="gw")
    wait_for("the siege", lambda: gateway.count(r"N\(COOKIE\)") >= 1)


class Relay:
    """For each port: what comes from the laptop goes on from a socket of its own, and back."""

    def __init__(self, gateway, one_way, loss, seed):
        self.gateway, self.one_way, self.loss = gateway, one_way, loss
        self.chance = random.Random(seed)
        self.ears = selectors.DefaultSelector()
        self.late = []
        self.ways = {}
        for port in PORTS:
            inner = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            inner.bind((ADDRESS, port))
            self.ears.register(inner, selectors.EVENT_READ, None)

    def outer(self, inner, client):
        key = (inner, client)
        if key not in self.ways:
            outer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            outer.connect((self.gateway, inner.getsockname()[1]))
            self.ears.register(outer, selectors.EVENT_READ, key)
            self.ways[key] = outer
        return self.ways[key]

    def hear(self, ear, back):
        try:
            data, sender = ear.recvfrom(65535)
        except OSError:
            return  # an ICMP error: the gateway is not there
        if self.chance.random() < self.loss:
            return
        way = (back[0], data, back[1]) if back else (self.outer(ear, sender), data, None)
        heapq.heappush(self.late, (time.monotonic() + self.one_way, self.chance.random(), way))

    def run(self):
        while True:
            wait = max(0, self.late[0][0] - time.monotonic()) if self.late else None
            for key, _ in self.ears.select(wait):
                self.hear(key.fileobj, key.data)
            while self.late and self.late[0][0] <= time.monotonic():
                via, data, to = heapq.heappop(self.late)[2]
                if to:
                    via.sendto(data, to)
                else:
                    via.send(data)


def transform(kind, number, more, bits=0):
    attribute = struct.pack("!HH", 0x800e, bits) if bits else b""
    return struct.pack("!BBHBBH", 3 if more else 0, 0, 8 + len(attribute), kind, 0,
                       number) + attribute


def first_request():
    """IKE_SA_INIT of somebody who will never be heard of again."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    offer = (transform(1, 20, True, 256) + transform(2, 6, True) + transform(4, 19, False))
    proposal = struct.pack("!BBHBBBB", 0, 0, 8 + len(offer), 1, 1, 0, 3) + offer
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint)[1:]
    share = struct.pack("!HH", 19, 0) + point
    nonce = os.urandom(32)
    payloads = (struct.pack("!BBH", 34, 0, 4 + len(proposal)) + proposal
                + struct.pack("!BBH", 40, 0, 4 + len(share)) + share
                + struct.pack("!BBH", 0, 0, 4 + len(nonce)) + nonce)
    return (os.urandom(8) + bytes(8) + struct.pack("!BBBBII", 33, 0x20, 34, 0x08, 0,
                                                   28 + len(payloads)) + payloads)


def siege(gateway):
    plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range(3):
        plain.sendto(first_request(), (gateway, 500))


if __name__ == "__main__":
    if sys.argv[1] == "siege":
        siege(sys.argv[2])
    else:
        Relay(sys.argv[1], *map(float, sys.argv[2:4]), int(sys.argv[4])).run()
