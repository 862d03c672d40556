// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-client-scheme-private.h"

#include "cry-sig.h"

#include <string.h>

/* Whatever genkand may ask for, a token can be asked for. */
static void
test_names (void)
{
  for (guint sig = CRY_SIG_NONE + 1; sig <= CRY_SIG_LAST; sig++)
    g_assert_nonnull (vpn_client_scheme_find (cry_sig_name ((CrySig) sig)));
  g_assert_null (vpn_client_scheme_find ("RSA PKCS#1 with MD5"));
}

static GBytes *
bytes (const char *octets, gsize len)
{
  return g_bytes_new (octets, len);
}

#define BYTES(text) bytes (text, sizeof text - 1)

static void
assert_octets (GBytes *made, const char *octets, gsize len)
{
  gsize made_len;
  gconstpointer data = g_bytes_get_data (made, &made_len);

  g_assert_cmpmem (data, made_len, octets, len);
}

#define ASSERT_OCTETS(made, text) assert_octets (made, text, sizeof text - 1)

/* SHA-256 of "abc" (FIPS 180-4) */
#define ABC                                                          \
  "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23" \
  "\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad"

/* RFC 8017 section 9.2: the token pads, and has to be given the DigestInfo. */
static void
test_digest_info (void)
{
  CK_MECHANISM mechanism;
  CK_RSA_PKCS_PSS_PARAMS pss;
  g_autoptr (GBytes) octets = BYTES ("abc");
  g_autoptr (GBytes) input = vpn_client_scheme_prepare (
      vpn_client_scheme_find ("RSA PKCS#1 with SHA-256"), octets, &mechanism, &pss);

  g_assert_cmpuint (mechanism.mechanism, ==, CKM_RSA_PKCS);
  ASSERT_OCTETS (input, "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04"
                        "\x20" ABC);
}

static void
test_pss (void)
{
  CK_MECHANISM mechanism;
  CK_RSA_PKCS_PSS_PARAMS pss;
  g_autoptr (GBytes) octets = BYTES ("abc");
  g_autoptr (GBytes) input = vpn_client_scheme_prepare (
      vpn_client_scheme_find ("RSA-PSS with SHA-256"), octets, &mechanism, &pss);

  g_assert_true (mechanism.pParameter == &pss && mechanism.ulParameterLen == sizeof pss);
  g_assert_cmpuint (pss.hashAlg, ==, CKM_SHA256);
  g_assert_cmpuint (pss.mgf, ==, CKG_MGF1_SHA256);
  g_assert_cmpuint (pss.sLen, ==, 32);
  ASSERT_OCTETS (input, ABC);
}

/* A token gives r and s as they are; their DER has no zeros in front, and none of them negative. */
static void
test_ecdsa (void)
{
  const VpnClientScheme *scheme = vpn_client_scheme_find ("ECDSA with SHA-256");
  g_autoptr (GBytes) made
      = vpn_client_scheme_finish (scheme, (const guint8 *) "\x00\x00\x7f\x80\x01\x02", 6);

  ASSERT_OCTETS (made, "\x30\x09\x02\x01\x7f\x02\x04\x00\x80\x01\x02");
}

static void
test_eddsa (void)
{
  CK_MECHANISM mechanism;
  const VpnClientScheme *scheme = vpn_client_scheme_find ("Ed25519");
  g_autoptr (GBytes) octets = BYTES ("abc");
  g_autoptr (GBytes) input = vpn_client_scheme_prepare (scheme, octets, &mechanism, NULL);
  g_autoptr (GBytes) made = vpn_client_scheme_finish (scheme, (const guint8 *) "xyz", 3);

  ASSERT_OCTETS (input, "abc");
  ASSERT_OCTETS (made, "xyz");
}

/* What the worker compares with the certificate: as the crypto library writes it. */
static void
test_keys (void)
{
  g_autoptr (GBytes) modulus = BYTES ("\x00\xc1\x02\x03");
  g_autoptr (GBytes) exponent = BYTES ("\x01\x00\x01");
  g_autoptr (GBytes) curve = BYTES ("\x06\x05\x2b\x81\x04\x00\x22");
  g_autoptr (GBytes) point = BYTES ("\x04\x03\x04\xaa\xbb");
  g_autoptr (GBytes) bare = BYTES ("\x04\xaa\xbb");
  g_autoptr (GBytes) rsa = vpn_client_scheme_rsa_key (modulus, exponent);
  g_autoptr (GBytes) ec = vpn_client_scheme_ec_key (curve, point);
  g_autoptr (GBytes) none = vpn_client_scheme_ec_key (curve, bare);

  ASSERT_OCTETS (rsa, "\x30\x1f\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
                      "\x03\x0e\x00\x30\x0b\x02\x04\x00\xc1\x02\x03\x02\x03\x01\x00\x01");
  ASSERT_OCTETS (ec, "\x30\x18\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00"
                     "\x22\x03\x04\x00\x04\xaa\xbb");
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/scheme/names", test_names);
  g_test_add_func ("/client/scheme/digest-info", test_digest_info);
  g_test_add_func ("/client/scheme/pss", test_pss);
  g_test_add_func ("/client/scheme/ecdsa", test_ecdsa);
  g_test_add_func ("/client/scheme/eddsa", test_eddsa);
  g_test_add_func ("/client/scheme/keys", test_keys);
  return g_test_run ();
}
