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

/* Neither SHA-1 nor AES-192, and nothing that RFC 8247 and RFC 8221 would not have. */
static void
assert_defaults (const IkeProposals *proposals)
{
  for (guint i = 0; i < proposals->n_items; i++)
    for (guint k = 0; k < proposals->items[i].n_transforms; k++)
      {
        const IkeTransform *transform = &proposals->items[i].transforms[k];

        g_assert_cmpuint (transform->key_bits, !=, 192);
        if (transform->type == IKE_TRANSFORM_ENCR)
          g_assert_true (transform->id == CRY_ENCR_AES_CBC || transform->id == CRY_ENCR_AES_GCM_16
                         || transform->id == CRY_ENCR_CHACHA20_POLY1305);
        if (transform->type == IKE_TRANSFORM_PRF)
          g_assert_cmpuint (transform->id, >=, CRY_PRF_HMAC_SHA2_256);
        if (transform->type == IKE_TRANSFORM_INTEG)
          g_assert_cmpuint (transform->id, >=, CRY_INTEG_HMAC_SHA2_256_128);
      }
}

/* RFC 8247 and RFC 8221: what there must be, what only the legacy list has, and what there must not
 * be whatever list it is. */
static void
test_algorithms (gconstpointer data)
{
  static const char *const musts[]
      = { "aes256-sha256-ecp256",         "aes128-sha256-modp2048",
          "aes256gcm16-prfsha256-ecp256", "aes128gcm16-prfsha256-ecp256",
          "aes128-sha512-ecp256",         "chacha20poly1305-prfsha256-x25519" };
  static const char *const legacy[]
      = { "aes128-sha1-modp2048", "aes128-sha256-modp1024", "aes128-sha256-modp1536",
          "aes128-sha256-prfsha1-modp2048" };
  static const char *const never[]
      = { "des-sha256-ecp256",    "null-sha256-ecp256",          "3des-sha256-ecp256",
          "aes128-md5-ecp256",    "aes128-sha256-prfmd5-ecp256", "aes128-sha256-modp768",
          "aes128-desmac-ecp256", "aes128-kpdk-ecp256",          "blowfish128-sha256-ecp256" };
  /* What came with IKEv1 and went with it (RFC 9395). */
  static const char *const gone[]
      = { "rc5-sha256-ecp256",     "cast128-sha256-ecp256",  "idea-sha256-ecp256",
          "3idea-sha256-ecp256",   "desiv64-sha256-ecp256",  "desiv32-sha256-ecp256",
          "aes128-md5_128-ecp256", "aes128-sha1_160-ecp256", "aes128-sha256-prftiger-ecp256" };
  IkeProtocol protocol = (IkeProtocol) GPOINTER_TO_INT (data);
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);

  for (guint i = 0; i < G_N_ELEMENTS (musts) && protocol == IKE_PROTOCOL_IKE; i++)
    g_assert_true (ike_proposals_parse (musts[i], protocol, FALSE, proposals, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (legacy); i++)
    {
      g_assert_false (ike_proposals_parse (legacy[i], protocol, FALSE, proposals, NULL));
      g_assert_true (protocol == IKE_PROTOCOL_ESP
                     || ike_proposals_parse (legacy[i], protocol, TRUE, proposals, NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    for (gboolean loud = FALSE; loud <= TRUE; loud++)
      g_assert_false (ike_proposals_parse (never[i], protocol, loud, proposals, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_false (ike_proposals_parse (gone[i], protocol, TRUE, proposals, NULL));
}

static void
test_esp_algorithms (void)
{
  static const char *const musts[] = { "aes256-sha256", "aes128-sha256", "aes128-sha512",
                                       "aes256gcm16",   "aes128gcm16",   "chacha20poly1305" };
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);

  for (guint i = 0; i < G_N_ELEMENTS (musts); i++)
    g_assert_true (ike_proposals_parse (musts[i], IKE_PROTOCOL_ESP, FALSE, proposals, NULL));
  g_assert_false (ike_proposals_parse ("aes128-sha1", IKE_PROTOCOL_ESP, FALSE, proposals, NULL));
  g_assert_true (ike_proposals_parse ("aes128-sha1", IKE_PROTOCOL_ESP, TRUE, proposals, NULL));
  /* A cipher without a MAC has none (and is none). */
  g_assert_false (ike_proposals_parse ("aes128", IKE_PROTOCOL_ESP, TRUE, proposals, NULL));
}

/* ecp256 first, AEAD first, no legacy, small (SAP-25). */
static void
test_defaults (void)
{
  g_autofree IkeProposals *ike = parse (NULL, IKE_PROTOCOL_IKE);
  g_autofree IkeProposals *esp = parse (NULL, IKE_PROTOCOL_ESP);
  const CryKe weak[] = { CRY_KE_MODP1024, CRY_KE_MODP1536, CRY_KE_NONE };
  const CryKe strong[] = { CRY_KE_ECP256, CRY_KE_X25519, CRY_KE_ECP384, CRY_KE_MODP3072 };

  g_assert_cmpuint (ike->n_items, ==, 2);
  g_assert_cmpint (ike_proposals_first_group (ike), ==, CRY_KE_ECP256);
  g_assert_cmpuint (ike->items[0].transforms[0].id, ==, CRY_ENCR_AES_GCM_16);
  g_assert_true (ike_proposals_has_group (ike, CRY_KE_MODP2048));
  for (gsize i = 0; i < G_N_ELEMENTS (weak); i++)
    g_assert_false (ike_proposals_has_group (ike, (guint16) weak[i]));
  g_assert_cmpuint (wire_size (ike), <, 400);
  for (guint i = 0; i < G_N_ELEMENTS (strong); i++)
    g_assert_true (ike_proposals_has_group (ike, (guint16) strong[i]));
  assert_defaults (ike);
  assert_defaults (esp);

  g_assert_cmpuint (esp->n_items, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/proposal-words/SAP-01+SAP-04+SAP-06+SAP-07+SAP-12/parse", test_parse);
  g_test_add_func ("/ike/proposal-words/SAP-02+SAP-03/parse-mixed", test_parse_mixed);
  g_test_add_func ("/ike/proposal-words/SAP-10/parse-none", test_parse_none);
  g_test_add_func ("/ike/proposal-words/every-word", test_every_word);
  g_test_add_func ("/ike/proposal-words/parse-kinds", test_parse_kinds);
  g_test_add_func ("/ike/proposal-words/parse-errors", test_parse_errors);
  g_test_add_func ("/ike/proposal-words/AEA-11+ALG-10+SAP-25/defaults", test_defaults);
  g_test_add_data_func ("/ike/proposal-words/ALG-01+ALG-03+ALG-09+ALG-11/ike",
                        GINT_TO_POINTER (IKE_PROTOCOL_IKE), test_algorithms);
  g_test_add_data_func ("/ike/proposal-words/ALG-08+ALG-09+ALG-11/esp-never",
                        GINT_TO_POINTER (IKE_PROTOCOL_ESP), test_algorithms);
  g_test_add_func ("/ike/proposal-words/ALG-08+ALG-11/esp", test_esp_algorithms);
  return g_test_run ();
}
