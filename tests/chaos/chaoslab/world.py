# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The laptop of one life: who else manages its network, which gateway and profile it has, the
network it is in, and what it must be again in the end."""

import collections
import contextlib
import glob
import os
import signal
import sys
import time

from genkanlab import host, net, nm, pki, resolved
from genkanlab.gateway import DUAL_STACK, PASSWORD, PSK, Gateway
from genkanlab.manager import ServiceManager
from genkanlab.scene import Scene
from genkanlab.shell import LabError, read, run, spawn, stop, wait_for, write

from .judge import Timeline
from .records import LineReader, ProbeReader
from .wire import Wire

HERE = os.path.dirname(os.path.abspath(__file__))
DIRECTORY = "/tmp/chaos"
TABLE = "1734700651"
# Of a tunnel for a part of the world, and of one for all of it.
RULES = {True: "17256", False: "17000"}
CABLE = "[Match]\nName=cable\n[Network]\nAddress=10.77.0.1/24\nLinkLocalAddressing=no\n" \
        "IPv6AcceptRA=no\n"
# The laptop's address, its router's, by network and family.
NETWORKS = {
    "home": {4: (net.LAPTOP, "192.168.77.1"), 6: ("2001:db8:77::2", "2001:db8:77::1")},
    "away": {4: ("192.168.88.2", "192.168.88.1"), 6: ("2001:db8:88::2", "2001:db8:88::1")},
}
LENGTHS = {4: 24, 6: 64}
# Addresses that must not be seen outside, by what the tunnel is for. IKE and ESP themselves are no
# flow, even where somebody says that the gateway is within.
NOT_IKE = "not (udp port 500 or port 4500)"
SPLIT = f"ip and (net {net.OFFICE_NET} or net 203.0.113.0/24)"
SPLIT6 = f"ip6 and (net {net.OFFICE_NET6} or net 2001:db8:200::/120)"
FULL = "(ip and not dst net 224.0.0.0/4 and not dst host 255.255.255.255)"
# Neighbours are found before there is a link, and what finds them never leaves it (RFC 4861).
DISCOVERY = "(icmp6 and (ip6[40] == 135 or ip6[40] == 136))"
FULL6 = f"(ip6 and not dst net ff00::/8 and not dst net fe80::/10 and not src net fe80::/10 " \
        f"and not {DISCOVERY})"
TUNNELS = {
    # name: (gateway's settings, profile's settings, what must not be seen)
    "split": ({}, {}, f"{SPLIT} and {NOT_IKE}"),
    "dual": (DUAL_STACK, {"network__routes": f"{net.OFFICE_NET},{net.OFFICE_NET6}"},
             f"(({SPLIT}) or ({SPLIT6})) and {NOT_IKE}"),
    "full": ({"local_ts": "0.0.0.0/0"}, {"network__routes": ""},
             f"({FULL} or {FULL6}) and {NOT_IKE}"),
    "everything": ({"local_ts": "0.0.0.0/0, ::/0", "pools": "p4, p6"}, {"network__routes": ""},
                   f"({FULL} or {FULL6}) and {NOT_IKE}"),
}
WORLDS = ("plain", "bare", "resolved", "networkd", "networkmanager")


def flush_nat():
    """The router forgets every connection that it has seen."""
    script = ("import socket, struct; s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12); "
              "s.send(struct.pack('=IHHIIBBH', 20, 1 << 8 | 2, 5, 1, 0, 0, 0, 0)); s.recv(4096)")
    run(sys.executable, "-c", script, netns="router")


class World:
    """One laptop with one connection under traffic; rng decides its settings."""

    def __init__(self, rng, kind=None):
        self.kind = kind or rng.choice(WORLDS)
        self.tunnel = rng.choice(tuple(TUNNELS))
        self.auth = rng.choice(("eap", "eap", "psk"))
        self.rule = RULES[self.tunnel in ("full", "everything")]
        self.nat = rng.random() < 0.7
        self.mobike = rng.random() < 0.7
        self.secret = PASSWORD if self.auth == "eap" else PSK
        self.network, self.families = "home", {4, 6}
        self.timeline = Timeline()
        self.processes = {}
        self.stopped_at = None

    def __str__(self):
        return (f"{self.kind}, {self.tunnel} tunnel, {self.auth}, "
                f"{'NAT' if self.nat else 'no NAT'}, "
                f"gateway {'with' if self.mobike else 'without'} MOBIKE")

    # ---- Setting up --------------------------------------------------------------------------

    def build(self):
        os.makedirs(DIRECTORY, exist_ok=True)
        settings, _, forbidden = TUNNELS[self.tunnel]
        if self.kind in ("networkd", "networkmanager"):
            # They have no udev to wait for here, which they see by this.
            run("mount", "-o", "remount,ro", "/sys")
        gateway = Gateway(kind=self.auth, **settings,
                          extra="" if self.mobike else "mobike = no")
        self.store = None if self.kind == "bare" else ServiceManager()
        genkand = host.Genkand(starter=self.store.spawn) if self.store else None
        self.scene = Scene(gateway, nat=self.nat, genkand=genkand)
        self.gateway, self.genkand = self.scene.gateway, self.scene.genkand
        with open("/etc/hosts", "a", encoding="utf-8") as hosts:
            hosts.write(f"{net.GATEWAY6} {net.GATEWAY_NAME}\n")
        self.build_away()
        self.make_impostor()
        devices = ["veth0"] + self.start_managers()
        self.watch_bus()
        self.go_home()
        self.past, self.before = read("/etc/resolv.conf"), self.snapshot()
        self.add_profile()
        self.wire = Wire(devices, forbidden)
        self.connect()
        self.start_traffic(devices)

    def build_away(self):
        run("ip", "addr", "add", "192.168.88.1/24", "dev", "lan", netns="router")
        run("ip", "addr", "add", "2001:db8:88::1/64", "dev", "lan", "nodad", netns="router")
        if not self.nat:
            run("ip", "route", "add", "192.168.0.0/16", "via", net.ROUTER_WAN, netns="gw",
                check=False)

    def make_impostor(self):
        """The certificate of somebody else's gateway, beside the genuine one."""
        self.genuine = {name: read(pki.path(name)) for name in ("gw.crt", "gw.key")}
        pki.make_ca("stranger", "Somebody Else CA")
        pki.make_certificate("gw", net.GATEWAY_NAME, f"DNS:{net.GATEWAY_NAME}", "serverAuth",
                             ca="stranger")
        self.forged = {name: read(pki.path(name)) for name in ("gw.crt", "gw.key")}
        self.set_certificate(self.genuine)

    def set_certificate(self, files):
        for name, text in files.items():
            write(pki.path(name), text)

    def start_managers(self):
        """Who else sets up networks here; returns further outer devices."""
        if self.kind == "resolved":
            self.processes["resolved"] = resolved.start()
        elif self.kind == "networkmanager":
            self.processes["networkmanager"] = nm.start()
            wait_for("the laptop's address", lambda: net.LAPTOP in run(
                "ip", "-4", "-o", "addr", "show", "dev", "veth0").stdout)
        elif self.kind == "networkd":
            run("ip", "link", "add", "cable", "type", "veth", "peer", "name", "plug")
            run("ip", "link", "set", "plug", "up")
            os.makedirs("/etc/systemd/network", exist_ok=True)
            write("/etc/systemd/network/10-cable.network", CABLE)
            self.start_networkd()
            return ["cable"]
        return []

    def start_networkd(self):
        for directory in ("links", "leases"):
            os.makedirs(f"/run/systemd/netif/{directory}", exist_ok=True)
        run("chown", "-R", "systemd-network:", "/run/systemd/netif")
        self.processes["networkd"] = spawn(
            "/lib/systemd/systemd-networkd", log="/tmp/networkd.log",
            env={**os.environ, "SYSTEMD_LOG_TARGET": "console"})
        wait_for("systemd-networkd", lambda: host.has_owner("org.freedesktop.network1"))
        wait_for("its cable", lambda: "10.77.0.1" in run("ip", "addr", "show", "cable").stdout)

    def watch_bus(self):
        agent = os.path.join(host.SOURCE, "data", "org.genkan.VPN1.Agent.xml")
        self.bus = spawn(sys.executable, os.path.join(HERE, "bus.py"), DIRECTORY, agent,
                         self.secret, log="/tmp/chaos-bus.log")
        self.claims = LineReader(f"{DIRECTORY}/claims")

    def add_profile(self):
        settings = dict(TUNNELS[self.tunnel][1])
        if self.auth == "eap":
            # The administrator of the laptop trusts the office's CA.
            run("sh", "-c", f"cat {pki.path('ca.crt')} >> /etc/ssl/certs/ca-certificates.crt")
            settings["auth__ca"] = ""
        if self.kind == "resolved":
            settings["network__dns_domains"] = "~office.test"
        host.add_profile(auth=self.auth, **settings)

    def connect(self):
        return host.connect(secrets=(self.secret,))

    def start_traffic(self, devices):
        self.echo = spawn(sys.executable, os.path.join(HERE, "echo.py"), net.OFFICE, net.OFFICE6,
                          netns="office", log="/tmp/chaos-echo.log")
        address = net.OFFICE
        self.probe = spawn(sys.executable, os.path.join(HERE, "probe.py"), DIRECTORY, address,
                           *devices, log="/tmp/chaos-probe.log")
        self.probes = ProbeReader(f"{DIRECTORY}/probes")
        self.delays = LineReader(f"{DIRECTORY}/delays")
        wait_for("the first answers", lambda: self.look() and self.is_calm(), 20)

    # ---- Watching ----------------------------------------------------------------------------

    def look(self):
        """Takes in what the watchers have written; returns the time of it."""
        now = time.monotonic()
        self.timeline.add_claims(self.claims.read())
        self.timeline.add_delays(self.delays.read())
        self.timeline.add_probes(self.probes.read())
        return now

    def pretend_connected(self):
        """For the self-test: the claims of now are those of ever."""
        self.look()
        self.claims.read = lambda: []

    def is_calm(self):
        since = self.timeline.flows_since(time.monotonic())
        return since is not None and time.monotonic() - since > 0.4

    def is_claimed(self):
        claimed = self.timeline.claimed()
        return bool(claimed) and claimed[-1][1] == float("inf")

    def lost_fences(self):
        """Names of what should keep flows inside and is not there."""
        wanted = {
            "guard": run("nft", "list", "table", "inet", "genkan-0", check=False).stdout,
            "rule": f"{self.rule}:" in run("ip", "rule").stdout,
            "routes": "dev genkan0" in run("ip", "route", "show", "table", TABLE,
                                           check=False).stdout,
            "unreachable routes": "unreachable" in run("ip", "route", "show", "table", TABLE,
                                                       check=False).stdout,
            "name servers": self.has_name_servers(),
        }
        return [name for name, there in wanted.items() if not there]

    def has_name_servers(self):
        if self.kind == "resolved":
            return net.OFFICE in run("resolvectl", "dns", check=False).stdout
        return f"nameserver {net.OFFICE}" in read("/etc/resolv.conf")

    def set_past(self, text):
        """resolv.conf as another program wrote it meanwhile."""
        self.before = self.before.replace(self.past, text)
        self.past = text

    def snapshot(self):
        """Everything of the laptop that must be in the end as it was before."""
        parts = [net.snapshot(), sysctls(), "\n".join(sorted(os.listdir("/sys/class/net"))),
                 "\n".join(sorted(path for path in glob.glob("/run/genkan/**", recursive=True)
                                  if os.path.isfile(path)))]
        if self.kind == "resolved":
            parts.append(run("resolvectl", "dns").stdout + run("resolvectl", "domain").stdout)
        return "\n".join(parts)

    # ---- The network the laptop is in --------------------------------------------------------

    def addresses(self):
        return {family: NETWORKS[self.network][family] for family in self.families}

    def settle(self):
        """Sets the laptop's addresses and routes to those of the network it is in; what is right
        is left alone."""
        if self.kind == "networkmanager":
            nm.nmcli("connection", "up", "coffee-shop")
            return
        run("ip", "link", "set", "veth0", "up")
        wanted = self.addresses()
        for family in (4, 6):
            keep = f"{wanted[family][0]}/{LENGTHS[family]}" if family in wanted else None
            for found in device_addresses(family):
                if found != keep:
                    run("ip", f"-{family}", "addr", "del", found, "dev", "veth0", check=False)
            if keep:
                run("ip", "addr", "replace", keep, "dev", "veth0",
                    *(("nodad",) if family == 6 else ()))
                # With the device: the nexthop itself would be looked up in the tunnel's table.
                run("ip", f"-{family}", "route", "replace", "default", "via", wanted[family][1],
                    "dev", "veth0")
            else:
                run("ip", f"-{family}", "route", "del", "default", "dev", "veth0", check=False)

    def move(self, network=None, families=None):
        self.network = network or self.network
        self.families = families or self.families
        self.settle()

    def go_home(self):
        """The network of the beginning, in the order of the beginning."""
        self.network, self.families = "home", {4, 6}
        if self.kind == "networkmanager":
            return
        # The routes of links without addresses of their own stand in the order they came in.
        run("ip", "link", "set", "veth0", "down")
        run("ip", "link", "set", "veth0", "up")
        for family in (4, 6):
            run("ip", f"-{family}", "addr", "flush", "dev", "veth0", "scope", "global")
        self.settle()
        # The kernel makes the route of an IPv6 address a little after the address.
        wait_for("the address's own route", lambda: f"local {self.addresses()[6][0]} " in run(
            "ip", "-6", "route", "show", "table", "local").stdout)

    def settle_router(self):
        """Its inner side lost what a device that goes down loses."""
        run("ip", "link", "set", "lan", "up", netns="router")
        for address in ("2001:db8:77::1/64", "2001:db8:88::1/64"):
            run("ip", "addr", "replace", address, "dev", "lan", "nodad", netns="router")

    # ---- Stopping and going on ---------------------------------------------------------------

    def freeze(self, *pids):
        """While the service itself stands, nobody claims anything."""
        if self.genkand.process.pid in pids:
            self.stopped_at = time.monotonic()
        for pid in pids:
            send_signal(pid, signal.SIGSTOP)

    def thaw(self, *pids):
        for pid in pids:
            send_signal(pid, signal.SIGCONT)
        if self.stopped_at is not None:
            self.timeline.add_mute(self.stopped_at, time.monotonic() + 0.1)
            self.stopped_at = None

    def workers(self):
        """pids of every worker, whoever their parent is."""
        done = run("pgrep", "-x", "genkan-worker", check=False)
        return [int(pid) for pid in done.stdout.split()]

    def start_genkand(self):
        if self.genkand.process.poll() is not None:
            self.genkand.start()

    # ---- The end -----------------------------------------------------------------------------

    def end(self):
        """Ends the traffic, then the connection; lines of what is left behind."""
        stop(self.probe)
        self.go_home()
        self.look()
        host.vpnctl("disconnect", "office")
        try:
            wait_for("the laptop as it was", lambda: self.snapshot() == self.before, 5)
        except LabError:
            pass
        return self.left_behind()

    def left_behind(self):
        from .judge import differences
        left = differences(self.before, self.snapshot())
        for pid in self.workers():
            left.append(f"+ genkan-worker {pid}")
        if run("pgrep", "-x", "genkan-resolve", check=False).returncode == 0:
            left.append("+ genkan-resolve")
        kept = sorted(self.store.kept) if self.store else []
        left += [f"+ descriptor {name}" for name in kept]
        return left


def send_signal(pid, which):
    """A process may have ended by itself since it was looked for."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, which)


def device_addresses(family, device="veth0"):
    """"ADDRESS/LENGTH" of a device, without those of the link."""
    lines = run("ip", "-o", f"-{family}", "addr", "show", "dev", device, "scope",
                "global", check=False).stdout.splitlines()
    return [line.split()[3] for line in lines]


def sysctls():
    """Every setting of the network that a program could change."""
    lines = []
    for top, _, names in os.walk("/proc/sys/net"):
        for name in names:
            path = os.path.join(top, name)
            if name.endswith("_count") or "genkan" in top:
                continue
            try:
                lines.append(f"{path} {read(path).strip()}")
            except OSError:
                continue  # write only, or secret
    return "\n".join(sorted(lines))


def processes():
    """How many of each program run in this box."""
    names = collections.Counter()
    for path in glob.glob("/proc/[0-9]*/comm"):
        names[read(path).strip()] += 1
    return names
