# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Connections that are to outlast a quantum computer."""

from genkanlab import host
from genkanlab.gateway import PASSWORD, PSK
from genkanlab.scene import ping, start_gateway, through_the_office_and_back
from genkanlab.shell import wait_for

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
