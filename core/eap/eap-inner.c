// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* EAP inside EAP. */
#include "eap-inner.h"

#include <string.h>

void
eap_inner_init (EapInner *inner, const EapMethodSetup *setup)
{
  static const EapMethod *const methods[]
      = { &eap_method_mschapv2, &eap_method_gtc, &eap_method_md5 };
  static const EapMethod *const only_mschapv2[] = { &eap_method_mschapv2 };
  static const EapMethod *const only_gtc[] = { &eap_method_gtc };
  const char *choice = setup->config.inner != NULL ? setup->config.inner : "auto";
  const EapMethod *const *allowed = methods;
  gsize n_allowed = G_N_ELEMENTS (methods);
  /* The tunnel has proven the server, and its outer name is not the user's inside. */
  EapConfig config = {
    .identity = setup->config.user,
    .user = setup->config.user,
    .server_authenticated = TRUE,
  };

  if (g_str_has_suffix (choice, "mschapv2"))
    {
      allowed = only_mschapv2;
      n_allowed = 1;
    }
  else if (g_str_has_suffix (choice, "gtc"))
    {
      allowed = only_gtc;
      n_allowed = 1;
    }
  inner->peer = eap_peer_new_with (allowed, n_allowed, &config, setup->rng, setup->log);
  inner->ticket = 0;
}

void
eap_inner_clear (EapInner *inner)
{
  g_clear_pointer (&inner->peer, eap_peer_free);
}

static int
take_event (EapInner *inner, EapEvent *event, EapTurn *turn, int step)
{
  switch (event->type)
    {
    case EAP_EVENT_NEED_SECRET:
      inner->ticket = event->ticket;
      turn->kind = event->kind;
      turn->retry = event->retry;
      turn->text = g_steal_pointer (&event->text);
      return EAP_STEP_NEED_SECRET;
    case EAP_EVENT_MESSAGE:
      g_free (turn->notice);
      turn->notice = g_steal_pointer (&event->text);
      return step;
    case EAP_EVENT_FAILED:
      turn->reason = event->reason;
      turn->text = g_steal_pointer (&event->text);
      return EAP_STEP_FAIL;
    case EAP_EVENT_NEED_SIGNATURE: /* no inner method signs */
    case EAP_EVENT_SUCCEEDED:      /* the outer Success is the one that counts */
      return step;
    }
  return step;
}

static int
drain (EapInner *inner, EapTurn *turn, GBytes **ret_packet)
{
  int step = eap_peer_pull_packet (inner->peer, ret_packet) ? EAP_STEP_RESPOND : EAP_STEP_DROP;
  EapEvent event;

  while (eap_peer_pull_event (inner->peer, &event))
    {
      step = take_event (inner, &event, turn, step);
      eap_event_clear (&event);
    }
  return step;
}

int
eap_inner_recv (EapInner *inner, const guint8 *packet, gsize len, EapTurn *turn,
                GBytes **ret_packet)
{
  int status = eap_peer_recv (inner->peer, packet, len, turn->now);

  return status < 0 ? status : drain (inner, turn, ret_packet);
}

int
eap_inner_answer (EapInner *inner, const SecretBuf *secret, EapTurn *turn, GBytes **ret_packet)
{
  int status = eap_peer_answer (inner->peer, inner->ticket, secret_buf_dup (secret), turn->now);

  return status < 0 ? status : drain (inner, turn, ret_packet);
}

void
eap_inner_tell_phase (const EapInner *inner, EapTurn *turn)
{
  const char *text = NULL;

  turn->phase = eap_peer_phase (inner->peer);
  if (turn->phase != EAP_PHASE_REFUSED)
    return;
  turn->reason = eap_peer_refusal (inner->peer, &text);
  g_free (turn->text);
  turn->text = g_strdup (text);
}
