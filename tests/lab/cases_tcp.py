# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Networks that let no UDP through: the tunnel over TCP (RFC 9329)."""

import json
import os
import signal
import sys

from genkanlab import host, net
from genkanlab.capture import Capture
from genkanlab.gateway import PSK
from genkanlab.scene import assert_office_reachable, ping, start_gateway
from genkanlab.shell import read, run, spawn, stop, wait_for

RELAY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "genkanlab", "tcp_relay.py")
LOG = "/tmp/relay.log"

NO_UDP = """
table ip hotel {
  chain forward {
    type filter hook forward priority 0
    meta l4proto udp drop
  }
}
"""


def start_relay(port=4500):
    if os.path.exists(LOG):
        os.unlink(LOG)
    relay = spawn(sys.executable, RELAY, net.GATEWAY, str(port), netns="gw", log=LOG)
    wait_for("the relay", lambda: "listening" in read(LOG))
    return relay


def assert_relay_content():
    assert "broken" not in read(LOG), read(LOG)
    assert "begun" in read(LOG), read(LOG)


def block_udp():
    run("nft", "-f", "-", netns="router", stdin=NO_UDP)


def assert_new_attempt(air):
    """UDP was tried and repeated, and then begun anew: another SPI of ours."""
    datagrams = {payload[:8] for payload in air.payloads("udp dst port 500")}
    stream = b"".join(air.payloads("tcp dst port 4500"))
    assert len(air.lines("udp dst port 500")) >= 2, air.lines("udp")
    assert stream[:6] == b"IKETCP" and stream[8:12] == bytes(4), stream[:20].hex()
    assert stream[12:20] not in datagrams, stream[12:20].hex()


def assert_plain_stream(air):
    """A segment size is agreed upon, and no packet of the stream shows what is inside."""
    opening = air.lines("tcp dst port 4500 and tcp[tcpflags] & tcp-syn != 0 and tcp[20] = 2")
    assert len(opening) == 1, opening
    assert not air.lines("tcp dst port 4500 and ip[1] != 0"), "a mark or class outside"


def case_udp_blocked():
    """UDP is dropped: the stream takes over by itself, and only it and nothing in clear leaves
    (TCP-04, TCP-17)."""
    scene = start_gateway(kind="eap")
    start_relay()
    block_udp()
    host.add_profile()
    with Capture() as air:
        result = host.connect()
        assert_office_reachable()
        assert run("ping", "-c", "20", "-i", "0.01", "-s", "1300", "-Q", "0xba", net.OFFICE,
                   check=False).returncode == 0
    assert_new_attempt(air)
    assert_plain_stream(air)
    print(f"connected over TCP after {result.seconds:.1f} s")
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    assert air.lines("tcp port 4500")
    assert_relay_content()
    assert "TCP" in host.vpnctl("status", "office").out
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_only_tcp():
    """The profile wants TCP, on a port of its own: not one datagram of IKE leaves."""
    scene = start_gateway(kind="psk")
    start_relay(443)
    host.add_profile(auth="psk", connection__transport="tcp", connection__tcp_ports="443")
    with Capture() as air:
        result = host.connect(secrets=(PSK,))
        assert_office_reachable()
    print(f"connected after {result.seconds:.1f} s")
    assert air.lines("tcp port 443")
    assert not air.lines("udp port 500 or udp port 4500"), "a datagram left"
    assert_relay_content()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_second_port():
    """Nobody listens at the first port of the profile: the next one is tried."""
    scene = start_gateway(kind="psk")
    start_relay(443)
    block_udp()
    host.add_profile(auth="psk", connection__tcp_ports="4500,443")
    with Capture() as air:
        result = host.connect(secrets=(PSK,))
        assert_office_reachable()
    print(f"connected after {result.seconds:.1f} s")
    assert air.lines("tcp port 4500") and air.lines("tcp port 443")
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_udp_wins():
    """UDP gets through: no stream is even tried."""
    scene = start_gateway(kind="psk")
    start_relay()
    host.add_profile(auth="psk")
    with Capture() as air:
        host.connect(secrets=(PSK,))
        assert_office_reachable()
    assert not air.lines("tcp port 4500"), "TCP was tried"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_stream_broken():
    """The stream is torn: held, made again by itself, and nothing leaves in clear meanwhile."""
    scene = start_gateway(kind="psk")
    relay = start_relay()
    block_udp()
    host.add_profile(auth="psk")
    host.connect(secrets=(PSK,))
    assert ping()
    with Capture() as air:
        pings = spawn("ping", "-i", "0.05", net.OFFICE, log="/tmp/pings.log")
        relay.kill()
        relay.wait(5)
        wait_for("the loss", lambda: host.status()["state"] == "reconnecting", 5)
        start_relay()
        wait_for("the new stream", lambda: host.status()["state"] == "connected", 30)
        wait_for("an answer", ping, 5)
        stop(pings)
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    assert_relay_content()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_nobody_listens():
    """The profile wants TCP and nobody takes the connection: said at once, with the port."""
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk", connection__transport="tcp")
    print(scene.expect_failure("nobody listens at port 4500", "TCP", within=8))
    shown = json.loads(host.vpnctl("show", "office", "--json").out)["profile"]
    assert shown["last-reason"] == "tcp-refused", shown


def case_two_profiles():
    """TCP-06: each connection has a stream of its own, which ends with it."""
    scene = start_gateway(kind="psk")
    start_relay()
    for name in ("office", "second"):
        host.add_profile(name, auth="psk", connection__transport="tcp")
    with Capture() as air:
        host.connect(secrets=(PSK,))
        host.connect("second", secrets=(PSK,))
    opening = air.lines("tcp dst port 4500 and tcp[tcpflags] & tcp-syn != 0")
    assert len(opening) == 2, opening
    assert read(LOG).count("begun") == 2, read(LOG)
    host.vpnctl("disconnect", "second")
    wait_for("the end of one stream", lambda: read(LOG).count("ended after") == 1, 5)
    assert ping()
    host.vpnctl("disconnect", "office")
    wait_for("the end of the other", lambda: read(LOG).count("ended after") == 2, 5)
    scene.assert_nothing_left()


def case_stream_stands_still():
    """TCP-13: the other end takes every octet and its system answers for it, keepalives too; who
    does not speak IKE is gone all the same."""
    scene = start_gateway(kind="psk")
    relay = start_relay()
    host.add_profile(auth="psk", connection__transport="tcp", ike__dpd_interval="2",
                     ike__give_up="4")
    host.connect(secrets=(PSK,))
    assert ping()
    relay.send_signal(signal.SIGSTOP)
    try:
        wait_for("the loss", lambda: host.status()["state"] == "reconnecting", 20)
    finally:
        relay.send_signal(signal.SIGCONT)
    wait_for("the new stream", lambda: host.status()["state"] == "connected", 30)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
