// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Random values for tests that walk the table of profile keys. */
#pragma once

#include "vpn-profile.h"

/* A text that the key takes, owned; for a boolean it is not the default. */
char *profile_sample_text (const VpnProfileKey *key, GRand *random);
