#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Writes the generated part of esp.txt: ESP packets made by scapy (package python3-scapy), an
implementation that shares nothing with ours. Run by hand when a suite is added."""

import hmac
import logging
import struct

logging.getLogger("scapy.runtime").setLevel(logging.ERROR)
from scapy.all import ICMP, IP, TCP, UDP, IPv6, Raw, raw  # noqa: E402
from scapy.layers.ipsec import ESP, SecurityAssociation  # noqa: E402

SUITES = [
    # name, scapy cipher, key octets, scapy integrity, key octets, IV octets
    ("gcm128", "AES-GCM", 20, None, 0, 8),
    ("gcm256", "AES-GCM", 36, None, 0, 8),
    ("chacha", "CHACHA20-POLY1305", 36, None, 0, 8),
    ("cbc128-sha1", "AES-CBC", 16, "HMAC-SHA1-96", 20, 16),
    ("cbc256-sha256", "AES-CBC", 32, "SHA2-256-128", 32, 16),
    ("cbc256-sha384", "AES-CBC", 32, "SHA2-384-192", 48, 16),
    ("cbc256-sha512", "AES-CBC", 32, "SHA2-512-256", 64, 16),
    ("ccm128", "AES-CCM", 19, None, 0, 8),
    ("ccm256", "AES-CCM", 35, None, 0, 8),
    ("ctr128-sha256", "AES-CTR", 20, "SHA2-256-128", 32, 8),
    ("ctr256-sha512", "AES-CTR", 36, "SHA2-512-256", 64, 8),
]
# RFC 8750: what the sequence number says anyway does not travel.
IMPLICIT = {"gcm128": "gcm128iiv", "chacha": "chachaiiv", "ccm256": "ccm256iiv"}
NUMBERS = [(False, 1), (False, 0xFFFFFFFE), (True, 1), (True, 0x100000007), (True, 0x2FFFFFFFF)]
MACS = {"HMAC-SHA1-96": ("sha1", 12), "SHA2-256-128": ("sha256", 16),
        "SHA2-384-192": ("sha384", 24), "SHA2-512-256": ("sha512", 32)}
V4 = IP(src="10.1.2.3", dst="192.0.2.7")
V6 = IPv6(src="fd00::1", dst="2001:db8::7")
INNER = [
    V4 / UDP(sport=1000, dport=53) / Raw(bytes(range(33))),
    V4 / TCP(sport=1000, dport=443, seq=77, flags="PA") / Raw(bytes(range(200))),
    V4 / ICMP() / Raw(b"ping"),
    V6 / UDP(sport=9, dport=10) / Raw(b"x"),
]


def key_of(length, start):
    return bytes((start + 7 * i) & 0xFF for i in range(length))


def with_esn_mac(packet, auth, key, high):
    """scapy's MAC leaves the high half out, which RFC 4303 section 2.2.1 appends."""
    digest, length = MACS[auth]
    body = packet[:-length]
    return body + hmac.new(key, body + struct.pack("!L", high), digest).digest()[:length]


def vector(index, suite, number):
    name, cipher, key_len, auth, auth_len, iv_len = suite
    esn, seq = number
    inner = raw(INNER[index % len(INNER)])
    version6 = inner[0] >> 4 == 6
    outer = IP(src="203.0.113.1", dst="203.0.113.2")
    sa = SecurityAssociation(
        ESP, spi=0x1000 + index, crypt_algo=cipher, crypt_key=key_of(key_len, 11),
        auth_algo=auth, auth_key=key_of(auth_len, 99) if auth else None,
        tunnel_header=outer, esn_en=esn, esn=seq >> 32)
    iv = struct.pack("!Q", seq) if iv_len == 8 else key_of(16, 0x50 + index)
    packet = IPv6(inner) if version6 else IP(inner)
    sealed = sa.encrypt(packet, seq_num=seq & 0xFFFFFFFF, iv=iv, esn_en=esn, esn=seq >> 32)
    packet = raw(sealed[ESP])
    if auth and esn:
        packet = with_esn_mac(packet, auth, key_of(auth_len, 99), seq >> 32)
    show(name, index, suite, number, inner, packet)
    if name in IMPLICIT:
        show(IMPLICIT[name], index, suite, number, inner, packet[:8] + packet[16:])


def show(name, index, suite, number, inner, packet):
    _, _, key_len, _, auth_len, _ = suite
    esn, seq = number
    print(f"\n[scapy-{name}-{'esn-' if esn else ''}{seq:x}]")
    print(f"suite={name}")
    print(f"encr={key_of(key_len, 11).hex()}")
    print(f"integ={key_of(auth_len, 99).hex()}")
    print(f"spi={0x1000 + index:08x}")
    print(f"esn={'true' if esn else 'false'}")
    print(f"seq={seq}")
    print(f"inner={inner.hex()}")
    print(f"packet={packet.hex()}")


index = 0
for each in SUITES:
    for pair in NUMBERS:
        vector(index, each, pair)
        index += 1
