# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Broken set-ups: "connect" and "doctor" each name the cause in less than a quarter of a minute.

SETUPS is what docs/doctor.md shows as a table; tests/lint/check-doctor.py compares the two.
"""

import json
import os
import threading
import time

from genkanlab import host, net, pki
from genkanlab.gateway import PASSWORD, PSK, Gateway
from genkanlab.scene import Scene
from genkanlab.shell import read, run, spawn, stop, wait_for, write

TIME = 15  # seconds, for either

# title: (reason of connect, check of doctor's verdict; None: only connecting shows it)
SETUPS = {
    "the cable is out": ("offline", "link"),
    "the other end of the cable is dead": ("offline", "link"),
    "the network gave no address": ("offline", "link"),
    "the network gave no default route": ("no-route", "route"),
    "a route forbids the gateway": ("no-route", "gateway-reach"),
    "nobody answers at the address": ("gateway-silent", "gateway-reach"),
    "UDP 500 is dropped on the way": ("gateway-silent", "gateway-reach"),
    "UDP 4500 is dropped on the way": ("gateway-half-blocked", "gateway-reach"),
    "UDP 500 is rejected on the way": ("gateway-rejects", "gateway-reach"),
    "UDP 4500 is rejected on the way": ("gateway-half-blocked", "gateway-reach"),
    "a firewall says that it is prohibited": ("gateway-rejects", "gateway-reach"),
    "the gateway is switched off": ("gateway-rejects", "gateway-reach"),
    "the address is that of another computer": ("gateway-rejects", "gateway-reach"),
    "the port is wrong": ("gateway-rejects", "gateway-reach"),
    "something else answers on the port": ("gateway-not-ike", "gateway-reach"),
    "the gateway speaks IKEv1 only": ("gateway-ikev1-only", "gateway-reach"),
    "the name is misspelt": ("gateway-not-found", "gateway-name"),
    "the name has no address of the family": ("gateway-not-found", "gateway-name"),
    "no name server answers": ("name-servers-silent", "gateway-name"),
    "there is no name server": ("name-servers-silent", "gateway-name"),
    "a filter answers 0.0.0.0": ("gateway-address-unusable", "gateway-name"),
    "the name leads to this computer": ("gateway-address-unusable", "gateway-name"),
    "the name leads to this computer by IPv6": ("gateway-address-unusable", "gateway-name"),
    "a web page wants to be signed in at": ("gateway-silent", "captive-portal"),
    "a web page demands it (511)": ("gateway-silent", "captive-portal"),
    "no encryption in common for IKE": ("no-common-proposal", "proposals"),
    "no encryption in common for the traffic": ("no-common-child-proposal", None),
    "the gateway's CA is unknown": ("gateway-untrusted", "gateway-identity"),
    "the gateway's certificate has expired": ("gateway-certificate-expired", "gateway-identity"),
    "the gateway's certificate is for another name": ("gateway-wrong-identity",
                                                      "gateway-identity"),
    "the profile expects another name": ("gateway-wrong-identity", "gateway-identity"),
    "the gateway's certificate is for clients": ("gateway-certificate-invalid",
                                                 "gateway-identity"),
    "the gateway wants pre-shared keys": ("login-kind-refused", "login"),
    "the pre-shared key is wrong": ("psk-mismatch", None),
    "the password is wrong": ("login-failed", None),
    "no login method in common": ("no-login-method", None),
    "the networks asked for are not behind the gateway": ("no-traffic-allowed", None),
    "the CA's file is missing": ("file-missing", "ca"),
    "the CA's file is a directory": ("file-missing", "ca"),
    "the CA's file holds no certificate": ("bad-profile", "ca"),
    "the own certificate's file is missing": ("file-missing", "certificate"),
    "the own certificate has expired": ("own-certificate-expired", "certificate"),
    "the key's file is missing": ("file-missing", "private-key"),
    "the key is of another certificate": ("key-does-not-fit", "login"),
    "the key's file holds no key": ("key-unusable", "login"),
    "the passphrase is wrong": ("wrong-passphrase", None),
    "there is no /dev/net/tun": ("network-setup", "tun"),
}
# What the sentence of a reason always says, so that it need not be repeated in each row.
SAYS = {
    "file-missing": "no such file|not a regular file|is a directory",
    "gateway-rejects": "icmp says",
}


class Examined(threading.Thread):
    """vpnctl doctor beside vpnctl connect: neither disturbs the other. What genkand saw of this
    computer is good for a second, so that it may have to be asked twice."""

    def __init__(self, name, check):
        super().__init__()
        self.name_of_profile = name
        self.wanted = check or "all"
        self.row = {"check": None}
        self.seconds = None
        self.start()

    def run(self):
        started = time.monotonic()
        while self.row["check"] != self.wanted and time.monotonic() < started + TIME:
            done = host.vpnctl("doctor", self.name_of_profile, "--json", check=False)
            self.row = (json.loads(done.out)["doctor"]["verdict"] if done.out
                        else {"check": done.err})
        self.seconds = time.monotonic() - started


def last_reason(name):
    return json.loads(host.vpnctl("show", name, "--json").out)["profile"]["last-reason"]


def expect(title, name="office", secrets=(PASSWORD,), reason=None):
    """One row of SETUPS; reason: other than the table's, where genkand is not even asked."""
    wanted, check = SETUPS[title]
    doctor = Examined(name, check)
    result = host.connect(name, secrets=secrets, check=False)
    doctor.join()
    said = f"{title}: {result!r}\ndoctor after {doctor.seconds:.1f} s: {doctor.row}"
    assert result.code != 0, said
    assert result.seconds < TIME and doctor.seconds < TIME, said
    assert len(result.err.strip().splitlines()) == 1, said
    if wanted in SAYS:
        assert any(word in result.err.lower() for word in SAYS[wanted].split("|")), said
    if wanted == "file-missing":
        assert result.code == 3, said
    else:
        found = last_reason(name)
        assert found == (reason or wanted), f"{found}\n{said}"
    if check is None:
        assert doctor.row["state"] == "good", said
    else:
        assert doctor.row["check"] == check and doctor.row["state"] == "bad", said
        # What to do, too.
        assert doctor.row["fix"] or ";" in doctor.row["text"], said


# Who finds a gateway that is not to be trusted tells it so in a way that strongSwan does not look
# at during a log-in; half of a session stays there for its half minute, and these look often.
PATIENT = "dos_protection = no"


def begin(**settings):
    """A gateway of these settings, and a computer that lacks nothing."""
    return Scene(Gateway(charon=PATIENT, **settings), polkit=True)


def filter_at(netns, rules):
    """A packet filter of ours in a namespace, until flush_at()."""
    run("nft", "-f", "-", netns=netns, stdin=f"""
table ip broken {{
  chain pass {{
    type filter hook {"forward" if netns == "router" else "input"} priority -10
    {rules}
  }}
}}
""")


def flush_at(netns):
    run("nft", "delete", "table", "ip", "broken", netns=netns)


def add_quick(name="office", **settings):
    """A profile that gives up soon: the times are shown where nothing is chosen."""
    host.add_profile(name, ike__give_up="3", **settings)


def case_network():
    """Cable, addresses, routes and filters."""
    begin(kind="eap")
    add_quick()
    run("ip", "link", "set", "veth0", "down")
    expect("the cable is out")
    run("ip", "link", "set", "veth0", "up")
    run("ip", "link", "set", "lan", "down", netns="router")
    expect("the other end of the cable is dead")
    run("ip", "link", "set", "lan", "up", netns="router")
    run("ip", "addr", "flush", "dev", "veth0")
    expect("the network gave no address")
    run("ip", "addr", "add", "192.168.77.2/24", "dev", "veth0")
    expect("the network gave no default route")
    run("ip", "route", "add", "default", "via", "192.168.77.1")
    run("ip", "route", "add", "unreachable", net.GATEWAY)
    expect("a route forbids the gateway")
    run("ip", "route", "del", "unreachable", net.GATEWAY)
    host.connect()


def case_filters():
    """What routers and firewalls do to UDP."""
    begin(kind="eap")
    add_quick()
    for title, rules in (
            ("UDP 500 is dropped on the way", "udp dport 500 drop"),
            ("UDP 4500 is dropped on the way", "udp dport 4500 drop"),
            ("UDP 500 is rejected on the way", "udp dport 500 reject"),
            ("UDP 4500 is rejected on the way", "udp dport 4500 reject"),
            ("a firewall says that it is prohibited",
             "udp dport 500 reject with icmp type admin-prohibited")):
        filter_at("router", rules)
        expect(title)
        flush_at("router")


def case_nobody():
    """Addresses at which no gateway is; the first one with the time that nobody has chosen."""
    scene = begin(kind="eap")
    scene.gateway.stop()
    host.add_profile()
    filter_at("gw", "drop")
    expect("nobody answers at the address")
    flush_at("gw")
    add_quick("elsewhere", connection__gateway="192.168.77.1")
    expect("the address is that of another computer", "elsewhere")
    add_quick("port", connection__port="501")
    expect("the port is wrong", "port")
    run("ip", "link", "set", "wan", "down", netns="gw")
    # The router asks for it for three seconds before it says so.
    host.add_profile("off", ike__give_up="6")
    expect("the gateway is switched off", "off")


RESPONDER = """
import socket, sys
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("192.0.2.1", 500))
while True:
    data, peer = server.recvfrom(65536)
    if sys.argv[1] == "echo":
        server.sendto(b"220 ready\\r\\n", peer)
    else:
        # INVALID_MAJOR_VERSION of a gateway of version 1 (RFC 7296 section 2.5)
        notify = bytes([0, 0, 0, 8, 0, 0, 0, 5])
        header = data[:8] + bytes(8) + bytes([41, 0x20, 34, 0x20]) + bytes(4)
        server.sendto(header + (28 + len(notify)).to_bytes(4, "big") + notify, peer)
"""


def case_strangers():
    """Something answers, and it is no gateway that we can speak with."""
    Scene(None, polkit=True)
    write("/tmp/responder.py", RESPONDER)
    add_quick()
    for title, what in (("something else answers on the port", "echo"),
                        ("the gateway speaks IKEv1 only", "ikev1")):
        server = spawn("/usr/bin/python3", "/tmp/responder.py", what, netns="gw")
        wait_for("the responder", lambda: ":500" in run("ss", "-lun", netns="gw").stdout)
        expect(title)
        stop(server)


PORTAL = """
import http.server, sys
class Portal(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[1]))
        self.send_header("Location", "http://wifi.example/login")
        self.end_headers()
http.server.HTTPServer(("192.168.77.1", 8080), Portal).serve_forever()
"""


def case_portal():
    """A network that wants to see a web page first."""
    begin(kind="eap")
    add_quick()
    host.add_profile("patient", ike__give_up="10")
    write("/tmp/portal.py", PORTAL)
    filter_at("router", "udp dport { 500, 4500 } drop")
    run("nft", "-f", "-", netns="router", stdin="""
table ip portal {
  chain divert {
    type nat hook prerouting priority dstnat
    tcp dport 80 dnat to 192.168.77.1:8080
  }
}
""")
    for title, status in (("a web page wants to be signed in at", "302"),
                          ("a web page demands it (511)", "511")):
        server = spawn("/usr/bin/python3", "/tmp/portal.py", status, netns="router")
        wait_for("the page", lambda: ":8080" in run("ss", "-ltn", netns="router").stdout)
        expect(title)
        # With patience enough for a look around, connecting says so itself.
        result = host.connect("patient", check=False)
        assert "web page" in result.err and result.code == 8 and result.seconds < TIME, result
        stop(server)


def case_names():
    """Names that lead nowhere."""
    begin(kind="eap")
    hosts, resolver = read("/etc/hosts"), read("/etc/resolv.conf")
    switch = read("/etc/nsswitch.conf")
    add_quick("typo", connection__gateway="vpm.office.test")
    write("/etc/nsswitch.conf", "hosts: files\n")
    expect("the name is misspelt", "typo")
    add_quick("family", connection__family="ipv6")
    expect("the name has no address of the family", "family")
    write("/etc/nsswitch.conf", switch)
    write("/etc/resolv.conf", "nameserver 192.168.77.99\noptions timeout:1 attempts:1\n")
    expect("no name server answers", "typo")
    write("/etc/resolv.conf", "nameserver 127.0.0.99\n")
    expect("there is no name server", "typo")
    write("/etc/resolv.conf", resolver)
    for title, address in (("a filter answers 0.0.0.0", "0.0.0.0"),
                           ("the name leads to this computer", "127.0.0.1"),
                           ("the name leads to this computer by IPv6", "::1")):
        write("/etc/hosts", hosts.replace(f"{net.GATEWAY} {net.GATEWAY_NAME}",
                                          f"{address} {net.GATEWAY_NAME}"))
        add_quick(f"at-{address}")
        expect(title, f"at-{address}")


def case_gateway():
    """A gateway that answers, and is not what the profile wants."""
    scene = begin(kind="eap")
    add_quick("ciphers", ike__proposals="aes128ctr-sha512-modp4096")
    expect("no encryption in common for IKE", "ciphers")
    add_quick("traffic", esp__proposals="aes128-sha512")
    expect("no encryption in common for the traffic", "traffic")
    pki.make_ca("stranger", "Somebody Else CA")
    add_quick("stranger", auth__ca=pki.path("stranger.crt"))
    expect("the gateway's CA is unknown", "stranger")
    add_quick("renamed", auth__remote_id="other.office.test")
    expect("the profile expects another name", "renamed")
    add_quick()
    expect("the password is wrong", secrets=("wrong",))
    add_quick("gtc", auth__eap_methods="gtc")
    expect("no login method in common", "gtc")
    add_quick("routes", network__routes="10.99.0.0/16")
    expect("the networks asked for are not behind the gateway", "routes")
    scene.gateway.stop()
    pki.expire("gw")
    scene.gateway.start()
    expect("the gateway's certificate has expired")


def case_identity():
    """Certificates of the gateway that prove something else, or to somebody else."""
    scene = Scene(Gateway(charon=PATIENT, kind="eap", id="other.office.test"), polkit=True,
                  pki_options={"gateway_names": "DNS:other.office.test"})
    add_quick()
    expect("the gateway's certificate is for another name")
    scene.gateway.stop()
    pki.make_certificate("gw", net.GATEWAY_NAME, f"DNS:{net.GATEWAY_NAME}", "clientAuth")
    scene.gateway = Gateway(kind="eap").start()
    expect("the gateway's certificate is for clients")
    scene.gateway.stop()
    scene.gateway = Gateway(kind="psk").start()
    expect("the gateway wants pre-shared keys")
    add_quick("psk", auth="psk")
    expect("the pre-shared key is wrong", "psk", secrets=(PSK + "!",))


def case_files():
    """Certificates and keys of the profile."""
    begin(kind="cert")
    write("/tmp/none.pem", "nothing\n")
    add_quick("ca-missing", auth__ca="/tmp/not-there.pem")
    expect("the CA's file is missing", "ca-missing")
    add_quick("ca-directory", auth__ca="/tmp")
    expect("the CA's file is a directory", "ca-directory")
    add_quick("ca-nothing", auth__ca="/tmp/none.pem")
    expect("the CA's file holds no certificate", "ca-nothing")
    add_quick("cert-missing", auth="cert", auth__certificate="/tmp/not-there.pem")
    expect("the own certificate's file is missing", "cert-missing", secrets=())
    add_quick("key-missing", auth="cert", auth__private_key="/tmp/not-there.pem")
    expect("the key's file is missing", "key-missing", secrets=())
    add_quick("key-nothing", auth="cert", auth__private_key="/tmp/none.pem")
    expect("the key's file holds no key", "key-nothing", secrets=())
    add_quick("key-other", auth="cert", auth__private_key=pki.path("gw.key"))
    expect("the key is of another certificate", "key-other", secrets=())
    run("openssl", "pkcs8", "-topk8", "-in", pki.path("user.key"), "-out", pki.path("locked.key"),
        "-passout", "pass:sesame")
    os.chmod(pki.path("locked.key"), 0o600)
    add_quick("locked", auth="cert", auth__private_key=pki.path("locked.key"))
    expect("the passphrase is wrong", "locked", secrets=("wrong",))
    assert "passphrase" in host.vpnctl("connect", "locked", check=False).err
    pki.expire("user")
    add_quick("cert-expired", auth="cert")
    expect("the own certificate has expired", "cert-expired", secrets=())


def case_nothing_of_yours():
    """The doctor sends no answer of the user's, makes nothing on this computer, and leaves a
    connection alone that is up."""
    scene = begin(kind="eap")
    host.add_profile(auth__local_id="visitor@office.test", auth__user="secret-alice")
    assert host.vpnctl("doctor", "office").code == 0
    log = scene.gateway.log()
    assert "EAP/REQ/ID" in log and "EAP/RES" not in log and "secret-alice" not in log, log[-2000:]
    scene.assert_nothing_left()
    add_quick("up")
    host.connect("up")
    assert host.vpnctl("doctor", "up").code == 0 and host.status("up")["state"] == "connected"


def case_leaves_no_half_of_a_session():
    """Whoever looks and goes away again says so: nothing of it stays at the gateway, which would
    otherwise shut out who has looked a few times (its protection from floods). The same for who
    thinks better of it when asked for the password."""
    scene = Scene(Gateway(kind="eap"), polkit=True)
    add_quick()
    for _ in range(12):
        assert host.vpnctl("doctor", "office").code == 0
    wait_for("the end of the sessions", lambda: not scene.gateway.sas().strip(), 3)
    assert host.connect(secrets=("",), check=False).code != 0
    assert host.vpnctl("connect", "office", check=False).code == 9
    wait_for("the end of the log-ins", lambda: not scene.gateway.sas().strip(), 3)
    host.connect()
    host.vpnctl("disconnect", "office")


def case_computer():
    """What this computer lacks; and what is worth a note."""
    scene = begin(kind="eap")
    add_quick()
    os.rename("/dev/net/tun", "/dev/net/tun.away")
    expect("there is no /dev/net/tun")
    os.rename("/dev/net/tun.away", "/dev/net/tun")
    wait_for("the device to be found again",
             lambda: host.vpnctl("doctor", check=False).code == 0)
    notes = json.loads(host.vpnctl("doctor", "office", "--json").out)["doctor"]
    rows = {row["check"]: row for row in notes["checks"]}
    assert rows["gateway-identity"]["state"] == "good", rows
    assert net.GATEWAY_NAME in rows["gateway-identity"]["text"], rows
    assert rows["dns"]["state"] == "note" and rows["other-vpn"]["state"] == "good", rows
    run("ip", "tuntap", "add", "dev", "tun7", "mode", "tun")
    add_quick("overlap", network__routes="192.168.0.0/16")
    charon = spawn("/usr/bin/python3", "-c", "import socket, time; s = socket.socket("
                   "socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 500)); time.sleep(60)")
    wait_for("port 500", lambda: ":500" in run("ss", "-lun").stdout)
    rows = {row["check"]: row for row in json.loads(
        host.vpnctl("doctor", "overlap", "--json").out)["doctor"]["checks"]}
    stop(charon)
    assert "tun7" in rows["other-vpn"]["text"] and rows["other-vpn"]["state"] == "note", rows
    assert "192.168.77" in rows["overlap"]["text"] and rows["other-ike"]["state"] == "note", rows
    scene.genkand.stop()
    assert host.vpnctl("doctor", check=False).code == 5
