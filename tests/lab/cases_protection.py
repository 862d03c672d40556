# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Protection: what once went through the VPN never goes out in clear, until its owner says so."""

import socket

from genkanlab import host, net, pki
from genkanlab.capture import Capture
from genkanlab.gateway import PASSWORD, USER, Gateway
from genkanlab.scene import assert_office_reachable, ping, start_gateway
from genkanlab.shell import read, run, wait_for, write


def connect(**profile):
    scene = start_gateway(kind="eap")
    host.add_profile(ike__dpd_interval="3", ike__give_up="3", **profile)
    host.connect()
    assert ping()
    return scene


def wait_for_status(timeout=30, **wanted):
    """Waits until the connection's row has these values, and returns it."""
    def matches():
        row = host.status() or {}
        return row if all(row.get(key) == value for key, value in wanted.items()) else None
    return wait_for(f"a status of {wanted}", matches, timeout)


def assert_disconnect_opens(scene):
    """The capture sees clear packets when there are any: after the owner's disconnect there are."""
    with Capture("open") as air:
        host.vpnctl("disconnect", "office")
        scene.assert_nothing_left()
        ping()
        wait_for("a clear packet", lambda: air.clear(net.OFFICE_NET))


class Impostor:
    """Somebody else's gateway at the address of the office's, with a CA of its own."""

    def __init__(self, scene, **settings):
        self.scene, self.genuine = scene, {name: read(pki.path(name))
                                           for name in ("gw.crt", "gw.key")}
        scene.gateway.kill()
        pki.make_ca("stranger", "Somebody Else CA")
        pki.make_certificate("gw", net.GATEWAY_NAME, f"DNS:{net.GATEWAY_NAME}", "serverAuth",
                             ca="stranger")
        self.before = len(scene.gateway.log())
        self.gateway = Gateway(kind="eap", **settings).start()

    def log(self):
        return self.gateway.log()[self.before:]

    def leave(self):
        self.gateway.kill()
        for name, text in self.genuine.items():
            write(pki.path(name), text)
        self.scene.gateway.start()


def case_impostor_opens_nothing():
    """An access point that plays the gateway with its own CA: held, tried on, back by itself."""
    scene = connect()
    with Capture() as air:
        impostor = Impostor(scene)
        wait_for_status(state="reconnecting", protection="held")
        wait_for("the impostor to be seen through",
                 lambda: "authority that is not trusted" in scene.genkand.log(), 40)
        assert not ping(deadline=2)
        assert host.status()["state"] == "reconnecting", host.status()
        assert "IKE_AUTH" in impostor.log()
        assert "EAP/RES" not in impostor.log(), "an EAP response was sent"
        asked = [line for line in impostor.log().splitlines() if "looking for peer conf" in line]
        assert asked and not any(USER in line for line in asked), asked
        impostor.leave()
        wait_for_status(60, state="connected", protection="flowing")
        assert_office_reachable()
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert_disconnect_opens(scene)


def case_refused_offers_open_nothing():
    """NO_PROPOSAL_CHOSEN, which anybody can write: held, tried on, back by itself."""
    scene = connect(ike__proposals="aes256gcm16-prfsha384-ecp256")
    with Capture() as air:
        impostor = Impostor(scene, proposals="aes128-sha512-modp4096")
        wait_for_status(state="reconnecting", protection="held")
        wait_for("the refusal", lambda: "encryption proposals" in scene.genkand.log(), 40)
        assert not ping(deadline=2)
        impostor.leave()
        wait_for_status(60, state="connected", protection="flowing")
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_refused_login_is_held():
    """The genuine gateway refuses the login after a restart: held until somebody does something."""
    scene = connect()
    conf = read("/etc/swanctl/swanctl.conf")
    with Capture() as air:
        scene.gateway.kill()
        scene.gateway.start()
        write("/etc/swanctl/swanctl.conf", conf.replace(PASSWORD, "another password"), 0o600)
        scene.gateway.load()
        row = wait_for_status(40, state="failed", protection="held")
        assert row["reason"] in ("login-failed", "no-secrets"), row
        assert not ping(deadline=2)
        shown = host.vpnctl("status", "office", check=False)
        assert "refused meanwhile" in shown.out, shown
        again = host.connect(secrets=("not that one",), check=False)
        assert again.code == 6, again
        assert host.status()["protection"] == "held" and not ping(deadline=2)
        host.connect(secrets=("another password",))
        assert host.status()["protection"] == "flowing"
        assert_office_reachable()
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert_disconnect_opens(scene)


def case_full_tunnel_is_held():
    """A full tunnel that is held lets nothing out but the VPN's own packets."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    host.add_profile(network__routes="", ike__dpd_interval="3", ike__give_up="3",
                     connection__reconnect="false")
    host.connect()
    assert ping()
    scene.gateway.kill()
    wait_for_status(state="failed", protection="held")
    with Capture() as air:
        for address in (net.OFFICE, net.GATEWAY, "192.0.2.99"):
            assert not ping(address, deadline=1), address
        run("ping", "-6", "-c", "1", "-W", "1", net.GATEWAY6, check=False)
    assert not air.lines("icmp or icmp6 and ip6[40] == 128"), air.lines("icmp or icmp6")
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_selectors_wider_than_the_address():
    """A gateway that claims to reach every address here reaches the one it gave, and no other."""
    scene = start_gateway(kind="eap", remote_ts="0.0.0.0/0")
    host.add_profile()
    host.connect()
    inner = host.status()["addresses"][0].split("/")[0]
    # strongSwan led its own office into such a tunnel, too.
    run("ip", "-n", "gw", "route", "add", "throw", net.OFFICE_NET, "table", "220")
    assert ping()

    def drops():
        return host.status()["counters"].get("drops", {}).get("selector", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as program:
        program.bind(("0.0.0.0", 5555))
        program.settimeout(10)
        before = drops()
        for address in (net.LAPTOP, inner):
            run("bash", "-c", f"echo {address} > /dev/udp/{address}/5555", netns="office")
        assert program.recv(100).decode().strip() == inner
    assert drops() == before + 1, host.status()["counters"]
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
