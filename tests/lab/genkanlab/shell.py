# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Running commands and waiting for conditions."""

import subprocess
import time


class LabError(AssertionError):
    """Something in the laboratory is not as it should be."""


def run(*argv, netns=None, check=True, stdin=None, timeout=60, env=None):
    """Runs a command to its end and returns its CompletedProcess with text output."""
    if netns:
        argv = ("ip", "netns", "exec", netns) + argv
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=timeout,
                          env=env, errors="replace", check=False)
    if check and done.returncode != 0:
        raise LabError(f"{' '.join(argv)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def spawn(*argv, netns=None, log=None, env=None, stdin=subprocess.DEVNULL):
    """Starts a command; its output goes to the file log."""
    if netns:
        argv = ("ip", "netns", "exec", netns) + argv
    out = open(log, "ab") if log else subprocess.DEVNULL
    return subprocess.Popen(argv, stdin=stdin, stdout=out, stderr=out, env=env)


def stop(process, timeout=5):
    """Ends a process started here and waits for it."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout)


def wait_for(what, condition, timeout=10.0, interval=0.02):
    """Waits until condition() is true and returns its value; what names it in the error."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise LabError(f"waited {timeout} s in vain for {what}")
        time.sleep(interval)


def read(path):
    """Text of a file, empty when there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    import os
    os.chmod(path, mode)
