#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
#
# check-source.py over every source file of the project.
cd "$(dirname "$0")/../.." || exit 1
find core client gui nm-plugin tests scripts \
  \( -name cases -o -name corpus -o -name vectors \) -prune \
  -o -type f \( -name '*.c' -o -name '*.h' -o -name '*.py' -o -name '*.sh' \) -print 2>/dev/null \
  | xargs python3 tests/lint/check-source.py
