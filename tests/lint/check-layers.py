#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-layers.py SOURCE BUILD: who may include whom, and who may call what.

1. Every #include "..." between folders is in the table of docs/architecture.md.
2. Only core/crypto includes <openssl/...>; sans-I/O folders include no I/O header.
3. The archives of base, eap, ike and esp want no symbol outside an allow-list.
4. genkand holds no symbol of ike, eap, esp or plane.
"""

import os
import re
import subprocess
import sys

TABLE = "docs/architecture.md"

SANS_IO = ("core/base", "core/eap", "core/ike", "core/esp")
# Address family constants only; everything else of the system is out of reach.
SYSTEM_HEADERS = {"glib.h", "string.h", "netinet/in.h", "stdalign.h", "stdatomic.h", "stddef.h",
                  "stdint.h", "limits.h"}
# inet_pton and inet_ntop of arpa/inet.h only turn addresses into text and back; sys/uio.h is there
# for struct iovec.
EXTRA_HEADERS = {"core/base": {"arpa/inet.h", "sys/mman.h"}, "core/ike": {"arpa/inet.h"},
                 "core/esp": {"sys/uio.h"}}

BASE_SYMBOLS = ("cry_", "secret_", "byte_", "status_", "ip_", "proposal_", "text_")

ARCHIVES = {
    "core/base/libgenkan-base.a": (),
    "core/eap/libgenkan-eap.a": BASE_SYMBOLS,
    "core/ike/libgenkan-ike.a": (*BASE_SYMBOLS, "eap_"),
    "core/esp/libgenkan-esp.a": BASE_SYMBOLS,
}

# What parses or moves bytes of the network, and so must not be in genkand.
PARSERS = ("core/ike/libgenkan-ike.a", "core/eap/libgenkan-eap.a", "core/esp/libgenkan-esp.a",
           "core/esp/plane/libgenkan-plane.a")

# Memory, strings and GLib containers: nothing that reads a clock, the network, files or chance.
SYMBOLS = re.compile(r"""^(
    mem(cpy|cmp|set|move|chr|mem|rchr)|str(len|cmp|ncmp|chr|rchr|str|spn|cspn|nlen|casecmp|ncasecmp)
    |explicit_bzero|mmap(64)?|munmap|mlock|madvise
    |__(memcpy|memset|memmove|explicit_bzero)_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_
    |__(asan|ubsan|sanitizer|gcov|llvm)_\w+|_?_?tls_get_addr
    |g_(free|free_sized|malloc|malloc0|malloc_n|malloc0_n|realloc|realloc_n|memdup2|aligned_\w+)
    |g_(strdup|strndup|strdup_printf|strdup_vprintf|strsplit|strsplit_set|strfreev|strjoin|strjoinv
        |strconcat|strcmp0|strv_\w+|str_has_prefix|str_has_suffix|str_equal|str_hash|strstrip
        |strchomp|strchug|strrstr|strlcpy|snprintf|strdupv|str_is_ascii|stpcpy)
    |g_ascii_\w+|g_utf8_\w+|g_unichar_\w+|g_hostname_\w+
    |g_array_\w+|g_byte_array_\w+|g_bytes_\w+|g_ptr_array_\w+|g_queue_\w+|g_string_\w+|g_list_\w+
    |g_slist_\w+|g_hash_table_\w+|g_int\w*_hash|g_int\w*_equal|g_direct_\w+|g_qsort_with_data
    |g_inet_address_\w+|inet_(pton|ntop)
    |g_assertion_message\w*|g_return_if_fail_warning|g_log|g_once_init_\w+
)$""", re.X)


def folders(source):
    """folder -> what it may include: folders, or single headers ("core/eap/eap.h")."""
    with open(os.path.join(source, TABLE), encoding="utf-8") as file:
        rows = re.findall(r"^([\w/-]+) +→([ \w/.-]*)$", file.read(), re.M)
    return {folder: tuple(targets.split()) for folder, targets in rows}


def folder_of(path, table):
    """The longest folder of the table that holds the path."""
    return max((folder for folder in table if path.startswith(folder + "/")), key=len, default="")


def sources(source, tops=("core", "client", "data", "gui", "nm-plugin")):
    for top in tops:
        for directory, _, files in os.walk(os.path.join(source, top)):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(directory, name), source)


def may_include(table, folder, target, header):
    return folder == target or target in table[folder] or f"{target}/{header}" in table[folder]


def check_includes(source):
    problems = []
    table = folders(source)
    homes = {os.path.basename(path): folder_of(path, table) for path in sources(source)
             if path.endswith(".h")}
    homes.update({"vpn-dbus.h": "data", "ctl-completions.h": "client/ctl"}) # made by the build
    for path in sources(source):
        folder = folder_of(path, table)
        if not folder:
            problems.append(f"{path}: this folder is not in the table of {TABLE}")
            continue
        with open(os.path.join(source, path), encoding="utf-8") as file:
            text = file.read()
        for header in re.findall(r'^\s*#\s*include "([^"]+)"', text, re.M):
            target = homes.get(header)
            if target is None:
                if header != "config.h":
                    problems.append(f"{path}: includes unknown {header}")
            elif not may_include(table, folder, target, header):
                problems.append(f"{path}: {folder} may not include {header} of {target}")
        for header in re.findall(r"^\s*#\s*include <([^>]+)>", text, re.M):
            if header.startswith("openssl/") and folder != "core/crypto":
                problems.append(f"{path}: only core/crypto includes <{header}>")
            allowed = SYSTEM_HEADERS | EXTRA_HEADERS.get(folder, set())
            if folder in SANS_IO and header not in allowed:
                problems.append(f"{path}: a sans-I/O folder includes <{header}>")
    return problems


def symbols(path, *flags):
    done = subprocess.run(("nm", *flags, path), capture_output=True, text=True, check=True)
    return {line.split()[-1].split("@")[0] for line in done.stdout.splitlines()
            if len(line.split()) >= 2 and not line.endswith(":")}


def check_archives(build):
    problems = []
    for archive, prefixes in ARCHIVES.items():
        path = os.path.join(build, archive)
        defined = symbols(path, "--defined-only")
        for symbol in sorted(symbols(path, "--undefined-only") - defined):
            if not SYMBOLS.match(symbol) and not symbol.startswith(prefixes or ("\0",)):
                problems.append(f"{archive}: wants {symbol}, which is not on the allow-list")
    return problems


def check_daemon(build):
    path = os.path.join(build, "core/daemon/genkand")
    if not os.path.exists(path):
        return ["core/daemon/genkand is not built"]
    parsers = set()
    for archive in PARSERS:
        parsers |= symbols(os.path.join(build, archive), "--defined-only", "--extern-only")
    found = sorted(symbols(path, "--defined-only") & parsers)
    return [f"genkand holds {symbol}" for symbol in found]


def main(argv):
    source, build = argv
    problems = check_includes(source)
    if build != "-":
        problems += check_archives(build) + check_daemon(build)
    print("\n".join(problems) if problems else "the layers hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
