# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""The descriptor store of the service manager (sd_notify(3)), where none runs."""

import fcntl
import os
import socket
import subprocess
import threading

PATH = "/run/notify"


class ServiceManager:
    """Keeps what a service hands over and gives it to the next one that it starts."""

    def __init__(self):
        self.kept = {}
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(PATH)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            data, fds, _, _ = socket.recv_fds(self.socket, 4096, 16)
            fields = dict(line.split("=", 1) for line in data.decode().splitlines() if "=" in line)
            name = fields.get("FDNAME")
            if "FDSTOREREMOVE" in fields:
                self._forget(name)
            elif "FDSTORE" in fields and fields.get("FDPOLL") == "0":
                # High, so that no number is in the way of those the service expects.
                self.kept[name] = fcntl.fcntl(fds[0], fcntl.F_DUPFD_CLOEXEC, 100)
            for fd in fds:
                os.close(fd)

    def _forget(self, name):
        if name in self.kept:
            os.close(self.kept.pop(name))

    def stop(self):
        """A stop of the service: the store goes with it."""
        for name in list(self.kept):
            self._forget(name)

    def spawn(self, *argv, log):
        """Starts the service with everything that is kept."""
        kept = dict(self.kept)
        moves = " ".join(f"{3 + i}<&{fd} {fd}<&-" for i, fd in enumerate(kept.values()))
        script = f'export LISTEN_PID=$$; exec {moves}; exec "$@"'
        env = {**os.environ, "NOTIFY_SOCKET": PATH, "LISTEN_FDS": str(len(kept)),
               "LISTEN_FDNAMES": ":".join(kept)}
        with open(log, "ab") as out:
            return subprocess.Popen(("bash", "-c", script, "service", *argv), env=env,
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                    pass_fds=tuple(kept.values()))
