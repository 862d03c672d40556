# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""One laboratory, set up for a case: wires, office, gateway, laptop."""

import contextlib
import os

from . import host, net, pki
from .capture import Capture
from .gateway import Gateway
from .guest import InstalledGenkand
from .shell import LabError, run, wait_for


class Scene:
    """gateway: a Gateway to start, or None for a silent address. guest: a Guest to boot.
    second_address: another one of the gateway's host. genkand: one to start instead of the usual
    one."""

    def __init__(self, gateway=None, nat=True, polkit=False, pki_options=None, office=True,
                 guest=None, second_address=None, genkand=None):
        net.build(nat)
        if second_address:
            run("ip", "addr", "add", f"{second_address}/24", "dev", "wan", netns="gw")
        net.start_public_dns()
        if office:
            net.start_office()
        pki.make(**(pki_options or {}))
        self.gateway = gateway.start() if gateway else None
        if guest:
            guest.prepare()
            guest.boot()
            self.genkand = InstalledGenkand(guest).start()
        else:
            host.start_bus()
            if polkit:
                host.start_polkit()
            self.genkand = (genkand or host.Genkand()).start()
        self.remember()

    def remember(self):
        """Takes the laptop's present state as the one to come back to."""
        self.before = net.snapshot()
        self.devices = sorted(os.listdir("/sys/class/net"))

    def assert_nothing_left(self):
        """No address, route, rule, DNS entry, interface, firewall rule or worker of ours."""
        wait_for("the end of the workers", lambda: not self.genkand.workers(), 3)
        with contextlib.suppress(LabError):  # what is left is told below
            wait_for("the laptop as it was", lambda: net.snapshot() == self.before, 3, 0.1)
        now = net.snapshot()
        if now != self.before:
            gone = set(self.before.splitlines()) - set(now.splitlines())
            come = set(now.splitlines()) - set(self.before.splitlines())
            raise LabError("left behind:\n+ " + "\n+ ".join(sorted(come)) + "\n- "
                           + "\n- ".join(sorted(gone)))
        devices = sorted(os.listdir("/sys/class/net"))
        assert devices == self.devices, devices

    def expect_failure(self, *words, code=None, reason=None, within=10.0, name="office",
                       **options):
        """Connecting fails with one sentence holding the words, in time, and leaves nothing."""
        result = host.connect(name, check=False, **options)
        assert result.code != 0, f"connected: {result!r}"
        if code is not None:
            assert result.code == code, f"exit code {result.code}, not {code}: {result!r}"
        assert result.seconds < within, f"took {result.seconds:.1f} s: {result!r}"
        if reason is not None:
            assert host.status(name)["reason"] == reason, host.status(name)
        sentences = [line for line in result.err.splitlines() if line.strip()]
        assert len(sentences) == 1, f"not one sentence: {result!r}"
        for word in words:
            assert word.lower() in sentences[0].lower(), f"{word!r} is not in {sentences[0]!r}"
        self.assert_nothing_left()
        return sentences[0]


def ping(address=net.OFFICE, count=1, deadline=3):
    """True when the address answers."""
    return run("ping", "-c", str(count), "-i", "0.05", "-W", "1", "-w", str(deadline), address,
               check=False).returncode == 0


def web_page(url=f"http://{net.OFFICE_NAME}/"):
    """The page, or "" when it cannot be had in three seconds."""
    return run("curl", "-s", "--max-time", "3", url, check=False).stdout


def assert_office_reachable():
    assert ping(), "the office does not answer to ping"
    page = web_page()
    assert "Welcome to the office" in page, f"the office's page by name: {page!r}"


def start_gateway(guest=None, **settings):
    """A scene with a gateway of these settings."""
    return Scene(Gateway(**settings), guest=guest)


def through_the_office_and_back(scene, secrets, name="office"):
    """Connect, use the office, disconnect: only IKE and ESP cross the air, nothing stays."""
    with Capture() as air:
        result = host.connect(name, secrets=secrets)
        assert_office_reachable()
        row = host.status(name)
        assert row["state"] == "connected", row
        assert any(address.startswith("203.0.113.") for address in row["addresses"]), row
        done = host.vpnctl("disconnect", name)
    assert done.seconds < 2.0, f"disconnecting took {done.seconds:.1f} s"
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)
    assert not air.clear("203.0.113.0/24"), air.clear("203.0.113.0/24")
    assert air.lines("udp port 4500"), "no ESP in UDP was seen"
    scene.assert_nothing_left()
    return result
