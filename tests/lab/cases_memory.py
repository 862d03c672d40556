# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Secrets in the memory of every process that has to do with them, read as root reads it."""

import os
import signal
import subprocess
import uuid

from genkanlab import host, nm, person, pki, softtoken
from genkanlab.desktop import Desktop
from genkanlab.memory import is_guarded, places, private_number
from genkanlab.scene import start_gateway
from genkanlab.shell import run, wait_for

# Long: what frees memory writes over its first octets, and only over those.
SECRET = "correct horse battery staple 4711 on every shelf"
NEEDLE = SECRET[24:].encode()
ANOTHER_USER = f'eap-long {{\n id = long\n secret = "{SECRET}"\n }}'


def is_clean(pid, needles=(NEEDLE,)):
    return not any(places(pid, needle) for needle in needles)


def assert_held_well(pid, needles=(NEEDLE,), somewhere=True):
    """Only where nothing is swapped or dumped."""
    held = [area for needle in needles for area in places(pid, needle)]
    assert held or not somewhere, "it is nowhere: the search is wrong"
    assert all(is_guarded(area) for area in held), held


class Freeze:
    """The gateway stands still meanwhile: whoever waits for it goes on waiting."""

    def __init__(self, scene):
        self.pid = scene.gateway.process.pid

    def __enter__(self):
        os.kill(self.pid, signal.SIGSTOP)

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGCONT)


class Answers:
    """vpnctl connect, which reads its answers from a pipe that is written as the case goes on."""

    def __init__(self):
        reader, self.pipe = os.pipe()
        self.process = subprocess.Popen(
            [host.vpnctl_path(), "connect", "office", "--password-fd", str(reader)],
            pass_fds=(reader,), stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})
        os.close(reader)
        self.pid = self.process.pid

    def begin(self, text):
        """Without the end of the line: it is read once there is a question, and kept."""
        os.write(self.pipe, text.encode())

    def finish(self):
        os.write(self.pipe, b"\n")

    def wait(self):
        assert self.process.wait(30) == 0, "vpnctl failed"


def workers(scene):
    found = scene.genkand.workers()
    assert found, "there is no worker"
    return found


def case_password():
    """vpnctl has it until the answer is given, genkand while it may be needed again, the worker
    until the login is over."""
    scene = start_gateway(kind="eap", secrets=ANOTHER_USER)
    host.add_profile(auth__user="long")
    genkand = scene.genkand.process.pid
    vpnctl = Answers()
    vpnctl.begin(SECRET)
    wait_for("the question", lambda: places(vpnctl.pid, NEEDLE))
    assert_held_well(vpnctl.pid)
    with Freeze(scene):
        vpnctl.finish()
        wait_for("genkand to have it", lambda: places(genkand, NEEDLE))
        wait_for("vpnctl without it", lambda: is_clean(vpnctl.pid))
    vpnctl.wait()
    assert_held_well(genkand)
    for worker in workers(scene):
        assert is_clean(worker), places(worker, NEEDLE)
    host.vpnctl("disconnect", "office")
    wait_for("genkand without it", lambda: is_clean(genkand))
    scene.assert_nothing_left()


def key_needles(path, passphrase=""):
    """What would give a private key away: the number, and its line of the file in the clear."""
    with open(path, encoding="ascii") as file:
        line = file.read().splitlines()[1].encode()
    return [*private_number(path, passphrase), line]


def case_key():
    """vpnctl lets go of a key once it is handed over, and of its passphrase; genkand keeps the key
    as long as the connection, and the worker never has it."""
    scene = start_gateway(kind="cert")
    needles = key_needles(pki.path("user.key")) + [NEEDLE]
    locked = pki.path("locked.key")
    run("openssl", "pkcs8", "-topk8", "-in", pki.path("user.key"), "-out", locked,
        "-passout", f"pass:{SECRET}")
    os.chmod(locked, 0o600)
    genkand = scene.genkand.process.pid
    for key, passphrase in ((pki.path("user.key"), ""), (locked, SECRET)):
        host.add_profile(auth="cert", auth__private_key=key)
        with Freeze(scene):
            vpnctl = Answers()
            if passphrase:
                vpnctl.begin(passphrase)
                wait_for("the question", lambda: places(vpnctl.pid, NEEDLE))
                assert_held_well(vpnctl.pid, needles)
                vpnctl.finish()
            wait_for("genkand to have the key", lambda: not is_clean(genkand, needles[:2]))
            wait_for("vpnctl without it", lambda: is_clean(vpnctl.pid, needles))
        vpnctl.wait()
        assert_held_well(genkand, needles)
        for worker in workers(scene):
            assert is_clean(worker, needles), "a worker has the key"
        host.vpnctl("disconnect", "office")
        wait_for("genkand without it", lambda: is_clean(genkand, needles))
        host.vpnctl("remove", "office")


def case_pin():
    """A token's PIN is vpnctl's and the token's alone, and nobody's afterwards."""
    scene = start_gateway(kind="cert")
    softtoken.make(pin=SECRET)
    host.add_profile(auth="cert", auth__certificate=softtoken.URI,
                     auth__private_key=softtoken.URI)
    vpnctl = Answers()
    vpnctl.begin(SECRET)
    wait_for("the question", lambda: places(vpnctl.pid, NEEDLE))
    assert_held_well(vpnctl.pid)
    with Freeze(scene):
        vpnctl.finish()
        wait_for("vpnctl without it", lambda: is_clean(vpnctl.pid))
        assert is_clean(scene.genkand.process.pid), "genkand has the PIN"
    vpnctl.wait()


def type_slowly(text):
    """As a keyboard does it, which an accessibility tool does not."""
    run("xdotool", "type", "--delay", "5", text)


def case_window():
    """The window, which goes on living, keeps nothing of what was typed into its dialog."""
    scene = start_gateway(kind="eap", secrets=ANOTHER_USER)
    host.add_profile(auth__user="long")
    window = Desktop(tray=False).start_genkan()
    person.press("Connect")
    person.find("password text")
    type_slowly(SECRET)
    wait_for("what was typed", lambda: places(window.pid, NEEDLE))
    assert_held_well(window.pid)
    with Freeze(scene):
        run("xdotool", "key", "Return")
        wait_for("the window without it", lambda: is_clean(window.pid))
    wait_for("the connection", lambda: (host.status() or {}).get("state") == "connected")


def start_dialog(*options, **kept):
    """NetworkManager's authentication dialogue; kept: what NetworkManager has itself."""
    dialog = subprocess.Popen(
        [host.program("nm-plugin", "auth-dialog", "nm-genkan-auth-dialog"), "-u",
         str(uuid.uuid4()), "-n", "office", "-s", nm.SERVICE, *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    items = [("DATA", "auth.user", "alice"), ("DATA", "password-flags", "0")]
    items += [("SECRET", key, value) for key, value in kept.items()]
    for kind, key, value in items:
        dialog.stdin.write(f"{kind}_KEY={key}\n{kind}_VAL={value}\n")
    dialog.stdin.write("DONE\n")
    dialog.stdin.flush()
    return dialog


def assert_dialog_forgets(dialog):
    """Once it has said it, while it waits to be dismissed."""
    assert [dialog.stdout.readline() for _ in range(2)] == ["password\n", SECRET + "\n"]
    wait_for("the dialog without it", lambda: is_clean(dialog.pid))
    dialog.stdin.write("QUIT\n")
    dialog.stdin.close()
    assert dialog.wait(10) == 0, dialog.returncode


def case_dialog():
    """NetworkManager's authentication dialogue has said it and forgets it, wherever it was from."""
    desktop = Desktop(tray=False)
    assert_dialog_forgets(start_dialog(password=SECRET))
    dialog = start_dialog("-i")
    desktop.processes.append(dialog)
    wait_for("its window", lambda: run("xdotool", "search", "--onlyvisible", "--name", "VPN login",
                                       check=False).stdout)
    # A window takes keys once it has the focus, and not before.
    wait_for("its focus", lambda: run("xdotool", "getactivewindow", "getwindowname",
                                      check=False).stdout == "VPN login\n")
    type_slowly(SECRET)
    wait_for("what was typed", lambda: places(dialog.pid, NEEDLE))
    run("xdotool", "key", "Return")
    assert_dialog_forgets(dialog)
