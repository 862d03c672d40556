# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""attacker.py KIND: answers IKE in the gateway's place and proves nothing (RFC 7296).

It runs on the router, which leads the gateway's ports to it. Kinds are the names of KINDS: what is
answered to IKE_SA_INIT, or, after a key exchange of its own, to IKE_AUTH.
"""

import hashlib
import hmac
import os
import select
import socket
import struct
import sys

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SA, KE, IDR, AUTH, NONCE, NOTIFY, SK, EAP = 33, 34, 36, 39, 40, 41, 46, 48
INIT, AUTHENTICATE = 34, 35
RESPONSE = 0x20
ECP256, MODP1024 = 19, 2
AES_GCM_16 = 20
HASHES = {5: hashlib.sha256, 6: hashlib.sha384, 7: hashlib.sha512}


def notify(kind, data=b""):
    return NOTIFY, struct.pack("!BBH", 0, 0, kind) + data


def chain(payloads):
    """(type of the first, octets) of a chain of (type, body)."""
    out = b""
    for i, (_, body) in enumerate(payloads):
        following = payloads[i + 1][0] if i + 1 < len(payloads) else 0
        out += struct.pack("!BBH", following, 0, 4 + len(body)) + body
    return (payloads[0][0] if payloads else 0), out


def message(spis, exchange, number, payloads, version=0x20):
    first, body = chain(payloads)
    return spis + struct.pack("!BBBBII", first, version, exchange, RESPONSE, number,
                              28 + len(body)) + body


def parse(data):
    """{type: body} of a request that is not encrypted."""
    kind, at, found = data[16], 28, {}
    while kind and at + 4 <= len(data):
        following, _, length = struct.unpack("!BBH", data[at:at + 4])
        found.setdefault(kind, data[at + 4:at + length])
        kind, at = following, at + max(length, 4)
    return found


def transforms(proposal):
    """(type, id, whole substructure) of each."""
    at = 8 + proposal[6]
    while at + 8 <= len(proposal):
        length = struct.unpack("!H", proposal[at + 2:at + 4])[0]
        yield proposal[at + 4], struct.unpack("!H", proposal[at + 6:at + 8])[0], \
            proposal[at:at + length]
        at += max(length, 8)


def choose(sa):
    """(SA payload, PRF) with AES-256-GCM and ecp256 out of what is offered."""
    at = 0
    while at + 8 <= len(sa):
        length = struct.unpack("!H", sa[at + 2:at + 4])[0]
        rows = list(transforms(sa[at:at + length]))
        wanted = (lambda t, i, s: t == 1 and i == AES_GCM_16 and s[-2:] == b"\x01\x00",
                  lambda t, i, s: t == 2 and i in HASHES, lambda t, i, s: t == 4 and i == ECP256)
        chosen = [next((row for row in rows if test(*row)), None) for test in wanted]
        if None not in chosen:
            body = b"".join(struct.pack("!BB", 0 if i == 2 else 3, 0) + row[2][2:]
                            for i, row in enumerate(chosen))
            return struct.pack("!BBHBBBB", 0, 0, 8 + len(body), sa[at + 4], 1, 0, 3) + body, \
                chosen[1][1]
        at += max(length, 8)
    raise ValueError("nothing to choose")


class Session:
    """Keys agreed with one initiator, by somebody who is nobody."""

    def __init__(self, request):
        payloads, self.spi_i, self.spi_r = parse(request), request[:8], os.urandom(8)
        self.nonce_i, self.nonce_r = payloads[NONCE], os.urandom(32)
        self.sa, prf = choose(payloads[SA])
        self.hash = HASHES[prf]
        own = ec.generate_private_key(ec.SECP256R1())
        theirs = ec.EllipticCurvePublicNumbers(
            int.from_bytes(payloads[KE][4:36], "big"), int.from_bytes(payloads[KE][36:68], "big"),
            ec.SECP256R1()).public_key()
        numbers = own.public_key().public_numbers()
        self.public = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        self._derive(own.exchange(ec.ECDH(), theirs))

    def _prf(self, key, data):
        return hmac.new(key, data, self.hash).digest()

    def _derive(self, secret):
        seed = self._prf(self.nonce_i + self.nonce_r, secret)
        stream, block, i = b"", b"", 1
        size = self.hash().digest_size
        while len(stream) < 3 * size + 72:
            block = self._prf(seed, block + self.nonce_i + self.nonce_r + self.spi_i + self.spi_r
                              + bytes([i]))
            stream, i = stream + block, i + 1
        self.key_r = stream[size + 36:size + 72]

    def answer(self):
        hashes = [notify(kind, os.urandom(20)) for kind in (16388, 16389)]
        return message(self.spi_i + self.spi_r, INIT, 0,
                       [(SA, self.sa), (KE, struct.pack("!HH", ECP256, 0) + self.public),
                        (NONCE, self.nonce_r)] + hashes)

    def seal(self, number, payloads):
        first, inner = chain(payloads)
        iv = os.urandom(8)
        length = 28 + 4 + 8 + len(inner) + 1 + 16
        header = self.spi_i + self.spi_r + struct.pack("!BBBBII", SK, 0x20, AUTHENTICATE, RESPONSE,
                                                       number, length)
        header += struct.pack("!BBH", first, 0, length - 28)
        sealed = AESGCM(self.key_r[:32]).encrypt(self.key_r[32:] + iv, inner + b"\0", header)
        return header + iv + sealed


def foreign_sa():
    """A proposal that nobody made: 3DES, MD5 and modp1024."""
    body = b"".join(struct.pack("!BBHBBH", 0 if i == 3 else 3, 0, 8, kind, 0, value)
                    for i, (kind, value) in enumerate(((1, 3), (2, 1), (3, 1), (4, 2))))
    return struct.pack("!BBHBBBB", 0, 0, 8 + len(body), 1, 1, 0, 4) + body


def identity():
    return IDR, struct.pack("!B3x", 2) + b"vpn.office.test"


def init_error(kind, data=b""):
    return lambda request: message(request[:8] + bytes(8), INIT, 0, [notify(kind, data)])


def as_ikev1(request):
    return message(request[:8] + os.urandom(8), 2, 0, [notify(14)], version=0x10)


def unasked_sa(request):
    public = os.urandom(64)
    return message(request[:8] + os.urandom(8), INIT, 0,
                   [(SA, foreign_sa()), (KE, struct.pack("!HH", ECP256, 0) + public),
                    (NONCE, os.urandom(32))])


# What is said to IKE_SA_INIT, without keys.
INIT_KINDS = {
    "authentication-failed": init_error(24),
    "no-proposal-chosen": init_error(14),
    "invalid-ke": init_error(17, struct.pack("!H", MODP1024)),
    "invalid-syntax": init_error(7),
    "invalid-major-version": init_error(5),
    "ikev1": as_ikev1,
    "unasked-sa": unasked_sa,
}
# What is said to IKE_AUTH, sealed with keys of the attacker's own.
AUTH_KINDS = {
    "keys-then-authentication-failed": lambda session, n: session.seal(n, [notify(24)]),
    "keys-then-no-proposal": lambda session, n: session.seal(n, [notify(14)]),
    "keys-then-wrong-auth": lambda session, n: session.seal(
        n, [identity(), (AUTH, struct.pack("!B3x", 2) + os.urandom(32))]),
    "keys-then-unproven-eap": lambda session, n: session.seal(
        n, [identity(), (EAP, struct.pack("!BBHB", 1, 1, 5, 1))]),
    "keys-then-malformed": lambda session, n: session.seal(n, [(AUTH, b"\xff")]),
}
KINDS = tuple(INIT_KINDS) + tuple(AUTH_KINDS)


class Attacker:
    def __init__(self, kind):
        self.kind, self.sessions = kind, {}

    def respond(self, data):
        """The answer to a message, or None."""
        if len(data) < 28:
            return None
        exchange, number = data[18], struct.unpack("!I", data[20:24])[0]
        if exchange == INIT and self.kind in INIT_KINDS:
            return INIT_KINDS[self.kind](data)
        if exchange == INIT:
            session = Session(data)
            self.sessions[session.spi_i] = session
            return session.answer()
        session = self.sessions.get(data[:8])
        if exchange == AUTHENTICATE and session is not None:
            return AUTH_KINDS[self.kind](session, number)
        return None


def main():
    attacker = Attacker(sys.argv[1])
    sockets = {}
    for port in (500, 4500):
        one = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        one.bind(("::", port))
        sockets[one] = b"" if port == 500 else bytes(4)
    print("ready", flush=True)
    while True:
        for ready in select.select(list(sockets), (), ())[0]:
            data, peer = ready.recvfrom(65536)
            marker = sockets[ready]
            if not data.startswith(marker):
                continue  # ESP
            try:
                answer = attacker.respond(data[len(marker):])
            except (ValueError, KeyError, IndexError) as error:
                print(f"{sys.argv[1]}: {error!r}", flush=True)
                continue
            if answer is not None:
                print(f"{sys.argv[1]}: answered {len(answer)} octets", flush=True)
                ready.sendto(marker + answer, peer)


if __name__ == "__main__":
    main()
