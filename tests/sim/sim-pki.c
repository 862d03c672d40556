// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-pki.h"

static GBytes *
load (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sim", "pki", file, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize len = 0;

  g_file_get_contents (path, &data, &len, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, len);
}

GPtrArray *
sim_pki_certs (const char *name)
{
  g_autoptr (GBytes) file = load (name, ".pem");
  GPtrArray *certs = cry_certs_from_file (g_bytes_get_data (file, NULL), g_bytes_get_size (file));

  g_assert_nonnull (certs);
  return certs;
}

CryPrivateKey *
sim_pki_key (const char *name)
{
  g_autoptr (GBytes) file = load (name, ".key");
  g_autoptr (SecretBuf) secret
      = secret_buf_new_copy (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  CryPrivateKey *key = NULL;

  g_assert_cmpint (cry_private_key_parse (secret, NULL, &key), ==, CRY_PRIVATE_KEY_OK);
  return key;
}

CryKeyType
sim_pki_key_type (const GPtrArray *certs)
{
  g_autoptr (CryPublicKey) key = cry_cert_public_key (certs->pdata[0]);

  return cry_public_key_type (key);
}

CryTrust *
sim_pki_trust (const char *name)
{
  g_autoptr (GBytes) file = load (name, ".pem");
  CryTrust *trust = cry_trust_new ();

  g_assert_cmpuint (cry_trust_add (trust, g_bytes_get_data (file, NULL), g_bytes_get_size (file)),
                    >, 0);
  return trust;
}
