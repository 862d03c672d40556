# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Signing in with EAP methods that run TLS: FreeRADIUS behind the gateway, or the gateway."""

from genkanlab import host, pki, radius
from genkanlab.gateway import PASSWORD
from genkanlab.scene import start_gateway, through_the_office_and_back
from genkanlab.shell import read

USER_FILES = {"auth__certificate": pki.path("user.crt"), "auth__private_key": pki.path("user.key")}


def start(method, **options):
    """A gateway that asks FreeRADIUS, whose certificate names another host than the gateway's."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_freeradius(method, **options)
    return scene


def add_profile(method, inner="auto", name=radius.LOGIN_SERVER, **settings):
    host.add_profile(auth__eap_methods=method, auth__inner=inner, auth__aaa_name=name, **settings)

# A gateway that leaves its login server, and the log-in, as much time as a person may take.
PATIENT = """half_open_timeout = 120
  plugins {
    eap-radius {
      retransmit_timeout = 60
      retransmit_tries = 1
    }
  }
"""


def case_confirmed_elsewhere():
    """The password is right, and the gateway says nothing until a person has confirmed it on a
    telephone: longer than any message may be unanswered otherwise."""
    scene = start_gateway(kind="eap", eap="eap-radius", charon=PATIENT)
    radius.start_freeradius("mschapv2", push=25)
    host.add_profile()
    result = through_the_office_and_back(scene, (PASSWORD,))
    assert 25 < result.seconds < 40, result


def case_ttls_pap():
    """TTLS with the password as it is."""
    scene = start("ttls")
    add_profile("ttls", "pap")
    through_the_office_and_back(scene, (PASSWORD,))


def case_ttls_chap():
    """TTLS with CHAP."""
    scene = start("ttls")
    add_profile("ttls", "chap")
    through_the_office_and_back(scene, (PASSWORD,))


def case_ttls_mschapv2():
    """TTLS with MS-CHAPv2, in small fragments."""
    scene = start("ttls", fragment=300)
    add_profile("ttls", "mschapv2")
    through_the_office_and_back(scene, (PASSWORD,))


def case_ttls_eap():
    """TTLS with EAP inside, whose method the server chooses."""
    scene = start("ttls")
    add_profile("ttls")
    through_the_office_and_back(scene, (PASSWORD,))


def case_ttls_1_3():
    """TTLS over TLS 1.3."""
    scene = start("ttls", version="1.3")
    add_profile("ttls", "pap")
    through_the_office_and_back(scene, (PASSWORD,))


def case_ttls_anonymous():
    """The name outside of the tunnel is not the user's."""
    scene = start("ttls")
    add_profile("ttls", "mschapv2", auth__eap_identity="anonymous@office.test",
                auth__local_id="visitor@office.test")
    through_the_office_and_back(scene, (PASSWORD,))
    heard = scene.gateway.log().split("received packet", 1)[1]
    assert "anonymous@office.test" in heard, "the outer name was not used"
    assert "alice" not in heard, "the gateway learnt the user's name"


def case_peap_mschapv2():
    """PEAP with MSCHAPv2 inside, as Windows offices have it."""
    scene = start("peap")
    add_profile("peap")
    through_the_office_and_back(scene, (PASSWORD,))


def case_peap_gtc():
    """PEAP with a prompt for a code."""
    scene = start("peap", inner="gtc", password="135790")
    add_profile("peap", "eap-gtc")
    through_the_office_and_back(scene, ("135790",))


def case_peap_bound():
    """A server that binds the tunnel to the inner method; the keys are made of both."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_hostapd()
    add_profile("peap")
    through_the_office_and_back(scene, (PASSWORD,))
    assert "Valid cryptobinding TLV received" in read("/tmp/hostapd.log"), "no binding"


def case_tls_1_2():
    """The user's certificate inside EAP, TLS 1.2."""
    scene = start("tls")
    add_profile("tls", auth__user="alice@office.test", **USER_FILES)
    through_the_office_and_back(scene, ())


def case_tls_1_3():
    """The same with TLS 1.3."""
    scene = start("tls", version="1.3")
    add_profile("tls", auth__user="alice@office.test", **USER_FILES)
    through_the_office_and_back(scene, ())


def case_tls_strongswan():
    """EAP-TLS that the gateway itself terminates: its one certificate serves for both."""
    scene = start_gateway(kind="eap", eap="eap-tls")
    host.add_profile(auth__eap_methods="tls", auth__user="alice@office.test", **USER_FILES)
    through_the_office_and_back(scene, ())


def case_preference():
    """The server begins with another method; the profile's is asked for and had."""
    scene = start("ttls")
    add_profile("peap,mschapv2")
    through_the_office_and_back(scene, (PASSWORD,))


def assert_no_login():
    """The login server saw the start of a handshake and nothing that is the user's."""
    log = radius.freeradius_log()
    assert "Start" in log or "eap" in log, log
    for word in ("User-Password", "MS-CHAP2-Response", "wonderland", "inner-tunnel"):
        assert word not in log.split("Ready to process requests")[-1], word


def case_wrong_server_name():
    """The login server's certificate is for another name: nothing of the user is sent."""
    scene = start("ttls")
    host.add_profile(auth__eap_methods="ttls", auth__inner="pap")
    sentence = scene.expect_failure(radius.LOGIN_SERVER, "vpn.office.test", "auth.aaa-name",
                                    code=7, reason="login-server-wrong-name", secrets=(PASSWORD,))
    assert "no password was sent" in sentence, sentence
    assert_no_login()


def case_wrong_server_ca():
    """The login server's certificate is of another authority."""
    scene = start("peap")
    pki.make_ca("stranger", "Somebody Else CA")
    add_profile("peap", auth__aaa_ca=pki.path("stranger.crt"))
    sentence = scene.expect_failure("Office CA", "auth.aaa-ca", code=7,
                                    reason="login-server-untrusted", secrets=(PASSWORD,))
    assert "no password was sent" in sentence, sentence
    assert_no_login()


def case_no_common_cipher():
    """The login server has no cipher that is still safe: no channel, and nothing of the user."""
    scene = start("ttls", ciphers="AES128-SHA256")
    add_profile("ttls")
    sentence = scene.expect_failure("protected channel", code=7, reason="login-channel-failed",
                                    secrets=(PASSWORD,))
    assert "no password was sent" in sentence, sentence
    assert_no_login()


def case_wrong_password():
    """The password is wrong, in each tunnel."""
    scene = start("ttls")
    add_profile("ttls", "pap")
    scene.expect_failure("refused your login", code=6, secrets=("not the password",))


def case_wrong_password_peap():
    """The same where the inner method says so."""
    scene = start("peap")
    add_profile("peap")
    scene.expect_failure("refused your login", code=6, secrets=("not the password",))


def case_certificate_refused():
    """A user's certificate of another authority."""
    scene = start("tls")
    pki.make_ca("stranger", "Somebody Else CA")
    pki.make_certificate("user", "alice@office.test", "email:alice@office.test", "clientAuth",
                         ca="stranger")
    add_profile("tls", auth__user="alice@office.test", **USER_FILES)
    scene.expect_failure("refused your login", "certificate", code=6, secrets=())
    assert "unknown CA" in radius.freeradius_log()


def case_method_not_allowed():
    """The server insists on a method that the profile does not name."""
    scene = start("ttls")
    add_profile("md5")
    scene.expect_failure("auth.eap-methods", code=6, secrets=(PASSWORD,))


def case_expired_password():
    """The password is right but has expired: a new one is asked for and taken."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_freeradius("mschapv2", expired=True)
    host.add_profile()
    code, seen = host.vpnctl_on_terminal("connect", "office", answers=(
        ("Password", PASSWORD), ("ew password", "through the looking glass")))
    assert code == 0, seen
    assert read(radius.NEW_PASSWORD_FILE) == "through the looking glass"
    assert "looking glass" not in seen, seen
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
