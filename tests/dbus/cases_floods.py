# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""One user floods genkand; another must not notice. GENKAN_FLOOD_SECONDS makes each longer."""

import os
import subprocess
import threading
import time

from gi.repository import Gio

from rig import HERE, Person, Rig

SECONDS = float(os.environ.get("GENKAN_FLOOD_SECONDS", "2"))
RSS_MAX = 30 << 10  # kB
MESSAGES = 40  # that pass over the bus, one after the other, for one connect
CONNECT_MAX = 1.0  # seconds


def rss(rig):
    """kB of memory that is genkand's own."""
    with open(f"/proc/{rig.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))


def descriptors(rig):
    return len(os.listdir(f"/proc/{rig.process.pid}/fd"))


class Watch:
    """The most that genkand has of memory and descriptors while the with block runs."""

    def __init__(self, rig):
        self.rig, self.memory, self.descriptors = rig, 0, 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.02):
            self.memory = max(self.memory, rss(self.rig))
            self.descriptors = max(self.descriptors, descriptors(self.rig))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def start_flood(user, kind, connections=4):
    flood = subprocess.Popen(["setpriv", "--reuid", user, "--regid", "65534", "--clear-groups",
                              os.path.join(HERE, "flooder"), kind, str(SECONDS), str(connections)],
                             stdout=subprocess.PIPE, text=True)
    assert flood.stdout.readline() == "ready\n"
    return flood


def time_connect(person, name):
    """Seconds from the wish to a connection that is up, and back again."""
    begin = time.monotonic()
    profile = person.add(connection__name=name)
    connection = person.connect(profile)
    person.until(connection, "connected", timeout=20)
    took = time.monotonic() - begin
    person.call(connection, "Connection.Disconnect")
    person.call(profile, "Profile.Delete")
    return took


def bus_lag(person):
    """Seconds that the bus itself takes for an answer of its own: median of five."""
    lags = []
    for _ in range(5):
        begin = time.monotonic()
        person.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId", None,
                             None, Gio.DBusCallFlags.NONE, 20000, None)
        lags.append(time.monotonic() - begin)
    return sorted(lags)[2]


def withstand(kind, user="alice", patience=1, descriptors_more=16, memory_max=RSS_MAX):
    rig = Rig()
    bob = Person("bob")
    # What it takes beside as many busy processes as flooder, bus and polkit are: on a machine that
    # has better things to do, or behind a bus that is slow itself, everything takes longer.
    busy = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(3)]
    calm = sorted(time_connect(bob, f"plain-calm{i}") for i in range(3))[1]
    for process in busy:
        process.kill()
    allowed = patience * max(CONNECT_MAX, 6 * calm)
    before, took = descriptors(rig), []
    flood = start_flood(user, kind)
    with Watch(rig) as watch:
        while flood.poll() is None:
            lag = bus_lag(bob)
            took.append(time_connect(bob, f"plain-{len(took)}"))
            lag = max(lag, bus_lag(bob))
            assert took[-1] < allowed + MESSAGES * lag, (calm, lag, took)
    sent = int(flood.stdout.read())
    print(f"{kind}: {sent} calls in {SECONDS:g} s; connect {calm:.2f} s, under the flood median "
          f"{sorted(took)[len(took) // 2]:.2f} s, at most {max(took):.2f} s of {len(took)}; "
          f"genkand at most {watch.memory} kB, {watch.descriptors} descriptors ({before} before)")
    assert sent >= 4, sent
    assert watch.memory < memory_max, watch.memory
    assert watch.descriptors < before + descriptors_more, (before, watch.descriptors)


def case_calls():
    """Calls that cost genkand much and the caller nothing."""
    withstand("calls")


def case_descriptors():
    """Sixteen descriptors with each call of a method that takes none."""
    withstand("descriptors")


def case_signals():
    """Signals with descriptors, which nobody wants."""
    withstand("signals")


def case_doctor():
    """The doctor looks once for all who ask at a time."""
    withstand("doctor", patience=2)


def case_agents():
    """Agents with paths of eight megabytes."""
    withstand("agents")


def case_profiles():
    """Profiles up to the limit, and then some."""
    withstand("profiles")


def case_connections():
    """Connections up to the limit, and then some. Sixteen workers that start at once, in Python
    here, need the machine for a while; each connection holds a dozen descriptors, and more and its
    packet filter's text while it starts."""
    withstand("connections", patience=4, descriptors_more=17 * 16, memory_max=2 * RSS_MAX)


def case_polkit():
    """Questions of polkit that nobody answers, however many are asked."""
    withstand("polkit", "asked")


def case_held():
    """Descriptors of calls for which polkit has no answer, by methods that take them."""
    withstand("held", "asked", descriptors_more=64)
