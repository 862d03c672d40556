// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-offer.h"

/* Edits of an offer. */

#include "proposal-support.h"

static void
test_prefer_group (void)
{
  g_autofree IkeProposals *ike
      = parse ("aes256gcm16-prfsha256-ecp256-x25519-modp2048", IKE_PROTOCOL_IKE);

  ike_proposals_prefer_group (ike, CRY_KE_MODP2048);
  assert_proposal (ike, 0, "AES_GCM_16_256 PRF_HMAC_SHA2_256 MODP_2048 ECP_256 X25519");
  ike_proposals_prefer_group (ike, CRY_KE_ECP521);
  g_assert_cmpint (ike_proposals_first_group (ike), ==, CRY_KE_MODP2048);
}

/* The Child SA of IKE_AUTH: no groups (SAP-11), and what becomes equal is offered once. */
static void
test_drop_groups (void)
{
  g_autofree IkeProposals *esp = parse (NULL, IKE_PROTOCOL_ESP);

  ike_proposals_drop_groups (esp);
  g_assert_cmpuint (esp->n_items, ==, 2);
  g_assert_cmpint (ike_proposals_first_group (esp), ==, CRY_KE_NONE);
  assert_proposal (esp, 0, "AES_GCM_16_256 AES_GCM_16_128 CHACHA20_POLY1305 ESN NO_ESN");
  ike_proposals_drop_esn (esp);
  assert_proposal (esp, 0, "AES_GCM_16_256 AES_GCM_16_128 CHACHA20_POLY1305 NO_ESN");
}

/* A transform is there once, and a full proposal takes no more. */
static void
test_add (void)
{
  IkeProposal proposal = { 0 };
  IkeTransform transform = { .type = IKE_TRANSFORM_KE };

  for (guint16 i = 1; i <= IKE_TRANSFORMS_MAX; i++)
    {
      transform.id = i;
      g_assert_true (ike_proposal_add (&proposal, &transform));
      g_assert_true (ike_proposal_add (&proposal, &transform));
    }
  g_assert_cmpuint (proposal.n_transforms, ==, IKE_TRANSFORMS_MAX);
  g_assert_true (ike_proposal_has (&proposal, &transform));
  transform.id++;
  g_assert_false (ike_proposal_add (&proposal, &transform));
  g_assert_cmpuint (ike_proposal_first (&proposal, IKE_TRANSFORM_KE)->id, ==, 1);
  g_assert_null (ike_proposal_first (&proposal, IKE_TRANSFORM_PRF));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/proposal-offer/prefer-group", test_prefer_group);
  g_test_add_func ("/ike/proposal-offer/SAP-11/drop-groups", test_drop_groups);
  g_test_add_func ("/ike/proposal-offer/add", test_add);
  return g_test_run ();
}
