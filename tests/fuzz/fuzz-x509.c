// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a gateway sends before it is authenticated: certificates and AlgorithmIdentifiers. A parsed
 * certificate goes through everything the client asks of it, against an anchor that is itself. */
#include "cry-x509.h"
#include "text.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
ask_key (const CryCert *cert)
{
  g_autoptr (CryPublicKey) key = cry_cert_public_key (cert);
  guint8 signature[256] = { 1 };

  if (key == NULL)
    return;
  for (CrySig sig = CRY_SIG_NONE; sig <= CRY_SIG_LAST; sig++)
    {
      g_assert (!cry_sig_verify (sig, key, signature, 1, signature, sizeof signature));
      g_assert (!cry_sig_verify_rs (sig, key, signature, 1, signature, 64));
    }
}

/* Safe to show as it is. */
static void
assert_clean (const char *text)
{
  g_autofree char *clean = text_clean_string (text, G_MAXSIZE);

  g_assert (g_utf8_validate (text, -1, NULL) && g_str_equal (clean, text));
}

static void
ask_texts (const CryCert *cert)
{
  g_autofree char *subject = cry_cert_subject_text (cert);
  g_autofree char *issuer = cry_cert_issuer_text (cert);
  g_autofree char *fingerprint = cry_cert_fingerprint (cert);
  g_auto (GStrv) names = cry_cert_names (cert);
  guint8 hash[20];
  gsize len;
  const guint8 *subject_der = cry_cert_subject_der (cert, &len);

  assert_clean (subject);
  assert_clean (issuer);
  g_assert (g_str_has_prefix (fingerprint, "SHA256:"));
  for (gsize i = 0; names[i] != NULL; i++)
    assert_clean (names[i]);
  cry_cert_key_hash (cert, hash);
  (void) cry_cert_matches (cert, CRY_NAME_DNS, (const guint8 *) "vpn.example.org", 15);
  (void) cry_cert_matches (cert, CRY_NAME_EMAIL, (const guint8 *) "a@example.org", 13);
  (void) cry_cert_matches (cert, CRY_NAME_IP, (const guint8 *) "\xc0\0\2\1", 4);
  (void) cry_cert_matches (cert, CRY_NAME_DN, subject_der, len);
}

static void
ask_path (const CryCert *cert, const guint8 *data, gsize len, gboolean trusted)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  CryCert *const others[] = { (CryCert *) cert, (CryCert *) cert };
  g_auto (CryVerdict) verdict = { 0 };
  const CryPathRequest request = { .leaf = cert,
                                   .intermediates = others,
                                   .n_intermediates = G_N_ELEMENTS (others),
                                   .when = cry_cert_not_after (cert) };

  if (trusted)
    g_assert (cry_trust_add (trust, data, len) == 1);
  cry_trust_verify (trust, &request, &verdict);
  g_assert (trusted || verdict.code != CRY_VERDICT_OK);
}

/* As authorities, of which many are parsed only when a path wants them. */
static void
ask_file (const guint8 *data, gsize len)
{
  g_autoptr (GPtrArray) certs = cry_certs_from_file (data, len);
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (GByteArray) hashes = NULL;
  g_auto (CryVerdict) verdict = { 0 };

  if (certs == NULL)
    return;
  cry_certs_put_leaf_first (certs);
  (void) cry_trust_add (trust, data, len);
  hashes = cry_trust_key_hashes (trust);
  g_assert (hashes->len % 20 == 0 && hashes->len <= 20 * cry_trust_size (trust));
  cry_trust_verify (trust,
                    &(CryPathRequest){ .leaf = certs->pdata[0],
                                       .intermediates = (CryCert **) certs->pdata,
                                       .n_intermediates = MIN (certs->len, CRY_CHAIN_MAX),
                                       .when = cry_cert_not_before (certs->pdata[0]) },
                    &verdict);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (CryCert) cert = cry_cert_new_der (data, len);

  (void) cry_sig_from_algorithm_identifier (data, len);
  if (cert == NULL)
    {
      ask_file (data, len);
      return 0;
    }
  ask_key (cert);
  ask_texts (cert);
  ask_path (cert, data, len, TRUE);
  ask_path (cert, data, len, FALSE);
  return 0;
}
