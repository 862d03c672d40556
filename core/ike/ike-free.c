// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Frees what events carry. */
#include "ike.h"

/* What an event holds, and how it is freed. */

void
ike_datagram_clear (IkeDatagram *datagram)
{
  g_clear_pointer (&datagram->data, g_bytes_unref);
}

void
ike_event_clear (IkeEvent *event)
{
  g_clear_pointer (&event->secret.prompt, g_free);
  g_clear_pointer (&event->octets, g_bytes_unref);
  g_clear_pointer (&event->peer, ike_peer_info_free);
  g_clear_pointer (&event->config, ike_config_reply_free);
  g_clear_pointer (&event->child, ike_child_sa_free);
  g_clear_pointer (&event->text, g_free);
  g_clear_pointer (&event->closed, ike_closed_free);
}

void
ike_closed_free (IkeClosed *closed)
{
  if (closed == NULL)
    return;
  cry_verdict_clear (&closed->verdict);
  g_free (closed->expected);
  g_free (closed->found);
  g_free (closed->peer_text);
  g_clear_pointer (&closed->shown, g_ptr_array_unref);
  g_free (closed);
}

void
ike_peer_info_free (IkePeerInfo *peer)
{
  if (peer == NULL)
    return;
  g_free (peer->identity);
  g_free (peer->auth_method);
  g_free (peer->subject);
  g_free (peer->issuer);
  g_free (peer->fingerprint);
  g_free (peer->ike_suite);
  g_free (peer);
}

void
ike_config_reply_free (IkeConfigReply *config)
{
  if (config == NULL)
    return;
  for (guint i = 0; i < config->n_domains; i++)
    g_free (config->domains[i]);
  g_free (config->banner);
  g_free (config);
}

void
ike_child_sa_free (IkeChildSa *child)
{
  if (child == NULL)
    return;
  secret_buf_free (child->encr_in);
  secret_buf_free (child->encr_out);
  secret_buf_free (child->integ_in);
  secret_buf_free (child->integ_out);
  g_free (child->suite_text);
  g_free (child);
}
