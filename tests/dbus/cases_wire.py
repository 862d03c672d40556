# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What leaves and enters the computer on its cable, and through the tunnel.

Real packets, and the plans of gateways that are proven and hostile, or only odd.
"""

import ipaddress
import socket
import struct

from gi.repository import GLib

from genkanlab.shell import read, run, write
from rig import Person, Rig, assert_network_is, network_state

GATEWAY = "192.0.2.1"
OWN4, OWN6 = "198.51.100.7", "2001:db8:77::7"
HONEST4, HONEST6 = "198.51.100.9", "2001:db8:77::9"
FAR6 = "2001:db8:2::99"
INNER4, INNER6 = "10.9.8.7", "2001:db8:9::7"
OFFICE4, OFFICE6 = "10.9.0.0/16", "2001:db8:9::/48"
MARK = 0x67656e6b
PATIENCE = 25  # seconds; a machine may be busy
ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86dd
IPV6_UNICAST_IF = 76


def prefixes(*texts):
    return GLib.Variant("a(ayy)", [(network.network_address.packed, network.prefixlen)
                                   for network in map(ipaddress.ip_network, texts)])


def addresses(*texts):
    return GLib.Variant("aay", [ipaddress.ip_address(text).packed for text in texts])


def bring_up(person, name, keys=None, **plan):
    """A connection that is up with this plan, and its facts."""
    write(f"/tmp/fake-plan.{name}", GLib.Variant("a{sv}", plan).print_(True))
    connection = person.connect(person.add(connection__name=name, **keys or {}))
    return connection, person.until(connection, "connected", timeout=PATIENCE)


def checksum(data):
    words = len(data) // 2 + len(data) % 2
    total = sum(struct.unpack(f"!{words}H", data.ljust(2 * words, b"\0")))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packet(source, target, protocol, body, at):
    """An IP packet; at: where in its body the checksum goes."""
    source, target = ipaddress.ip_address(source).packed, ipaddress.ip_address(target).packed
    pseudo = source + target + struct.pack("!HH", protocol, len(body))
    body = body[:at] + struct.pack("!H", checksum(pseudo + body) or 0xffff) + body[at + 2:]
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, len(body), protocol, 255) + source + target + body
    head = struct.pack("!BBHIBBH", 0x45, 0, 20 + len(body), 0, 64, protocol, 0) + source + target
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def datagram(source, target, payload, port=7777):
    return packet(source, target, socket.IPPROTO_UDP,
                  struct.pack("!HHHH", port, port, 8 + len(payload), 0) + payload, 6)


class Wire:
    """The other end of the cable: sees each frame of the computer, and puts its own on it."""

    def __init__(self):
        for words in (f"-6 addr add {OWN6}/64 dev lan0 nodad", "-6 route add default dev lan0"):
            run("ip", *words.split())
        # What would drop forged sources by itself is another's business.
        for device in ("all", "lan0"):
            run("sysctl", "-qw", f"net.ipv4.conf.{device}.rp_filter=0")
        self.own, self.theirs = (bytes.fromhex(read(f"/sys/class/net/{name}/address").replace(
            ":", "")) for name in ("wall0", "lan0"))
        for address in (GATEWAY, HONEST4, HONEST6, FAR6):
            run("ip", "neigh", "replace", address, "lladdr", self.own.hex(":"), "dev", "lan0",
                "nud", "permanent")
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.bind(("wall0", 0))
        self.socket.settimeout(PATIENCE)

    def put(self, kind, data):
        self.socket.send(self.theirs + self.own + struct.pack("!H", kind) + data)

    def until(self, last):
        """The computer's frames up to the one with these octets, without it."""
        frames = []
        while True:
            frame, (_, _, direction, *_) = self.socket.recvfrom(65536)
            if direction == socket.PACKET_OUTGOING:
                continue
            if last in frame:
                return frames
            frames.append(frame)


# How a program can ask for a way around the tunnel's routes.
WAYS = {
    "by its route": (),
    "by SO_BINDTODEVICE": (socket.SOL_SOCKET, socket.SO_BINDTODEVICE, lambda lan: b"lan0"),
    "by IPV6_PKTINFO": (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO,
                        lambda lan: bytes(16) + struct.pack("=I", lan)),
    "by IPV6_UNICAST_IF": (socket.IPPROTO_IPV6, IPV6_UNICAST_IF,
                           lambda lan: struct.pack("!I", lan)),
}
ALL_WAYS = {(way, target) for way in WAYS for target in (HONEST6, FAR6)}


def ipv6_on(wire):
    """The (way, target) by which IPv6 datagrams of programs get onto the wire."""
    lan = socket.if_nametoindex("lan0")
    for way, target in ALL_WAYS:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as program:
            if WAYS[way]:
                level, option, value = WAYS[way]
                program.setsockopt(level, option, value(lan))
            try:
                program.sendto(f"{way} to {target}".encode(), (target, 9))
            except OSError:
                pass
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as worker:
        worker.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, MARK)
        worker.sendto(b"the last one", (GATEWAY, 500))
    frames = wire.until(b"the last one")
    return {(way, target) for way, target in ALL_WAYS
            if any(f"{way} to {target}".encode() in frame for frame in frames)}


def everything_but(network):
    whole = ipaddress.ip_network("0.0.0.0/0")
    return map(str, whole.address_exclude(ipaddress.ip_network(network)))


def case_closed_family():
    """All of IPv4 through the tunnel and nothing of IPv6: none of IPv6 is on the wire, whatever a
    program asks for, and however a gateway writes all of IPv4."""
    Rig()
    wire, alice = Wire(), Person("alice")
    assert ipv6_on(wire) == ALL_WAYS
    for name, routes in (("given-all", ("0.0.0.0/0",)),
                         ("given-unicast", ("0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3")),
                         ("given-others", everything_but(GATEWAY)),
                         ("given-inner", everything_but("0.0.0.0/32"))):
        connection, _ = bring_up(alice, name, routes=prefixes(*routes))
        assert ipv6_on(wire) == set(), (name, ipv6_on(wire))
        alice.call(connection, "Connection.Disconnect")
    assert ipv6_on(wire) == ALL_WAYS


def heard(wire, source, honest, own):
    """Whether a program of the computer hears a datagram that comes in clear from there."""
    kind = IPV6 if ":" in own else IPV4
    with socket.socket(socket.AF_INET6 if ":" in own else socket.AF_INET,
                       socket.SOCK_DGRAM) as program:
        program.bind((own, 7777))
        program.settimeout(PATIENCE)
        wire.put(kind, datagram(source, own, b"forged"))
        wire.put(kind, datagram(honest, own, b"honest"))
        first = program.recv(100)
        assert first == b"honest" or program.recv(100) == b"honest"
        return first == b"forged"


def case_clear_from_the_office():
    """What comes off the wire with the office's addresses is not from it (RFC 4301 5.2)."""
    Rig()
    wire, alice = Wire(), Person("alice")
    rows = (("10.9.1.1", HONEST4, OWN4), ("2001:db8:9::1", HONEST6, OWN6))
    assert all(heard(wire, *row) for row in rows)
    bring_up(alice, "given-both", addresses=prefixes(INNER4, INNER6),
             routes=prefixes(OFFICE4, OFFICE6))
    assert not any(heard(wire, *row) for row in rows)


def has_answer(wire, address):
    """Whether the computer tells the wire that this address is its own."""
    packed = socket.inet_aton
    for wanted in (address, OWN4):
        wire.put(ARP, struct.pack("!HHBBH", 1, IPV4, 6, 4, 1) + wire.own + packed(HONEST4)
                 + bytes(6) + packed(wanted))
    answer = struct.pack("!HHBBH", 1, IPV4, 6, 4, 2) + wire.theirs
    return any(answer + packed(address) in frame for frame in wire.until(answer + packed(OWN4)))


def case_inner_address_is_not_told():
    """Nobody on the wire learns who has an address inside the tunnel (MLLVD-CR-24-03)."""
    Rig()
    wire, alice = Wire(), Person("alice")
    run("ip", "addr", "add", f"{INNER4}/32", "dev", "lo")
    assert has_answer(wire, INNER4)
    run("ip", "addr", "del", f"{INNER4}/32", "dev", "lo")
    bring_up(alice, "given-one")
    assert not has_answer(wire, INNER4)


def learnt():
    """What a kernel can be told by advertisements: addresses, routes, MTU."""
    return "".join(run("ip", *words).stdout for words in (
        ("-6", "-o", "addr", "show", "dev", "genkan0"), ("-o", "link", "show", "dev", "genkan0"),
        ("-6", "route", "show", "table", "all", "dev", "genkan0")))


def case_router_advertisements():
    """What a gateway sends through the tunnel to routers' clients configures nothing."""
    Rig()
    alice = Person("alice")
    write("/tmp/fake-packets", "\n".join(text.hex() for text in (
        packet("fe80::bad", INNER6, socket.IPPROTO_ICMPV6,
               struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
               + struct.pack("!BBBBIII", 3, 4, 64, 0xc0, 3600, 3600, 0)
               + ipaddress.ip_address("2001:db8:666::").packed
               + struct.pack("!BBHI", 5, 1, 0, 1300), 2),
        datagram("2001:db8:9::1", INNER6, b"behind it"))))
    connection, _ = bring_up(alice, "given-advice", addresses=prefixes(INNER6),
                             routes=prefixes(OFFICE6, "fe80::/16"))
    before = learnt()
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as program:
        program.bind((INNER6, 7777))
        program.settimeout(PATIENCE)
        alice.call(connection, "Connection.Rekey", "(s)", "child")
        assert program.recv(100) == b"behind it"
    assert learnt() == before, (before, learnt())


def case_name_servers_outside():
    """A name server that is not behind the VPN would be asked in clear: left out, and said."""
    Rig()
    alice = Person("alice")
    before = read("/etc/resolv.conf")
    for name, server in (("given-public", "8.8.8.8"), ("given-gateway", GATEWAY),
                         ("given-ipv6", "2001:db8:9::53")):
        connection, facts = bring_up(alice, name, {"network__use_dns": True},
                                     dns=addresses(server), domains=GLib.Variant("as", ["a.test"]))
        assert facts["Dns"] == [] and read("/etc/resolv.conf") == before, facts
        assert any(server in text and "in clear" in text for text in facts["Warnings"]), facts
        alice.call(connection, "Connection.Disconnect")
    _, facts = bring_up(alice, "given-office", {"network__use_dns": True},
                        dns=addresses("8.8.8.8", "10.9.0.53"))
    assert facts["Dns"] == ["10.9.0.53"] and "10.9.0.53" in read("/etc/resolv.conf"), facts


def case_one_domain_of_two_offices():
    """DNS-13: what one office answers for, another one that claims it is not asked about."""
    Rig()
    alice = Person("alice")
    claimed = {"domains": GLib.Variant("as", ["corp.test"])}
    first, facts = bring_up(alice, "given-first", {"network__use_dns": True},
                            dns=addresses("10.9.0.53"), **claimed)
    assert facts["Domains"] == ["corp.test"], facts
    other = {"network__use_dns": True, "connection__gateway": "192.0.2.2"}
    network = {"gateway": GLib.Variant("ay", bytes([192, 0, 2, 2])),
               "addresses": prefixes("10.8.8.7"), "routes": prefixes("10.8.0.0/16"),
               "dns": addresses("10.8.0.53")}
    second, facts = bring_up(alice, "given-second", other, **network, **claimed)
    assert facts["Domains"] == [] and facts["Dns"] == [], facts
    assert any("corp.test, which another VPN" in text for text in facts["Warnings"]), facts
    assert "10.8.0.53" not in read("/etc/resolv.conf")
    alice.call(second, "Connection.Disconnect")
    _, facts = bring_up(alice, "given-named", {**other, "network__dns_domains": ["corp.test"]},
                        **network, **claimed)
    assert facts["Domains"] == ["corp.test"] and facts["Dns"] == ["10.8.0.53"], facts
    alice.call(first, "Connection.Disconnect")


def case_resolv_conf_of_two():
    """Two people's offices, one resolv.conf: the original is back whoever leaves first."""
    Rig()
    people = Person("alice"), Person("bob")
    before = network_state()
    for first in (0, 1):
        connections = [bring_up(person, f"given-{number}-{first}", {"network__use_dns": True},
                                addresses=prefixes(f"10.{number}.8.7"),
                                routes=prefixes(f"10.{number}.0.0/16"),
                                dns=addresses(f"10.{number}.0.53"))[0]
                       for number, person in enumerate(people, 8)]
        servers = read("/etc/resolv.conf")
        assert "10.8.0.53" in servers and "10.9.0.53" in servers, servers
        for number in (first, 1 - first):
            people[number].call(connections[number], "Connection.Disconnect")
        assert_network_is(before)
