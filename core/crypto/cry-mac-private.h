// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* HMAC contexts of the crypto library, for this folder only. */
#pragma once

#include "cry-alg-private.h"
#include "cry-ossl-private.h"
#include "cry-prf.h"

/* A context keyed with key, ready for updates; NULL when the library refuses. After a final,
 * cry_mac_restart() makes it ready again with the same key, without hashing the key anew. */
EVP_MAC_CTX *
cry_mac_new (const CryHashInfo *hash, const void *key, gsize key_len) G_GNUC_WARN_UNUSED_RESULT;
gboolean cry_mac_restart (EVP_MAC_CTX *mac);
