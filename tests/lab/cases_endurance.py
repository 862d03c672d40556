# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What shows only in time. GENKAN_CYCLES: how many connections are made (default 100).
GENKAN_REKEY_SECONDS: how long keys are changed under load and loss (default 20)."""

import json
import os
import re
import time

from genkanlab import host, net
from genkanlab.gateway import PASSWORD
from genkanlab.peer import StrongSwanClient
from genkanlab.scene import start_gateway
from genkanlab.shell import read, run, spawn, wait_for

CYCLES = int(os.environ.get("GENKAN_CYCLES", "100"))
REKEY_SECONDS = int(os.environ.get("GENKAN_REKEY_SECONDS", "20"))
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


# One datagram in a hundred is lost each way, IKE's too. What is counted is ESP: no keepalive is so
# long, and IKE begins with zeros.
LOSS = """
table inet loss {
  counter up { }
  counter up_lost { }
  counter down { }
  counter down_lost { }
  chain forward {
    type filter hook forward priority 0
    udp dport 4500 @th,64,32 != 0 counter name up
    udp sport 4500 @th,64,32 != 0 counter name down
    meta l4proto udp numgen random mod 100 != 0 accept
    udp dport 4500 @th,64,32 != 0 counter name up_lost
    udp sport 4500 @th,64,32 != 0 counter name down_lost
    drop
  }
}
"""
INTERVAL = 0.1  # seconds of iperf's reports
# The timeouts of a TCP that loses the same segment again and again: once in a hundred million.
RETRANSMISSIONS = 0.2 + 0.4 + 0.8 + 1.6


def lose():
    run("nft", "-f", "-", netns="router", stdin=LOSS)
    # The filter must see each datagram, not whole batches.
    run("ethtool", "-K", "veth0", "tx-udp-segmentation", "off")


def wire():
    """Packets of ESP at the router by the names of its counters."""
    listing = json.loads(run("nft", "-j", "list", "counters", "table", "inet", "loss",
                             netns="router").stdout)["nftables"]
    return {item["counter"]["name"]: item["counter"]["packets"]
            for item in listing if "counter" in item}


def unaccounted():
    """Datagrams that the wire saw and our counters do not: up, down."""
    seen, counters = wire(), host.status()["counters"]
    drops = counters["drops"]
    # What the TUN device refused was received before.
    inbound = sum(n for key, n in drops.items()
                  if key not in ("policy", "too-big", "send", "tun-write", "crypto"))
    return (counters["tx-packets"] - drops.get("send", 0) - seen["up"],
            seen["down"] - seen["down_lost"] - counters["rx-packets"] - inbound)


def arrivals(report):
    """Of each interval, what this end of iperf received."""
    for interval in report["intervals"]:
        yield next(interval[way] for way in ("sum", "sum_bidir_reverse")
                   if not interval[way]["sender"])


def longest_silence(report):
    """Seconds in which nothing at all arrived."""
    longest = silence = 0.0
    for arrival in arrivals(report):
        silence = silence + arrival["seconds"] if arrival["bytes"] == 0 else 0
        longest = max(longest, silence)
    return longest


def mbits(report):
    pieces = list(arrivals(report))
    return sum(piece["bytes"] for piece in pieces) * 8e-6 / sum(
        piece["seconds"] for piece in pieces)


def case_rekeys_under_loss():
    """New keys every five seconds from the gateway, one datagram in a hundred lost, TCP both
    ways: no silence longer than a retransmission of TCP, and whatever is gone is counted."""
    scene = start_gateway(kind="eap", child_rekey="5s")
    lose()
    host.add_profile(esp__lifetime="20")
    host.connect(secrets=(PASSWORD,))
    server = spawn("iperf3", "-s", "-1", "-i", str(INTERVAL), "-J", "-B", net.OFFICE,
                   netns="office", log="/tmp/iperf3.log")
    wait_for("iperf3", lambda: ":5201" in run("ss", "-ltn", netns="office").stdout)
    done = run("iperf3", "-J", "-c", net.OFFICE, "--bidir", "-b", "100M", "-i", str(INTERVAL),
               "-t", str(REKEY_SECONDS), check=False, timeout=REKEY_SECONDS + 60)
    server.wait(10)
    reports = {"up": json.loads(read("/tmp/iperf3.log")), "down": json.loads(done.stdout)}
    assert not any("error" in report for report in reports.values()), done.stdout
    rekeys = scene.gateway.count("CHILD_SA closed")
    wait_for("the counters to agree", lambda: unaccounted() == (0, 0), 5)
    print(f"{rekeys} new keys in {REKEY_SECONDS} s; on the wire {wire()}; "
          f"ours {host.status()['counters']}")
    for way, report in reports.items():
        silence = longest_silence(report)
        print(f"{way}: {mbits(report):.0f} Mbit/s, longest silence {silence:.1f} s")
        assert silence <= RETRANSMISSIONS, way
    assert rekeys >= REKEY_SECONDS / 10, rekeys
    host.vpnctl("disconnect", "office")
    scene.assert_nothing_left()
