# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Names of the office resolve while connected, and everything is as before afterwards."""

import json
import os
import sys

from genkanlab import host, net, resolved
from genkanlab.capture import Capture
from genkanlab.scene import assert_office_reachable, start_gateway, web_page
from genkanlab.shell import read, run, spawn, wait_for, write


def case_resolv_conf_is_restored():
    """Without a resolver service /etc/resolv.conf is edited and restored to the byte."""
    scene = start_gateway(kind="eap")
    write("/etc/resolv.conf", "# by hand\t\nnameserver   192.168.77.1\noptions timeout:1 \n", 0o640)
    before, mode = read("/etc/resolv.conf"), os.stat("/etc/resolv.conf").st_mode
    scene.remember()
    host.add_profile()
    host.connect()
    assert net.OFFICE in read("/etc/resolv.conf")
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    assert read("/etc/resolv.conf") == before
    assert os.stat("/etc/resolv.conf").st_mode == mode
    scene.assert_nothing_left()


def case_resolv_conf_symlink_is_kept():
    """A symbolic link stays one."""
    scene = start_gateway(kind="eap")
    os.makedirs("/run/somebody", exist_ok=True)
    write("/run/somebody/resolv.conf", "nameserver 192.168.77.1\n")
    os.unlink("/etc/resolv.conf")
    os.symlink("/run/somebody/resolv.conf", "/etc/resolv.conf")
    scene.remember()
    host.add_profile()
    host.connect()
    assert_office_reachable()
    host.vpnctl("disconnect", "office")
    assert os.readlink("/etc/resolv.conf") == "/run/somebody/resolv.conf"
    scene.assert_nothing_left()


def case_systemd_resolved_split():
    """With systemd-resolved only the office's names are asked of the office."""
    scene = start_gateway(kind="eap")
    resolved.start()
    scene.remember()
    host.add_profile(network__dns_domains="~office.test")
    host.connect()
    device = host.status()["interface"]
    assert net.OFFICE in run("resolvectl", "dns", device).stdout
    assert "~office.test" in run("resolvectl", "domain", device).stdout
    assert "Welcome to the office" in web_page(f"http://{net.OFFICE_NAME}/")
    run("resolvectl", "query", "www.public.test")
    assert "www.public.test" not in read("/tmp/office-dns-queries.log")
    assert net.OFFICE_NAME not in read("/tmp/public-dns-queries.log")
    host.vpnctl("disconnect", "office")
    assert net.OFFICE not in run("resolvectl", "dns").stdout
    scene.assert_nothing_left()


# Looks names up for everybody: whatever is asked has an answer.
OPEN_RESOLVER = """
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
server.bind(("198.51.100.2", 53))
while True:
    query, peer = server.recvfrom(512)
    server.sendto(query[:2] + bytes((0x81, 0x80, 0, 1, 0, 1)) + query[8:], peer)
"""


def case_without_a_split_resolver():
    """Connecting says in one sentence that every name is asked of the office's server, and whether
    that one answers for the world; the doctor says what mends it. With systemd-resolved, and where
    everything goes to the office, there is nothing to say."""
    start_gateway(kind="eap", local_ts="0.0.0.0/0")
    host.add_profile()
    host.add_profile("everything", network__routes="0.0.0.0/0")

    def told(name="office"):
        done = host.connect(name)
        host.vpnctl("disconnect", name)
        return [line for line in done.out.splitlines() if line.startswith("Every name")]

    line, = told()
    assert net.OFFICE in line and "does not answer for other names; install" in line, line
    run("pkill", "-f", f"listen-address={net.OFFICE}")
    wait_for("the end of its server", lambda: ":53" not in run("ss", "-lun", netns="office").stdout)
    spawn(sys.executable, "-c", OPEN_RESOLVER, netns="office", log="/tmp/open-resolver.log")
    wait_for("another one", lambda: ":53" in run("ss", "-lun", netns="office").stdout)
    line, = told()
    assert "answers for other names as well" in line, line
    assert told("everything") == []

    def dns_row():
        rows = json.loads(host.vpnctl("doctor", "--json", check=False).out)["doctor"]["checks"]
        return next(row for row in rows if row["check"] == "dns")

    assert "Install and start systemd-resolved" in dns_row()["fix"], dns_row()
    resolved.start()
    assert told() == []
    wait_for("another look", lambda: dns_row()["state"] == "good", 5)
    os.unlink("/etc/resolv.conf")
    write("/etc/resolv.conf", "nameserver 192.168.77.1\n")
    assert len(told()) == 1
    wait_for("another look", lambda: "stub-resolv.conf" in (dns_row()["fix"] or ""), 5)


# INTERNAL_DNS_DOMAIN (RFC 8598)
CLAIM = "25 = {}"


def case_domain_of_one_label():
    """An office may live in a domain of one label: its names are asked of the office, those of
    other places are not; also where the search list alone knows it."""
    scene = start_gateway(kind="eap", granted=CLAIM.format("corp"))
    resolved.start()
    scene.remember()
    host.add_profile()
    host.connect()
    assert host.status()["domains"] == ["corp"], host.status()
    for name in ("wiki.corp", "wiki"):
        assert net.OFFICE in run("resolvectl", "query", name).stdout
    run("resolvectl", "query", "www.public.test")
    assert "public.test" not in read("/tmp/office-dns-queries.log")
    assert "wiki" not in read("/tmp/public-dns-queries.log")
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_odd_servers():
    """One odd name server ends no connection: what is no computer's address is left out, what is
    outside the tunnel is told of as well, and nobody outside is asked."""
    scene = start_gateway(kind="eap", granted="3 = 169.254.169.253, 192.0.2.53, 224.0.0.251")
    scene.remember()
    host.add_profile()
    with Capture() as air:
        host.connect()
        row = host.status()
        assert row["dns"] == [net.OFFICE], row
        told, = row["warnings"]
        assert "192.0.2.53 is not behind the VPN" in told, told
        assert_office_reachable()
    assert not air.lines("udp port 53 and not src net 203.0.113.0/24"), air.lines("udp port 53")
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_domains_of_everybody():
    """A gateway that claims only what belongs to everybody is asked for nothing, least of all for
    every name; the profile can say what is the office's."""
    scene = start_gateway(kind="eap", granted=CLAIM.format("in-addr.arpa, com"))
    resolved.start()
    scene.remember()
    host.add_profile()
    host.connect()
    row = host.status()
    assert row["dns"] == [] and row["domains"] == [], row
    said = " ".join(row["warnings"])
    assert "in-addr.arpa" in said and " com," in said and "name servers are not used" in said, said
    run("resolvectl", "query", "www.public.test")
    assert not os.path.exists("/tmp/office-dns-queries.log") or (
        "query" not in read("/tmp/office-dns-queries.log"))
    host.vpnctl("disconnect", "office")
    host.vpnctl("set", "office", "network.dns-domains=office.test")
    host.connect()
    assert net.OFFICE in run("resolvectl", "query", net.OFFICE_NAME).stdout
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
