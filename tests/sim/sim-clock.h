// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Seeded randomness for the simulator: the same seed gives the same run. Test code; one thread. */
#pragma once

#include "mono.h"
#include "rng.h"

/* Virtual time starts here, so that "zero" is never mistaken for a time. */
#define SIM_START (1000 * MONO_SEC)

typedef struct
{
  guint64 state;
} SimRandom;

void sim_random_init (SimRandom *random, guint64 seed);
guint64 sim_random_next (SimRandom *random);
/* Uniform in 0 .. below - 1. */
guint sim_random_below (SimRandom *random, guint below);
/* TRUE in per_mille of 1000 calls. */
gboolean sim_random_chance (SimRandom *random, guint per_mille);
/* An Rng that draws from random, which must outlive it. */
Rng sim_random_rng (SimRandom *random);
