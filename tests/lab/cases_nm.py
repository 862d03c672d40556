# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""NetworkManager's VPN menu, driven with nmcli."""

import os

from genkanlab import host, net, nm, pki, radius
from genkanlab.gateway import DUAL_STACK, PASSWORD, PSK
from genkanlab.net import GATEWAY_NAME, OFFICE_NET
from genkanlab.scene import assert_office_reachable, ping
from genkanlab.shell import read, run, wait_for, write

NOT_SAVED = 2


def use_the_office(scene, name="office"):
    """With the connection up: traffic, DNS, and nothing left after it is down."""
    assert nm.active_state(name) == "activated", nm.active_state(name)
    assert net.OFFICE in read("/etc/resolv.conf"), read("/etc/resolv.conf")
    assert_office_reachable()
    nm.nmcli("connection", "down", name)
    wait_for("the end of the tunnel", lambda: not scene.genkand.workers(), 3)
    assert not ping(deadline=1), "the office still answers"
    scene.assert_nothing_left()
    wait_for("the end of the service", lambda: not nm.services(), 10)


def secrets_file(**secrets):
    """A passwd-file for nmcli."""
    path = "/tmp/secrets"
    write(path, "".join(f"vpn.secrets.{name.replace('_', '-')}:{value}\n"
                        for name, value in secrets.items()), 0o600)
    return path


def case_psk():
    """nmcli connection up with a stored pre-shared key."""
    scene = nm.scene(kind="psk")
    nm.add_connection(auth="psk", secrets={"psk": PSK})
    result = nm.nmcli("connection", "up", "office")
    assert result.seconds < 5, result
    use_the_office(scene)


def case_eap_stored_password():
    """EAP with the password in NetworkManager's own store."""
    scene = nm.scene(kind="eap")
    nm.add_connection(auth="eap", secrets={"password": PASSWORD})
    nm.nmcli("connection", "up", "office")
    use_the_office(scene)


def case_eap_asked():
    """nmcli --ask on a terminal; the password is not echoed and not stored."""
    scene = nm.scene(kind="eap")
    nm.add_connection(auth="eap", flags={"password": NOT_SAVED})
    code, seen = nm.nmcli_on_terminal("--ask", "connection", "up", "office",
                                      answers=(("Password.*:", PASSWORD),))
    assert code == 0 and "alice" in seen and PASSWORD not in seen, (code, seen)
    stored = "".join(read(path) for path in nm.keyfiles())
    assert "alice" in stored and PASSWORD not in stored, stored
    use_the_office(scene)


def case_eap_passwd_file():
    """nmcli with the password in a file, nobody there to ask."""
    scene = nm.scene(kind="eap")
    nm.add_connection(auth="eap", flags={"password": NOT_SAVED})
    nm.nmcli("connection", "up", "office", "passwd-file", secrets_file(password=PASSWORD))
    use_the_office(scene)


def case_eap_nobody_to_ask():
    """Without a password and without anybody to ask, it ends at once."""
    scene = nm.scene(kind="eap")
    nm.add_connection(auth="eap", flags={"password": NOT_SAVED})
    result = nm.nmcli("connection", "up", "office", check=False)
    assert result.code != 0 and result.seconds < 5, result
    assert "secrets" in result.err.lower(), result
    scene.assert_nothing_left()


def case_otp():
    """A password and then a one-time code, asked for in the server's own words."""
    scene = nm.scene(kind="eap", eap="eap-radius")
    radius.start_otp()
    nm.add_connection(auth="eap", flags={"password": NOT_SAVED})
    code, seen = nm.nmcli_on_terminal("--ask", "connection", "up", "office", answers=(
        ("Password.*:", "wonderland"), ("token 8812[^:]*(\n|.)*Answer.*:", "246810")))
    assert code == 0, seen
    assert "wonderland" not in seen and "246810" not in seen, seen
    use_the_office(scene)


def case_certificate():
    """The user's certificate, with a key that has no passphrase."""
    scene = nm.scene(kind="cert")
    nm.add_connection(auth="cert")
    nm.nmcli("connection", "up", "office")
    use_the_office(scene)


def case_certificate_passphrase():
    """A private key with a passphrase, which is asked for like any secret."""
    scene = nm.scene(kind="cert")
    run("openssl", "pkcs8", "-topk8", "-in", pki.path("user.key"), "-out", pki.path("locked.key"),
        "-passout", "pass:open sesame")
    nm.add_connection(auth="cert", flags={"key-passphrase": NOT_SAVED},
                      auth__private_key=pki.path("locked.key"))
    nm.nmcli("connection", "up", "office", "passwd-file",
             secrets_file(key_passphrase="open sesame"))
    use_the_office(scene)


def case_wrong_password():
    """A wrong password is asked for again; with nobody to ask, or wrong again, the login failed."""
    scene = nm.scene(kind="eap")
    nm.add_connection("stored", auth="eap", secrets={"password": "looking-glass"})
    result = nm.nmcli("connection", "up", "stored", check=False)
    assert result.code != 0 and result.seconds < 10, result
    assert "No valid secrets" in result.err, result
    nm.add_connection(auth="eap", flags={"password": NOT_SAVED})
    wrong = ("Password.*:", "looking-glass")
    code, seen = nm.nmcli_on_terminal("--ask", "connection", "up", "office",
                                      answers=(wrong, wrong, wrong))
    assert code != 0 and "Invalid secrets" in seen, (code, seen)
    scene.assert_nothing_left()
    code, seen = nm.nmcli_on_terminal("--ask", "connection", "up", "office",
                                      answers=(wrong, ("Password.*:", PASSWORD)))
    assert code == 0, seen
    assert "looking-glass" not in read(nm.LOG) + scene.genkand.log()
    use_the_office(scene)


def case_wrong_psk():
    """A wrong pre-shared key is a failed login, which NetworkManager calls invalid secrets."""
    scene = nm.scene(kind="psk")
    nm.add_connection(auth="psk", secrets={"psk": "looking-glass"})
    result = nm.nmcli("connection", "up", "office", check=False)
    assert result.code != 0 and result.seconds < 10, result
    assert "Invalid secrets" in result.err, result
    assert "do not agree on the pre-shared key" in read(nm.LOG), nm.tail(nm.LOG)
    assert "looking-glass" not in read(nm.LOG) + scene.genkand.log()
    scene.assert_nothing_left()


def case_dual_stack():
    """IPv4 and IPv6 of the office through one connection."""
    scene = nm.scene(kind="eap", **DUAL_STACK)
    nm.add_connection(auth="eap", secrets={"password": PASSWORD},
                      network__routes=f"{net.OFFICE_NET} {net.OFFICE_NET6}")
    nm.nmcli("connection", "up", "office")
    assert ping(net.OFFICE6), run("ip", "-6", "route").stdout
    use_the_office(scene)


def case_everything_through_the_tunnel():
    """A full tunnel: NetworkManager makes the default route and the way to the gateway."""
    scene = nm.scene(kind="eap", local_ts="0.0.0.0/0")
    nm.add_connection(auth="eap", secrets={"password": PASSWORD}, network__routes="")
    nm.nmcli("connection", "up", "office")
    route = run("ip", "route", "get", "203.0.113.200").stdout
    assert f"dev {nm.tunnel_interface()}" in route, route
    use_the_office(scene)


def case_import():
    """Our own profile file and NetworkManager's keyfile, in and out."""
    scene = nm.scene(kind="psk")
    write("/tmp/office.genkan", f"[connection]\nname=office\ngateway={GATEWAY_NAME}\n"
          f"[auth]\nmethod=psk\n[network]\nroutes={OFFICE_NET}\n")
    nm.nmcli("connection", "import", "type", "genkan", "file", "/tmp/office.genkan")
    nm.nmcli("connection", "modify", "office", "vpn.secrets", f"psk={PSK}")
    nm.nmcli("connection", "export", "office", "/tmp/out.nmconnection")
    nm.nmcli("connection", "export", "office", "/tmp/out.genkan")
    assert PSK not in read("/tmp/out.nmconnection") + read("/tmp/out.genkan")
    assert f"gateway={GATEWAY_NAME}" in read("/tmp/out.genkan"), read("/tmp/out.genkan")
    nm.nmcli("connection", "delete", "office")
    nm.nmcli("connection", "import", "type", "genkan", "file", "/tmp/out.nmconnection")
    nm.nmcli("connection", "modify", "office", "vpn.secrets", f"psk={PSK}")
    nm.nmcli("connection", "up", "office")
    use_the_office(scene)


def case_gateway_restart():
    """The gateway loses everything: the connection of NetworkManager stays and works again."""
    scene = nm.scene(kind="eap")
    nm.add_connection(auth="eap", secrets={"password": PASSWORD}, ike__dpd_interval="1")
    nm.nmcli("connection", "up", "office")
    assert_office_reachable()
    active = nm.active_path()
    scene.gateway.kill()
    wait_for("the loss to be seen", lambda: host.status()["state"] == "reconnecting", 30)
    assert nm.active_state() == "activated", nm.active_state()
    # Another address, so that NetworkManager has to be told.
    scene.gateway.settings["pools"] = "p5"
    scene.gateway.start()
    wait_for("the tunnel", lambda: host.status()["state"] == "connected", 30)
    wait_for("the new address", lambda: "203.0.113.129" in run("ip", "-4", "addr").stdout, 5)
    assert "203.0.113.1/" not in run("ip", "-4", "addr").stdout
    assert nm.active_path() == active and nm.active_state() == "activated"
    use_the_office(scene)


def case_beside_vpnctl():
    """A connection of NetworkManager and one of vpnctl at the same time."""
    scene = nm.scene(kind="eap", **DUAL_STACK)
    nm.add_connection(auth="eap", secrets={"password": PASSWORD})
    host.add_profile("second", network__routes=net.OFFICE_NET6, network__use_dns="false")
    nm.nmcli("connection", "up", "office")
    host.connect("second")
    assert nm.active_state() == "activated"
    assert host.status("second")["state"] == "connected"
    assert len(scene.genkand.workers()) == 2
    assert ping(net.OFFICE6)
    assert_office_reachable()
    host.vpnctl("disconnect", "second")
    assert nm.active_state() == "activated"
    use_the_office(scene)


def case_two_connections():
    """Two connections of NetworkManager: each has a service of its own."""
    scene = nm.scene(kind="eap")
    for name in ("office", "second"):
        nm.add_connection(name, auth="eap", secrets={"password": PASSWORD})
    nm.nmcli("connection", "up", "second")
    nm.nmcli("connection", "up", "office")
    assert len(nm.services()) == 2 and len(scene.genkand.workers()) == 2
    nm.nmcli("connection", "down", "second")
    use_the_office(scene)


def case_service_dies():
    """A service that crashes takes its tunnel along, and NetworkManager tidies up."""
    scene = nm.scene(kind="psk")
    nm.add_connection(auth="psk", secrets={"psk": PSK})
    nm.nmcli("connection", "up", "office")
    run("kill", "-KILL", str(nm.services()[0]))
    wait_for("the end of the connection", lambda: nm.active_state() == "", 5)
    scene.assert_nothing_left()


def case_networkmanager_dies():
    """Without NetworkManager the tunnel, whose routes nobody would undo, ends."""
    scene = nm.scene(kind="psk")
    nm.add_connection(auth="psk", secrets={"psk": PSK})
    nm.nmcli("connection", "up", "office")
    interface = nm.tunnel_interface()
    scene.networkmanager.kill()
    wait_for("the end of the tunnel", lambda: not scene.genkand.workers(), 5)
    wait_for("the end of the service", lambda: not nm.services(), 5)
    assert interface not in run("ip", "link").stdout


ASKING = """[ -z "$1" ] || printf %s "$1" | secret-tool store --label=office connection-uuid UUID \
  setting-name vpn setting-key password
{ printf 'DATA_KEY=auth.user\\nDATA_VAL=alice\\n'
  printf 'DATA_KEY=password-flags\\nDATA_VAL=1\\nDONE\\nQUIT\\n'; } |
  "$2" -u UUID -n office -s org.freedesktop.NetworkManager.genkan --external-ui-mode -i
"""


def case_keyring():
    """A password that the user's agent keeps: the authentication dialogue finds it, headless."""
    dialog = host.program("nm-plugin", "auth-dialog", "nm-genkan-auth-dialog")
    os.makedirs("/run/user/0", mode=0o700, exist_ok=True)
    env = {**os.environ, "HOME": "/tmp", "XDG_RUNTIME_DIR": "/run/user/0", "LC_ALL": "C.UTF-8"}
    env.pop("DISPLAY", None)
    unlock = "printf keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
    for kept, ask in (("", "true"), (PASSWORD, "false")):
        seen = run("dbus-run-session", "--", "bash", "-c", unlock + ASKING, "ask", kept, dialog,
                   env=env).stdout
        assert f"Value={kept}\n" in seen and f"ShouldAsk={ask}" in seen, seen
        assert "Label=Password" in seen and "alice" in seen, seen
