# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What stands before a cluster of gateways and sends everybody on to one of them (RFC 5685). The
gateways of Debian can do it to an established IKE SA only, so this is a process of our own."""

import os
import socket
import struct
import sys

ADDRESS = "192.0.2.9"
NAME = "cluster.office.test"
NONCE, NOTIFY = 40, 41
REDIRECT = 16407


def start(target):
    from .shell import run, spawn, wait_for
    run("ip", "-n", "router", "addr", "add", f"{ADDRESS}/24", "dev", "wan", check=False)
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write(f"{ADDRESS} {NAME}\n")
    process = spawn("/usr/bin/python3", os.path.abspath(__file__), target, netns="router",
                    log="/tmp/signpost.log")
    wait_for("the signpost", lambda: f"{ADDRESS}:500" in run("ss", "-lun", netns="router").stdout)
    return process


def nonce_of(request):
    kind, at = request[16], 28
    while kind and at + 4 <= len(request):
        following, length = request[at], struct.unpack("!H", request[at + 2:at + 4])[0]
        if kind == NONCE:
            return request[at + 4:at + length]
        kind, at = following, at + length
    return b""


def answer(request, target):
    data = struct.pack("!BB", 1, 4) + socket.inet_aton(target) + nonce_of(request)
    notify = struct.pack("!BBHBBH", 0, 0, 8 + len(data), 0, 0, REDIRECT) + data
    return (request[:8] + bytes(8) + struct.pack("!BBBBII", NOTIFY, 0x20, 34, 0x20, 0,
                                                 28 + len(notify)) + notify)


def serve(target):
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.bind((ADDRESS, 500))
    while True:
        request, sender = ear.recvfrom(65535)
        print(f"{sender} is sent on to {target}", flush=True)
        ear.sendto(answer(request, target), sender)


if __name__ == "__main__":
    serve(sys.argv[1])
