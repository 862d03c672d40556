# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The real NetworkManager with our plugin from the build tree."""

import glob
import os
import re
import time

from . import host, pki
from .gateway import USER
from .net import GATEWAY_NAME, LAPTOP, OFFICE_NET
from .scene import start_gateway
from .shell import LabError, read, run, spawn, wait_for, write

SERVICE = "org.freedesktop.NetworkManager.genkan"
LOG = "/tmp/nm.log"
PLUGIN_DIR = "/usr/lib/NetworkManager/VPN"
LIBRARIES = "/usr/lib/genkan-lab"

# No connection is made up, no device but the laptop's card is touched, and nobody is asked.
CONF = """[main]
plugins=keyfile
auth-polkit=false
dns=default
rc-manager=file
no-auto-default=*
[keyfile]
unmanaged-devices=except:interface-name:veth0
[connectivity]
enabled=false
[logging]
level=DEBUG
domains=ALL,VPN:TRACE
"""

COFFEE_SHOP = f"""[connection]
id=coffee-shop
uuid=7e0b2f5e-0d5f-4a39-9a5b-5f0f5f3b8a01
type=ethernet
interface-name=veth0
[ipv4]
method=manual
address1={LAPTOP}/24,192.168.77.1
dns=192.168.77.1;
[ipv6]
method=manual
address1=2001:db8:77::2/64,2001:db8:77::1
"""


def install_plugin():
    """What the package installs: modules side by side, programs from the build tree."""
    os.makedirs(LIBRARIES, exist_ok=True)
    for path in glob.glob(os.path.join(host.BUILD, "nm-plugin", "*", "lib*.so")):
        run("cp", path, LIBRARIES)
    paths = {
        "program": host.program("nm-plugin", "service", "nm-genkan-service"),
        "plugin": os.path.join(LIBRARIES, "libnm-vpn-plugin-genkan.so"),
        "auth-dialog": host.program("nm-plugin", "auth-dialog", "nm-genkan-auth-dialog"),
    }
    text = read(os.path.join(host.BUILD, "nm-plugin", "nm-genkan-service.name"))
    for key, path in paths.items():
        text, n_lines = re.subn(rf"^{key}=.*$", f"{key}={path}", text, flags=re.M)
        assert n_lines == 1, text
    os.makedirs(PLUGIN_DIR, exist_ok=True)
    write(f"{PLUGIN_DIR}/nm-genkan-service.name", text)
    run("cp", os.path.join(host.SOURCE, "nm-plugin", "service", "nm-genkan-service.conf"),
        "/etc/dbus-1/system.d/")


def reload_bus():
    run("dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/",
        "org.freedesktop.DBus.ReloadConfig")


class Result:
    """How an nmcli command ended."""

    def __init__(self, done, seconds):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.seconds = seconds

    def __repr__(self):
        return f"exit {self.code} after {self.seconds:.2f} s\n{self.out}\n{self.err}"


def nmcli(*argv, check=True, timeout=60):
    started = time.monotonic()
    done = run("nmcli", *argv, check=False, timeout=timeout,
               env={**os.environ, "LC_ALL": "C.UTF-8"})
    result = Result(done, time.monotonic() - started)
    if check and result.code != 0:
        raise LabError(f"nmcli {' '.join(argv)}: {result!r}\n{tail(LOG)}\n{tail(host.GENKAND_LOG)}")
    return result


def nmcli_on_terminal(*argv, answers, timeout=30):
    return host.on_terminal("/usr/bin/nmcli", *argv, answers=answers, timeout=timeout)


def tail(path, lines=60):
    return "\n".join(read(path).splitlines()[-lines:])


def run_daemon():
    """The daemon itself, on what start() prepared."""
    process = spawn("NetworkManager", "--debug", log=LOG)
    wait_for("NetworkManager", lambda: nmcli("-t", "general", check=False).code == 0)
    return process


def start():
    """NetworkManager, online in the coffee shop."""
    # Where /sys can be written it waits for udev, which is not here, to name the devices.
    run("mount", "-o", "remount,ro", "/sys")
    write("/etc/NetworkManager/NetworkManager.conf", CONF)
    os.makedirs("/etc/NetworkManager/system-connections", exist_ok=True)
    write("/etc/NetworkManager/system-connections/coffee-shop.nmconnection", COFFEE_SHOP, 0o600)
    process = run_daemon()
    nmcli("connection", "up", "coffee-shop")
    wait_for("addresses of IPv6", lambda: "tentative" not in run("ip", "-6", "addr").stdout)
    return process


def scene(**settings):
    """A gateway of these settings and a laptop with NetworkManager."""
    here = start_gateway(**settings)
    install_plugin()
    reload_bus()
    here.networkmanager = start()
    # Newer versions first ask the wire whether somebody else has the address.
    wait_for("the laptop's address", lambda: LAPTOP in run("ip", "-4", "-o", "addr", "show",
                                                           "dev", "veth0").stdout
             and "default" in run("ip", "-4", "route").stdout)
    here.remember()
    return here


def data_items(auth, **settings):
    """vpn.data for the lab's gateway; settings are "group__key"."""
    items = {"connection.gateway": GATEWAY_NAME, "auth.method": auth,
             "network.routes": OFFICE_NET}
    if auth != "psk":
        items["auth.ca"] = pki.path("ca.crt")
    if auth == "eap":
        items["auth.user"] = USER
    if auth == "cert":
        items["auth.certificate"] = pki.path("user.crt")
        items["auth.private-key"] = pki.path("user.key")
    items.update({key.replace("__", ".").replace("_", "-"): value
                  for key, value in settings.items()})
    return items


def add_connection(name="office", auth="psk", secrets=(), flags=(), properties=(), **settings):
    """secrets: stored ones by name; flags: how others are kept; properties: nmcli's own."""
    items = data_items(auth, **settings)
    items.update({f"{key}-flags": str(value) for key, value in dict(flags).items()})
    argv = ["connection", "add", "type", "vpn", "con-name", name, "vpn-type", "genkan",
            "vpn.data", ", ".join(f"{key}={value}" for key, value in items.items())]
    if secrets:
        argv += ["vpn.secrets",
                 ", ".join(f"{key}={value}" for key, value in dict(secrets).items())]
    return nmcli(*argv, *properties)


def active_state(name="office"):
    """"activated" and so on, "" when the connection is not active."""
    done = nmcli("-t", "-f", "GENERAL.STATE", "connection", "show", name, check=False)
    return done.out.strip().partition(":")[2]


def active_path():
    """Object path of the active connection: a new one would be another connection."""
    done = nmcli("-t", "-f", "GENERAL.DBUS-PATH", "connection", "show", "office")
    return done.out.strip()


def keyfiles():
    return glob.glob("/etc/NetworkManager/system-connections/*")


def tunnel_interface():
    """The interface of the connection, as genkand calls it."""
    for row in host.connections():
        if row["network"] == "delegated":
            return row["interface"]
    return None


def services():
    """pids of the services that NetworkManager started."""
    done = run("pgrep", "-f", "nm-genkan-service", check=False)
    return [int(pid) for pid in done.stdout.split()]
