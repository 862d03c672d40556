# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A token with a key and a certificate: SoftHSM's, which p11-kit knows like any smart card."""

import os

from . import pki
from .shell import run, write

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
LABEL = "Office card"
PIN = "271828"
URI = "pkcs11:token=Office%20card;object=login"


def make(certificate="user", key="user", pin=PIN):
    """The token with both halves, in a folder that only this case has."""
    os.makedirs("/tmp/tokens", exist_ok=True)
    write("/tmp/softhsm2.conf", "directories.tokendir = /tmp/tokens\n")
    os.environ["SOFTHSM2_CONF"] = "/tmp/softhsm2.conf"
    run("softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", pin,
        "--so-pin", "31415926")
    put(pin, "--load-privkey", pki.path(f"{key}.key"), "--mark-private")
    run("openssl", "pkey", "-in", pki.path(f"{key}.key"), "-pubout", "-out", pki.path(f"{key}.pub"))
    put(pin, "--load-pubkey", pki.path(f"{key}.pub"), "--no-mark-private")
    put(pin, "--load-certificate", pki.path(f"{certificate}.crt"), "--no-mark-private")


def put(pin, *what):
    run("p11tool", "--provider", MODULE, "--login", "--write", "--label", "login", "--id", "01",
        *what, "pkcs11:token=Office%20card", env={**os.environ, "GNUTLS_PIN": pin})


def remove():
    """Pulled out."""
    run("softhsm2-util", "--delete-token", "--token", LABEL)
