// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: goto */
int
jump (int a)
{
  if (a > 0)
    goto out;
  a = 1;
out:
  return a;
}
