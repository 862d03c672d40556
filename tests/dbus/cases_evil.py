# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A worker that belongs to somebody else: whatever it asks for, nothing comes of it.

Each abuse ends the worker, is counted by name, and leaves user, key and host alone.
"""

import os

from cases_agents import add_cert_profile, key_options
from genkanlab.shell import read, run
from rig import ROOT, Agent, Person, Rig, assert_network_is, network_state, pump

SIGNATURES = "/tmp/fake-signatures"


def breaches(person, connection):
    return person.get(connection)["Breaches"]


def misbehave(abuse, expected, auth="eap", **settings):
    """The worker of a profile that logs in like that does it, and dies of it."""
    rig = Rig()
    alice = Person("alice")
    agent = Agent(alice)  # would be asked, and does not answer
    before = network_state()
    name = f"evil-{abuse}"
    if auth == "cert":
        fds, options = key_options()
        profile = add_cert_profile(alice, name)
        connection = alice.connect(profile, fds=fds, **options)
    else:
        profile = alice.add(connection__name=name, auth__method=auth, **settings)
        connection = alice.connect(profile)
    pump(lambda: set(breaches(alice, connection)) == {expected}, f"{abuse}: {expected}")
    assert f"({expected}, 1 so far)" in rig.log(), rig.log()
    pump(lambda: alice.state(connection) != "connected", "the worker's end")
    assert not os.path.exists(SIGNATURES), read(SIGNATURES)
    assert not os.path.exists("/tmp/fake-secrets"), read("/tmp/fake-secrets")
    alice.call(connection, "Connection.Disconnect")
    assert_network_is(before)
    return agent


def case_secret_of_another_kind():
    """A pre-shared key where one logs in with a password, and the other way round."""
    assert misbehave("psk", "secret-kind").asked == []


def case_secret_of_no_use():
    """A password where a certificate is all one needs."""
    assert misbehave("password", "secret-kind", "cert").asked == []


def case_passphrase():
    """The passphrase of the key is nothing a worker ever needs."""
    assert misbehave("passphrase", "secret-kind").asked == []


def case_secret_without_a_kind():
    """A kind that there is not."""
    assert misbehave("nokind", "value").asked == []


def case_secret_after_login():
    """Once it is up, nobody is asked any more."""
    assert misbehave("late", "secret-late").asked == []


def case_secrets_without_end():
    """A login asks for so many things, and not for more."""
    assert len(misbehave("many", "secret-count").asked) <= 1


def case_signature_without_a_key():
    """A signature where one logs in with a password."""
    misbehave("auth", "signature-kind")


def case_signature_of_anything():
    """Octets that are no login at all."""
    misbehave("mail", "signature-form", "cert")


def case_signature_for_another_server():
    """Octets that log in to a TLS server, signed by the key that is for IKE."""
    misbehave("tls", "signature-form", "cert")


def case_signature_of_a_bent_login():
    """Octets that look like a login, nearly."""
    misbehave("short", "signature-form", "cert")


def case_signature_of_a_gateway():
    """Octets as a gateway would sign them."""
    misbehave("response", "signature-form", "cert")


def case_signature_after_login():
    """Once it is up, nothing is signed any more."""
    misbehave("signlate", "signature-late", "cert")


def case_signature_of_no_scheme():
    """A scheme that there is not."""
    misbehave("nosig", "value", "cert")


def case_signatures_without_end():
    """One login is signed a few times at most."""
    Rig()
    alice = Person("alice")
    fds, options = key_options()
    connection = alice.connect(add_cert_profile(alice, "evil-signmany"), fds=fds, **options)
    pump(lambda: breaches(alice, connection) == {"signature-count": 1}, "the end of it")
    assert len(read(SIGNATURES).split()) == 16


def case_sha1():
    """SHA-1 is for profiles that say ike.legacy; an honest worker may ask, and hears no."""
    rig = Rig()
    alice = Person("alice")
    fds, options = key_options()
    connection = alice.connect(add_cert_profile(alice, "evil-sha1"), fds=fds, **options)
    pump(lambda: os.path.exists(SIGNATURES) and read(SIGNATURES), "an answer")
    assert read(SIGNATURES) == "\n", read(SIGNATURES)
    assert breaches(alice, connection) == {}
    assert "only a profile with ike.legacy gives" in rig.log()


def case_login_is_signed():
    """What is a login is signed: the others above fail for what they are."""
    Rig()
    alice = Person("alice")
    fds, options = key_options()
    connection = alice.connect(add_cert_profile(alice, "evil-auth"), fds=fds, **options)
    pump(lambda: os.path.exists(SIGNATURES) and len(read(SIGNATURES)) > 100, "a signature")
    assert breaches(alice, connection) == {}


def case_plan_of_another_gateway():
    """A plan that names a gateway where nobody was sent."""
    misbehave("elsewhere", "plan-gateway")


def case_plan_with_an_address_of_this_computer():
    """What the computer has on its own network stays there."""
    Rig()
    run("ip", "link", "add", "wire0", "type", "veth", "peer", "name", "wire1")
    run("ip", "addr", "add", "198.18.0.7/24", "dev", "wire0")
    before = network_state()
    alice = Person("alice")
    facts = alice.until(alice.connect(
        alice.add(connection__name="evil-taken", connection__reconnect=False)), "failed")
    assert facts["Reason"] == "network-setup", facts
    assert "198.18.0.7, which it has on wire0 already" in facts["Error"], facts
    assert_network_is(before)


def case_plan_with_the_address_of_the_gateway():
    """What would send the tunnel's own packets to this computer."""
    Rig()
    before = network_state()
    alice = Person("alice")
    facts = alice.until(alice.connect(
        alice.add(connection__name="evil-gateways", connection__reconnect=False)), "failed")
    assert facts["Reason"] == "network-setup" and "no address that it can use" in facts["Error"], \
        facts
    assert_network_is(before)


def case_plan_beyond_the_profile():
    """Everything, of both families, with all names, where the profile wants one network."""
    Rig()
    alice = Person("alice")
    names = read("/etc/resolv.conf")
    connection = alice.connect(alice.add(
        connection__name="evil-greedy", network__routes=["10.9.0.0/16"], network__use_dns=False,
        network__ipv6="no"))
    facts = alice.until(connection, "connected")
    assert facts["Routes"] == ["10.9.0.0/16"] and facts["Addresses"] == ["10.9.8.7/32"], facts
    assert facts["Dns"] == [] and read("/etc/resolv.conf") == names, facts
    assert alice.get(ROOT, "Manager")["DefaultRoute"] == ""
    routes = run("ip", "route", "show", "table", "all").stdout
    assert "10.9.0.0/16 dev genkan0" in routes and "default dev genkan0" not in routes, routes
    assert "inet6" not in run("ip", "-o", "addr", "show", "dev", "genkan0").stdout
    assert run("ip", "-6", "rule").stdout.count("lookup") <= 2


def case_datagrams_to_others():
    """From its socket nothing gets to this computer, to the neighbourhood, or into the world."""
    Rig()
    run("ip", "link", "add", "wire0", "type", "veth", "peer", "name", "wire1")
    run("ip", "addr", "add", "198.18.0.7/24", "dev", "wire0")
    for device in ("lo", "wire0", "wire1"):
        run("ip", "link", "set", device, "up")
    run("ip", "route", "replace", "default", "dev", "wire0")
    alice = Person("alice")
    connection = alice.start("evil-stray")
    alice.until(connection, "connected")
    rows = [line.split(" ", 2) for line in read("/tmp/fake-sent").splitlines()]
    sent = [(address, port) for address, port, result in rows if result == "sent"]
    assert len(rows) == 15 and sent == [("192.0.2.1", "500"), ("192.0.2.1", "4500")], rows
    assert all("not permitted" in row[2] for row in rows if row[2] != "sent"), rows
    alice.call(connection, "Connection.Disconnect")
    assert "genkan-send" not in run("nft", "list", "tables").stdout


def case_step_that_is_none():
    misbehave("nostep", "value")


def case_flood_of_messages():
    """More messages than anybody can use."""
    misbehave("flood", "rate")


def case_flood_of_words():
    """Lines of the log beyond a measure are lost, and nothing else is."""
    rig = Rig()
    alice = Person("alice")
    connection = alice.start("evil-wordy")
    alice.until(connection, "connected")
    assert 50 < rig.log().count(" of many") < 1000, rig.log().count(" of many")


def case_forged_lines():
    """What it writes to its standard error is told as that, cleaned, and up to a measure."""
    rig = Rig()
    alice = Person("alice")
    connection = alice.start("evil-forger")
    alice.until(connection, "connected")
    pump(lambda: "xxxx" in rig.log(), "the words")
    log = rig.log()
    assert "its standard error: <0>genkand: all is well" in log, log
    assert not any(line.startswith("<0>") for line in log.split("\n")), log
    assert "\x1b" not in log
    assert log.count("x" * 100) * 100 < 32768
    alice.call(connection, "Connection.Disconnect")
