// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-hash.h"
#include "pki-fixture.h"

#include <string.h>

static void
test_fields (void)
{
  const PkiSpec spec = { .subject = "門 gate, \"1\"\n", .not_before = -5, .not_after = 7 };
  g_auto (PkiCert) made = pki_issue (&spec);
  g_autoptr (GByteArray) der = pki_der (&made);
  g_autoptr (CryCert) cert = pki_cert (&made);
  g_autofree char *subject = cry_cert_subject_text (cert);
  g_autofree char *issuer = cry_cert_issuer_text (cert);
  g_autofree char *fingerprint = cry_cert_fingerprint (cert);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  g_autofree char *expected = g_strconcat ("SHA256:", digest, NULL);
  const guint8 *found;
  gsize len;

  g_assert_cmpstr (subject, ==, "CN=門 gate\\, \\\"1\\\"\\0A");
  g_assert_cmpstr (issuer, ==, subject);
  g_assert_cmpstr (fingerprint, ==, expected);
  g_assert_cmpint (cry_cert_not_after (cert), ==, PKI_NOW + 7);
  found = cry_cert_der (cert, &len);
  g_assert_cmpmem (found, len, der->data, der->len);
  found = cry_cert_subject_der (cert, &len);
  g_assert_cmpuint (len, >, 10);
  g_assert_cmpuint (found[0], ==, 0x30);
  g_assert_nonnull (memmem (der->data, der->len, found, len));
}

/* RFC 7296 section 3.7: over the whole SubjectPublicKeyInfo, not the bare key bits. */
static void
test_key_hash (void)
{
  g_auto (PkiCert) made = pki_root ("Test CA");
  g_autoptr (CryCert) cert = pki_cert (&made);
  guint8 found[20], expected[20];
  guint8 *info = NULL;
  int len = i2d_PUBKEY (made.pkey, &info);
  const CrySpan span = { info, (gsize) len };

  cry_cert_key_hash (cert, found);
  g_assert_true (cry_hash (CRY_HASH_SHA1, &span, 1, expected));
  g_assert_cmpmem (found, 20, expected, 20);
  OPENSSL_free (info);
}

static void
test_public_key (void)
{
  g_auto (PkiCert) made = pki_root ("Test CA");
  g_autoptr (CryCert) cert = pki_cert (&made);
  g_autoptr (CryPublicKey) key = cry_cert_public_key (cert);

  g_assert_cmpint (cry_public_key_type (key), ==, CRY_KEY_ECDSA_P256);
}

static void
test_malformed (void)
{
  g_auto (PkiCert) made = pki_root ("Test CA");
  g_autoptr (GByteArray) der = pki_der (&made);
  guint n = der->len;

  for (guint len = 0; len < n; len++)
    g_assert_null (cry_cert_new_der (der->data, len));
  g_byte_array_append (der, (const guint8 *) "", 1);
  g_assert_null (cry_cert_new_der (der->data, der->len));
  g_byte_array_set_size (der, CRY_CERT_DER_MAX + 1);
  g_assert_null (cry_cert_new_der (der->data, der->len));
}

/* No single bent octet may do worse than be refused or read as something else. */
static void
test_bent_octets (void)
{
  g_auto (PkiCert) made = pki_root ("Test CA");
  g_autoptr (GByteArray) der = pki_der (&made);

  for (guint at = 0; at < der->len; at++)
    {
      g_autoptr (CryCert) cert = NULL;

      der->data[at] ^= 0x41;
      cert = cry_cert_new_der (der->data, der->len);
      if (cert != NULL)
        {
          g_autoptr (CryPublicKey) key = cry_cert_public_key (cert);
          g_auto (GStrv) names = cry_cert_names (cert);
          g_autofree char *subject = cry_cert_subject_text (cert);

          g_assert_true (g_utf8_validate (subject, -1, NULL));
          (void) cry_cert_not_after (cert);
        }
      der->data[at] ^= 0x41;
    }
}

static void
test_bundle (void)
{
  g_auto (PkiCert) a = pki_root ("A");
  g_auto (PkiCert) b = pki_root ("B");
  g_autoptr (GString) text = g_string_new ("# comment\n");
  g_autoptr (GByteArray) der = pki_der (&b);
  g_autoptr (GPtrArray) certs = NULL;
  g_autoptr (GPtrArray) single = NULL;
  g_autofree char *first = NULL;

  pki_pem (text, &a);
  g_string_append (text, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  g_string_append (text, "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n");
  g_string_append (text, "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\nwords\n");
  /* An encrypted block must not make the library ask anybody for a passphrase. */
  g_string_append (text, "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
                         "DEK-Info: AES-256-CBC,00000000000000000000000000000000\n\nAAAA\n"
                         "-----END CERTIFICATE-----\n");
  pki_pem (text, &b);
  certs = cry_certs_from_file ((const guint8 *) text->str, text->len);
  g_assert_nonnull (certs);
  g_assert_cmpuint (certs->len, ==, 2);
  first = cry_cert_subject_text (g_ptr_array_index (certs, 0));
  g_assert_cmpstr (first, ==, "CN=A");

  single = cry_certs_from_file (der->data, der->len);
  g_assert_cmpuint (single->len, ==, 1);
  g_assert_null (cry_certs_from_file ((const guint8 *) "", 0));
  g_assert_null (cry_certs_from_file ((const guint8 *) "nothing here", 12));
}

/* A bundle has a size beyond which it is not looked at. */
static void
test_bundle_limit (void)
{
  g_auto (PkiCert) a = pki_root ("A");
  g_autoptr (GString) text = g_string_sized_new (CRY_BUNDLE_MAX + 2);
  g_autoptr (GPtrArray) certs = NULL;

  pki_pem (text, &a);
  while (text->len < CRY_BUNDLE_MAX)
    g_string_append_c (text, text->len % 64 == 0 ? '\n' : '#');
  certs = cry_certs_from_file ((const guint8 *) text->str, CRY_BUNDLE_MAX);
  g_assert_nonnull (certs);
  g_string_append_c (text, '#');
  g_assert_null (cry_certs_from_file ((const guint8 *) text->str, text->len));
}

/* What Windows calls a certificate export: a PKCS #7 box, binary or as text. */
static void
test_pkcs7 (void)
{
  g_auto (PkiCert) root = pki_root ("A");
  g_auto (PkiCert) leaf = pki_leaf (&root);

  for (gboolean text = FALSE; text <= TRUE; text++)
    {
      g_autoptr (GByteArray) file = pki_pkcs7 (&root, &leaf, text);
      g_autoptr (GPtrArray) certs = cry_certs_from_file (file->data, file->len);

      g_assert_nonnull (certs);
      g_assert_cmpuint (certs->len, ==, 2);
      g_assert_null (cry_certs_from_file (file->data, file->len / 2));
    }
}

/* Whose certificate it is does not hang on the order of the file. */
static void
test_leaf_first (void)
{
  g_auto (PkiCert) root = pki_root ("A");
  g_auto (PkiCert) middle = pki_issue (&(PkiSpec){ .subject = "B",
                                                   .issuer = &root,
                                                   .basic = "critical,CA:TRUE",
                                                   .usage = "keyCertSign,cRLSign" });
  g_auto (PkiCert) leaf = pki_leaf (&middle);
  const PkiCert *const orders[][3] = {
    { &leaf, &middle, &root },
    { &root, &middle, &leaf },
    { &middle, &leaf, &root },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) certs = NULL;
      g_autofree char *subject = NULL, *wanted = NULL;
      g_autoptr (CryCert) own = pki_cert (&leaf);

      for (guint k = 0; k < 3; k++)
        pki_pem (text, orders[i][k]);
      certs = cry_certs_from_file ((const guint8 *) text->str, text->len);
      cry_certs_put_leaf_first (certs);
      g_assert_cmpuint (certs->len, ==, 3);
      subject = cry_cert_subject_text (g_ptr_array_index (certs, 0));
      wanted = cry_cert_subject_text (own);
      g_assert_cmpstr (subject, ==, wanted);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/x509/fields", test_fields);
  g_test_add_func ("/crypto/x509/CRQ-02/key-hash", test_key_hash);
  g_test_add_func ("/crypto/x509/public-key", test_public_key);
  g_test_add_func ("/crypto/x509/malformed", test_malformed);
  g_test_add_func ("/crypto/x509/bent-octets", test_bent_octets);
  g_test_add_func ("/crypto/x509/bundle", test_bundle);
  g_test_add_func ("/crypto/x509/pkcs7", test_pkcs7);
  g_test_add_func ("/crypto/x509/leaf-first", test_leaf_first);
  g_test_add_func ("/crypto/x509/bundle-limit", test_bundle_limit);
  return g_test_run ();
}
