# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What shows only in time. GENKAN_CYCLES: how many connections are made (default 100)."""

import json
import os
import re
import time

from genkanlab import host
from genkanlab.gateway import PASSWORD
from genkanlab.peer import StrongSwanClient
from genkanlab.scene import start_gateway
from genkanlab.shell import read, wait_for

CYCLES = int(os.environ.get("GENKAN_CYCLES", "100"))
WARM_UP = 50  # until every pool of the C library and of GLib has its size
PEER_EVERY = 10  # one strongSwan connection per so many of ours


def resident_kib(pid):
    for line in read(f"/proc/{pid}/status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError(f"no process {pid}")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(action):
    started = time.monotonic()
    action()
    return time.monotonic() - started


def report(ours, peer, pid, memory):
    figures = {
        "cycles": len(ours),
        "genkan_connect_s": {"p50": percentile(ours, 0.5), "p95": percentile(ours, 0.95)},
        "strongswan_connect_s": {"p50": percentile(peer, 0.5), "p95": percentile(peer, 0.95)},
        "genkand_rss_kib": {"after_warm_up": memory, "end": resident_kib(pid)},
    }
    print(json.dumps(figures, indent=1))


def case_connect_and_disconnect():
    """Cycles of connect and disconnect beside strongSwan's, in one run."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    peer_client = StrongSwanClient().start()
    pid = scene.genkand.process.pid
    ours, peer, memory, files = [], [], 0, 0
    peer_client.initiate()
    peer_client.terminate()
    scene.remember()
    for cycle in range(CYCLES + WARM_UP):
        ours.append(timed(lambda: host.connect(secrets=(PASSWORD,))))
        host.vpnctl("disconnect", "office")
        if cycle % PEER_EVERY == 0:
            peer.append(timed(peer_client.initiate))
            peer_client.terminate()
        if cycle == WARM_UP - 1:
            memory, files = resident_kib(pid), descriptors(pid)
            ours.clear()
    report(ours, peer, pid, memory)
    scene.assert_nothing_left()
    assert descriptors(pid) <= files, f"{descriptors(pid)} descriptors, {files} after warm-up"
    grown = resident_kib(pid) - memory
    assert grown < 1024, f"genkand grew by {grown} KiB over {CYCLES} cycles"


def sleeps(pids):
    """How often each thread of them went to sleep, until now."""
    return {task: re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", read(
        f"/proc/{pid}/task/{task}/status"), re.MULTILINE)
        for pid in pids for task in os.listdir(f"/proc/{pid}/task")}


def is_still(pids, seconds):
    """Nothing of them wakes for so long."""
    before = sleeps(pids)
    time.sleep(seconds)  # what is asserted is about this time
    return sleeps(pids) == before


def case_idle():
    """A connection that nobody uses wakes nothing of ours between two NAT keepalives, of which
    there is one in twenty seconds."""
    scene = start_gateway(kind="eap")
    host.add_profile()
    host.connect(secrets=(PASSWORD,))
    pids = [scene.genkand.process.pid, *scene.genkand.workers()]
    assert len(pids) == 2, pids
    wait_for("nine seconds without a wake-up", lambda: is_still(pids, 9), 60)
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
