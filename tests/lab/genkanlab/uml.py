# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The same strongSwan gateway on a Linux kernel of its own, whose ESP it uses.

The machine's kernel may have no ESP. User-mode Linux is a kernel as a process; Debian unstable's
(scripts/packages --unstable) knows the newest processors, and is run with the C library of its
time. Its root is the box's, so strongSwan, its configuration and its log are where the other
gateway has them.
"""

import os

from . import net
from .gateway import CONF, LOG, STRONGSWAN_CONF, Gateway
from .host import BUILD
from .shell import LabError, read, run, spawn, stop, wait_for, write

CONSOLE = "/tmp/uml.log"
KERNEL = "/tmp/linux.uml"
INIT = "/tmp/uml-init.sh"
CONTROL = "192.0.2.3"  # of the wires' end, to reach the gateway's control port from

# Of the guest: where the wires of the namespace "gw" ended before.
GUEST = f"""#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
for module in esp4 esp6 xfrm_user gcm ccm seqiv echainiv chacha20poly1305 cbc ctr authenc; do
  modprobe -q $module
done
ip link set lo up
ip addr add {net.GATEWAY}/24 dev vec0
ip addr add 198.51.100.1/24 dev vec1
ip link set vec0 up
ip link set vec1 up
ip route add default via 192.0.2.254
sysctl -qw net.ipv4.ip_forward=1
STRONGSWAN_CONF={CONF} /usr/lib/ipsec/charon > /tmp/gw.stdout 2>&1
"""


def directory():
    return os.path.join(BUILD, "uml", "usr")


def install():
    """The kernel as KERNEL, with the loader and the C library that it was built for."""
    library = os.path.join(directory(), "lib", "x86_64-linux-gnu")
    loader = "/lib64/ld-linux-x86-64.so."
    with open(os.path.join(directory(), "bin", "linux.uml"), "rb") as file:
        program = file.read()
    with open(KERNEL, "wb") as file:
        file.write(program.replace(f"{loader}2".encode(), f"{loader}U".encode()))
    os.chmod(KERNEL, 0o755)
    run("ln", "-sfn", os.path.join(library, "ld-linux-x86-64.so.2"), f"{loader}U")
    modules = os.path.join(directory(), "lib", "uml", "modules")
    run("mkdir", "-p", "/lib/modules")
    for version in os.listdir(modules):
        run("ln", "-sfn", os.path.join(modules, version), f"/lib/modules/{version}")
    return "env", "HOME=/tmp", f"LD_LIBRARY_PATH={library}", KERNEL


def bridge(wire, tap):
    """The wire ends in the guest instead of the namespace."""
    for line in (f"tuntap add {tap} mode tap", f"link add br-{tap} type bridge",
                 f"addr flush dev {wire}", f"link set {wire} master br-{tap}",
                 f"link set {tap} master br-{tap}", f"link set {tap} up",
                 f"link set br-{tap} up"):
        run("ip", "-n", "gw", *line.split())


class KernelGateway(Gateway):
    """Settings are those of Gateway."""

    VICI = f"tcp://{net.GATEWAY}:4502"

    def strongswan_conf(self):
        text = STRONGSWAN_CONF.format(log=LOG, charon=self.charon, load=self.settings["load"])
        return text.replace(" kernel-libipsec kernel-netlink", " kernel-netlink").replace(
            "  plugins {", f"  plugins {{\n    vici {{\n      socket = tcp://0.0.0.0:4502\n    }}")

    def run_charon(self):
        bridge("wan", "tap0")
        bridge("lan", "tap1")
        run("ip", "-n", "gw", "addr", "add", f"{CONTROL}/24", "dev", "br-tap0")
        write(INIT, GUEST, 0o755)
        self.process = spawn(*install(), "mem=256M", "rootfstype=hostfs", "rootflags=/", "rw",
                             f"init={INIT}", "vec0:transport=tap,ifname=tap0",
                             "vec1:transport=tap,ifname=tap1", "con=null", "con0=null,fd:1",
                             "umid=gateway", "quiet", netns="gw", log=CONSOLE)
        wait_for("the gateway's control port", self.answers, 60, 0.1)

    def answers(self):
        if self.process.poll() is not None:
            raise LabError(f"the kernel ended: {read(CONSOLE)}")
        return self.swanctl("--version", check=False).returncode == 0
