# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Moves: another address, another family, and what must stay the same meanwhile."""

import time

from genkanlab import host, net
from genkanlab.capture import Capture
from genkanlab.scene import ping, start_gateway
from genkanlab.shell import run, spawn, stop, wait_for


def add_gateway_name6():
    """The gateway's name has an address of either family."""
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write(f"{net.GATEWAY6} {net.GATEWAY_NAME}\n")


def only_ipv4(on):
    """The laptop's network offers one family."""
    if on:
        run("ip", "-6", "addr", "flush", "dev", "veth0", "scope", "global")
        run("ip", "addr", "replace", f"{net.LAPTOP}/24", "dev", "veth0")
        run("ip", "route", "replace", "default", "via", "192.168.77.1")
    else:
        run("ip", "-4", "addr", "flush", "dev", "veth0", "scope", "global")
        run("ip", "addr", "replace", "2001:db8:77::2/64", "dev", "veth0", "nodad")
        run("ip", "-6", "route", "replace", "default", "via", "2001:db8:77::1")


def sockets_and_device(pid):
    """What the worker has open that a move must not replace."""
    links = run("sh", "-c", f"ls -l /proc/{pid}/fd").stdout.splitlines()
    return sorted(line.split(" -> ")[1] for line in links if "socket:" in line or "tun" in line)


def case_family():
    """From IPv4 to IPv6, the only way: the same worker, sockets and IKE SA carry on, and the room
    inside follows the outer header."""
    scene = start_gateway(kind="eap")
    add_gateway_name6()
    only_ipv4(True)
    scene.remember()
    host.add_profile()
    host.connect()
    assert ping()
    worker, mtu = scene.genkand.workers(), host.status()["mtu"]
    opened = sockets_and_device(worker[0])
    with Capture() as air:
        only_ipv4(False)
        moved = time.monotonic()
        wait_for("the way over the other family", ping, 10)
        print(f"back after {time.monotonic() - moved:.1f} s")
        wait_for("the MTU", lambda: host.status()["mtu"] == mtu - 20, 3)
    assert scene.genkand.workers() == worker
    assert sockets_and_device(worker[0]) == opened
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    assert air.lines("ip6 and udp port 4500"), "nothing went over IPv6"
    assert scene.gateway.count(r"IKE_SA office\[\d+\] established") == 1, "a new session"
    host.vpnctl("disconnect", "office")


ESP_LOST = """
table ip black {
  chain forward {
    type filter hook forward priority 0
    udp dport 4500 @th,64,32 != 0 counter drop
    udp sport 4500 @th,64,32 != 0 counter drop
  }
}
"""


def case_stalled():
    """A router that loses ESP and lets IKE pass: status says within three seconds of traffic that
    it gets no answer, and that it does again once it does."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect()
    assert ping() and host.status()["stalled"] is False
    run("nft", "-f", "-", netns="router", stdin=ESP_LOST)
    pings = spawn("ping", "-i", "0.5", net.OFFICE, log="/tmp/pings.log")
    lost = time.monotonic()
    wait_for("stalled", lambda: host.status()["stalled"], 3.2)
    print(f"stalled is shown {time.monotonic() - lost:.1f} s after the first lost packet")
    assert "gets no answer" in host.vpnctl("status", "office").out
    run("nft", "delete", "table", "ip", "black", netns="router")
    wait_for("the end of it", lambda: not host.status()["stalled"], 3.2)
    stop(pings)
    assert host.status()["state"] == "connected"
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
