# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A gateway whose ESP is that of the Linux kernel."""

import json

from genkanlab import host, net
from genkanlab.gateway import PSK
from genkanlab.scene import Scene, ping
from genkanlab.shell import run, spawn, wait_for
from genkanlab.uml import KernelGateway

# Each cipher, key length, ICV length and MAC of ours that Linux has at least once.
CIPHERS = ("aes128gcm16", "aes192gcm12", "aes256gcm8", "aes256gcm16", "chacha20poly1305",
           "aes128ccm16", "aes192ccm12", "aes256ccm8", "aes128-sha256", "aes192-sha384",
           "aes256-sha512", "aes128ctr-sha256", "aes256ctr-sha512", "aes256gmac")
TRANSFER = "2M"


def transfer(*options):
    """A TCP stream through the tunnel; Mbit/s."""
    server = spawn("iperf3", "-s", "-1", "-B", net.OFFICE, netns="office", log="/tmp/iperf3.log")
    wait_for("iperf3", lambda: ":5201" in run("ss", "-ltn", netns="office").stdout)
    done = run("iperf3", "-J", "-c", net.OFFICE, "-n", TRANSFER, *options, check=False)
    report = json.loads(done.stdout)
    assert "error" not in report, report["error"]
    server.wait(10)
    return report["end"]["sum_received"]["bits_per_second"] / 1e6


def case_every_cipher():
    """Every cipher that the ESP of the Linux kernel has too, with and without extended sequence
    numbers: iperf both ways (ESP-09, ARW-06, AEA-03)."""
    scene = Scene(KernelGateway(kind="psk", load="ccm ctr"))
    host.add_profile(auth="psk", ike__legacy="true")
    for cipher in CIPHERS:
        host.vpnctl("set", "office", f"esp.proposals={cipher}-x25519")
        for numbers in ("esn", "noesn"):
            scene.gateway.configure(esp_proposals=f"{cipher}-x25519-{numbers}")
            host.connect(secrets=(PSK,))
            assert ("/ESN" in scene.gateway.sas()) == (numbers == "esn"), scene.gateway.sas()
            print(f"{cipher} {numbers}: {transfer():.0f} up, {transfer('-R'):.0f} down Mbit/s")
            status = host.vpnctl("status", "--verbose").out
            assert "Dropped" not in status, status
            host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
