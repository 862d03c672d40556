// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * First octet: protocol (bit 0), legacy (bit 1), and whether the rest is words or an SA payload
 * (bit 2). Words that parse must survive the wire and be acceptable to themselves; from an SA
 * payload of a peer a choice must be one that the check of an answer accepts.
 */
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
choose (const IkeProposals *ours, const IkeProposals *theirs, guint16 group)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  g_autofree char *text = NULL;
  const char *why;
  IkeChoice choice;
  IkeChoice checked;

  if (!ike_proposals_select (ours, theirs, group, &choice))
    return;
  text = ike_suite_text (&choice.suite);
  answer->items[0] = choice.answer;
  answer->n_items = 1;
  /* Numbers of a hostile list may repeat; then the check may look at another one. */
  if (ike_proposals_check_choice (theirs, answer, &checked, &why))
    g_assert (memcmp (&checked.suite, &choice.suite, sizeof choice.suite) == 0);
  if (choice.suite.group != CRY_KE_NONE)
    g_assert (ike_proposals_has_group (theirs, (guint16) choice.suite.group));
}

static void
try_words (const char *text, IkeProtocol protocol, gboolean legacy)
{
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autofree IkeProposals *again = g_new0 (IkeProposals, 1);
  g_autofree char *why = NULL;
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkePayload payload = { .type = IKE_PAYLOAD_SA };

  if (!ike_proposals_parse (text, protocol, legacy, proposals, &why))
    {
      g_assert (why != NULL);
      return;
    }
  ike_proposals_set_spi (proposals, protocol == IKE_PROTOCOL_ESP ? 4 : 0, 0x1234);
  ike_message_builder_init (&builder);
  ike_payload_sa_write (&builder, proposals);
  payload.data = byte_writer_data (&builder.chain) + 4;
  payload.len = byte_writer_len (&builder.chain) - 4;
  g_assert (ike_payload_sa_is_valid (payload.data, payload.len));
  g_assert (ike_payload_sa_read (&payload, again));
  g_assert (again->n_items == proposals->n_items);
  choose (proposals, again, (guint16) ike_proposals_first_group (proposals));
  ike_proposals_prefer_group (again, CRY_KE_MODP2048);
  ike_proposals_drop_groups (again);
  ike_proposals_drop_esn (again);
  g_assert (ike_proposals_first_group (again) == CRY_KE_NONE);
}

static void
try_payload (const guint8 *data, gsize len, IkeProtocol protocol)
{
  const IkePayload payload = { .type = IKE_PAYLOAD_SA, .data = data, .len = len };
  g_autofree IkeProposals *ours = g_new0 (IkeProposals, 1);
  g_autofree IkeProposals *theirs = g_new0 (IkeProposals, 1);

  if (!ike_payload_sa_is_valid (data, len))
    return;
  g_assert (ike_payload_sa_read (&payload, theirs));
  g_assert (ike_proposals_parse (NULL, protocol, FALSE, ours, NULL));
  choose (ours, theirs, CRY_KE_ECP256);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  IkeProtocol protocol;
  g_autofree char *text = NULL;

  if (len == 0)
    return 0;
  protocol = (data[0] & 1) != 0 ? IKE_PROTOCOL_ESP : IKE_PROTOCOL_IKE;
  if ((data[0] & 4) != 0)
    {
      try_payload (data + 1, len - 1, protocol);
      return 0;
    }
  text = g_strndup ((const char *) data + 1, len - 1);
  try_words (text, protocol, (data[0] & 2) != 0);
  return 0;
}
