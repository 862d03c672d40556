// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-proposal-choice.h"

/* Choosing among the peer's proposals, and checking what it chose among ours. */

#include "ike-proposal-offer.h"

static gboolean
is_additional (guint8 type)
{
  return type >= IKE_TRANSFORM_ADDKE1 && type <= IKE_TRANSFORM_ADDKE7;
}

/* In the order of their types, which is that of the exchanges; NONE says that there is none. */
static void
read_additional (const IkeProposal *answer, IkeSuite *suite)
{
  for (guint8 type = IKE_TRANSFORM_ADDKE1; type <= IKE_TRANSFORM_ADDKE7; type++)
    {
      const IkeTransform *transform = ike_proposal_first (answer, type);

      if (transform != NULL && transform->id != CRY_KE_NONE)
        suite->additional[suite->n_additional++] = (CryKe) transform->id;
    }
}

static void
suite_from_answer (const IkeProposal *answer, IkeSuite *ret_suite)
{
  IkeSuite suite = { 0 };

  for (guint i = 0; i < answer->n_transforms; i++)
    {
      const IkeTransform *transform = &answer->transforms[i];

      switch (transform->type)
        {
        case IKE_TRANSFORM_ENCR:
          suite.packet.encr = (CryEncr) transform->id;
          suite.packet.key_bits = transform->key_bits;
          break;
        case IKE_TRANSFORM_PRF:
          suite.prf = (CryPrf) transform->id;
          break;
        case IKE_TRANSFORM_INTEG:
          suite.packet.integ = (CryInteg) transform->id;
          break;
        case IKE_TRANSFORM_KE:
          suite.group = (CryKe) transform->id;
          break;
        case IKE_TRANSFORM_ESN:
          suite.esn = transform->id == 1;
          break;
        default:
          break;
        }
    }
  read_additional (answer, &suite);
  *ret_suite = suite;
}

/* The same method twice would be a key exchange that adds nothing, and further ones come on top of
 * a first (RFC 9370 sections 2.2.1 and 2.2.4). */
static gboolean
repeats_itself (const IkeSuite *suite)
{
  for (guint i = 0; i < suite->n_additional; i++)
    {
      if (suite->additional[i] == suite->group)
        return TRUE;
      for (guint k = 0; k < i; k++)
        if (suite->additional[i] == suite->additional[k])
          return TRUE;
    }
  return suite->n_additional > 0 && suite->group == CRY_KE_NONE;
}

static const IkeProposal *
find_number (const IkeProposals *proposals, guint8 number)
{
  for (guint i = 0; i < proposals->n_items; i++)
    {
      if (proposals->items[i].number == number)
        return &proposals->items[i];
    }
  return NULL;
}

/* NONE of an optional type that was not offered says nothing (SAP-09); neither does a group for a
 * Child SA that has no key exchange (SAP-11). */
static gboolean
is_harmless_extra (const IkeProposal *offer, const IkeTransform *transform)
{
  if (ike_proposal_first (offer, transform->type) != NULL)
    return FALSE;
  if (transform->type == IKE_TRANSFORM_KE)
    return offer->protocol == IKE_PROTOCOL_ESP;
  return (transform->type == IKE_TRANSFORM_INTEG || is_additional (transform->type))
         && transform->id == 0;
}

static const char *
check_transforms (const IkeProposal *offer, const IkeProposal *answer, IkeProposal *ret_clean)
{
  *ret_clean = *answer;
  ret_clean->n_transforms = 0;
  for (guint i = 0; i < answer->n_transforms; i++)
    {
      const IkeTransform *transform = &answer->transforms[i];

      if (is_harmless_extra (offer, transform))
        continue;
      if (!ike_proposal_has (offer, transform))
        return "the answer has a transform that was not offered";
      if (ike_proposal_first (ret_clean, transform->type) != NULL)
        return "the answer has two transforms of a type";
      ret_clean->transforms[ret_clean->n_transforms++] = *transform;
    }
  for (guint i = 0; i < offer->n_transforms; i++)
    {
      if (ike_proposal_first (ret_clean, offer->transforms[i].type) == NULL)
        return "the answer lacks a transform type";
    }
  return NULL;
}

gboolean
ike_proposals_check_choice (const IkeProposals *offered, const IkeProposals *answer,
                            IkeChoice *ret_choice, const char **ret_why)
{
  const IkeProposal *chosen = &answer->items[0];
  const IkeProposal *offer = answer->n_items > 0 ? find_number (offered, chosen->number) : NULL;
  IkeChoice choice = { 0 };

  if (answer->n_items != 1)
    *ret_why = "the answer has not exactly one proposal";
  else if (offer == NULL)
    *ret_why = "the answer has a number that was not offered";
  else if (chosen->protocol != offer->protocol || chosen->spi_len != offer->spi_len)
    *ret_why = "the answer has another protocol or SPI size";
  else if (chosen->strange)
    *ret_why = "the answer is too long";
  else
    *ret_why = check_transforms (offer, chosen, &choice.answer);
  if (*ret_why != NULL)
    return FALSE;

  suite_from_answer (&choice.answer, &choice.suite);
  if (repeats_itself (&choice.suite))
    {
      *ret_why = "the answer has a key exchange twice, or further ones without a first";
      return FALSE;
    }
  choice.peer_spi = chosen->spi;
  *ret_choice = choice;
  return TRUE;
}

static gboolean
is_taken (const IkeProposal *answer, const IkeTransform *transform)
{
  for (guint i = 0; is_additional (transform->type) && i < answer->n_transforms; i++)
    if ((answer->transforms[i].type == IKE_TRANSFORM_KE
         || is_additional (answer->transforms[i].type))
        && answer->transforms[i].id == transform->id && transform->id != CRY_KE_NONE)
      return TRUE;
  return FALSE;
}

/* Picks the transform of one type for the answer, no key exchange twice. FALSE: the proposals do
 * not meet. A type that only one side names meets nothing but NONE (RFC 7296 section 3.3.6). */
static gboolean
select_type (const IkeProposal *ours, const IkeProposal *theirs, guint8 type, guint16 group_sent,
             IkeProposal *answer)
{
  const IkeTransform sent = { .type = IKE_TRANSFORM_KE, .id = group_sent };
  const IkeTransform none = { .type = type };
  gboolean may_be_none
      = type == IKE_TRANSFORM_KE || type == IKE_TRANSFORM_INTEG || is_additional (type);

  if (ike_proposal_first (ours, type) == NULL)
    {
      if (ike_proposal_first (theirs, type) == NULL)
        return TRUE;
      return may_be_none && ike_proposal_has (theirs, &none) && ike_proposal_add (answer, &none);
    }
  if (is_additional (type) && ike_proposal_first (theirs, type) == NULL)
    return ike_proposal_has (ours, &none);
  if (type == IKE_TRANSFORM_KE && group_sent != CRY_KE_NONE && ike_proposal_has (ours, &sent)
      && ike_proposal_has (theirs, &sent))
    return ike_proposal_add (answer, &sent);
  for (guint i = 0; i < ours->n_transforms; i++)
    {
      if (ours->transforms[i].type == type && ike_proposal_has (theirs, &ours->transforms[i])
          && !is_taken (answer, &ours->transforms[i]))
        return ike_proposal_add (answer, &ours->transforms[i]);
    }
  return FALSE;
}

static gboolean
select_proposal (const IkeProposal *ours, const IkeProposal *theirs, guint16 group_sent,
                 IkeProposal *ret_answer)
{
  *ret_answer = *theirs;
  ret_answer->n_transforms = 0;
  for (guint8 type = IKE_TRANSFORM_ENCR; type <= IKE_TRANSFORM_ADDKE7; type++)
    {
      if (!select_type (ours, theirs, type, group_sent, ret_answer))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_unknown_type (const IkeProposal *proposal)
{
  for (guint i = 0; i < proposal->n_transforms; i++)
    {
      guint8 type = proposal->transforms[i].type;

      if (type < IKE_TRANSFORM_ENCR || type > IKE_TRANSFORM_ADDKE7)
        return TRUE;
    }
  return FALSE;
}

gboolean
ike_proposals_select (const IkeProposals *ours, const IkeProposals *received, guint16 group_sent,
                      IkeChoice *ret_choice)
{
  for (guint i = 0; i < received->n_items; i++)
    {
      const IkeProposal *theirs = &received->items[i];

      if (theirs->strange || has_unknown_type (theirs))
        continue;
      for (guint k = 0; k < ours->n_items; k++)
        {
          IkeChoice choice = { .peer_spi = theirs->spi };

          if (ours->items[k].protocol != theirs->protocol
              || !select_proposal (&ours->items[k], theirs, group_sent, &choice.answer))
            continue;
          suite_from_answer (&choice.answer, &choice.suite);
          *ret_choice = choice;
          return TRUE;
        }
    }
  return FALSE;
}
