// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-auth-private.h"

#include "payload-id.h"

/* How we prove ourselves without EAP: with a shared key, or with a signature made elsewhere. */

/* Gateways forget an IKE SA that nobody authenticates on; half a minute is the usual patience. */
#define HALF_OPEN_LIFETIME (20 * MONO_SEC)

GBytes *
ike_auth_own_octets (const IkeSession *session, const IkeSa *sa)
{
  g_autoptr (GBytes) body = ike_payload_id_body (&session->setup.local_id);
  IkeAuthInput input = {
    .prf = sa->suite.prf,
    .message = ike_span (session->handshake.request),
    .peer_nonce = ike_span (session->handshake.nr),
    .id_body = ike_span (body),
    .sk_p = sa->keymat.pi,
  };

  return ike_auth_octets (&input);
}

static int
ask_signature (IkeAuthTask *task, IkeSession *session, IkeSa *sa)
{
  IkeEvent event = { .type = IKE_EVENT_NEED_SIGNATURE };

  /* A gateway that lists no hash our key can be used with would not accept any signature. */
  if (!ike_auth_scheme_choose (session->setup.key_type, session->handshake.peer_hashes,
                               &task->scheme))
    {
      ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  event.octets = ike_auth_own_octets (session, sa);
  if (event.octets == NULL)
    return STATUS_FATAL_CRYPTO;
  event.sig = task->scheme.sig;
  event.ticket = task->base.ticket = ike_session_new_ticket (session);
  ike_session_push_event (session, &event);
  return STATUS_OK;
}

static int
use_psk (IkeAuthTask *task, IkeSession *session, IkeSa *sa, SecretBuf *psk)
{
  g_autoptr (GBytes) octets = ike_auth_own_octets (session, sa);

  task->own_method = IKE_AUTH_METHOD_SHARED_KEY;
  task->own_auth = octets != NULL ? ike_auth_psk (sa->suite.prf, psk, octets) : NULL;
  /* The gateway's AUTH is checked with the same key. */
  task->psk = psk;
  return task->own_auth != NULL ? ike_auth_send_first (task, session, sa) : STATUS_FATAL_CRYPTO;
}

int
ike_auth_own_ask (IkeAuthTask *task, IkeSession *session, IkeSa *sa)
{
  IkeEvent event
      = { .type = IKE_EVENT_NEED_SECRET, .secret = { .kind = IKE_SECRET_PSK, .round = 1 } };

  task->asked_at = session->now;
  if (session->setup.auth == IKE_AUTH_CERT)
    return ask_signature (task, session, sa);
  if (session->psk_at_hand != NULL)
    return use_psk (task, session, sa, g_steal_pointer (&session->psk_at_hand));
  event.ticket = task->base.ticket = ike_session_new_ticket (session);
  ike_session_push_event (session, &event);
  return STATUS_OK;
}

void
ike_auth_take_psk (IkeSession *session)
{
  IkeTask *base = session->sa->task;

  if (base != NULL && base->klass->kind == IKE_TASK_AUTH && ((IkeAuthTask *) base)->psk != NULL)
    session->psk_at_hand = g_steal_pointer (&((IkeAuthTask *) base)->psk);
}

/* A person typed, or looked for his token: by now the gateway has dropped what IKE_SA_INIT made, so
 * that is done again. Once, because the second answer should be quick. */
static gboolean
is_late (const IkeAuthTask *task, const IkeSession *session)
{
  return !session->started_over && session->now - task->asked_at > HALF_OPEN_LIFETIME;
}

static int
start_over (IkeAuthTask *task, IkeSession *session, IkeAnswer *answer)
{
  session->started_over = TRUE;
  session->psk_at_hand = g_steal_pointer (&answer->secret);
  task->base.done = TRUE;
  ike_session_start_over (session);
  return STATUS_OK;
}

int
ike_auth_own_take (IkeAuthTask *task, IkeSession *session, IkeSa *sa, IkeAnswer *answer)
{
  gboolean has_signature = answer->signature != NULL && g_bytes_get_size (answer->signature) > 0;

  if (answer->secret == NULL && !has_signature)
    {
      ike_session_end_reason (session, IKE_FAREWELL_NONE,
                              session->setup.auth == IKE_AUTH_PSK ? IKE_REASON_SECRET_CANCELLED
                                                                  : IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  if (is_late (task, session))
    return start_over (task, session, answer);
  if (session->setup.auth == IKE_AUTH_PSK && answer->secret != NULL)
    return use_psk (task, session, sa, g_steal_pointer (&answer->secret));
  task->own_method = task->scheme.method;
  if (has_signature)
    task->own_auth = ike_auth_sig_pack (&task->scheme, session->setup.key_type, answer->signature);
  if (task->own_auth != NULL)
    return ike_auth_send_first (task, session, sa);
  ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
  return STATUS_OK;
}
