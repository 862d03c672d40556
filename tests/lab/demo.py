#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The inside of scripts/demo: runs in a box and shows one connection from end to end."""

import collections
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from genkanlab import host, net, pki  # noqa: E402 (the path comes first)
from genkanlab.capture import Capture  # noqa: E402
from genkanlab.gateway import DUAL_STACK, PASSWORD, USER, Gateway  # noqa: E402
from genkanlab.scene import Scene, ping  # noqa: E402
from genkanlab.shell import LabError, run, spawn, wait_for  # noqa: E402

DRAWING = """
  laptop ------------ router ------------ gateway ------------ office
  192.168.77.2        NAT                 192.0.2.1            198.51.100.2
  genkand, vpnctl     the coffee shop     strongSwan           web server, DNS
"""

BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")


def say(text):
    print(f"\n{BOLD}{text}{PLAIN}", flush=True)


def show(*argv, secrets=(), shown=None):
    """Runs a command on this terminal, as a person would see it."""
    print(f"{BOLD}laptop$ {shown or ' '.join(argv)}{PLAIN}", flush=True)
    command, pass_fds = list(argv), ()
    if command[0] == "vpnctl":
        command[0] = host.vpnctl_path()
    if secrets:
        reader, writer = os.pipe()
        os.write(writer, "".join(line + "\n" for line in secrets).encode())
        os.close(writer)
        command += ["--password-fd", str(reader)]
        pass_fds = (reader,)
    done = subprocess.run(command, pass_fds=pass_fds, check=False)
    if done.returncode != 0:
        raise LabError(f"{argv[0]} ended with exit code {done.returncode}")


def throughput(reverse):
    """iperf3 for two seconds, Gbit/s of TCP payload. A server for each run: one that is still busy
    with the end of the last run resets the next."""
    spawn("iperf3", "-s", "-1", "-B", net.OFFICE, netns="office")
    wait_for("iperf3", lambda: ":5201" in run("ss", "-ltn", netns="office").stdout)
    argv = ["iperf3", "-c", net.OFFICE, "-t", "2", "-J"] + (["-R"] if reverse else [])
    done = json.loads(run(*argv).stdout)
    wait_for("the end of iperf3",
             lambda: ":5201" not in run("ss", "-ltn", netns="office").stdout)
    return done["end"]["sum_received"]["bits_per_second"] / 1e9


def what_crossed(air):
    """Counts what the router saw, by kind."""
    kinds = collections.Counter()
    for line in air.lines():
        if re.search(r"\bARP\b|ICMP6, (neighbor|router|multicast)", line):
            kinds["neighbour discovery"] += 1
        elif ".4500" in line:
            kinds["IKE and ESP in UDP 4500"] += 1
        elif ".500:" in line or ".500 " in line:
            kinds["IKE in UDP 500"] += 1
        else:
            kinds["anything else"] += 1
    kinds.setdefault("anything else", 0)
    return kinds


def use_the_vpn():
    show("vpnctl", "status")
    show("ping", "-c", "3", "-i", "0.2", "-q", net.OFFICE_NAME)
    show("curl", "-s", f"http://{net.OFFICE_NAME}/")
    print(f"throughput: {throughput(False):.2f} Gbit/s up, {throughput(True):.2f} Gbit/s down "
          "(the gateway's own data plane is the limit)")


def shell():
    say("You are on the laptop and the VPN is up. Leave with exit or Ctrl-D.")
    tools = os.path.dirname(host.vpnctl_path())
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PS1": "laptop$ "}
    subprocess.run(("bash", "--norc", "--noprofile"), env=environment, check=False)


def main(argv):
    say("Genkan: one connection, every part of it real")
    print(DRAWING)
    scene = Scene(Gateway(kind="eap", **DUAL_STACK), polkit=True)
    say("Before: the office is out of reach")
    print("ping 198.51.100.2:", "answers" if ping(deadline=1) else "no answer")

    say("A profile and a connection")
    show("vpnctl", "add", "office", "--gateway", net.GATEWAY_NAME, "--user", USER,
         f"auth.ca={pki.path('ca.crt')}",
         f"network.routes={net.OFFICE_NET},{net.OFFICE_NET6}")
    with Capture() as air:
        show("vpnctl", "connect", "office", secrets=(PASSWORD,))
        say("The office")
        use_the_vpn()
        if "--shell" in argv:
            shell()
        say("Goodbye")
        show("vpnctl", "disconnect", "office")
    say("What the router saw meanwhile")
    crossed = what_crossed(air)
    for kind, count in crossed.items():
        print(f"{count:10}  {kind}")
    scene.assert_nothing_left()
    print("\nThe laptop's addresses, routes, rules, DNS and interfaces are as they were before.")
    if crossed["anything else"] and "--shell" not in argv:
        raise LabError("something crossed the router outside the tunnel")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LabError as error:
        print(f"\ndemo: {error}\n{host.Genkand.log(None)}", file=sys.stderr)
        sys.exit(1)
