// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: signed-bit */
typedef struct
{
  gboolean done : 1;
} Thing;
