// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-words.h"

/* What people write, and what it stands for. */

#include "ike-proposal-offer.h"
#include "proposal-support.h"

static void
test_parse (void)
{
  g_autofree IkeProposals *ike
      = parse ("aes256gcm16-prfsha384-ecp256,aes128-sha256-modp2048", IKE_PROTOCOL_IKE);
  g_autofree IkeProposals *esp = parse ("aes128gcm16-x25519,aes256-sha512-noesn", IKE_PROTOCOL_ESP);

  assert_proposal (ike, 0, "AES_GCM_16_256 PRF_HMAC_SHA2_384 ECP_256");
  assert_proposal (ike, 1, "AES_CBC_128 PRF_HMAC_SHA2_256 HMAC_SHA2_256_128 MODP_2048");
  assert_proposal (esp, 0, "AES_GCM_16_128 X25519 ESN NO_ESN");
  assert_proposal (esp, 1, "AES_CBC_256 HMAC_SHA2_512_256 NO_ESN");
}

/* AEAD and other ciphers in one list of words become two proposals (SAP-03). */
static void
test_parse_mixed (void)
{
  g_autofree IkeProposals *ike
      = parse ("aes256gcm16-aes256-sha256-prfsha256-ecp256", IKE_PROTOCOL_IKE);

  g_assert_cmpuint (ike->n_items, ==, 2);
  assert_proposal (ike, 0, "AES_GCM_16_256 PRF_HMAC_SHA2_256 ECP_256");
  assert_proposal (ike, 1, "AES_CBC_256 PRF_HMAC_SHA2_256 HMAC_SHA2_256_128 ECP_256");
}

/* CCM is an AEAD, CTR needs a MAC. */
static void
test_parse_kinds (void)
{
  g_autofree IkeProposals *ike
      = parse ("aes256ccm16-aes128ctr-sha256-prfsha256-x448", IKE_PROTOCOL_IKE);

  g_assert_cmpuint (ike->n_items, ==, 2);
  assert_proposal (ike, 0, "AES_CCM_16_256 PRF_HMAC_SHA2_256 X448");
  assert_proposal (ike, 1, "AES_CTR_128 PRF_HMAC_SHA2_256 HMAC_SHA2_256_128 X448");
}

/* "none": with and without a new key exchange. */
static void
test_parse_none (void)
{
  g_autofree IkeProposals *esp = parse ("aes256gcm16-ecp256-none", IKE_PROTOCOL_ESP);

  g_assert_cmpuint (esp->n_items, ==, 2);
  assert_proposal (esp, 0, "AES_GCM_16_256 ECP_256 ESN NO_ESN");
  assert_proposal (esp, 1, "AES_GCM_16_256 ESN NO_ESN");
}

static void
test_parse_errors (void)
{
  static const struct
  {
    const char *list;
    gboolean ike, legacy;
    const char *word; /* must be in the message; NULL: fine */
  } rows[] = {
    { NULL, TRUE, FALSE, NULL },
    { "", FALSE, FALSE, NULL },
    { " aes256-sha256-ecp256 , AES128-SHA256-ECP256 ", TRUE, FALSE, NULL },
    { "aes256gcm16-prfsha256-ecp255", TRUE, FALSE, "ecp255" },
    { "aes256-sha1-modp1024", TRUE, FALSE, "sha1" },
    { "aes256-sha1-modp1024", TRUE, TRUE, NULL },
    { "aes128gcm16iiv-prfsha256-ecp256", TRUE, FALSE, "aes128gcm16iiv" },
    { "aes128gcm16iiv-chacha20poly1305iiv", FALSE, FALSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *why = ike_proposals_check (rows[i].list, rows[i].ike, rows[i].legacy);

      g_test_message ("%s: %s", rows[i].list, why);
      g_assert_cmpint (why == NULL, ==, rows[i].word == NULL);
      if (why != NULL)
        g_assert_nonnull (strstr (why, rows[i].word));
    }
}

/* What the grammar knows, this build can do. */
static void
test_every_word (void)
{
  static const char *const lists[] = {
    "aes256gcm16-aes192gcm12-aes128gcm8-chacha20poly1305-prfsha512-x448-modp8192",
    "aes256ccm16-aes192ccm12-aes128ccm8-prfsha384-ecp256bp-ecp384bp-ecp512bp",
    "aes256ctr-aes192ctr-aes128ctr-sha384-sha512-ecp521-modp6144-curve25519",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    g_assert_null (ike_proposals_check (lists[i], TRUE, FALSE));
}

static gsize
wire_size (const IkeProposals *proposals)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_sa_write (&builder, proposals);
  return byte_writer_len (&builder.chain);
}

/* ecp256 first, AEAD first, no legacy, small (SAP-25). */
static void
test_defaults (void)
{
  g_autofree IkeProposals *ike = parse (NULL, IKE_PROTOCOL_IKE);
  g_autofree IkeProposals *esp = parse (NULL, IKE_PROTOCOL_ESP);
  const CryKe weak[] = { CRY_KE_MODP1024, CRY_KE_MODP1536, CRY_KE_NONE };

  g_assert_cmpuint (ike->n_items, ==, 2);
  g_assert_cmpint (ike_proposals_first_group (ike), ==, CRY_KE_ECP256);
  g_assert_cmpuint (ike->items[0].transforms[0].id, ==, CRY_ENCR_AES_GCM_16);
  g_assert_true (ike_proposals_has_group (ike, CRY_KE_MODP2048));
  for (gsize i = 0; i < G_N_ELEMENTS (weak); i++)
    g_assert_false (ike_proposals_has_group (ike, (guint16) weak[i]));
  g_assert_cmpuint (wire_size (ike), <, 400);

  g_assert_cmpuint (esp->n_items, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/proposal-words/SAP-01+SAP-04+SAP-06+SAP-07/parse", test_parse);
  g_test_add_func ("/ike/proposal-words/SAP-02+SAP-03/parse-mixed", test_parse_mixed);
  g_test_add_func ("/ike/proposal-words/SAP-10/parse-none", test_parse_none);
  g_test_add_func ("/ike/proposal-words/every-word", test_every_word);
  g_test_add_func ("/ike/proposal-words/parse-kinds", test_parse_kinds);
  g_test_add_func ("/ike/proposal-words/parse-errors", test_parse_errors);
  g_test_add_func ("/ike/proposal-words/SAP-25/defaults", test_defaults);
  return g_test_run ();
}
