// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Certificates: parsing, path validation, identity match, each with a reason a user can be told.
 * Time is a parameter. Nothing is fetched (no CRL, OCSP or AIA download happens here).
 */
#pragma once

#include "cry-sig.h"

typedef struct CryCert CryCert;   /* one certificate */
typedef struct CryTrust CryTrust; /* a set of trust anchors */

#define CRY_CERT_DER_MAX ((gsize) 65536)   /* bytes of one certificate */
#define CRY_CHAIN_MAX    8                 /* certificates taken from a peer */
#define CRY_BUNDLE_MAX   ((gsize) 8388608) /* bytes of a PEM bundle */

/* NULL when the DER is malformed, too long, or has trailing octets. */
CryCert *cry_cert_new_der (const guint8 *der, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* All certificates of a PEM text, a PKCS #7 bundle (.p7b) or one DER, in file order; NULL when none
 * could be read. */
GPtrArray *cry_certs_from_file (const guint8 *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* Moves the one that issued none of the others to the front: people put the CA first as well. */
void cry_certs_put_leaf_first (GPtrArray *certs);
void cry_cert_free (CryCert *cert);
const guint8 *cry_cert_der (const CryCert *cert, gsize *ret_len);         /* borrowed */
const guint8 *cry_cert_subject_der (const CryCert *cert, gsize *ret_len); /* borrowed */
char *cry_cert_subject_text (const CryCert *cert); /* RFC 4514 order, UTF-8, owned */
char *cry_cert_issuer_text (const CryCert *cert);
char *cry_cert_fingerprint (const CryCert *cert); /* "SHA256:" and hex, owned */
gint64 cry_cert_not_before (const CryCert *cert); /* seconds since 1970 */
gint64 cry_cert_not_after (const CryCert *cert);  /* seconds since 1970 */
/* SHA-1 of SubjectPublicKeyInfo: the CA hash of CERTREQ (RFC 7296 section 3.7). 20 bytes. */
void cry_cert_key_hash (const CryCert *cert, guint8 ret_hash[20]);
CryPublicKey *cry_cert_public_key (const CryCert *cert) G_GNUC_WARN_UNUSED_RESULT; /* owned */
/* Names the certificate is good for ("dns:vpn.example.org", "ip:192.0.2.1", "email:..."), for
 * error texts; NULL-terminated, owned. */
char **cry_cert_names (const CryCert *cert);

typedef enum
{
  CRY_NAME_DNS,   /* text; wildcard only as the whole left-most label (RFC 6125) */
  CRY_NAME_EMAIL, /* text */
  CRY_NAME_IP,    /* 4 or 16 octets */
  CRY_NAME_DN,    /* DER Name, compared with the subject */
} CryNameType;

/* Whether the certificate proves the name. A DNS name is matched against dNSName SANs only; the
 * subject CN counts only when the certificate has no SAN at all. */
gboolean cry_cert_matches (const CryCert *cert, CryNameType type, const guint8 *name, gsize len);

CryTrust *cry_trust_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Adds every certificate of a PEM bundle or DER file; returns how many, 0 when none was usable. Of
 * a long bundle most are parsed only when a path wants them. */
gsize cry_trust_add (CryTrust *trust, const guint8 *data, gsize len);
gsize cry_trust_size (const CryTrust *trust);

typedef enum
{
  CRY_REVOCATION_OFF = 0, /* neither lists nor OCSP count */
  CRY_REVOCATION_RELAXED, /* what a list at hand or a response names is refused */
  CRY_REVOCATION_STRICT,  /* every certificate of a path needs either, and not an outdated one */
} CryRevocation;

/* Adds the revocation lists of a PEM bundle; returns how many. */
gsize cry_trust_add_crls (CryTrust *trust, const guint8 *data, gsize len);
void cry_trust_set_revocation (CryTrust *trust, CryRevocation revocation);
CryRevocation cry_trust_get_revocation (const CryTrust *trust);
/* SHA-1 key hashes of all anchors, 20 bytes each, owned. */
GByteArray *cry_trust_key_hashes (const CryTrust *trust);
void cry_trust_free (CryTrust *trust);

typedef enum
{
  CRY_VERDICT_OK = 0,
  CRY_VERDICT_UNKNOWN_CA, /* no path to an anchor; missing = issuer text */
  CRY_VERDICT_EXPIRED,
  CRY_VERDICT_NOT_YET_VALID, /* often: this computer's clock is wrong */
  CRY_VERDICT_WRONG_PURPOSE, /* EKU present without serverAuth/ikeIntermediate/any */
  CRY_VERDICT_BAD_SIGNATURE,
  CRY_VERDICT_WEAK, /* key or digest below the security level */
  CRY_VERDICT_NAME_CONSTRAINT,
  CRY_VERDICT_REVOKED,
  CRY_VERDICT_NO_CRL,  /* nothing at hand says whether it was revoked, and something must */
  CRY_VERDICT_INVALID, /* anything else; text says */
} CryVerdictCode;

typedef struct
{
  CryVerdictCode code;
  char *detail; /* owned; subject or issuer the code speaks of, or the library's text */
} CryVerdict;

typedef struct
{
  const CryCert *leaf;
  CryCert *const *intermediates; /* sent by the peer; never trusted as anchors */
  gsize n_intermediates;
  GBytes *const *ocsp; /* DER OCSPResponses that the peer brought along (RFC 6960) */
  gsize n_ocsp;
  gboolean ocsp_later; /* they are still to come: what no list tells is left open meanwhile */
  gint64 when;         /* seconds since 1970 */
} CryPathRequest;

/* Validates a gateway's path (RFC 5280, RFC 4945). An anchor that is not self-signed counts. */
void
cry_trust_verify (const CryTrust *trust, const CryPathRequest *request, CryVerdict *ret_verdict);
void cry_verdict_clear (CryVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryCert, cry_cert_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryTrust, cry_trust_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CryVerdict, cry_verdict_clear)
