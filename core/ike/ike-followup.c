// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-followup.h"

/* Secrets one behind the other, and the link between the exchanges. */

#include "ike-keymat.h"

#include <string.h>

IkeFollowup *
ike_followup_new (IkeKeying *keying, guint64 spi, MonoTime now)
{
  IkeFollowup *followup = g_new0 (IkeFollowup, 1);

  followup->keying = keying;
  followup->spi = spi;
  followup->since = now;
  return followup;
}

void
ike_followup_free (IkeFollowup *followup)
{
  if (followup == NULL)
    return;
  ike_keying_free (followup->keying);
  secret_buf_free (followup->more);
  g_clear_pointer (&followup->link, g_bytes_unref);
  g_free (followup);
}

CryKe
ike_followup_next (const IkeFollowup *followup)
{
  const IkeSuite *suite = &followup->keying->choice.suite;

  return followup->n_done < suite->n_additional ? suite->additional[followup->n_done] : CRY_KE_NONE;
}

void
ike_followup_add (IkeFollowup *followup, SecretBuf *secret)
{
  gsize had = followup->more != NULL ? secret_buf_len (followup->more) : 0;
  g_autoptr (SecretBuf) added = secret;
  SecretBuf *all = secret_buf_new (had + secret_buf_len (added));

  if (had > 0)
    memcpy (secret_buf_data (all), secret_buf_peek (followup->more), had);
  memcpy (secret_buf_data (all) + had, secret_buf_peek (added), secret_buf_len (added));
  secret_buf_free (followup->more);
  followup->more = all;
  followup->n_done++;
}

gboolean
ike_followup_take_link (IkeFollowup *followup, const IkeMessage *response)
{
  IkeNotify notify = { 0 };

  g_clear_pointer (&followup->link, g_bytes_unref);
  if (ike_message_find_notify (response, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, &notify))
    followup->link = g_bytes_new (notify.data, notify.len);
  return followup->link != NULL || ike_followup_next (followup) == CRY_KE_NONE;
}

gboolean
ike_followup_is_linked (const IkeFollowup *followup, const IkeMessage *request)
{
  CrySpan link = ike_span (followup->link);
  IkeNotify notify = { 0 };

  return ike_message_find_notify (request, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, &notify)
         && notify.len == link.len
         && (link.len == 0 || memcmp (notify.data, link.data, link.len) == 0);
}

void
ike_followup_write_link (const IkeFollowup *followup, IkeMessageBuilder *builder)
{
  CrySpan link = ike_span (followup->link);

  ike_payload_notify_write (builder, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, link.data, link.len);
}
