# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A throw-away CA with a gateway and a user certificate, made with openssl."""

import os
import time

from .net import GATEWAY, GATEWAY_NAME
from .shell import read, run, write

DIRECTORY = "/tmp/pki"

EXTENSIONS = """basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage={usage}
subjectAltName={names}
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
"""

KEYS = {
    "p256": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "p384": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"),
    "p521": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"),
    "rsa": ("-newkey", "rsa:2048"),
    "ed25519": ("-newkey", "ed25519"),
    "ed448": ("-newkey", "ed448"),
}


def path(name):
    return os.path.join(DIRECTORY, name)


def make_ca(name="ca", subject="Office CA", constraints=None):
    """constraints: the names it may vouch for, as OpenSSL writes them."""
    os.makedirs(DIRECTORY, exist_ok=True)
    narrow = ("-addext", f"nameConstraints=critical,{constraints}") if constraints else ()
    run("openssl", "req", "-x509", *KEYS["p256"], "-nodes", "-keyout", path(f"{name}.key"),
        "-days", "90", "-sha256", "-subj", f"/O=Office/CN={subject}",
        "-addext", "basicConstraints=critical,CA:TRUE",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign", *narrow, "-out", path(f"{name}.crt"))


def make_certificate(name, subject, names, usage, key="p256", ca="ca", days=60):
    run("openssl", "req", *KEYS[key], "-nodes", "-keyout", path(f"{name}.key"),
        "-subj", f"/O=Office/CN={subject}", "-out", path(f"{name}.csr"))
    write(path(f"{name}.ext"), EXTENSIONS.format(usage=usage, names=names))
    run("openssl", "x509", "-req", "-in", path(f"{name}.csr"), "-CA", path(f"{ca}.crt"),
        "-CAkey", path(f"{ca}.key"), "-CAcreateserial", "-days", str(days), "-sha256",
        "-extfile", path(f"{name}.ext"), "-out", path(f"{name}.crt"))


CA_CONF = """[ca]
default_ca = office
[office]
database = {directory}/index.txt
new_certs_dir = {directory}
serial = {directory}/next-serial
default_md = sha256
crlnumber = {directory}/crl-number
policy = any
[any]
organizationName = optional
commonName = optional
"""


def sign_again(name, start, end, ca="ca"):
    """Signs the same request for another time; start and end in seconds since 1970."""
    write(path("index.txt"), "")
    write(path("next-serial"), "2000\n")
    write(path("ca.conf"), CA_CONF.format(directory=DIRECTORY))
    run("openssl", "ca", "-batch", "-notext", "-config", path("ca.conf"),
        "-cert", path(f"{ca}.crt"), "-keyfile", path(f"{ca}.key"),
        *("-startdate", time.strftime("%Y%m%d%H%M%SZ", time.gmtime(start))),
        *("-enddate", time.strftime("%Y%m%d%H%M%SZ", time.gmtime(end))),
        "-in", path(f"{name}.csr"), "-extfile", path(f"{name}.ext"), "-out", path(f"{name}.crt"))


def expire(name, ca="ca"):
    """For a month that is long over."""
    sign_again(name, 1577836800, 1580515200, ca)


def make_bundle(name, revoked=(), ca="ca"):
    """The CA's certificate and its list of what was revoked, in one file."""
    write(path("index.txt"), "")
    write(path("crl-number"), "01\n")
    write(path("ca.conf"), CA_CONF.format(directory=DIRECTORY))
    options = ("-batch", "-config", path("ca.conf"), "-cert", path(f"{ca}.crt"),
               "-keyfile", path(f"{ca}.key"))
    for certificate in revoked:
        run("openssl", "ca", *options, "-revoke", path(f"{certificate}.crt"))
    run("openssl", "ca", *options, "-gencrl", "-crldays", "7", "-out", path("ca.crl"))
    write(path(name), read(path(f"{ca}.crt")) + read(path("ca.crl")))


GATEWAY_NAMES = f"DNS:{GATEWAY_NAME},IP:{GATEWAY}"


def make(gateway_names=GATEWAY_NAMES, gateway_key="p256", user_key="p256"):
    """ca, gw (serverAuth) and user (clientAuth, alice@office.test)."""
    make_ca()
    make_certificate("gw", GATEWAY_NAME, gateway_names, "serverAuth", gateway_key)
    make_certificate("user", "alice@office.test", "email:alice@office.test", "clientAuth",
                     user_key)
