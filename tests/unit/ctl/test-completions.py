#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""test-completions.py VPNCTL: what bash, zsh and fish make of "vpnctl completion SHELL"."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Calls the function as readline does: the line parted at blanks, "=" and ":".
BASH = r"""
source "$SCRIPT"
compopt () { echo "compopt $*"; }
complete_line () {
  COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=() COMPREPLY=()
  local word
  for word in $2; do COMP_WORDS+=("$word"); done
  [[ $1 == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _vpnctl vpnctl
  printf '%s\n' "${COMPREPLY[@]}"
}
complete_line "$LINE" "${LINE//=/ = }"
"""

# zsh completes only at a line editor; this one tells what stands in it.
ZSH = r"""
PS1= PROMPT_EOL_MARK=
autoload -U compinit; compinit -u -d $DUMP; source $SCRIPT
unset zle_bracketed_paste
tell () { print -r -- "<$BUFFER>" }; zle -N tell; bindkey '^X' tell
print -r "<rea""dy>"
"""

# (line, a candidate that must be there)
CASES = (
    ("vpnctl disc", "disconnect"),
    ("vpnctl connect --det", "--detach"),
    ("vpnctl set office auth.met", "auth.method="),
    ("vpnctl set office auth.method=ce", "cert"),
    ("vpnctl add lab --auth p", "psk"),
)


def run(command, **variables):
    environment = dict(os.environ, **variables)
    return subprocess.run(command, capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL, timeout=60, check=False).stdout


def read_until(end, pattern):
    """What the terminal showed last that the pattern matches; None after a minute."""
    text, until = "", time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([end], [], [], 1)[0]:
            text += os.read(end, 4096).decode(errors="replace")
            found = re.search(pattern, text)
            if found:
                return found.group(1)
    return None


def complete_in_zsh(script, line, directory):
    pid, end = pty.fork()
    if pid == 0:
        os.environ.update(SCRIPT=script, DUMP=os.path.join(directory, "dump"), TERM="xterm")
        os.execvp("zsh", ("zsh", "-f", "-i"))
    try:
        os.write(end, ZSH.strip().replace("\n", "; ").encode() + b"\n")
        read_until(end, "<(ready)>")
        os.write(end, line.encode() + b"\t\x18")
        return read_until(end, "<(vpnctl[^>]*)>") or ""
    finally:
        os.close(end)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def complete(shell, script, line, directory):
    if shell == "bash":
        return run(("bash", "--norc", "-c", BASH), SCRIPT=script, LINE=line)
    if shell == "zsh":
        return complete_in_zsh(script, line, directory)
    return run(("fish", "--no-config", "-c", 'source $SCRIPT; complete -C "$LINE"'),
               SCRIPT=script, LINE=line, HOME=directory, XDG_DATA_HOME=directory)


def main(vpnctl):
    number, failed = 0, False
    with tempfile.TemporaryDirectory(prefix="genkan-completions-") as directory:
        # Found under its name, as at home.
        os.symlink(os.path.abspath(vpnctl), os.path.join(directory, "vpnctl"))
        os.environ["PATH"] = directory + ":" + os.environ["PATH"]
        os.environ.update(LC_ALL="C.UTF-8", DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent")
        for shell in ("bash", "fish", "zsh"):
            script = os.path.join(directory, "script." + shell)
            with open(script, "w", encoding="utf-8") as file:
                subprocess.run((vpnctl, "completion", shell), stdout=file, check=True)
            for line, wanted in CASES:
                number += 1
                if shutil.which(shell) is None:
                    print(f"ok {number} /completions/{shell}/{wanted} # SKIP no {shell} here")
                    continue
                found = complete(shell, script, line, directory)
                good = wanted in found
                failed = failed or not good
                print(f"{'ok' if good else 'not ok'} {number} /completions/{shell}/{wanted}")
                if not good:
                    print("\n".join("# " + text for text in repr(found).splitlines()))
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
