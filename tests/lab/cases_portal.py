# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A network that wants its users to sign in on a web page, and a laptop that is closed: without its
VPN, or because its VPN is lost."""

from genkanlab import host, net, pki
from genkanlab.capture import Capture
from genkanlab.gateway import USER
from genkanlab.scene import assert_office_reachable, ping, start_gateway
from genkanlab.shell import run, spawn, stop, wait_for, write

NOBODY = 65534

# Whatever is asked for, the portal answers; everything else waits until one has signed in.
PORTAL = """
table ip portal {
  chain prerouting {
    type nat hook prerouting priority dstnat
    iifname "lan" tcp dport 80 redirect to :80
  }
  chain forward {
    type filter hook forward priority 0
    drop
  }
}
"""


def serve(port, netns=None, text="Please sign in"):
    write("/srv/portal/index.html", f"<h1>{text}</h1>\n")
    server = spawn("/usr/bin/python3", "-m", "http.server", str(port), "--bind", "0.0.0.0",
                   "--directory", "/srv/portal", netns=netns, log=f"/tmp/web-{port}.log")
    wait_for("the web server", lambda: f":{port}" in run("ss", "-ltn", netns=netns).stdout)
    return server


def open_page(url="http://203.0.113.9/", uid=0):
    return run("setpriv", f"--reuid={uid}", "--clear-groups", "curl", "-s", "--max-time", "2", url,
               check=False).stdout


def start():
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    run("mkdir", "-p", "/srv/portal")
    serve(80, netns="router")
    serve(8080, netns="router")
    run("nft", "-f", "-", netns="router", stdin=PORTAL)
    run("install", "-D", "-m", "644", pki.path("ca.crt"), "/etc/genkan/office-ca.pem")
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME, "--user", USER,
                "auth.ca=/etc/genkan/office-ca.pem", "network.guard=always", "ike.give-up=5")
    return scene


def assert_only_web_pages():
    assert "Please sign in" in open_page(), "the page of the network cannot be opened"
    assert "203.0.113.9" in run("getent", "hosts", "public.test", check=False).stdout
    assert not open_page(uid=NOBODY), "somebody else's web pages leave in clear"
    assert not open_page("http://192.168.77.1:8080/"), "another port can be reached"
    assert not ping("192.168.77.1", deadline=1), "more than web pages leaves in clear"
    serve(9000)
    came = run("curl", "-s", "--max-time", "1", "--local-port", "443",
               "http://192.168.77.2:9000/", netns="router", check=False).stdout
    assert not came, "somebody comes in by the hole"


def says_open():
    return "Web pages of this network" in host.vpnctl("status").out


def says_held_open():
    return any("sign in" in sentence for sentence in host.status()["warnings"])


def case_sign_in_while_held():
    """A VPN that is up comes into a network that wants its users to sign in: everything stays
    closed until its owner asks for the page; then that and nothing else gets through, by the
    network's own name servers, and the VPN's return ends it."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    run("mkdir", "-p", "/srv/portal")
    serve(80, netns="router")
    serve(8080, netns="router")
    scene.remember()
    host.add_profile(network__routes="", ike__give_up="5", ike__dpd_interval="5")
    host.connect()
    assert_office_reachable()
    run("nft", "-f", "-", netns="router", stdin=PORTAL)
    pings = spawn("ping", "-i", "0.5", net.OFFICE, log="/tmp/pings.log")
    wait_for("the loss", lambda: host.status()["state"] != "connected", 30)
    assert host.status()["protection"] == "held"
    assert not open_page()
    with Capture() as air:
        host.vpnctl("sign-in")
        wait_for("the hole", says_held_open, 3)
        assert_only_web_pages()
    clear = air.lines(f"ip and src host {net.LAPTOP} and not host {net.GATEWAY} "
                      "and not dst port 80 and not dst port 53")
    assert not clear, clear
    # What the filter holds alone now it holds by two tables.
    run("nft", "flush", "ruleset")
    assert not ping("192.168.77.1", deadline=1), "more than web pages leaves in clear"
    host.vpnctl("sign-in", "--seconds", "1")
    wait_for("the end of it", lambda: not says_held_open(), 5)
    assert not open_page() and host.status()["protection"] == "held"
    host.vpnctl("sign-in")
    wait_for("the hole", says_held_open, 3)
    assert open_page()
    # Signed in.
    run("nft", "delete", "table", "ip", "portal", netns="router")
    wait_for("the VPN", lambda: host.status()["state"] == "connected", 40)
    assert_office_reachable()
    assert not says_held_open() and "skuid" not in run("nft", "list", "ruleset").stdout
    refused = host.vpnctl("sign-in", check=False)
    assert refused.code != 0 and "not closed" in refused.err, refused
    stop(pings)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def case_sign_in():
    """One person's web pages get through for a while, nothing else does, and the VPN ends it."""
    scene = start()
    assert not open_page() and not says_open()
    host.vpnctl("sign-in")
    assert says_open()
    assert_only_web_pages()
    # Signed in.
    run("nft", "delete", "table", "ip", "portal", netns="router")
    host.connect()
    assert_office_reachable()
    assert not says_open() and "skuid" not in run("nft", "list", "ruleset").stdout
    host.vpnctl("disconnect", "office")
    assert not open_page()
    host.vpnctl("sign-in", "--seconds", "1")
    wait_for("the end of it", lambda: not says_open(), 5)
    assert not open_page()
    host.vpnctl("disconnect", "--force")
    refused = host.vpnctl("sign-in", check=False)
    assert refused.code != 0 and "not closed" in refused.err, refused
    scene.assert_nothing_left()
