// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the targets that hold whole sessions choose beside the way to sign in. */
#pragma once

#include "sim-world.h"

/* After sim_world_defaults(): a post-quantum key on both sides, a further key exchange. The one
 * group is the fastest there is. */
void session_choose (SimWorldConfig *config, gboolean with_ppk, gboolean further);
