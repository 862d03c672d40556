# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Who may see and do what. Unknown means denied."""

import os
import socket
import time

from gi.repository import Gio, GLib

from genkanlab import host
from genkanlab.shell import read, run, wait_for, write
from rig import NAME, ROOT, Agent, Person, Refused, Rig, pump, pump_for, sealed, settings, variant

EMPTY = ("(a{sv})", {})
AS_ASKED = ("/usr/bin/setpriv", "--reuid=asked", "--regid=asked", "--clear-groups")


def case_own_objects_only():
    """Objects of others do not exist: lists, properties, calls, introspection."""
    Rig()
    alice, bob, admin, root = Person("alice"), Person("bob"), Person("admin"), Person()
    private = alice.add(connection__name="private")
    shared = admin.add("system", connection__name="shared")
    connection = alice.start("plain-one")
    alice.until(connection, "connected")

    assert bob.call(ROOT, "Manager.ListProfiles") == [shared]
    assert bob.call(ROOT, "Manager.ListConnections") == []
    managed = "org.freedesktop.DBus.ObjectManager.GetManagedObjects"
    assert set(bob.call(ROOT, managed)) == {shared}
    assert {private, shared, connection} < set(alice.call(ROOT, managed))
    assert {private, shared, connection} < set(root.call(ROOT, managed))
    bob.refused("NotFound", ROOT, "Manager.FindProfile", "(s)", "private")
    for path, kind in ((private, "Profile"), (connection, "Connection"),
                       (f"{ROOT}/profile/999", "Profile")):
        get = "org.freedesktop.DBus.Properties"
        bob.refused("NotFound", path, f"{get}.GetAll", "(s)", f"org.genkan.VPN1.{kind}")
        bob.refused("NotFound", path, f"{get}.Get", "(ss)", f"org.genkan.VPN1.{kind}", "Name")
    bob.refused("NotFound", private, "Profile.Update", "(a{sv}as)", {}, [])
    bob.refused("NotFound", private, "Profile.Delete")
    bob.refused("NotFound", private, "Profile.Export")
    bob.refused("NotFound", private, "Profile.Connect", *EMPTY)
    for method in ("Disconnect", "Roam", "GetCounters", "GetLog"):
        bob.refused("NotFound", connection, f"Connection.{method}")
    introspect = "org.freedesktop.DBus.Introspectable.Introspect"
    assert f'"{private.rsplit("/", 1)[1]}"' not in bob.call(f"{ROOT}/profile", introspect)
    assert f'"{private.rsplit("/", 1)[1]}"' in alice.call(f"{ROOT}/profile", introspect)
    assert "node name" not in bob.call(f"{ROOT}/connection", introspect)


def case_connections_of_others():
    """Of what another user has connected through a profile of the system everybody may know that
    it is there, its state and its device, and nothing else."""
    Rig()
    alice, bob, admin, root = Person("alice"), Person("bob"), Person("admin"), Person()
    shared = admin.add("system", connection__name="chatty-shared")
    bob.call(ROOT, "Manager.ListProfiles")
    connection = alice.connect(shared)
    alice.until(connection, "connected")
    outer = {"Name", "Profile", "Owner", "State", "Protection", "Interface"}
    own, others = alice.get(connection), bob.get(connection)
    assert root.get(connection) == own
    assert others.keys() == own.keys()
    assert {name: others[name] for name in outer} == {name: own[name] for name in outer}
    told = {name: value for name, value in others.items() if name not in outer and value}
    assert not told, told
    assert own["Addresses"] and own["Gateway"] and own["Since"], own
    get = ("org.freedesktop.DBus.Properties.Get", "(ss)", f"{NAME}.Connection", "Addresses")
    assert alice.call(connection, *get) and bob.call(connection, *get) == []
    bob.refused("NotAuthorized", connection, "Connection.GetCounters")
    alice.call(connection, "Connection.Disconnect")
    pump(lambda: any(row[1].get("State") == "disconnected"
                     for row in bob.seen("PropertiesChanged", connection)), "the end of it")
    assert {row[2] for row in bob.signals if row[0] == connection} == {"PropertiesChanged"}
    changed = {name for row in bob.seen("PropertiesChanged", connection) for name in row[1]}
    assert changed <= outer, changed


def case_settings_of_the_system():
    """What a profile of the system says is for those who may connect it without being asked; who
    does not know it yet when it is read hears of it."""
    Rig()
    alice, admin, root, slow = Person("alice"), Person("admin"), Person(), Person("slow")
    shared = admin.add("system", connection__name="plain-shared")
    for person in (alice, admin, root):
        assert person.get(shared, "Profile")["Settings"]["connection.gateway"] == "192.0.2.1"
        assert b"192.0.2.1" in bytes(person.call(shared, "Profile.Export"))
    for person in (Person("mallory"), Person("asked")):
        seen = person.get(shared, "Profile")
        assert seen["Name"] == "plain-shared" and seen["Settings"] == {}, seen
        person.refused("NotAuthorized", shared, "Profile.Export")
    assert slow.get(shared, "Profile")["Settings"] == {}
    pump(lambda: any("Settings" in row[1] for row in slow.seen("PropertiesChanged", shared)),
         "the settings")
    assert slow.get(shared, "Profile")["Settings"]["connection.gateway"] == "192.0.2.1"


def case_signals_go_to_who_may_see():
    """Changes and steps of a user's connection reach that user and root, nobody else."""
    Rig()
    alice, tray, bob, root = Person("alice"), Person("alice"), Person("bob"), Person()
    for person in (tray, bob, root):
        person.call(ROOT, "Manager.ListProfiles")
    connection = alice.start("chatty-one")
    alice.until(connection, "connected")
    for person in (alice, tray, root):
        pump(lambda p=person: ("connecting", "connected", "none", "")
             in p.seen("StateChanged", connection), "StateChanged")
        assert ("verify-gateway", "") in person.seen("StepChanged", connection)
        assert any("Maintenance" in row[0] and "\x1b" not in row[0]
                   for row in person.seen("Message", connection)), person.signals
        assert any(row[0] == connection for row in person.seen("InterfacesAdded"))
        assert any("State" in row[1] for row in person.seen("PropertiesChanged", connection))
    alice.call(connection, "Connection.Disconnect")
    pump_for(0.2)
    assert bob.signals == [], bob.signals
    states = [row[1] for row in alice.seen("StateChanged", connection)]
    assert states == ["connecting", "connected", "disconnecting", "disconnected"], states


def case_polkit_says_no():
    """A user whom polkit refuses can look, and nothing else."""
    rig = Rig()
    mallory, admin = Person("mallory"), Person("admin")
    shared = admin.add("system", connection__name="plain-shared")
    no = "NotAuthorized"
    for scope in ("user", "system", "nonsense"):
        mallory.refused(no, ROOT, "Manager.AddProfile", "(a{sv}s)", settings(), scope)
        mallory.refused(no, ROOT, "Manager.ImportProfile", "(ays)", b"x", scope)
    mallory.refused(no, ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})", settings(), {})
    words = mallory.refused(no, shared, "Profile.Connect", *EMPTY)
    assert "You are not allowed to connect this computer to a VPN" in words, words
    mallory.refused(no, shared, "Profile.Update", "(a{sv}as)", {}, [])
    mallory.refused(no, shared, "Profile.Delete")
    assert mallory.call(ROOT, "Manager.ListProfiles") == [shared]
    assert len(rig.files()) == 1


def case_without_polkit():
    """No polkitd: root may do everything, everybody else nothing that needs a right."""
    Rig(polkit=False)
    alice, root = Person("alice"), Person()
    no = "NotAuthorized"
    alice.refused(no, ROOT, "Manager.AddProfile", "(a{sv}s)", settings(), "user")
    alice.refused(no, ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})", settings(), {})
    shared = root.add("system", connection__name="plain-shared")
    alice.refused(no, shared, "Profile.Connect", *EMPTY)
    alice.refused(no, shared, "Profile.Delete")
    connection = root.connect(shared)
    root.until(connection, "connected")
    alice.refused(no, connection, "Connection.Disconnect")
    alice.refused(no, connection, "Connection.GetLog")
    root.call(connection, "Connection.Disconnect")


def case_system_profiles_and_others():
    """Changing what all share takes an administrator; so does touching another's connection."""
    Rig()
    alice, bob, admin = Person("alice"), Person("bob"), Person("admin")
    no = "NotAuthorized"
    alice.refused(no, ROOT, "Manager.AddProfile", "(a{sv}s)", settings(), "system")
    shared = admin.add("system", connection__name="plain-shared")
    alice.refused(no, shared, "Profile.Update", "(a{sv}as)", {}, [])
    alice.refused(no, shared, "Profile.Delete")
    connection = alice.connect(shared)
    alice.until(connection, "connected")
    assert bob.get(connection)["Owner"] == alice.uid
    for method in ("Disconnect", "Roam", "GetLog"):
        bob.refused(no, connection, f"Connection.{method}")
    bob.refused(no, connection, "Connection.Rekey", "(s)", "ike")
    assert bob.state(connection) == "connected"
    admin.refused("AlreadyActive", shared, "Profile.Delete")
    admin.call(connection, "Connection.Disconnect")
    assert alice.state(connection) == "disconnected"


def case_the_way_out_is_open():
    """Who may not connect any more, and whom polkit does not answer, can still disconnect."""
    Rig()
    alice = Person("alice")
    connection = alice.start("plain-one")
    alice.until(connection, "connected")
    write("/etc/polkit-1/rules.d/00-never.rules",
          'polkit.addRule (function (action, subject) { return polkit.Result.NO; });')

    def is_refused():
        try:
            alice.add(connection__name=f"more-{time.monotonic()}")
        except Refused:
            return True
        return False
    wait_for("polkitd's new rule", is_refused)
    alice.call(connection, "Connection.Disconnect")
    assert alice.state(connection) == "disconnected"


def case_cas_of_shared_profiles():
    """Whom a profile of all users trusts is the administrator's to say, not the caller's."""
    Rig()
    alice, admin = Person("alice"), Person("admin")
    write("/etc/office-ca.pem", "the office's")
    shared = admin.add("system", connection__name="plain-shared", auth__ca="/etc/office-ca.pem")

    def connect():
        fds = Gio.UnixFDList.new()
        ca = GLib.Variant("h", fds.append(sealed(b"alice's own")))
        connection = alice.connect(shared, fds=fds, ca=ca)
        alice.until(connection, "connected")
        alice.call(connection, "Connection.Disconnect")
        return read("/tmp/fake-ca")

    assert connect() == "the office's"
    os.chown("/etc/office-ca.pem", alice.uid, 0)
    words = alice.refused("FileNeeded", shared, "Profile.Connect", *EMPTY)
    assert "auth.ca: /etc/office-ca.pem must be a file that root alone can change" in words, words
    os.chown("/etc/office-ca.pem", 0, 0)
    os.chmod("/etc/office-ca.pem", 0o664)
    alice.refused("FileNeeded", shared, "Profile.Connect", *EMPTY)
    admin.call(shared, "Profile.Update", "(a{sv}as)", {}, ["auth.ca"])
    assert connect() != "alice's own"


def case_capture():
    """Who may connect may not capture; an administrator gets a socket to read from, which carries
    nothing to the worker and ends with the worker or the next capture."""
    Rig()
    alice, admin, root = Person("alice"), Person("admin"), Person()
    own = alice.start("plain-one")
    path = admin.start("plain-two")
    alice.until(own, "connected")
    admin.until(path, "connected")
    ask = ("Connection.Capture", "(a{sv})")
    assert "see the traffic" in alice.refused("NotAuthorized", own, *ask, {})
    alice.refused("NotFound", path, *ask, {})
    admin.refused("InvalidArgument", path, *ask, {"content": variant(True)})
    admin.refused("InvalidArgument", path, *ask, {"keys": variant("yes")})
    with admin.captured(path) as first:
        got = first.recv(100)
        assert got == b"contents False, keys False", got
        for what in (lambda: first.send(b"x"), lambda: socket.send_fds(first, [b"x"], [0])):
            try:
                what()
            except BrokenPipeError:
                continue
            raise AssertionError("the worker was sent something")
        with root.captured(path, contents=True, keys=True) as second:
            assert second.recv(100) == b"contents True, keys True"
            assert first.recv(100) == b""
            admin.call(path, "Connection.Disconnect")
            assert second.recv(100) == b""
    lines = [row[2] for row in admin.call(path, "Connection.GetLog")]
    told = "uid 0 captures its traffic, with contents, with keys"
    assert any(told in line for line in lines), lines
    admin.refused("NotActive", path, *ask, {})


def case_nothing_unlisted():
    """What is in no interface description is refused, and no property can be written."""
    Rig()
    alice, root = Person("alice"), Person()
    path = alice.add()
    for person in (alice, root):
        for target in (ROOT, path):
            for method, signature, *values in (
                    ("org.freedesktop.DBus.Properties.Set", "(ssv)", "org.genkan.VPN1.Profile",
                     "Name", variant("x")),
                    ("Profile.Explode", None), ("Nothing.Explode", None),
                    ("Agent.RequestSecret", None)):
                try:
                    person.call(target, method, signature, *values)
                except Refused:
                    continue
                raise AssertionError(f"{method} on {target} was answered")


def case_caller_vanishes_before_the_verdict():
    """CVE-2021-3560: a caller that leaves while polkit thinks gets nothing done."""
    rig = Rig()
    slow, root = Person("slow"), Person()
    slow.begin(ROOT, "Manager.AddProfile", "(a{sv}s)", settings(), "user")
    slow.begin(ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})", settings(), {})
    pump_for(0.2)
    slow.leave()
    pump_for(2.5)
    assert root.call(ROOT, "Manager.ListProfiles") == []
    assert root.call(ROOT, "Manager.ListConnections") == []
    assert rig.files(slow.uid) == []
    again = Person("slow")
    assert again.call(ROOT, "Manager.ListProfiles") == []
    assert again.add().startswith(ROOT)


def case_bus_policy():
    """Only root may own the name and only root may call agents."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    agent = Agent(alice, b"secret")
    try:
        bob.bus.call_sync(alice.bus.get_unique_name(), "/agent", "org.genkan.VPN1.Agent",
                          "CancelRequest", GLib.Variant("(ss)", ("1", "x")), None,
                          Gio.DBusCallFlags.NONE, 2000, None)
        raise AssertionError("a user reached the agent of another")
    except GLib.Error as why:
        assert "AccessDenied" in str(why), why
    assert agent.cancelled == []
    done = run("setpriv", "--reuid", str(bob.uid), "--regid", "65534", "--clear-groups", "gdbus",
               "call", "--system", "-d", "org.freedesktop.DBus", "-o", "/org/freedesktop/DBus",
               "-m", "org.freedesktop.DBus.RequestName", "org.genkan.VPN1", "0", check=False)
    assert "AccessDenied" in done.stderr, done


def case_second_daemon_refuses():
    """Two genkands never run on one computer, nor on one runtime directory."""
    rig = Rig()
    build = os.environ["GENKAN_BUILD"]
    done = run(f"{build}/core/daemon/genkand", "--config-dir", "/tmp/c", "--state-dir", "/tmp/s",
               "--runtime-dir", "/run/genkan", check=False)
    assert done.returncode == 1 and "Another genkand" in done.stderr, done
    done = run(f"{build}/core/daemon/genkand", "--config-dir", "/tmp/c", "--state-dir", "/tmp/s",
               "--runtime-dir", "/run/other", check=False)
    assert done.returncode == 1 and "org.genkan.VPN1" in done.stderr, done
    assert rig.process.poll() is None and host.has_owner("org.genkan.VPN1")


def case_asked_on_a_terminal():
    """Without a desktop the terminal asks for the password that polkit wants."""
    Rig()
    run("chpasswd", stdin="asked:knock knock\n")
    command = (*AS_ASKED, host.vpnctl_path(), "add", "office", "--gateway", "192.0.2.1", "--user",
               "a")
    code, seen = host.on_terminal(*command, hidden=True,
                                  answers=[("Password: ", "who is there")])
    assert code == 4 and "who is there" not in seen, (code, seen)
    code, seen = host.on_terminal(*command, hidden=True,
                                  answers=[("Password: ", "knock knock")])
    assert code == 0 and "knock knock" not in seen, (code, seen)
    assert "office" in host.vpnctl("list").out

    # Nobody is there to ask.
    refused = run(*command, check=False)
    assert refused.returncode == 4, refused
