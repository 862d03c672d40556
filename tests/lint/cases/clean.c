// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: nothing */
#include <string.h>

static const char *const names[] = { "strcpy (", "b" };

int
clean (int a)
{
  return a > 0 ? (int) strlen (names[0]) : 0;
}
