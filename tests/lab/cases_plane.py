# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The data plane with real TUN devices, NAT and the kernel's offloads, without IKE."""

import contextlib
import hashlib
import os
import socket
import sys
import threading

from genkanlab import net, wireshark
from genkanlab.capture import Capture
from genkanlab.esp_peer import INNER, INNER6, EspTunnel, ScapyTunnel
from genkanlab.scapy_peer import SUITES
from genkanlab.scene import ping
from genkanlab.shell import run, spawn, stop, wait_for

SIZE = 20 * 1024 * 1024
PORT = 7000

# Answers each connection with the SHA-256 of what came, and then sends the same octets back.
ECHO = """
import hashlib, socket, sys, threading

def answer(peer):
    data = bytearray()
    while piece := peer.recv(1 << 20):
        data += piece
    peer.sendall(hashlib.sha256(data).digest() + data)
    peer.close()

server = socket.create_server((sys.argv[1], 7000),
                              family=socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
while True:
    peer, _ = server.accept()
    threading.Thread(target=answer, args=(peer,), daemon=True).start()
"""


def there_and_back(address, payload):
    """Sends payload and checks that it arrives and returns unharmed."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as peer:
        peer.settimeout(60)
        peer.connect((address, PORT))
        peer.sendall(payload)
        peer.shutdown(socket.SHUT_WR)
        answer = bytearray()
        while piece := peer.recv(1 << 20):
            answer += piece
    digest = hashlib.sha256(payload).digest()
    assert answer[:32] == digest, "harmed on the way up"
    assert hashlib.sha256(answer[32:]).digest() == digest, "harmed on the way down"


@contextlib.contextmanager
def echo_server(address):
    server = spawn(sys.executable, "-c", ECHO, address, netns="gw", log="/tmp/echo.log")
    try:
        wait_for("the echo server", lambda: f":{PORT}" in run("ss", "-ltn", netns="gw").stdout)
        yield
    finally:
        stop(server)


def check_tcp(addresses, payload):
    for address in addresses:
        with echo_server(address):
            there_and_back(address, payload)


def assert_no_harm(counters):
    for end in counters:
        # One end's device comes up first, and the kernel multicasts at once: the other, still
        # down, refuses that.
        assert end.pop("drop_tun-write", 0) < 5, end
        bad = {key: value for key, value in end.items()
               if key.startswith("drop_") and key != "drop_send"}
        assert not bad, bad


def case_every_suite():
    """20 MiB both ways over IPv4 and IPv6 inside, for every suite, with and without ESN."""
    net.build()
    payload = os.urandom(SIZE)
    for suite in ("gcm128", "gcm256", "chacha", "cbc256-sha256"):
        for esn in ("false", "true"):
            tunnel = EspTunnel(suite=suite, esn=esn).up()
            check_tcp((INNER, INNER6), payload)
            assert_no_harm(tunnel.down())


def case_fallbacks():
    """The same without UDP_SEGMENT, without UDP_GRO, without both; the offloads show in the number
    of system calls."""
    net.build()
    payload = os.urandom(SIZE)
    batches = {}
    for no_gso in ("false", "true"):
        for no_gro in ("false", "true"):
            tunnel = EspTunnel(no_gso=no_gso, no_gro=no_gro).up()
            check_tcp((INNER, INNER6), payload)
            counters = tunnel.down()
            assert_no_harm(counters)
            assert counters[0]["gso"] == (no_gso == "false")
            assert counters[0]["gro"] == (no_gro == "false")
            batches[no_gso, no_gro] = counters
    with_all = batches["false", "false"][0]
    assert with_all["tx_packets"] > 5 * with_all["tx_batches"], with_all


def case_ipv6_outside():
    """ESP in UDP over IPv6."""
    net.build()
    tunnel = EspTunnel(outer6=True).up()
    check_tcp((INNER, INNER6), os.urandom(SIZE))
    assert_no_harm(tunnel.down())


def case_small_wire():
    """A wire of 1280 octets outside: the tunnel's datagrams are fragmented, and all works."""
    net.build()
    for netns, link in ((None, "veth0"), ("router", "lan"), ("router", "wan"), ("gw", "wan")):
        run("ip", "link", "set", link, "mtu", "1280", netns=netns)
    tunnel = EspTunnel().up()
    check_tcp((INNER, INNER6), os.urandom(SIZE // 4))
    assert_no_harm(tunnel.down())


def case_datagrams():
    """UDP of all sizes, also larger than the tunnel's MTU, which the kernel fragments inside."""
    net.build()
    tunnel = EspTunnel().up()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        code = ("import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                f"s.bind(('{INNER}', {PORT}))\n"
                "while True:\n    data, who = s.recvfrom(65536)\n    s.sendto(data, who)\n")
        server = spawn(sys.executable, "-c", code, netns="gw", log="/tmp/echo.log")
        try:
            wait_for("the echo server", lambda: f":{PORT}" in run("ss", "-lun", netns="gw").stdout)
            own.settimeout(5)
            for size in [*range(0, 200, 7), 1371, 1372, 1373, 1400, 2900, 9000, 65000]:
                payload = os.urandom(size)
                own.sendto(payload, (INNER, PORT))
                assert own.recv(65536) == payload, size
        finally:
            stop(server)
    assert_no_harm(tunnel.down())


def case_many_streams():
    """Sixteen streams at once, both ways."""
    net.build()
    tunnel = EspTunnel().up()
    payload = os.urandom(SIZE // 8)
    failures = []

    def client():
        try:
            there_and_back(INNER, payload)
        except Exception as error:  # reported below, from the main thread
            failures.append(error)

    with echo_server(INNER):
        threads = [threading.Thread(target=client) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures, failures
    assert_no_harm(tunnel.down())


def case_scapy():
    """scapy at the other end: it opens ours and we open what it seals."""
    net.build()
    for suite in SUITES:
        # scapy knows extended sequence numbers with combined modes only (ESP-09 is the kernel's).
        for esn in ("false", "true") if SUITES[suite][2] is None else ("false",):
            tunnel = ScapyTunnel(suite=suite, esn=esn).up()
            for address in (INNER, INNER6):
                assert ping(address, 10, 30), (suite, esn, address)
            assert_no_harm(tunnel.down()[:1])


def case_wireshark():
    """Wireshark with the keys sees whole packets inside ours, with a good ICV each."""
    net.build()
    for suite in wireshark.NAMES:
        with Capture(suite, octets=2000) as air:
            # Batches would cross the router whole.
            tunnel = EspTunnel(suite=suite, no_gso="true").up()
            assert ping(INNER, 5, 30) and ping(INNER6, 5, 30), suite
            tunnel.down()
        seen = wireshark.fields_of_esp(air.path, suite, "esp.icv_good", "icmp.type", "icmpv6.type")
        assert {row[0] for row in seen} == {"1"}, seen
        kinds = {tuple(row[1:]) for row in seen}
        assert kinds >= {("8", ""), ("0", ""), ("", "128"), ("", "129")}, seen
