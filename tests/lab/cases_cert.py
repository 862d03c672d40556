# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What a gateway's certificate says besides its name."""

import time

from genkanlab import host, pki
from genkanlab.gateway import PASSWORD
from genkanlab.net import GATEWAY_NAME
from genkanlab.scene import ping, start_gateway, through_the_office_and_back
from genkanlab.shell import run, wait_for

LASTS = 12  # seconds; what a loaded machine takes to connect is below


def replace_certificate(scene):
    """The gateway shows its new one from now on."""
    run("cp", pki.path("gw.crt"), "/etc/swanctl/x509/")
    run("cp", pki.path("gw.key"), "/etc/swanctl/private/")
    scene.gateway.load()


def lasts(scene, seconds):
    now = time.time()
    pki.sign_again("gw", now - 3600, now + seconds)
    replace_certificate(scene)


def case_end_of_certificate():
    """A session does not outlast the certificate it rests on: it ends with it, nothing passes, and
    another one is made as soon as the gateway has a new certificate."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    lasts(scene, LASTS)
    host.connect()
    assert ping()
    wait_for("the end of the session", lambda: host.status()["state"] == "reconnecting", LASTS + 10)
    assert host.status()["reason"] == "session-expired", host.status()
    assert host.status()["protection"] == "held", host.status()
    assert not ping()
    wait_for("another try", lambda: "has expired" in scene.genkand.log())
    lasts(scene, 3600)
    wait_for("the next session", lambda: host.status()["state"] == "connected", 30)
    assert ping()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_name_constraints():
    """A CA that may vouch for some names is not believed for another."""
    scene = start_gateway(kind="eap")
    for names, fits in (("permitted;DNS:branch.test", False), ("permitted;DNS:office.test", True)):
        pki.make_ca("narrow", "Narrow CA", constraints=names)
        pki.make_certificate("gw", GATEWAY_NAME, f"DNS:{GATEWAY_NAME}", "serverAuth", ca="narrow")
        replace_certificate(scene)
        host.vpnctl("remove", "office", check=False)
        host.add_profile(auth__ca=pki.path("narrow.crt"))
        if fits:
            through_the_office_and_back(scene, (PASSWORD,))
        else:
            scene.expect_failure("may not vouch for this name")
