# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Where in a process's memory something stands."""

import re
import subprocess


def places(pid, needle):
    """Areas, as /proc/PID/smaps has them, where these octets are; one for each time."""
    found = []
    with open(f"/proc/{pid}/smaps", encoding="ascii") as maps:
        areas = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", maps.read(), flags=re.MULTILINE)[1:]
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for area in areas:
            start, end = (int(part, 16) for part in area.split()[0].split("-"))
            if not area.split()[1].startswith("rw"):
                continue
            memory.seek(start)
            try:
                found += [area] * memory.read(end - start).count(needle)
            except OSError:  # gone meanwhile, or behind the end of a file that was shortened
                continue
    return found


def is_guarded(area):
    """Whether it is neither swapped nor dumped."""
    flags = re.search("VmFlags:.*", area)[0].split()
    return "lo" in flags and "dd" in flags


def private_number(path, passphrase=""):
    """Of an EC key's file; as a file has it, and as the library keeps numbers."""
    text = subprocess.run(["openssl", "pkey", "-in", path, "-passin", f"pass:{passphrase}",
                           "-noout", "-text"], check=True, capture_output=True, text=True).stdout
    digits = re.search(r"priv:([\s0-9a-f:]+)pub", text)[1]
    number = bytes.fromhex(re.sub(r"[\s:]", "", digits))[-32:]
    return number, number[::-1]
