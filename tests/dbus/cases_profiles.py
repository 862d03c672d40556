# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Profiles: added, changed, kept on disk, and never taken for anything else."""

import os

from gi.repository import GLib

from genkanlab.shell import write
from rig import NAME, ROOT, STORE, Person, Refused, Rig, pump, settings, variant

# What has turned a profile into root's command elsewhere, row by row (docs: peers' CVEs).
NASTY = ["a\nauth.user=root", "a\n[auth]\nuser=root", "a\r\nx=y", "a\0b", "a\x1b[2Jb", "a\x7f",
         "a\tb", "\"; reboot #", "'; reboot #", "`reboot`", "$(reboot)", "%s%n", "../../etc/passwd",
         "a;b", "#c", "[x]", "=", " lead", "trail ", "\\n", "\\", "a\u202eb", "\u0085", "x" * 5000]


def case_add_list_update_delete():
    """The life of a profile, and what is on disk meanwhile."""
    rig = Rig()
    alice = Person("alice")
    path = alice.add(connection__name="office")
    assert alice.call(ROOT, "Manager.ListProfiles") == [path]
    facts = alice.get(path, "Profile")
    assert facts["Name"] == "office" and facts["Scope"] == "user", facts
    assert facts["Owner"] == alice.uid and facts["Connection"] == "/", facts
    assert facts["LastReason"] == "none", facts
    assert facts["Settings"]["connection.gateway"] == "192.0.2.1", facts
    (file,) = rig.files(alice.uid)
    assert os.stat(file).st_mode & 0o777 == 0o600 and os.stat(file).st_uid == 0

    alice.call(path, "Profile.Update", "(a{sv}as)",
               {"connection.gateway": variant("vpn.example.org"), "connection.port": variant(501)},
               ["network.use-dns"])
    after = alice.get(path, "Profile")["Settings"]
    assert after["connection.gateway"] == "vpn.example.org" and after["connection.port"] == 501
    assert "network.use-dns" not in after and after["auth.user"] == "alice", after

    # What changes nothing is not written.
    before = os.stat(file)
    alice.call(path, "Profile.Update", "(a{sv}as)", {"connection.port": variant(501)}, [])
    assert os.stat(file).st_ino == before.st_ino
    alice.call(path, "Profile.Update", "(a{sv}as)", {"connection.port": variant(502)}, [])
    assert os.stat(file).st_ino != before.st_ino
    after = alice.get(path, "Profile")["Settings"]

    rig.restart()
    (path,) = alice.call(ROOT, "Manager.ListProfiles")
    assert alice.get(path, "Profile")["Settings"] == after
    alice.call(path, "Profile.Delete")
    assert alice.call(ROOT, "Manager.ListProfiles") == [] and rig.files(alice.uid) == []
    alice.refused("NotFound", path, "Profile.Export")


def case_defaults():
    """A gateway and a user are enough: name and UUID come by themselves."""
    Rig()
    alice = Person("alice")
    facts = alice.get(alice.add(connection__gateway="vpn.example.org"), "Profile")
    assert facts["Name"] == "vpn.example.org" and len(facts["Uuid"]) == 36, facts


def case_validation():
    """Errors name the key; nothing is stored or changed by a refused call."""
    rig = Rig()
    alice = Person("alice")
    rows = [({"connection.gateway": variant("")}, "connection.gateway"),
            ({"connection.port": variant(0)}, "connection.port"),
            ({"connection.port": variant("500")}, "connection.port"),
            *(({"connection.local-port": variant(port)}, "connection.local-port")
              for port in (53, 67, 68, 123, 546, 1023)),
            ({"auth.method": variant("magic")}, "auth.method"),
            ({"network.routes": variant(["198.51.100.0/33"])}, "network.routes"),
            ({"no.such-key": variant("x")}, "no.such-key"),
            ({"auth.ca": variant("relative.pem")}, "auth.ca")]
    for change, key in rows:
        message = alice.refused("InvalidSetting", ROOT, "Manager.AddProfile", "(a{sv}s)",
                                {**settings(), **change}, "user")
        assert key in message, (key, message)
    alice.refused("InvalidSetting", ROOT, "Manager.AddProfile", "(a{sv}s)", {}, "user")
    Person("admin").refused("InvalidArgument", ROOT, "Manager.AddProfile", "(a{sv}s)", settings(),
                            "both")
    assert rig.files(alice.uid) == []

    path = alice.add()
    before = alice.get(path, "Profile")["Settings"]
    for change, key in rows:
        message = alice.refused("InvalidSetting", path, "Profile.Update", "(a{sv}as)",
                                {"auth.user": variant("eve"), **change}, [])
        assert key in message, (key, message)
    alice.refused("InvalidSetting", path, "Profile.Update", "(a{sv}as)", {}, ["no.such"])
    alice.refused("InvalidSetting", path, "Profile.Update", "(a{sv}as)", {},
                  ["connection.gateway"])
    alice.refused("InvalidSetting", path, "Profile.Update", "(a{sv}as)",
                  {"connection.uuid": variant("123e4567-e89b-42d3-a456-426614174000")}, [])
    assert alice.get(path, "Profile")["Settings"] == before


def case_boot_is_for_the_system():
    """autoconnect=boot is refused for profiles of users, in any way; untrusted is not."""
    Rig()
    alice = Person("alice")
    message = alice.refused("InvalidSetting", ROOT, "Manager.AddProfile", "(a{sv}s)",
                            settings(connection__autoconnect="boot"), "user")
    assert "connection.autoconnect" in message, message
    profile = alice.add(connection__autoconnect="login")
    alice.refused("InvalidSetting", profile, "Profile.Update", "(a{sv}as)",
                  {"connection.autoconnect": variant("boot")}, [])
    alice.call(profile, "Profile.Update", "(a{sv}as)",
               {"connection.autoconnect": variant("untrusted")}, [])
    message = Person("admin").refused(
        "InvalidSetting", ROOT, "Manager.AddProfile", "(a{sv}s)",
        settings(connection__autoconnect="untrusted", network__guard="always"), "system")
    assert "network.guard" in message, message


def case_wanted_of_its_owner():
    """In a network that is not trusted a user's profile with autoconnect=untrusted asks for a front
    end of the user's; who connects it is taken for one, who leaves it stays out of it. Another
    user's profile with the same UUID is another one."""
    rig = Rig()
    alice, bob = Person("alice"), Person("bob")
    own = alice.add(connection__name="plain-alice", connection__autoconnect="untrusted")
    uuid = alice.get(own, "Profile")["Uuid"]
    others = bob.add(connection__name="plain-bob", connection__autoconnect="untrusted",
                     connection__uuid=uuid)

    def wanted(person, profile):
        return person.get(profile, "Profile")["Wanted"]

    pump(lambda: wanted(alice, own) and wanted(bob, others), "both to be wanted", 10)
    connection = alice.connect(own)
    assert not wanted(alice, own)
    alice.until(connection, "connected", timeout=20)
    assert not os.path.exists("/run/genkan/by-hand"), "taken for the will of a person"
    alice.call(connection, "Connection.Disconnect")
    look_again = {"connection.autoconnect": variant("no")}, {
        "connection.autoconnect": variant("untrusted")}
    for person, profile in ((alice, own), (bob, others)):
        for change in look_again:
            person.call(profile, "Profile.Update", "(a{sv}as)", change, [])
            assert change is look_again[1] or not wanted(person, profile)
    assert not wanted(alice, own) and wanted(bob, others)
    # What bob connects shows him nothing of the gateway that alice had, and the other way round.
    assert not os.path.exists(os.path.join(STORE["state"], "gateways"))
    rig.restart()
    own = alice.call(ROOT, "Manager.FindProfile", "(s)", "plain-alice")
    others = bob.call(ROOT, "Manager.FindProfile", "(s)", "plain-bob")
    pump(lambda: wanted(bob, others), "bob's to be wanted again", 10)
    assert not wanted(alice, own), "left by hand in this network"


def case_names_are_unique():
    """Per owner, also after renaming; two users may use one name; own goes before system."""
    Rig()
    alice, bob, admin = Person("alice"), Person("bob"), Person("admin")
    first = alice.add(connection__name="office")
    second = alice.add(connection__name="home")
    alice.refused("Exists", ROOT, "Manager.AddProfile", "(a{sv}s)",
                  settings(connection__name="office"), "user")
    alice.refused("Exists", second, "Profile.Update", "(a{sv}as)",
                  {"connection.name": variant("office")}, [])
    alice.call(first, "Profile.Update", "(a{sv}as)", {"connection.name": variant("office")}, [])
    shared = admin.add("system", connection__name="office")
    assert bob.call(ROOT, "Manager.FindProfile", "(s)", "office") == shared
    own = bob.add(connection__name="office")
    assert bob.call(ROOT, "Manager.FindProfile", "(s)", "office") == own
    uuid = bob.get(own, "Profile")["Uuid"]
    assert bob.call(ROOT, "Manager.FindProfile", "(s)", uuid.upper()) == own
    bob.refused("NotFound", ROOT, "Manager.FindProfile", "(s)", "home")
    bob.refused("Exists", ROOT, "Manager.AddProfile", "(a{sv}s)",
                settings(connection__name="other", connection__uuid=uuid), "user")


def case_limit():
    """A user cannot fill the disk."""
    rig = Rig()
    alice = Person("alice")
    for number in range(64):
        alice.add(connection__name=f"p{number}")
    alice.refused("Limit", ROOT, "Manager.AddProfile", "(a{sv}s)",
                  settings(connection__name="one-more"), "user")
    assert len(rig.files(alice.uid)) == 64
    Person("bob").add()


def string_keys(person):
    """Every key that takes text, found by what a number for it is answered with."""
    source = os.path.join(os.environ["GENKAN_SOURCE"], "core", "common", "vpn-profile.h")
    names = []
    with open(source, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#define VPN_KEY_"):
                names.append(line.split('"')[1])
    assert len(names) > 30, names
    return names


def try_value(person, path, key, value):
    """Whether genkand took it."""
    try:
        person.call(path, "Profile.Update", "(a{sv}as)", {key: value}, [])
    except Refused as why:
        assert why.name in ("InvalidSetting", "InvalidArgs"), (key, value, why)
        return False
    return True


def case_injection():
    """D2: no text in any key becomes another line, key, file or command, also after a restart."""
    rig = Rig()
    root = Person()  # whose calls are not counted: there are more than a user may make in a second
    path = root.add(connection__name="victim")
    taken = 0
    for key in string_keys(root):
        for text in NASTY:
            if "\0" in text:
                continue  # D-Bus itself does not carry it
            for value in (variant(text), variant([text])):
                before = root.get(path, "Profile")["Settings"]
                if not try_value(root, path, key, value):
                    assert root.get(path, "Profile")["Settings"] == before, (key, text)
                    continue
                taken += 1
                after = root.get(path, "Profile")["Settings"]
                assert after.pop(key) == value.unpack(), (key, text)
                before.pop(key, None)
                assert after == before, (key, text)
                assert not any(ord(c) < 32 or ord(c) == 127 for c in text), (key, text)
    assert taken > 0
    kept = root.get(path, "Profile")["Settings"]
    assert kept["auth.user"] != "root"
    assert len(rig.files(root.uid)) == 1, rig.files(root.uid)
    rig.restart()
    (path,) = root.call(ROOT, "Manager.ListProfiles")
    assert root.get(path, "Profile")["Settings"] == kept


def case_injection_survives_the_file():
    """D2: texts that are taken come back from the file as they were."""
    rig = Rig()
    alice = Person("alice")
    values = {}
    for number, text in enumerate(["#c", "[x]", "=", "a;b", "\\n", "\\s\\t\\\\", "$(reboot)",
                                   "`x`", "%s", "ä 日本", "a,b", "\"q\"", "../../etc/passwd"]):
        name = f"{number} {text}"
        try:
            alice.add(connection__name=name, auth__user=text)
        except Refused as why:
            assert why.name == "InvalidSetting", why
            continue
        values[name] = text
    assert len(values) >= 10, values
    rig.restart()
    found = {}
    for path in alice.call(ROOT, "Manager.ListProfiles"):
        row = alice.get(path, "Profile")
        found[row["Name"]] = row["Settings"]["auth.user"]
    assert found == values
    assert len(rig.files(alice.uid)) == len(values)


def case_import_and_export():
    """The file's text goes out and in; what is wrong with a text is said."""
    Rig()
    alice, bob = Person("alice"), Person("bob")
    path = alice.add(connection__name="office", network__routes=["198.51.100.0/24"])
    text = bytes(alice.call(path, "Profile.Export"))
    copy = bob.call(ROOT, "Manager.ImportProfile", "(ays)", text, "user")
    assert bob.get(copy, "Profile")["Settings"] == alice.get(path, "Profile")["Settings"]
    for bad in (b"", b"\xff\xfe", b"[connection]\ngateway=a\nbogus=1\n", b"garbage",
                b"[connection]\ngateway=a\n" + b"#" * 70000, b"[connection]\ngateway=a\0b\n"):
        alice.refused("InvalidSetting", ROOT, "Manager.ImportProfile", "(ays)", bad, "user")


def case_broken_files_are_skipped():
    """A broken file costs its own profile only, and the log says which."""
    rig = Rig(start=False)
    directory = os.path.join(STORE["config"], "profiles")
    os.makedirs(directory)
    good = "[connection]\ngateway=192.0.2.1\n[auth]\nuser=a\n"
    write(f"{directory}/good.conf", "[connection]\nname=good\n" + good.split("\n", 1)[1])
    write(f"{directory}/nameless.conf", good)
    write(f"{directory}/garbage.conf", "\x01\x02 no key file")
    write(f"{directory}/unknown.conf", good + "bogus=1\n")
    write(f"{directory}/large.conf", good + "#" * 70000)
    write(f"{directory}/ignored.txt", good)
    write("/tmp/outside", "[connection]\nname=outside\ngateway=192.0.2.1\n[auth]\nuser=a\n")
    os.symlink("/tmp/outside", f"{directory}/link.conf")
    os.mkfifo(f"{directory}/fifo.conf")
    os.mkdir(f"{directory}/dir.conf")
    for user in ("x", "-1", "4294967295", "00"):
        os.makedirs(os.path.join(STORE["state"], "users", user))
    rig.start()
    root = Person()
    names = sorted(root.get(path, "Profile")["Name"]
                   for path in root.call(ROOT, "Manager.ListProfiles"))
    assert names == ["192.0.2.1", "good"], names
    for name in ("garbage", "unknown", "large", "link", "fifo", "dir"):
        assert f"{name}.conf is skipped" in rig.log(), (name, rig.log())
    uuids = {root.get(path, "Profile")["Uuid"] for path in root.call(ROOT, "Manager.ListProfiles")}
    rig.restart()
    assert uuids == {root.get(path, "Profile")["Uuid"]
                     for path in root.call(ROOT, "Manager.ListProfiles")}


def case_folder_is_watched():
    """Files of the system come, change, break and go; what is wrong has its file and line."""
    rig = Rig()
    folder = os.path.join(STORE["config"], "profiles")
    alice = Person("alice")

    def names():
        """At one moment: what is listed may be gone when it is asked for."""
        objects = alice.call(ROOT, "org.freedesktop.DBus.ObjectManager.GetManagedObjects")
        return sorted(interfaces[f"{NAME}.Profile"]["Name"] for interfaces in objects.values()
                      if f"{NAME}.Profile" in interfaces)

    def fault():
        """(whether all is well, what is not); the doctor looks every two seconds."""
        return {row[0]: row[1:] for row in alice.call(ROOT, "Manager.Doctor")}["profiles"]

    good = "[connection]\nname={}\ngateway={}\n\n[auth]\nuser=a\n"
    write(f"{folder}/a.conf", good.format("a", "192.0.2.1"))
    write(f"{folder}/b.conf", good.format("b", "192.0.2.2"))
    pump(lambda: names() == ["a", "b"], "both to come")
    paths = alice.call(ROOT, "Manager.ListProfiles")
    write(f"{folder}/a.conf", good.format("plain-other", "192.0.2.1"))
    pump(lambda: names() == ["b", "plain-other"], "the change")
    assert sorted(alice.call(ROOT, "Manager.ListProfiles")) == sorted(paths)
    assert fault() == (True, ""), fault()

    write(f"{folder}/b.conf", good.format("b", "192.0.2.2") + "# mistyped\nusre=a\n")
    pump(lambda: not fault()[0], "the fault")
    wanted = f"{folder}/b.conf: line 8: auth.usre: there is no such profile key"
    assert fault()[1] == wanted, fault()
    assert wanted.replace(": line", " is skipped: line") in rig.log(), rig.log()
    assert names() == ["b", "plain-other"], "a file that is being edited takes its profile away"
    write(f"{folder}/b.conf", good.format("plain-other", "192.0.2.2"))
    pump(lambda: "already" in fault()[1], "the name to be taken")
    os.remove(f"{folder}/b.conf")
    pump(lambda: names() == ["plain-other"] and fault()[0], "it to go")

    # In use it stays, until it is not (a worker of that name stays up).
    (path,) = alice.call(ROOT, "Manager.ListProfiles")
    connection = alice.connect(path)
    alice.until(connection, "connected")
    os.remove(f"{folder}/a.conf")
    write(f"{folder}/c.conf", good.format("c", "192.0.2.3"))
    pump(lambda: "c" in names(), "the next to come")
    assert names() == ["c", "plain-other"], names()
    alice.call(connection, "Connection.Disconnect")
    pump(lambda: names() == ["c"], "the last use to end")


def case_system_profiles_are_files():
    """A system profile of an administrator may be changed in place."""
    rig = Rig()
    admin = Person("admin")
    path = admin.add("system", connection__name="shared")
    assert admin.get(path, "Profile")["Scope"] == "system"
    assert admin.get(path, "Profile")["Owner"] == 0
    assert len(rig.files()) == 1 and rig.files(admin.uid) == []
    admin.call(path, "Profile.Update", "(a{sv}as)", {"auth.user": GLib.Variant("s", "bob")}, [])
    admin.call(path, "Profile.Delete")
    assert rig.files() == []
