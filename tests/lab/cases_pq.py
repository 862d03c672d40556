# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Connections that are to outlast a quantum computer."""

import os

from genkanlab import gateway, host
from genkanlab.gateway import PASSWORD, PSK
from genkanlab.scene import Scene, ping, start_gateway, through_the_office_and_back
from genkanlab.shell import run, wait_for

PPK_ID = "office-2026"
PPK = "0xf0e1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff"
PPK_SECRETS = f"""ppk-office {{
    id = {PPK_ID}
    secret = {PPK}
  }}"""


def with_ppk(kind, secrets):
    """Required, optional, and wrong; the gateway says whether it was used."""
    scene = start_gateway(kind=kind, secrets=PPK_SECRETS, extra="ppk_required = yes")
    host.add_profile(auth=kind, auth__ppk_id=PPK_ID)
    host.connect(secrets=(*secrets, PPK))
    assert ping()
    # What protects IKE itself is made anew before anything is said.
    wait_for("new keys of the IKE SA", lambda: scene.gateway.count("rekeyed between") == 1)
    wait_for("the key in the suite", lambda: host.status()["ike-suite"].endswith("/PPK"))
    assert scene.gateway.count(f"using PPK for PPK_ID '{PPK_ID}'") == 1, scene.gateway.log()
    host.vpnctl("disconnect", "office")
    host.vpnctl("set", "office", "auth.ppk-required=false")
    through_the_office_and_back(scene, (*secrets, PPK))
    assert scene.gateway.count(f"using PPK for PPK_ID '{PPK_ID}'") == 2, scene.gateway.log()
    host.vpnctl("set", "office", "auth.ppk-required=true")
    scene.expect_failure("post-quantum key", secrets=(*secrets, PPK[:-2] + "00"))


def case_ppk_psk():
    """A post-quantum key beside a pre-shared key."""
    with_ppk("psk", (PSK,))


def case_ppk_cert():
    """A post-quantum key beside a certificate, which signs twice when the key is optional."""
    with_ppk("cert", ())


def case_ppk_eap():
    """A post-quantum key beside a password."""
    with_ppk("eap", (PASSWORD,))


def case_ppk_without():
    """A gateway that has no such key: refused when it is required, else used without."""
    scene = start_gateway(kind="psk")
    host.add_profile(auth="psk", auth__ppk_id=PPK_ID)
    scene.expect_failure("post-quantum key", secrets=(PSK, PPK))
    host.vpnctl("set", "office", "auth.ppk-required=false")
    through_the_office_and_back(scene, (PSK, PPK))
    assert scene.gateway.count("using PPK for PPK_ID") == 0


def case_mlkem_engine():
    """The engine's own tests of key exchanges, those that want ML-KEM among them (AKE-15,
    AKE-16)."""
    for program in ("unit/crypto/test-cry-alg", "unit/crypto/test-cry-kex", "sim/test-sim-further"):
        done = run(os.path.join(host.BUILD, "tests", program),
                   env={**os.environ, "G_TEST_SRCDIR": os.path.join(host.SOURCE, "tests")})
        assert "SKIP" not in done.stdout, done.stdout


def hybrid(kem):
    return f"aes256gcm16-prfsha384-x25519-ke1_{kem}"


def with_mlkem(scene, proposals="", kem="ML_KEM_768"):
    """Connected with it, and still with it after a rekey of either side."""
    before = scene.gateway.count("rekeyed between")
    host.vpnctl("set", "office", f"ike.proposals={proposals}")
    host.connect(secrets=(PSK,))
    assert ping()
    assert host.status()["ike-suite"].endswith(f"/X25519/{kem}"), host.status()
    scene.gateway.swanctl("--rekey", "--ike", "office")
    wait_for("new keys of the IKE SA", lambda: scene.gateway.count("rekeyed between") > before)
    # Its own comes after the lifetime that the profile sets.
    wait_for("new keys of ours", lambda: scene.gateway.count("rekeyed between") > before + 1, 30)
    assert ping()
    assert host.status()["ike-suite"].endswith(f"/X25519/{kem}"), host.status()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_mlkem():
    """ML-KEM beside X25519 with the strongSwan and the OpenSSL of Debian unstable: by default, in
    each size, in rekeys of both sides; required of a gateway that has none."""
    offered = ", ".join(hybrid(f"mlkem{size}") for size in (768, 512, 1024))
    scene = Scene(gateway.Gateway(kind="psk", proposals=offered))
    host.add_profile(auth="psk", ike__require_pq="true", ike__lifetime="6",
                     network__use_dns="false")
    with_mlkem(scene)
    for size in (512, 1024):
        with_mlkem(scene, hybrid(f"mlkem{size}"), f"ML_KEM_{size}")
    host.vpnctl("set", "office", "ike.proposals=")
    scene.gateway.configure(proposals="aes256gcm16-prfsha384-x25519")
    # Anybody could have refused: a better answer is waited for.
    scene.expect_failure("proposals", secrets=(PSK,), within=20.0)
    host.vpnctl("set", "office", "ike.require-pq=false")
    host.connect(secrets=(PSK,))
    assert ping()
    assert host.status()["ike-suite"].endswith("/X25519"), host.status()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_mlkem_cert():
    """The same with certificates, whose signatures cover the further exchange, beside a
    post-quantum key."""
    scene = Scene(gateway.Gateway(kind="cert", proposals=hybrid("mlkem768"), secrets=PPK_SECRETS))
    host.add_profile(auth="cert", auth__ppk_id=PPK_ID, network__use_dns="false")
    host.connect(secrets=(PPK,))
    assert ping()
    wait_for("the key in the suite",
             lambda: host.status()["ike-suite"].endswith("/X25519/ML_KEM_768/PPK"))
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_mlkem_child():
    """ML-KEM alone as the fresh key exchange of Child SAs, in rekeys of both sides."""
    scene = Scene(gateway.Gateway(kind="psk", proposals=hybrid("mlkem768"),
                                  esp_proposals="aes256gcm16-mlkem768"))
    host.add_profile(auth="psk", esp__proposals="aes256gcm16-mlkem768", esp__lifetime="6",
                     network__use_dns="false")
    host.connect(secrets=(PSK,))
    assert ping()
    scene.gateway.swanctl("--rekey", "--child", "office")
    wait_for("new keys of the Child SA", lambda: scene.gateway.count("rekeyed CHILD_SA") >= 1)
    wait_for("new keys of ours", lambda: scene.gateway.count("rekeyed CHILD_SA") >= 2, 30)
    assert scene.gateway.count("ESP:AES_GCM_16_256/ML_KEM_768") >= 2, scene.gateway.log()
    assert ping()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
