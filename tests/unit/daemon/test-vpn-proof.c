// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What looks like a login to sign, and what does not, octet by octet. */
#include "vpn-proof.h"

#include <string.h>

/* ---- IKEv2 --------------------------------------------------------------------------------- */

static void
add_payload (GByteArray *octets, guint8 next, guint n_body)
{
  const guint8 header[] = { next, 0, 0, (guint8) (4 + n_body) };

  g_byte_array_append (octets, header, sizeof header);
  for (guint i = 0; i < n_body; i++)
    g_byte_array_append (octets, (const guint8 *) "x", 1);
}

static void
add_tail (GByteArray *octets, guint n_tail)
{
  for (guint i = 0; i < n_tail; i++)
    g_byte_array_append (octets, (const guint8 *) "t", 1);
}

/* SA, KE, Nonce, and a notification. */
static GByteArray *
make_auth (guint n_tail)
{
  static const guint8 header[28]
      = { 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 33, 0x20, 34, 8 };
  GByteArray *octets = g_byte_array_new ();

  g_byte_array_append (octets, header, sizeof header);
  add_payload (octets, 34, 40);
  add_payload (octets, 40, 68);
  add_payload (octets, 41, 32);
  add_payload (octets, 0, 8);
  octets->data[27] = (guint8) octets->len;
  add_tail (octets, n_tail);
  return octets;
}

static void
test_auth (void)
{
  for (guint n_tail = 0; n_tail < 600; n_tail++)
    {
      g_autoptr (GByteArray) auth = make_auth (n_tail);

      /* Nonces of 16 to 256 octets, MACs of 16 to 64, and twice a MAC and a number more. */
      g_assert_cmpint (vpn_proof_is_auth (auth->data, auth->len), ==,
                       n_tail >= 32 && n_tail <= 452);
      g_assert_false (vpn_proof_is_certificate_verify (auth->data, auth->len));
    }
}

static void
test_bent_auth (void)
{
  /* Our SPI, a gateway's SPI, first payload, version, exchange, flags, ID, length, a payload. */
  static const guint bent[] = { 8, 15, 16, 17, 18, 19, 20, 23, 24, 26, 27, 28, 30, 31, 72 };
  g_autoptr (GByteArray) auth = make_auth (64);

  for (guint i = 0; i < G_N_ELEMENTS (bent); i++)
    {
      auth->data[bent[i]] ^= 0x20;
      g_assert_false (vpn_proof_is_auth (auth->data, auth->len));
      auth->data[bent[i]] ^= 0x20;
    }
  g_assert_true (vpn_proof_is_auth (auth->data, auth->len));
  memset (auth->data, 0, 8);
  g_assert_false (vpn_proof_is_auth (auth->data, auth->len));
}

static void
test_cut_auth (void)
{
  g_autoptr (GByteArray) auth = make_auth (64);

  for (guint len = 0; len < auth->len - 32; len++)
    {
      g_autofree guint8 *cut = g_memdup2 (auth->data, len);

      g_assert_false (vpn_proof_is_auth (cut, len));
    }
}

/* ---- TLS ----------------------------------------------------------------------------------- */

static GByteArray *
make_tls13 (const char *context, guint n_hash)
{
  GByteArray *octets = g_byte_array_new ();

  for (guint i = 0; i < 64; i++)
    g_byte_array_append (octets, (const guint8 *) " ", 1);
  g_byte_array_append (octets, (const guint8 *) context, (guint) strlen (context) + 1);
  add_tail (octets, n_hash);
  return octets;
}

static void
test_tls13 (void)
{
  g_autoptr (GByteArray) sha256 = make_tls13 ("TLS 1.3, client CertificateVerify", 32);
  g_autoptr (GByteArray) sha384 = make_tls13 ("TLS 1.3, client CertificateVerify", 48);
  g_autoptr (GByteArray) longer = make_tls13 ("TLS 1.3, client CertificateVerify", 49);
  g_autoptr (GByteArray) server = make_tls13 ("TLS 1.3, server CertificateVerify", 32);

  g_assert_true (vpn_proof_is_certificate_verify (sha256->data, sha256->len));
  g_assert_true (vpn_proof_is_certificate_verify (sha384->data, sha384->len));
  g_assert_false (vpn_proof_is_certificate_verify (longer->data, longer->len));
  g_assert_false (vpn_proof_is_certificate_verify (server->data, server->len));
  g_assert_false (vpn_proof_is_auth (sha256->data, sha256->len));
  sha256->data[63] = 'x';
  g_assert_false (vpn_proof_is_certificate_verify (sha256->data, sha256->len));
}

/* Messages of those types, ended by a zero, each with some octets. */
static gboolean
is_tls12 (const guint8 *types)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  for (; *types != 0; types++)
    {
      const guint8 header[] = { *types, 0, 0, 10 };

      g_byte_array_append (octets, header, sizeof header);
      add_tail (octets, 10);
    }
  return vpn_proof_is_certificate_verify (octets->data, octets->len);
}

static void
test_tls12 (void)
{
  g_assert_true (is_tls12 ((const guint8[]){ 1, 2, 11, 12, 13, 14, 11, 16, 0 }));
  g_assert_true (is_tls12 ((const guint8[]){ 1, 2, 11, 13, 14, 11, 16, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 1, 2, 11, 13, 14, 11, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 1, 2, 11, 11, 16, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 1, 2, 14, 16, 15, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 1, 14, 16, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 2, 1, 14, 16, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 1, 2, 1, 2, 14, 16, 0 }));
  g_assert_false (is_tls12 ((const guint8[]){ 0 }));
  g_assert_false (vpn_proof_is_certificate_verify ((const guint8 *) "\1\0\0\5", 4));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/proof/auth", test_auth);
  g_test_add_func ("/daemon/proof/bent-auth", test_bent_auth);
  g_test_add_func ("/daemon/proof/cut-auth", test_cut_auth);
  g_test_add_func ("/daemon/proof/tls-1.3", test_tls13);
  g_test_add_func ("/daemon/proof/tls-1.2", test_tls12);
  return g_test_run ();
}
