# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The installed service under a real systemd: upgrade, crash, stop, and the unit's own promises."""

import os
import re
import time

from genkanlab import guest as systemd
from genkanlab import host, net
from genkanlab.capture import Capture
from genkanlab.guest import Guest
from genkanlab.scene import assert_office_reachable, start_gateway
from genkanlab.shell import read, spawn, stop, wait_for


# Of "systemd-analyze security"; each line that the unit leaves open says there why.
SCORE_MAX = 2.6


def connect():
    host.add_profile()
    host.connect()


def is_connected():
    return any(row["state"] == "connected" for row in host.connections())


def upgrade(scene):
    """What a package's maintainer script does."""
    systemd.install()
    scene.genkand.guest.systemctl("daemon-reload")
    scene.genkand.restart()


def answers():
    """Numbers of the pings that were answered so far."""
    return [int(n) for n in re.findall(r"icmp_seq=(\d+) ttl", read("/tmp/pings.log"))]


def wait_for_answers(count):
    wait_for(f"{count} answers", lambda: len(answers()) >= count, 30)


def case_upgraded_under_traffic():
    """A restart, an upgrade and a crash lose no ping; the stop after them leaves nothing."""
    scene = start_gateway(kind="eap", guest=Guest())
    connect()
    wait_for("the descriptors to be kept",
             lambda: scene.genkand.guest.show("genkand", "NFileDescriptorStore") == "3")
    (worker,) = scene.genkand.workers()
    with Capture() as air:
        pings = spawn("ping", "-i", "0.01", net.OFFICE, log="/tmp/pings.log")
        wait_for_answers(50)
        for again in (scene.genkand.restart, lambda: upgrade(scene), scene.genkand.kill):
            before = scene.genkand.main_pid()
            again()
            wait_for("the connection to be back", is_connected, 20)
            assert scene.genkand.main_pid() != before
            wait_for_answers(len(answers()) + 50)
        stop(pings)
    # It was ended with answers on their way: what counts is each before the last that came.
    lost = sorted(set(range(1, answers()[-1])) - set(answers()))
    print(f"{len(answers())} pings answered, {len(lost)} lost")
    assert not lost, lost
    assert not air.clear(net.OFFICE_NET), air.clear(net.OFFICE_NET)[:5]
    assert scene.genkand.workers() == [worker]
    assert "NoNewPrivs:\t1" in read(f"/proc/{worker}/status")
    stop_leaves_nothing(scene)


def stop_leaves_nothing(scene):
    started = time.monotonic()
    scene.genkand.stop()
    print(f"stopped in {time.monotonic() - started:.1f} s")
    assert scene.genkand.guest.show("genkand", "Result") == "success"
    wait_for("the store to be empty",
             lambda: scene.genkand.guest.show("genkand", "NFileDescriptorStore") == "0")
    scene.assert_nothing_left()
    assert not os.path.exists("/run/genkan/wanted") or not os.listdir("/run/genkan/wanted")


def case_unit():
    """The unit's limits hold, its score stays where it is, and each open line has its reason."""
    scene = start_gateway(kind="eap", guest=Guest())
    guest = scene.genkand.guest
    connect()
    for name in ("MemoryMax", "TasksMax", "LimitNOFILE"):
        assert guest.show("genkand", name).isdigit(), (name, guest.show("genkand", name))
    assert guest.show("genkand", "OOMPolicy") == "continue"
    unit = guest.systemctl("cat", "genkand").stdout
    report = guest.run("systemd-analyze", "security", "--no-pager", "genkand.service").stdout
    score = float(re.search(r"exposure level for genkand.service: ([\d.]+)", report).group(1))
    print(f"exposure level {score}")
    assert score <= SCORE_MAX, report
    for setting in re.findall(r"^✗ (\w+)=", report, re.MULTILINE):
        assert setting in unit, f"{setting} is open, and the unit does not say why\n{report}"
    assert_office_reachable()
    stop_leaves_nothing(scene)
