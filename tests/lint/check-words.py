#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-words.py SOURCE: what people read is there in each language.

Every text of the files in po/POTFILES.in has its translation for each of po/LINGUAS, none is
guessed ("fuzzy"), and each translation keeps what the program fills in: the directives of printf,
the places in braces, one letter to press where the original has one. Every file with texts stands
in po/POTFILES.in.
core/common/vpn-sentence.c has what the service says, in the same words.
Exit status 77: gettext's tools are not here.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What meson's preset for GLib tells xgettext.
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3",
            "g_dpgettext2:2c,3", "ngettext:1,2")
SENTENCES = "core/common/vpn-sentence.c"
FOLDERS = ("client", "core", "gui", "nm-plugin")
MARKED = re.compile(r'\b(?:_|N_|C_|NC_|ngettext) \(\s*"|translatable="yes"')
PLACE = re.compile(r"\{[a-z0-9-]+\}")
DIRECTIVE = re.compile(r"%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[diouxXcsfgp%]")
TIME = re.compile(r"%-?[a-zA-Z]")


def read_catalog(path):
    """(context, original) -> (flags, [translations]) of the entries that are no comment."""
    entries, entry, field = {}, {"flags": ""}, None

    def close():
        if "msgid" in entry:
            texts = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
            entries[entry.get("msgctxt"), entry["msgid"]] = (entry["flags"], texts)

    with open(path, encoding="utf-8") as file:
        for line in file.read().split("\n"):
            found = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line)
            if not line:
                close()
                entry, field = {"flags": ""}, None
            elif line.startswith("#,"):
                entry["flags"] += line
            elif found:
                field = found.group(1)
                entry[field] = ast.literal_eval(found.group(2))
            elif line.startswith('"') and field:
                entry[field] += ast.literal_eval(line)
    close()
    entries.pop((None, ""), None)
    return entries


def directives(text):
    """Sorted, without their positions: a translator may change the order, not the set."""
    return sorted(re.sub(r"\d+\$", "", found) for found in DIRECTIVE.findall(text))


def find_slips(original, translation, flags):
    if sorted(PLACE.findall(original)) != sorted(PLACE.findall(translation)):
        yield "its places in braces differ"
    is_time = "c-format" not in flags and TIME.search(original) and not PLACE.search(original)
    if not is_time and directives(original) != directives(translation):
        yield "its directives differ"
    if original.endswith("\n") != translation.endswith("\n"):
        yield "one ends with a new line"
    if bool(re.search(r"_\w", original)) != bool(re.search(r"_\w", translation)) \
            and original.count("_") == 1 and not re.search(r"\w_\w", original.lstrip("_")):
        yield "one has a letter to press"


def check_catalog(path, name):
    for (_, original), (flags, texts) in read_catalog(path).items():
        if "fuzzy" in flags:
            yield f"{name}: guessed: {original!r}"
        elif not texts or not all(texts):
            yield f"{name}: not translated: {original!r}"
        else:
            for text in texts:
                for slip in find_slips(original, text, flags):
                    yield f"{name}: {original!r}: {slip}"


def extract(root, names):
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "all.pot")
        subprocess.run(["xgettext", "--from-code=UTF-8", "--output", made, "--directory", root,
                        *(f"--keyword={word}" for word in KEYWORDS), *names],
                       check=True, stderr=subprocess.DEVNULL)
        return read_catalog(made)


def files_with_texts(root):
    for folder in FOLDERS:
        for here, _, files in os.walk(os.path.join(root, folder)):
            for file in files:
                path = os.path.join(here, file)
                if file.endswith((".c", ".h", ".ui")):
                    with open(path, encoding="utf-8") as text:
                        if MARKED.search(text.read()):
                            yield os.path.relpath(path, root)


def read_lines(root, name):
    with open(os.path.join(root, "po", name), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def joined(path):
    """The source with its broken string literals in one piece."""
    with open(path, encoding="utf-8") as file:
        return re.sub(r'"\s*\n\s*"', "", file.read())


def check_sentences(root):
    """The service's sentences that a front end translates are those that the service says."""
    table = os.path.join(root, SENTENCES)
    if not os.path.exists(table):
        return
    known = {ast.literal_eval(f'"{text}"')
             for text in re.findall(r'N_ \("((?:[^"\\]|\\.)*)"\)', joined(table))}
    said = ""
    for folder in ("core/daemon", "core/net", "core/worker", "core/ike", "core/crypto"):
        for name in sorted(os.listdir(os.path.join(root, folder))):
            if name.endswith((".c", ".h")):
                said += joined(os.path.join(root, folder, name))
    for text in sorted(known):
        if text.replace('"', '\\"') not in said:
            yield f"{SENTENCES}: nobody says {text!r}"
    for path in ("core/daemon/" + name for name in sorted(os.listdir(root + "/core/daemon"))):
        for text in re.findall(r'VPN_ERROR_(?!IO|INTERNAL|FAILED)[A-Z_]+,\s*"((?:[^"\\]|\\.)*)"',
                               joined(os.path.join(root, path))):
            words = re.sub(r"^(%s|[a-z-]+): ", "", ast.literal_eval(f'"{text}"'))
            words = re.sub(r"^%s: ", "", words)
            if words not in known and words not in ("%s",):
                yield f"{SENTENCES}: {path} says {words!r}, which it does not have"


def main(root):
    names = read_lines(root, "POTFILES.in")
    languages = read_lines(root, "LINGUAS")
    problems = [f"po/POTFILES.in: {path} is missing" for path in sorted(files_with_texts(root))
                if path not in names]
    for language in languages:
        problems += check_catalog(os.path.join(root, "po", language + ".po"), f"po/{language}.po")
    problems += check_sentences(root)
    if not shutil.which("xgettext"):
        return 77
    wanted = extract(root, names) if names else {}
    for language in languages:
        have = read_catalog(os.path.join(root, "po", language + ".po"))
        problems += [f"po/{language}.po: missing, run ninja genkan-update-po: {key[1]!r}"
                     for key in wanted if key not in have]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
