# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""bus.py DIRECTORY AGENT_XML SECRET: what the product claims on D-Bus, with the time of each claim;
and its owner's agent, who is there as the tray application is and knows the secret."""

import os
import sys
import time

from gi.repository import Gio, GLib

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from chaoslab.records import LineWriter

NAME, ROOT = "org.genkan.VPN1", "/org/genkan/VPN1"
CONNECTION = f"{NAME}.Connection"
AGENT = "/agent"
PROPERTIES = ("State", "Protection", "Stalled", "Reason", "Error")


class History:
    def __init__(self, bus, path):
        self.bus, self.writer, self.known = bus, LineWriter(path), {}
        bus.signal_subscribe(NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged", None,
                             CONNECTION, 0, self._on_changed)
        bus.signal_subscribe(NAME, "org.freedesktop.DBus.ObjectManager", None, ROOT, None, 0,
                             self._on_objects)
        Gio.bus_watch_name_on_connection(bus, NAME, 0, self._on_appeared, self._on_vanished)

    def _write(self):
        """Of several connections the one that claims most."""
        rows = sorted(self.known.values(), key=lambda row: row.get("State") == "connected")
        self.writer.write(time=time.monotonic(), **(rows[-1] if rows else {}))

    def _note(self, path, properties):
        row = self.known.setdefault(path, {})
        row.update({key: properties[key] for key in PROPERTIES if key in properties})
        self._write()

    def _on_changed(self, _bus, _sender, path, _interface, _signal, parameters):
        interface, changed, _ = parameters.unpack()
        if interface == CONNECTION and set(changed) & set(PROPERTIES):
            self._note(path, changed)

    def _on_objects(self, _bus, _sender, _path, _interface, signal, parameters):
        path, interfaces = parameters.unpack()
        if signal == "InterfacesAdded" and CONNECTION in interfaces:
            self._note(path, interfaces[CONNECTION])
        elif signal == "InterfacesRemoved" and self.known.pop(path, None) is not None:
            self._write()

    def _on_appeared(self, bus, _name, _owner):
        bus.call(NAME, ROOT, f"{NAME}.Manager", "RegisterAgent", GLib.Variant("(o)", (AGENT,)),
                 None, 0, -1, None, None)
        bus.call(NAME, ROOT, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", None, None,
                 0, -1, None, self._on_known)

    def _on_known(self, bus, result):
        try:
            objects, = bus.call_finish(result).unpack()
        except GLib.Error:
            return  # it went while it was asked
        for path, interfaces in objects.items():
            if CONNECTION in interfaces:
                self._note(path, interfaces[CONNECTION])

    def _on_vanished(self, _bus, _name):
        self.known.clear()
        self._write()


def answer(_bus, _sender, _path, _interface, method, parameters, invocation):
    if method != "RequestSecret":
        invocation.return_value(None)
        return
    retry = parameters.unpack()[3].get("retry", False)
    if retry:
        print("asked again: the secret was refused", flush=True)
    invocation.return_value(GLib.Variant("(aya{sv})", (sys.argv[3].encode(),
                                                       {"remember": GLib.Variant("b", True)})))


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
    with open(sys.argv[2], encoding="utf-8") as file:
        interface = Gio.DBusNodeInfo.new_for_xml(file.read()).interfaces[0]
    bus.register_object(AGENT, interface, answer, None, None)
    History(bus, f"{sys.argv[1]}/claims")
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
