// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: parameters */
int
many (int a, int b, int c, int d, int e, int f, int g, int h, int i)
{
  return a + b + c + d + e + f + g + h + i;
}
