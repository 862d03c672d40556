// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: blocked-call */
#include <stdlib.h>

int
blocked (const char *text)
{
  return atoi (text);
}
