#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The judges' own tests: what they must find in a made-up run, and what they must not."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from chaoslab.judge import Timeline, differences
from chaoslab.wire import compile_filter, describe

UP = {"State": "connected", "Protection": "flowing", "Stalled": False}


def run(*silences, end=20.0):
    """A probe each hundredth of a second, answered at once but for the silences (start, end)."""
    timeline = Timeline()
    records = []
    for number in range(int(end * 100)):
        time = number / 100
        records.append((b"s", number, time))
        if not any(start <= time < stop for start, stop in silences):
            records.append((b"a", number, time + 0.001))
    timeline.add_probes(records)
    return timeline


def claims(timeline, *rows):
    timeline.add_claims([dict(row, time=time) for time, row in rows])
    return timeline


class Flow(unittest.TestCase):
    def test_silence_is_found(self):
        (start, end), = run((5, 7)).silences()
        self.assertAlmostEqual(start, 5, 2)
        self.assertAlmostEqual(end, 7, 2)

    def test_a_lost_packet_is_no_silence(self):
        self.assertEqual(run((5, 5.05)).silences(), [])

    def test_a_silence_may_last(self):
        (start, end), = run((5, 99), end=8).silences(0, 9.0)
        self.assertEqual((start, end), (5.0, 9.0))

    def test_flows_since(self):
        self.assertAlmostEqual(run((5, 7)).flows_since(20.0), 7.0, 1)
        self.assertIsNone(run((5, 99)).flows_since(20.0))

    def test_back_after(self):
        timeline = run((5, 7.5))
        self.assertAlmostEqual(timeline.back_after(6.0, 20.0), 1.5, 1)
        self.assertEqual(timeline.back_after(8.0, 20.0), 0.0)
        self.assertIsNone(run((5, 99)).back_after(6.0, 20.0))

    def test_waiting_for_a_processor_is_nobodys_fault(self):
        timeline = run((5, 7.5))
        timeline.add_delays([{"time": t, "waited": max(0, t - 6)} for t in range(21)])
        self.assertAlmostEqual(timeline.back_after(6.0, 20.0), 0.0, 1)


class Claims(unittest.TestCase):
    def test_a_lie(self):
        (start, end), = claims(run((5, 9)), (0, UP)).false_claims()
        self.assertAlmostEqual(end - start, 4, 1)

    def test_taken_back_in_time(self):
        self.assertEqual(claims(run((5, 9)), (0, UP), (7.9, {**UP, "Stalled": True}))
                         .false_claims(), [])
        self.assertEqual(claims(run((5, 9)), (0, UP), (7, {**UP, "State": "reconnecting"}))
                         .false_claims(), [])

    def test_claimed_too_early(self):
        down = {**UP, "Protection": "held"}
        found = claims(run((5, 19)), (0, UP), (6, down), (10, UP)).false_claims()
        self.assertEqual(len(found), 1)
        self.assertEqual(found[0][0], 10)

    def test_short_silence(self):
        self.assertEqual(claims(run((5, 7.5)), (0, UP)).false_claims(), [])

    def test_nobody_could_say_so(self):
        timeline = claims(run((5, 9)), (0, UP))
        timeline.add_mute(5, 8)
        self.assertEqual(timeline.false_claims(), [])
        timeline = claims(run((5, 12)), (0, UP))
        timeline.add_mute(5, 8)
        self.assertEqual(len(timeline.false_claims()), 1)

    def test_the_machine_stood_still(self):
        timeline = claims(run((5, 9)), (0, UP))
        timeline.add_delays([{"time": t / 10, "waited": max(0, min(1.5, t / 10 - 6))}
                             for t in range(200)])
        self.assertEqual(timeline.false_claims(), [])

    def test_gone_is_no_claim(self):
        self.assertEqual(claims(run((5, 12)), (0, UP), (6, {})).false_claims(), [])


class Remains(unittest.TestCase):
    def test_differences(self):
        self.assertEqual(differences("a\nb", "a\nb"), [])
        self.assertEqual(differences("a\nb", "a\nc"), ["+ c", "- b"])
        self.assertEqual(differences("a\nb", "b\na"), ["in another order from here: b"])


class Packets(unittest.TestCase):
    def test_filter_compiles(self):
        program, n_rows = compile_filter("ip and net 198.51.100.0/24")
        self.assertEqual(len(program), 8 * n_rows)

    def test_words(self):
        frame = bytes(12) + b"\x08\x00" + bytes(9) + b"\x11" + bytes(2) + b"\xc6\x33\x64\x01" \
            + b"\xc6\x33\x64\x02" + b"\x00\x01\x00\x35"
        self.assertEqual(describe(frame), "198.51.100.1 -> 198.51.100.2 protocol 17 port 53")


if __name__ == "__main__":
    unittest.main()
