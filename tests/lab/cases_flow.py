# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Evidence of flow: paths that carry packets one way only, while IKE is answered."""

import socket
import sys
import threading
import time

from genkanlab import host, moves, net
from genkanlab.scene import start_gateway
from genkanlab.shell import run, spawn, stop, wait_for

# An office that answers line by line, and sends something that nobody asked for all the time.
TALKER = """
import socket, threading, time
def chat(peer):
    while data := peer.recv(4096):
        peer.sendall(data)
def stream(host):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while True:
        sender.sendto(b"news", (host, 7000))
        time.sleep(0.05)
server = socket.create_server(("198.51.100.2", 7))
while True:
    peer, address = server.accept()
    threading.Thread(target=stream, args=address[:1], daemon=True).start()
    threading.Thread(target=chat, args=(peer,), daemon=True).start()
"""

# ESP of one SA alone: its SPI is behind the header of UDP.
LOST = """
table ip oneway {{
  chain forward {{
    type filter hook forward priority 0
    udp {port} 4500 @th,64,32 {spi} counter drop
  }}
}}
"""


class Conversation:
    """A line to the office and back, ten times a second, until it is stopped."""

    def __init__(self):
        self.office = spawn(sys.executable, "-c", TALKER, netns="office", log="/tmp/talker.log")
        wait_for("the office", lambda: ":7 " in run("ss", "-ltn", netns="office").stdout)
        self.peer = socket.create_connection((net.OFFICE, 7), timeout=60)
        self.news = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.news.bind((self.peer.getsockname()[0], 7000))
        self.news.settimeout(10)
        self.answered, self.going = 0.0, True
        threading.Thread(target=self.hear, daemon=True).start()
        threading.Thread(target=self.speak, daemon=True).start()

    def speak(self):
        while self.going:
            self.peer.sendall(b"line\n")
            time.sleep(0.1)

    def hear(self):
        while self.peer.recv(4096):
            self.answered = time.monotonic()

    def stop(self):
        self.going = False
        stop(self.office)


def lose(port, which):
    spi = host.status()["child-sas"][0][which]
    run("nft", "-f", "-", netns="router", stdin=LOST.format(port=port, spi=spi))


def lose_one_way(port, which):
    """Of a conversation one direction goes; the keys' successors pass."""
    scene = start_gateway(kind="eap", extra="mobike = no")
    host.add_profile()
    host.connect()
    talk = Conversation()
    wait_for("an answer", lambda: talk.answered)
    assert host.status()["stalled"] is False
    time.sleep(0.5)
    lose(port, which)
    began = time.monotonic()
    if which == "spi-out":
        assert talk.news.recv(16) == b"news"
    wait_for("stalled", lambda: host.status()["stalled"], 3 * moves.patience())
    print(f"stalled is shown {time.monotonic() - began:.1f} s after the first lost packet")
    wait_for("an answer", lambda: talk.answered > began + 1, 10 * moves.patience())
    print(f"back after {talk.answered - began:.1f} s")
    wait_for("the end of it", lambda: not host.status()["stalled"], 3 * moves.patience())
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    assert scene.gateway.count("inbound CHILD_SA office"), "no fresh keys"
    talk.stop()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_lost_on_the_way_out():
    """Nothing of ours arrives, without a move and without MOBIKE; the gateway answers IKE, and the
    office goes on sending what nobody asked for: status says within three seconds that nothing is
    answered, and fresh keys bring it back."""
    lose_one_way("dport", "spi-out")


def case_lost_on_the_way_in():
    """The same where nothing of the office's arrives."""
    lose_one_way("sport", "spi-in")
