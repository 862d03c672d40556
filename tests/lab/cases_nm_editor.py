# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The settings page in nm-connection-editor, used by a person who sees it through AT-SPI."""

import os

from genkanlab import host, nm, person
from genkanlab.desktop import Desktop
from genkanlab.gateway import PASSWORD, USER
from genkanlab.net import GATEWAY_NAME
from genkanlab.scene import assert_office_reachable
from genkanlab.shell import read, stop, wait_for, write

EDITOR_LOG = "/tmp/editor.log"


def start():
    nm.scene(kind="eap")
    return Desktop(tray=False)


def open_editor(desktop, *arguments):
    editor = desktop.spawn("nm-connection-editor", *arguments, log=EDITOR_LOG)
    person.find("page tab", "VPN")
    return editor


def reopen(desktop):
    return open_editor(desktop, "--edit=" + nm.nmcli("-g", "connection.uuid", "connection", "show",
                                                     "office").out.strip())


def save(editor):
    person.press("Save")
    editor.wait(20)
    assert editor.returncode == 0, read(EDITOR_LOG)


def settings():
    """All of the connection that the page could change, as NetworkManager has it."""
    return nm.nmcli("-f", "connection.id,connection.uuid,connection.autoconnect,vpn", "connection",
                    "show", "office").out


def data():
    """Data items of the connection."""
    text = nm.nmcli("-e", "no", "-g", "vpn.data", "connection", "show", "office").out
    return dict(pair.strip().split(" = ", 1) for pair in text.split(","))


def case_create_and_reopen():
    """A connection is made, saved, opened again equal, changed under Advanced, saved again."""
    desktop = start()
    editor = open_editor(desktop, "--create", f"--type={nm.SERVICE}")
    person.replace("VPN connection 1", "office")
    person.type_into("Gateway", "no such host", role="text")
    person.find("label", "neither a host name nor an IP address")
    desktop.screenshot("1-mistake")
    person.type_into("Gateway", GATEWAY_NAME, role="text")
    person.type_into("User name", USER, role="text")
    person.type_into("Password", PASSWORD, role="password text")
    desktop.screenshot("2-filled")
    assert person.unnamed() == [], person.unnamed()
    save(editor)
    wait_for("the connection", lambda: "office" in nm.nmcli("-g", "NAME", "connection").out)
    made = {"connection.gateway": GATEWAY_NAME, "auth.user": USER, "password-flags": "1"}
    assert data() == made, data()

    before = settings()
    editor = reopen(desktop)
    person.find("text", "Gateway", GATEWAY_NAME)
    person.find("text", "User name", USER)
    desktop.screenshot("3-reopened")
    save(editor)
    assert settings() == before, (before, settings())

    editor = reopen(desktop)
    person.press("Advanced")
    person.find("spin button", "IKE port")
    desktop.screenshot("4-advanced")
    person.turn_to("Key exchange")
    person.type_into("Fragment size", "1400", role="spin button")
    desktop.screenshot("5-key-exchange")
    person.turn_to("Network")
    person.type_into("Networks", "192.0.2.0/24, 2001:db8::/32", role="text")
    desktop.screenshot("6-network")
    person.press("Close")
    save(editor)
    made.update({"ike.fragment-size": "1400", "network.routes": "192.0.2.0/24 2001:db8::/32"})
    assert data() == made, data()


def case_password_then_connect():
    """A connection of nmcli's is given its password in the page, and connects with it."""
    desktop = start()
    nm.add_connection(auth="eap")
    before = data()
    editor = reopen(desktop)
    person.type_into("Password", PASSWORD, role="password text")
    save(editor)
    assert data() == before, data()
    nm.nmcli("connection", "up", "office")
    assert_office_reachable()


def case_gtk4_page():
    """The page as GNOME Settings has it, in a host of ours, for somebody to look at: what works in
    it is tests/unit/nm-editor's, as GTK 4 tells AT-SPI too little."""
    write("/tmp/office.profile", f"[connection]\ngateway={GATEWAY_NAME}\n[auth]\nuser={USER}\n")
    desktop = Desktop(tray=False)
    for name, arguments in (("1-page", ()), ("2-advanced", ("advanced",))):
        page = desktop.spawn(
            host.program("tests", "unit", "nm-editor", "nm-editor-host-gtk4"),
            host.program("nm-plugin", "editor", "libnm-gtk4-vpn-plugin-genkan-editor.so"),
            "/tmp/office.profile", *arguments, log=EDITOR_LOG,
            env={**os.environ, "GENKAN_HOST_STAYS": "1", "GSK_RENDERER": "cairo",
                 "G_DEBUG": "fatal-warnings"})
        wait_for("the page", lambda: read(EDITOR_LOG).count("shown") == len(arguments) + 1)
        desktop.screenshot(name)
        stop(page)
