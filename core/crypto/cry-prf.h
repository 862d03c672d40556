// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Pseudo-random functions and prf+ (RFC 7296 section 2.13). Pure; any thread. */
#pragma once

#include "cry-alg.h"
#include "secret.h"

typedef struct
{
  const void *data; /* borrowed */
  gsize len;
} CrySpan;

/* prf (key, parts[0] || parts[1] ...). NULL when the prf is not supported. */
SecretBuf *cry_prf (CryPrf prf, const void *key, gsize key_len, const CrySpan *parts, gsize n_parts)
    G_GNUC_WARN_UNUSED_RESULT;

/* prf+ (key, parts...) cut to len bytes; NULL when not supported or len > 255 * prf length. */
SecretBuf *cry_prf_plus (CryPrf prf, const SecretBuf *key, const CrySpan *parts, gsize n_parts,
                         gsize len) G_GNUC_WARN_UNUSED_RESULT;
