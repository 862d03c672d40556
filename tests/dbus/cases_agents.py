# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Questions for people: whom they reach, in which order, and where answers stay."""

import os
import re
import subprocess

from gi.repository import Gio, GLib

from genkanlab.memory import is_guarded, places, private_number
from genkanlab.shell import read
from rig import ROOT, Agent, Person, Rig, assert_network_is, network_state, pump, pump_for, sealed


def secrets_given():
    return read("/tmp/fake-secrets").split("\n")[:-1]


def case_rounds():
    """A password and two one-time codes, each with its kind, round and the gateway's words."""
    rig = Rig()
    alice = Person("alice")
    agent = Agent(alice, b"pass word \xc3\xa4", b"111111", b"222222")
    connection = alice.start("rounds-office")
    alice.until(connection, "connected")
    assert agent.kinds() == ["password", "response", "response"], agent.asked
    details = [row[3] for row in agent.asked]
    assert [row["prompt"] for row in details] == ["", "Code from your token:", "Next code:"]
    assert [row["round"] for row in details] == [1, 1, 2]
    assert all(row["user"] == "alice" and row["name"] == "rounds-office"
               and row["gateway"] == "192.0.2.1" for row in details), details
    assert all(row[0] == connection for row in agent.asked)
    assert len({row[1] for row in agent.asked}) == 3, "cookies repeat"
    assert secrets_given() == ["pass word ä", "111111", "222222"]
    for secret in ("pass word", "111111", "222222"):
        assert secret not in rig.log(), "a secret is in the log"
        assert secret not in repr(alice.call(connection, "Connection.GetLog"))


def case_not_remembered():
    """An answer the agent does not want remembered is used once: the next worker asks again."""
    Rig()
    alice = Person("alice")
    for remember in (False, None):
        agent = Agent(alice, b"a", b"1", b"b", b"2", b"c", b"3", path=f"/agent/{remember}",
                      remember=remember)
        connection = alice.start(f"dies-{remember}")
        pump(lambda seen=agent: len(seen.asked) == 6, "the sixth question")
        alice.until(connection, "connected")
        assert agent.kinds() == ["password", "response"] * 3, agent.kinds()
        alice.call(connection, "Connection.Disconnect")
        alice.call(ROOT, "Manager.UnregisterAgent", "(o)", agent.path)
    assert secrets_given() == ["a", "1", "b", "2", "c", "3"] * 2


def case_secrets_do_not_stay_in_memory():
    """After the disconnect no copy of the password is left in genkand's memory."""
    rig = Rig()
    alice = Person("alice")
    secret = b"correct horse battery staple 4711"
    agent = Agent(alice, secret, b"000000")
    connection = alice.start("rounds-memory")
    pump(lambda: len(agent.asked) == 3, "the third question")
    alice.call(connection, "Connection.Disconnect")
    pump_for(0.2)
    assert places(rig.process.pid, secret[8:]) == []


def case_keys_do_not_stay_in_memory():
    """A private key is in locked memory alone while it may be used, and nowhere afterwards."""
    rig = Rig()
    alice = Person("alice")
    fds, options = key_options("sesame and more")
    needles = [*private_number("/tmp/user.key", "sesame and more"), b"sesame and more"]
    Agent(alice, b"sesame and more")
    connection = alice.connect(add_cert_profile(alice, "evil-auth"), fds=fds, **options)
    pump(lambda: os.path.exists("/tmp/fake-signatures"), "a signature")
    pid = rig.process.pid
    held = [area for needle in needles for area in places(pid, needle)]
    assert held, "the key is nowhere: the search is wrong"
    assert all(is_guarded(area) for area in held), held
    alice.call(connection, "Connection.Disconnect")
    pump(lambda: not any(places(pid, needle) for needle in needles), "an empty memory")


def case_remembered_for_a_reconnect():
    """After a lost worker the password is remembered, a one-time code is asked again."""
    Rig()
    alice = Person("alice")
    agent = Agent(alice, b"password", b"1", b"2", b"3")
    connection = alice.start("dies-twice")
    pump(lambda: ("reconnecting", "connected", "none", "") in alice.seen("StateChanged"), "again")
    pump(lambda: alice.seen("StateChanged").count(("reconnecting", "connected", "none", "")) == 2,
         "the second reconnect")
    assert agent.kinds() == ["password", "response", "response", "response"], agent.kinds()
    assert secrets_given() == ["password", "1", "password", "2", "password", "3"]
    assert alice.state(connection) == "connected"


def case_refused_password_is_forgotten():
    """When the gateway says the remembered password is wrong, a person is asked."""
    Rig()
    alice = Person("alice")
    agent = Agent(alice, b"old", b"new")
    connection = alice.start("wrong-after-reconnect")
    pump(lambda: ("reconnecting", "connected", "none", "") in alice.seen("StateChanged"), "again")
    assert secrets_given() == ["old", "new"]
    assert [row[3]["retry"] for row in agent.asked] == [False, True]
    alice.call(connection, "Connection.Disconnect")


def case_declined():
    """A person who declines ends it; no other agent is asked."""
    Rig()
    alice = Person("alice")
    other = Agent(Person("alice"), b"x")
    agent = Agent(alice, "Cancelled")
    connection = alice.start("rounds-declined")
    facts = alice.until(connection, "failed")
    assert facts["Reason"] == "no-secrets" and facts["Error"], facts
    assert len(agent.asked) == 1 and other.asked == []


def case_nobody_there():
    """Without an agent it fails at once; others' agents are not asked."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    stranger = Agent(bob, b"x")
    root = Agent(Person(), b"x")
    before = network_state()
    connection = alice.start("rounds-alone")
    facts = alice.until(connection, "failed", timeout=2)
    assert facts["Reason"] == "no-secrets", facts
    assert stranger.asked == [] and root.asked == []
    assert_network_is(before)


def case_newest_first_and_fall_back():
    """The newest agent is asked first; when it cannot answer, the next one is."""
    Rig()
    alice, tray, terminal = Person("alice"), Person("alice"), Person("alice")
    oldest = Agent(alice, b"old")
    middle = Agent(tray, "Failed")
    newest = Agent(terminal, "NoAgent")
    connection = alice.start("rounds-order")
    pump(lambda: len(oldest.asked) == 1, "the oldest agent")
    assert len(newest.asked) == 1 and len(middle.asked) == 1
    alice.call(connection, "Connection.Disconnect")


def case_named_agent_first():
    """The agent that the Connect option names is asked before newer ones."""
    Rig()
    alice, newer = Person("alice"), Person("alice")
    named = Agent(alice, b"a", b"b", b"c", path="/mine", register=False)
    other = Agent(newer, b"x")
    connection = alice.start("rounds-named", agent=GLib.Variant("o", "/mine"))
    alice.until(connection, "connected")
    assert len(named.asked) == 3 and other.asked == []


def case_agent_dies():
    """An agent that leaves the bus while it asks: the next one is asked."""
    Rig()
    alice, dying = Person("alice"), Person("alice")
    agent = Agent(alice, b"a", b"b", b"c")
    gone = Agent(dying)
    connection = alice.start("rounds-dying")
    pump(lambda: gone.asked, "the first question")
    assert agent.asked == []
    dying.leave()
    alice.until(connection, "connected")
    assert len(agent.asked) == 3


def case_only_caller_dies():
    """The caller that was the only agent leaves: the connection fails and leaves nothing."""
    Rig()
    alice, watcher = Person("alice"), Person("alice")
    before = network_state()
    agent = Agent(alice)
    connection = alice.start("rounds-left-alone")
    pump(lambda: agent.asked, "the question")
    alice.leave()
    facts = watcher.until(connection, "failed")
    assert facts["Reason"] == "no-secrets", facts
    assert_network_is(before)


def case_disconnect_cancels_the_question():
    """The agent hears that its question is moot, and why."""
    Rig()
    alice = Person("alice")
    agent = Agent(alice)
    connection = alice.start("rounds-cancelled")
    pump(lambda: agent.asked, "the question")
    alice.call(connection, "Connection.Disconnect")
    pump(lambda: agent.cancelled, "CancelRequest")
    assert agent.cancelled == [(agent.asked[0][1], "disconnected")]
    agent.waiting[0].return_value(GLib.Variant("(aya{sv})", (b"late", {})))
    pump_for(0.1)
    assert alice.state(connection) == "disconnected"
    assert "late" not in secrets_given()


def case_one_question_at_a_time():
    """Two connections of one user ask one after the other; another user need not wait."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    agent, other = Agent(alice), Agent(bob)
    first, second = alice.start("rounds-first"), alice.start("rounds-second")
    pump(lambda: agent.asked, "the first question")
    bob.start("rounds-third")
    pump(lambda: other.asked, "the other user's question")
    pump_for(0.3)
    assert len(agent.asked) == 1
    asking = agent.asked[0][0]
    alice.call(asking, "Connection.Disconnect")
    pump(lambda: len(agent.asked) == 2, "the second question")
    assert {asking, agent.asked[1][0]} == {first, second}


def case_registration():
    """Twice is an error, and so is leaving without having come; a limit holds."""
    Rig()
    alice = Person("alice")
    Agent(alice)
    alice.refused("Exists", ROOT, "Manager.RegisterAgent", "(o)", "/agent")
    alice.refused("NotFound", ROOT, "Manager.UnregisterAgent", "(o)", "/other")
    alice.call(ROOT, "Manager.UnregisterAgent", "(o)", "/agent")
    alice.refused("NotFound", ROOT, "Manager.UnregisterAgent", "(o)", "/agent")
    for number in range(32):
        alice.call(ROOT, "Manager.RegisterAgent", "(o)", f"/agent/{number}")
    alice.refused("Limit", ROOT, "Manager.RegisterAgent", "(o)", "/one/more")
    Person("bob").call(ROOT, "Manager.RegisterAgent", "(o)", "/agent")
    other = Person("alice")
    alice.leave()
    pump_for(0.1)
    other.call(ROOT, "Manager.RegisterAgent", "(o)", "/agent")


def case_too_long_an_answer():
    """An answer beyond the limit is no answer."""
    Rig()
    alice = Person("alice")
    Agent(alice, b"x" * 5000)
    connection = alice.start("rounds-long")
    assert alice.until(connection, "failed")["Reason"] == "no-secrets"


def key_options(passphrase=None):
    """A private key file and its options for Connect."""
    argv = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-out", "/tmp/user.key"]
    if passphrase:
        argv += ["-aes-256-cbc", "-pass", f"pass:{passphrase}"]
    subprocess.run(argv, check=True, capture_output=True)
    fds = Gio.UnixFDList.new()
    options = {}
    for name in ("certificate", "private_key"):
        with open("/tmp/user.key", "rb") as file:
            fd = sealed(file.read())
        options[name] = GLib.Variant("h", fds.append(fd))
        os.close(fd)
    return fds, options


CERT = {"auth.method": "cert", "auth.certificate": "/nowhere/user.crt",
        "auth.private-key": "/nowhere/user.key"}


def add_cert_profile(person, name):
    return person.add(connection__name=name, **{key.replace(".", "__").replace("-", "_"): value
                                                for key, value in CERT.items()})


def case_passphrase_of_a_key():
    """An encrypted key: its passphrase is asked before the gateway hears of us, up to thrice."""
    Rig()
    alice = Person("alice")
    fds, options = key_options("sesame")
    profile = add_cert_profile(alice, "plain-key")
    agent = Agent(alice, b"wrong", b"sesame")
    connection = alice.connect(profile, fds=fds, **options)
    alice.until(connection, "connected")
    assert agent.kinds() == ["key-passphrase"] * 2
    assert [row[3]["retry"] for row in agent.asked] == [False, True]
    alice.call(connection, "Connection.Disconnect")

    agent.answers = [b"1", b"2", b"3", b"sesame"]
    fds, options = key_options("sesame")
    connection = alice.connect(profile, fds=fds, **options)
    facts = alice.until(connection, "failed")
    assert facts["Reason"] == "wrong-passphrase" and len(agent.asked) == 5, facts
    assert alice.get(profile, "Profile")["LastReason"] == "wrong-passphrase"
    assert alice.get(profile, "Profile")["Connection"] == "/"


TOKEN = "pkcs11:token=card;object=login"


def case_key_on_a_token():
    """The agent that talks to the token is asked before the gateway is; what the token says is the
    last word, also where the user has another agent, and each word has its sentence."""
    Rig()
    alice = Person("alice")
    profile = alice.add(connection__name="plain-token", auth__method="cert",
                        auth__certificate=TOKEN, auth__private_key=TOKEN)
    other = Agent(alice, path="/other")
    agent = Agent(alice)

    def connect():
        fds = Gio.UnixFDList.new()
        return alice.connect(profile, fds=fds,
                             certificate=GLib.Variant("h", fds.append(sealed(b"a certificate"))))

    for answer, reason in (("NotFound", "token-missing"), ("NotAuthorized", "pin-refused"),
                           ("Limit", "pin-locked"), ("Failed", "key-unusable"),
                           ("Cancelled", "no-secrets")):
        agent.answers = [answer]
        facts = alice.until(connect(), "failed")
        assert facts["Reason"] == reason, facts
    assert not other.asked
    # Nothing to sign yet, and the public half may stay unknown.
    assert agent.asked[0][2:] == (TOKEN, "", []), agent.asked
    agent.answers = [b""]
    connection = connect()
    alice.until(connection, "connected")
    alice.call(connection, "Connection.Disconnect")


def case_unusable_key():
    """What is no key says so at once."""
    Rig()
    alice = Person("alice")
    fds = Gio.UnixFDList.new()
    options = {name: GLib.Variant("h", fds.append(sealed(b"no key")))
               for name in ("certificate", "private_key")}
    profile = add_cert_profile(alice, "plain-nokey")
    connection = alice.connect(profile, fds=fds, **options)
    facts = alice.until(connection, "failed")
    assert facts["Reason"] == "key-unusable", facts
    assert alice.get(profile, "Profile")["Connection"] == "/"
