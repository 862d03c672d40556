# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""genkand on a private system bus, and people of several users who call it.

One process plays all users: a bus connection belongs to the effective uid at the time it is made.
"""

import fcntl
import os
import pwd
import signal
import socket
import subprocess
import time

from gi.repository import Gio, GLib

from genkanlab import host
from genkanlab.shell import LabError, read, spawn, stop, wait_for, write

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ["GENKAN_SOURCE"]
BUILD = os.environ["GENKAN_BUILD"]
BUS = "unix:path=/run/dbus/system_bus_socket"
NAME = "org.genkan.VPN1"
ROOT = "/org/genkan/VPN1"
LOG = "/tmp/genkand.log"
STORE = {"config": "/etc/genkan", "state": "/var/lib/genkan"}

RULES = """
polkit.addRule (function (action, subject) {
  if (action.id.indexOf ("org.genkan.VPN1.") != 0)
    return undefined;
  if (subject.user == "slow")
    polkit.spawn (["sleep", "1"]);
  if (subject.user == "mallory")
    return polkit.Result.NO;
  if (subject.user == "asked")
    return polkit.Result.AUTH_SELF;
  if (["modify-system", "control-others", "capture"].some (
          function (right) { return action.id == "org.genkan.VPN1." + right; }))
    return subject.user == "admin" ? polkit.Result.YES : polkit.Result.NO;
  return polkit.Result.YES;
});
"""
USERS = ("alice", "bob", "mallory", "admin", "slow", "asked")


class Refused(Exception):
    """A D-Bus error; name is its last part."""

    def __init__(self, error):
        remote = Gio.DBusError.get_remote_error(error) or ""
        self.full = remote
        self.name = remote.rsplit(".", 1)[-1]
        self.message = error.message
        super().__init__(f"{remote}: {error.message}")


def variant(value):
    """A Python value as what genkand's settings take."""
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        return GLib.Variant("i", value)
    if isinstance(value, list):
        return GLib.Variant("as", value)
    return GLib.Variant("s", value)


def settings(**keys):
    """Settings of a valid profile with changes; __ stands for the dot, _ for the dash."""
    values = {"connection.gateway": "192.0.2.1", "auth.user": "alice", "network.use-dns": False}
    values.update({key.replace("__", ".").replace("_", "-"): value for key, value in keys.items()})
    return {key: variant(value) for key, value in values.items()}


def sealed(data, seals=fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
           | fcntl.F_SEAL_WRITE):
    """A memfd of these octets, as front ends hand in files."""
    fd = os.memfd_create("lab", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
    os.write(fd, data)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
    return fd


def pump(condition, what, timeout=5.0):
    """Runs the main loop until condition() is true."""
    context = GLib.MainContext.default()
    end = time.monotonic() + timeout
    alarm = GLib.timeout_add(100, lambda: True)
    try:
        while not condition():
            if time.monotonic() > end:
                raise LabError(f"waited {timeout} s in vain for {what}\n{read(LOG)}")
            context.iteration(True)
    finally:
        GLib.source_remove(alarm)


def pump_for(seconds):
    """Gives whatever should not happen the time to happen."""
    over = []
    GLib.timeout_add(int(seconds * 1000), lambda: over.append(True))
    while not over:
        GLib.MainContext.default().iteration(True)


class Person:
    """One bus connection of a user."""

    def __init__(self, user="root"):
        self.uid = pwd.getpwnam(user).pw_uid
        os.seteuid(self.uid)
        try:
            self.bus = Gio.DBusConnection.new_for_address_sync(
                BUS, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        finally:
            os.seteuid(0)
        self.bus.set_exit_on_close(False)
        self.signals = []
        self.bus.signal_subscribe(NAME, None, None, None, None, Gio.DBusSignalFlags.NONE,
                                  self._on_signal)

    def _on_signal(self, _bus, _sender, path, interface, name, parameters):
        self.signals.append((path, interface.rsplit(".", 1)[-1], name, parameters.unpack()))

    def begin(self, path, method, signature=None, *values, fds=None, callback=None):
        """Starts a call; callback(result or Refused)."""
        interface, member = method.rsplit(".", 1)
        if "." not in interface:
            interface = f"{NAME}.{interface}"
        parameters = GLib.Variant(signature, values) if signature else None

        def done(bus, result):
            try:
                reply, _ = bus.call_with_unix_fd_list_finish(result)
                outcome = reply.unpack()
            except GLib.Error as error:
                outcome = Refused(error)
            if callback:
                callback(outcome)

        self.bus.call_with_unix_fd_list(NAME, path, interface, member, parameters, None,
                                        Gio.DBusCallFlags.NONE, 20000, fds, None, done)

    def call(self, path, method, signature=None, *values, fds=None):
        """The unpacked result: nothing, the value, or a tuple of values."""
        outcome = []
        self.begin(path, method, signature, *values, fds=fds, callback=outcome.append)
        pump(lambda: outcome, f"the answer to {method}", 25)
        if isinstance(outcome[0], Refused):
            raise outcome[0]
        return outcome[0][0] if len(outcome[0]) == 1 else outcome[0]

    def refused(self, error, path, method, signature=None, *values, fds=None):
        """The call must fail with this error of ours; returns the message."""
        try:
            result = self.call(path, method, signature, *values, fds=fds)
        except Refused as why:
            assert why.name == error, f"{method}: {why}, not {error}"
            return why.message
        raise LabError(f"{method} was allowed: {result!r}, not {error}")

    def captured(self, path, **options):
        """The socket that Capture gives."""
        wanted = {key: variant(value) for key, value in options.items()}
        answer = []
        self.bus.call_with_unix_fd_list(
            NAME, path, "org.genkan.VPN1.Connection", "Capture",
            GLib.Variant("(a{sv})", (wanted,)), None, Gio.DBusCallFlags.NONE, 20000, None, None,
            lambda bus, result: answer.append(bus.call_with_unix_fd_list_finish(result)))
        pump(lambda: answer, "the answer to Capture", 25)
        reader = socket.socket(fileno=answer[0][1].get(0))
        reader.settimeout(10)
        return reader

    def add(self, scope="user", **keys):
        return self.call(ROOT, "Manager.AddProfile", "(a{sv}s)", settings(**keys), scope)

    def connect(self, profile, fds=None, **options):
        return self.call(profile, "Profile.Connect", "(a{sv})",
                         {key.replace("_", "-"): variant(value)
                          for key, value in options.items()}, fds=fds)

    def get(self, path, kind="Connection"):
        return self.call(path, "org.freedesktop.DBus.Properties.GetAll", "(s)", f"{NAME}.{kind}")

    def state(self, connection):
        return self.get(connection)["State"]

    def until(self, connection, *states, timeout=5):
        """Waits for one of the states and returns the properties then."""
        end = time.monotonic() + timeout
        while True:
            facts = self.get(connection)
            if facts["State"] in states:
                return facts
            if time.monotonic() > end:
                raise LabError(f"still {facts['State']}, not {states}\n{read(LOG)}")
            pump_for(0.01)

    def start(self, name, **options):
        """Adds a profile of that name (a scene of fake-worker), connects it: the connection."""
        return self.connect(self.add(connection__name=name), **options)

    def seen(self, name, path=None):
        """Arguments of the signals of that name so far."""
        return [row[3] for row in self.signals if row[2] == name and path in (None, row[0])]

    def leave(self):
        self.bus.close_sync(None)


class Agent:
    """An org.genkan.VPN1.Agent. answers: bytes, Refused's names as str, or None to keep waiting.
    remember: what it says of each answer, or None to say nothing."""

    def __init__(self, person, *answers, path="/agent", register=True, remember=True):
        self.person, self.answers, self.path = person, list(answers), path
        self.result = {} if remember is None else {"remember": GLib.Variant("b", remember)}
        self.asked, self.cancelled, self.waiting = [], [], []
        xml = read(os.path.join(SOURCE, "data", "org.genkan.VPN1.Agent.xml"))
        interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.registration = person.bus.register_object(path, interface, self._on_call, None, None)
        if register:
            person.call(ROOT, "Manager.RegisterAgent", "(o)", path)

    def _on_call(self, _bus, sender, _path, _interface, method, parameters, invocation):
        if method == "CancelRequest":
            self.cancelled.append(parameters.unpack())
            invocation.return_value(None)
            return
        self.asked.append(parameters.unpack())
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            self.waiting.append(invocation)
        elif isinstance(answer, bytes) and method == "RequestSignature":
            invocation.return_value(GLib.Variant("(ay)", (answer,)))
        elif isinstance(answer, bytes):
            invocation.return_value(GLib.Variant("(aya{sv})", (answer, self.result)))
        else:
            invocation.return_dbus_error(f"{NAME}.Error.{answer}", "declined")

    def kinds(self):
        return [row[2] for row in self.asked]


class Rig:
    """Bus, polkit and genkand. polkit=False leaves polkit out; manager: a ServiceManager that
    starts genkand."""

    def __init__(self, polkit=True, start=True, manager=None):
        self.manager = manager
        for user in USERS:
            subprocess.run(["useradd", "--no-create-home", user], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # A network, behind which nothing is: connecting begins only where there is one.
        for words in ("link add lan0 type veth peer name wall0", "link set wall0 addrgenmode none",
                      "link set lan0 addrgenmode none", "link set wall0 up", "link set lan0 up",
                      "address add 198.51.100.7/24 dev lan0", "route add default dev lan0"):
            subprocess.run(["ip", *words.split()], check=True)
        wait_for("the cable", lambda: all(
            read(f"/sys/class/net/{end}/operstate") == "up\n" for end in ("lan0", "wall0")))
        host.start_bus()
        if polkit:
            write("/etc/polkit-1/rules.d/10-genkan-test.rules", RULES)
            host.start_polkit()
        self.process = None
        if start:
            self.start()

    def start(self, *options, wrapper=()):
        for directory in (*STORE.values(), "/run/genkan"):
            os.makedirs(directory, exist_ok=True)
        self.process = (self.manager.spawn if self.manager else spawn)(
            *wrapper, os.path.join(BUILD, "core", "daemon", "genkand"), "--debug",
            "--config-dir", STORE["config"], "--state-dir", STORE["state"],
            "--runtime-dir", "/run/genkan", "--worker", os.path.join(HERE, "fake-worker"),
            "--resolver", os.path.join(BUILD, "core", "worker", "resolve", "genkan-resolve"),
            *options, log=LOG)
        wait_for("genkand", lambda: host.has_owner(NAME) or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise LabError(f"genkand ended at start: {read(LOG)}")
        return self

    def stop(self):
        stop(self.process)
        wait_for("the bus to notice", lambda: not host.has_owner(NAME))
        assert self.process.returncode == 0, self.process.returncode

    def kill(self, how=signal.SIGKILL):
        """It goes at once; whoever calls it next must not reach the name of the dead one."""
        self.process.send_signal(how)
        self.process.wait()
        wait_for("the bus to notice", lambda: not host.has_owner(NAME))

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        return read(LOG)

    def files(self, uid=None):
        """Stored profiles of a user, or of the system."""
        path = (os.path.join(STORE["config"], "profiles") if uid is None
                else os.path.join(STORE["state"], "users", str(uid)))
        return sorted(os.path.join(path, name) for name in os.listdir(path)) \
            if os.path.isdir(path) else []


def network_state():
    """What a connection may change, as text."""
    return "\n".join(subprocess.run(argv, capture_output=True, text=True, check=False).stdout
                     for argv in (["ip", "-o", "link"], ["ip", "-o", "addr"], ["ip", "rule"],
                                  ["ip", "-6", "rule"], ["ip", "route", "show", "table", "all"],
                                  ["nft", "list", "ruleset"], ["cat", "/etc/resolv.conf"]))


def assert_network_is(before):
    """Nothing was left on the host: says what was."""
    now = network_state()
    come = sorted(set(now.splitlines()) - set(before.splitlines()))
    gone = sorted(set(before.splitlines()) - set(now.splitlines()))
    assert not come and not gone, f"left behind {come}, missing {gone}"
