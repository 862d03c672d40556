# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What programs read of vpnctl, against the schemas that are installed with it."""

import json
import os
import signal
import subprocess

import jsonschema

from genkanlab import host, net
from genkanlab.gateway import PASSWORD, USER
from genkanlab.scene import start_gateway
from genkanlab.shell import wait_for


def schema(name):
    with open(os.path.join(host.SOURCE, "data", "schemas", f"{name}.json"),
              encoding="utf-8") as file:
        return json.load(file)


def documents(*argv, check=True):
    """What a command prints, valid by its schema."""
    parsed = json.loads(host.vpnctl(*argv, check=check).out)
    jsonschema.validate(parsed, schema(argv[0]))
    return parsed


def case_schemas():
    """Every command that takes --json, while nothing is connected, and while something is."""
    start_gateway(kind="eap")
    host.add_profile()
    for connected in (False, True):
        if connected:
            host.connect()
        assert documents("list", "--json")["profiles"][0]["name"] == "office"
        assert documents("show", "office", "--json")["profile"]["settings"]["auth.user"] == USER
        documents("show", "office", "--all", "--json")
        rows = documents("status", "--json")["connections"]
        assert bool(rows) == connected and all("counters" in row for row in rows), rows
        documents("doctor", "--json", check=False)
        documents("doctor", "office", "--json", check=False)
        documents("report", "office", "--json")
    for command in ("connect", "disconnect", "add", "set", "remove", "export", "log", "policy"):
        refused = host.vpnctl(command, "office", "--json", check=False)
        assert refused.code == 2 and not refused.out, f"{command}: {refused!r}"


def case_events():
    """Each line of monitor is an object of its own."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    monitor = subprocess.Popen([host.vpnctl_path(), "monitor", "--json"], text=True,
                               stdout=open("/tmp/events", "w", encoding="utf-8"))

    def events():
        with open("/tmp/events", encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    wait_for("the monitor to listen", lambda: monitor.poll() is None and (
        host.connect(check=False).code == 0 and len(events()) > 3))
    host.vpnctl("disconnect", "office")
    scene.genkand.stop()
    wait_for("the end to be told", lambda: events()[-1]["event"] == "stopped")
    monitor.send_signal(signal.SIGINT)
    monitor.wait(5)
    for event in events():
        jsonschema.validate(event, schema("monitor"))
    assert {"state", "step", "stopped"} <= {event["event"] for event in events()}, events()


def case_report():
    """A report names nobody and no place; with names it does; it never holds a secret."""
    start_gateway(kind="eap")
    host.add_profile()
    host.connect()
    text = host.vpnctl("report", "office").out
    for word in (net.GATEWAY_NAME, net.GATEWAY, net.LAPTOP, USER, PASSWORD, net.OFFICE, "office"):
        assert word not in text.replace("/tmp/", ""), f"{word} is in {text}"
    report = json.loads(text)["report"]
    assert report["profiles"][0]["settings"]["connection.gateway"] == "host-1", report
    assert report["connections"][0]["state"] == "connected" and report["connections"][0]["log"]
    named = host.vpnctl("report", "office", "--with-names").out
    assert net.GATEWAY_NAME in named and PASSWORD not in named
