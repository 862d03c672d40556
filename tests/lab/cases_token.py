# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Log-ins with a key that never leaves a token (PKCS#11)."""

from genkanlab import host, pki, softtoken
from genkanlab.gateway import Gateway
from genkanlab.scene import Scene, start_gateway, through_the_office_and_back
from genkanlab.softtoken import PIN, URI

FROM_TOKEN = {"auth__certificate": URI, "auth__private_key": URI}
WRONG = "161803"


def through_with(key, **settings):
    scene = Scene(Gateway(**{"kind": "cert", **settings}), pki_options={"user_key": key})
    softtoken.make()
    host.add_profile(auth="cert", **FROM_TOKEN)
    through_the_office_and_back(scene, (PIN,))
    return scene


def case_ecdsa():
    """P-256, and a PIN that was typed wrong once."""
    scene = through_with("p256")
    through_the_office_and_back(scene, (WRONG, PIN))
    said = host.vpnctl("doctor", "office", check=False).out
    assert 'The certificate "alice@office.test": Valid until' in said, said


def case_rsa():
    """RSA in both paddings: the gateway wants the older one, and the better one is tried first."""
    scene = through_with("rsa", signature="ike:rsa-sha256")
    assert scene.gateway.count("RSA_EMSA_PKCS1_SHA2_256 successful") == 1, scene.gateway.log()
    assert scene.gateway.count("RSA_EMSA_PSS") >= 1, "the better padding was not tried first"


def case_ed25519():
    """Ed25519, which the token hashes itself."""
    through_with("ed25519")


def case_eap_tls():
    """EAP-TLS with the token's key."""
    scene = start_gateway(kind="eap", eap="eap-tls")
    softtoken.make()
    host.add_profile(auth__eap_methods="tls", auth__user="alice@office.test", **FROM_TOKEN)
    through_the_office_and_back(scene, (PIN,))


def case_refusals():
    """A wrong PIN, no PIN, a token that is not there, and the key of another certificate: each is
    one sentence, and the gateway hears of none."""
    scene = start_gateway(kind="cert")
    pki.make_certificate("other", "bob@office.test", "email:bob@office.test", "clientAuth")
    softtoken.make(key="other")
    host.add_profile(auth="cert", **FROM_TOKEN)
    scene.expect_failure("refused the PIN", softtoken.LABEL, secrets=(WRONG,) * 3)
    scene.expect_failure("refused the PIN", secrets=(WRONG,))
    scene.expect_failure("--password-fd", secrets=())
    scene.expect_failure("does not belong to the certificate", secrets=(PIN,))
    host.vpnctl("set", "office", f"auth.certificate={pki.path('user.crt')}",
                "auth.private-key=pkcs11:token=Office%20card;object=nobody")
    scene.expect_failure("no private key of that name", secrets=(PIN,))
    softtoken.remove()
    scene.expect_failure("token", "not there", secrets=(PIN,))
    host.vpnctl("set", "office", f"auth.certificate={URI}")
    scene.expect_failure("auth.certificate", "no token has this certificate", secrets=(PIN,))
    assert scene.gateway.count("parsed IKE_SA_INIT request") == 0, scene.gateway.log()
