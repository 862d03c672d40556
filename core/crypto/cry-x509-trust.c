// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Validates a path to an anchor. */
#include "cry-x509.h"
#include "cry-key-private.h"
#include "cry-ocsp-private.h"
#include "cry-x509-anchor-private.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <string.h>

/* 112 bits: refuses RSA below 2048, curves below 224 and SHA-1 or MD5 signatures in the path. */
#define SECURITY_LEVEL 2
#define KEY_HASH_LEN   20

/* A file of no more is parsed at once, so that a useless one is complained about; only a system's
 * bundle is larger. */
#define PARSED_AT_ONCE 16

#define CRLS_MAX 64 /* of one file */

struct CryTrust
{
  X509_STORE *store;  /* owned; never has a lookup method, so nothing is fetched; holds the anchors
                         that were wanted so far */
  GPtrArray *anchors; /* owned CryAnchor */
  CryRevocation revocation;
  gboolean has_crls;
};

typedef STACK_OF (X509) X509Stack;
typedef EXTENDED_KEY_USAGE ExtendedKeyUsage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OBJECT, ASN1_OBJECT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExtendedKeyUsage, EXTENDED_KEY_USAGE_free)

/* The certificates belong to the request. */
static void
free_stack_only (X509Stack *stack)
{
  sk_X509_free (stack);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509Stack, free_stack_only)

CryTrust *
cry_trust_new (void)
{
  CryTrust *trust = g_new0 (CryTrust, 1);

  trust->store = X509_STORE_new ();
  g_assert (trust->store != NULL);
  trust->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_anchor_free);
  return trust;
}

void
cry_trust_free (CryTrust *trust)
{
  if (trust == NULL)
    return;
  X509_STORE_free (trust->store);
  g_ptr_array_unref (trust->anchors);
  g_free (trust);
}

/* The certificate of an anchor, in the store from now on; NULL when it is not usable. */
static CryCert *
load (const CryTrust *trust, CryAnchor *anchor)
{
  CryCert *cert = cry_anchor_cert (anchor);

  /* Once more does no harm: the library keeps one. */
  if (cert != NULL && X509_STORE_add_cert (trust->store, cert->x509) != 1)
    cert = NULL;
  ERR_clear_error ();
  return cert;
}

static void
add_anchor (const guint8 *der, gsize len, gpointer user_data)
{
  CryTrust *trust = user_data;
  CryAnchor *anchor = cry_anchor_new (der, len);

  if (anchor != NULL)
    g_ptr_array_add (trust->anchors, anchor);
}

static void
drop_useless (CryTrust *trust, guint from)
{
  for (guint i = trust->anchors->len; i > from; i--)
    if (load (trust, g_ptr_array_index (trust->anchors, i - 1)) == NULL)
      g_ptr_array_remove_index (trust->anchors, i - 1);
}

gsize
cry_trust_add (CryTrust *trust, const guint8 *data, gsize len)
{
  guint before = trust->anchors->len;

  cry_certs_each (data, len, add_anchor, trust);
  if (trust->anchors->len - before <= PARSED_AT_ONCE)
    drop_useless (trust, before);
  return trust->anchors->len - before;
}

static void
add_name (GPtrArray *names, const X509_NAME *name)
{
  for (guint i = 0; i < names->len; i++)
    if (X509_NAME_cmp (g_ptr_array_index (names, i), name) == 0)
      return;
  g_ptr_array_add (names, (gpointer) name);
}

/* Loads the anchors of this name, and adds the names of those that could have issued them. */
static void
load_called (const CryTrust *trust, const X509_NAME *name, GPtrArray *names)
{
  for (guint i = 0; i < trust->anchors->len; i++)
    {
      CryAnchor *anchor = g_ptr_array_index (trust->anchors, i);
      const CryCert *cert = NULL;

      if (cry_anchor_is_called (anchor, name))
        cert = load (trust, anchor);
      if (cert != NULL)
        add_name (names, X509_get_issuer_name (cert->x509));
    }
}

/* Everything a path of these certificates could contain: validation looks anchors up by the names
 * of the certificates themselves and of their issuers. */
static void
load_wanted (const CryTrust *trust, const CryPathRequest *request)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new (); /* const X509_NAME */

  add_name (names, X509_get_subject_name (request->leaf->x509));
  add_name (names, X509_get_issuer_name (request->leaf->x509));
  for (gsize i = 0; i < MIN (request->n_intermediates, CRY_CHAIN_MAX); i++)
    {
      add_name (names, X509_get_subject_name (request->intermediates[i]->x509));
      add_name (names, X509_get_issuer_name (request->intermediates[i]->x509));
    }
  for (guint i = 0; i < names->len; i++)
    load_called (trust, g_ptr_array_index (names, i), names);
}

/* Lists are not encrypted, and nobody is there to be asked. */
static int
refuse_passphrase (char *buf, int size, int writing, void *user_data)
{
  return 0;
}

gsize
cry_trust_add_crls (CryTrust *trust, const guint8 *data, gsize len)
{
  g_autoptr (BIO) bio = len <= CRY_BUNDLE_MAX ? BIO_new_mem_buf (data, (int) len) : NULL;
  X509_CRL *crl = NULL;
  gsize n = 0;

  while (bio != NULL && n < CRLS_MAX
         && (crl = PEM_read_bio_X509_CRL (bio, NULL, refuse_passphrase, NULL)) != NULL)
    {
      n += X509_STORE_add_crl (trust->store, crl) == 1;
      X509_CRL_free (crl);
    }
  ERR_clear_error ();
  trust->has_crls = trust->has_crls || n > 0;
  return n;
}

void
cry_trust_set_revocation (CryTrust *trust, CryRevocation revocation)
{
  trust->revocation = revocation;
}

CryRevocation
cry_trust_get_revocation (const CryTrust *trust)
{
  return trust->revocation;
}

gsize
cry_trust_size (const CryTrust *trust)
{
  return trust->anchors->len;
}

GByteArray *
cry_trust_key_hashes (const CryTrust *trust)
{
  GByteArray *hashes = g_byte_array_new ();

  for (guint i = 0; i < trust->anchors->len; i++)
    {
      guint8 hash[KEY_HASH_LEN];
      const CryCert *cert = load (trust, g_ptr_array_index (trust->anchors, i));

      if (cert == NULL)
        continue;
      cry_cert_key_hash (cert, hash);
      g_byte_array_append (hashes, hash, sizeof hash);
    }
  return hashes;
}

/* RFC 4945 section 5.1.3.12, and what deployed remote-access profiles issue: serverAuth (Windows,
 * Apple, every public CA) and the ikeIntermediate of old Apple and Cisco instructions. */
static gboolean
is_gateway_usage (const ASN1_OBJECT *usage)
{
  static const char *const accepted[] = {
    "1.3.6.1.5.5.7.3.1",  /* serverAuth */
    "1.3.6.1.5.5.7.3.17", /* ipsecIKE */
    "1.3.6.1.5.5.8.2.2",  /* ikeIntermediate */
    "2.5.29.37.0",        /* anyExtendedKeyUsage */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (accepted[i], 1);

      if (object != NULL && OBJ_cmp (object, usage) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_be_gateway (X509 *leaf)
{
  int found = 0;
  g_autoptr (ExtendedKeyUsage) usages = X509_get_ext_d2i (leaf, NID_ext_key_usage, &found, NULL);

  /* RFC 4945 section 5.1.3.2. The library gives all bits when the extension is absent. */
  if ((X509_get_key_usage (leaf) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
    return FALSE;
  if (usages == NULL)
    return found == -1;
  for (int i = 0; i < sk_ASN1_OBJECT_num (usages); i++)
    if (is_gateway_usage (sk_ASN1_OBJECT_value (usages, i)))
      return TRUE;
  return FALSE;
}

static CryVerdictCode
verdict_of_error (int error)
{
  static const struct
  {
    int error;
    CryVerdictCode code;
  } table[] = {
    { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, CRY_VERDICT_UNKNOWN_CA },
    { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CRY_VERDICT_UNKNOWN_CA },
    { X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, CRY_VERDICT_UNKNOWN_CA },
    { X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, CRY_VERDICT_UNKNOWN_CA },
    { X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, CRY_VERDICT_UNKNOWN_CA },
    { X509_V_ERR_CERT_UNTRUSTED, CRY_VERDICT_UNKNOWN_CA },
    { X509_V_ERR_CERT_HAS_EXPIRED, CRY_VERDICT_EXPIRED },
    { X509_V_ERR_CERT_NOT_YET_VALID, CRY_VERDICT_NOT_YET_VALID },
    { X509_V_ERR_INVALID_PURPOSE, CRY_VERDICT_WRONG_PURPOSE },
    { X509_V_ERR_CERT_SIGNATURE_FAILURE, CRY_VERDICT_BAD_SIGNATURE },
    { X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, CRY_VERDICT_BAD_SIGNATURE },
    { X509_V_ERR_SIGNATURE_ALGORITHM_MISMATCH, CRY_VERDICT_BAD_SIGNATURE },
    { X509_V_ERR_EE_KEY_TOO_SMALL, CRY_VERDICT_WEAK },
    { X509_V_ERR_CA_KEY_TOO_SMALL, CRY_VERDICT_WEAK },
    { X509_V_ERR_CA_MD_TOO_WEAK, CRY_VERDICT_WEAK },
    { X509_V_ERR_PERMITTED_VIOLATION, CRY_VERDICT_NAME_CONSTRAINT },
    { X509_V_ERR_EXCLUDED_VIOLATION, CRY_VERDICT_NAME_CONSTRAINT },
    { X509_V_ERR_SUBTREE_MINMAX, CRY_VERDICT_NAME_CONSTRAINT },
    { X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, CRY_VERDICT_NAME_CONSTRAINT },
    { X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, CRY_VERDICT_NAME_CONSTRAINT },
    { X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, CRY_VERDICT_NAME_CONSTRAINT },
    { X509_V_ERR_CERT_REVOKED, CRY_VERDICT_REVOKED },
    { X509_V_ERR_UNABLE_TO_GET_CRL, CRY_VERDICT_NO_CRL },
    { X509_V_ERR_CRL_HAS_EXPIRED, CRY_VERDICT_NO_CRL },
    { X509_V_ERR_CRL_NOT_YET_VALID, CRY_VERDICT_NO_CRL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].error == error)
      return table[i].code;
  return CRY_VERDICT_INVALID;
}

static void
explain_failure (X509_STORE_CTX *ctx, CryVerdict *verdict)
{
  int error = X509_STORE_CTX_get_error (ctx);
  X509 *culprit = X509_STORE_CTX_get_current_cert (ctx);

  verdict->code = verdict_of_error (error);
  if (verdict->code == CRY_VERDICT_INVALID || culprit == NULL)
    verdict->detail = g_strdup (X509_verify_cert_error_string (error));
  else if (verdict->code == CRY_VERDICT_UNKNOWN_CA)
    verdict->detail = cry_name_text (X509_get_issuer_name (culprit));
  else
    verdict->detail = cry_name_text (X509_get_subject_name (culprit));
}

static X509Stack *
stack_of_intermediates (const CryPathRequest *request)
{
  X509Stack *stack = sk_X509_new_null ();

  for (gsize i = 0; stack != NULL && i < request->n_intermediates && i < CRY_CHAIN_MAX; i++)
    if (sk_X509_push (stack, request->intermediates[i]->x509) <= 0)
      break;
  return stack;
}

/* A list that is not there, or is outdated, is no reason to refuse yet: remembers whose it was. */
static int
pass_over_missing_crl (int ok, X509_STORE_CTX *ctx)
{
  guint *untold = X509_STORE_CTX_get_app_data (ctx);

  if (!ok && verdict_of_error (X509_STORE_CTX_get_error (ctx)) == CRY_VERDICT_NO_CRL)
    {
      *untold |= 1U << X509_STORE_CTX_get_error_depth (ctx);
      X509_STORE_CTX_set_error (ctx, X509_V_OK);
      return 1;
    }
  return ok;
}

static void
set_revocation (const CryTrust *trust, X509_STORE_CTX *ctx, guint *untold)
{
  if (trust->revocation == CRY_REVOCATION_OFF)
    return;
  *untold = trust->has_crls ? 0 : G_MAXUINT;
  if (!trust->has_crls)
    return;
  X509_STORE_CTX_set_app_data (ctx, untold);
  X509_STORE_CTX_set_flags (ctx, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  X509_STORE_CTX_set_verify_cb (ctx, pass_over_missing_crl);
}

/* What the peer brought along about the certificates of the path, and what nobody told about them.
 * The anchor is beyond question. */
static void
judge_revocation (const CryTrust *trust, X509_STORE_CTX *ctx, const CryPathRequest *request,
                  guint untold, CryVerdict *verdict)
{
  X509Stack *chain = X509_STORE_CTX_get0_chain (ctx);
  gboolean strict = trust->revocation == CRY_REVOCATION_STRICT && !request->ocsp_later;

  for (int i = 0; trust->revocation != CRY_REVOCATION_OFF && i + 1 < sk_X509_num (chain); i++)
    {
      X509 *cert = sk_X509_value (chain, i);
      CryOcsp said = cry_ocsp_look (request->ocsp, request->n_ocsp, cert,
                                    sk_X509_value (chain, i + 1), request->when);

      if (said == CRY_OCSP_REVOKED)
        verdict->code = CRY_VERDICT_REVOKED;
      else if (said == CRY_OCSP_SILENT && strict && (untold >> i & 1) != 0)
        verdict->code = CRY_VERDICT_NO_CRL;
      else
        continue;
      verdict->detail = cry_name_text (X509_get_subject_name (cert));
      return;
    }
}

static void
set_parameters (X509_STORE_CTX *ctx, gint64 when)
{
  X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param (ctx);

  X509_VERIFY_PARAM_set_time (param, (time_t) when);
  X509_VERIFY_PARAM_set_depth (param, CRY_CHAIN_MAX);
  X509_VERIFY_PARAM_set_auth_level (param, SECURITY_LEVEL);
  /* What the profile or the administrator named is trusted, self-signed or not. */
  X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
}

void
cry_trust_verify (const CryTrust *trust, const CryPathRequest *request, CryVerdict *ret_verdict)
{
  g_autoptr (X509Stack) untrusted = stack_of_intermediates (request);
  g_autoptr (X509_STORE_CTX) ctx = X509_STORE_CTX_new ();
  X509 *leaf = request->leaf->x509;
  guint untold = 0;

  *ret_verdict = (CryVerdict){ .code = CRY_VERDICT_INVALID };
  load_wanted (trust, request);
  if (untrusted == NULL || ctx == NULL
      || X509_STORE_CTX_init (ctx, trust->store, leaf, untrusted) != 1)
    return;
  set_parameters (ctx, request->when);
  set_revocation (trust, ctx, &untold);
  if (X509_verify_cert (ctx) != 1)
    explain_failure (ctx, ret_verdict);
  else if (!may_be_gateway (leaf))
    *ret_verdict = (CryVerdict){ .code = CRY_VERDICT_WRONG_PURPOSE,
                                 .detail = cry_cert_subject_text (request->leaf) };
  else
    {
      ret_verdict->code = CRY_VERDICT_OK;
      judge_revocation (trust, ctx, request, untold, ret_verdict);
    }
  ERR_clear_error ();
}

void
cry_verdict_clear (CryVerdict *verdict)
{
  g_clear_pointer (&verdict->detail, g_free);
  verdict->code = CRY_VERDICT_OK;
}
