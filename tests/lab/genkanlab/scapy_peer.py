# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""scapy_peer.py SUITE 0|1

The far end of esp_peer.EspTunnel in scapy, with or without extended sequence numbers: it answers
to ping and to nothing else. Its ESP shares nothing with ours.
"""

import logging
import socket
import sys

logging.getLogger("scapy.runtime").setLevel(logging.ERROR)
from scapy.layers.inet import ICMP, IP  # noqa: E402
from scapy.layers.inet6 import ICMPv6EchoReply, ICMPv6EchoRequest, IPv6  # noqa: E402
from scapy.layers.ipsec import ESP, SecurityAssociation  # noqa: E402
from scapy.packet import raw  # noqa: E402

TO_GATEWAY, TO_CLIENT = 0x67000001, 0x63000001

# Cipher, octets of its key and salt, MAC, octets of its key.
SUITES = {
    "gcm128": ("AES-GCM", 20, None, 0),
    "gcm256": ("AES-GCM", 36, None, 0),
    "chacha": ("CHACHA20-POLY1305", 36, None, 0),
    "cbc256-sha256": ("AES-CBC", 32, "SHA2-256-128", 32),
}


def key(length, fill):
    """As esp-peer makes them."""
    return bytes((fill + 3 * i) % 256 for i in range(length))


def keys(suite, spi):
    """Of the cipher and of the MAC, for one direction."""
    _, length, _, mac_length = SUITES[suite]
    fill = 1 if spi == TO_GATEWAY else 51
    return key(length, fill), key(mac_length, fill + 1)


def association(suite, spi, esn):
    cipher, _, mac, _ = SUITES[suite]
    cipher_key, mac_key = keys(suite, spi)
    return SecurityAssociation(ESP, spi, crypt_algo=cipher, crypt_key=cipher_key, auth_algo=mac,
                               auth_key=mac_key or None, esn_en=esn,
                               tunnel_header=IP(src="192.0.2.1", dst="192.168.77.2"))


def answer_to(packet):
    """The reply to an echo request, None to everything else."""
    if ICMP in packet and packet[ICMP].type == 8:
        echo = packet[ICMP].copy()
        echo.type = 0
        del echo.chksum
        return IP(src=packet.dst, dst=packet.src) / echo
    if ICMPv6EchoRequest in packet:
        echo = packet[ICMPv6EchoRequest]
        return IPv6(src=packet.dst, dst=packet.src) / ICMPv6EchoReply(id=echo.id, seq=echo.seq,
                                                                      data=echo.data)
    return None


def main():
    suite, esn = sys.argv[1], sys.argv[2] == "1"
    inbound = association(suite, TO_GATEWAY, esn)
    outbound = association(suite, TO_CLIENT, esn)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("0.0.0.0", 4500))
        while True:
            data, client = wire.recvfrom(65536)
            if data.startswith(bytes(4)):  # esp-peer's greeting
                wire.sendto(data, client)
                continue
            sealed = IP(raw(IP(src="192.168.77.2", dst="192.0.2.1", proto=50) / data))
            answer = answer_to(inbound.decrypt(sealed))
            if answer is not None:
                wire.sendto(raw(outbound.encrypt(answer)[ESP]), client)


if __name__ == "__main__":
    main()
