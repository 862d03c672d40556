// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-init.h"
#include "cry-kex.h"
#include "cry-rng.h"
#include "cry-selftest.h"
#include "pki-fixture.h"
#include "sandbox-fixture.h"

#include <openssl/rsa.h>

static void
use_every_group (void)
{
  static const CryKe groups[] = { CRY_KE_MODP1024, CRY_KE_MODP2048, CRY_KE_ECP256,
                                  CRY_KE_ECP384,   CRY_KE_ECP521,   CRY_KE_X25519 };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr (CryKex) kex = cry_kex_new (groups[i], cry_rng_system ());
      g_autoptr (SecretBuf) shared = NULL;
      const guint8 *own;
      gsize len;

      own = cry_kex_public (kex, &len);
      shared = cry_kex_derive (kex, own, len);
      g_assert_nonnull (shared);
    }
}

/* Parsing and verifying a path, with its names and texts, and checking signatures of its key. */
static void
use_certificates (const char *bundle, gsize len)
{
  g_autoptr (GPtrArray) certs = cry_certs_from_file ((const guint8 *) bundle, len);
  CryCert *leaf = g_ptr_array_index (certs, 1);
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (CryPublicKey) key = cry_cert_public_key (leaf);
  g_autofree char *subject = cry_cert_subject_text (leaf);
  g_auto (CryVerdict) verdict = { 0 };
  CryPathRequest request = { .leaf = leaf, .when = PKI_NOW };
  guint8 junk[256] = { 1 };

  g_assert_cmpuint (cry_trust_add (trust, (const guint8 *) bundle, len), ==, 2);
  cry_trust_verify (trust, &request, &verdict);
  g_assert_cmpint (verdict.code, ==, CRY_VERDICT_OK);
  request.when = 0;
  cry_verdict_clear (&verdict);
  cry_trust_verify (trust, &request, &verdict);
  g_assert_cmpint (verdict.code, ==, CRY_VERDICT_NOT_YET_VALID);
  g_assert_true (cry_cert_matches (leaf, CRY_NAME_DNS, (const guint8 *) "vpn.example.org", 15));
  g_assert_false (cry_sig_verify (CRY_SIG_RSA_PSS_SHA2_256, key, junk, 1, junk, sizeof junk));
  g_assert_false (cry_sig_verify (CRY_SIG_RSA_PKCS1_SHA2_256, key, junk, 1, junk, sizeof junk));
}

static void
work_in_sandbox (void)
{
  g_autoptr (GString) bundle = g_string_new (NULL);
  g_autoptr (EVP_PKEY) rsa = NULL;
  const char *failed = NULL;

  /* A broken configuration of the administrator must not be read, let alone obeyed. */
  g_assert_true (g_setenv ("OPENSSL_CONF", "/nonexistent/openssl.cnf", TRUE));
  g_assert_true (g_setenv ("OPENSSL_MODULES", "/nonexistent", TRUE));
  cry_init ();
  /* What the test needs for itself. */
  rsa = EVP_RSA_gen (2048);
  g_auto (PkiCert) root = pki_root ("Test CA");
  const PkiSpec spec = { .subject = "gateway",
                         .issuer = &root,
                         .pkey = rsa,
                         .names = "DNS:vpn.example.org",
                         .extended_usage = "serverAuth" };
  g_auto (PkiCert) leaf = pki_issue (&spec);
  pki_pem (bundle, &root);
  pki_pem (bundle, &leaf);

  sandbox_close_file_system ();
  g_assert_true (cry_selftest (&failed));
  use_every_group ();
  use_certificates (bundle->str, bundle->len);
}

static void
test_works_without_files (void)
{
  sandbox_run (work_in_sandbox);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/init/works-without-files", test_works_without_files);
  return g_test_run ();
}
