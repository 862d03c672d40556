# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What Wireshark makes of a capture, with the keys."""

from . import scapy_peer
from .shell import run

# As Wireshark calls them; that of Debian 12 has no ChaCha20.
NAMES = {
    "gcm128": ("AES-GCM with 16 octet ICV [RFC4106]", "NULL"),
    "gcm256": ("AES-GCM with 16 octet ICV [RFC4106]", "NULL"),
    "cbc256-sha256": ("AES-CBC [RFC3602]", "HMAC-SHA-256-128 [RFC4868]"),
}
# Of the table of SAs, since version 4.2.
SEQUENCE_NUMBERS = "32-bit"


def association(suite, spi):
    """A row of its table of SAs."""
    cipher_key, mac_key = scapy_peer.keys(suite, spi)
    fields = ("IPv4", "*", "*", f"0x{spi:08x}", NAMES[suite][0], "0x" + cipher_key.hex(),
              NAMES[suite][1], "0x" + mac_key.hex() if mac_key else "")
    return ",".join(f'"{field}"' for field in fields)


def fields_of_esp(path, suite, *fields):
    """Those of each ESP packet, opened with esp_peer's fixed keys."""
    rows = [association(suite, spi) for spi in (scapy_peer.TO_GATEWAY, scapy_peer.TO_CLIENT)]
    return fields_of(path, "esp", *fields, rows=rows)


def fields_of(path, filter_, *fields, rows=(), ike_rows=()):
    """Those of each packet that the filter lets through; rows: of the tables of SAs."""
    for more in ("", f',"{SEQUENCE_NUMBERS}"'):
        argv = ["tshark", "-r", path, "-Y", filter_, "-T", "fields"]
        for row in rows:
            argv += ["-o", f"uat:esp_sa:{row}{more}"]
        for row in ike_rows:
            argv += ["-o", f"uat:ikev2_decryption_table:{row}"]
        for preference in ("encryption_decode", "authentication_check"):
            argv += ["-o", f"esp.enable_{preference}:TRUE"]
        for field in fields:
            argv += ["-e", field]
        done = run(*argv, check=False)
        if done.returncode == 0:
            return [line.split("\t") for line in done.stdout.splitlines()]
    raise AssertionError(done.stderr)
