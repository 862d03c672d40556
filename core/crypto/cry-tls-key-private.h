// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Private keys that are elsewhere, for the TLS library; for this folder only. */
#pragma once

#include "cry-ossl-private.h"
#include "cry-sig.h"

/* Where a session waits for a signature. Outlives the keys made for it. */
typedef struct
{
  CrySig sig;
  GBytes *octets;    /* owned: what to sign; NULL when nothing is wanted */
  GBytes *signature; /* owned: the answer, until it is used */
  gboolean given_up; /* no answer will come */
} CryTlsSigner;

void cry_tls_signer_clear (CryTlsSigner *signer);

/* Makes such keys available in this library context, which must not be the default one: there, they
 * would compete with those of everybody else. */
gboolean cry_tls_key_register (OSSL_LIB_CTX *library);
/* The key that belongs to certificate, owned; NULL when its kind cannot sign. Signing pauses the
 * library's asynchronous job until signer has the answer. */
EVP_PKEY *cry_tls_key_new (OSSL_LIB_CTX *library, X509 *certificate, CryTlsSigner *signer);
