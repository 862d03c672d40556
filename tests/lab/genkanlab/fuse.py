#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A file system of a user's that never answers whoever asks for a file's size or contents.

As a program: fuse.py DIRECTORY mounts it there and serves it until it is killed.
"""

import ctypes
import errno
import os
import stat
import struct
import sys

from .shell import spawn, stop, wait_for

LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE, INIT = 1, 2, 3, 14, 15, 18, 26
ROOT, FILE = 1, 2
NEVER = (READ, GETATTR)


def attributes(node):
    """struct fuse_attr: the root directory, or a file of 100 bytes."""
    mode = stat.S_IFDIR | 0o755 if node == ROOT else stat.S_IFREG | 0o644
    return struct.pack("<6Q10I", node, 100, 1, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)


def answer(opcode, node):
    """(error, body) of an answer, or None for none."""
    if opcode == INIT:
        return 0, struct.pack("<4I2H2I2H8I", 7, 31, 0, 0, 8, 8, 4096, 1, 1, 0, *([0] * 8))
    if opcode == FORGET or (node == FILE and opcode in NEVER):
        return None
    if opcode == LOOKUP:
        return 0, struct.pack("<4Q2I", FILE, 0, 3600, 0, 0, 0) + attributes(FILE)
    if opcode == GETATTR:
        return 0, struct.pack("<QII", 3600, 0, 0) + attributes(ROOT)
    if opcode == OPEN:
        return 0, struct.pack("<QII", 1, 0, 0)
    return (0 if opcode == RELEASE else -errno.ENOSYS), b""


def serve(directory):
    if not os.path.exists("/dev/fuse"):
        os.mknod("/dev/fuse", stat.S_IFCHR | 0o666, os.makedev(10, 229))
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
    if ctypes.CDLL(None, use_errno=True).mount(b"silent", directory.encode(), b"fuse", 0,
                                               options.encode()) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    while True:
        request = os.read(device, 1 << 17)
        _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        reply = answer(opcode, node)
        if reply is not None:
            error, body = reply
            os.write(device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)


class SilentFiles:
    """The file system, mounted while the with block runs; path is of a file on it."""

    def __init__(self, directory="/tmp/silent"):
        self.directory = directory
        self.path = os.path.join(directory, "file")

    def __enter__(self):
        os.makedirs(self.directory, exist_ok=True)
        package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        self.server = spawn("/usr/bin/python3", "-m", "genkanlab.fuse", self.directory,
                            log="/tmp/fuse.log", env={**os.environ, "PYTHONPATH": package})
        wait_for("the file system", lambda: os.path.ismount(self.directory))
        return self

    def __exit__(self, *exc):
        # Whoever waits for an answer goes on with an error.
        stop(self.server)


if __name__ == "__main__":
    serve(sys.argv[1])
