# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What a gateway's certificate says besides its name."""

import json
import time

from genkanlab import host, pki
from genkanlab.gateway import PASSWORD, Gateway
from genkanlab.net import GATEWAY_NAME
from genkanlab.scene import ping, start_gateway, through_the_office_and_back
from genkanlab.shell import run, wait_for

DAY = 24 * 3600  # seconds
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


def doctor_rows():
    done = host.vpnctl("doctor", "office", "--json", check=False)
    return {row["check"]: row for row in json.loads(done.out)["doctor"]["checks"]}


def case_told_before_the_end():
    """Who signs in with a certificate hears a month before that it ends: when connecting, in the
    status, and from the doctor, who also tells that the gateway's is in its last week."""
    scene = start_gateway(kind="cert")
    host.add_profile(auth="cert")
    sentence = "Your certificate ends in 20 days"
    now = time.time()
    for days, told in ((40, False), (20, True)):
        pki.sign_again("user", now - 3600, now + days * DAY + 3600)
        result = host.connect(secrets=())
        assert (sentence in result.out) == told, result
        assert (sentence in host.vpnctl("status", "office").out) == told
        assert host.status()["own-certificate-end"] == int(now + days * DAY + 3600), host.status()
        assert doctor_rows()["certificate"]["state"] == ("note" if told else "good")
        assert "gateway-certificate" not in doctor_rows()
        host.vpnctl("disconnect", "office")
    scene.gateway.stop()
    scene.gateway = Gateway(kind="eap").start()
    lasts(scene, 6 * DAY)
    host.vpnctl("remove", "office")
    host.add_profile()
    row = doctor_rows()["gateway-certificate"]
    assert row["state"] == "note" and "Valid until" in row["text"] and row["fix"], row
    assert sentence[:20] not in host.connect().out  # there is none of ours
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
