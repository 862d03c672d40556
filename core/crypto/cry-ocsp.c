// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads OCSP responses, and judges who signed them and when. */
#include "cry-ocsp-private.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#define CLOCK_SKEW   ((gint64) 300)   /* seconds that a responder's clock may be ahead */
#define UNDATED_LIFE ((gint64) 86400) /* seconds that a response without an end counts */

typedef STACK_OF (X509) X509Stack;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)

/* The certificates belong to others. */
static void
free_stack_only (X509Stack *stack)
{
  sk_X509_free (stack);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509Stack, free_stack_only)

static gboolean
is_before (const ASN1_GENERALIZEDTIME *time, gint64 when)
{
  time_t limit = (time_t) when;

  return X509_cmp_time (time, &limit) < 0;
}

/* Named by the issuer for that, and by nobody else (RFC 6960 section 4.2.2.2). */
static gboolean
is_delegate (X509 *cert, X509 *issuer, gint64 when)
{
  return X509_check_issued (issuer, cert) == X509_V_OK
         && X509_verify (cert, X509_get0_pubkey (issuer)) == 1
         && (X509_get_extension_flags (cert) & EXFLAG_XKUSAGE) != 0
         && (X509_get_extended_key_usage (cert) & XKU_OCSP_SIGN) != 0
         && is_before (X509_get0_notBefore (cert), when)
         && !is_before (X509_get0_notAfter (cert), when);
}

/* No weaker than a signature in a path. */
static gboolean
is_strong (const OCSP_BASICRESP *basic)
{
  const ASN1_OBJECT *algorithm = NULL;
  int digest = NID_undef;

  X509_ALGOR_get0 (&algorithm, NULL, NULL, OCSP_resp_get0_tbs_sigalg (basic));
  if (OBJ_find_sigid_algs (OBJ_obj2nid (algorithm), &digest, NULL) != 1)
    return FALSE;
  return digest != NID_md5 && digest != NID_sha1;
}

static gboolean
is_signed_for (OCSP_BASICRESP *basic, X509 *issuer, gint64 when)
{
  g_autoptr (X509Stack) signers = sk_X509_new_null ();
  const X509Stack *brought = OCSP_resp_get0_certs (basic);

  if (signers == NULL || sk_X509_push (signers, issuer) <= 0 || !is_strong (basic))
    return FALSE;
  for (int i = 0; i < MIN (sk_X509_num (brought), CRY_OCSP_MAX); i++)
    if (is_delegate (sk_X509_value (brought, i), issuer, when)
        && sk_X509_push (signers, sk_X509_value (brought, i)) <= 0)
      return FALSE;
  return OCSP_basic_verify (basic, signers, NULL, OCSP_NOINTERN | OCSP_TRUSTOTHER) == 1;
}

static gboolean
is_about (const OCSP_SINGLERESP *single, const X509 *cert, const X509 *issuer)
{
  const OCSP_CERTID *id = OCSP_SINGLERESP_get0_id (single);
  g_autoptr (OCSP_CERTID) wanted = NULL;
  ASN1_OBJECT *digest = NULL;

  OCSP_id_get0_info (NULL, &digest, NULL, NULL, (OCSP_CERTID *) (gsize) id);
  wanted = OCSP_cert_to_id (EVP_get_digestbyobj (digest), cert, issuer);
  return wanted != NULL && OCSP_id_cmp (wanted, id) == 0;
}

static CryOcsp
status_of (OCSP_SINGLERESP *single, gint64 when)
{
  ASN1_GENERALIZEDTIME *from = NULL, *to = NULL;
  int status = OCSP_single_get0_status (single, NULL, NULL, &from, &to);

  if (from == NULL || !is_before (from, when + CLOCK_SKEW))
    return CRY_OCSP_SILENT;
  if (to != NULL ? is_before (to, when - CLOCK_SKEW) : is_before (from, when - UNDATED_LIFE))
    return CRY_OCSP_SILENT;
  if (status == V_OCSP_CERTSTATUS_REVOKED)
    return CRY_OCSP_REVOKED;
  return status == V_OCSP_CERTSTATUS_GOOD ? CRY_OCSP_GOOD : CRY_OCSP_SILENT;
}

static CryOcsp
look_into (GBytes *der, X509 *cert, X509 *issuer, gint64 when)
{
  gsize len;
  const guint8 *at = g_bytes_get_data (der, &len);
  g_autoptr (OCSP_RESPONSE) response = NULL;
  g_autoptr (OCSP_BASICRESP) basic = NULL;

  if (len <= CRY_OCSP_DER_MAX)
    response = d2i_OCSP_RESPONSE (NULL, &at, (long) len);
  if (response == NULL || OCSP_response_status (response) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return CRY_OCSP_SILENT;
  basic = OCSP_response_get1_basic (response);
  if (basic == NULL || !is_signed_for (basic, issuer, when))
    return CRY_OCSP_SILENT;
  for (int i = 0; i < MIN (OCSP_resp_count (basic), CRY_OCSP_MAX); i++)
    if (is_about (OCSP_resp_get0 (basic, i), cert, issuer))
      return status_of (OCSP_resp_get0 (basic, i), when);
  return CRY_OCSP_SILENT;
}

CryOcsp
cry_ocsp_look (GBytes *const *responses, gsize n, X509 *cert, X509 *issuer, gint64 when)
{
  CryOcsp found = CRY_OCSP_SILENT;

  for (gsize i = 0; i < MIN (n, CRY_OCSP_MAX) && found != CRY_OCSP_REVOKED; i++)
    {
      CryOcsp said = look_into (responses[i], cert, issuer, when);

      if (said != CRY_OCSP_SILENT)
        found = said;
    }
  ERR_clear_error ();
  return found;
}
