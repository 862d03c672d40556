# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""How the processes that watch write down what they saw: one record after the other in a file.

Times are CLOCK_MONOTONIC seconds, the same in every process of a box.
"""

import json
import struct

PROBE = struct.Struct("<cId")
# Kinds of probe records.
SENT, ANSWERED = b"s", b"a"


class ProbeWriter:
    def __init__(self, path):
        self.file = open(path, "ab", buffering=0)

    def write(self, kind, number, time):
        self.file.write(PROBE.pack(kind, number, time))


class Tail:
    """What has been added to a file since the last look, in whole pieces."""

    def __init__(self, path):
        self.path, self.offset, self.rest = path, 0, b""

    def read(self):
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            return b""
        self.offset += len(data)
        return data


class ProbeReader:
    def __init__(self, path):
        self.tail, self.rest = Tail(path), b""

    def read(self):
        """(kind, number, time) of each new record."""
        data = self.rest + self.tail.read()
        whole = len(data) - len(data) % PROBE.size
        self.rest = data[whole:]
        return list(PROBE.iter_unpack(data[:whole]))


class LineWriter:
    def __init__(self, path):
        self.file = open(path, "a", buffering=1, encoding="utf-8")

    def write(self, **fields):
        self.file.write(json.dumps(fields) + "\n")


class LineReader:
    def __init__(self, path):
        self.tail, self.rest = Tail(path), b""

    def read(self):
        """The fields of each new line."""
        lines = (self.rest + self.tail.read()).split(b"\n")
        self.rest = lines.pop()
        return [json.loads(line) for line in lines]
