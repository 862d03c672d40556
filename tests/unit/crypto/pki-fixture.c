// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "pki-fixture.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <string.h>

static void
add_extension (X509 *x509, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX ctx;
  X509_EXTENSION *extension;

  if (value == NULL)
    return;
  X509V3_set_ctx (&ctx, issuer, x509, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &ctx, nid, value);
  g_assert_nonnull (extension);
  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

/* An extension that holds just a NULL. */
static void
add_raw (X509 *x509, const char *oid, gboolean critical)
{
  ASN1_OBJECT *object = OBJ_txt2obj (oid, 1);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new ();
  X509_EXTENSION *extension;

  ASN1_OCTET_STRING_set (value, (const guint8 *) "\x05", 2);
  extension = X509_EXTENSION_create_by_OBJ (NULL, object, critical, value);
  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
  ASN1_OCTET_STRING_free (value);
  ASN1_OBJECT_free (object);
}

static void
set_time (ASN1_TIME *at, gint64 offset)
{
  g_assert_nonnull (ASN1_TIME_adj (at, (time_t) PKI_NOW, 0, (long) offset));
}

PkiCert
pki_issue (const PkiSpec *spec)
{
  PkiCert cert = { .x509 = X509_new () };
  X509 *issuer = spec->issuer != NULL ? spec->issuer->x509 : cert.x509;
  g_autoptr (BIGNUM) serial = BN_new ();

  if (spec->pkey != NULL)
    g_assert_cmpint (EVP_PKEY_up_ref (spec->pkey), ==, 1);
  cert.pkey = spec->pkey != NULL ? spec->pkey : EVP_EC_gen ("P-256");
  X509_set_version (cert.x509, X509_VERSION_3);
  g_assert_cmpint (BN_rand (serial, 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), ==, 1);
  BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (cert.x509));
  if (spec->subject != NULL)
    X509_NAME_add_entry_by_NID (X509_get_subject_name (cert.x509), NID_commonName, MBSTRING_UTF8,
                                (const guint8 *) spec->subject, -1, -1, 0);
  X509_set_issuer_name (cert.x509, X509_get_subject_name (issuer));
  set_time (X509_getm_notBefore (cert.x509), spec->not_before != 0 ? spec->not_before : -PKI_DAY);
  set_time (X509_getm_notAfter (cert.x509), spec->not_after != 0 ? spec->not_after : 365 * PKI_DAY);
  X509_set_pubkey (cert.x509, cert.pkey);
  add_extension (cert.x509, issuer, NID_basic_constraints, spec->basic);
  add_extension (cert.x509, issuer, NID_key_usage, spec->usage);
  add_extension (cert.x509, issuer, NID_ext_key_usage, spec->extended_usage);
  add_extension (cert.x509, issuer, NID_subject_alt_name, spec->names);
  add_extension (cert.x509, issuer, NID_name_constraints, spec->constraints);
  /* An arc of the documentation range, which RFC 5280 says to refuse when critical. */
  if (spec->unknown_critical)
    add_raw (cert.x509, "1.3.6.1.4.1.32473.1", TRUE);
  if (spec->broken_usage)
    add_raw (cert.x509, "2.5.29.37", FALSE);
  g_assert_cmpint (
      X509_sign (cert.x509, spec->issuer != NULL ? spec->issuer->pkey : cert.pkey,
                 EVP_get_digestbyname (spec->digest != NULL ? spec->digest : "SHA256")),
      >, 0);
  return cert;
}

void
pki_clear (PkiCert *cert)
{
  X509_free (cert->x509);
  EVP_PKEY_free (cert->pkey);
}

PkiCert
pki_root (const char *subject)
{
  const PkiSpec spec = { .subject = subject,
                         .basic = "critical,CA:TRUE",
                         .usage = "critical,keyCertSign,cRLSign" };

  return pki_issue (&spec);
}

PkiCert
pki_leaf (const PkiCert *issuer)
{
  const PkiSpec spec = { .subject = "gateway",
                         .issuer = issuer,
                         .basic = "CA:FALSE",
                         .usage = "digitalSignature",
                         .extended_usage = "serverAuth",
                         .names = "DNS:vpn.example.org" };

  return pki_issue (&spec);
}

GByteArray *
pki_der (const PkiCert *cert)
{
  GByteArray *array = g_byte_array_new ();
  guint8 *der = NULL;
  int len = i2d_X509 (cert->x509, &der);

  g_assert_cmpint (len, >, 0);
  g_byte_array_append (array, der, (guint) len);
  OPENSSL_free (der);
  return array;
}

CryCert *
pki_cert (const PkiCert *cert)
{
  g_autoptr (GByteArray) der = pki_der (cert);
  CryCert *parsed = cry_cert_new_der (der->data, der->len);

  g_assert_nonnull (parsed);
  return parsed;
}

void
pki_pem (GString *text, const PkiCert *cert)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *data = NULL;
  long len;

  g_assert_cmpint (PEM_write_bio_X509 (bio, cert->x509), ==, 1);
  len = BIO_get_mem_data (bio, &data);
  g_string_append_len (text, data, len);
}

GByteArray *
pki_pkcs7 (const PkiCert *first, const PkiCert *second, gboolean text)
{
  g_autoptr (PKCS7) bundle = PKCS7_new ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  GByteArray *file = g_byte_array_new ();
  guint8 *data = NULL;
  glong len;

  g_assert_cmpint (PKCS7_set_type (bundle, NID_pkcs7_signed), ==, 1);
  g_assert_cmpint (PKCS7_content_new (bundle, NID_pkcs7_data), ==, 1);
  g_assert_cmpint (PKCS7_add_certificate (bundle, first->x509), ==, 1);
  g_assert_cmpint (PKCS7_add_certificate (bundle, second->x509), ==, 1);
  g_assert_cmpint (text ? PEM_write_bio_PKCS7 (bio, bundle) : i2d_PKCS7_bio (bio, bundle), ==, 1);
  len = BIO_get_mem_data (bio, &data);
  return g_byte_array_append (file, data, (guint) len);
}

GBytes *
pki_ocsp (const PkiOcsp *spec)
{
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new ();
  OCSP_CERTID *id = OCSP_cert_to_id (NULL, spec->cert->x509, spec->issuer->x509);
  OCSP_RESPONSE *response = NULL;
  ASN1_TIME *from = ASN1_TIME_new (), *to = ASN1_TIME_new ();
  const EVP_MD *digest = EVP_get_digestbyname (spec->digest != NULL ? spec->digest : "SHA256");
  int status = spec->revoked   ? V_OCSP_CERTSTATUS_REVOKED
               : spec->unknown ? V_OCSP_CERTSTATUS_UNKNOWN
                               : V_OCSP_CERTSTATUS_GOOD;
  guint8 *der = NULL;
  int len;

  set_time (from, spec->offset * PKI_DAY);
  set_time (to, (spec->offset + 7) * PKI_DAY);
  g_assert_nonnull (OCSP_basic_add1_status (basic, id, status, OCSP_REVOKED_STATUS_KEYCOMPROMISE,
                                            spec->revoked ? from : NULL, from,
                                            spec->endless ? NULL : to));
  g_assert_cmpint (OCSP_basic_sign (basic, spec->signer->x509, spec->signer->pkey, digest, NULL, 0),
                   ==, 1);
  response = OCSP_response_create (
      spec->try_later ? OCSP_RESPONSE_STATUS_TRYLATER : OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  len = i2d_OCSP_RESPONSE (response, &der);
  g_assert_cmpint (len, >, 0);
  g_autoptr (GBytes) bytes = g_bytes_new (der, (gsize) len);
  OPENSSL_free (der);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  OCSP_CERTID_free (id);
  OCSP_BASICRESP_free (basic);
  OCSP_RESPONSE_free (response);
  return g_steal_pointer (&bytes);
}

char *
pki_crl (const PkiCert *issuer, const PkiCert *revoked, gint64 offset)
{
  X509_CRL *crl = X509_CRL_new ();
  ASN1_TIME *at = ASN1_TIME_new ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *data = NULL;
  glong len;

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (issuer->x509));
  set_time (at, offset * PKI_DAY);
  X509_CRL_set1_lastUpdate (crl, at);
  if (revoked != NULL)
    {
      X509_REVOKED *entry = X509_REVOKED_new ();

      X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (revoked->x509));
      X509_REVOKED_set_revocationDate (entry, at);
      g_assert_cmpint (X509_CRL_add0_revoked (crl, entry), ==, 1);
    }
  set_time (at, (offset + 7) * PKI_DAY);
  X509_CRL_set1_nextUpdate (crl, at);
  g_assert_cmpint (X509_CRL_sign (crl, issuer->pkey, EVP_sha256 ()), >, 0);
  g_assert_cmpint (PEM_write_bio_X509_CRL (bio, crl), ==, 1);
  len = BIO_get_mem_data (bio, &data);
  ASN1_TIME_free (at);
  X509_CRL_free (crl);
  return g_strndup (data, (gsize) len);
}

void
pki_trust (CryTrust *trust, const PkiCert *cert)
{
  g_autoptr (GByteArray) der = pki_der (cert);

  g_assert_cmpuint (cry_trust_add (trust, der->data, der->len), ==, 1);
}
