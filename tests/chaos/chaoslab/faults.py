# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The faults. Each strikes, is held for a while, and heals; from then on the way is usable, and a
healthy product is back within its limit: a second where the session lives on (MOBIKE, repairs),
three where keys or proofs are needed, ten where it takes a new session."""

import os
import signal
import socket
import sys

from genkanlab import net, nm, resolved
from genkanlab.gateway import Gateway
from genkanlab.shell import read, run, spawn, stop, wait_for, write

from . import attacker
from .world import HERE, TABLE, device_addresses, flush_nat, send_signal

KEEP, REKEY, SESSION = 1.0, 3.0, 10.0
ALL = []


def fault(cls):
    ALL.append(cls)
    return cls


class Fault:
    """One fault; rng decides what is left open. hold: seconds between strike and healing."""

    limit = KEEP
    hold = (0.0, 0.0)
    weight = 2
    # Whether it may come with others at the same time.
    alone = False
    # What it takes away of what keeps traffic in: "filter", "routes".
    fences = frozenset()

    def __init__(self, world, rng):
        self.world, self.rng = world, rng
        self.held = rng.uniform(*self.hold)

    @classmethod
    def fits(cls, world):
        return True

    @classmethod
    def name(cls):
        return cls.__doc__.split(".")[0]

    def detail(self):
        return ""

    def strike(self):
        pass

    def heal(self):
        pass


def not_managed(world):
    """NetworkManager would put back what another takes from its device."""
    return world.kind != "networkmanager"


# ---- The way to the gateway ----------------------------------------------------------------------


class Outage(Fault):
    """Nothing passes for a while; a short one ends no session, and a longer one may."""

    hold = (0.2, 6.0)
    # What the session survives for certain.
    survives = 2.0

    def __init__(self, world, rng):
        super().__init__(world, rng)
        if rng.random() < 0.5:
            self.held = rng.uniform(self.hold[0], self.survives)
        self.limit = KEEP if self.held <= self.survives else SESSION


@fault
class LinkDown(Outage):
    """the link goes down and up"""

    fits = not_managed

    def strike(self):
        run("ip", "link", "set", "veth0", "down")

    def heal(self):
        self.world.settle()


@fault
class CablePulled(Outage):
    """the cable is pulled and put back"""

    def strike(self):
        run("ip", "link", "set", "lan", "down", netns="router")

    def heal(self):
        self.world.settle_router()
        self.world.settle()


@fault
class BlackHole(Outage):
    """a router loses everything"""

    table = "hole"
    rules = "udp dport { 500, 4500 } drop; udp sport { 500, 4500 } drop;"

    def strike(self):
        run("nft", "-f", "-", netns="router", stdin=f"table inet {self.table} {{\nchain forward {{"
            f"\ntype filter hook forward priority 0; {self.rules}\n}}\n}}\n")

    def heal(self):
        run("nft", "delete", "table", "inet", self.table, netns="router")


@fault
class EspLost(BlackHole):
    """a router loses ESP and passes IKE"""

    table = "hole-of-esp"
    rules = ("udp dport 4500 @th,64,32 != 0 drop; udp sport 4500 @th,64,32 != 0 drop;")


@fault
class AddressChange(Fault):
    """another address"""

    fits = not_managed
    weight = 4

    def __init__(self, world, rng):
        super().__init__(world, rng)
        self.limit = KEEP if world.mobike else REKEY

    def heal(self):
        self.world.move("away" if self.world.network == "home" else "home")


@fault
class AddressGap(AddressChange):
    """no address for a while, then another"""

    hold = (0.2, 4.0)

    def strike(self):
        for family in (4, 6):
            run("ip", f"-{family}", "addr", "flush", "dev", "veth0", "scope", "global")


@fault
class FamilyChange(Fault):
    """the other family"""

    fits = not_managed
    weight = 4

    def __init__(self, world, rng):
        super().__init__(world, rng)
        self.limit = KEEP if world.mobike else REKEY
        self.to = rng.choice(({4}, {6}))

    def detail(self):
        return "only IPv6" if self.to == {6} else "only IPv4"

    def heal(self):
        if self.world.families == self.to:
            self.to = {4, 6} - self.to
        self.world.move(families=self.to)


@fault
class NatRebinding(Fault):
    """the NAT forgets and maps anew"""

    limit = REKEY
    weight = 3

    @classmethod
    def fits(cls, world):
        return world.nat

    def heal(self):
        low = self.rng.randrange(10000, 60000, 1000)
        run("nft", "-f", "-", netns="router", stdin="table ip nat {}\ndelete table ip nat\n"
            "table ip nat {\nchain postrouting {\ntype nat hook postrouting priority srcnat\n"
            f'oifname "wan" meta l4proto udp masquerade to :{low}-{low + 999} random\n'
            'oifname "wan" masquerade\n}\n}\n')
        flush_nat()


@fault
class MoreSpecificRoute(Fault):
    """a DHCP server routes the office to itself (option 121)"""

    hold = (0.3, 1.5)
    routes = ("198.51.100.0/25", "198.51.100.2/32", "0.0.0.0/1", "128.0.0.0/1")

    def strike(self):
        for route in self.routes:
            run("ip", "route", "replace", route, "via", self.router(), "dev", "veth0",
                check=False)

    def heal(self):
        for route in self.routes:
            run("ip", "route", "del", route, "via", self.router(), "dev", "veth0",
                check=False)

    def router(self):
        return "192.168.77.1" if self.world.network == "home" else "192.168.88.1"


@fault
class LocalNet(Fault):
    """the LAN says that it is the office's network (TunnelCrack)"""

    hold = (0.3, 1.5)

    def strike(self):
        run("ip", "addr", "add", "198.51.100.77/24", "dev", "veth0")

    def heal(self):
        run("ip", "addr", "del", "198.51.100.77/24", "dev", "veth0", check=False)


@fault
class ServerAddress(Fault):
    """DNS says that the gateway is a host of the office (TunnelCrack), and the worker dies"""

    limit = SESSION
    hold = (1.0, 3.0)

    def strike(self):
        self.hosts = read("/etc/hosts")
        write("/etc/hosts", f"127.0.0.1 localhost\n{net.OFFICE} {net.GATEWAY_NAME}\n")
        kill_workers(self.world)

    def heal(self):
        write("/etc/hosts", self.hosts)


# ---- The gateway, and who plays it ---------------------------------------------------------------


@fault
class GatewayRestart(Fault):
    """the gateway loses power and returns"""

    limit = SESSION
    hold = (0.0, 5.0)
    weight = 3
    alone = True

    def strike(self):
        self.world.gateway.kill()

    def heal(self):
        self.world.gateway.start()


@fault
class GatewayStopped(GatewayRestart):
    """the gateway ends in order and returns"""

    def strike(self):
        self.world.gateway.stop()


@fault
class GatewayFrozen(Outage):
    """the gateway stands still and goes on"""

    def strike(self):
        self.world.gateway.process.send_signal(signal.SIGSTOP)

    def heal(self):
        self.world.gateway.process.send_signal(signal.SIGCONT)


@fault
class RogueGateway(Fault):
    """somebody else's gateway with a CA of its own"""

    limit = SESSION
    hold = (3.0, 7.0)
    alone = True

    @classmethod
    def fits(cls, world):
        return world.auth != "psk"

    def strike(self):
        world = self.world
        world.gateway.kill()
        world.set_certificate(world.forged)
        self.impostor = Gateway(kind=world.auth).start()

    def heal(self):
        self.impostor.kill()
        self.world.set_certificate(self.world.genuine)
        self.world.gateway.start()


REDIRECT = f"""
table inet attacker {{
  chain prerouting {{
    type nat hook prerouting priority dstnat
    iifname "lan" ip daddr {net.GATEWAY} udp dport {{ 500, 4500 }} redirect
    iifname "lan" ip6 daddr {net.GATEWAY6} udp dport {{ 500, 4500 }} redirect
  }}
}}
"""


@fault
class Forged(Fault):
    """IKE_SA_INIT answered by an attacker"""

    limit = SESSION
    hold = (4.0, 8.0)
    weight = 8
    alone = True

    def __init__(self, world, rng):
        super().__init__(world, rng)
        self.kind = rng.choice(attacker.KINDS)

    def detail(self):
        return self.kind

    def strike(self):
        self.process = spawn(sys.executable, os.path.join(HERE, "attacker.py"), self.kind,
                             netns="router", log="/tmp/chaos-attacker.log")
        wait_for("the attacker", lambda: ":4500" in run("ss", "-lun", netns="router").stdout)
        run("nft", "-f", "-", netns="router", stdin=REDIRECT)
        flush_nat()
        if self.rng.random() < 0.5:
            kill_workers(self.world)

    def heal(self):
        run("nft", "delete", "table", "inet", "attacker", netns="router")
        flush_nat()
        stop(self.process)


ADVERTISEMENT = """
import socket, struct, sys
source, target = (socket.inet_pton(socket.AF_INET6, text) for text in sys.argv[2:4])
body = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
body += struct.pack("!BBBBIII", 3, 4, 64, 0xc0, 3600, 3600, 0)
body += socket.inet_pton(socket.AF_INET6, "2001:db8:666::") + struct.pack("!BBHI", 5, 1, 0, 1280)
pseudo = source + target + struct.pack("!II", len(body), 58)
total = sum(struct.unpack(f"!{len(pseudo + body) // 2}H", pseudo + body))
while total >> 16:
    total = (total & 0xffff) + (total >> 16)
body = body[:2] + struct.pack("!H", ~total & 0xffff) + body[4:]
packet = struct.pack("!IHBB", 0x60000000, len(body), 58, 255) + source + target + body
out = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM)
out.sendto(packet, (sys.argv[1], 0x86dd))
"""


@fault
class Advertisement(Fault):
    """router advertisements through the tunnel"""

    hold = (0.2, 0.5)

    @classmethod
    def fits(cls, world):
        return world.tunnel == "everything"

    def strike(self):
        for source in ("fe80::bad", "2001:db8:100::2"):
            for address in device_addresses(6, "genkan0"):
                run(sys.executable, "-c", ADVERTISEMENT, "ipsec0", source, address.split("/")[0],
                    netns="gw", check=False)

    def heal(self):
        found = [line for line in run("ip", "-6", "route", "show").stdout.splitlines()
                 if "genkan0" in line and "fe80::/64" not in line]
        found += [line for line in run("ip", "-6", "addr", "show", "genkan0",
                                    check=False).stdout.splitlines()
                  if "666" in line]
        assert not found, f"the advertisement was believed: {found}"


# ---- Programs ------------------------------------------------------------------------------------


def kill_workers(world):
    for pid in world.workers():
        send_signal(pid, signal.SIGKILL)


@fault
class WorkerKilled(Fault):
    """the worker is killed"""

    limit = SESSION
    weight = 4

    def strike(self):
        kill_workers(self.world)


@fault
class WorkerFrozen(Outage):
    """the worker stands still and goes on"""

    weight = 3

    def strike(self):
        self.pids = self.world.workers()
        self.world.freeze(*self.pids)

    def heal(self):
        self.world.thaw(*self.pids)


@fault
class DaemonFrozen(Fault):
    """the service stands still and goes on"""

    hold = (0.3, 4.0)

    def strike(self):
        self.world.freeze(self.world.genkand.process.pid)

    def heal(self):
        self.world.thaw(self.world.genkand.process.pid)


@fault
class DaemonKilled(Fault):
    """the service is killed and started again"""

    hold = (0.0, 1.0)
    weight = 4

    def __init__(self, world, rng):
        super().__init__(world, rng)
        # Without descriptors kept, the session went with it.
        self.limit = SESSION if world.store is None else KEEP

    def strike(self):
        self.world.genkand.kill(self.how())

    def how(self):
        return signal.SIGKILL

    def heal(self):
        self.world.start_genkand()


@fault
class DaemonRestarted(DaemonKilled):
    """the service is restarted in order"""

    def how(self):
        """Who stands still hears no order: systemd kills it when its patience ends."""
        return signal.SIGUSR1 if self.world.stopped_at is None else signal.SIGKILL


@fault
class Sleep(Fault):
    """the laptop sleeps: everything of it stands still, and its clock does not"""

    limit = REKEY
    hold = (10.5, 12.5)
    weight = 1
    alone = True

    def __init__(self, world, rng):
        super().__init__(world, rng)
        self.forgets = world.nat and rng.random() < 0.5

    def detail(self):
        return "and the NAT forgets" if self.forgets else ""

    def strike(self):
        world = self.world
        self.pids = (world.genkand.process.pid, *world.workers(), world.probe.pid)
        world.freeze(*self.pids)
        if self.forgets:
            flush_nat()

    def heal(self):
        self.world.thaw(*self.pids)


# ---- What is taken away from the host ------------------------------------------------------------


class Taken(Fault):
    """Something that the service made is gone; it puts it back."""

    commands = ()

    def strike(self):
        # In one go: what is repaired between two of them would be no test of the second.
        run("sh", "-c", "; ".join(self.commands).format(rule=self.world.rule), check=False)


def taken(name, *commands, weight=1, fences=()):
    """A fault that is a few commands."""
    ALL.append(type(name.title().replace(" ", ""), (Taken,),
                    {"__doc__": name, "commands": commands, "weight": weight,
                     "fences": frozenset(fences)}))


taken("the packet filter is flushed", "nft flush ruleset", weight=2,
      fences=("filter",))
taken("the packet filter is flushed, and rules and routes with it",
      "nft flush ruleset", "ip rule del priority {rule}; ip -6 rule del priority {rule}",
      f"ip route flush table {TABLE}; ip -6 route flush table {TABLE}", weight=3,
      fences=("filter", "routes"))
taken("the guard is deleted", "nft delete table inet genkan-0", fences=("filter",))
taken("one chain of the guard is flushed", "nft flush chain inet genkan-0 output",
      fences=("filter",))
taken("the rule is deleted", "ip rule del priority {rule}; ip -6 rule del priority {rule}",
      weight=2, fences=("routes",))
taken("the routes are deleted", f"ip route flush table {TABLE}; ip -6 route flush table {TABLE}",
      weight=2, fences=("routes",))
taken("the device loses its addresses", "ip addr flush dev genkan0", weight=2)
taken("the device is set down", "ip link set genkan0 down", weight=2)
taken("the device gets another MTU", "ip link set genkan0 mtu 1300")
taken("a route to a black hole is added",
      f"ip route add blackhole 198.51.100.2/32 table {TABLE}")


@fault
class DeviceDeleted(Fault):
    """the device is deleted"""

    limit = SESSION

    def strike(self):
        # Of another fault at the same time it may be gone already.
        run("ip", "link", "del", "genkan0", check=False)


@fault
class ResolvConfRewritten(Fault):
    """another program writes resolv.conf"""

    weight = 3

    @classmethod
    def fits(cls, world):
        return world.kind not in ("resolved", "networkmanager")

    def __init__(self, world, rng):
        super().__init__(world, rng)
        self.way = rng.choice(("in place", "by renaming"))

    def detail(self):
        return self.way

    def strike(self):
        text = f"# the coffee shop, {self.rng.randrange(1000)}\nnameserver 192.168.77.1\n"
        if self.way == "in place":
            write("/etc/resolv.conf", text)
        else:
            write("/etc/resolv.conf.new", text)
            os.rename("/etc/resolv.conf.new", "/etc/resolv.conf")
        # What another program wrote is what must stand in the end.
        self.world.set_past(text)


@fault
class ResolvedRestarted(Fault):
    """systemd-resolved is restarted"""

    limit = REKEY
    weight = 5
    alone = True

    @classmethod
    def fits(cls, world):
        return world.kind == "resolved"

    def strike(self):
        stop(self.world.processes["resolved"])

    def heal(self):
        self.world.processes["resolved"] = resolved.run_daemon()
        run("resolvectl", "dns", "veth0", "192.168.77.1")
        run("resolvectl", "domain", "veth0", "~.")


@fault
class ResolvedReverted(Fault):
    """the name servers of the device are taken from systemd-resolved"""

    weight = 5

    @classmethod
    def fits(cls, world):
        return world.kind == "resolved"

    def strike(self):
        run("resolvectl", "revert", "genkan0", check=False)


@fault
class NetworkdRestarted(Fault):
    """systemd-networkd is restarted and sweeps"""

    weight = 8
    alone = True

    @classmethod
    def fits(cls, world):
        return world.kind == "networkd"

    def strike(self):
        stop(self.world.processes["networkd"])

    def heal(self):
        self.world.start_networkd()
        run("networkctl", "reconfigure", "cable")


@fault
class NetworkManagerRestarted(Fault):
    """NetworkManager is restarted"""

    weight = 8
    alone = True

    @classmethod
    def fits(cls, world):
        return world.kind == "networkmanager"

    def strike(self):
        stop(self.world.processes["networkmanager"])

    def heal(self):
        self.world.processes["networkmanager"] = nm.run_daemon()
        self.world.settle()


@fault
class NetworkManagerReconnects(Fault):
    """NetworkManager takes its connection down and up"""

    weight = 8
    hold = (0.0, 1.5)
    alone = True

    @classmethod
    def fits(cls, world):
        return world.kind == "networkmanager"

    def strike(self):
        nm.nmcli("connection", "down", "coffee-shop")

    def heal(self):
        self.world.settle()


# ---- Several at once -----------------------------------------------------------------------------


@fault
class Several(Fault):
    """several at once"""

    weight = 20
    alone = True

    def __init__(self, world, rng):
        super().__init__(world, rng)
        kinds = [kind for kind in fitting(world) if not kind.alone]
        self.parts = self.choose(kinds, rng)
        while self.nobody_is_left():
            self.parts = self.choose(kinds, rng)
        self.held = max(part.held for part in self.parts)
        self.limit = max(part.limit for part in self.parts)
        if self.held > Outage.survives:
            self.limit = SESSION

    def choose(self, kinds, rng):
        return [kind(self.world, rng) for kind in rng.sample(kinds, rng.choice((2, 2, 3)))]

    def nobody_is_left(self):
        """Without a service manager nothing of a service that is dead can stand for what root takes
        away meanwhile."""
        taken_away = frozenset().union(*(part.fences for part in self.parts))
        return (self.world.store is None and taken_away >= {"filter", "routes"}
                and any(isinstance(part, DaemonKilled) for part in self.parts))

    def detail(self):
        return "; ".join(f"{part.name()} {part.detail()}".strip() for part in self.parts)

    def strike(self):
        for part in self.parts:
            part.strike()

    def heal(self):
        for part in reversed(self.parts):
            part.heal()


# ---- What the judges must find -------------------------------------------------------------------


class Leak(Fault):
    """the guard, its lock and the routes are gone, and the service and its store with them"""

    def strike(self):
        self.world.genkand.kill()
        kill_workers(self.world)
        self.world.store.stop()
        run("sh", "-c", f"nft flush ruleset; ip rule del priority {self.world.rule}", check=False)
        self.held = 0.5

    def heal(self):
        self.world.start_genkand()


class Lie(Fault):
    """the service claims what is not, because nobody tells it"""

    def strike(self):
        self.world.pretend_connected()
        kill_workers(self.world)
        self.world.gateway.kill()
        self.held = 4.5

    def heal(self):
        self.world.gateway.start()


class Remains(Fault):
    """something is left behind"""

    def strike(self):
        run("ip", "addr", "add", "10.200.0.1/32", "dev", "lo")
        run("sysctl", "-qw", "net.ipv4.conf.all.accept_local=1")


SELF_TEST = (Leak, Lie, Remains)


def fitting(world):
    return [kind for kind in ALL if kind.fits(world)]


def choose(world, rng):
    """A fault of this world."""
    kinds = fitting(world)
    return rng.choices(kinds, [kind.weight for kind in kinds])[0](world, rng)
