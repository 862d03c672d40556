#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""check-docs.py SOURCE: what the documents name exists.

In the .md files of the top folder, docs/ and tests/: every `path/with/folders` that begins with a
folder of ours, and every `file.c` or `file.h` by its name; behind a colon, a function in it. What
"touches N files:" has a list of N, whose NAME stands for anything that there is.
"""

import glob
import os
import re
import sys

TOPS = ("core", "client", "gui", "nm-plugin", "data", "docs", "po", "scripts", "tests")
# A whole word in backticks: a path, perhaps with a function behind it.
WORD = re.compile(r"`([\w./-]+?)(?::(\w+))?`")


RECIPE = re.compile(r"touches (\d+) files:\n\n((?:\* .*\n(?:  .*\n)*)+)")


def documents(source):
    for pattern in ("*.md", "docs/*.md", "docs/*/*.md", "tests/*.md", "tests/lab/*.md"):
        yield from sorted(glob.glob(os.path.join(source, pattern)))


def names_of_files(source):
    """name -> path"""
    return {name: os.path.join(directory, name) for top in TOPS
            for directory, _, files in os.walk(os.path.join(source, top)) for name in files}


def has_function(path, name):
    if not os.path.isfile(path):
        return False
    with open(path, encoding="utf-8") as file:
        return re.search(rf"\b{name} ?\(", file.read()) is not None


def check_word(source, names, word, function):
    """What is wrong with it, or None."""
    top, _, rest = word.partition("/")
    path = os.path.join(source, word)
    if top in TOPS and rest:
        if not os.path.exists(path) and not glob.glob(path + ".*"):
            return f"there is no {word}"
        if function and not has_function(path, function):
            return f"{word} has no {function}()"
    elif re.fullmatch(r"[\w.-]+\.[ch]", word):
        if word not in names:
            return f"no file is called {word}"
        if function and not has_function(names[word], function):
            return f"{word} has no {function}()"
    return None


def check_recipes(source, where, text):
    problems = []
    for recipe in RECIPE.finditer(text):
        items = re.findall(r"^\* (.*)", recipe[2], re.M)
        if len(items) != int(recipe[1]):
            line = text.count("\n", 0, recipe.start()) + 1
            problems.append(f"{where}:{line}: {recipe[1]} files, and {len(items)} in the list")
        for word in re.findall(r"^\* `([\w./-]+)`", recipe[2], re.M):
            if not glob.glob(os.path.join(source, word.replace("NAME", "*"))):
                problems.append(f"{where}: there is nothing like {word}")
    return problems


def main(source):
    problems = []
    names = names_of_files(source)
    for document in documents(source):
        where = os.path.relpath(document, source)
        with open(document, encoding="utf-8") as file:
            text = file.read()
        problems += check_recipes(source, where, text)
        for number, line in enumerate(text.splitlines(), 1):
            for word, function in WORD.findall(line):
                # NAME is what the reader chooses.
                wrong = "NAME" not in word and check_word(source, names, word, function)
                if wrong:
                    problems.append(f"{where}:{number}: {wrong}")
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
