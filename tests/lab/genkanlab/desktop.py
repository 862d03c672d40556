# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A desktop in the box: X server, session bus, accessibility, window manager, panel with a tray,
and somebody who reads notifications. People are played through AT-SPI, as a screen reader sees
the windows."""

import glob
import os
import re
import shutil

from . import host
from .shell import LabError, read, run, spawn, wait_for, write

DISPLAY = ":7"
SIZE = "1000x700"
TRAY_ICON = ("986", "686")
HOME = "/tmp/home"
SCREENS = "/tmp"
GENKAN_LOG = "/tmp/genkan.log"
NOTIFICATIONS_LOG = "/tmp/notifications.log"
APPLICATION = "org.genkan.VPN1.Gui"

PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=500;y=686"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="icon-size" type="uint" value="22"/>
    </property>
  </property>
</channel>
"""

SESSION_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=/run/session_bus</listen>
  <standard_session_servicedirs/>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

# A mock, because no notification daemon lets a test read what it showed.
NOTIFIER = """
import gi, sys
from gi.repository import Gio, GLib
XML = '''<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
</interface></node>'''
last = 0
def on_call(bus, sender, path, interface, method, arguments, invocation):
    global last
    if method == 'Notify':
        last += 1
        print(arguments[3] + ' | ' + arguments[4], flush=True)
        invocation.return_value(GLib.Variant('(u)', (last,)))
    elif method == 'GetCapabilities':
        invocation.return_value(GLib.Variant('(as)', (['body', 'actions'],)))
    elif method == 'GetServerInformation':
        invocation.return_value(GLib.Variant('(ssss)', ('lab', 'lab', '1', '1.2')))
    else:
        invocation.return_value(None)
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object('/org/freedesktop/Notifications',
                    Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], on_call, None, None)
Gio.bus_own_name_on_connection(bus, 'org.freedesktop.Notifications', 0, None, None)
GLib.MainLoop().run()
"""


def install():
    """The application as users have it: icons, desktop files, services, translations."""
    run("meson", "install", "-C", host.BUILD, "--no-rebuild", "--quiet",
        env={**os.environ, "DESTDIR": "/tmp/installed"})
    for top in glob.glob("/tmp/installed/usr/*"):
        run("cp", "-a", top, "/usr/")
    shutil.rmtree("/usr/share/icons/hicolor/icon-theme.cache", ignore_errors=True)
    if os.path.exists("/usr/share/icons/hicolor/icon-theme.cache"):
        os.unlink("/usr/share/icons/hicolor/icon-theme.cache")


class Desktop:
    """One session."""

    def __init__(self, tray=True):
        install()
        self.processes = []
        os.environ.update(DISPLAY=DISPLAY, HOME=HOME, XDG_RUNTIME_DIR="/run/session",
                          DBUS_SESSION_BUS_ADDRESS="unix:path=/run/session_bus",
                          GTK_MODULES="gail:atk-bridge", GTK_A11Y="atspi",
                          LC_ALL="C.UTF-8")
        os.makedirs("/run/session", mode=0o700, exist_ok=True)
        self.write_settings("")
        self.spawn("Xvfb", DISPLAY, "-screen", "0", SIZE + "x24", log="/tmp/xvfb.log")
        wait_for("the X server", lambda: os.path.exists("/tmp/.X11-unix/X" + DISPLAY[1:]))
        write("/run/session.conf", SESSION_BUS)
        self.spawn("dbus-daemon", "--config-file=/run/session.conf", "--nofork", "--nopidfile",
                   log="/tmp/session-bus.log")
        wait_for("the session bus", lambda: os.path.exists("/run/session_bus"))
        self.spawn("/usr/bin/python3", "-c", NOTIFIER, log=NOTIFICATIONS_LOG)
        self.spawn("openbox", log="/tmp/openbox.log")
        wait_for("notifications", lambda: has_owner("org.freedesktop.Notifications"))
        self.panel = None
        if tray:
            self.start_tray()

    def write_settings(self, settings):
        """Settings of GTK for programs that start from now on; later lines win."""
        os.makedirs(f"{HOME}/.config/gtk-3.0", exist_ok=True)
        write(f"{HOME}/.config/gtk-3.0/settings.ini",
              "[Settings]\ngtk-icon-theme-name=Adwaita\ngtk-theme-name=Adwaita\n"
              "gtk-font-name=DejaVu Sans 10\ngtk-enable-animations=0\n" + settings)

    def spawn(self, *argv, log, **options):
        process = spawn(*argv, log=log, **options)
        self.processes.append(process)
        return process

    def start_tray(self):
        directory = f"{HOME}/.config/xfce4/xfconf/xfce-perchannel-xml"
        os.makedirs(directory, exist_ok=True)
        write(f"{directory}/xfce4-panel.xml", PANEL)
        # Accessibility of the panel itself is not looked at, and its plugins do not survive it.
        plain = {key: value for key, value in os.environ.items() if key != "GTK_MODULES"}
        self.panel = self.spawn("xfce4-panel", "--disable-wm-check", log="/tmp/panel.log",
                                env={**plain, "NO_AT_BRIDGE": "1"})
        wait_for("a tray", lambda: has_owner("org.kde.StatusNotifierWatcher"), 20)

    def start_genkan(self, *arguments, environment=None):
        """The application; any warning of GTK ends it."""
        process = self.spawn(host.program("gui", "genkan"), *arguments, log=GENKAN_LOG,
                             env={**os.environ, "G_DEBUG": "fatal-warnings",
                                  **(environment or {})})
        wait_for("the application", lambda: has_owner(APPLICATION) or process.poll() is not None)
        if process.poll() is not None:
            raise LabError(f"genkan ended: {read(GENKAN_LOG)}")
        return process

    def open_tray_menu(self):
        """Clicks the icon, which is the only one; returns when the host shows its menu."""
        def popups():
            return run("xdotool", "search", "--onlyvisible", "--class", "wrapper",
                       check=False).stdout.split()
        before = popups()
        run("xdotool", "mousemove", *TRAY_ICON, "click", "1")
        wait_for("the host's menu", lambda: len(popups()) > len(before))

    def screenshot(self, name):
        """Kept with the logs of the case."""
        run("import", "-window", "root", f"{SCREENS}/{name}.png")


def has_owner(name):
    done = run("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
               "org.freedesktop.DBus.NameHasOwner", f"string:{name}", check=False)
    return "boolean true" in done.stdout


def notifications():
    """Title and body of each, in order."""
    return [line for line in read(NOTIFICATIONS_LOG).splitlines() if " | " in line]


def expect_notification(*words):
    """Waits for one that holds the words and returns it."""
    return wait_for(f"a notification with {words}",
                    lambda: next((line for line in notifications()
                                  if all(word in line for word in words)), None))


def tray_items():
    """Bus names and paths of the items that the tray host knows."""
    done = run("gdbus", "call", "--session", "--dest", "org.kde.StatusNotifierWatcher",
               "--object-path", "/StatusNotifierWatcher", "--method",
               "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierWatcher",
               "RegisteredStatusNotifierItems", check=False)
    return re.findall(r"'(:?[^'/]+)(/[^']+)'", done.stdout)


def tray_property(name):
    """A property of our item as the host reads it, "" when there is no item."""
    for bus_name, path in tray_items():
        done = run("gdbus", "call", "--session", "--dest", bus_name, "--object-path", path,
                   "--method", "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem",
                   name, check=False)
        if done.returncode == 0:
            return done.stdout
    return ""


class Menu:
    """The tray's menu, read and used over com.canonical.dbusmenu as the host does. The item is
    looked up each time: the host or the application may have been started again."""

    def call(self, method, *arguments):
        for name, item in tray_items():
            done = run("gdbus", "call", "--session", "--dest", name, "--object-path",
                       item + "/Menu", "--method", f"com.canonical.dbusmenu.{method}", "--",
                       *arguments, check=False)
            if done.returncode == 0:
                return done.stdout
        return ""

    def rows(self):
        """{label: id}, in order."""
        text = self.call("GetLayout", "0", "-1", "['label', 'visible']")
        items = re.findall(r"<\((\d+), \{([^}]*)\}", text)
        return {label: int(number) for number, properties in items
                for label in re.findall(r"'label': <'([^']*)'>", properties)
                if "'visible': <false>" not in properties}

    def wait_for(self, label, timeout=10):
        try:
            wait_for(f"{label!r} in the tray's menu", lambda: label in self.rows(), timeout, 0.1)
        except LabError as error:
            raise LabError(f"{error}; it has {list(self.rows())}; genkan: "
                           f"{read(GENKAN_LOG)}") from None

    def click(self, label):
        self.wait_for(label)
        self.call("Event", str(self.rows()[label]), "clicked", "<''>", "0")
