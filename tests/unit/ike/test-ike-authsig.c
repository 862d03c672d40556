// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-authsig.h"

#include "ike-message.h"
#include "sim-pki.h"
#include "test-support.h"

#include <string.h>

static const guint8 message[] = "the message as it was on the wire";
static const guint8 peer_nonce[16] = { 7 };
static const guint8 id_body[] = { 2, 0xaa, 0xbb, 0xcc, 'v', 'p', 'n' };

static GBytes *
octets_of (const SecretBuf *sk_p)
{
  const IkeAuthInput input = {
    .prf = CRY_PRF_HMAC_SHA2_256,
    .message = { message, sizeof message - 1 },
    .peer_nonce = { peer_nonce, sizeof peer_nonce },
    .id_body = { id_body, sizeof id_body },
    .sk_p = sk_p,
  };

  return ike_auth_octets (&input);
}

/* message | nonce | prf (SK_p, ID body with the reserved octets as they were). */
static void
test_octets (void)
{
  g_autoptr (SecretBuf) sk_p = counting_secret (0, 32);
  g_autoptr (GBytes) octets = octets_of (sk_p);
  const CrySpan body = { id_body, sizeof id_body };
  g_autoptr (SecretBuf) mac = cry_prf (CRY_PRF_HMAC_SHA2_256, secret_buf_peek (sk_p), 32, &body, 1);
  const guint8 *data = g_bytes_get_data (octets, NULL);

  g_assert_cmpuint (g_bytes_get_size (octets), ==, sizeof message - 1 + 16 + 32);
  g_assert_cmpmem (data, sizeof message - 1, message, sizeof message - 1);
  g_assert_cmpmem (data + sizeof message - 1, 16, peer_nonce, 16);
  g_assert_cmpmem (data + sizeof message - 1 + 16, 32, secret_buf_peek (mac), 32);
}

static void
test_psk (void)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy ("secret", 6);
  g_autoptr (SecretBuf) other = secret_buf_new_copy ("Secret", 6);
  g_autoptr (GBytes) octets = g_bytes_new_static ("octets", 6);
  g_autoptr (GBytes) value = ike_auth_psk (CRY_PRF_HMAC_SHA2_256, secret, octets);
  /* prf ("secret", "Key Pad for IKEv2"), from an independent script. */
  g_autoptr (GBytes) pad = hex ("5fd8819cd79c7d1470058863cddc51ba31b4b8c876e6a7a803c3c95aaf71c10d");
  const CrySpan all = { "octets", 6 };
  g_autoptr (SecretBuf) expected
      = cry_prf (CRY_PRF_HMAC_SHA2_256, g_bytes_get_data (pad, NULL), 32, &all, 1);
  IkeAuth auth = { .method = IKE_AUTH_METHOD_SHARED_KEY };

  g_assert_cmpmem (g_bytes_get_data (value, NULL), g_bytes_get_size (value),
                   secret_buf_peek (expected), 32);
  auth.data = g_bytes_get_data (value, &auth.len);
  g_assert_true (ike_auth_psk_verify (CRY_PRF_HMAC_SHA2_256, secret, octets, &auth));
  g_assert_false (ike_auth_psk_verify (CRY_PRF_HMAC_SHA2_256, other, octets, &auth));
  auth.len--;
  g_assert_false (ike_auth_psk_verify (CRY_PRF_HMAC_SHA2_256, secret, octets, &auth));
  auth.len++;
  auth.method = IKE_AUTH_METHOD_NULL_AUTH;
  g_assert_false (ike_auth_psk_verify (CRY_PRF_HMAC_SHA2_256, secret, octets, &auth));
  auth.method = IKE_AUTH_METHOD_SIGNATURE;
  g_assert_false (ike_auth_psk_verify (CRY_PRF_HMAC_SHA2_256, secret, octets, &auth));
}

static IkeHashSet
set_of (CryHash hash)
{
  return 1u << hash;
}

static void
test_choose (void)
{
  const IkeHashSet all = ike_hash_set_default ();
  IkeAuthScheme scheme;

  g_assert_true (ike_auth_scheme_choose (CRY_KEY_RSA, all, &scheme));
  g_assert_cmpint (scheme.sig, ==, CRY_SIG_RSA_PSS_SHA2_256);
  g_assert_true (ike_auth_scheme_choose (CRY_KEY_RSA, set_of (CRY_HASH_SHA2_512), &scheme));
  g_assert_cmpint (scheme.sig, ==, CRY_SIG_RSA_PSS_SHA2_512);
  /* The older padding keeps the hash, and is not left again. */
  g_assert_true (ike_auth_scheme_make_pkcs1 (&scheme));
  g_assert_cmpint (scheme.sig, ==, CRY_SIG_RSA_PKCS1_SHA2_512);
  g_assert_cmpuint (scheme.method, ==, IKE_AUTH_METHOD_SIGNATURE);
  g_assert_false (ike_auth_scheme_make_pkcs1 (&scheme));
  g_assert_true (ike_auth_scheme_choose (CRY_KEY_RSA, 0, &scheme));
  g_assert_cmpuint (scheme.method, ==, IKE_AUTH_METHOD_RSA);
  /* SHA-1 alone is no reason to use method 14 with it. */
  g_assert_true (ike_auth_scheme_choose (CRY_KEY_RSA, set_of (CRY_HASH_SHA1), &scheme));
  g_assert_cmpuint (scheme.method, ==, IKE_AUTH_METHOD_RSA);
  g_assert_true (ike_auth_scheme_choose (CRY_KEY_ECDSA_P384, all, &scheme));
  g_assert_cmpint (scheme.sig, ==, CRY_SIG_ECDSA_SHA2_384);
  g_assert_true (ike_auth_scheme_choose (CRY_KEY_ECDSA_P521, 0, &scheme));
  g_assert_cmpuint (scheme.method, ==, IKE_AUTH_METHOD_ECDSA_521);
  g_assert_true (ike_auth_scheme_choose (CRY_KEY_ED25519, all, &scheme));
  g_assert_cmpint (scheme.sig, ==, CRY_SIG_ED25519);
  g_assert_false (ike_auth_scheme_choose (CRY_KEY_ED25519, set_of (CRY_HASH_SHA2_512), &scheme));
  g_assert_false (ike_auth_scheme_choose (CRY_KEY_UNKNOWN, all, &scheme));
}

static IkeHashSet
read_hashes (const char *list)
{
  g_autoptr (GBytes) data = hex (list);
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkeHeader header = { .spi_i = 1 };
  g_autofree IkeMessage *init = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_SIGNATURE_HASH_ALGORITHMS,
                            g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  g_assert_cmpint (ike_message_read_inner (&header, builder.first,
                                           byte_writer_data (&builder.chain),
                                           byte_writer_len (&builder.chain), init),
                   ==, IKE_MESSAGE_OK);
  return ike_hash_set_read (init);
}

static void
test_hash_set (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  /* Unknown ones and an odd octet at the end are ignored. */
  g_assert_cmpuint (read_hashes ("0002000400060063ff"), ==,
                    set_of (CRY_HASH_SHA2_256) | set_of (CRY_HASH_SHA2_512));
  g_assert_cmpuint (read_hashes (""), ==, 0);
  ike_message_builder_init (&builder);
  ike_hash_set_write (&builder, ike_hash_set_default ());
  assert_hex (byte_writer_data (&builder.chain), byte_writer_len (&builder.chain),
              "00000010"
              "0000402f"
              "0002000300040005");
}

typedef struct
{
  GBytes *octets;
  GBytes *value;
  CryPublicKey *key;
  IkeAuth auth;
  IkeAuthScheme scheme;
} Signed;

static void
signed_init (Signed *made, const char *name, IkeHashSet peer_hashes)
{
  g_autoptr (GPtrArray) certs = sim_pki_certs (name);
  g_autoptr (CryPrivateKey) key = sim_pki_key (name);
  g_autoptr (GBytes) signature = NULL;

  made->octets = g_bytes_new_static ("octets to be signed", 19);
  made->key = cry_cert_public_key (certs->pdata[0]);
  g_assert_true (ike_auth_scheme_choose (sim_pki_key_type (certs), peer_hashes, &made->scheme));
  signature
      = cry_private_key_sign (key, made->scheme.sig, g_bytes_get_data (made->octets, NULL), 19);
  g_assert_nonnull (signature);
  made->value = ike_auth_sig_pack (&made->scheme, sim_pki_key_type (certs), signature);
  g_assert_nonnull (made->value);
  made->auth.method = made->scheme.method;
  made->auth.data = g_bytes_get_data (made->value, &made->auth.len);
}

static void
signed_clear (Signed *made)
{
  g_clear_pointer (&made->octets, g_bytes_unref);
  g_clear_pointer (&made->value, g_bytes_unref);
  g_clear_pointer (&made->key, cry_public_key_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signed, signed_clear)

static gboolean
verify (const Signed *made, IkeHashSet ours, IkeHashSet peers)
{
  return ike_auth_sig_verify (&made->auth, made->key, made->octets, ours, peers, NULL);
}

static void
test_rfc7427 (gconstpointer name)
{
  const IkeHashSet all = ike_hash_set_default ();
  g_auto (Signed) made = { 0 };
  g_autoptr (GBytes) other = g_bytes_new_static ("other octets", 12);
  g_autofree guint8 *copy = NULL;
  CrySig sig = CRY_SIG_NONE;

  signed_init (&made, name, all);
  g_assert_cmpuint (made.auth.method, ==, IKE_AUTH_METHOD_SIGNATURE);
  g_assert_true (ike_auth_sig_verify (&made.auth, made.key, made.octets, all, all, &sig));
  g_assert_cmpint (sig, ==, made.scheme.sig);
  g_assert_false (ike_auth_sig_verify (&made.auth, made.key, other, all, all, NULL));
  /* With a hash we did not announce, or without our having announced any (AUT-12, AUT-14). */
  g_assert_false (verify (&made, 0, all));
  g_assert_false (verify (&made, all & ~set_of (cry_sig_hash (sig)), all));
  copy = g_memdup2 (made.auth.data, made.auth.len);
  for (gsize i = 0; i < made.auth.len; i++)
    {
      made.auth.data = copy;
      copy[i] ^= 0x01;
      g_assert_false (verify (&made, all, all));
      copy[i] ^= 0x01;
    }
  for (gsize len = 0; len < made.auth.len; len++)
    {
      Signed cut = made;

      cut.auth.len = len;
      g_assert_false (verify (&cut, all, all));
    }
}

static void
test_old_methods (gconstpointer name)
{
  const IkeHashSet all = ike_hash_set_default ();
  g_auto (Signed) made = { 0 };
  gboolean rsa;

  signed_init (&made, name, 0);
  rsa = made.auth.method == IKE_AUTH_METHOD_RSA;
  g_assert_true (verify (&made, all, 0));
  /* A peer that knows RFC 7427 has no reason for SHA-1. */
  g_assert_cmpint (verify (&made, all, all), ==, !rsa);
  if (!rsa)
    g_assert_cmpuint (made.auth.len, ==, 64);
  made.auth.method = rsa ? IKE_AUTH_METHOD_ECDSA_256 : IKE_AUTH_METHOD_RSA;
  g_assert_false (verify (&made, all, 0));
  made.auth.method = IKE_AUTH_METHOD_ECDSA_384;
  g_assert_false (verify (&made, all, 0));
  made.auth.method = IKE_AUTH_METHOD_NULL_AUTH;
  g_assert_false (verify (&made, all, 0));
  made.auth.method = IKE_AUTH_METHOD_SHARED_KEY;
  g_assert_false (verify (&made, all, 0));
}

/* The algorithm must suit the key: RSA's identifier over an ECDSA key is refused (AUT-21). */
static void
test_key_mismatch (void)
{
  const IkeHashSet all = ike_hash_set_default ();
  g_auto (Signed) rsa = { 0 };
  g_auto (Signed) ecdsa = { 0 };

  signed_init (&rsa, "gateway-rsa", all);
  signed_init (&ecdsa, "gateway", all);
  g_assert_false (ike_auth_sig_verify (&rsa.auth, ecdsa.key, rsa.octets, all, all, NULL));
  g_assert_false (ike_auth_sig_verify (&ecdsa.auth, rsa.key, ecdsa.octets, all, all, NULL));
}

/* Methods 9 to 11 want both numbers at full width, whatever the DER looked like (AUT-11). */
static void
test_der_to_rs (void)
{
  const IkeAuthScheme scheme = { IKE_AUTH_METHOD_ECDSA_256, CRY_SIG_ECDSA_SHA2_256 };
  g_autoptr (GBytes) der = hex ("3007"
                                "020101"
                                "02020080");
  g_autoptr (GBytes) rs = ike_auth_sig_pack (&scheme, CRY_KEY_ECDSA_P256, der);
  static const char *const bad[] = {
    "", "30", "3006020101020101ff", "3007020101020200", "3103020101", "3006030101020101",
  };

  assert_hex (g_bytes_get_data (rs, NULL), g_bytes_get_size (rs),
              "0000000000000000000000000000000000000000000000000000000000000001"
              "0000000000000000000000000000000000000000000000000000000000000080");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = hex (bad[i]);

      g_assert_null (ike_auth_sig_pack (&scheme, CRY_KEY_ECDSA_P256, bytes));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/authsig/AUT-01/octets", test_octets);
  g_test_add_func ("/ike/authsig/AUT-05+AUT-25+AUT-28/psk", test_psk);
  g_test_add_func ("/ike/authsig/ALG-06+AUT-14/choose", test_choose);
  g_test_add_func ("/ike/authsig/ALG-06+AUT-13/hash-set", test_hash_set);
  g_test_add_data_func ("/ike/authsig/AUT-12/rsa", "gateway-rsa", test_rfc7427);
  g_test_add_data_func ("/ike/authsig/AUT-12+AUT-18/ecdsa", "gateway", test_rfc7427);
  g_test_add_data_func ("/ike/authsig/AUT-20/ed25519", "gateway-ed25519", test_rfc7427);
  g_test_add_data_func ("/ike/authsig/AUT-10+AUT-25+AUT-28/rsa", "gateway-rsa", test_old_methods);
  g_test_add_data_func ("/ike/authsig/AUT-11+AUT-25+AUT-28/ecdsa", "gateway", test_old_methods);
  g_test_add_func ("/ike/authsig/AUT-21/key-mismatch", test_key_mismatch);
  g_test_add_func ("/ike/authsig/AUT-11/der-to-rs", test_der_to_rs);
  return g_test_run ();
}
