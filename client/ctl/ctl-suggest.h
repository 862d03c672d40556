// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* "Did you mean": the known word that is nearest to a mistyped one. Pure. */
#pragma once

#include <glib.h>

/* One of known (ending with NULL), borrowed; NULL when none is near enough to be meant: one slip
 * (a letter too many, missing, wrong, or two in the wrong order) for each three letters. */
const char *ctl_suggest (const char *typed, const char *const *known);
