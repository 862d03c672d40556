// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: file-scope-variable */
static int counter = 0;

int
count (void)
{
  return ++counter;
}
