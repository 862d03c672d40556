// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The system's random source as an Rng, for drivers and tests that want real randomness. */
#pragma once

#include "rng.h"

/* Constant; any thread. Aborts the process when the kernel gives no randomness. */
const Rng *cry_rng_system (void);
