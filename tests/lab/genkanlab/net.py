# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The wires: laptop, router, gateway, office."""

import re

from .shell import read, run, spawn, wait_for, write

GATEWAY = "192.0.2.1"
GATEWAY6 = "2001:db8:2::1"
GATEWAY_NAME = "vpn.office.test"
LAPTOP = "192.168.77.2"
ROUTER_WAN = "192.0.2.254"
OFFICE = "198.51.100.2"
OFFICE6 = "2001:db8:100::2"
OFFICE_NET = "198.51.100.0/24"
OFFICE_NET6 = "2001:db8:100::/64"
OFFICE_NAME = "intranet.office.test"

LAYOUT = """
link add veth0 type veth peer name lan netns router
-n router link add wan type veth peer name wan netns gw
-n gw link add lan type veth peer name eth0 netns office
addr add 192.168.77.2/24 dev veth0
addr add 2001:db8:77::2/64 dev veth0 nodad
-n router addr add 192.168.77.1/24 dev lan
-n router addr add 2001:db8:77::1/64 dev lan nodad
-n router addr add 192.0.2.254/24 dev wan
-n router addr add 2001:db8:2::fe/64 dev wan nodad
-n gw addr add 192.0.2.1/24 dev wan
-n gw addr add 2001:db8:2::1/64 dev wan nodad
-n gw addr add 198.51.100.1/24 dev lan
-n gw addr add 2001:db8:100::1/64 dev lan nodad
-n office addr add 198.51.100.2/24 dev eth0
-n office addr add 2001:db8:100::2/64 dev eth0 nodad
link set veth0 up
-n router link set lo up
-n router link set lan up
-n router link set wan up
-n gw link set lo up
-n gw link set wan up
-n gw link set lan up
-n office link set lo up
-n office link set eth0 up
route add default via 192.168.77.1
-6 route add default via 2001:db8:77::1
-n gw route add default via 192.0.2.254
-n gw -6 route add default via 2001:db8:2::fe
-n office route add default via 198.51.100.1
-n office -6 route add default via 2001:db8:100::1
"""

NAT = """
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "wan" masquerade
  }
}
"""


def build(nat=True):
    """Lays the wires. Without nat the router forwards the laptop's own address."""
    for namespace in (None, "router", "gw", "office"):
        if namespace:
            run("ip", "netns", "add", namespace)
        # Link-local addresses are final at once: two snapshots can be compared, and the first
        # IPv6 packet does not wait a second for duplicate address detection.
        run("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", netns=namespace)
    for line in LAYOUT.strip().splitlines():
        run("ip", *line.split())
    for namespace in ("router", "gw"):
        for key in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
            run("sysctl", "-qw", f"{key}=1", netns=namespace)
    if nat:
        run("nft", "-f", "-", netns="router", stdin=NAT)
    with open("/etc/hosts", "a", encoding="utf-8") as hosts:
        hosts.write(f"{GATEWAY} {GATEWAY_NAME}\n")


def forget():
    """What a kernel does not know that has just started: rules, routes and filters of ours."""
    run("nft", "flush", "ruleset")
    for family, tables in (("-4", ("main", "default")), ("-6", ("main",))):
        run("ip", family, "rule", "flush")
        for priority, table in enumerate(tables, 32766):
            run("ip", family, "rule", "add", "priority", str(priority), "table", table)
        for line in run("ip", family, "route", "show", "table", "all").stdout.splitlines():
            table = re.search(r" table (\d+)", line)
            if table:
                run("ip", family, "route", "flush", "table", table.group(1), check=False)


def start_public_dns(log="/tmp/public-dns.log"):
    """The resolver of the coffee shop: knows nothing of the office."""
    dns = spawn("dnsmasq", "-k", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                "--bind-interfaces", "--listen-address=192.168.77.1", "--user=root", "--pid-file=",
                "--log-queries", "--log-facility=/tmp/public-dns-queries.log",
                "--address=/public.test/203.0.113.9", netns="router", log=log)
    write("/etc/resolv.conf", "# the coffee shop\nnameserver 192.168.77.1\n")
    wait_for("public DNS", lambda: "53" in run("ss", "-lun", netns="router").stdout)
    return dns


def start_office():
    """The office: DNS that knows its own names, and a web server."""
    dns = spawn("dnsmasq", "-k", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                "--bind-interfaces", f"--listen-address={OFFICE}", f"--listen-address={OFFICE6}",
                "--user=root", "--pid-file=", "--log-queries",
                "--log-facility=/tmp/office-dns-queries.log",
                f"--address=/{OFFICE_NAME}/{OFFICE}", f"--address=/{OFFICE_NAME}/{OFFICE6}",
                f"--address=/corp/{OFFICE}",
                netns="office", log="/tmp/office-dns.log")
    run("mkdir", "-p", "/srv/office")
    write("/srv/office/index.html", "<h1>Welcome to the office</h1>\n")
    web = spawn("/usr/bin/python3", "-m", "http.server", "80", "--bind", "::",
                "--directory", "/srv/office", netns="office", log="/tmp/office-web.log")
    wait_for("office servers", lambda: ":80" in run("ss", "-ltn", netns="office").stdout
             and ":53" in run("ss", "-lun", netns="office").stdout)
    return [dns, web]


def snapshot():
    """Everything about the laptop's network that a VPN could leave behind."""
    commands = (("ip", "-o", "addr"), ("ip", "-4", "route", "show", "table", "all"),
                ("ip", "-6", "route", "show", "table", "all"), ("ip", "-4", "rule"),
                ("ip", "-6", "rule"))
    text = "\n".join(run(*command).stdout for command in commands)
    # Tables are listed in the order they were made, which means nothing.
    tables = re.split(r"^(?=table )", run("nft", "list", "ruleset").stdout, flags=re.MULTILINE)
    text += "\n" + "".join(sorted(tables))
    # Lifetimes count down by themselves.
    lines = [line.split(" expires ")[0] for line in text.splitlines()]
    return "\n".join(lines) + "\n" + read("/etc/resolv.conf")
