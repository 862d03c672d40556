// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The fuzz target over real certificates of every key type with a few octets bent. */
#include "pki-fixture.h"

#include <openssl/rsa.h>

#define ROUNDS 400 /* per certificate; each may verify signatures */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
bend_certificate (EVP_PKEY *taken)
{
  g_autoptr (EVP_PKEY) pkey = taken;
  const PkiSpec spec = { .subject = "vpn.example.org",
                         .pkey = pkey,
                         .basic = "critical,CA:TRUE,pathlen:1",
                         .usage = "digitalSignature,keyCertSign",
                         .extended_usage = "serverAuth",
                         .names = "DNS:*.example.org,IP:192.0.2.1,email:a@example.org",
                         .constraints = "permitted;DNS:example.org" };
  g_auto (PkiCert) cert = pki_issue (&spec);
  g_autoptr (GByteArray) der = pki_der (&cert);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5280);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GByteArray) bent = g_byte_array_new ();

      g_byte_array_append (bent, der->data, der->len);
      for (gint n = g_rand_int_range (rand, 0, 3); n > 0; n--)
        bent->data[g_rand_int_range (rand, 0, (gint) bent->len)] = (guint8) g_rand_int (rand);
      (void) LLVMFuzzerTestOneInput (bent->data, bent->len);
    }
}

static void
test_bent_certificates (void)
{
  bend_certificate (EVP_EC_gen ("P-256"));
  bend_certificate (EVP_EC_gen ("P-521"));
  bend_certificate (EVP_RSA_gen (1024));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/fuzz/bent-certificates", test_bent_certificates);
  return g_test_run ();
}
