# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""RADIUS servers behind the gateway.

FreeRADIUS for methods it has. Its EAP-GTC knows one round only, so the two-round sign-in of OTP
appliances (password, then a code) is served by a small RADIUS server of our own: the gateway that
relays it is the real one.
"""

import hashlib
import hmac
import os
import socket
import struct
import subprocess
import sys

from . import pki
from .net import OFFICE
from .shell import read, run, spawn, wait_for, write

SECRET = b"testing123"
LOGIN_SERVER = "radius.office.test"
ROUNDS = (("Password: ", "wonderland"), ("Enter the code on your token 8812: ", "246810"))

ACCESS_REQUEST, ACCESS_ACCEPT, ACCESS_REJECT, ACCESS_CHALLENGE = 1, 2, 3, 11
USER_NAME, STATE, EAP_MESSAGE, MESSAGE_AUTHENTICATOR = 1, 24, 79, 80
EAP_REQUEST, EAP_RESPONSE, EAP_SUCCESS, EAP_FAILURE = 1, 2, 3, 4
EAP_IDENTITY, EAP_GTC = 1, 6


def parse(packet):
    """Attributes of a RADIUS packet as {type: bytes}, fragments joined."""
    attributes, at = {}, 20
    while at + 2 <= len(packet):
        kind, size = packet[at], packet[at + 1]
        attributes[kind] = attributes.get(kind, b"") + packet[at + 2:at + size]
        at += size
    return attributes


def reply(code, request, eap, state=None):
    attributes = b""
    if state:
        attributes += struct.pack("BB", STATE, 2 + len(state)) + state
    for at in range(0, len(eap), 253):
        piece = eap[at:at + 253]
        attributes += struct.pack("BB", EAP_MESSAGE, 2 + len(piece)) + piece
    attributes += struct.pack("BB", MESSAGE_AUTHENTICATOR, 18)
    length = 20 + len(attributes) + 16
    head = struct.pack(">BBH", code, request[1], length)
    mac = hmac.new(SECRET, head + request[4:20] + attributes + bytes(16), hashlib.md5).digest()
    body = attributes + mac
    return head + hashlib.md5(head + request[4:20] + body + SECRET).digest() + body


def gtc_request(identifier, prompt):
    data = bytes([EAP_GTC]) + prompt.encode()
    return struct.pack(">BBH", EAP_REQUEST, identifier, 4 + len(data)) + data


def answer(request):
    """What the OTP appliance says to one Access-Request."""
    attributes = parse(request)
    eap = attributes.get(EAP_MESSAGE, b"")
    if len(eap) < 5 or eap[0] != EAP_RESPONSE:
        return None
    identifier, kind, data = eap[1], eap[4], eap[5:]
    done = 0
    if kind == EAP_GTC:
        done = attributes[STATE][0]
        if data.decode(errors="replace") != ROUNDS[done][1]:
            return reply(ACCESS_REJECT, request, struct.pack(">BBH", EAP_FAILURE, identifier, 4))
        done += 1
    elif kind != EAP_IDENTITY:
        # A Nak or anything else: offer GTC once more.
        done = 0
    if done == len(ROUNDS):
        return reply(ACCESS_ACCEPT, request, struct.pack(">BBH", EAP_SUCCESS, identifier, 4))
    challenge = gtc_request((identifier + 1) % 256, ROUNDS[done][0])
    return reply(ACCESS_CHALLENGE, request, challenge, bytes([done]))


def serve():
    """Runs for ever; started by start_otp() in the office."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((OFFICE, 1812))
    while True:
        request, peer = sock.recvfrom(4096)
        if len(request) >= 20 and request[0] == ACCESS_REQUEST:
            packet = answer(request)
            if packet:
                sock.sendto(packet, peer)


def listening():
    return ":1812" in run("ss", "-lun", netns="office").stdout


def start_otp():
    """The appliance that wants a password and then a code."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    server = spawn(sys.executable, "-c", "from genkanlab import radius; radius.serve()",
                   netns="office", log="/tmp/otp-radius.log",
                   env={**os.environ, "PYTHONPATH": here, "PYTHONDONTWRITEBYTECODE": "1"})
    wait_for("the OTP appliance", listening)
    return server


FREERADIUS_EAP = """
eap {{
  default_eap_type = {method}
  timer_expire = 60
  ignore_unknown_eap_types = no
  max_sessions = 64
  gtc {{
    challenge = "{prompt}"
    auth_type = PAP
  }}
  mschapv2 {{
    send_error = {says_why}
  }}
  {tls}
}}
"""

# Certificates for the methods of the TLS family; users' ones must be of the office's CA.
FREERADIUS_TLS = """
  tls-config tls-common {{
    private_key_file = {directory}/radius.key
    certificate_file = {directory}/radius.crt
    ca_file = {directory}/ca.crt
    cipher_list = "{ciphers}"
    tls_min_version = "1.2"
    tls_max_version = "{version}"
    fragment_size = {fragment}
  }}
  tls {{
    tls = tls-common
  }}
  ttls {{
    tls = tls-common
    default_eap_type = {inner}
    virtual_server = "inner-tunnel"
  }}
  peap {{
    tls = tls-common
    default_eap_type = {inner}
    virtual_server = "inner-tunnel"
  }}
"""

TLS_METHODS = ("tls", "ttls", "peap")


def tls_configuration(base, name, **settings):
    """The login server's own certificate, and what it is used with."""
    directory = f"{base}/certs/office"
    os.makedirs(directory, exist_ok=True)
    pki.make_certificate("radius", name, f"DNS:{name}", "serverAuth")
    for file in ("ca.crt", "radius.crt", "radius.key"):
        run("cp", pki.path(file), directory)
    return FREERADIUS_TLS.format(directory=directory, **settings)


NEW_PASSWORD_FILE = "/tmp/new-password"


def let_passwords_change(base, password):
    """Accounts are kept elsewhere, in a directory: samba() speaks as Samba's helper does."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    script = "/tmp/samba"
    write(script, f"""#!/usr/bin/python3
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, {here!r})
from genkanlab import radius
radius.samba({password!r})
""", 0o755)
    path = f"{base}/mods-available/mschap"
    check = f'mschap {{\nntlm_auth = "{script} check"\n'
    change = f'''passchange {{
    ntlm_auth = "{script} change"
    ntlm_auth_username = "username: %{{User-Name}}"
    ntlm_auth_domain = "nt-domain: OFFICE"'''
    write(path, read(path).replace("mschap {\n", check, 1).replace("passchange {", change, 1))


def md4(data):
    return subprocess.run(("openssl", "dgst", "-provider", "legacy", "-provider", "default",
                           "-md4", "-binary"), input=data, capture_output=True, check=True).stdout


def rc4(key, data):
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for octet in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(octet ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def samba(old):
    """The old password has expired. The new one stands at the end of a block that only the old one
    opens (RFC 2759 section 8.9)."""
    if sys.argv[1] == "check":
        if not os.path.exists(NEW_PASSWORD_FILE):
            print("Password expired", flush=True)
            sys.exit(1)
        key = md4(md4(read(NEW_PASSWORD_FILE).encode("utf-16-le")))
        print(f"NT_KEY: {key.hex().upper()}")
        return
    fields = {}
    for line in sys.stdin:
        if line.strip() == ".":
            break
        name, _, value = line.strip().partition(": ")
        fields[name] = value
    block = rc4(md4(old.encode("utf-16-le")), bytes.fromhex(fields["new-nt-password-blob"]))
    length = struct.unpack("<I", block[-4:])[0]
    write(NEW_PASSWORD_FILE, block[-4 - length:-4].decode("utf-16-le"))
    print("Password-Change: Yes\n.", flush=True)


PUSH = """exec push {{
  wait = yes
  program = "/bin/sleep {seconds}"
  timeout = 100
}}
"""


def let_a_person_confirm(base, seconds):
    """The password being right, somebody has to say yes on a telephone first, and does so."""
    write(f"{base}/mods-enabled/push", PUSH.format(seconds=seconds))
    site, server = f"{base}/sites-available/default", f"{base}/radiusd.conf"
    for path, old, new in ((site, "post-auth {", "post-auth {\n  push"),
                           (server, "max_request_time = 30", "max_request_time = 120")):
        text = read(path)
        assert old in text, path
        write(path, text.replace(old, new, 1))


def start_freeradius(method, prompt="Enter your one-time code: ", user="alice",
                     password="wonderland", name=LOGIN_SERVER, inner="mschapv2", version="1.2",
                     fragment=1024, ciphers="DEFAULT", expired=False, push=0):
    """FreeRADIUS 3 in the office with one EAP method. expired: the password is right, but has to be
    changed; NEW_PASSWORD_FILE holds what it was changed to. push: after how many seconds a person
    has confirmed the log-in elsewhere."""
    base = "/etc/freeradius/3.0"
    tls = ""
    if method in TLS_METHODS:
        tls = tls_configuration(base, name, inner=inner, version=version, fragment=fragment,
                                ciphers=ciphers)
    write(f"{base}/mods-available/eap",
          FREERADIUS_EAP.format(method=method, prompt=prompt, tls=tls,
                                says_why="yes" if expired else "no"))
    path = f"{base}/mods-config/files/authorize"
    with open(path, encoding="utf-8") as file:
        users = file.read()
    flags = ', SMB-Account-Ctrl-Text := "[Ue]"' if expired else ""
    write(path, f'{user} Cleartext-Password := "{password}"{flags}\n' + users)
    if expired:
        let_passwords_change(base, password)
    if push:
        let_a_person_confirm(base, push)
    with open(f"{base}/clients.conf", "a", encoding="utf-8") as clients:
        clients.write("client office {\n ipaddr = 198.51.100.0/24\n secret = testing123\n}\n")
    run("chown", "-R", "freerad:freerad", base)
    server = spawn("freeradius", "-X", netns="office", log="/tmp/freeradius.log")
    wait_for("FreeRADIUS", listening)
    return server


HOSTAPD = """
driver=none
radius_server_clients=/tmp/hostapd.clients
radius_server_auth_port=1812
eap_server=1
eap_user_file=/tmp/hostapd.users
ca_cert={directory}/ca.crt
server_cert={directory}/radius.crt
private_key={directory}/radius.key
tls_flags=[DISABLE-TLSv1.3]
"""


def start_hostapd(inner="MSCHAPV2", password="wonderland", name=LOGIN_SERVER):
    """The login server of hostapd, which binds PEAP to its inner method, unlike FreeRADIUS (with
    TLS 1.3 it is older than RFC 9427)."""
    pki.make_certificate("radius", name, f"DNS:{name}", "serverAuth")
    write("/tmp/hostapd.conf", HOSTAPD.format(directory=pki.DIRECTORY))
    write("/tmp/hostapd.clients", "198.51.100.0/24 testing123\n")
    write("/tmp/hostapd.users", f'* PEAP [ver=0]\n"alice" {inner} "{password}" [2]\n')
    server = spawn("hostapd", "-d", "-K", "/tmp/hostapd.conf", netns="office",
                   log="/tmp/hostapd.log")
    wait_for("hostapd", listening)
    return server


def freeradius_log():
    return read("/tmp/freeradius.log")
