// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-clock.h"

void
sim_random_init (SimRandom *random, guint64 seed)
{
  random->state = seed;
}

/* splitmix64: short, fast and good enough to shake a protocol. */
guint64
sim_random_next (SimRandom *random)
{
  guint64 z = random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint
sim_random_below (SimRandom *random, guint below)
{
  return below == 0 ? 0 : (guint) (sim_random_next (random) % below);
}

gboolean
sim_random_chance (SimRandom *random, guint per_mille)
{
  return sim_random_below (random, 1000) < per_mille;
}

static void
fill (gpointer ctx, guint8 *buf, gsize len)
{
  for (gsize i = 0; i < len; i++)
    buf[i] = (guint8) (sim_random_next (ctx) >> 56);
}

Rng
sim_random_rng (SimRandom *random)
{
  return (Rng){ .fill = fill, .ctx = random };
}
