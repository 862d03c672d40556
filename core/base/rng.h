// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Injected source of random bytes. The engine has none of its own, so a seeded source makes every
 * byte it sends reproducible. fill() cannot fail: the owner of a source that can fail aborts there.
 */
#pragma once

#include <glib.h>

typedef struct
{
  void (*fill) (gpointer ctx, guint8 *buf, gsize len);
  gpointer ctx; /* borrowed; outlives every object the Rng was handed to */
} Rng;

static inline void
rng_fill (const Rng *rng, guint8 *buf, gsize len)
{
  rng->fill (rng->ctx, buf, len);
}
