// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-choice.h"

/* Answers of a peer, and ours. */

#include "ike-proposal-offer.h"
#include "proposal-support.h"

static gboolean
check (const IkeProposals *offered, const IkeProposals *answer, IkeChoice *ret_choice)
{
  const char *why = NULL;
  gboolean fine = ike_proposals_check_choice (offered, answer, ret_choice, &why);

  g_test_message ("%s", why);
  g_assert_cmpint (why == NULL, ==, fine);
  return fine;
}

static void
test_answer (void)
{
  g_autofree IkeProposals *offered = parse (NULL, IKE_PROTOCOL_IKE);
  g_autofree IkeProposals *answer = parse ("aes128-sha256-modp2048", IKE_PROTOCOL_IKE);
  g_autofree char *text = NULL;
  IkeChoice choice;

  answer->items[0].number = 2;
  g_assert_true (check (offered, answer, &choice));
  text = ike_suite_text (&choice.suite);
  g_assert_cmpstr (text, ==, "AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048");
  g_assert_cmpint (choice.suite.packet.encr, ==, CRY_ENCR_AES_CBC);
  g_assert_cmpint (choice.suite.group, ==, CRY_KE_MODP2048);
}

typedef void (*Breaker) (IkeProposals *answer);

static void
two_proposals (IkeProposals *answer)
{
  answer->items[1] = answer->items[0];
  answer->n_items = 2;
}

static void
no_proposal (IkeProposals *answer)
{
  answer->n_items = 0;
}

static void
number_zero (IkeProposals *answer)
{
  answer->items[0].number = 0;
}

static void
number_nine (IkeProposals *answer)
{
  answer->items[0].number = 9;
}

static void
wrong_number (IkeProposals *answer)
{
  answer->items[0].number = 2;
}

static void
other_protocol (IkeProposals *answer)
{
  answer->items[0].protocol = IKE_PROTOCOL_ESP;
}

static void
other_spi_size (IkeProposals *answer)
{
  answer->items[0].spi_len = 8;
}

static void
missing_prf (IkeProposals *answer)
{
  answer->items[0].transforms[1] = answer->items[0].transforms[2];
  answer->items[0].n_transforms = 2;
}

static void
never_offered_key_length (IkeProposals *answer)
{
  answer->items[0].transforms[0].key_bits = 192;
}

static void
no_key_length (IkeProposals *answer)
{
  answer->items[0].transforms[0].key_bits = 0;
}

static void
two_ciphers (IkeProposals *answer)
{
  answer->items[0].transforms[3]
      = (IkeTransform){ IKE_TRANSFORM_ENCR, CRY_ENCR_AES_GCM_16, 128, FALSE };
  answer->items[0].n_transforms = 4;
}

static void
added_integ (IkeProposals *answer)
{
  answer->items[0].transforms[3]
      = (IkeTransform){ IKE_TRANSFORM_INTEG, CRY_INTEG_HMAC_SHA2_256_128, 0, FALSE };
  answer->items[0].n_transforms = 4;
}

static void
unknown_type (IkeProposals *answer)
{
  answer->items[0].transforms[3] = (IkeTransform){ 6, 36, 0, FALSE };
  answer->items[0].n_transforms = 4;
}

static void
strange_attribute (IkeProposals *answer)
{
  answer->items[0].transforms[0].strange = TRUE;
}

static void
ke_none (IkeProposals *answer)
{
  answer->items[0].transforms[2].id = CRY_KE_NONE;
}

static void
test_bad_answers (void)
{
  static const Breaker breakers[] = {
    two_proposals,  no_proposal,       number_zero,
    number_nine,    wrong_number,      other_protocol,
    other_spi_size, missing_prf,       never_offered_key_length,
    no_key_length,  two_ciphers,       added_integ,
    unknown_type,   strange_attribute, ke_none,
  };
  g_autofree IkeProposals *offered = parse (NULL, IKE_PROTOCOL_IKE);

  for (gsize i = 0; i < G_N_ELEMENTS (breakers); i++)
    {
      g_autofree IkeProposals *answer = parse ("aes256gcm16-prfsha256-ecp256", IKE_PROTOCOL_IKE);
      IkeChoice choice;

      g_assert_true (check (offered, answer, &choice));
      breakers[i](answer);
      g_test_message ("breaker %u", (guint) i);
      g_assert_false (check (offered, answer, &choice));
    }
}

/* NONE for a type that was not offered is as good as leaving it out (SAP-09). */
static void
test_answer_none (void)
{
  g_autofree IkeProposals *offered = parse ("aes256gcm16", IKE_PROTOCOL_ESP);
  g_autofree IkeProposals *answer = parse ("aes256gcm16-noesn", IKE_PROTOCOL_ESP);
  IkeProposal *proposal = &answer->items[0];
  IkeChoice choice;

  proposal->transforms[proposal->n_transforms++]
      = (IkeTransform){ IKE_TRANSFORM_INTEG, CRY_INTEG_NONE, 0, FALSE };
  proposal->transforms[proposal->n_transforms++]
      = (IkeTransform){ IKE_TRANSFORM_KE, CRY_KE_NONE, 0, FALSE };
  ike_proposals_set_spi (offered, 4, 0x1111);
  ike_proposals_set_spi (answer, 4, 0x2222);
  g_assert_true (check (offered, answer, &choice));
  g_assert_cmphex (choice.peer_spi, ==, 0x2222);
  g_assert_cmpuint (choice.answer.n_transforms, ==, 2);
  g_assert_false (choice.suite.esn);
}

static void
test_answer_without_esn (void)
{
  g_autofree IkeProposals *offered = parse ("aes256gcm16", IKE_PROTOCOL_ESP);
  g_autofree IkeProposals *answer = parse ("aes256gcm16-noesn", IKE_PROTOCOL_ESP);
  IkeChoice choice;

  answer->items[0].n_transforms = 1;
  g_assert_false (check (offered, answer, &choice));
}

/* ---- Selecting ------------------------------------------------------------------------------- */

static gboolean
selects (const char *ours, const char *theirs, IkeProtocol protocol, guint16 group,
         IkeChoice *ret_choice)
{
  g_autofree IkeProposals *mine = parse (ours, protocol);
  g_autofree IkeProposals *received = parse (theirs, protocol);

  return ike_proposals_select (mine, received, group, ret_choice);
}

static void
test_select (void)
{
  IkeChoice choice;
  g_autofree char *text = NULL;

  /* Their order of proposals, our order of transforms, the group that was sent. */
  g_assert_true (selects (NULL, "aes128-sha256-ecp384,aes256gcm16-prfsha256-ecp256",
                          IKE_PROTOCOL_IKE, CRY_KE_ECP384, &choice));
  text = ike_suite_text (&choice.suite);
  g_assert_cmpstr (text, ==, "AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_384");
  g_assert_cmpuint (choice.answer.number, ==, 1);
  g_assert_cmpuint (choice.answer.n_transforms, ==, 4);

  g_assert_true (selects ("aes256gcm16-prfsha256-ecp256-modp2048",
                          "aes256gcm16-prfsha256-modp2048-ecp256", IKE_PROTOCOL_IKE, CRY_KE_X25519,
                          &choice));
  g_assert_cmpint (choice.suite.group, ==, CRY_KE_ECP256);
  g_assert_false (selects ("aes256gcm16-prfsha256-ecp256", "aes128gcm16-prfsha256-ecp256",
                           IKE_PROTOCOL_IKE, CRY_KE_ECP256, &choice));
}

static void
test_select_pfs (void)
{
  IkeChoice choice;

  /* Theirs without PFS against our defaults, which allow both. */
  g_assert_true (selects (NULL, "aes256gcm16", IKE_PROTOCOL_ESP, CRY_KE_NONE, &choice));
  g_assert_cmpint (choice.suite.group, ==, CRY_KE_NONE);
  g_assert_true (
      selects (NULL, "aes256gcm16-modp2048", IKE_PROTOCOL_ESP, CRY_KE_MODP2048, &choice));
  g_assert_cmpint (choice.suite.group, ==, CRY_KE_MODP2048);
  /* We insist on PFS, they have none. */
  g_assert_false (
      selects ("aes256gcm16-ecp256", "aes256gcm16", IKE_PROTOCOL_ESP, CRY_KE_NONE, &choice));
  /* And the other way round: they insist and we have none. */
  g_assert_false (
      selects ("aes256gcm16", "aes256gcm16-ecp256", IKE_PROTOCOL_ESP, CRY_KE_ECP256, &choice));
}

/* Unknown transforms are passed over, unknown types drop the proposal (SAP-16). */
static void
test_select_unknown (void)
{
  g_autofree IkeProposals *ours = parse ("aes256gcm16", IKE_PROTOCOL_ESP);
  g_autofree IkeProposals *theirs = parse ("aes256gcm16,aes256gcm16-noesn", IKE_PROTOCOL_ESP);
  IkeProposal *first = &theirs->items[0];
  IkeChoice choice;

  first->transforms[first->n_transforms++] = (IkeTransform){ IKE_TRANSFORM_ENCR, 99, 0, FALSE };
  g_assert_true (ike_proposals_select (ours, theirs, CRY_KE_NONE, &choice));
  g_assert_cmpuint (choice.answer.number, ==, 1);
  first->transforms[first->n_transforms++] = (IkeTransform){ 99, 1, 0, FALSE };
  g_assert_true (ike_proposals_select (ours, theirs, CRY_KE_NONE, &choice));
  g_assert_cmpuint (choice.answer.number, ==, 2);
}

/* ---- Further key exchanges ------------------------------------------------------------------- */

#define OFFER "aes128-sha256-x25519-ecp256-ke2_ecp256-ke2_x25519-ke2_ecp384-ke5_none-ke5_x448"

/* One of each type that was offered, no method twice, and a first one below them. */
static void
test_additional_answer (void)
{
  static const struct
  {
    const char *answer;
    guint n; /* further key exchanges; 9: not acceptable */
  } rows[] = {
    { "aes128-sha256-x25519-ke2_ecp256-ke5_x448", 2 },
    { "aes128-sha256-x25519-ke2_ecp384-ke5_none", 1 },
    { "aes128-sha256-x25519-ke2_x25519-ke5_none", 9 },
    { "aes128-sha256-x25519-ke2_ecp256-ke2_ecp384-ke5_none", 9 },
    { "aes128-sha256-x25519-ke2_ecp256", 9 },
    { "aes128-sha256-x25519-ke2_ecp521-ke5_none", 9 },
    { "aes128-sha256-x25519-ke2_ecp256-ke5_none-ke6_x448", 9 },
    { "aes128-sha256-x25519-ke2_ecp256-ke5_none-ke6_none", 1 },
  };
  g_autofree IkeProposals *offered = parse (OFFER, IKE_PROTOCOL_IKE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree IkeProposals *answer = parse (rows[i].answer, IKE_PROTOCOL_IKE);
      IkeChoice choice = { 0 };

      g_assert_cmpint (check (offered, answer, &choice), ==, rows[i].n != 9);
      if (rows[i].n != 9)
        g_assert_cmpuint (choice.suite.n_additional, ==, rows[i].n);
    }
}

/* NONE as the first one, and further ones on top of it. */
static void
test_additional_alone (void)
{
  g_autofree IkeProposals *offered = parse ("aes128-sha256-x25519-ke1_ecp256", IKE_PROTOCOL_IKE);
  g_autofree IkeProposals *answer = parse ("aes128-sha256-x25519-ke1_ecp256", IKE_PROTOCOL_IKE);
  const IkeTransform none = { .type = IKE_TRANSFORM_KE };
  IkeChoice choice = { 0 };

  ike_proposal_add (&offered->items[0], &none);
  for (guint i = 0; i < answer->items[0].n_transforms; i++)
    if (answer->items[0].transforms[i].type == IKE_TRANSFORM_KE)
      answer->items[0].transforms[i] = none;
  g_assert_false (check (offered, answer, &choice));
}

/* As responder: no method twice, or nothing at all. */
static void
test_additional_select (void)
{
  static const struct
  {
    const char *theirs;
    CryKe group;
    CryKe chosen[2]; /* the first NONE: nothing */
  } rows[] = {
    { OFFER, CRY_KE_ECP256, { CRY_KE_X25519 } },
    { OFFER, CRY_KE_X25519, { CRY_KE_ECP256 } },
    { "aes128-sha256-ecp256-ke2_ecp256", CRY_KE_ECP256, { CRY_KE_NONE } },
    { "aes128-sha256-x25519-ke2_ecp256-ke5_x448", CRY_KE_X25519, { CRY_KE_ECP256, CRY_KE_X448 } },
    { "aes128-sha256-x25519", CRY_KE_X25519, { CRY_KE_NONE } },
    { "aes128-sha256-x25519-ke2_ecp256-ke3_ecp384", CRY_KE_X25519, { CRY_KE_NONE } },
    { "aes128-sha256-x25519-ke2_ecp256-ke3_ecp384-ke3_none", CRY_KE_X25519, { CRY_KE_ECP256 } },
  };
  g_autofree IkeProposals *ours = parse (OFFER, IKE_PROTOCOL_IKE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree IkeProposals *theirs = parse (rows[i].theirs, IKE_PROTOCOL_IKE);
      IkeChoice choice = { 0 };
      gboolean chosen = ike_proposals_select (ours, theirs, (guint16) rows[i].group, &choice);

      g_test_message ("%s", rows[i].theirs);
      g_assert_cmpint (chosen, ==, rows[i].chosen[0] != CRY_KE_NONE);
      if (!chosen)
        continue;
      g_assert_cmpint (choice.suite.group, ==, rows[i].group);
      g_assert_cmpint (choice.suite.additional[0], ==, rows[i].chosen[0]);
      g_assert_cmpint (choice.suite.additional[1], ==, rows[i].chosen[1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/proposal-choice/answer", test_answer);
  g_test_add_func ("/ike/proposal-choice/SAP-08/bad-answers", test_bad_answers);
  g_test_add_func ("/ike/proposal-choice/SAP-09/answer-none", test_answer_none);
  g_test_add_func ("/ike/proposal-choice/SAP-12/answer-without-esn", test_answer_without_esn);
  g_test_add_func ("/ike/proposal-choice/SAP-16/select", test_select);
  g_test_add_func ("/ike/proposal-choice/select-pfs", test_select_pfs);
  g_test_add_func ("/ike/proposal-choice/CRI-07+SAP-16/select-unknown", test_select_unknown);
  g_test_add_func ("/ike/proposal-choice/AKE-01+AKE-03+SAP-24/additional", test_additional_answer);
  g_test_add_func ("/ike/proposal-choice/AKE-12/additional-alone", test_additional_alone);
  g_test_add_func ("/ike/proposal-choice/AKE-01+AKE-04/additional-select", test_additional_select);
  return g_test_run ();
}
