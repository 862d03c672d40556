# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Files made for other clients: imported by vpnctl, and connected from."""

import base64
import json
import plistlib

from genkanlab import host, net, pki
from genkanlab.gateway import PASSWORD, Gateway
from genkanlab.scene import Scene, ping, start_gateway
from genkanlab.shell import read, run, write


def der(name):
    run("openssl", "x509", "-in", pki.path(name), "-outform", "DER", "-out", "/tmp/der")
    with open("/tmp/der", "rb") as file:
        return file.read()


def case_android_profile():
    """A profile of the strongSwan app with the CA inside: a password is all that is missing."""
    scene = start_gateway(kind="eap")
    write("/tmp/office.sswan", json.dumps({
        "uuid": "9f5a1c60-1111-4222-8333-444455556666", "name": "office", "type": "ikev2-eap",
        "remote": {"addr": net.GATEWAY_NAME, "cert": base64.b64encode(der("ca.crt")).decode()},
        "local": {"eap_id": "alice"},
        "split-tunneling": {"subnets": [net.OFFICE_NET]}}))
    preview = host.vpnctl("import", "--preview", "/tmp/office.sswan")
    assert f"gateway={net.GATEWAY_NAME}" in preview.out, preview
    assert "office" not in host.vpnctl("list").out, "a preview stored something"
    host.vpnctl("import", "/tmp/office.sswan")
    host.connect()
    assert ping()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_apple_profile():
    """A signed configuration profile with certificate, key, CA and the password of the key."""
    scene = Scene(Gateway(kind="cert"))
    run("openssl", "pkcs12", "-export", "-in", pki.path("user.crt"), "-inkey", pki.path("user.key"),
        "-passout", "pass:sesame", "-out", "/tmp/user.p12")
    with open("/tmp/user.p12", "rb") as file:
        p12 = file.read()
    number = "5B1A0C60-0000-4000-8000-000000000004"
    with open("/tmp/plain", "wb") as file:
        plistlib.dump({"PayloadType": "Configuration", "PayloadContent": [
            {"PayloadType": "com.apple.security.root", "PayloadContent": der("ca.crt")},
            {"PayloadType": "com.apple.security.pkcs12", "PayloadUUID": number,
             "PayloadContent": p12, "Password": "sesame"},
            {"PayloadType": "com.apple.vpn.managed", "VPNType": "IKEv2",
             "UserDefinedName": "office",
             "IKEv2": {"RemoteAddress": net.GATEWAY_NAME, "RemoteIdentifier": net.GATEWAY_NAME,
                       "AuthenticationMethod": "Certificate", "PayloadCertificateUUID": number}}]},
                     file)
    run("openssl", "cms", "-sign", "-nodetach", "-binary", "-in", "/tmp/plain", "-signer",
        pki.path("user.crt"), "-inkey", pki.path("user.key"), "-outform", "DER", "-out",
        "/tmp/office.mobileconfig")
    host.vpnctl("import", "/tmp/office.mobileconfig")
    assert "sesame" not in read(host.GENKAND_LOG)
    host.connect(secrets=())
    assert ping()
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_refused_by_name():
    """Other kinds of VPN are named, and nothing is stored."""
    start_gateway(kind="eap")
    write("/tmp/office.ovpn", "client\ndev tun\nremote vpn.office.test 1194\n")
    result = host.vpnctl("import", "/tmp/office.ovpn", check=False)
    assert result.code == 2 and "OpenVPN" in result.err, result
    assert PASSWORD not in result.err
    assert "There are no profiles" in host.vpnctl("list").out
