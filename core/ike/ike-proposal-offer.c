// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-offer.h"

/* Proposals as values: their transforms, and the edits that fit an offer to its exchange. */

#include <string.h>

static gboolean
transform_equal (const IkeTransform *a, const IkeTransform *b)
{
  return a->type == b->type && a->id == b->id && a->key_bits == b->key_bits && !a->strange
         && !b->strange;
}

gboolean
ike_proposal_has (const IkeProposal *proposal, const IkeTransform *transform)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      if (transform_equal (&proposal->transforms[i], transform))
        return TRUE;
    }
  return FALSE;
}

const IkeTransform *
ike_proposal_first (const IkeProposal *proposal, guint8 type)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      if (proposal->transforms[i].type == type)
        return &proposal->transforms[i];
    }
  return NULL;
}

gboolean
ike_proposal_add (IkeProposal *proposal, const IkeTransform *transform)
{
  if (ike_proposal_has (proposal, transform))
    return TRUE;
  if (proposal->n_transforms == IKE_TRANSFORMS_MAX)
    return FALSE;
  proposal->transforms[proposal->n_transforms++] = *transform;
  return TRUE;
}

void
ike_proposals_set_spi (IkeProposals *proposals, guint8 spi_len, guint64 spi)
{
  for (guint i = 0; i < proposals->n_items; i++)
    {
      proposals->items[i].spi_len = spi_len;
      proposals->items[i].spi = spi;
    }
}

static void
drop_transforms (IkeProposal *proposal, guint8 type, guint16 min_id)
{
  guint kept = 0;

  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      const IkeTransform *transform = &proposal->transforms[i];

      if (transform->type != type || transform->id < min_id)
        proposal->transforms[kept++] = *transform;
    }
  proposal->n_transforms = kept;
}

void
ike_proposals_drop_esn (IkeProposals *proposals)
{
  const IkeTransform no_esn = { .type = IKE_TRANSFORM_ESN, .id = 0 };

  for (guint i = 0; i < proposals->n_items; i++)
    {
      drop_transforms (&proposals->items[i], IKE_TRANSFORM_ESN, 1);
      ike_proposal_add (&proposals->items[i], &no_esn);
    }
}

static gboolean
same_transforms (const IkeProposal *a, const IkeProposal *b)
{
  if (a->n_transforms != b->n_transforms)
    return FALSE;
  for (guint i = 0; i < a->n_transforms; i++)
    {
      if (!ike_proposal_has (b, &a->transforms[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_equal (const IkeProposals *proposals, guint n, const IkeProposal *proposal)
{
  for (guint i = 0; i < n; i++)
    {
      if (same_transforms (&proposals->items[i], proposal))
        return TRUE;
    }
  return FALSE;
}

/* Keeps what is wanted of them, each once, and numbers them anew. */
static void
keep (IkeProposals *proposals, gboolean (*edit) (IkeProposal *proposal))
{
  guint kept = 0;

  for (guint i = 0; i < proposals->n_items; i++)
    {
      IkeProposal *proposal = &proposals->items[i];

      if (!edit (proposal) || has_equal (proposals, kept, proposal))
        continue;
      if (kept != i)
        proposals->items[kept] = *proposal;
      proposals->items[kept].number = (guint8) (kept + 1);
      kept++;
    }
  proposals->n_items = kept;
}

static gboolean
without_groups (IkeProposal *proposal)
{
  drop_transforms (proposal, IKE_TRANSFORM_KE, 0);
  return TRUE;
}

void
ike_proposals_drop_groups (IkeProposals *proposals)
{
  keep (proposals, without_groups);
}

/* FALSE: it insists on one. */
static gboolean
without_additional (IkeProposal *proposal)
{
  for (guint8 type = IKE_TRANSFORM_ADDKE1; type <= IKE_TRANSFORM_ADDKE7; type++)
    {
      const IkeTransform none = { .type = type };

      if (ike_proposal_first (proposal, type) != NULL && !ike_proposal_has (proposal, &none))
        return FALSE;
      drop_transforms (proposal, type, 0);
    }
  return TRUE;
}

void
ike_proposals_drop_additional (IkeProposals *proposals)
{
  keep (proposals, without_additional);
}

gboolean
ike_proposals_have_additional (const IkeProposals *proposals)
{
  for (guint i = 0; i < proposals->n_items; i++)
    for (guint8 type = IKE_TRANSFORM_ADDKE1; type <= IKE_TRANSFORM_ADDKE7; type++)
      if (ike_proposal_first (&proposals->items[i], type) != NULL)
        return TRUE;
  return FALSE;
}

static gboolean
has_pq (const IkeProposal *proposal, guint8 type)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    if (proposal->transforms[i].type == type
        && cry_ke_is_post_quantum ((CryKe) proposal->transforms[i].id))
      return TRUE;
  return FALSE;
}

/* One of its key exchanges withstands, whatever is chosen; the alternatives to it go. */
static gboolean
with_pq_alone (IkeProposal *proposal)
{
  for (guint8 type = IKE_TRANSFORM_ADDKE1; type <= IKE_TRANSFORM_ADDKE7; type++)
    {
      guint kept = 0;

      if (!has_pq (proposal, type))
        continue;
      for (guint i = 0; i < proposal->n_transforms; i++)
        if (proposal->transforms[i].type != type
            || cry_ke_is_post_quantum ((CryKe) proposal->transforms[i].id))
          proposal->transforms[kept++] = proposal->transforms[i];
      proposal->n_transforms = kept;
      return TRUE;
    }
  return FALSE;
}

gboolean
ike_proposals_require_pq (IkeProposals *proposals)
{
  keep (proposals, with_pq_alone);
  return proposals->n_items > 0;
}

/* FALSE: the proposal does not have it. */
static gboolean
keep_one (IkeProposal *proposal, const IkeTransform *wanted)
{
  if (!ike_proposal_has (proposal, wanted))
    return FALSE;
  drop_transforms (proposal, wanted->type, 0);
  return ike_proposal_add (proposal, wanted);
}

void
ike_proposals_keep_suite (IkeProposals *proposals, const CrySuite *suite, gboolean esn)
{
  const IkeTransform encr
      = { .type = IKE_TRANSFORM_ENCR, .id = suite->encr, .key_bits = (guint16) suite->key_bits };
  const IkeTransform integ = { .type = IKE_TRANSFORM_INTEG, .id = suite->integ };
  const IkeTransform numbers = { .type = IKE_TRANSFORM_ESN, .id = esn ? 1 : 0 };
  guint kept = 0;

  for (guint i = 0; i < proposals->n_items; i++)
    {
      IkeProposal proposal = proposals->items[i];

      if (!keep_one (&proposal, &encr) || !keep_one (&proposal, &numbers)
          || (suite->integ != CRY_INTEG_NONE && !keep_one (&proposal, &integ)))
        continue;
      proposal.number = (guint8) (kept + 1);
      proposals->items[kept++] = proposal;
    }
  proposals->n_items = kept;
}

CryKe
ike_proposals_first_group (const IkeProposals *proposals)
{
  for (guint i = 0; i < proposals->n_items; i++)
    {
      const IkeTransform *ke = ike_proposal_first (&proposals->items[i], IKE_TRANSFORM_KE);

      if (ke != NULL)
        return (CryKe) ke->id;
    }
  return CRY_KE_NONE;
}

gboolean
ike_proposals_has_group (const IkeProposals *proposals, guint16 group)
{
  const IkeTransform wanted = { .type = IKE_TRANSFORM_KE, .id = group };

  for (guint i = 0; i < proposals->n_items; i++)
    {
      if (group != CRY_KE_NONE && ike_proposal_has (&proposals->items[i], &wanted))
        return TRUE;
    }
  return FALSE;
}

static void
prefer_group_in (IkeProposal *proposal, const IkeTransform *wanted)
{
  guint first = G_MAXUINT;

  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      if (proposal->transforms[i].type != IKE_TRANSFORM_KE)
        continue;
      if (first == G_MAXUINT)
        first = i;
      if (!transform_equal (&proposal->transforms[i], wanted))
        continue;
      memmove (&proposal->transforms[first + 1], &proposal->transforms[first],
               (i - first) * sizeof proposal->transforms[0]);
      proposal->transforms[first] = *wanted;
      return;
    }
}

void
ike_proposals_prefer_group (IkeProposals *proposals, CryKe group)
{
  const IkeTransform wanted = { .type = IKE_TRANSFORM_KE, .id = group };

  for (guint i = 0; i < proposals->n_items; i++)
    prefer_group_in (&proposals->items[i], &wanted);
}
