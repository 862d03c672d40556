// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Certificates made at test time, so that none expires in the tree. */
#pragma once

#include "cry-ossl-private.h"
#include "cry-x509.h"

/* The moment every test looks at: 2026-11-22 00:00:00 UTC. */
#define PKI_NOW ((gint64) 1795305600)
#define PKI_DAY ((gint64) 86400)

typedef struct
{
  X509 *x509;
  EVP_PKEY *pkey;
} PkiCert;

typedef struct
{
  const char *subject;   /* common name; NULL leaves the subject empty */
  const PkiCert *issuer; /* NULL: self-signed */
  EVP_PKEY *pkey;        /* borrowed; NULL: a new P-256 key */
  const char *digest;    /* NULL: SHA-256 */
  gint64 not_before;     /* seconds around PKI_NOW; 0: a day before */
  gint64 not_after;      /* 0: a year after */
  const char *basic;     /* basicConstraints; NULL: no such extension */
  const char *usage;
  const char *extended_usage;
  const char *names; /* subjectAltName */
  const char *constraints;
  gboolean unknown_critical;
  gboolean broken_usage; /* an extendedKeyUsage that is no sequence */
} PkiSpec;

PkiCert pki_issue (const PkiSpec *spec);
void pki_clear (PkiCert *cert);
/* A CA "Test CA", and an end entity of it for vpn.example.org. */
PkiCert pki_root (const char *subject);
PkiCert pki_leaf (const PkiCert *issuer);

GByteArray *pki_der (const PkiCert *cert);
CryCert *pki_cert (const PkiCert *cert);
/* A PKCS #7 bundle of both, DER or PEM; owned. */
GByteArray *pki_pkcs7 (const PkiCert *first, const PkiCert *second, gboolean text);
/* Appends PEM. */
void pki_pem (GString *text, const PkiCert *cert);
/* A list of issuer's, valid for a week from PKI_NOW + offset days, that names the certificate, or
 * nobody (NULL); PEM. */
char *pki_crl (const PkiCert *issuer, const PkiCert *revoked, gint64 offset);
/* An OCSP response about the certificate, signed by signer, who is shown in it; counts from PKI_NOW
 * + offset days, for a week, or without an end. Owned. */
typedef struct
{
  const PkiCert *issuer, *cert, *signer;
  gboolean revoked, unknown, endless;
  gboolean try_later; /* the envelope says so */
  const char *digest; /* NULL: SHA-256 */
  gint64 offset;
} PkiOcsp;
GBytes *pki_ocsp (const PkiOcsp *spec);
void pki_trust (CryTrust *trust, const PkiCert *cert);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PkiCert, pki_clear)
