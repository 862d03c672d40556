# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""vpnctl as people meet it: what each command prints, to the word, and what shells complete."""

import importlib.util
import json
import os
import re
import signal
import tempfile

from genkanlab import host, pki
from genkanlab.gateway import PASSWORD, Gateway
from genkanlab.net import OFFICE, OFFICE_NET
from genkanlab.scene import Scene, start_gateway
from genkanlab.shell import read, spawn, wait_for, write

TRANSCRIPT = os.path.join(host.SOURCE, "tests", "lab", "transcript.txt")

# What is another word in each run.
STABLE = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
    (r"\b[0-9a-f]{2}(:[0-9a-f]{2}){31}\b|\b[0-9a-f]{64}\b", "FINGERPRINT"),
    (r"\d+ (January|February|March|April|May|June|July|August|September|October|November|December)"
     r" \d{4}", "DATE"),
    (r"\b\d\d:\d\d:\d\d(\.\d+)?", "TIME"), (r"\b\d+(\.\d+)? (s|ms|seconds?|bytes|B|kB|KiB)\b", "N"),
    (r"203\.0\.113\.\d+", "INNER"), (r"\d+ packets?", "N packets"),
)

# Each line one command; "<" in front: answered with the password.
COMMANDS = """
list
status
connect
add office --gateway vpn.office.test --user alice auth.ca={ca} network.routes={net}
add office --gateway vpn.office.test
add other
add lab --gateway gw.test auth.method=nonsense
list
show office
show offic
conect office
status office
policy {office}
<connect
list
status office
policy {office}
policy nonsense
connect office
set office connection.mtu=9
set office nonsense.key=1
set office auth.local-id=alice@office.test
show office
export office
disconnect office
disconnect
status
<connect --wait nonsense
connect office
log office nonsense
capture office
capture office /tmp/office.pcapng
sign-in
doctor
doctor office
doctor offic
report offic
import {sswan} --preview
import {sswan}
show branch
import {sswan}
import {ovpn}
import /tmp/not-there
remove branch
set office auth.local-id=
remove offic
remove office
list
completion tcsh
help conect
--nonsense
"""


SSWAN = """{"uuid": "11111111-2222-3333-4444-555555555555", "name": "branch", "type": "ikev2-eap",
"remote": {"addr": "vpn.branch.test", "id": "branch.test"}, "local": {"eap_id": "alice"},
"ike-proposal": "aes256-sha256-modp2048", "split-tunneling": {"subnets": "10.1.0.0/16"},
"mtu": 1300, "colour": "blue"}
"""

# Told when they are reached: of those that pass at once a slow reader sees the last.
STEPS = re.compile(r"^(TIME office: )?(Looking up|Contacting|Checking|Signing in|Getting an|"
                   r"Setting up).*\n", re.MULTILINE)


# Of the machine below the laboratory: whether something sets its clock.
CLOCK = re.compile(r"^(✓ The clock is set.*\n|! Nothing sets the clock.*\n.*\n)", re.MULTILINE)


def stable(text):
    for pattern, word in STABLE:
        text = re.sub(pattern, word, text)
    return STEPS.sub("", CLOCK.sub("", text))


def transcript():
    """Every command with what it printed."""
    text = ""
    write("/tmp/branch.sswan", SSWAN)
    write("/tmp/branch.ovpn", "client\ndev tun\nremote vpn.branch.test 1194\n")
    for line in COMMANDS.format(ca=pki.path("ca.crt"), net=OFFICE_NET, office=OFFICE,
                                sswan="/tmp/branch.sswan",
                                ovpn="/tmp/branch.ovpn").strip().splitlines():
        done = host.vpnctl(*line.lstrip("<").split(), check=False,
                           secrets=(PASSWORD,) if line.startswith("<") else ())
        text += f"$ vpnctl {line.lstrip('<')}\n{done.out}{done.err}[{done.code}]\n"
    return stable(text)


def transcript_of_monitor():
    """What is told of a connection that comes and goes, up to an interrupt."""
    host.add_profile()
    monitor = spawn(host.vpnctl_path(), "monitor", log="/tmp/monitor.log")
    wait_for("the monitor to listen", lambda: host.connect(check=False).code == 0
             and "Connected" in read("/tmp/monitor.log"))
    host.vpnctl("disconnect", "office")
    # The connection before it may have been told of as ended when the monitor came.
    wait_for("the end to be told",
             lambda: "Disconnected" in read("/tmp/monitor.log").rpartition("Connected")[2])
    monitor.send_signal(signal.SIGINT)
    # What was before, and how far it was when the monitor came, is a matter of luck.
    told = stable(read("/tmp/monitor.log"))
    told = told[told.index("TIME office: Connected"):]
    return f"$ vpnctl monitor\n{told}[{monitor.wait(5)}]\n"


def transcript_of_report():
    """The members of a report, in their order; what is in them is another each time."""
    report = json.loads(host.vpnctl("report", "office").out)["report"]
    return f"$ vpnctl report office\n{' '.join(report)}\n[0]\n"


def case_transcript():
    """What is printed is what stands in transcript.txt; GENKAN_WRITE_TRANSCRIPT writes it anew. No
    command is left out."""
    Scene(Gateway(kind="eap"), polkit=True)
    now = transcript() + transcript_of_monitor() + transcript_of_report()
    commands = re.findall(r"^  ([a-z][a-z-]*)", host.vpnctl("help").out, re.MULTILINE)
    missing = [name for name in commands if f"$ vpnctl {name}" not in now]
    assert len(commands) > 15 and not missing, (commands, missing)
    if os.environ.get("GENKAN_WRITE_TRANSCRIPT"):
        write(TRANSCRIPT, now)
    write("/tmp/transcript.log", now)
    assert now.splitlines() == read(TRANSCRIPT).splitlines(), "/tmp/transcript.log differs"


def case_completion_of_names():
    """bash, fish and zsh complete the names that genkand has, of one word and of two."""
    start_gateway(kind="eap")
    for name in ("office", "my office"):
        host.add_profile(name)
    spec = importlib.util.spec_from_file_location("completions", os.path.join(
        host.SOURCE, "tests", "unit", "ctl", "test-completions.py"))
    completions = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(completions)
    with tempfile.TemporaryDirectory() as directory:
        os.symlink(host.vpnctl_path(), f"{directory}/vpnctl")
        os.environ.update(PATH=directory + ":" + os.environ["PATH"], LC_ALL="C.UTF-8")
        for shell in ("bash", "fish", "zsh"):
            script = f"{directory}/script.{shell}"
            write(script, host.vpnctl("completion", shell).out)
            for line, wanted in (("vpnctl connect off", "office"), ("vpnctl show my", "office"),
                                 ("vpnctl set office auth.method=ce", "cert")):
                found = completions.complete(shell, script, line, directory)
                assert wanted in found, (shell, line, found)
