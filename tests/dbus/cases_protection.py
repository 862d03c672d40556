# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Protection: once a connection has been up, only its owner opens what it guards."""

import json
import os
import signal

from cases_connections import has_tunnel, timed_disconnect, workers
from genkanlab import host
from genkanlab.manager import ServiceManager
from genkanlab.shell import run, wait_for
from rig import ROOT, Agent, Person, Rig, assert_network_is, network_state, pump, settings, \
    variant

PATIENCE = 25  # seconds; a machine may be busy
VERIFY, SIGN_IN = 3, 4
ROUTE = "10.9.0.0/16"


def assert_guarded():
    routes = run("ip", "route", "show", "table", "all").stdout
    assert f"unreachable {ROUTE}" in routes, routes


def steps_of(alice, connection):
    return [row[:2] for row in alice.seen("StateChanged", connection)]


def case_follows_the_connection():
    """open before it was up, flowing, held while it comes back, open after the disconnect."""
    Rig()
    alice = Person("alice")
    before = network_state()
    connection = alice.start("silent-first")
    assert alice.get(connection)["Protection"] == "open"
    timed_disconnect(alice, connection)
    connection = alice.start("later-23-0")
    pump(lambda: ("connected", "reconnecting") in steps_of(alice, connection), "the loss", PATIENCE)
    assert_guarded()
    pump(lambda: steps_of(alice, connection).count(("reconnecting", "connected")) == 1, "again",
         PATIENCE)
    assert alice.get(connection)["Protection"] == "flowing"
    seen = [row[1]["Protection"] for row in alice.seen("PropertiesChanged", connection)
            if "Protection" in row[1]]
    assert seen == ["flowing", "held", "flowing"], seen
    timed_disconnect(alice, connection)
    assert alice.get(connection)["Protection"] == "open"
    assert_network_is(before)


def case_nobody_else_opens():
    """Whatever a session ends for: what is not proven is tried again, what is proven is held."""
    Rig()
    alice = Person("alice")
    before = network_state()
    reasons = {4: "no-common-proposal", 6: "gateway-untrusted", 10: "gateway-wrong-identity",
               11: "gateway-authentication-failed", 12: "gateway-not-proven", 13: "login-failed",
               21: "gateway-refused", 25: "gateway-ikev1-only", 26: "protocol-error",
               33: "psk-mismatch", 35: "login-kind-refused"}
    connections = {number: alice.start(f"later-{number}-{VERIFY}") for number in reasons}
    for number, connection in connections.items():
        pump(lambda path=connection: ("reconnecting", "connected") in steps_of(alice, path),
             f"an unproven {reasons[number]} to be tried again", PATIENCE)
        assert ("reconnecting", "failed") not in steps_of(alice, connection)
    for connection in connections.values():
        timed_disconnect(alice, connection)
    assert_network_is(before)
    for number, reason in ((13, "login-failed"), (15, "account-disabled"), (27, "bad-profile")):
        connection = alice.start(f"later-{number}-{SIGN_IN}")
        facts = alice.until(connection, "failed", timeout=PATIENCE)
        assert (facts["Reason"], facts["Protection"]) == (reason, "held"), facts
        assert_guarded()
        timed_disconnect(alice, connection)
        assert_network_is(before)


def case_a_hint_is_no_verdict():
    """What anybody could have said does not replace the reason shown."""
    Rig()
    alice = Person("alice")
    connection = alice.start(f"later-13-{VERIFY}")
    pump(lambda: ("reconnecting", "connected") in steps_of(alice, connection), "the return",
         PATIENCE)
    shown = {row[1]["Reason"] for row in alice.seen("PropertiesChanged", connection)
             if "Reason" in row[1]}
    assert "login-failed" not in shown, shown
    timed_disconnect(alice, connection)


def case_set_up_errors_are_held():
    """A plan that cannot be applied after the connection was up: held and tried again."""
    Rig()
    alice = Person("alice")
    before = network_state()
    connection = alice.start("spoilt-plan")
    pump(lambda: steps_of(alice, connection).count(("reconnecting", "connected")) == 1, "again",
         PATIENCE)
    assert ("connected", "failed") not in steps_of(alice, connection)
    timed_disconnect(alice, connection)
    assert_network_is(before)


def case_connect_again():
    """One that is held and does not try any more is tried again as the same object."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    before = network_state()
    profile = alice.add(connection__name=f"later-13-{SIGN_IN}")
    connection = alice.connect(profile)
    alice.until(connection, "failed", timeout=PATIENCE)
    assert alice.get(profile, "Profile")["Connection"] == connection
    assert alice.get(profile, "Profile")["LastReason"] == "login-failed"
    bob.refused("NotFound", connection, "Connection.Disconnect")
    assert_guarded()
    assert alice.connect(profile) == connection
    facts = alice.until(connection, "connected", timeout=PATIENCE)
    assert facts["Protection"] == "flowing", facts
    alice.refused("AlreadyActive", profile, "Profile.Connect", "(a{sv})", {})
    timed_disconnect(alice, connection)
    assert alice.get(profile, "Profile")["Connection"] == "/"
    assert_network_is(before)


def case_held_and_asked():
    """Nobody there to ask: held; an agent that comes is asked at once."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    before = network_state()
    connection = alice.start("needy-code")
    facts = alice.until(connection, "failed", timeout=PATIENCE)
    assert (facts["Reason"], facts["Protection"]) == ("no-secrets", "held"), facts
    assert_guarded()
    stranger = Agent(bob, b"from bob")
    agent = Agent(alice, b"4711")
    alice.until(connection, "connected", timeout=PATIENCE)
    assert agent.kinds() == ["response"] and not stranger.asked
    timed_disconnect(alice, connection)
    assert_network_is(before)


def ask_doctor(user):
    """What the doctor of vpnctl finds for that person, by check."""
    done = run("/usr/bin/setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups",
               host.vpnctl_path(), "doctor", "--json", check=False)
    return {row["check"]: row for row in json.loads(done.stdout)["doctor"]["checks"]}


def case_one_default_route():
    """Two that want everything: the first has it, the second fails, both and everybody are told."""
    rig = Rig()
    alice, bob = Person("alice"), Person("bob")
    before = network_state()
    first = alice.start("full-1")
    facts = alice.until(first, "connected", timeout=PATIENCE)
    assert bob.get(ROOT, "Manager")["DefaultRoute"] == facts["Interface"]
    for person, state in (("alice", "good"), ("bob", "note")):
        row = ask_doctor(person)["other-vpn"]
        assert row["state"] == state and (state == "good" or facts["Interface"] in row["text"]), row
    routes = network_state()
    second = bob.start("full-2")
    refused = bob.until(second, "failed", timeout=PATIENCE)
    assert refused["Reason"] == "network-setup" and facts["Interface"] in refused["Error"], refused
    assert_network_is(routes)
    facts = alice.get(first)
    assert facts["State"] == "connected" and any("refused" in text for text in facts["Warnings"])
    # Held is had: a crash and a restart give it to nobody.
    rig.kill()
    rig.start()
    assert alice.get(first)["Protection"] != "open"
    refused = bob.until(bob.start("full-3"), "failed", timeout=PATIENCE)
    assert refused["Reason"] == "network-setup", refused
    alice.until(first, "connected", timeout=PATIENCE)
    timed_disconnect(alice, first)
    assert_network_is(before)
    assert bob.get(ROOT, "Manager")["DefaultRoute"] == ""
    third = bob.start("full-4")
    bob.until(third, "connected", timeout=PATIENCE)
    timed_disconnect(bob, third)


def case_force():
    """ForceOpen: an administrator's way out, also with damaged files."""
    rig = Rig()
    alice, admin = Person("alice"), Person("admin")
    before = network_state()
    alice.until(alice.start("plain-living"), "connected", timeout=PATIENCE)
    alice.refused("NotAuthorized", ROOT, "Manager.ForceOpen")
    admin.call(ROOT, "Manager.ForceOpen")
    assert_network_is(before)
    alice.until(alice.start("plain-damaged"), "connected", timeout=PATIENCE)
    rig.kill()
    wait_for("the worker to let go of the device", lambda: not has_tunnel())
    for directory in ("wanted", "journal"):
        for name in os.listdir(f"/run/genkan/{directory}"):
            with open(f"/run/genkan/{directory}/{name}", "w", encoding="utf-8") as file:
                file.write("{")
    rig.start()
    assert_guarded()
    admin.call(ROOT, "Manager.ForceOpen")
    assert_network_is(before)
    assert os.listdir("/run/genkan/wanted") == os.listdir("/run/genkan/journal") == []
    alice.until(alice.start("plain-after"), "connected", timeout=PATIENCE)


def case_adopted():
    """A restart, a crash under a service manager: the worker runs on, its new parent learns all."""
    manager = ServiceManager()
    rig = Rig(manager=manager)
    alice = Person("alice")
    before = network_state()
    connection = alice.start("plain-adopted")
    facts = alice.until(connection, "connected", timeout=PATIENCE)
    (worker,) = workers(rig)
    pump(lambda: len(manager.kept) == 4, "the descriptors to be kept")
    for end in (signal.SIGUSR1, signal.SIGKILL):
        rig.kill(end)
        os.kill(worker, 0)
        assert has_tunnel()
        rig.start()
        again = alice.until(connection, "connected", timeout=PATIENCE)
        for name in ("Addresses", "Routes", "Mtu", "Peer", "IkeSuite", "Interface", "Owner"):
            assert again[name] == facts[name], (name, again[name], facts[name])
        assert again["Protection"] == "flowing", again
        counters = alice.call(connection, "Connection.GetCounters")
        assert counters["tx-bytes"] == 42, counters
        os.kill(worker, 0)
    # What only a child's parent could do is done without being one.
    os.kill(worker, signal.SIGKILL)
    pump(lambda: alice.get(connection)["State"] != "connected", "the loss")
    alice.until(connection, "connected", timeout=PATIENCE)
    timed_disconnect(alice, connection)
    assert_network_is(before)
    pump(lambda: not manager.kept, "the store to be empty")


def case_adopted_and_disconnected():
    """An adopted worker is closed in order, a deaf one in time."""
    manager = ServiceManager()
    rig = Rig(manager=manager)
    alice = Person("alice")
    before = network_state()
    for name in ("plain-close", "deafly-close"):
        connection = alice.start(name)
        alice.until(connection, "connected", timeout=PATIENCE)
        pump(lambda: len(manager.kept) == 4, "the descriptors to be kept")
        rig.kill()
        rig.start()
        alice.until(connection, "connected", timeout=PATIENCE)
        alice.call(connection, "Connection.Disconnect")
        # The device goes with the last who has its descriptor.
        pump(lambda: not manager.kept, "the store to be empty")
        assert_network_is(before)
    assert "killed: did not end in time" in rig.log()


def case_worker_died_with_nobody_there():
    """The worker ended while genkand was dead: its descriptors say so, and it is made again."""
    manager = ServiceManager()
    rig = Rig(manager=manager)
    alice = Person("alice")
    connection = alice.start("plain-dead")
    alice.until(connection, "connected", timeout=PATIENCE)
    (worker,) = workers(rig)
    pump(lambda: len(manager.kept) == 4, "the descriptors to be kept")
    rig.kill()
    os.kill(worker, signal.SIGKILL)
    rig.start()
    alice.until(connection, "connected", timeout=PATIENCE)
    assert workers(rig), "no worker of its own"
    timed_disconnect(alice, connection)


def case_delegated_fails_open():
    """NetworkManager takes a failed connection's network away: it is over then."""
    Rig()
    root = Person()
    connection = root.call(ROOT, "Manager.ConnectSettings", "(a{sv}a{sv})",
                           settings(connection__name=f"later-13-{SIGN_IN}"),
                           {"network": variant("delegated")})
    facts = root.until(connection, "failed", timeout=PATIENCE)
    assert facts["Protection"] == "open", facts
