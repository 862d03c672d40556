# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What IKEv2 can do beside signing in: every algorithm, and what gateways ask for."""

import os
import re

from genkanlab import far, host, net, pki, signpost
from genkanlab.gateway import PASSWORD, PSK, Gateway
from genkanlab.scene import Scene, ping, start_gateway, through_the_office_and_back, web_page
from genkanlab.shell import read, stop, wait_for

# Of each kind of word all that the gateway of this laboratory has, too; what only the loud list has
# comes last. A suite is made of one of each, in turn, until all have been in one.
AEADS = tuple(f"aes{bits}{mode}" for mode in ("gcm16", "gcm12", "gcm8", "ccm16", "ccm12", "ccm8")
              for bits in (128, 192, 256)) + ("chacha20poly1305",)
CIPHERS = ("aes128", "aes192", "aes256", "aes128ctr", "aes192ctr", "aes256ctr", "aes256", "aes128")
MACS = ("sha256", "sha384", "sha512", "sha256", "sha384", "sha512", "sha1", "sha1")
PRFS = ("prfsha256", "prfsha384", "prfsha512", "prfsha1")
GROUPS = ("ecp256", "ecp384", "ecp521", "x25519", "x448", "ecp256bp", "ecp384bp", "ecp512bp",
          "modp2048", "modp3072", "modp4096", "modp6144", "modp8192", "modp1536", "modp1024")


def suites():
    """(IKE, ESP)"""
    parts = [(cipher, PRFS[i % len(PRFS)]) for i, cipher in enumerate(AEADS)]
    parts += list(zip(CIPHERS, MACS))
    for i, (cipher, other) in enumerate(parts):
        group = GROUPS[i % len(GROUPS)]
        packet = cipher if other in PRFS else f"{cipher}-{other}"
        yield f"{cipher}-{other}-{group}", f"{packet}-{group}"


def rekey_child(gateway):
    """New keys for the traffic, with a key exchange of its own."""
    before = gateway.count("CHILD_SA closed")
    gateway.swanctl("--rekey", "--child", "office")
    wait_for("the old Child SA's end", lambda: gateway.count("CHILD_SA closed") > before)


def case_algorithms():
    """Each cipher, MAC, prf and group of the tables against the gateway, IKE and ESP, and again
    with new keys for the traffic."""
    scene = start_gateway(kind="psk", load="ccm ctr")
    host.add_profile(auth="psk", ike__legacy="true")
    for ike, esp in suites():
        scene.gateway.configure(proposals=ike, esp_proposals=esp)
        host.vpnctl("set", "office", f"ike.proposals={ike}", f"esp.proposals={esp}")
        host.connect(secrets=(PSK,))
        assert ping(), ike
        assert web_page(f"http://{net.OFFICE}/"), ike
        rekey_child(scene.gateway)
        assert ping(), f"{esp} after new keys"
        host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


# The gateway's key, how it signs, what the log calls that; the user's key, and what it says of it.
SIGNATURES = (
    ("rsa", "ike:rsa/pss-sha256", "RSA_EMSA_PSS_SHA2_256", "p256", "ECDSA_WITH_SHA256_DER"),
    ("rsa", "ike:rsa/pss-sha384", "RSA_EMSA_PSS_SHA2_384", "p384", "ECDSA_WITH_SHA384_DER"),
    ("rsa", "ike:rsa/pss-sha512", "RSA_EMSA_PSS_SHA2_512", "p521", "ECDSA_WITH_SHA512_DER"),
    ("rsa", "ike:rsa-sha256", "RSA_EMSA_PKCS1_SHA2_256", "rsa", "RSA_EMSA_PSS_SHA2_256"),
    ("rsa", "ike:rsa-sha384", "RSA_EMSA_PKCS1_SHA2_384", "ed25519", "ED25519"),
    ("rsa", "ike:rsa-sha512", "RSA_EMSA_PKCS1_SHA2_512", "ed448", "ED448"),
    ("p256", "ike:ecdsa-sha256", "ECDSA_WITH_SHA256_DER", "rsa", "RSA_EMSA_PSS_SHA2_256"),
    ("p384", "ike:ecdsa-sha384", "ECDSA_WITH_SHA384_DER", "ed448", "ED448"),
    ("p521", "ike:ecdsa-sha512", "ECDSA_WITH_SHA512_DER", "p256", "ECDSA_WITH_SHA256_DER"),
    ("ed25519", "ike:ed25519", "ED25519", "p384", "ECDSA_WITH_SHA384_DER"),
    ("ed448", "ike:ed448", "ED448", "ed25519", "ED25519"),
)


def case_signatures():
    """Each signature that counts as the gateway's proof, and each that is made with a key of the
    user's (RFC 7427, RFC 8420)."""
    scene = start_gateway(kind="cert")
    host.add_profile(auth="cert")
    for key, proof, name, user_key, user_name in SIGNATURES:
        pki.make_certificate("gw", net.GATEWAY_NAME, pki.GATEWAY_NAMES, "serverAuth", key)
        pki.make_certificate("user", "alice@office.test", "email:alice@office.test", "clientAuth",
                             user_key)
        scene.gateway.take_certificates()
        scene.gateway.configure(proof=proof)
        before = len(scene.gateway.log())
        through_the_office_and_back(scene, ())
        log = scene.gateway.log()[before:]
        assert re.search(rf"\(myself\) with {name}\S* successful", log), f"{name}: {log}"
        assert re.search(rf"alice@office.test' with {user_name}\S* successful", log), log


def case_rsa_old_padding():
    """A gateway that takes RSA signatures in the older padding alone, with a modern hash."""
    scene = Scene(Gateway(kind="cert", signature="ike:rsa-sha256"),
                  pki_options={"user_key": "rsa"})
    host.add_profile(auth="cert")
    through_the_office_and_back(scene, ())
    assert scene.gateway.count("RSA_EMSA_PKCS1_SHA2_256 successful") == 1, scene.gateway.log()
    assert scene.gateway.count("RSA_EMSA_PSS") >= 1, "the better padding was not tried first"


def case_psk_as_octets():
    """A pre-shared key that is written down as hexadecimal digits or base64."""
    scene = start_gateway(kind="psk", psk="0x00ff0102030405060708090a0b0c0d0e0f")
    host.add_profile(auth="psk")
    through_the_office_and_back(scene, ("0x00ff0102030405060708090A0B0C0D0E0F",))
    through_the_office_and_back(scene, ("0sAP8BAgMEBQYHCAkKCwwNDg8=",))
    scene.expect_failure("pre-shared key", secrets=("0x00ff",))


FAR_LOGINS = int(os.environ.get("GENKAN_FAR_LOGINS", "3"))


def case_far_gateway():
    """A round trip of 1.6 s, a gateway under siege whose cookies change, one datagram in twenty
    lost: every login succeeds. GENKAN_FAR_LOGINS: how many."""
    scene = Scene(Gateway(kind="psk", charon="cookie_threshold = 2\n  half_open_timeout = 3600"))
    far.besiege(scene.gateway)
    far.start(one_way=0.8, loss=0.05, seed=16)
    host.add_profile(auth="psk", connection__gateway=far.NAME, auth__remote_id=net.GATEWAY_NAME,
                     ike__give_up="60")
    slowest = 0.0
    for login in range(FAR_LOGINS):
        result = host.connect(secrets=(PSK,), check=False)
        assert result.code == 0, f"login {login + 1}: {result}\n{scene.genkand.log()[-4000:]}"
        slowest = max(slowest, result.seconds)
        assert ping(deadline=20), f"login {login + 1}"
        host.vpnctl("disconnect", "office")
    print(f"{FAR_LOGINS} logins, the slowest in {slowest:.1f} s")
    assert scene.gateway.count(r"generating IKE_SA_INIT response 0 . N\(COOKIE\)") > FAR_LOGINS
    assert scene.gateway.count(r"request 0 . N\(COOKIE\)") >= FAR_LOGINS
    scene.assert_nothing_left()


def start_both(**settings):
    """A gateway that wants the certificate of the computer and the password of its user."""
    return start_gateway(kind="cert", extra="""remote-user {
      round = 2
      auth = eap-mschapv2
      id = %any
      eap_id = %any
    }""", **settings)


def add_both(**settings):
    host.add_profile(auth__certificate_first="true", auth__certificate=pki.path("user.crt"),
                     auth__private_key=pki.path("user.key"), **settings)


def case_certificate_and_login():
    """The certificate first, then the password (RFC 4739; EAP-20, EAP-21)."""
    scene = start_both()
    add_both()
    through_the_office_and_back(scene, (PASSWORD,))
    log = scene.gateway.log()
    certificate = re.search("authentication of 'O=Office, CN=alice.*' with .* successful", log)
    login = re.search("authentication of 'alice' with EAP successful", log)
    assert certificate and login and certificate.start() < login.start(), log
    assert "EAP" not in log[:certificate.start()].split("received packet", 1)[1], "too early"


def case_certificate_and_wrong_login():
    """The same with a wrong password, and with a certificate of somebody else."""
    scene = start_both()
    add_both()
    scene.expect_failure("refused your login", code=6, secrets=("not the password",))
    pki.make_ca("stranger", "Somebody Else CA")
    pki.make_certificate("user", "alice@office.test", "email:alice@office.test", "clientAuth",
                         ca="stranger")
    scene.expect_failure("vpn.office.test", secrets=(PASSWORD,))
    refusal = scene.gateway.log().rsplit("no issuer certificate found", 1)
    assert len(refusal) == 2 and "EAP_" not in refusal[1], "a login after a wrong certificate"


def case_certificate_and_login_not_offered():
    """A gateway that knows nothing of RFC 4739 is told from a wrong login (EAP-20)."""
    scene = Scene(Gateway(kind="cert", charon="multiple_authentication = no"))
    add_both()
    scene.expect_failure("does not offer", "a certificate and a login together",
                         reason="gateway-lacks", secrets=())


def case_redirect():
    """A cluster sends the client on to one of its gateways, which proves the same name; one that
    sends it to and fro is left after a while (RED-01, RED-07, RED-08)."""
    scene = start_gateway(kind="eap", addresses=net.GATEWAY)
    post = signpost.start(net.GATEWAY)
    host.add_profile(connection__gateway=signpost.NAME, auth__remote_id=net.GATEWAY_NAME)
    through_the_office_and_back(scene, (PASSWORD,))
    assert read("/tmp/signpost.log").count("sent on") == 1
    assert "N(REDIR_FROM)" in scene.gateway.log(), scene.gateway.log()
    stop(post)
    signpost.start(signpost.ADDRESS)
    scene.expect_failure("ended the connection", within=20, secrets=(PASSWORD,))
    assert read("/tmp/signpost.log").count("sent on") == 7, read("/tmp/signpost.log")


def case_redirect_later():
    """A gateway that is to be taken down sends its users away: a new session is made (RED-06)."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect(secrets=(PASSWORD,))
    scene.gateway.swanctl("--redirect", "--ike", "office", "--gateway", "192.0.2.77")
    wait_for("the next session", lambda: scene.gateway.count("established between") >= 2
             and ping(), 15)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_reauthentication():
    """A gateway whose logins count for a while only: a new session is made before it would end
    the old one, with the same address (ALT-01)."""
    scene = start_gateway(kind="eap", extra="reauth_time = 30s\n    over_time = 30s\n    "
                          "rand_time = 0s")
    host.add_profile()
    host.connect(secrets=(PASSWORD,))
    assert "AUTH_LFT" in scene.gateway.log(), scene.gateway.log()
    before = host.status()["addresses"]
    wait_for("the next session",
             lambda: scene.gateway.count("established between") >= 2 and ping(), 45)
    assert host.status()["addresses"] == before
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
