# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What leaves the laptop on its outer devices that should be inside the tunnel."""

import ctypes
import select
import socket
import struct
import subprocess
import threading
import time

ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
OUTGOING = 4


def compile_filter(expression):
    """The kernel's program for a pcap expression."""
    text = subprocess.run(("tcpdump", "-ddd", "-y", "EN10MB", expression), check=True,
                          capture_output=True, text=True).stdout
    rows = [tuple(map(int, line.split())) for line in text.splitlines()[1:]]
    return b"".join(struct.pack("HBBI", *row) for row in rows), len(rows)


class Wire:
    """Packets that the pcap expression matches and that leave by one of the devices."""

    def __init__(self, devices, expression):
        self.packets = []
        program, n_rows = compile_filter(expression)
        # The kernel reads the program during the call alone.
        buffer = ctypes.create_string_buffer(program)
        address = ctypes.addressof(buffer)
        self.sockets = []
        for device in devices:
            one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            one.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                           struct.pack("HxxxxxxQ", n_rows, address))
            one.bind((device, ETH_P_ALL))
            self.sockets.append(one)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            for ready in select.select(self.sockets, (), ())[0]:
                try:
                    data, (device, _, kind, _, _) = ready.recvfrom(2048)
                except OSError:
                    continue  # the device is down
                if kind == OUTGOING:
                    self.packets.append((time.monotonic(), device, describe(data)))

    def since(self, start):
        return [packet for packet in self.packets if packet[0] >= start]


def describe(frame):
    """"198.51.100.2 protocol 17 port 53" and the like."""
    kind = struct.unpack("!H", frame[12:14])[0]
    if kind == 0x0800 and len(frame) >= 38:
        source, target = socket.inet_ntoa(frame[26:30]), socket.inet_ntoa(frame[30:34])
        protocol, port = frame[23], struct.unpack("!H", frame[36:38])[0]
    elif kind == 0x86dd and len(frame) >= 58:
        source = socket.inet_ntop(socket.AF_INET6, frame[22:38])
        target = socket.inet_ntop(socket.AF_INET6, frame[38:54])
        protocol, port = frame[20], struct.unpack("!H", frame[56:58])[0]
    else:
        return f"type {kind:#x}"
    return f"{source} -> {target} protocol {protocol} port {port}"
