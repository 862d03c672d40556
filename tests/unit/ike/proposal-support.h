// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Proposals in the tests: made of words, compared as words. */
#pragma once

#include "ike-proposal-words.h"
#include "proposal.h"
#include "test-support.h"

#include <string.h>

static inline IkeProposals *
parse (const char *list, IkeProtocol protocol)
{
  IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autofree char *why = NULL;

  if (!ike_proposals_parse (list, protocol, TRUE, proposals, &why))
    g_error ("%s: %s", list, why);
  return proposals;
}

static inline const char *
transform_name (const IkeTransform *transform)
{
  const ProposalWord *word
      = proposal_word_of ((ProposalKind) transform->type, transform->id, transform->key_bits);

  return word != NULL ? word->text : "?";
}

static inline void
assert_proposal (const IkeProposals *proposals, guint index, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const IkeProposal *proposal = &proposals->items[index];

  g_assert_cmpuint (index, <, proposals->n_items);
  g_assert_cmpuint (proposal->number, ==, index + 1);
  for (guint i = 0; i < proposal->n_transforms; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            transform_name (&proposal->transforms[i]));
  g_assert_cmpstr (text->str, ==, expected);
}
