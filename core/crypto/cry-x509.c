// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Parses a certificate and tells its facts. */
#include "cry-x509.h"
#include "cry-hash.h"
#include "cry-key-private.h"
#include "cry-x509-private.h"
#include "text.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

#include <string.h>
#include <time.h>

#define NAME_TEXT_MAX ((gsize) 1024) /* bytes of a name that are shown */

#define BLOCKS_MAX 4096 /* looked at in one PEM text */

CryCert *
cry_cert_new_der (const guint8 *der, gsize len)
{
  const guint8 *at = der;
  g_autoptr (X509) x509 = NULL;
  CryCert *cert;

  if (len == 0 || len > CRY_CERT_DER_MAX)
    return NULL;
  x509 = d2i_X509 (NULL, &at, (long) len);
  ERR_clear_error ();
  if (x509 == NULL || at != der + len)
    return NULL;
  cert = g_new0 (CryCert, 1);
  cert->x509 = g_steal_pointer (&x509);
  cert->der = g_memdup2 (der, len);
  cert->der_len = len;
  return cert;
}

void
cry_cert_free (CryCert *cert)
{
  if (cert == NULL)
    return;
  X509_free (cert->x509);
  g_free (cert->der);
  g_free (cert);
}

static gboolean
is_certificate_block (const char *name)
{
  return g_str_equal (name, PEM_STRING_X509) || g_str_equal (name, PEM_STRING_X509_OLD);
}

static gboolean
is_pkcs7_block (const char *name)
{
  return g_str_equal (name, PEM_STRING_PKCS7) || g_str_equal (name, PEM_STRING_PKCS7_SIGNED);
}

/* The certificates that signed data carries, which in a .p7b is nothing but a box for them. */
static void
each_of_pkcs7 (const guint8 *der, gsize len, CryDerFunc func, gpointer user_data)
{
  const guint8 *at = der;
  g_autoptr (PKCS7) bundle = d2i_PKCS7 (NULL, &at, (long) len);
  const STACK_OF (X509) *certs = NULL;

  ERR_clear_error ();
  if (bundle != NULL && PKCS7_type_is_signed (bundle) && bundle->d.sign != NULL)
    certs = bundle->d.sign->cert;
  for (int i = 0; i < MIN (sk_X509_num (certs), BLOCKS_MAX); i++)
    {
      g_autofree guint8 *copy = NULL;
      int copy_len = i2d_X509 (sk_X509_value (certs, i), NULL);
      guint8 *to;

      if (copy_len <= 0)
        continue;
      to = copy = g_malloc ((gsize) copy_len);
      i2d_X509 (sk_X509_value (certs, i), &to);
      func (copy, (gsize) copy_len, user_data);
    }
}

/* Reads the next PEM block, whatever it is. FALSE at the end of the text. */
static gboolean
read_pem_block (BIO *bio, CryDerFunc func, gpointer user_data)
{
  char *name = NULL, *header = NULL;
  guint8 *der = NULL;
  long len = 0;

  if (PEM_read_bio (bio, &name, &header, &der, &len) != 1)
    {
      gboolean ended = ERR_GET_REASON (ERR_peek_last_error ()) == PEM_R_NO_START_LINE;

      /* One damaged block does not spoil a bundle of a hundred. */
      ERR_clear_error ();
      return !ended && BIO_pending (bio) > 0;
    }
  if (is_certificate_block (name) && len > 0)
    func (der, (gsize) len, user_data);
  else if (is_pkcs7_block (name) && len > 0)
    each_of_pkcs7 (der, (gsize) len, func, user_data);
  OPENSSL_free (name);
  OPENSSL_free (header);
  OPENSSL_clear_free (der, (gsize) MAX (len, 0));
  return TRUE;
}

void
cry_certs_each (const guint8 *data, gsize len, CryDerFunc func, gpointer user_data)
{
  g_autoptr (CryCert) single = cry_cert_new_der (data, len);
  g_autoptr (BIO) bio = NULL;

  if (single != NULL)
    {
      func (data, len, user_data);
      return;
    }
  if (len == 0 || len > CRY_BUNDLE_MAX)
    return;
  each_of_pkcs7 (data, len, func, user_data);
  bio = BIO_new_mem_buf (data, (int) len);
  for (guint i = 0; bio != NULL && i < BLOCKS_MAX && read_pem_block (bio, func, user_data); i++)
    continue;
}

static void
append_cert (const guint8 *der, gsize len, gpointer user_data)
{
  CryCert *cert = cry_cert_new_der (der, len);

  if (cert != NULL)
    g_ptr_array_add (user_data, cert);
}

GPtrArray *
cry_certs_from_file (const guint8 *data, gsize len)
{
  g_autoptr (GPtrArray) certs = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free);

  cry_certs_each (data, len, append_cert, certs);
  return certs->len > 0 ? g_steal_pointer (&certs) : NULL;
}

static gboolean
issued_another (const GPtrArray *certs, guint index)
{
  const CryCert *cert = g_ptr_array_index (certs, index);

  for (guint i = 0; i < certs->len; i++)
    {
      const CryCert *other = g_ptr_array_index (certs, i);

      if (i != index && X509_check_issued (cert->x509, other->x509) == X509_V_OK)
        return TRUE;
    }
  return FALSE;
}

void
cry_certs_put_leaf_first (GPtrArray *certs)
{
  guint leaf = 0;

  while (leaf < certs->len && issued_another (certs, leaf))
    leaf++;
  ERR_clear_error ();
  if (leaf > 0 && leaf < certs->len)
    g_ptr_array_insert (certs, 0, g_ptr_array_steal_index (certs, leaf));
}

const guint8 *
cry_cert_der (const CryCert *cert, gsize *ret_len)
{
  *ret_len = cert->der_len;
  return cert->der;
}

const guint8 *
cry_cert_subject_der (const CryCert *cert, gsize *ret_len)
{
  const guint8 *der = NULL;
  gsize len = 0;

  /* The encoding as it stood in the certificate, which bitwise comparison needs. */
  if (X509_NAME_get0_der (X509_get_subject_name (cert->x509), &der, &len) != 1)
    len = 0;
  *ret_len = len;
  return der;
}

char *
cry_name_text (const X509_NAME *name)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  unsigned long flags = XN_FLAG_RFC2253 & ~((unsigned long) ASN1_STRFLGS_ESC_MSB);
  const char *text = NULL;
  long len;

  if (bio == NULL || X509_NAME_print_ex (bio, name, 0, flags) < 0)
    return g_strdup ("");
  len = BIO_get_mem_data (bio, &text);
  return text_clean (text, len > 0 ? (gsize) len : 0, NAME_TEXT_MAX);
}

char *
cry_cert_subject_text (const CryCert *cert)
{
  return cry_name_text (X509_get_subject_name (cert->x509));
}

char *
cry_cert_issuer_text (const CryCert *cert)
{
  return cry_name_text (X509_get_issuer_name (cert->x509));
}

char *
cry_cert_fingerprint (const CryCert *cert)
{
  const CrySpan der = { cert->der, cert->der_len };
  guint8 digest[CRY_HASH_MAX];
  GString *text = g_string_new ("SHA256:");

  if (cry_hash (CRY_HASH_SHA2_256, &der, 1, digest))
    for (gsize i = 0; i < cry_hash_len (CRY_HASH_SHA2_256); i++)
      g_string_append_printf (text, "%02x", digest[i]);
  return g_string_free (text, FALSE);
}

static gint64
seconds_of (const ASN1_TIME *asn1)
{
  struct tm parts;

  if (asn1 == NULL || ASN1_TIME_to_tm (asn1, &parts) != 1)
    return 0;
  return (gint64) timegm (&parts);
}

gint64
cry_cert_not_before (const CryCert *cert)
{
  return seconds_of (X509_get0_notBefore (cert->x509));
}

gint64
cry_cert_not_after (const CryCert *cert)
{
  return seconds_of (X509_get0_notAfter (cert->x509));
}

void
cry_cert_key_hash (const CryCert *cert, guint8 ret_hash[20])
{
  guint8 *der = NULL;
  int len = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (cert->x509), &der);
  const CrySpan info = { der, (gsize) MAX (len, 0) };

  if (len <= 0 || !cry_hash (CRY_HASH_SHA1, &info, 1, ret_hash))
    memset (ret_hash, 0, 20);
  OPENSSL_free (der);
}

CryPublicKey *
cry_cert_public_key (const CryCert *cert)
{
  /* NULL for a key the library cannot even read. */
  CryPublicKey *key = cry_public_key_new (X509_get0_pubkey (cert->x509));

  ERR_clear_error ();
  return key;
}
