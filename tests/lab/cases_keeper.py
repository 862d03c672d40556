# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What other programs take away comes back at once, and nothing leaves in clear meanwhile."""

import os

from genkanlab import host, net, nm, pki, resolved
from genkanlab.capture import Capture
from genkanlab.gateway import Gateway
from genkanlab.manager import ServiceManager
from genkanlab.scene import Scene, assert_office_reachable, ping, start_gateway, web_page
from genkanlab.shell import read, run, spawn, stop, wait_for, write

TABLE = "1734700651"


class Traffic:
    """Pings that do not stop, bound to nothing and to the LAN's device."""

    def __enter__(self):
        self.pings = [spawn("ping", "-q", "-i", "0.01", net.OFFICE, log="/tmp/ping.log"),
                      spawn("ping", "-q", "-i", "0.01", "-I", "veth0", net.OFFICE,
                            log="/tmp/ping-bound.log")]
        return self

    def __exit__(self, *exc):
        for process in self.pings:
            stop(process)


def clear(air):
    """Packets of the office's network that were sent outside the tunnel. A question for a neighbour
    of that address, asked for a bound socket while there is no guard, is none."""
    return air.lines(f"net {net.OFFICE_NET} and not arp")


def assert_kept(before):
    """All is as it was, within a second and some; the connection says so and it is true."""
    wait_for("the repair", lambda: net.snapshot() == before, 3)
    wait_for("the office", ping, 5)
    assert host.status()["state"] == "connected", host.status()


def case_every_loss_under_traffic():
    """Rule, routes, addresses, device and guard, one by one: 0 packets in clear; all at once."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect()
    assert_office_reachable()
    before = net.snapshot()
    with Capture() as air, Traffic():
        for loss in ("ip rule del priority 17000", f"ip route flush table {TABLE}",
                     "ip addr flush dev genkan0", "ip link set genkan0 down",
                     "nft flush ruleset", "nft delete table inet genkan-0",
                     "nft delete table inet genkan-send-0"):
            # A flush of addresses gives up when they come back faster than it looks.
            run(*loss.split(), check=loss.split()[1] != "addr")
            assert_kept(before)
    assert not clear(air), clear(air)[:5]
    # Guard and routes stand in for each other. Who takes both at one time opens the time until they
    # are back, which no program can close; that they come back is what is asked here.
    run("sh", "-c", f"nft flush ruleset; ip rule del priority 17000; "
        f"ip route flush table {TABLE}; ip link set genkan0 down", check=False)
    assert_kept(before)
    assert "took away the VPN's rule" in scene.genkand.log()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def start_networkd():
    os.makedirs("/run/systemd/netif/links", exist_ok=True)
    os.makedirs("/run/systemd/netif/leases", exist_ok=True)
    run("chown", "-R", "systemd-network:", "/run/systemd/netif")
    process = spawn("/lib/systemd/systemd-networkd", log="/tmp/networkd.log",
                    env={**os.environ, "SYSTEMD_LOG_TARGET": "console",
                         "SYSTEMD_LOG_LEVEL": "debug"})
    wait_for("systemd-networkd", lambda: host.has_owner("org.freedesktop.network1"))
    return process


def case_worker_is_kept_to_its_gateway_after_a_restart():
    """Where a worker may send outlives the genkand that said it, and the next one mends it."""
    genkand = host.Genkand(starter=ServiceManager().spawn)
    Scene(Gateway(kind="eap"), genkand=genkand)
    host.add_profile()
    host.connect()
    assert_office_reachable()
    before = net.snapshot()
    assert "genkan-send-0" in run("nft", "list", "tables").stdout
    workers = genkand.workers()
    genkand.kill()
    run("nft", "delete", "table", "inet", "genkan-send-0")
    genkand.start()
    assert_kept(before)
    run("nft", "delete", "table", "inet", "genkan-send-0")
    assert_kept(before)
    run("nft", "flush", "ruleset")
    assert_kept(before)
    assert run("pgrep", "genkan-worker").stdout.split() == [str(pid) for pid in workers]
    host.vpnctl("disconnect", "office")
    assert "genkan-send" not in run("nft", "list", "tables").stdout


def case_nothing_leaves_while_the_service_is_dead():
    """genkand is killed, and guard, rules and routes are taken away before it is back."""
    genkand = host.Genkand(starter=ServiceManager().spawn)
    Scene(Gateway(kind="eap"), genkand=genkand)
    bare = net.snapshot()
    host.add_profile()
    host.connect()
    assert_office_reachable()
    before = net.snapshot()
    with Capture() as air, Traffic():
        genkand.kill()
        run("sh", "-c", "nft flush ruleset; ip rule del priority 17000; "
            f"ip route flush table {TABLE}", check=False)
        assert not ping()
        genkand.start()
        assert_kept(before)
    assert not clear(air), clear(air)[:5]
    # The next plan is as much its own as the first.
    run("ip", "link", "set", "genkan0", "down")
    assert_kept(before)
    host.vpnctl("disconnect", "office")
    wait_for("all to be as it was", lambda: net.snapshot() == bare, 3)


def case_lockdown_while_the_service_is_dead():
    """network.guard=always: genkand is killed, the packet filter flushed before it is back."""
    genkand = host.Genkand(starter=ServiceManager().spawn)
    Scene(Gateway(kind="eap"), genkand=genkand)
    bare = net.snapshot()
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME, "network.guard=always",
                f"auth.ca={pki.path('ca.crt')}", f"network.routes={net.OFFICE_NET}")
    with Capture() as air:
        for _ in range(2):
            assert not ping(deadline=1)
            genkand.kill()
            run("nft", "flush", "ruleset")
            assert not ping(deadline=1)
            genkand.start()
        assert not ping(deadline=1)
    assert not clear(air), clear(air)[:5]
    host.vpnctl("disconnect", "--force")
    wait_for("all to be as it was", lambda: net.snapshot() == bare, 3)


def case_systemd_networkd_restarts():
    """systemd-networkd removes rules and routes it did not make whenever it starts."""
    # It has no udev to wait for here, which it sees by this; it sweeps when it sets a link up.
    run("mount", "-o", "remount,ro", "/sys")
    scene = start_gateway(kind="eap")
    run("ip", "link", "add", "cable", "type", "veth", "peer", "name", "plug")
    run("ip", "link", "set", "plug", "up")
    os.makedirs("/etc/systemd/network", exist_ok=True)
    write("/etc/systemd/network/10-cable.network",
          "[Match]\nName=cable\n[Network]\nAddress=10.77.0.1/24\nLinkLocalAddressing=no\n"
          "IPv6AcceptRA=no\n")
    first = start_networkd()
    wait_for("the cable", lambda: "10.77.0.1" in run("ip", "addr", "show", "cable").stdout)
    stop(first)
    scene.remember()
    host.add_profile()
    host.connect()
    assert_office_reachable()
    before = net.snapshot()
    with Capture() as air, Traffic():
        for n_sweeps in range(1, 5):
            process = start_networkd()
            run("networkctl", "reconfigure", "cable")
            wait_for("its sweep", lambda: scene.genkand.log().count(
                "took away the VPN's rule") >= n_sweeps)
            assert_kept(before)
            stop(process)
    warnings = " ".join(host.status()["warnings"])
    assert "systemd-networkd keeps removing the VPN's rule" in warnings, warnings
    assert not clear(air), clear(air)[:5]
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_networkmanager_rewrites_resolv_conf():
    """NetworkManager writes /etc/resolv.conf anew at every change; in the end its own stands."""
    scene = start_gateway(kind="eap")
    nm.start()
    scene.remember()
    host.add_profile()
    host.connect()
    assert_office_reachable()
    for _ in range(3):
        nm.nmcli("connection", "up", "coffee-shop")
        wait_for("the name servers", lambda: net.OFFICE in read("/etc/resolv.conf"), 3)
        assert "Welcome to the office" in web_page(f"http://{net.OFFICE_NAME}/")
    assert net.OFFICE_NAME not in read("/tmp/public-dns-queries.log")
    host.vpnctl("disconnect", "office")
    assert "Generated by NetworkManager" in read("/etc/resolv.conf")
    scene.assert_nothing_left()


def case_resolved_restarts():
    """systemd-resolved has forgotten everything when it is back."""
    scene = start_gateway(kind="eap")
    process = resolved.start()
    scene.remember()
    host.add_profile(network__dns_domains="~office.test")
    host.connect()
    for _ in range(2):
        stop(process)
        process = resolved.run_daemon()
        wait_for("its name servers", lambda: net.OFFICE in run("resolvectl", "dns").stdout, 5)
        wait_for("the office's name",
                 lambda: "Welcome to the office" in web_page(f"http://{net.OFFICE_NAME}/"), 10)
    run("resolvectl", "revert", host.status()["interface"])
    wait_for("its name servers", lambda: net.OFFICE in run("resolvectl", "dns").stdout, 5)
    host.vpnctl("disconnect", "office")
    assert net.OFFICE not in run("resolvectl", "dns").stdout
    scene.assert_nothing_left()


def case_resolv_conf_cannot_be_written():
    """An office without names is still an office: connected, and said."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    run("mount", "--bind", "/etc/resolv.conf", "/etc/resolv.conf")
    run("mount", "-o", "remount,ro,bind", "/etc/resolv.conf")
    scene.remember()
    host.connect()
    assert ping()
    assert "/etc/resolv.conf" in " ".join(host.status()["warnings"]), host.status()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_overlap_is_told():
    """The network of this place is one of the office as well: said while connected, and left out at
    a word."""
    here = "198.51.100.128/25"
    scene = start_gateway(kind="eap")
    run("ip", "link", "add", "home0", "type", "veth", "peer", "name", "home1")
    run("ip", "link", "set", "home1", "up")
    run("ip", "addr", "add", "198.51.100.129/25", "dev", "home0")
    run("ip", "link", "set", "home0", "up")
    scene.remember()
    host.add_profile()
    host.connect()
    told, = host.status()["warnings"]
    assert here in told and "home0" in told and "network.exclude" in told, told
    assert "genkan0" in run("ip", "route", "get", "198.51.100.130").stdout
    host.vpnctl("disconnect", "office")
    host.vpnctl("set", "office", f"network.exclude={here}")
    host.connect()
    assert host.status()["warnings"] == [], host.status()
    assert "home0" in run("ip", "route", "get", "198.51.100.130").stdout and ping()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_policy_is_told():
    """vpnctl policy says what becomes of packets, and it is what becomes of them."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    assert "BYPASS  Nothing is connected" in host.vpnctl("policy", net.OFFICE).out
    run("ip", "link", "add", "guests0", "type", "bridge")
    run("ip", "addr", "add", "172.17.0.1/16", "dev", "guests0")
    run("ip", "link", "set", "guests0", "up")
    scene.remember()
    host.add_profile(network__routes="", network__exclude="203.0.113.0/24")
    host.connect()
    for address, verdict, device in ((net.OFFICE, "PROTECT", "genkan0"),
                                     ("203.0.113.9", "BYPASS", "veth0"),
                                     ("172.17.0.9", "BYPASS", "guests0"),
                                     ("192.168.77.1", "PROTECT", "genkan0")):
        out = host.vpnctl("policy", address).out
        assert out.startswith(verdict), (address, out)
        assert f"dev {device}" in run("ip", "route", "get", address).stdout, address
    assert host.vpnctl("policy", "2001:db8:77::1").out.startswith("DISCARD")
    assert host.vpnctl("policy", "nonsense", check=False).code != 0
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_force_opens_what_a_damaged_journal_closed():
    """A truncated journal is neither believed nor discarded; disconnect --force gets rid of it."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect()
    assert host.vpnctl("disconnect", "--force", "office", check=False).code != 0
    scene.genkand.kill()
    journal = "/run/genkan/journal/" + os.listdir("/run/genkan/journal")[0]
    os.truncate(journal, 50)
    scene.genkand.start()
    assert "stays closed" in scene.genkand.log()
    assert run("ip", "route", "get", net.OFFICE, check=False).returncode != 0
    with Capture() as air:
        ping()
    assert not clear(air), clear(air)[:5]
    host.vpnctl("disconnect", "--force")
    wait_for("the laptop as it was", lambda: net.snapshot() == scene.before, 15)
    host.connect()
    assert_office_reachable()
    host.vpnctl("disconnect", "--force")
    scene.assert_nothing_left()
