# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""connection.autoconnect=untrusted: which network the laptop is in decides, and people do."""

import sys
import time

from genkanlab import host, net, nm, person, pki
from genkanlab.capture import Capture
from genkanlab.desktop import Desktop, Menu
from genkanlab.gateway import PASSWORD, USER
from genkanlab.guest import keep_secret
from genkanlab.scene import ping, start_gateway
from genkanlab.shell import run, spawn, stop, wait_for, write

HOME = nm.COFFEE_SHOP.replace("coffee-shop", "home").replace("8a01", "8a02").replace(
    "dns=", "dns-search=lan.home.test;\ndns=")


def start_laptop():
    """One that knows two networks and is in the second one."""
    scene = start_gateway(kind="eap")
    nm.start()
    write("/etc/NetworkManager/system-connections/home.nmconnection", HOME, 0o600)
    nm.nmcli("connection", "reload")
    nm.nmcli("connection", "up", "home")
    wait_for("addresses", lambda: "tentative" not in run("ip", "addr").stdout)
    scene.remember()
    nm.nmcli("connection", "up", "coffee-shop")
    return scene


def start(**settings):
    """With a profile of the system that needs nobody."""
    scene = start_laptop()
    run("install", "-D", "-m", "644", pki.path("ca.crt"), "/etc/genkan/office-ca.pem")
    keep_secret("office.password", PASSWORD)
    add(**settings)
    return scene


def add(**settings):
    keys = {"auth.ca": "/etc/genkan/office-ca.pem", "network.routes": net.OFFICE_NET,
            "connection.autoconnect": "untrusted", "ike.give-up": "5",
            **{"connection." + key.replace("_", "-"): value for key, value in settings.items()}}
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME, "--user", USER,
                *[f"{key}={value}" for key, value in keys.items()])


def go_to(network, scene=None):
    """scene: it is another one, and the laptop is to notice."""
    before = moves(scene) if scene else 0
    nm.nmcli("connection", "up", network)
    if scene:
        wait_for("the move to be seen", lambda: moves(scene) == before + 1, 10)


def moves(scene):
    return scene.genkand.log().count("in another network")


def wait_for_office():
    wait_for("the office", ping, 20)
    assert host.status()["state"] == "connected"


def is_left():
    return all(row["state"] == "disconnected" for row in host.connections())


def decisions(scene):
    """How often it was connected and left by itself."""
    log = scene.genkand.log()
    return log.count("network is not trusted"), log.count("not needed in this network")


def wait_for_decisions(scene, connected, left):
    wait_for(f"{connected} times connected and {left} times left",
             lambda: decisions(scene) == (connected, left), 15)


def case_trusted_by_name():
    """Up in the coffee shop, down at home, and who does something by hand has his way."""
    scene = start(trusted_networks="home")
    wait_for_office()
    with Capture() as air:
        go_to("home", scene)
        wait_for("the end of the connection", is_left, 10)
        scene.assert_nothing_left()
        # In the same network it stays as somebody wants it, whatever happens there.
        host.vpnctl("connect", "office")
        go_to("home")
        wait_for_office()
        # In the next one the rule holds again.
        go_to("coffee-shop", scene)
        wait_for_office()
        host.vpnctl("disconnect", "office")
        go_to("coffee-shop")
        assert is_left()
        before = moves(scene)
        scene.genkand.stop()
        scene.genkand.start()
        wait_for("a look around", lambda: moves(scene) == before + 1, 10)
        assert is_left()
        go_to("home", scene)
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert is_left()
    go_to("coffee-shop", scene)
    wait_for_office()
    # Nothing came up where it was left.
    assert decisions(scene) == (2, 1), scene.genkand.log()


def case_trusted_by_domain():
    """The domain of the network's DNS, and of two kinds of marks both."""
    scene = start(trusted_domains="home.test")
    wait_for_decisions(scene, 1, 0)
    wait_for_office()
    go_to("home", scene)
    wait_for_decisions(scene, 1, 1)
    wait_for("the end of the connection", is_left, 10)
    host.vpnctl("set", "office", "connection.trusted-networks=elsewhere")
    wait_for_decisions(scene, 2, 1)
    wait_for_office()
    host.vpnctl("set", "office", "connection.trusted-networks=elsewhere,home")
    wait_for_decisions(scene, 2, 2)


def case_networkmanager_restarts_at_home():
    """A restart of NetworkManager is no other network; without it none is known by name."""
    scene = start(trusted_networks="home")
    wait_for_office()
    go_to("home")
    wait_for("the end of the connection", is_left, 10)
    run("pkill", "-KILL", "-x", "NetworkManager")
    wait_for("the bus to notice", lambda: not host.has_owner("org.freedesktop.NetworkManager"))
    again = nm.run_daemon()
    wait_for("home", lambda: "home" in nm.nmcli("-t", "connection", "show", "--active").out, 20)
    assert decisions(scene) == (1, 1), scene.genkand.log()
    # It leaves the device as it is; in another network nobody says which.
    stop(again)
    assert decisions(scene) == (1, 1), scene.genkand.log()
    run("ip", "addr", "flush", "dev", "veth0")
    run("ip", "addr", "add", "192.168.77.3/24", "dev", "veth0")
    run("ip", "route", "replace", "default", "via", "192.168.77.1")
    wait_for_office()


def case_secret_missing():
    """Without its secret it fails once in each network, says so, and asks nobody."""
    scene = start(trusted_networks="home")
    wait_for_office()
    host.vpnctl("disconnect", "office")
    run("rm", "/etc/genkan/secrets/office.password")
    go_to("home", scene)
    go_to("coffee-shop", scene)
    wait_for_decisions(scene, 2, 0)
    row = wait_for("the end of the attempt", lambda: next(
        (row for row in host.connections() if row["state"] == "failed"), None), 20)
    assert row["reason"] == "no-secrets", row
    go_to("coffee-shop")
    assert decisions(scene) == (2, 0), scene.genkand.log()


def sign_in(menu):
    person.find("password text")
    person.type_into(None, PASSWORD, role="password text")
    person.press("Continue")
    menu.wait_for("office: Connected")


def case_profile_of_a_user():
    """A person's own profile is connected by the tray application, which asks for what it needs,
    and ended where the network is trusted; by hand counts here too."""
    scene = start_laptop()
    host.add_profile(connection__autoconnect="untrusted", connection__trusted_networks="home")
    desktop = Desktop()
    desktop.start_genkan("--background")
    menu = Menu()
    sign_in(menu)
    assert ping()
    go_to("home", scene)
    menu.wait_for("office: Disconnected")
    scene.assert_nothing_left()
    go_to("coffee-shop", scene)
    sign_in(menu)
    menu.click("Disconnect office")
    menu.wait_for("office: Disconnected")
    go_to("coffee-shop")
    # Another look at the same network changes nothing.
    host.vpnctl("set", "office", "connection.trusted-networks=home,elsewhere")
    assert is_left()
    go_to("home", scene)
    go_to("coffee-shop", scene)
    sign_in(menu)
    host.vpnctl("set", "office", "connection.trusted-networks=home,coffee-shop")
    menu.wait_for("office: Disconnected")
    assert decisions(scene) == (0, 2), scene.genkand.log()


# Where the intranet is, for those inside; whoever else has this address is somebody else.
INTRANET = "192.168.77.80"

TLS_SERVER = """
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(*sys.argv[1:3])
server = socket.create_server(("192.168.77.80", 443))
while True:
    peer = server.accept()[0]
    peer.settimeout(5)
    try:
        context.wrap_socket(peer, server_side=True).close()
    except OSError:
        peer.close()
"""

# Takes a connection and says nothing, as a portal does that waits for its page.
SILENT = """
import socket, time
server = socket.create_server(("192.168.77.80", 443))
kept = []
while True:
    kept.append(server.accept()[0])
"""


def make_certificate(name):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-keyout", f"/tmp/{name}.key", "-out", f"/tmp/{name}.crt", "-days", "30",
        "-subj", "/CN=intranet.office.test", "-addext", "subjectAltName=DNS:intranet.office.test")
    said = run("openssl", "x509", "-in", f"/tmp/{name}.crt", "-noout", "-fingerprint",
               "-sha256").stdout
    return said.strip().split("=")[1]


def serve(program, *argv):
    server = spawn(sys.executable, "-c", program, *argv, netns="router", log="/tmp/intranet.log")
    wait_for("the server", lambda: ":443 " in run("ss", "-ltn", netns="router").stdout)
    return server


def case_trusted_by_server():
    """A server that has to prove its certificate: the right one ends the need of a VPN; somebody
    with a certificate of his own for the same name, or who takes every connection and says nothing,
    is not believed, and while he is asked nothing is decided for longer than a few seconds."""
    right, wrong = make_certificate("intranet"), make_certificate("rogue")
    assert right != wrong
    scene = start(trusted_servers=f"{INTRANET}:443=SHA256:{right}")
    run("ip", "addr", "add", f"{INTRANET}/32", "dev", "lan", netns="router")
    # Nobody is there.
    wait_for_decisions(scene, 1, 0)
    wait_for_office()
    rogue = serve(TLS_SERVER, "/tmp/rogue.crt", "/tmp/rogue.key")
    go_to("home", scene)
    wait_for("a verdict", lambda: scene.genkand.log().count("is not in this network") == 2, 12)
    wait_for_office()
    stop(rogue)
    genuine = serve(TLS_SERVER, "/tmp/intranet.crt", "/tmp/intranet.key")
    go_to("coffee-shop", scene)
    wait_for_decisions(scene, 1, 1)
    wait_for("the end of the connection", is_left, 10)
    assert "has proven to be in this network" in scene.genkand.log()
    stop(genuine)
    silent = serve(SILENT)
    began = time.monotonic()
    go_to("home", scene)
    wait_for_decisions(scene, 2, 1)
    print(f"undecided for {time.monotonic() - began:.1f} s")
    wait_for_office()
    stop(silent)
    # With a name as well, both must fit.
    genuine = serve(TLS_SERVER, "/tmp/intranet.crt", "/tmp/intranet.key")
    host.vpnctl("set", "office", "connection.trusted-networks=home")
    go_to("coffee-shop", scene)
    assert decisions(scene) == (2, 1)
    go_to("home", scene)
    wait_for_decisions(scene, 2, 2)
    stop(genuine)
    refused = host.vpnctl("set", "office", "connection.trusted-servers=intranet", check=False)
    assert refused.code != 0 and "FINGERPRINT" in refused.err, refused
