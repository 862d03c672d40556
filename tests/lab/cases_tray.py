# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The tray application, used by a person who sees it through AT-SPI."""

from genkanlab import host, net, person, radius
from genkanlab.desktop import Desktop, Menu, expect_notification, tray_property
from genkanlab.gateway import PASSWORD
from genkanlab.scene import ping, start_gateway
from genkanlab.shell import wait_for


def connect_with_password(password=PASSWORD):
    """Presses Connect and answers the prompt."""
    person.press("Connect")
    person.type_into(None, password, role="password text")


def case_password_and_code():
    """Connect with a password and a code, see it in the tray and the graph, disconnect."""
    scene = start_gateway(kind="eap", eap="eap-radius")
    radius.start_otp()
    host.add_profile()
    desktop = Desktop()
    genkan = desktop.start_genkan()
    menu = Menu()
    menu.wait_for("office: Disconnected")
    desktop.screenshot("1-off")
    assert "genkan-off-symbolic" in tray_property("IconName")
    person.press("Connect")
    person.find("password text")
    desktop.screenshot("2-password")
    menu.wait_for("Disconnect office")
    person.type_into(None, "wonderland", role="password text")
    print(person.describe())
