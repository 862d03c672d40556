// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-auth-private.h"

/* How we prove ourselves without EAP: with a shared key, or with a signature made elsewhere. */

#include "ike-closed.h"
#include "ike-psk.h"
#include "payload-id.h"

/* Gateways forget an IKE SA that nobody authenticates on; half a minute is the usual patience. */
#define HALF_OPEN_LIFETIME (20 * MONO_SEC)

GBytes *
ike_auth_own_octets (const IkeAuthTask *task)
{
  const IkeSa *sa = task->base.sa;
  const IkeSetup *setup = &sa->session->setup;
  g_autoptr (GBytes) body
      = ike_payload_id_body (task->second_round ? &setup->user_id : &setup->local_id);
  IkeAuthInput input = {
    .prf = sa->suite.prf,
    .message = ike_span (sa->handshake->request),
    .peer_nonce = ike_span (sa->handshake->nr),
    .id_body = ike_span (body),
    .sk_p = sa->keymat.pi,
  };

  return ike_auth_octets (&input);
}

/* ---- Shared key ----------------------------------------------------------------------------- */

static int
use_psk (IkeAuthTask *task)
{
  IkeSa *sa = task->base.sa;
  g_autoptr (GBytes) octets = ike_auth_own_octets (task);

  task->own_method = IKE_AUTH_METHOD_SHARED_KEY;
  if (octets != NULL)
    task->own_auth = ike_auth_psk (sa->suite.prf, sa->session->psk, octets);
  return task->own_auth != NULL ? ike_auth_send_first (task) : STATUS_FATAL_CRYPTO;
}

static gboolean
is_asked_for_psk (const IkeSas *sas)
{
  for (guint i = 0; i < sas->list->len; i++)
    {
      const IkeTask *task = ike_sas_get (sas, i)->tasks.current;

      if (task != NULL && task->klass->kind == IKE_TASK_AUTH && task->ticket != 0)
        return TRUE;
    }
  return FALSE;
}

/* The key is one, however many candidates wait for it. */
static int
begin_with_psk (IkeAuthTask *task)
{
  IkeSession *session = task->base.session;
  IkeEvent event
      = { .type = IKE_EVENT_NEED_SECRET, .secret = { .kind = IKE_SECRET_PSK, .round = 1 } };

  if (session->psk != NULL)
    return use_psk (task);
  if (is_asked_for_psk (&session->sas))
    return STATUS_OK;
  event.ticket = task->base.ticket = ike_outbox_ticket (&session->outbox);
  ike_outbox_event (&session->outbox, &event);
  return STATUS_OK;
}

static int
use_psk_everywhere (IkeSession *session)
{
  int status = STATUS_OK;

  for (guint i = 0; status == STATUS_OK && i < session->sas.list->len; i++)
    {
      IkeTask *base = ike_sas_get (&session->sas, i)->tasks.current;
      gboolean waits = base != NULL && base->klass->kind == IKE_TASK_AUTH && base->begun
                       && ike_sa_is_candidate (base->sa);

      if (waits && ((IkeAuthTask *) base)->own_auth == NULL)
        status = use_psk ((IkeAuthTask *) base);
    }
  return status;
}

/* ---- Signature ------------------------------------------------------------------------------ */

static int
ask_signature (IkeAuthTask *task)
{
  IkeSession *session = task->base.session;
  IkeSa *sa = task->base.sa;
  IkeEvent event = { .type = IKE_EVENT_NEED_SIGNATURE };
  IkeClosed *account = NULL;

  if (session->setup.certificate_first && !sa->handshake->multiple_auth)
    {
      account = ike_closed_new (session, IKE_REASON_GATEWAY_LACKS);
      account->found = g_strdup ("a certificate and a login together");
      ike_closed_fail (sa, IKE_FAREWELL_NONE, account);
      return STATUS_OK;
    }

  /* A gateway that lists no hash our key can be used with would not accept any signature. */
  if (!ike_auth_scheme_choose (session->setup.key_type, sa->handshake->peer_hashes, &task->scheme))
    {
      ike_closed_fail_reason (sa, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  if (session->sign_pkcs1)
    ike_auth_scheme_make_pkcs1 (&task->scheme);
  event.octets = ike_auth_own_octets (task);
  if (event.octets == NULL)
    return STATUS_FATAL_CRYPTO;
  event.sig = task->scheme.sig;
  event.ticket = task->base.ticket = ike_outbox_ticket (&session->outbox);
  ike_outbox_event (&session->outbox, &event);
  return STATUS_OK;
}

static int
use_signature (IkeAuthTask *task, GBytes *signature)
{
  IkeSession *session = task->base.session;

  task->own_method = task->scheme.method;
  task->own_auth = ike_auth_sig_pack (&task->scheme, session->setup.key_type, signature);
  if (task->own_auth != NULL)
    return ike_auth_send_first (task);
  ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
  return STATUS_OK;
}

gboolean
ike_auth_own_sign_otherwise (IkeAuthTask *task)
{
  IkeSession *session = task->base.session;

  if (session->proven || session->sign_pkcs1 || task->own_auth == NULL
      || !ike_auth_scheme_make_pkcs1 (&task->scheme) || ike_sas_n_candidates (&session->sas) != 1)
    return FALSE;
  session->sign_pkcs1 = session->begin_again = TRUE;
  return TRUE;
}

/* ---- Either --------------------------------------------------------------------------------- */

int
ike_auth_own_begin (IkeAuthTask *task)
{
  task->asked_at = task->base.session->now;
  switch (task->base.session->setup.auth)
    {
    case IKE_AUTH_PSK:
      return begin_with_psk (task);
    case IKE_AUTH_CERT:
      return ask_signature (task);
    case IKE_AUTH_EAP:
      return task->base.session->setup.certificate_first ? ask_signature (task)
                                                         : ike_auth_send_first (task);
    }
  return STATUS_FATAL_INTERNAL;
}

/* A person typed, or looked for his token: by now the gateway has dropped what IKE_SA_INIT made, so
 * that is done again. Once, because the second answer should be quick. */
static gboolean
is_late (const IkeAuthTask *task)
{
  const IkeSession *session = task->base.session;

  return !session->started_over && session->now - task->asked_at > HALF_OPEN_LIFETIME;
}

int
ike_auth_own_take (IkeAuthTask *task, IkeAnswer *answer)
{
  IkeSession *session = task->base.session;
  gboolean wants_psk = session->setup.auth == IKE_AUTH_PSK;
  gboolean is_given = wants_psk
                          ? answer->secret != NULL
                          : answer->signature != NULL && g_bytes_get_size (answer->signature) > 0;

  if (!is_given)
    {
      ike_closed_end_reason (session, IKE_FAREWELL_NONE,
                             wants_psk ? IKE_REASON_SECRET_CANCELLED
                                       : IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  if (wants_psk)
    session->psk = ike_psk_read (g_steal_pointer (&answer->secret));
  if (is_late (task))
    {
      session->started_over = session->begin_again = TRUE;
      return STATUS_OK;
    }
  return wants_psk ? use_psk_everywhere (session) : use_signature (task, answer->signature);
}
