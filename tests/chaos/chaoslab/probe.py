# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""probe.py DIRECTORY ADDRESS DEVICE...: traffic for the office that never stops, and a log of it.

UDP a hundred times a second, whose numbers come back from an echo; the same from sockets bound to
the outer devices, which nothing but a guard keeps inside; one TCP conversation after the other.
Beside it, how long processes of the product and of this box had to wait for a processor.
"""

import os
import select
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from chaoslab.records import ANSWERED, SENT, LineWriter, ProbeWriter

PORT = 7
INTERVAL = 0.01
BOUND_EVERY = 3
# Whose waiting is on the way from a fault to the first answer, with the threads that matter.
WATCHED = {"genkand": False, "genkan-worker": False, "genkan-resolve": False, "charon": True}
NUMBER = struct.Struct("<I")


def udp(family, device=None):
    sender = socket.socket(family, socket.SOCK_DGRAM)
    sender.setblocking(False)
    if device:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    return sender


def send(sender, number, address):
    try:
        sender.sendto(NUMBER.pack(number), (address, PORT))
    except OSError:
        pass  # there is no way at all now: as good as unanswered


def take_answers(sender, writer):
    while True:
        try:
            data = sender.recv(64)
        except BlockingIOError:
            return
        except OSError:
            continue
        if len(data) == NUMBER.size:
            writer.write(ANSWERED, NUMBER.unpack(data)[0], time.monotonic())


def ask(directory, address, devices):
    """The probes whose answers count."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    writer, sender = ProbeWriter(f"{directory}/probes"), udp(family)
    bound = [udp(family, device) for device in devices]
    poll = select.poll()
    poll.register(sender, select.POLLIN)
    number, due = 0, time.monotonic()
    while True:
        now = time.monotonic()
        if now >= due:
            writer.write(SENT, number, now)
            send(sender, number, address)
            for one in bound if number % BOUND_EVERY == 0 else ():
                send(one, number, address)
            number += 1
            # After a stop it goes on from here: what was not sent cannot be missed.
            due = max(due + INTERVAL, now)
        poll.poll(max(0, (due - time.monotonic()) * 1000))
        take_answers(sender, writer)


def converse(address):
    while True:
        try:
            with socket.create_connection((address, PORT), timeout=2) as peer:
                while True:
                    peer.sendall(b"x" * 256)
                    if not peer.recv(1024):
                        break
                    time.sleep(0.02)
        except OSError:
            time.sleep(0.2)


def waited(seen):
    """Seconds that watched threads, and this one, have waited for a processor; seen remembers those
    that ended."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm", encoding="ascii") as file:
                name = file.read().strip()
            if name not in WATCHED and int(pid) != os.getpid():
                continue
            for task in os.listdir(f"/proc/{pid}/task") if WATCHED.get(name) else (pid,):
                with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
                    seen[task] = int(file.read().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            continue
    return sum(seen.values())


def measure(directory):
    """Once every tenth of a second the sum of it all."""
    writer, seen = LineWriter(f"{directory}/delays"), {}
    while True:
        writer.write(time=time.monotonic(), waited=waited(seen))
        time.sleep(0.1)


def main():
    directory, address, *devices = sys.argv[1:]
    for function, argument in ((converse, address), (measure, directory)):
        threading.Thread(target=function, args=(argument,), daemon=True).start()
    ask(directory, address, devices)


if __name__ == "__main__":
    main()
