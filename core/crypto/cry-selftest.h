// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Known-answer tests run once at worker start. */
#pragma once

#include <glib.h>

/* TRUE when all pass; else ret_failed names the first that did not (constant). */
gboolean cry_selftest (const char **ret_failed);
