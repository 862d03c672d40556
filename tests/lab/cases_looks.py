# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Every state of the window in every look: a picture of each, every text of it readable, every
control of it named. `scripts/screenshots` makes them all into a folder."""

import os

from genkanlab import host, moves, net, person, pki, sight
from genkanlab.desktop import Desktop, Menu
from genkanlab.gateway import PASSWORD, USER
from genkanlab.scene import start_gateway
from genkanlab.shell import run, spawn, stop, wait_for, write

JAPANESE = "gtk-font-name=VL Gothic 10\n"


def make_locale(language, territory):
    """The box brings no locale of its own; GTK takes the direction of writing from it."""
    name = f"{language}_{territory}"
    run("localedef", "-i", name, "-f", "UTF-8", f"{name}.UTF-8")
    return {"LANGUAGE": language, "LC_ALL": f"{name}.UTF-8"}


def speak_hebrew():
    """A locale from right to left, and a catalogue without a text: GLib turns GTK's own texts and
    with them its direction only for programs that have one."""
    directory = "/usr/local/share/locale/he/LC_MESSAGES"
    os.makedirs(directory, exist_ok=True)
    run("msgfmt", "-o", f"{directory}/genkan.mo", "-",
        stdin='msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    return make_locale("he", "IL")


class Tour:
    """A walk through the states. Nothing is found by its words: they are another language's."""

    def __init__(self, settings="", environment=None, measured=True):
        self.scene = start_gateway(kind="eap")
        self.desktop = Desktop()
        self.desktop.write_settings(settings)
        self.desktop.start_genkan(environment=environment)
        self.measured = measured
        self.shots = 0
        self.faults = []
        pki.make_ca("stranger", "Another CA")

    def act(self, action, *target):
        run("gapplication", "action", "org.genkan.VPN1.Gui", action,
            *(f"'{name}'" for name in target))

    def see(self, name):
        """The state is on the screen. What is wrong is told at the end: all pictures are made."""
        sight.wait_for_stillness()
        self.shots += 1
        name = f"{self.shots:02}-{name}"
        self.desktop.screenshot(name)
        wrong = person.unnamed() + (sight.pale() if self.measured else [])
        self.faults += [f"{name}: {fault}" for fault in wrong]

    def dialog(self):
        return wait_for("a dialog", lambda: person.look("dialog") or person.look("alert"))

    def close(self):
        """The dialog in front, as the Escape key does."""
        run("xdotool", "key", "Escape")
        wait_for("the dialog to close",
                 lambda: person.look("dialog") is None and person.look("alert") is None)

    def answer(self, text):
        """Types into the prompt in front; returns when that one has gone."""
        wait_for("the prompt in front", sight.dialog_in_front)
        entry = person.find("password text")
        person.type_into(None, text, role="password text")
        run("xdotool", "key", "Return")
        wait_for("the prompt to go", lambda: not person.is_there(entry))

    def wait_for_state(self, state, name="office"):
        wait_for(f"{name}: {state}", lambda: (host.status(name) or {}).get("state") == state, 20)

    # ---- The states ----

    def no_profile(self):
        person.find("push button")
        self.see("no-profile")
        self.act("add")
        person.find("text")
        self.see("add")
        self.close()

    def preview(self):
        host.add_profile()
        write("/tmp/office.genkan", host.vpnctl("export", "office").out)
        host.vpnctl("remove", "office")
        run(host.program("gui", "genkan"), "/tmp/office.genkan")
        person.find("label", text=net.GATEWAY_NAME)
        self.see("import")
        self.close()

    def disconnected(self):
        host.add_profile()
        host.add_profile("factory", auth__ca=pki.path("stranger.crt"))
        person.find("label", text="factory")
        self.act("show-profile", "office")
        self.see("disconnected")
        self.act("edit", "office")
        person.find("text")
        self.see("edit")
        self.close()
        self.act("remove", "office")
        self.dialog()
        self.see("remove")
        self.close()

    def sign_in(self):
        self.act("connect", "office")
        person.find("password text")
        self.see("password")
        self.answer("wrong")
        person.find("password text")
        wait_for("the prompt in front", sight.dialog_in_front)
        self.see("password-refused")
        self.answer(PASSWORD)
        self.wait_for_state("connected")

    def connected(self):
        load = spawn("ping", "-q", "-i", "0.002", "-s", "1200", "-w", "60", net.OFFICE)
        person.find("label", text="203.0.113.")
        wait_for("the window in front", sight.active_window)
        self.see("connected")
        stop(load)
        self.act("explain", "office")
        self.dialog()
        self.see("certificate")
        self.close()

    def no_answer(self):
        moves.lose_esp()
        pings = spawn("ping", "-i", "0.2", net.OFFICE)
        wait_for("no answer", lambda: (host.status() or {}).get("stalled"), 30)
        person.find("info bar")
        self.see("no-answer")
        stop(pings)

    def held(self):
        self.scene.gateway.stop()
        self.act("reconnect", "office")
        self.wait_for_state("reconnecting")
        self.see("held")
        host.vpnctl("disconnect", "office")
        run("nft", "delete", "table", "ip", "black", netns="router")
        self.scene.gateway.start()

    def failed(self):
        self.act("show-profile", "factory")
        self.act("connect", "factory")
        self.wait_for_state("failed", "factory")
        person.find("label", text="CN=Office CA")
        self.see("failed")
        self.act("explain", "factory")
        self.dialog()
        self.see("certificate-refused")
        self.close()

    def around(self):
        self.act("doctor")
        self.dialog()
        person.find("label", text="polkit")
        self.see("doctor")
        self.close()

    def service_stopped(self):
        self.scene.genkand.stop()
        Menu()
        self.see("service-stopped")

    def walk(self):
        for state in (self.no_profile, self.preview, self.disconnected, self.sign_in,
                      self.connected, self.no_answer, self.held, self.failed, self.around,
                      self.service_stopped):
            state()
        assert not self.faults, "\n".join(self.faults)


def case_light():
    """As GTK comes."""
    Tour().walk()


def case_dark():
    """The dark variant."""
    Tour("gtk-application-prefer-dark-theme=1\n").walk()


def case_high_contrast():
    """For people who see little."""
    Tour("gtk-theme-name=HighContrast\ngtk-icon-theme-name=HighContrast\n").walk()


def case_large():
    """Twice the size of text."""
    Tour(environment={"GDK_DPI_SCALE": "2"}).walk()


def case_japanese():
    """In Japanese. The thin strokes of this font are drawn paler than their colour, which is that
    of the other looks."""
    Tour(JAPANESE, make_locale("ja", "JP"), measured=False).walk()


def case_german():
    """In German."""
    Tour(environment=make_locale("de", "DE")).walk()


def case_right_to_left():
    """Mirrored, as in Hebrew and Arabic."""
    Tour(environment=speak_hebrew()).walk()
