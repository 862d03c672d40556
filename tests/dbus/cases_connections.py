# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Connections from start to end, with a stand-in for the worker."""

import fcntl
import os
import signal
import time

from gi.repository import Gio, GLib

from genkanlab.fuse import SilentFiles
from genkanlab.shell import read, run, wait_for, write
from rig import (ROOT, STORE, Agent, Person, Rig, assert_network_is, network_state, pump,
                 pump_for, sealed, settings, variant)


def has_tunnel():
    return os.path.isdir("/sys/class/net/genkan0")


def case_up_and_down():
    """Every fact of a connection is where the interface says, and nothing stays."""
    Rig()
    alice = Person("alice")
    before = network_state()
    profile = alice.add(connection__name="plain-office", network__use_dns=True)
    connection = alice.connect(profile)
    facts = alice.until(connection, "connected")
    assert facts["Name"] == "plain-office" and facts["Profile"] == profile, facts
    assert facts["Owner"] == alice.uid and facts["Network"] == "native", facts
    assert facts["Interface"] == "genkan0" and facts["Mtu"] == 1400, facts
    assert facts["Addresses"] == ["10.9.8.7/32"] and facts["Routes"] == ["10.9.0.0/16"], facts
    assert facts["Banner"] == "Hello" and facts["IkeSuite"] == "SUITE", facts
    assert facts["Since"] > 1e9 and facts["Step"] == "done" and facts["Reason"] == "none", facts
    assert "\x1b" not in facts["Peer"]["identity"] and facts["Peer"]["nat"] is True, facts
    assert set(facts["Peer"]) == {"identity", "nat"}, facts
    assert alice.get(profile, "Profile")["Connection"] == connection
    alice.refused("AlreadyActive", profile, "Profile.Connect", "(a{sv})", {})
    alice.refused("AlreadyActive", profile, "Profile.Delete")
    assert alice.call(connection, "Connection.GetCounters") == {"tx-bytes": 42}
    alice.call(connection, "Connection.Rekey", "(s)", "ike")
    alice.call(connection, "Connection.Roam")
    alice.refused("InvalidArgument", connection, "Connection.Rekey", "(s)", "all")
    log = alice.call(connection, "Connection.GetLog")
    pump_for(0.1)
    log = [row[2] for row in alice.call(connection, "Connection.GetLog")]
    assert "rekey ike" in log, log
    assert network_state() != before and has_tunnel()

    alice.call(connection, "Connection.Disconnect")
    facts = alice.get(connection)
    assert facts["State"] == "disconnected" and facts["Reason"] == "user", facts
    assert_network_is(before)
    assert alice.get(profile, "Profile")["Connection"] == "/"
    assert alice.get(profile, "Profile")["LastReason"] == "none"
    alice.refused("NotActive", connection, "Connection.GetCounters")
    alice.call(connection, "Connection.Disconnect")
    again = alice.connect(profile)
    alice.until(again, "connected")
    assert again != connection
    alice.call(again, "Connection.Disconnect")


def timed_disconnect(alice, connection):
    started = time.monotonic()
    alice.call(connection, "Connection.Disconnect")
    took = time.monotonic() - started
    assert alice.state(connection) == "disconnected"
    assert took < 2.0, f"took {took:.2f} s"


def case_disconnect_in_time():
    """Two seconds at most, whatever the worker does: deaf, silent, asking, reconnecting."""
    rig = Rig()
    alice = Person("alice")
    Agent(alice)
    before = network_state()
    deaf = alice.start("deaf-worker")
    alice.until(deaf, "connected")
    timed_disconnect(alice, deaf)
    silent = alice.start("silent-worker")
    pump(lambda: ("verify-gateway", "") in alice.seen("StepChanged", silent), "the worker")
    timed_disconnect(alice, silent)
    asking = alice.start("rounds-asking")
    pump(lambda: ("sign-in", "") in alice.seen("StepChanged", asking), "the question")
    timed_disconnect(alice, asking)
    at_once = alice.start("plain-at-once")
    timed_disconnect(alice, at_once)
    assert_network_is(before)
    assert run("pgrep", "-P", str(rig.process.pid), check=False).stdout == ""


def workers(rig):
    return [int(pid) for pid in run("pgrep", "-P", str(rig.process.pid), "-f", "fake-worker",
                                    check=False).stdout.split()]


def case_worker_killed():
    """A killed worker: routes stay, a new one comes by itself; a failing one again and again."""
    rig = Rig()
    alice = Person("alice")
    before = network_state()
    connection = alice.start("plain-killed")
    alice.until(connection, "connected")
    for _ in range(2):
        alice.signals.clear()
        routes = run("ip", "route", "show", "table", "all").stdout
        os.kill(workers(rig)[0], signal.SIGKILL)
        pump(lambda: any(row[1] == "reconnecting" for row in alice.seen("StateChanged")),
             "reconnecting")
        assert "10.9.0.0/16" in run("ip", "route", "show", "table", "all").stdout, routes
        assert has_tunnel()
        pump(lambda: any(row[1] == "connected" for row in alice.seen("StateChanged")), "connected")
    timed_disconnect(alice, connection)
    assert_network_is(before)


def case_reconnect_not_wanted():
    """connection.reconnect=false: a lost connection fails, and is held until it is disconnected."""
    rig = Rig()
    alice = Person("alice")
    before = network_state()
    connection = alice.connect(alice.add(connection__name="plain-once",
                                         connection__reconnect=False))
    alice.until(connection, "connected")
    os.kill(workers(rig)[0], signal.SIGKILL)
    facts = alice.until(connection, "failed")
    assert facts["Reason"] == "worker-died" and facts["Protection"] == "held", facts
    assert "10.9.0.0/16" in run("ip", "route", "show", "table", "all").stdout
    timed_disconnect(alice, connection)
    assert_network_is(before)


def case_failure_is_told():
    """Not connected before: failed at once, with reason, detail and one sentence."""
    Rig()
    alice = Person("alice")
    Agent(alice, b"wrong")
    before = network_state()
    profile = alice.add(connection__name="refused-login")
    connection = alice.connect(profile)
    facts = alice.until(connection, "failed")
    assert facts["Reason"] == "login-failed" and facts["Detail"] == "go away", facts
    assert facts["Error"] and "\n" not in facts["Error"], facts
    row = alice.get(profile, "Profile")
    assert row["LastReason"] == "login-failed" and row["LastError"] == facts["Error"], row
    assert row["Connection"] == "/"
    assert_network_is(before)
    changes = [row for row in alice.seen("StateChanged", connection) if row[1] == "failed"]
    assert changes == [("connecting", "failed", "login-failed", facts["Error"])], changes


def case_worker_breaks_the_rules():
    """Malformed messages, messages out of place, plans that cannot be: ended, nothing left."""
    Rig()
    alice = Person("alice")
    before = network_state()
    for name, reason in (("garbage-worker", "worker-died"), ("early-worker", "worker-died"),
                         ("badplan-worker", "network-setup")):
        connection = alice.start(name)
        facts = alice.until(connection, "failed")
        assert facts["Reason"] == reason, (name, facts)
        assert_network_is(before)
    connection = alice.start("evilplan-worker")
    facts = alice.until(connection, "connected")
    assert facts["Domains"] == [] and "DNS domain" in facts["Warnings"][0], facts


def case_log_is_clean():
    """What a worker says cannot break a line of the log or of GetLog."""
    rig = Rig()
    alice = Person("alice")
    connection = alice.start("chatty-worker")
    alice.until(connection, "connected")
    lines = [row[2] for row in alice.call(connection, "Connection.GetLog")]
    assert any("with a break" in line for line in lines), lines
    assert not any(ord(char) < 32 for line in lines for char in line), lines
    assert "\nwith a break" not in rig.log() and "\x1b" not in rig.log()


def case_options_are_checked():
    """Files are needed and come from the caller; unknown options are refused."""
    Rig()
    alice = Person("alice")
    needs_ca = alice.add(connection__name="plain-ca", auth__ca="/nowhere/ca.pem")
    assert "auth.ca" in alice.refused("FileNeeded", needs_ca, "Profile.Connect", "(a{sv})", {})
    needs_key = alice.add(connection__name="plain-key", auth__method="cert",
                          auth__certificate="/nowhere/c", auth__private_key="/nowhere/k")
    message = alice.refused("FileNeeded", needs_key, "Profile.Connect", "(a{sv})", {})
    assert "auth.certificate" in message
    profile = alice.add(connection__name="plain-options")
    rows = [({"bogus": variant("x")}, "bogus"), ({"network": variant("both")}, "network"),
            ({"network": variant(1)}, "network"), ({"interface": variant("../x")}, "interface"),
            ({"interface": variant("a" * 16)}, "interface"),
            ({"interface": variant("-x")}, "interface"), ({"interface": variant("")}, "interface"),
            ({"ca": GLib.Variant("h", 7)}, "ca"), ({"ca": variant("/etc/passwd")}, "ca")]
    for options, word in rows:
        message = alice.refused("InvalidArgument", profile, "Profile.Connect", "(a{sv})", options)
        assert word in message, (options, message)
    assert alice.call(ROOT, "Manager.ListConnections") == []
    connection = alice.connect(profile, interface="office0")
    assert alice.until(connection, "connected")["Interface"] == "office0"
    timed_disconnect(alice, connection)


def refuse_file(person, profile, fd, option):
    """Connect with this as that file is refused."""
    fds = Gio.UnixFDList.new()
    handle = fds.append(fd)
    os.close(fd)
    message = person.refused("InvalidArgument", profile, "Profile.Connect", "(a{sv})",
                             {option: GLib.Variant("h", handle)}, fds=fds)
    assert f"{option}: must be a sealed memfd" in message, message


def case_only_sealed_files():
    """What is no sealed memfd is refused unread, also a file whose reader would wait for ever."""
    Rig()
    alice = Person("alice")
    bob = Person("bob")
    profile = alice.add(connection__name="plain-files", auth__ca="/nowhere/ca.pem")
    os.mkfifo("/tmp/fifo")
    seal_all_but_write = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
    for fd in (os.open("/tmp/fifo", os.O_RDWR), os.open("/dev/null", os.O_RDONLY),
               os.open("/tmp", os.O_RDONLY), os.open("/etc/passwd", os.O_RDONLY),
               sealed(b"x", seals=0), sealed(b"x", seals=seal_all_but_write),
               sealed(b"x" * (2 ** 20 + 1))):
        refuse_file(alice, profile, fd, "ca")
    with SilentFiles() as silent:
        started = time.monotonic()
        for option in ("ca", "aaa-ca", "certificate", "private-key"):
            refuse_file(alice, profile, os.open(silent.path, os.O_RDONLY), option)
        bob.call(ROOT, "Manager.ListProfiles")
        assert time.monotonic() - started < 2.0
    fds = Gio.UnixFDList.new()
    connection = alice.connect(profile, fds=fds, ca=GLib.Variant("h", fds.append(sealed(b"x"))))
    alice.until(connection, "connected")
    timed_disconnect(alice, connection)


def case_delegated():
    """network=delegated: NetworkManager's business is left to it; the guard is not its business."""
    Rig()
    root = Person()
    before = network_state()
    connection = root.call(ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})",
                           settings(connection__name="plain-nm", network__use_dns=True),
                           {"network": variant("delegated")})
    facts = root.until(connection, "connected")
    assert facts["Network"] == "delegated" and facts["Profile"] == "/", facts
    assert facts["Addresses"] == ["10.9.8.7/32"] and facts["Interface"] == "genkan0", facts
    now = network_state()
    rest, guard = now.split("table inet genkan-0", 1)
    assert "10.9.8.7" not in rest and "10.9.0.0" not in rest, rest
    assert "ip daddr 10.9.0.0/16 drop" in guard, guard
    timed_disconnect(root, connection)
    assert_network_is(before)


def case_delegated_caller_leaves():
    """Whoever set up the network of a connection leaves the bus: it ends, and only it."""
    Rig()
    root, service = Person(), Person()
    connections = [person.call(ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})",
                               settings(connection__name=name), {"network": variant(network)})
                   for person, name, network in ((service, "plain-nm", "delegated"),
                                                 (service, "plain-own", "native"),
                                                 (root, "plain-other", "delegated"))]
    for connection in connections:
        root.until(connection, "connected")
    service.bus.close_sync(None)
    assert root.until(connections[0], "disconnected")["Reason"] == "user"
    for connection in connections[1:]:
        assert root.until(connection, "connected")["State"] == "connected"
        timed_disconnect(root, connection)


def case_settings_that_are_not_stored():
    """ConnectSettings validates as AddProfile does and stores nothing."""
    rig = Rig()
    alice = Person("alice")
    for wrong in ({}, settings(connection__local_port=53)):
        alice.refused("InvalidSetting", ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})", wrong, {})
    connection = alice.call(ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})",
                            settings(connection__name="plain-unstored"), {})
    alice.until(connection, "connected")
    assert rig.files(alice.uid) == [] and alice.call(ROOT, "Manager.ListProfiles") == []
    timed_disconnect(alice, connection)


def case_limit_per_user():
    """Sixteen connections of one user; another user still gets one."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    paths = [alice.call(ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})",
                        settings(connection__name=f"silent-{number}"), {})
             for number in range(16)]
    alice.refused("Limit", ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})",
                  settings(connection__name="silent-more"), {})
    bob.start("silent-bob")
    for path in paths:
        alice.begin(path, "Connection.Disconnect")
    pump(lambda: all(alice.state(path) == "disconnected" for path in paths), "the end of all", 6)


def case_terminated():
    """SIGTERM with connections up: everything is undone within two seconds, exit 0."""
    rig = Rig()
    alice = Person("alice")
    before = network_state()
    for name in ("plain-a", "deaf-b"):
        alice.until(alice.start(name), "connected")
    assert network_state() != before
    started = time.monotonic()
    rig.stop()
    assert time.monotonic() - started < 2.5
    assert_network_is(before)
    assert run("pgrep", "-f", "fake-worker", check=False).stdout == ""


def case_killed_daemon():
    """SIGKILL of genkand: the next start holds what was protected and makes it again."""
    rig = Rig()
    alice = Person("alice")
    before = network_state()
    profile = alice.add(connection__name="plain-left")
    connection = alice.connect(profile)
    alice.until(connection, "connected")
    rig.kill()
    wait_for("the worker's end", lambda: not run("pgrep", "-f", "fake-worker",
                                                 check=False).stdout)
    assert "unreachable 10.9.0.0/16" in run("ip", "route", "show", "table", "all").stdout
    rig.start()
    assert alice.call(ROOT, "Manager.ListConnections") == [connection]
    profile = alice.call(ROOT, "Manager.FindProfile", "(s)", "plain-left")
    assert alice.get(profile, "Profile")["Connection"] == connection
    facts = alice.until(connection, "connected")
    assert facts["Protection"] == "flowing" and facts["Owner"] == alice.uid, facts
    timed_disconnect(alice, connection)
    assert_network_is(before)
    assert os.listdir("/run/genkan/wanted") == []


def case_killed_daemon_waits_for_an_answer():
    """Secrets are in nobody's file: after SIGKILL it is held, and the agent that comes is asked."""
    rig = Rig()
    alice = Person("alice")
    agent = Agent(alice, b"1")
    connection = alice.start("needy-left")
    pump(lambda: agent.kinds() == ["response"], "the question after the loss")
    alice.until(connection, "connected")
    rig.kill()
    rig.start()
    facts = alice.until(connection, "failed")
    assert (facts["Reason"], facts["Protection"]) == ("no-secrets", "held"), facts
    assert "unreachable 10.9.0.0/16" in run("ip", "route", "show", "table", "all").stdout
    again = Agent(alice, b"2", path="/again")
    alice.until(connection, "connected")
    assert agent.kinds() == ["response"], agent.kinds()
    assert again.kinds() == ["response"], again.kinds()
    timed_disconnect(alice, connection)


def case_killed_daemon_and_deleted_profile():
    """The profile went while genkand was dead: what it protected is open."""
    rig = Rig()
    alice = Person("alice")
    before = network_state()
    alice.until(alice.start("plain-gone"), "connected")
    rig.kill()
    wait_for("the worker's end", lambda: not run("pgrep", "-f", "fake-worker",
                                                 check=False).stdout)
    for path in rig.files(alice.uid):
        os.unlink(path)
    rig.start()
    assert alice.call(ROOT, "Manager.ListConnections") == []
    assert_network_is(before)
    assert "Undid what an earlier run left of 1 connection" in rig.log()


def case_killed_daemon_and_damaged_memory():
    """What was wanted cannot be read: what it protected stays closed, and the log says so."""
    rig = Rig()
    alice = Person("alice")
    alice.until(alice.start("plain-damaged"), "connected")
    rig.kill()
    (name,) = os.listdir("/run/genkan/wanted")
    with open(os.path.join("/run/genkan/wanted", name), "w", encoding="utf-8") as file:
        file.write("[wanted]\nslot=")
    rig.start()
    assert alice.call(ROOT, "Manager.ListConnections") == []
    assert "unreachable 10.9.0.0/16" in run("ip", "route", "show", "table", "all").stdout
    assert "what it protected stays closed" in rig.log()


def case_examined_without_connecting():
    """Profile.Examine: what is seen, without a question, device or connection; one at a time."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    agent = Agent(alice, b"password")
    profile = alice.add(connection__name="rounds-look", connection__gateway="192.0.2.1")
    links = run("ip", "-o", "link").stdout
    result = alice.call(profile, "Profile.Examine", "(a{sv})", {})
    assert result["reason"] == "none" and result["addresses"] == ["192.0.2.1"], result
    assert agent.asked == [] and run("ip", "-o", "link").stdout == links
    assert alice.call(ROOT, "Manager.ListConnections") == []
    bob.refused("NotFound", profile, "Profile.Examine", "(a{sv})", {})
    nowhere = alice.add(connection__name="plain-nowhere", connection__gateway="0.0.0.0")
    result = alice.call(nowhere, "Profile.Examine", "(a{sv})", {})
    assert result["reason"] == "gateway-address-unusable", result
    assert result["detail"] == "0.0.0.0", result
    alice.refused("FileNeeded", alice.add(connection__name="plain-ca", auth__ca="/tmp/ca.pem"),
                  "Profile.Examine", "(a{sv})", {})


def case_no_network():
    """Without a network, or without a way out of it, nothing is tried and the sentence says why."""
    Rig()
    alice = Person("alice")
    run("ip", "route", "del", "default")
    profile = alice.add(connection__name="plain-far", connection__gateway="192.0.2.1")
    assert alice.until(alice.connect(profile), "failed")["Reason"] == "no-route"
    run("ip", "link", "set", "lan0", "down")
    assert alice.until(alice.connect(profile), "failed")["Reason"] == "offline"
    assert alice.call(profile, "Profile.Examine", "(a{sv})", {})["reason"] == "offline"


def case_gateway_without_address():
    """A name without an address, and name servers that do not answer, are told apart."""
    Rig()
    alice = Person("alice")
    profile = alice.add(connection__gateway="no-such-host.invalid")
    facts = alice.until(alice.connect(profile), "failed", timeout=12)
    assert facts["Reason"] == "name-servers-silent", facts
    write("/etc/nsswitch.conf", "hosts: files\n")
    facts = alice.until(alice.connect(profile), "failed", timeout=12)
    assert facts["Reason"] == "gateway-not-found", facts


def case_gone_after_a_while():
    """An ended connection can still be read for ten seconds, then it is gone and says so."""
    Rig()
    alice = Person("alice")
    connection = alice.start("refused-soon")
    alice.until(connection, "failed")
    pump_for(8)
    assert connection in alice.call(ROOT, "Manager.ListConnections")
    pump(lambda: any(row[0] == connection for row in alice.seen("InterfacesRemoved")),
         "InterfacesRemoved", 4)
    assert alice.call(ROOT, "Manager.ListConnections") == []
    alice.refused("NotFound", connection, "Connection.GetLog")


def case_doctor():
    """The doctor's rows: what was tried, whether it is good, and what a sentence needs of it."""
    Rig()
    alice = Person("alice")
    links = run("ip", "-o", "link").stdout
    started = time.monotonic()
    rows = {check: (fine, detail) for check, fine, detail in alice.call(ROOT, "Manager.Doctor")}
    assert set(rows) == {"link", "route", "tun", "packet-filter", "worker", "resolver", "dns",
                         "worker-user", "profiles", "ca-bundle", "polkit"}, rows
    for check in ("link", "route", "tun", "packet-filter", "worker", "polkit"):
        assert rows[check][0], rows
    assert rows["dns"] == (True, "file"), rows
    assert run("ip", "-o", "link").stdout == links
    assert "genkan" not in run("nft", "list", "ruleset").stdout
    def is_good(check):
        return {row[0]: row[1] for row in alice.call(ROOT, "Manager.Doctor")}[check]

    # What was seen is good for two seconds, however many ask.
    run("ip", "route", "del", "default")
    assert is_good("route") or time.monotonic() > started + 2
    wait_for("the route to be missed", lambda: not is_good("route"))
    assert is_good("link")
    run("ip", "link", "set", "lan0", "down")
    wait_for("the link to be missed", lambda: not is_good("link"))


def case_profile_changes_apply_next_time():
    """Changing a profile in use does not disturb its connection."""
    Rig()
    alice = Person("alice")
    profile = alice.add(connection__name="plain-changing")
    connection = alice.connect(profile)
    alice.until(connection, "connected")
    alice.call(profile, "Profile.Update", "(a{sv}as)",
               {"connection.gateway": variant("192.0.2.99")}, [])
    assert alice.get(connection)["Gateway"] == "192.0.2.1"
    timed_disconnect(alice, connection)
    assert "192.0.2.99" in read(os.path.join(
        STORE["state"], "users", str(alice.uid),
        f"{alice.get(profile, 'Profile')['Uuid']}.conf"))


def case_rights_of_the_unit_suffice():
    """genkand does all of it with the capabilities that its unit leaves it."""
    rig = Rig(start=False)
    unit = read(os.path.join(os.environ["GENKAN_SOURCE"], "data", "genkand.service.in"))
    (line,) = [row for row in unit.splitlines() if row.startswith("CapabilityBoundingSet=")]
    names = [name.removeprefix("CAP_").lower() for name in line.split("=")[1].split()]
    assert "net_admin" in names and "sys_admin" not in names, names
    rig.start(wrapper=("setpriv", "--no-new-privs", "--inh-caps=-all",
                       "--bounding-set=-all," + ",".join("+" + name for name in names)))
    alice = Person("alice")
    before = network_state()
    connection = alice.start("deaf-rights", network=variant("native"))
    alice.until(connection, "connected")
    timed_disconnect(alice, connection)
    assert_network_is(before)
    assert "warning" not in "".join(row[1] for row in alice.call(connection, "Connection.GetLog"))
