# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""bench.py [--quick] [--json FILE] [--page FILE] [--rounds N] [--seconds N] [--wire single|super]
         [NAME...]

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
import page  # noqa: E402
from genkanlab import host, net, pki  # noqa: E402
from genkanlab.shell import LabError, read, run, spawn, stop, wait_for  # noqa: E402

METRICS = ("tcp_up_gbps", "tcp_down_gbps", "tcp4_up_gbps", "tcp4_down_gbps", "gbit_per_cpu_s",
           "udp_kpps", "udp512_kpps", "udp1300_kpps", "udp_cpu_us", "rtt_idle_ms", "rtt_loaded_ms",
           "idle_wakeups", "rss_mb")
LADDER = (5, 10, 25, 50, 100, 200, 400)  # thousand datagrams a second
CPU_RUNG = 25  # of the ladder: where the CPU time of a datagram is taken
STREAMS = 4
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


def tcp_gbit(target, seconds, *options):
    """Gbit that arrived in all, and the rate."""
    received = iperf(target, "-C", "cubic", *options, seconds=seconds)["sum_received"]
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


def delivered_kpps(target, payload, rung, seconds):
    """What arrived of so many datagrams; 0 when too many were lost or could not even be sent."""
    bits = rung * 1000 * payload * 8
    result = iperf(target, "-u", "-l", str(payload), "-b", str(bits), seconds=seconds)["sum"]
    delivered = (result["packets"] - result["lost_packets"]) / result["seconds"] / 1000
    return delivered if result["lost_percent"] <= LOSS_ALLOWED and delivered >= 0.9 * rung else 0


def udp_ladder(target, payload, seconds, clock=None):
    """The highest rate delivered with hardly a loss, each rung having a second chance; and what a
    datagram cost on the way, in microseconds of the clock's processes."""
    best, cpu_us = 0.0, None
    for rung in LADDER:
        before = clock.spent() if clock else 0
        delivered = delivered_kpps(target, payload, rung, seconds)
        if rung == CPU_RUNG and clock and delivered:
            cpu_us = (clock.spent() - before) * 1e6 / (delivered * 1000 * seconds)
        delivered = delivered or delivered_kpps(target, payload, rung, seconds)
        if not delivered:
            break
        best = delivered
    return best, cpu_us


def wakeups(pids):
    """How often any thread of them went to sleep, until now."""
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            match = re.search(r"^voluntary_ctxt_switches:\s+(\d+)",
                              read(f"/proc/{pid}/task/{task}/status"), re.MULTILINE)
            total += int(match.group(1)) if match else 0
    return total


def idle_wakeups(pids, seconds):
    """A second of them, while nobody sends anything."""
    before = wakeups(pids)
    time.sleep(seconds)  # the length of the measurement
    return (wakeups(pids) - before) / seconds


def resident_mb(pids):
    kib = 0
    for pid in pids:
        match = re.search(r"VmRSS:\s+(\d+)", read(f"/proc/{pid}/status"))
        kib += int(match.group(1)) if match else 0
    return kib / 1024


def measure_more(contestant, seconds):
    """What --quick leaves out."""
    target, short = contestant.target, min(seconds, 2)
    return {
        "tcp4_up_gbps": tcp_gbit(target, seconds, "-P", str(STREAMS))[1],
        "tcp4_down_gbps": tcp_gbit(target, seconds, "-P", str(STREAMS), "-R")[1],
        "udp512_kpps": udp_ladder(target, 512, short)[0],
        "udp1300_kpps": udp_ladder(target, 1300, short)[0],
    }


def measure(contestant, seconds):
    """One round of one contestant: a value for each metric, None where there is none."""
    target, pids = contestant.target, contestant.pids()
    idle = median_rtt(run(*ping_command(target, 1), check=False).stdout)
    clock = Clock(pids)
    up_gbit, up_rate = tcp_gbit(target, seconds)
    down_gbit, down_rate = tcp_gbit(target, seconds, "-R")
    spent = clock.spent()
    steal = clock.steal()
    kpps, cpu_us = udp_ladder(target, 64, min(seconds, 2), Clock(pids) if pids else None)
    return steal, {
        "tcp_up_gbps": up_rate,
        "tcp_down_gbps": down_rate,
        "gbit_per_cpu_s": (up_gbit + down_gbit) / spent if pids and spent > 0 else None,
        "rtt_idle_ms": idle,
        "rtt_loaded_ms": loaded_rtt(target, min(seconds, 3)),
        "udp_kpps": kpps,
        "udp_cpu_us": cpu_us,
        # Last: a device that has just come up tells its neighbours so for a while.
        "idle_wakeups": idle_wakeups(pids, 5) if pids else None,
        "rss_mb": resident_mb(pids) if pids else None,
    }


def start_server(target):
    server = spawn("iperf3", "-s", "-B", target, "-p", str(SERVER_PORT), netns="gw",
                   log="/tmp/iperf3.log")
    wait_for("iperf3", lambda: f":{SERVER_PORT}" in run("ss", "-ltn", netns="gw").stdout)
    return server


def one_round(contestant, seconds, quick):
    """Brings the contestant up and measures it; again when the machine was busy elsewhere."""
    server = None
    try:
        contestant.up()
        server = start_server(contestant.target)
        for _ in range(TRIES):
            steal, values = measure(contestant, seconds)
            if steal <= STEAL_ALLOWED:
                break
        return values if quick else {**values, **measure_more(contestant, seconds)}
    finally:
        stop(server)
        contestant.down()


def medians(rounds):
    result = {}
    for metric in METRICS:
        values = [values[metric] for values in rounds if values.get(metric) is not None]
        result[metric] = round(statistics.median(values), 3) if values else None
    return result


def ratios(results):
    """Ours by theirs, of the figures that carry over to other machines."""
    found = {}
    pairs = (("genkan", "veth"), ("genkan", "wireguard-go"), ("genkan", "strongswan"),
             ("genkan-vs-strongswan-gateway", "strongswan"))
    for ours, theirs in pairs:
        if ours not in results or theirs not in results:
            continue
        for metric in ("tcp_up_gbps", "tcp_down_gbps", "gbit_per_cpu_s", "udp_kpps"):
            if results[ours][metric] and results[theirs][metric]:
                found[f"{ours}/{theirs} {metric}"] = round(
                    results[ours][metric] / results[theirs][metric], 2)
    return found


def print_table(results, what):
    width = max(len(name) for name in results) if results else 0
    measured = [metric for metric in METRICS
                if any(values[metric] is not None for values in results.values())]
    print(" " * width, *(f"{metric:>14}" for metric in measured))
    for name, values in results.items():
        cells = ("-" if values[metric] is None else f"{values[metric]:.2f}" for metric in measured)
        print(f"{name:<{width}}", *(f"{cell:>14}" for cell in cells))
    for name, text in what.items():
        print(f"{name}: {text}")


def parse_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--page")
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
                rounds[contestant.name].append(
                    one_round(contestant, options.seconds, options.quick))
            except LabError as error:
                failures[contestant.name] = str(error).splitlines()[0]
                print(error, file=sys.stderr)
    return rounds, failures


def packet_costs():
    """What esp-speed finds: no kernel, no network."""
    return json.loads(run(host.program("tests", "bench", "esp-speed"), timeout=300).stdout)


def processor():
    match = re.search(r"^model name\s*:\s*(.+)", read("/proc/cpuinfo"), re.MULTILINE)
    return match.group(1) if match else platform.machine()


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
                       "processor": processor(), "kernel": platform.release(),
                       "suite": "aes256gcm16"},
        "speed": None if options.quick else packet_costs(),
    }
    for name, value in report["ratios"].items():
        print(f"{name}: {value}")
    for name, reason in failures.items():
        measured = len(rounds[name])
        print(f"{name}: measured {measured} of {options.rounds} rounds: {reason}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)
    if options.page:
        with open(options.page, "w", encoding="utf-8") as file:
            file.write(page.page(report))
    return 0 if results else 1


if __name__ == "__main__":
    sys.exit(main())
