# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""bench.py [--quick] [--json FILE] [--rounds N] [--seconds N] [--wire single|super] [NAME...]

Measures the contestants (default: all) in turns, several rounds, and takes medians. Runs inside a
box (see scripts/bench), where client, NAT router and gateway are network namespaces.

--wire single   each datagram crosses the wires alone and is merged at the receiving end, as with
                real network cards (default)
--wire super    the virtual wires carry whole UDP_SEGMENT batches, which flatters who batches
"""

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab")]

import contestants  # noqa: E402
from genkanlab import net, pki  # noqa: E402
from genkanlab.shell import LabError, read, run, spawn, stop, wait_for  # noqa: E402

METRICS = ("tcp_up_gbps", "tcp_down_gbps", "gbit_per_cpu_s", "udp_kpps", "rtt_idle_ms",
           "rtt_loaded_ms", "rss_mb")
LADDER = (5, 10, 25, 50, 100, 200, 400)  # thousand datagrams a second
LADDER_PAYLOAD = 64
LOSS_ALLOWED = 1.0  # per cent
STEAL_ALLOWED = 0.05
TRIES = 3
SERVER_PORT = 5201


def set_wire(wire):
    """How datagrams cross the veth pairs; see perf notes in docs."""
    links = ((None, "veth0"), ("router", "lan"), ("router", "wan"), ("gw", "wan"))
    if wire == "super":
        return
    for netns, link in links:
        # veth merges (GRO) only what comes from a device without TSO.
        run("ethtool", "-K", link, "tso", "off", netns=netns)
    for netns, link in (links[0], links[3]):
        run("ethtool", "-K", link, "gro", "on", "tx-udp-segmentation", "off", netns=netns)


class Clock:
    """CPU time of processes and the hypervisor's steal between two moments."""

    def __init__(self, pids):
        self.pids = pids
        self.cpu = self.cpu_seconds()
        self.stat = self.machine()

    def cpu_seconds(self):
        ticks = 0
        for pid in self.pids:
            fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if fields else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def machine():
        fields = [int(field) for field in read("/proc/stat").splitlines()[0].split()[1:9]]
        return sum(fields), fields[7]

    def spent(self):
        return self.cpu_seconds() - self.cpu

    def steal(self):
        total, steal = self.machine()
        return (steal - self.stat[1]) / max(1, total - self.stat[0])


def iperf_once(target, *options, seconds):
    done = run("iperf3", "-J", "-c", target, "-p", str(SERVER_PORT), "-t", str(seconds), *options,
               check=False, timeout=seconds + 30)
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        raise LabError(f"iperf3: {done.stdout}{done.stderr}") from error
    if "error" in report:
        raise LabError(f"iperf3: {report['error']}")
    return report["end"]


def iperf(target, *options, seconds):
    """An overloaded tunnel may lose iperf3's own connection: that says nothing about the rate."""
    for _ in range(TRIES - 1):
        try:
            return iperf_once(target, *options, seconds=seconds)
        except LabError:
            continue
    return iperf_once(target, *options, seconds=seconds)


def tcp_gbit(target, seconds, reverse):
    """Gbit that arrived in all, and the rate."""
    options = ["-C", "cubic"] + (["-R"] if reverse else [])
    received = iperf(target, *options, seconds=seconds)["sum_received"]
    return received["bytes"] * 8e-9, received["bits_per_second"] * 1e-9


def median_rtt(text):
    times = [float(match) for match in re.findall(r"time=([0-9.]+) ms", text)]
    if not times:
        raise LabError(f"no answer to ping: {text}")
    return statistics.median(times)


def ping_command(target, seconds):
    return ("ping", "-i", "0.02", "-w", str(max(1, seconds)), target)


def loaded_rtt(target, seconds):
    """Round trips while one TCP stream goes up."""
    load = subprocess.Popen(("iperf3", "-c", target, "-p", str(SERVER_PORT), "-C", "cubic", "-t",
                             str(seconds + 1)), stdout=subprocess.DEVNULL)
    try:
        time.sleep(0.5)  # past slow start: part of the measurement, not a wait for something
        return median_rtt(run(*ping_command(target, seconds), check=False).stdout)
    finally:
        load.wait(seconds + 30)


def delivered_kpps(target, rung, seconds):
    """What arrived of so many datagrams; 0 when too many were lost or could not even be sent."""
    bits = rung * 1000 * LADDER_PAYLOAD * 8
    result = iperf(target, "-u", "-l", str(LADDER_PAYLOAD), "-b", str(bits), seconds=seconds)["sum"]
    delivered = (result["packets"] - result["lost_packets"]) / result["seconds"] / 1000
    return delivered if result["lost_percent"] <= LOSS_ALLOWED and delivered >= 0.9 * rung else 0


def udp_ladder(target, seconds):
    """The highest rate delivered with hardly a loss; each rung has a second chance."""
    best = 0.0
    for rung in LADDER:
        delivered = delivered_kpps(target, rung, seconds) or delivered_kpps(target, rung, seconds)
        if not delivered:
            break
        best = delivered
    return best


def resident_mb(pids):
    kib = 0
    for pid in pids:
        match = re.search(r"VmRSS:\s+(\d+)", read(f"/proc/{pid}/status"))
        kib += int(match.group(1)) if match else 0
    return kib / 1024


def measure(contestant, seconds):
    """One round of one contestant: a value for each metric, None where there is none."""
    target, pids = contestant.target, contestant.pids()
    idle = median_rtt(run(*ping_command(target, 1), check=False).stdout)
    clock = Clock(pids)
    up_gbit, up_rate = tcp_gbit(target, seconds, reverse=False)
    down_gbit, down_rate = tcp_gbit(target, seconds, reverse=True)
    spent = clock.spent()
    return clock.steal(), {
        "tcp_up_gbps": up_rate,
        "tcp_down_gbps": down_rate,
        "gbit_per_cpu_s": (up_gbit + down_gbit) / spent if pids and spent > 0 else None,
        "rtt_idle_ms": idle,
        "rtt_loaded_ms": loaded_rtt(target, min(seconds, 3)),
        "udp_kpps": udp_ladder(target, min(seconds, 2)),
        "rss_mb": resident_mb(pids) if pids else None,
    }


def start_server(target):
    server = spawn("iperf3", "-s", "-B", target, "-p", str(SERVER_PORT), netns="gw",
                   log="/tmp/iperf3.log")
    wait_for("iperf3", lambda: f":{SERVER_PORT}" in run("ss", "-ltn", netns="gw").stdout)
    return server


def one_round(contestant, seconds):
    """Brings the contestant up and measures it; again when the machine was busy elsewhere."""
    server = None
    try:
        contestant.up()
        server = start_server(contestant.target)
        for _ in range(TRIES):
            steal, values = measure(contestant, seconds)
            if steal <= STEAL_ALLOWED:
                break
        return values
    finally:
        stop(server)
        contestant.down()


def medians(rounds):
    result = {}
    for metric in METRICS:
        values = [values[metric] for values in rounds if values[metric] is not None]
        result[metric] = round(statistics.median(values), 3) if values else None
    return result


def ratios(results):
    """Ours by theirs, of the figures that carry over to other machines."""
    found = {}
    for ours, theirs in (("genkan", "strongswan"), ("genkan-vs-strongswan-gateway", "strongswan")):
        if ours not in results or theirs not in results:
            continue
        for metric in ("tcp_up_gbps", "tcp_down_gbps", "gbit_per_cpu_s", "udp_kpps"):
            if results[ours][metric] and results[theirs][metric]:
                found[f"{ours}/{theirs} {metric}"] = round(
                    results[ours][metric] / results[theirs][metric], 2)
    return found


def print_table(results, what):
    width = max(len(name) for name in results) if results else 0
    print(" " * width, *(f"{metric:>14}" for metric in METRICS))
    for name, values in results.items():
        cells = ("-" if values[metric] is None else f"{values[metric]:.2f}" for metric in METRICS)
        print(f"{name:<{width}}", *(f"{cell:>14}" for cell in cells))
    for name, text in what.items():
        print(f"{name}: {text}")


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--wire", choices=("single", "super"), default="single")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (2 if options.quick else 5)
    return options


def run_rounds(field, options):
    rounds, failures = {contestant.name: [] for contestant in field}, {}
    for number in range(options.rounds):
        for contestant in field:
            print(f"round {number + 1}: {contestant.name}", file=sys.stderr, flush=True)
            try:
                rounds[contestant.name].append(one_round(contestant, options.seconds))
            except LabError as error:
                failures[contestant.name] = str(error).splitlines()[0]
                print(error, file=sys.stderr)
    return rounds, failures


def main():
    options = parse_arguments()
    os.chdir("/")
    net.build()
    set_wire(options.wire)
    pki.make()
    field = contestants.choose(options.names)
    rounds, failures = run_rounds(field, options)
    results = {name: medians(values) for name, values in rounds.items() if values}
    what = {contestant.name: contestant.what for contestant in field if contestant.name in results}
    print_table(results, what)
    report = {
        "contestants": results,
        "what": what,
        "failures": failures,
        "ratios": ratios(results),
        "rounds": rounds,
        "conditions": {"wire": options.wire, "seconds": options.seconds,
                       "rounds": options.rounds, "cpus": os.cpu_count(),
                       "kernel": platform.release(), "suite": "aes256gcm16"},
    }
    for name, value in report["ratios"].items():
        print(f"{name}: {value}")
    for name, reason in failures.items():
        measured = len(rounds[name])
        print(f"{name}: measured {measured} of {options.rounds} rounds: {reason}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)
    return 0 if results else 1


if __name__ == "__main__":
    sys.exit(main())
