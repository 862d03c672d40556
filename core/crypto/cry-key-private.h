// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Keys and schemes as the crypto library sees them, for this folder only. */
#pragma once

#include "cry-ossl-private.h"
#include "cry-sig.h"

struct CryPublicKey
{
  EVP_PKEY *pkey; /* owned */
  CryKeyType type;
};

/* What the key is; CRY_KEY_UNKNOWN for curves given by explicit parameters and for degenerate RSA
 * exponents, with which anybody could "sign". */
CryKeyType cry_key_classify (const EVP_PKEY *pkey);
/* Takes a reference of pkey. NULL stays NULL. */
CryPublicKey *cry_public_key_new (EVP_PKEY *pkey);

/* The library's digest name for a scheme (NULL for Ed25519), and its paddings. */
const char *cry_sig_digest_name (CrySig sig);
gboolean cry_sig_set_padding (CrySig sig, EVP_PKEY_CTX *ctx);
gboolean cry_sig_is_pss (CrySig sig);
