# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Failing well: one sentence that names the cause and the next step, in time, nothing left."""

from genkanlab import host, net, pki
from genkanlab.capture import Capture
from genkanlab.gateway import PASSWORD, Gateway
from genkanlab.scene import Scene, start_gateway, through_the_office_and_back
from genkanlab.shell import run


def assert_no_credential(scene):
    """The gateway's log shows neither an EAP response nor the user's secret identity."""
    log = scene.gateway.log()
    assert "EAP/RES" not in log, "an EAP response was sent"
    assert "secret-alice" not in log, "the hidden user name was revealed"


def case_wrong_password():
    """The gateway refuses the password."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    scene.expect_failure("password", code=6, secrets=("not the password",))


def case_wrong_gateway_identity():
    """A certificate of the right CA for another name: no EAP, no user name."""
    scene = Scene(Gateway(kind="eap", id="other.office.test"),
                  pki_options={"gateway_names": "DNS:other.office.test"})
    host.add_profile(auth__local_id="visitor@office.test", auth__user="secret-alice")
    sentence = scene.expect_failure("other.office.test", net.GATEWAY_NAME, code=7,
                                    secrets=(PASSWORD,))
    assert "password" in sentence.lower() or "administrator" in sentence.lower(), sentence
    assert_no_credential(scene)


def case_unknown_ca():
    """A gateway whose CA the profile does not trust: no EAP, no user name, not as our identity."""
    scene = start_gateway(kind="eap")
    pki.make_ca("stranger", "Somebody Else CA")
    host.add_profile(auth__user="secret-alice", auth__ca=pki.path("stranger.crt"))
    scene.expect_failure("Office CA", code=7, secrets=(PASSWORD,))
    assert_no_credential(scene)


def case_expired_gateway_certificate():
    """The gateway's certificate ended years ago."""
    scene = start_gateway(kind="eap")
    pki.expire("gw")
    scene.gateway.stop()
    scene.gateway.start()
    host.add_profile()
    scene.expect_failure("expired", code=7, secrets=(PASSWORD,))


def case_no_common_proposal():
    """Nothing the profile offers suits the gateway, whose refusal nobody can sign."""
    scene = start_gateway(kind="eap", proposals="aes128-sha512-modp4096")
    host.add_profile(ike__proposals="aes256gcm16-prfsha384-ecp256")
    scene.expect_failure("proposal", within=30, secrets=(PASSWORD,))


def case_no_common_child_proposal():
    """The IKE SA is agreed, the Child SA is not."""
    scene = start_gateway(kind="eap", esp_proposals="aes128-sha512")
    host.add_profile(esp__proposals="aes256gcm16")
    scene.expect_failure("proposal", secrets=(PASSWORD,))


def case_gateway_silent():
    """Nobody answers at the address, be it that ICMP says so or not."""
    scene = Scene(None)
    host.add_profile()
    scene.expect_failure("comes back", net.GATEWAY_NAME, code=8, within=15,
                         secrets=(PASSWORD,))
    run("nft", "-f", "-", netns="gw",
        stdin="table ip quiet { chain in { type filter hook input priority 0; policy drop; }; }")
    scene.expect_failure("did not answer", net.GATEWAY_NAME, code=8, within=15,
                         secrets=(PASSWORD,))


def case_gateway_name_unknown():
    """The name does not resolve."""
    scene = Scene(None)
    host.vpnctl("add", "typo", "--gateway", "vpm.office.test", "--user", "alice")
    scene.expect_failure("vpm.office.test", code=8, name="typo", secrets=(PASSWORD,))


def case_wrong_psk():
    """The pre-shared keys differ."""
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk")
    scene.expect_failure("pre-shared key", secrets=("another long shared secret 9876543210",))


def case_nobody_to_ask():
    """No terminal and no --password-fd: a clear error at once, never a hidden prompt."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    scene.expect_failure("password", code=9, secrets=())


def case_wrong_network_asked():
    """The gateway does not carry what the profile wants to reach."""
    scene = start_gateway(kind="eap")
    host.add_profile(network__routes="10.99.0.0/16")
    scene.expect_failure("network.routes", secrets=(PASSWORD,))


def case_no_traffic_before_failure():
    """While a connection fails nothing of the office range is sent in clear."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    with Capture() as air:
        scene.expect_failure("password", secrets=("wrong",))
    assert not air.clear(net.OFFICE_NET)


def case_proposals_word_by_word():
    """A word that nobody knows, or that is outdated, is refused where it is written."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    for setting, word in (("ike.proposals=aes256gcm16-prfsha384-ecp257", '"ecp257"'),
                          ("ike.proposals=aes256-sha1-modp1024", "ike.legacy"),
                          ("esp.proposals=aes256-ecp256", "integrity")):
        result = host.vpnctl("set", "office", setting, check=False)
        assert result.code != 0 and word in result.err, result
    host.vpnctl("set", "office", "ike.legacy=true", "ike.proposals=aes256-sha1-modp1024")
    scene.assert_nothing_left()


def case_revoked_certificate():
    """The gateway's certificate stands in the list beside the CA's certificate; and what happens
    where there is no list (PKI-19)."""
    scene = start_gateway(kind="eap")
    host.add_profile(auth__ca=pki.path("bundle.pem"))
    pki.make_bundle("bundle.pem", revoked=())
    through_the_office_and_back(scene, (PASSWORD,))
    pki.make_bundle("bundle.pem", revoked=("gw",))
    sentence = scene.expect_failure("revoked", "no password was sent", code=7,
                                    secrets=(PASSWORD,))
    assert net.GATEWAY_NAME in sentence, sentence
    host.vpnctl("set", "office", "auth.revocation=off")
    through_the_office_and_back(scene, (PASSWORD,))
    host.vpnctl("set", "office", "auth.revocation=strict", f"auth.ca={pki.path('ca.crt')}")
    scene.expect_failure("no valid list", code=7, secrets=(PASSWORD,))
