# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What a hostile connection of NetworkManager must not get: commands of its own (CVE-2018-10900,
CVE-2024-9050, CVE-2026-19624) and files of others (CVE-2025-9615)."""

import os

from genkanlab import nm, pki
from genkanlab.gateway import PASSWORD, PSK
from genkanlab.shell import read, run, write

EVIL = "/tmp/evil.sh"
PROOF = "/tmp/proof"
KEYFILE = "/etc/NetworkManager/system-connections/hostile.nmconnection"

# As a keyfile writes them: \n is a real line feed by the time the service reads it.
PAYLOADS = (
    f"x\\nleftupdown={EVIL}",
    f"x\\rPassword helper {EVIL}",
    f"$({EVIL})",
    f"`{EVIL}`",
    f"x;{EVIL}",
    f"|{EVIL}",
    f"'\\\"#%s%n\\\\{EVIL}",
    f"../../../..{EVIL}",
)
NAMES = ("leftupdown", "Password helper", "up-script", "pkcs11-module", "plugin", "updown")


def set_trap():
    write(EVIL, f"#!/bin/sh\ntouch {PROOF}\n", 0o755)


def assert_nothing_ran(scene):
    assert not os.path.exists(PROOF), "a value was run as a command"
    scene.assert_nothing_left()
    assert scene.genkand.process.poll() is None and scene.networkmanager.poll() is None


def try_connection(data, secrets):
    """Activates a connection with these lines; the result of nmcli."""
    lines = "".join(f"{key}={value}\n" for key, value in data.items())
    hidden = "".join(f"{key}={value}\n" for key, value in secrets.items())
    write(KEYFILE, "[connection]\nid=hostile\nuuid=5d1f1a6c-2b1e-4c53-b8f5-31d8d3f8f001\ntype=vpn\n"
          f"[vpn]\nservice-type={nm.SERVICE}\n{lines}[vpn-secrets]\n{hidden}", 0o600)
    nm.nmcli("connection", "load", KEYFILE)
    result = nm.nmcli("--wait", "10", "connection", "up", "hostile", check=False)
    assert "unknown connection" not in result.err, (data, result)
    return result


def shown_data():
    return nm.nmcli("-f", "vpn.data", "connection", "show", "hostile").out


def case_hostile_data():
    """Every kind of text of vpn.data with line feeds, quotes, shell and path tricks."""
    scene = nm.scene(kind="psk")
    set_trap()
    fields = ("connection.gateway", "auth.user", "auth.local-id", "auth.remote-id", "auth.ca",
              "ike.proposals", "network.dns-domains", "network.routes")
    for field in fields:
        for payload in PAYLOADS:
            data = nm.data_items("psk", **{field.replace(".", "__").replace("-", "_"): payload})
            result = try_connection(data, {"psk": PSK})
            if result.code == 0:
                # Allowed text that a login with a key has no use for, or a line with escapes that
                # the key file reader of newer versions of NetworkManager leaves out by itself.
                unused = field in ("auth.user", "auth.local-id", "auth.ca")
                assert unused or f"{field} = " not in shown_data(), (field, payload)
                nm.nmcli("connection", "down", "hostile")
    assert_nothing_ran(scene)


def case_hostile_names():
    """Data items that are none of ours: the connection is refused, not the item skipped."""
    scene = nm.scene(kind="psk")
    set_trap()
    for name in NAMES:
        result = try_connection({**nm.data_items("psk"), name: EVIL}, {"psk": PSK})
        assert result.code != 0, name
    assert_nothing_ran(scene)


def case_hostile_secrets():
    """The same in vpn.secrets: a secret is octets, whatever they look like."""
    scene = nm.scene(kind="psk")
    set_trap()
    for payload in PAYLOADS:
        result = try_connection(nm.data_items("psk"), {"psk": payload})
        assert result.code != 0, payload
    result = try_connection(nm.data_items("eap"), {"password": PAYLOADS[0]})
    assert result.code != 0
    assert_nothing_ran(scene)
    assert try_connection(nm.data_items("psk"), {"psk": PSK}).code == 0
    nm.nmcli("connection", "down", "hostile")


def make_people():
    """alice, whose connection it is, and bob, whose files she must not use."""
    for name in ("alice", "bob"):
        run("useradd", "--create-home", name)
        for file in ("user.crt", "user.key", "ca.crt"):
            run("install", "-o", name, "-m", "600", pki.path(file), f"/home/{name}/{file}")
        os.chmod(f"/home/{name}", 0o755)


def alices(auth, **settings):
    """alice's own connection, and how activating it ends."""
    nm.nmcli("connection", "delete", "office", check=False)
    nm.add_connection(auth=auth, secrets={"password": PASSWORD} if auth == "eap" else (),
                      properties=("connection.permissions", "user:alice"), **settings)
    result = nm.nmcli("connection", "up", "office", check=False)
    if result.code == 0:
        nm.nmcli("connection", "down", "office")
    return result


def files_of(name):
    return {"auth__ca": f"/home/{name}/ca.crt", "auth__certificate": f"/home/{name}/user.crt",
            "auth__private_key": f"/home/{name}/user.key"}


def case_files_of_others():
    """The service is root, but it opens the files of alice's connection as alice."""
    scene = nm.scene(kind="cert")
    make_people()
    result = alices("cert", **files_of("alice"))
    assert result.code == 0, (result, nm.tail(nm.LOG))
    os.symlink("/home/bob/user.key", "/home/alice/link.key")
    os.mkfifo("/home/alice/pipe.key", 0o666)
    for path in ("/home/bob/user.key", "/home/alice/link.key", "/home/alice/pipe.key",
                 "/home/alice", "/dev/zero", "/etc/shadow", "/proc/1/environ", "/proc/self/mem",
                 "/root/none.key"):
        result = alices("cert", **{**files_of("alice"), "auth__private_key": path})
        assert result.code != 0 and result.seconds < 8, (path, result)
    result = alices("cert", **{**files_of("alice"), "auth__ca": "/home/bob/ca.crt"})
    assert result.code != 0, "the CA of bob was read"
    assert "Permission denied" in read(nm.LOG), nm.tail(nm.LOG)
    scene.assert_nothing_left()


def case_owner_unknown():
    """A connection of somebody who does not exist is nobody's, and not root's."""
    scene = nm.scene(kind="cert")
    nm.add_connection(auth="cert", properties=("connection.permissions", "user:nobody-here"))
    assert nm.nmcli("connection", "up", "office", check=False).code != 0
    scene.assert_nothing_left()
