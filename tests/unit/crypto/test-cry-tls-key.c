// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-tls-key-private.h"

#include "cry-init.h"
#include "tls-fixture.h"

/* Keys that are elsewhere, as the TLS library sees them. */

/* It belongs to its certificate, tells what it is, and gives nothing away. */
static void
test_public_half (void)
{
  g_autoptr (CryTlsLibrary) library = cry_tls_library_new ();
  CryTlsSigner signer = { 0 };
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_auto (PkiCert) leaf = pki_leaf (&root);
  g_auto (PkiCert) other = pki_leaf (&root);
  g_autoptr (EVP_PKEY) key = NULL;
  BIGNUM *private = NULL;

  g_assert_nonnull (library);
  key = cry_tls_key_new (library, leaf.x509, &signer);
  g_assert_nonnull (key);
  g_assert_cmpint (X509_check_private_key (leaf.x509, key), ==, 1);
  g_assert_cmpint (X509_check_private_key (other.x509, key), ==, 0);
  g_assert_cmpint (EVP_PKEY_get_bits (key), ==, 256);
  g_assert_true (EVP_PKEY_is_a (key, "EC"));
  g_assert_cmpint (EVP_PKEY_get_bn_param (key, "priv", &private), ==, 0);
}

/* Outside of a session that can wait, it does not sign. */
static void
test_signs_only_in_a_session (void)
{
  g_autoptr (CryTlsLibrary) library = cry_tls_library_new ();
  CryTlsSigner signer = { 0 };
  g_auto (PkiCert) root = pki_root ("Test CA");
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (EVP_MD_CTX) ctx = EVP_MD_CTX_new ();
  guint8 signature[256];
  gsize len = sizeof signature;

  g_assert_nonnull (library);
  key = cry_tls_key_new (library, root.x509, &signer);
  g_assert_cmpint (EVP_DigestSignInit_ex (ctx, NULL, "SHA256", library->context, NULL, key, NULL),
                   ==, 1);
  g_assert_cmpint (EVP_DigestSign (ctx, signature, &len, (const guint8 *) "x", 1), ==, 0);
  g_assert_null (signer.octets);
}

/* Everybody else gets the library's own keys. */
static void
test_others_are_not_touched (void)
{
  g_autoptr (CryTlsLibrary) library = cry_tls_library_new ();
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (EVP_MD_CTX) ctx = EVP_MD_CTX_new ();
  guint8 signature[256];
  gsize len = sizeof signature;

  g_assert_nonnull (library);
  key = EVP_PKEY_Q_keygen (library->context, NULL, "EC", "P-256");
  g_assert_cmpint (EVP_DigestSignInit_ex (ctx, NULL, "SHA256", library->context, NULL, key, NULL),
                   ==, 1);
  g_assert_cmpint (EVP_DigestSign (ctx, signature, &len, (const guint8 *) "x", 1), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cry_init ();
  g_test_add_func ("/crypto/tls-key/public-half", test_public_half);
  g_test_add_func ("/crypto/tls-key/signs-only-in-a-session", test_signs_only_in_a_session);
  g_test_add_func ("/crypto/tls-key/others-are-not-touched", test_others_are_not_touched);
  return g_test_run ();
}
