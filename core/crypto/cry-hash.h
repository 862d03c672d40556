// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Plain digests. ret must hold cry_hash_len() bytes (MD5: 16). Any thread. */
#pragma once

#include "cry-alg.h"
#include "cry-prf.h"

/* FALSE when this build has no such hash. */
gboolean cry_hash (CryHash hash, const CrySpan *parts, gsize n_parts, guint8 *ret);
