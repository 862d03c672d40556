// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Private keys that are elsewhere, for the TLS library; for this folder only. */
#pragma once

#include "cry-ossl-private.h"
#include "cry-sig.h"

#include <openssl/provider.h>

/* Where a session waits for a signature. Outlives the keys made for it. */
typedef struct
{
  CrySig sig;
  GBytes *octets;    /* owned: what to sign; NULL when nothing is wanted */
  GBytes *signature; /* owned: the answer, until it is used */
  gboolean given_up; /* no answer will come */
} CryTlsSigner;

void cry_tls_signer_clear (CryTlsSigner *signer);

/* A context of the library that has such keys: in the default one, they would compete with those of
 * everybody else. */
typedef struct
{
  OSSL_LIB_CTX *context;       /* owned */
  OSSL_PROVIDER *providers[2]; /* owned: the library's and ours */
} CryTlsLibrary;

/* NULL when the library refuses. */
CryTlsLibrary *cry_tls_library_new (void);
void cry_tls_library_free (CryTlsLibrary *library);
/* The key that belongs to certificate, owned; NULL when its kind cannot sign. Signing pauses the
 * library's asynchronous job until signer has the answer. */
EVP_PKEY *cry_tls_key_new (CryTlsLibrary *library, X509 *certificate, CryTlsSigner *signer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryTlsLibrary, cry_tls_library_free)
