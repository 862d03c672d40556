# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""One life of a laptop in a box: a connection, faults under traffic, the end; and the verdicts."""

import random
import time
import traceback

from genkanlab import host
from genkanlab.shell import LabError, spawn, stop, wait_for

from . import faults
from .records import LineWriter
from .world import World

PER_LIFE = 25
# Seconds beyond its limit that a fault is given until somebody has to help.
PATIENCE = 15.0
# Seconds in which a fault shows.
SETTLED = 0.6
LOGS = ("/tmp/genkand.log", "/tmp/gw.log")


def rng_of(seed, what):
    return random.Random(f"{seed}/{what}")


class Life:
    """numbers: of the faults of this life that are to happen. kind: the world, None: any. report:
    the file for the verdicts. self_test: the faults are those that the judges must find."""

    def __init__(self, seed, life, numbers, kind=None, report=None, self_test=False):
        self.seed, self.life, self.numbers = seed, life, numbers
        self.world = World(rng_of(seed, f"life {life}"), kind)
        self.writer, self.self_test = LineWriter(report), self_test

    def run(self):
        self.write("life", world=str(self.world))
        try:
            self.world.build()
            for number in self.numbers:
                self.suffer(number)
            self.write("end", left=self.world.end())
        except Exception as error:
            traceback.print_exc()
            self.write("broken", error=str(error)[-2000:])

    def write(self, what, **fields):
        self.writer.write(what=what, life=self.life, **fields)

    def mark(self, number, what):
        """So that the logs of both ends tell what belongs to which fault."""
        for name in LOGS:
            with open(name, "a", encoding="utf-8") as log:
                log.write(f"---- {time.monotonic():.3f}: fault {number} {what}\n")

    def suffer(self, number):
        """One fault, from calm to calm."""
        world = self.world
        rng = rng_of(self.seed, f"fault {number}")
        if self.self_test:
            fault = faults.SELF_TEST[number](world, rng)
        else:
            fault = faults.choose(world, rng)
        began = time.monotonic()
        self.mark(number, "strikes")
        fault.strike()
        time.sleep(fault.held)
        fault.heal()
        usable = time.monotonic()
        self.mark(number, "has healed")
        helped = not self.wait_until_back(usable, fault.limit)
        now = world.look()
        self.mark(number, "is judged")
        self.judge(number, fault, (began, usable, now), helped)
        if helped:
            self.help()

    def wait_until_back(self, usable, limit):
        """Until all flows, stands and is claimed; False when that takes too long."""
        world, self.fenced, self.named = self.world, None, None
        while True:
            now = world.look()
            if self.fenced is None:
                self.missing = world.lost_fences()
                self.fenced = None if self.missing else time.monotonic()
            if (self.fenced is not None and now - usable > SETTLED and world.is_calm()
                    and world.is_claimed()):
                return True
            if now - world.timeline.waited(usable, now) > usable + limit + PATIENCE:
                return False
            time.sleep(0.1)

    def judge(self, number, fault, times, helped):
        world = self.world
        began, usable, now = times
        back = world.timeline.back_after(usable, now)
        fenced = self.fenced if self.fenced is not None else now
        fences = max(0.0, fenced - usable - world.timeline.waited(usable, fenced))
        clear = world.wire.since(self.judged_until(began))
        false = world.timeline.false_claims(began - 1, now)
        self.until = now
        late = helped or back is None or back > fault.limit or fences > max(fault.limit, 1.0)
        self.write("fault", number=number, name=fault.name(), detail=fault.detail(),
                   held=fault.held, limit=fault.limit, back=back, fences=fences,
                   missing=self.missing, clear=len(clear), false=len(false), late=late)
        if clear or false or late:
            self.explain(times, clear, false)

    def judged_until(self, began):
        return getattr(self, "until", began)

    def explain(self, times, clear, false):
        """The time line, in seconds since the strike."""
        began, usable, now = times
        timeline = self.world.timeline
        rows = [(began, "struck"), (usable, "usable"), (now, "judged")]
        rows += [(time, f"in clear on {device}: {packet}") for time, device, packet in clear[:5]]
        for start, end in false:
            rows += [(start, "falsely connected from here"), (end, "to here")]
        for start, end in timeline.silences(began - 5, now):
            rows += [(start, "no answers from here"), (end, "answers again")]
        rows += [(time, f"claims {row.get('State')} {row.get('Protection')} "
                  f"{'stalled ' if row.get('Stalled') else ''}{row.get('Error') or ''}")
                 for time, _, row in timeline.claims if time > began - 5]
        self.write("why", lines=[f"{time - began:8.3f}  {text}" for time, text in sorted(rows)],
                   waited=timeline.waited(began, now))

    def help(self):
        """A person would try again; without that what comes next could not be judged."""
        world = self.world
        world.start_genkand()
        world.settle()
        attempt = spawn(host.vpnctl_path(), "connect", "office", log="/tmp/chaos-help.log")
        try:
            wait_for("a person to get it to work again", lambda: world.look() and world.is_calm()
                     and world.is_claimed(), 60, 0.1)
        finally:
            stop(attempt)
