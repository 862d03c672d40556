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
ike_auth_own_octets (const IkeAuthTask *task, const SecretBuf *sk_pi)
{
  const IkeSa *sa = task->base.sa;
  const IkeSetup *setup = &sa->session->setup;
  g_autoptr (GBytes) body
      = ike_payload_id_body (task->second_round ? &setup->user_id : &setup->local_id);
  g_autoptr (GBytes) int_auth = ike_handshake_int_auth (sa->handshake);
  IkeAuthInput input = {
    .prf = sa->suite.prf,
    .message = ike_span (sa->handshake->request),
    .peer_nonce = ike_span (sa->handshake->nr),
    .id_body = ike_span (body),
    .sk_p = sk_pi,
    .int_auth = ike_span (int_auth),
  };

  return ike_auth_octets (&input);
}

/* ---- Shared keys ---------------------------------------------------------------------------- */

static gboolean
is_asked_for (const IkeSas *sas, IkeSecretKind kind)
{
  for (guint i = 0; i < sas->list->len; i++)
    {
      const IkeTask *task = ike_sas_get (sas, i)->tasks.current;

      if (task != NULL && task->klass->kind == IKE_TASK_AUTH && task->ticket != 0
          && ((const IkeAuthTask *) task)->waits_for == kind)
        return TRUE;
    }
  return FALSE;
}

/* The key is one, however many candidates wait for it. */
int
ike_auth_own_wait_for (IkeAuthTask *task, IkeSecretKind kind)
{
  IkeSession *session = task->base.session;
  IkeEvent event = { .type = IKE_EVENT_NEED_SECRET, .secret = { .kind = kind, .round = 1 } };

  task->waits_for = kind;
  if (is_asked_for (&session->sas, kind))
    return STATUS_OK;
  event.ticket = task->base.ticket = ike_outbox_ticket (&session->outbox);
  ike_outbox_event (&session->outbox, &event);
  return STATUS_OK;
}

static GBytes *
prove_with_psk (const IkeAuthTask *task, const SecretBuf *sk_pi)
{
  const IkeSa *sa = task->base.sa;
  g_autoptr (GBytes) octets = ike_auth_own_octets (task, sk_pi);

  return octets != NULL ? ike_auth_psk (sa->suite.prf, sa->session->psk, octets) : NULL;
}

static int
send_with_psk (IkeAuthTask *task)
{
  const IkeSa *sa = task->base.sa;

  task->own_method = IKE_AUTH_METHOD_SHARED_KEY;
  task->own_auth = prove_with_psk (task, ike_auth_ppk_sk_pi (sa));
  if (ike_auth_ppk_wants_plain (task))
    task->own_auth_plain = prove_with_psk (task, sa->keymat.pi);
  return task->own_auth != NULL ? ike_auth_send_first (task) : STATUS_FATAL_CRYPTO;
}

/* ---- Signature ------------------------------------------------------------------------------ */

/* With an optional post-quantum key twice, the second time without it. Of a certificate and a login
 * it is the login that the key belongs to. */
static int
ask_signature (IkeAuthTask *task)
{
  IkeSession *session = task->base.session;
  const IkeSetup *setup = &session->setup;
  IkeSa *sa = task->base.sa;
  IkeEvent event = { .type = IKE_EVENT_NEED_SIGNATURE };

  if (setup->certificate_first && !sa->handshake->multiple_auth)
    {
      ike_closed_fail_lacks (sa, IKE_FAREWELL_NONE, "a certificate and a login together");
      return STATUS_OK;
    }

  /* A gateway that lists no hash our key can be used with would not accept any signature. */
  if (!ike_auth_scheme_choose (setup->key_type, sa->handshake->peer_hashes, &task->scheme))
    {
      ike_closed_fail_reason (sa, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  if (session->sign_pkcs1)
    ike_auth_scheme_make_pkcs1 (&task->scheme);
  event.octets = ike_auth_own_octets (task, task->own_auth != NULL || setup->certificate_first
                                                ? sa->keymat.pi
                                                : ike_auth_ppk_sk_pi (sa));
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
  GBytes *packed = ike_auth_sig_pack (&task->scheme, session->setup.key_type, signature);

  if (packed == NULL)
    {
      ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  task->own_method = task->scheme.method;
  if (task->own_auth != NULL)
    task->own_auth_plain = packed;
  else
    {
      task->own_auth = packed;
      if (ike_auth_ppk_wants_plain (task) && !session->setup.certificate_first)
        return ask_signature (task);
    }
  return ike_auth_send_first (task);
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

/* Whether the gateway's answer leaves room for what the profile says. FALSE: the candidate has
 * failed. */
static gboolean
allows_ppk (IkeAuthTask *task)
{
  const IkeSetup *setup = &task->base.session->setup;

  if (setup->ppk_id == NULL || setup->ppk_optional || task->base.sa->handshake->ppk)
    return TRUE;
  ike_closed_fail_lacks (task->base.sa, IKE_FAREWELL_NONE, "a post-quantum key");
  return FALSE;
}

/* The key of the login is asked for first, as it is without the other. */
static int
begin_with (IkeAuthTask *task)
{
  const IkeSetup *setup = &task->base.session->setup;
  IkeSa *sa = task->base.sa;
  int status = STATUS_OK;

  if (setup->auth == IKE_AUTH_PSK && sa->session->psk == NULL)
    return ike_auth_own_wait_for (task, IKE_SECRET_PSK);
  if (setup->auth != IKE_AUTH_EAP && ike_auth_ppk_is_missing (sa))
    {
      if (sa->session->ppk == NULL)
        return ike_auth_own_wait_for (task, IKE_SECRET_PPK);
      status = ike_auth_ppk_mix (sa, sa->session->ppk);
      if (status_is_fatal (status))
        return status;
    }
  task->waits_for = 0;
  switch (setup->auth)
    {
    case IKE_AUTH_PSK:
      return send_with_psk (task);
    case IKE_AUTH_CERT:
      return ask_signature (task);
    case IKE_AUTH_EAP:
      return setup->certificate_first ? ask_signature (task) : ike_auth_send_first (task);
    }
  return STATUS_FATAL_INTERNAL;
}

int
ike_auth_own_begin (IkeAuthTask *task)
{
  task->asked_at = task->base.session->now;
  return allows_ppk (task) ? begin_with (task) : STATUS_OK;
}

/* Every candidate that waited for it. */
static int
go_on_everywhere (IkeSession *session, IkeSecretKind kind)
{
  int status = STATUS_OK;

  for (guint i = 0; status == STATUS_OK && i < session->sas.list->len; i++)
    {
      IkeTask *base = ike_sas_get (&session->sas, i)->tasks.current;

      if (base != NULL && base->klass->kind == IKE_TASK_AUTH && base->begun
          && ike_sa_is_candidate (base->sa) && ((IkeAuthTask *) base)->waits_for == kind)
        status = begin_with ((IkeAuthTask *) base);
    }
  return status;
}

/* A person typed, or looked for his token: by now the gateway has dropped what IKE_SA_INIT made, so
 * that is done again. Once, because the second answer should be quick. */
static gboolean
is_late (const IkeAuthTask *task)
{
  const IkeSession *session = task->base.session;

  return !session->started_over && session->now - task->asked_at > HALF_OPEN_LIFETIME;
}

static int
take_secret (IkeAuthTask *task, IkeAnswer *answer)
{
  IkeSession *session = task->base.session;
  IkeSecretKind kind = task->waits_for;
  SecretBuf **place = kind == IKE_SECRET_PPK ? &session->ppk : &session->psk;

  if (answer->secret == NULL)
    {
      ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_SECRET_CANCELLED);
      return STATUS_OK;
    }
  *place = ike_psk_read (g_steal_pointer (&answer->secret));
  if (is_late (task))
    {
      session->started_over = session->begin_again = TRUE;
      return STATUS_OK;
    }
  return go_on_everywhere (session, kind);
}

int
ike_auth_own_take (IkeAuthTask *task, IkeAnswer *answer)
{
  IkeSession *session = task->base.session;

  if (task->waits_for != 0)
    return take_secret (task, answer);
  if (answer->signature == NULL || g_bytes_get_size (answer->signature) == 0)
    {
      ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_SIGNATURE_REFUSED);
      return STATUS_OK;
    }
  if (is_late (task))
    {
      session->started_over = session->begin_again = TRUE;
      return STATUS_OK;
    }
  return use_signature (task, answer->signature);
}
