# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The judges of flow: pure functions of what was probed, claimed and waited for."""

import bisect

# Seconds that a claim may outlive the flow.
FALSE_AFTER = 3.0
# Seconds without an answer that are a silence: a lost packet is none.
GAP = 0.15


class Timeline:
    """Probes, claims and delays of one run, added as they become known."""

    def __init__(self):
        self.sent, self.numbers, self.answered = [], [], {}
        self.claims, self.delays = [], []
        self.mute = []

    def add_probes(self, records):
        for kind, number, time in records:
            if kind == b"s":
                self.numbers.append(number)
                self.sent.append(time)
            else:
                self.answered.setdefault(number, time)

    def add_claims(self, rows):
        """Rows are as bus.py writes them."""
        self.claims += [(row["time"], row.get("State") == "connected"
                         and row.get("Protection") == "flowing" and not row.get("Stalled"), row)
                        for row in rows]

    def add_delays(self, rows):
        self.delays += [(row["time"], row["waited"]) for row in rows]

    def add_mute(self, start, end):
        """Nobody could have taken a claim back between these: the service was stopped, or the
        machine slept."""
        self.mute.append((start, end))

    def waited(self, start, end):
        """Seconds between two times that the product, or we, waited for a processor."""
        times = [time for time, _ in self.delays]
        first, last = bisect.bisect_right(times, start) - 1, bisect.bisect_left(times, end)
        if not times or last <= 0 or first >= len(times) - 1:
            return 0.0
        sums = [waited for _, waited in self.delays[max(first, 0):last + 1]]
        return min(max(0.0, sums[-1] - sums[0]), max(0.0, end - start))

    def silences(self, since=0.0, now=None):
        """(first unanswered probe, next answer) of each silence; the last may go on until now."""
        found, start, end = [], None, None
        first = bisect.bisect_left(self.sent, since)
        for number, time in zip(self.numbers[first:], self.sent[first:]):
            answer = self.answered.get(number)
            if answer is not None and start is not None:
                found.append((start, max(answer, start)))
                start = None
            elif answer is None and start is None:
                start = time
            end = time
        if start is not None and end is not None:
            found.append((start, now if now is not None else end))
        return [(start, end) for start, end in found if end - start > GAP]

    def flows_since(self, now):
        """The first answer of the unbroken row of answers that lasts until now; None: there is
        none."""
        since = None
        for number, time in zip(reversed(self.numbers), reversed(self.sent)):
            if now - time > 30:
                break
            answer = self.answered.get(number)
            if answer is None:
                # What was just sent is under way.
                if now - time > GAP:
                    break
                continue
            since = answer
        return since

    def claimed(self):
        """(start, end) of each time in which it was claimed that all flows; the last end is
        infinite."""
        found, start = [], None
        for time, flows, _ in self.claims:
            if flows and start is None:
                start = time
            elif not flows and start is not None:
                found.append((start, time))
                start = None
        if start is not None:
            found.append((start, float("inf")))
        return found

    def false_claims(self, since=0.0, now=None):
        """(start, end) of each time in which nothing was answered and the opposite was claimed for
        longer than FALSE_AFTER of time in which the machine let everybody work."""
        found = []
        for silence in self.silences(since, now):
            for claim in self.claimed():
                start, end = max(silence[0], claim[0]), min(silence[1], claim[1])
                for piece in self._without_mute(start, end):
                    length = piece[1] - piece[0]
                    if length > FALSE_AFTER and length - self.waited(*piece) > FALSE_AFTER:
                        found.append(piece)
        return found

    def _without_mute(self, start, end):
        pieces = [(start, end)]
        for mute in self.mute:
            pieces = [part for piece in pieces
                      for part in ((piece[0], min(piece[1], mute[0])),
                                   (max(piece[0], mute[1]), piece[1]))]
        return [piece for piece in pieces if piece[1] > piece[0]]

    def back_after(self, usable, now):
        """Seconds from that time until all was answered again, without those in which the product
        had no processor; None: not yet."""
        broken = [silence for silence in self.silences(usable - 60, now) if silence[1] > usable]
        if not broken:
            return 0.0
        end = broken[-1][1]
        if end >= now:
            return None
        return max(0.0, end - usable - self.waited(usable, end))


def differences(before, now):
    """Lines of what must be the same: "+ line" came, "- line" went."""
    if before == now:
        return []
    old, new = before.splitlines(), now.splitlines()
    found = [f"+ {line}" for line in new if line not in old]
    found += [f"- {line}" for line in old if line not in new]
    return found or [f"in another order from here: {line}" for line, other in zip(new, old)
                     if line != other][:1]
