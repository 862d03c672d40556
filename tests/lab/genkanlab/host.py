# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The laptop: system bus, polkit, genkand and vpnctl, from the build tree or as installed."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time

from . import pki
from .gateway import PASSWORD, USER
from .net import GATEWAY_NAME, OFFICE_NET
from .shell import LabError, read, run, spawn, stop, wait_for, write

# The build tree; empty: what is installed.
BUILD = os.environ.get("GENKAN_BUILD", "")
SOURCE = os.environ.get("GENKAN_SOURCE", "")
GENKAND_LOG = "/tmp/genkand.log"

BUS_CONF = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
    <allow send_destination="org.freedesktop.DBus"
           send_interface="org.freedesktop.DBus.Introspectable"/>
    <allow send_destination="org.freedesktop.DBus"
           send_interface="org.freedesktop.DBus.Properties"/>
  </policy>
  <policy user="root">
    <allow send_destination="org.freedesktop.DBus"
           send_interface="org.freedesktop.DBus.Monitoring"/>
  </policy>
  <includedir>/usr/share/dbus-1/system.d</includedir>
  <includedir>/etc/dbus-1/system.d</includedir>
</busconfig>
"""


def program(*relative):
    """A program of the build tree, or the installed one of that name."""
    paths = [os.path.join(BUILD, *relative)]
    if not BUILD:
        paths = [f"/usr/bin/{relative[-1]}", f"/usr/libexec/genkan/{relative[-1]}"]
    for path in paths:
        if os.access(path, os.X_OK):
            return path
    raise LabError(f"there is no {paths[0]}")


def vpnctl_path():
    return program("client", "ctl", "vpnctl")


def start_bus():
    """A system bus at its real place, with the project's own policy file."""
    os.makedirs("/etc/dbus-1/system.d", exist_ok=True)
    run("cp", os.path.join(SOURCE, "data", "org.genkan.VPN1.conf"), "/etc/dbus-1/system.d/")
    write("/run/dbus/lab.conf", BUS_CONF)
    run("dbus-uuidgen", "--ensure=/etc/machine-id")
    bus = spawn("dbus-daemon", "--config-file=/run/dbus/lab.conf", "--nofork", "--nopidfile",
                "--nosyslog", log="/tmp/bus.log")
    wait_for("the system bus", lambda: os.path.exists("/run/dbus/system_bus_socket"))
    return bus


def has_owner(name):
    done = run("dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/",
               "org.freedesktop.DBus.NameHasOwner", f"string:{name}", check=False)
    return "boolean true" in done.stdout


def start_polkit():
    """The real polkitd with the project's actions."""
    os.makedirs("/usr/share/polkit-1/actions", exist_ok=True)
    policy = os.path.join(BUILD, "data", "org.genkan.VPN1.policy")
    run("cp", policy, "/usr/share/polkit-1/actions/")
    for directory in ("machines", "sessions", "seats", "users"):
        os.makedirs(f"/run/systemd/{directory}", exist_ok=True)
    os.makedirs("/run/polkit-1", exist_ok=True)
    polkitd = spawn("/usr/lib/polkit-1/polkitd", "--no-debug", log="/tmp/polkit.log")
    wait_for("polkitd", lambda: has_owner("org.freedesktop.PolicyKit1"))
    return polkitd


def add_worker_user():
    """What data/genkan.sysusers.conf.in makes on a machine where it is installed."""
    with open("/etc/passwd", "r+", encoding="utf-8") as users:
        if "genkan-worker:" not in users.read():
            users.write("genkan-worker:x:994:994:Genkan VPN worker:/:/usr/sbin/nologin\n"
                        "genkan-resolve:x:993:993:Genkan name look-up:/:/usr/sbin/nologin\n")


class Genkand:
    """genkand, uninstalled, at its real paths inside the box. starter: what runs it."""

    def __init__(self, starter=spawn):
        self.process = None
        self.starter = starter

    def start(self):
        for directory in ("/etc/genkan", "/var/lib/genkan", "/run/genkan"):
            os.makedirs(directory, exist_ok=True)
        add_worker_user()
        self.process = self.starter(
            program("core", "daemon", "genkand"), "--debug",
            "--config-dir", "/etc/genkan", "--state-dir", "/var/lib/genkan",
            "--runtime-dir", "/run/genkan", "--worker", program("core", "worker", "genkan-worker"),
            "--resolver", program("core", "worker", "resolve", "genkan-resolve"), log=GENKAND_LOG)
        wait_for("genkand", lambda: has_owner("org.genkan.VPN1") or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise LabError(f"genkand ended at start: {read(GENKAND_LOG)}")
        return self

    def stop(self):
        stop(self.process)

    def kill(self, how=signal.SIGKILL):
        """It goes at once; whoever calls it next must not reach the name of the dead one."""
        self.process.send_signal(how)
        self.process.wait(5)
        wait_for("the bus to notice", lambda: not has_owner("org.genkan.VPN1"))

    def workers(self):
        """pids of the workers of this daemon."""
        done = run("pgrep", "-P", str(self.process.pid), "genkan-worker", check=False)
        return [int(pid) for pid in done.stdout.split()]

    def log(self):
        return read(GENKAND_LOG)


class Result:
    """How a vpnctl command ended."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def __repr__(self):
        return (f"exit {self.code} after {self.seconds:.2f} s\n--stdout\n{self.out}\n"
                f"--stderr\n{self.err}")


def vpnctl(*argv, secrets=(), timeout=60, check=True):
    """Runs vpnctl without a terminal; secrets answer its prompts in order."""
    started = time.monotonic()
    command = [vpnctl_path(), *argv]
    pass_fds = ()
    if secrets:
        reader, writer = os.pipe()
        os.write(writer, "".join(line + "\n" for line in secrets).encode())
        os.close(writer)
        command += ["--password-fd", str(reader)]
        pass_fds = (reader,)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=timeout, pass_fds=pass_fds, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    for fd in pass_fds:
        os.close(fd)
    result = Result(done.returncode, done.stdout, done.stderr, time.monotonic() - started)
    if check and result.code != 0:
        raise LabError(f"vpnctl {' '.join(argv)}: {result!r}\n{read(GENKAND_LOG)}")
    return result


def on_terminal(*argv, answers, timeout=30, hidden=False):
    """Runs a command on a pseudo-terminal; answers are (pattern to wait for, text to type).
    hidden: who asks first and hides what is typed a moment later throws away what came before."""
    pid, master = pty.fork()
    if pid == 0:
        os.environ["LC_ALL"] = "C.UTF-8"
        os.execv(argv[0], argv)
    seen, waiting, end = "", list(answers), time.monotonic() + timeout
    searched = 0
    while time.monotonic() < end:
        ready, _, _ = select.select([master], [], [], 0.1)
        if ready:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data.decode(errors="replace")
        if waiting:
            match = re.search(waiting[0][0], seen[searched:])
            if match and not (hidden and termios.tcgetattr(master)[3] & termios.ECHO):
                searched += match.end()
                os.write(master, (waiting[0][1] + "\n").encode())
                waiting.pop(0)
    else:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(master)
    if waiting:
        raise LabError(f"{argv[0]} never asked {waiting[0][0]!r}; it said:\n{seen}")
    return os.waitstatus_to_exitcode(status), seen


def vpnctl_on_terminal(*argv, answers, timeout=30):
    return on_terminal(vpnctl_path(), *argv, answers=answers, timeout=timeout)


def add_profile(name="office", auth="eap", **settings):
    """A profile for the lab's gateway; settings are "group.key" with _ for -, __ for the dot."""
    argv = ["add", name, "--gateway", GATEWAY_NAME, "--auth", auth]
    keys = {"network.routes": OFFICE_NET}
    if auth != "psk":
        keys["auth.ca"] = pki.path("ca.crt")
    if auth == "cert":
        keys["auth.certificate"] = pki.path("user.crt")
        keys["auth.private-key"] = pki.path("user.key")
    if auth == "eap":
        argv += ["--user", USER]
    keys.update({key.replace("__", ".").replace("_", "-"): value
                 for key, value in settings.items()})
    return vpnctl(*argv, *[f"{key}={value}" for key, value in keys.items()])


def connect(name="office", secrets=(PASSWORD,), check=True):
    return vpnctl("connect", name, secrets=secrets, check=check)


def connections():
    """The rows of "vpnctl status --json"."""
    return json.loads(vpnctl("status", "--json").out)["connections"]


def status(name="office"):
    """The connection's row of "vpnctl status --json", or None."""
    for row in connections():
        if row["name"] == name:
            return row
    return None
