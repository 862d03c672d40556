# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The dialogs of the tray application: editor, import, prompts, the gateway's identity, used by a
person who sees them through AT-SPI."""

import json
import os

from genkanlab import host, moves, net, person, pki, radius
from genkanlab.desktop import HOME, Desktop
from genkanlab.gateway import PASSWORD, USER, Gateway
from genkanlab.scene import Scene, assert_office_reachable, ping, start_gateway
from genkanlab.shell import run, wait_for, write

KEYRING_PASSWORD = "keyring"


def activate(action):
    """What a menu row or a button of the window does."""
    run("gapplication", "action", "org.genkan.VPN1.Gui", action)


def choose(action, name="office"):
    """The same for an action of a profile."""
    run("gapplication", "action", "org.genkan.VPN1.Gui", action, f"'{name}'")


def press(name):
    """A button of the dialog, not one of the window below it."""
    button = wait_for(f"{name!r} in a dialog", lambda: next(
        (node for app in person.applications() for dialog in person.walk(app)
         if person.role_of(dialog) == "dialog" for node in person.walk(dialog)
         if person.role_of(node) == "push button" and node.get_name() == name
         and person.is_showing(node)), None))
    button.get_action_iface().do_action(0)


def type_below(name, text):
    """Into an entry that has to be scrolled to: the focus does that."""
    entry = next(node for app in person.applications() for node in person.walk(app)
                 if person.role_of(node) == "text" and node.get_name() == name)
    entry.get_component_iface().grab_focus()
    person.type_into(name, text, role="text")


def connect():
    person.press("Connect")


def answer(text):
    person.type_into(None, text, role="password text")
    press("Continue")


def wait_connected(name="office"):
    wait_for("the connection", lambda: (host.status(name) or {}).get("state") == "connected")
    assert_office_reachable()


def wait_failed():
    over = (None, "failed", "disconnected")
    wait_for("the failure", lambda: (host.status() or {}).get("state") in over)


def start_keyring(desktop):
    desktop.spawn("sh", "-c", f"printf %s {KEYRING_PASSWORD} | "
                  "gnome-keyring-daemon --foreground --unlock --components=secrets",
                  log="/tmp/keyring.log")
    # Who calls it before it is there has the bus start another one, which nobody has unlocked.
    wait_for("the keyring", lambda: "true" in run(
        "gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path",
        "/org/freedesktop/DBus", "--method", "org.freedesktop.DBus.NameHasOwner",
        "org.freedesktop.secrets").stdout)


def remembered():
    """The password of the only profile that the keyring knows, "" for none."""
    return run("secret-tool", "search", "xdg:schema", "org.genkan.VPN1", check=False).stdout


def case_add_by_typing():
    """The short form with gateway and user name suffices; what is wrong is said beside it."""
    start_gateway(kind="eap")
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    activate("add")
    person.find("text", "Gateway")
    desktop.screenshot("1-empty")
    assert not person.unnamed(), person.unnamed()
    person.type_into("Gateway", "vpn office", role="text")
    person.find("label", "host name")
    desktop.screenshot("2-wrong")
    person.type_into("Gateway", net.GATEWAY_NAME, role="text")
    person.type_into("User name", USER, role="text")
    person.type_into("Name", "office", role="text")
    person.type_into("CA certificate", pki.path("ca.crt"), role="text")
    person.find("label", "Valid until")
    desktop.screenshot("3-filled")
    person.press("Advanced", role="radio button")
    type_below("Networks", net.OFFICE_NET)
    assert not person.unnamed(), person.unnamed()
    desktop.screenshot("4-advanced")
    press("Add")
    wait_for("the profile", lambda: "office" in host.vpnctl("list").out)
    connect()
    answer(PASSWORD)
    wait_connected()
    desktop.screenshot("5-connected")


def case_edit_refused():
    """What polkit or genkand refuses is told in the dialog, which stays open."""
    start_gateway(kind="eap")
    host.add_profile("office")
    host.add_profile("home")
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    activate("add")
    person.type_into("Gateway", net.GATEWAY_NAME, role="text")
    person.type_into("User name", USER, role="text")
    person.type_into("Name", "home", role="text")
    press("Add")
    person.find("label", "of that name already")
    desktop.screenshot("1-taken")
    person.type_into("Name", "third", role="text")
    press("Add")
    wait_for("the profile", lambda: "third" in host.vpnctl("list").out)


def case_password_and_code():
    """Two rounds, each with the server's own words; a wrong code is told."""
    start_gateway(kind="eap", eap="eap-radius")
    radius.start_otp()
    host.add_profile()
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    connect()
    person.find("password text")
    desktop.screenshot("1-password")
    answer("wonderland")
    person.find("label", "Enter the code on your token 8812")
    assert person.look("check box", "Remember") is None, "a code must not be remembered"
    desktop.screenshot("2-code")
    answer("246810")
    wait_connected()


def case_user_name():
    """A profile of the computer that names nobody asks who signs in, again after a refusal, and no
    more once the name was let in."""
    start_gateway(kind="eap")
    host.vpnctl("add", "office", "--system", "--gateway", net.GATEWAY_NAME,
                f"auth.ca={pki.path('ca.crt')}", f"network.routes={net.OFFICE_NET}")
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    connect()
    person.find("text", "User name")
    desktop.screenshot("1-user-name")
    person.type_into("User name", "mallory", role="text")
    person.press("Continue")
    answer(PASSWORD)
    person.find("label", "refused the password")
    press("Cancel")
    wait_failed()
    choose("connect")
    person.type_into("User name", USER, role="text")
    person.press("Continue")
    answer(PASSWORD)
    wait_connected()
    host.vpnctl("disconnect", "office")
    choose("connect")
    answer(PASSWORD)
    wait_connected()


def case_wrong_password():
    """A wrong password is asked for again, with the reason; closing the dialog ends the attempt."""
    start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    connect()
    answer("not the password")
    person.find("label", "refused the password")
    desktop.screenshot("1-again")
    press("Cancel")
    wait_failed()
    choose("connect")
    answer("not the password")
    person.find("label", "refused the password")
    answer(PASSWORD)
    wait_connected()


def case_keyring():
    """Remembered with the person's leave, used in silence, dropped when it is refused."""
    start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop(tray=False)
    start_keyring(desktop)
    desktop.start_genkan()
    connect()
    person.find("password text")
    person.tick("Remember")
    desktop.screenshot("1-remember")
    answer(PASSWORD)
    wait_connected()
    wait_for("the keyring to know", lambda: f"secret = {PASSWORD}" in remembered())
    host.vpnctl("disconnect", "office")
    choose("connect")
    wait_connected()  # nobody was asked
    host.vpnctl("disconnect", "office")

    uuid = next(line.split("=")[1].strip() for line in remembered().splitlines()
                + run("secret-tool", "search", "xdg:schema", "org.genkan.VPN1").stderr.splitlines()
                if "attribute.profile" in line)
    run("secret-tool", "store", "--label=x", "xdg:schema", "org.genkan.VPN1", "profile", uuid,
        "kind", "password", stdin="old password")
    choose("connect")
    person.find("label", "refused the password")
    wait_for("the keyring to forget", lambda: "secret =" not in remembered())
    answer(PASSWORD)
    wait_connected()


def case_import_profile():
    """A profile file: its contents are shown before anything is stored."""
    start_gateway(kind="eap")
    host.add_profile()
    write("/tmp/office.genkan", host.vpnctl("export", "office").out)
    write("/tmp/bad.genkan", "[connection]\nname=x\ngateway=a b\n")
    host.vpnctl("remove", "office")
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    run(host.program("gui", "genkan"), "/tmp/bad.genkan")
    person.find("label", "“Gateway”")
    desktop.screenshot("1-bad")
    press("Cancel")
    run(host.program("gui", "genkan"), "/tmp/office.genkan")
    person.find("label", net.GATEWAY_NAME)
    desktop.screenshot("2-preview")
    assert "office" not in host.vpnctl("list").out
    press("Add")
    wait_for("the profile", lambda: "office" in host.vpnctl("list").out)


def case_import_report():
    """A file of another client: what could not be taken over is told, with the reason."""
    start_gateway(kind="eap")
    write("/tmp/office.sswan", json.dumps({
        "uuid": "9f5a1c60-1111-4222-8333-444455556666", "name": "office", "type": "ikev2-eap",
        "remote": {"addr": net.GATEWAY_NAME}, "local": {"eap_id": "alice"},
        "split-tunneling": {"subnets": [net.OFFICE_NET], "block-ipv4": True}}))
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    run(host.program("gui", "genkan"), "/tmp/office.sswan")
    person.find("label", "Left out")
    person.find("label", "block-ipv4")
    desktop.screenshot("1-report")
    press("Add")
    wait_for("the profile", lambda: "office" in host.vpnctl("list").out)


def case_import_pkcs12():
    """Certificate and key of a PKCS#12 file, then a connection with them."""
    start_gateway(kind="cert")
    run("openssl", "pkcs12", "-export", "-in", pki.path("user.crt"), "-inkey", pki.path("user.key"),
        "-certfile", pki.path("ca.crt"), "-passout", "pass:sesame", "-out", "/tmp/alice.p12")
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    run(host.program("gui", "genkan"), "/tmp/alice.p12")
    person.type_into("Password of the file", "wrong", role="password text")
    press("Open")
    person.find("label", "That was not the password")
    desktop.screenshot("1-password")
    person.type_into("Password of the file", "sesame", role="password text")
    press("Open")
    person.find("label", "Issued by")
    desktop.screenshot("2-preview")
    press("Continue")
    person.type_into("Gateway", net.GATEWAY_NAME, role="text")
    person.type_into("Name", "office", role="text")
    person.find("label", "A key that only you can read")
    desktop.screenshot("3-editor")
    person.press("Advanced", role="radio button")
    type_below("Networks", net.OFFICE_NET)
    press("Add")
    wait_for("the profile", lambda: "office" in host.vpnctl("list").out)
    folder = f"{HOME}/.local/share/genkan"
    for name in os.listdir(folder):
        assert os.stat(f"{folder}/{name}").st_mode & 0o777 == 0o600, name
    connect()
    wait_connected()


def case_wrong_gateway():
    """Names wanted and found; there is no way to believe the wrong gateway."""
    Scene(Gateway(kind="eap", id="other.office.test"),
          pki_options={"gateway_names": "DNS:other.office.test"})
    host.add_profile()
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    connect()
    person.press("Show the Certificate")
    person.find("label", "other.office.test")
    person.find("label", net.GATEWAY_NAME)
    desktop.screenshot("1-explained")
    buttons = [name for name in ("Ignore", "Continue", "Trust", "Accept", "Connect Anyway")
               if person.look("push button", name)]
    assert buttons == [], buttons
    press("Close")


def choose_file(path):
    """In the chooser in front, as a person who types the whole path."""
    person.find("file chooser")
    run("xdotool", "key", "slash")
    entry = person.find("text")
    entry.get_editable_text_iface().set_text_contents(path)
    run("xdotool", "key", "Return")


def case_choose_ca():
    """A gateway of an authority that is not known: whose certificate it showed is told, the right
    one is chosen there, shown before it is believed, stored, and tried at once."""
    scene = start_gateway(kind="eap")
    pki.make_ca("stranger", "Another CA")
    host.add_profile(auth__ca=pki.path("stranger.crt"))
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    connect()
    person.press("Show the Certificate")
    person.find("label", "CN=vpn.office.test,O=Office")
    person.find("label", "Valid until")
    shown = fingerprint(pki.path("gw.crt")).replace(":", "").lower()
    person.find("label", text=f"SHA256:{shown}")
    desktop.screenshot("1-refused")
    press("Choose a CA Certificate…")
    choose_file(pki.path("ca.crt"))
    person.find("label", "Believe gateways that “Office CA” vouches for?")
    person.find("label", fingerprint(pki.path("ca.crt")))
    desktop.screenshot("2-believe")
    person.press("Believe and Connect")
    answer(PASSWORD)
    wait_connected()
    assert pki.path("ca.crt") in host.vpnctl("show", "office").out
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def fingerprint(path):
    line = run("openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256").stdout
    return line.strip().split("=")[1]


def case_allow_local():
    """A VPN for everything keeps the printer away, until one click lets the local network be."""
    scene = start_gateway(kind="eap", local_ts="0.0.0.0/0")
    host.add_profile(network__routes="0.0.0.0/0")
    desktop = Desktop(tray=False)
    desktop.start_genkan()
    connect()
    answer(PASSWORD)
    wait_connected()
    person.press("More about this VPN", "toggle button")
    person.find(None, "Allow the Local Network")
    desktop.screenshot("1-menu")
    run("xdotool", "key", "Escape")
    assert not ping(moves.ROUTER, deadline=1), "the local network could be reached already"
    choose("allow-local")
    answer(PASSWORD)
    wait_connected()
    assert ping(moves.ROUTER)
    assert "network.local=allow" in host.vpnctl("show", "office").out
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()


def make_locale(language, territory):
    """The box brings no locale of its own; GTK takes the direction of writing from it."""
    name = f"{language}_{territory}"
    run("localedef", "-i", name, "-f", "UTF-8", f"{name}.UTF-8")
    return {"LANGUAGE": language, "LC_ALL": f"{name}.UTF-8"}


def show_dialogs(environment, settings=""):
    """Pictures of editor and prompt with other settings of the desktop; all can still be used."""
    start_gateway(kind="eap")
    host.add_profile()
    desktop = Desktop(tray=False)
    desktop.write_settings(settings)
    desktop.start_genkan(environment=environment)
    activate("add")
    person.find("text")
    assert not person.unnamed(), person.unnamed()
    desktop.screenshot("1-editor")
    choose("connect")
    person.find("password text")
    assert not person.unnamed(), person.unnamed()
    desktop.screenshot("2-prompt")


def case_japanese():
    """The dialogs in Japanese."""
    show_dialogs(make_locale("ja", "JP"), "gtk-font-name=VL Gothic 10\n")


def case_right_to_left():
    """The dialogs mirrored, as in Hebrew and Arabic."""
    environment = make_locale("he", "IL")
    # GLib translates nothing, not even the direction, for a program without a catalog.
    write("/tmp/he.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
          'msgid "Gateway"\nmsgstr "\u05e9\u05e2\u05e8"\n')
    directory = "/usr/local/share/locale/he/LC_MESSAGES"
    os.makedirs(directory, exist_ok=True)
    run("msgfmt", "-o", f"{directory}/genkan.mo", "/tmp/he.po")
    show_dialogs(environment)


def case_large_text():
    """The dialogs at 200 % and with high contrast."""
    show_dialogs({"GTK_THEME": "HighContrast", "GDK_DPI_SCALE": "2"})
