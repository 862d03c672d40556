// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-admit.h"
#include "ike-session-private.h"

#include "cry-kex.h"
#include "ike-message.h"
#include "ike-proposal-offer.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"

/*
 * IKE_SA_INIT (RFC 7296 sections 1.2, 2.6, 2.7, 2.23). Nothing in this exchange is protected, so
 * no answer is taken as a verdict: what corrects us (cookie, other group) is followed within
 * bounds, what refuses us is remembered while a better answer may still come (INI-07).
 */

#define COOKIE_ROUNDS_MAX 4
#define GROUP_ROUNDS_MAX  4

#define OTHERS_MAX           4 /* other answers that are kept */
#define REPEATS_BEFORE_OTHER 3 /* of IKE_AUTH */

typedef struct
{
  IkeTask base;
  IkeProposals offered;
  CryKex *kex;    /* owned */
  GBytes *nonce;  /* owned */
  GBytes *cookie; /* owned; NULL until the gateway asks */
  guint cookie_rounds, group_rounds;
} InitTask;

static void
init_free (IkeTask *base)
{
  InitTask *task = (InitTask *) base;

  cry_kex_free (task->kex);
  g_clear_pointer (&task->nonce, g_bytes_unref);
  g_clear_pointer (&task->cookie, g_bytes_unref);
  g_free (task);
}

static gboolean
make_share (InitTask *task, IkeSession *session, CryKe group)
{
  cry_kex_free (task->kex);
  task->kex = cry_kex_new (group, &session->rng);
  return task->kex != NULL;
}

static void
write_request (InitTask *task, IkeSession *session, const IkeHeader *header,
               IkeMessageBuilder *builder)
{
  gsize len = 0;
  const guint8 *share = cry_kex_public (task->kex, &len);
  CrySpan nonce = ike_span (task->nonce);
  CrySpan cookie = ike_span (task->cookie);

  /* The cookie comes first and changes nothing else (INI-01). */
  if (task->cookie != NULL)
    ike_payload_notify_write (builder, IKE_NOTIFY_COOKIE, cookie.data, cookie.len);
  ike_payload_sa_write (builder, &task->offered);
  ike_payload_ke_write (builder, (guint16) cry_kex_group (task->kex), share, len);
  ike_payload_nonce_write (builder, nonce.data, nonce.len);
  ike_natt_write (builder, header, &session->path, session->setup.force_encap);
  if (session->setup.fragmentation)
    ike_payload_notify_write (builder, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, NULL, 0);
  ike_hash_set_write (builder, ike_hash_set_default ());
}

/* The request with the present cookie and key share; first says whether it opens the exchange or
 * takes the place of an earlier form of it. */
static int
send_request (InitTask *task, IkeSession *session, IkeSa *sa, gboolean first)
{
  IkeHeader header
      = { .spi_i = sa->spi_i, .exchange = IKE_EXCHANGE_IKE_SA_INIT, .initiator = TRUE };
  g_auto (IkeMessageBuilder) builder = { 0 };
  GPtrArray *datagrams = NULL;
  GBytes *message = NULL;

  ike_message_builder_init (&builder);
  write_request (task, session, &header, &builder);
  message = ike_message_builder_finish (&builder, &header);
  if (message == NULL)
    return STATUS_FATAL_LIMIT;
  g_clear_pointer (&session->handshake.request, g_bytes_unref);
  session->handshake.request = g_bytes_ref (message);
  datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (datagrams, message);
  ike_sa_send (session, &session->path, datagrams);
  if (first)
    ike_window_sent (&sa->window, IKE_EXCHANGE_IKE_SA_INIT, datagrams, session->now);
  else
    ike_window_replace (&sa->window, datagrams, session->now);
  return STATUS_OK;
}

static int
init_begin (IkeTask *base, IkeSession *session, IkeSa *sa)
{
  InitTask *task = (InitTask *) base;
  guint8 nonce[IKE_NONCE_LEN];

  task->offered = session->setup.ike;
  if (!make_share (task, session, ike_proposals_first_group (&task->offered)))
    return STATUS_FATAL_CONFIG;
  rng_fill (&session->rng, nonce, sizeof nonce);
  task->nonce = g_bytes_new (nonce, sizeof nonce);
  return send_request (task, session, sa, TRUE);
}

/* ---- Answers that are no answer ------------------------------------------------------------- */

static void
suspect (IkeSession *session, IkeReason reason, guint16 notify)
{
  if (session->suspicion == NULL)
    {
      session->suspicion = ike_closed_new (session, reason);
      session->suspicion->notify = notify;
    }
  ike_timers_on_unproven_error (&session->timers, session->now);
}

static int
take_cookie (InitTask *task, IkeSession *session, IkeSa *sa, const IkeNotify *notify)
{
  if (notify->len < 1 || notify->len > IKE_COOKIE_MAX || ++task->cookie_rounds > COOKIE_ROUNDS_MAX)
    {
      ike_session_drop (session, "a cookie that is not taken");
      return STATUS_OK;
    }
  g_clear_pointer (&task->cookie, g_bytes_unref);
  task->cookie = g_bytes_new (notify->data, notify->len);
  return send_request (task, session, sa, FALSE);
}

/* Only to a group that we offered, and not to the one just tried (INI-04): anybody may have written
 * this notify, and the group it names must not be weaker than what the profile allows. */
static int
take_group (InitTask *task, IkeSession *session, IkeSa *sa, const IkeNotify *notify)
{
  guint16 group = notify->len == 2 ? byte_get_u16 (notify->data) : 0;

  if (notify->len != 2 || group == (guint16) cry_kex_group (task->kex)
      || ++task->group_rounds > GROUP_ROUNDS_MAX)
    {
      ike_session_drop (session, "a group that is not taken");
      return STATUS_OK;
    }
  if (!ike_proposals_has_group (&task->offered, group)
      || !make_share (task, session, (CryKe) group))
    {
      suspect (session, IKE_REASON_NO_COMMON_GROUP, notify->type);
      return STATUS_OK;
    }
  return send_request (task, session, sa, FALSE);
}

static int
take_refusal (InitTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  IkeNotify notify = { 0 };

  if (ike_message_find_notify (response, IKE_NOTIFY_COOKIE, &notify))
    return take_cookie (task, session, sa, &notify);
  if (ike_message_find_notify (response, IKE_NOTIFY_INVALID_KE_PAYLOAD, &notify))
    return take_group (task, session, sa, &notify);
  if (ike_message_find_error (response, &notify))
    suspect (session, ike_closed_reason_of_notify (notify.type, session->stage), notify.type);
  else
    ike_session_drop (session, "an answer that says nothing");
  return STATUS_OK;
}

/* ---- The answer ----------------------------------------------------------------------------- */

/* FALSE: not an answer to what we asked; a genuine one may still come. */
static gboolean
choose (InitTask *task, IkeSession *session, const IkeMessage *response, IkeChoice *ret_choice,
        SecretBuf **ret_shared)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *nonce = ike_message_find (response, IKE_PAYLOAD_NONCE);
  const char *why = NULL;
  IkeKe ke = { 0 };

  if (!ike_payload_sa_read (ike_message_find (response, IKE_PAYLOAD_SA), answer)
      || !ike_payload_ke_read (ike_message_find (response, IKE_PAYLOAD_KE), &ke))
    return FALSE;
  if (!ike_proposals_check_choice (&task->offered, answer, ret_choice, &why))
    {
      log_sink_debug (&session->log, "IKE_SA_INIT: %s", why);
      return FALSE;
    }
  /* Nr must be worth half the key of the prf it will be mixed with (INI-10). */
  if (ret_choice->suite.group != cry_kex_group (task->kex)
      || ke.group != (guint16) ret_choice->suite.group
      || nonce->len < cry_prf_len (ret_choice->suite.prf) / 2)
    return FALSE;
  *ret_shared = cry_kex_derive (task->kex, ke.data, ke.len);
  return *ret_shared != NULL;
}

static int
derive (InitTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response,
        const IkeChoice *choice, const SecretBuf *shared)
{
  const IkePayload *nonce = ike_message_find (response, IKE_PAYLOAD_NONCE);
  IkeKeySeed seed = {
    .ni = ike_span (task->nonce),
    .nr = { nonce->data, nonce->len },
    .spi_i = sa->spi_i,
    .spi_r = response->header.spi_r,
    .shared = shared,
  };
  g_auto (IkeKeymat) keymat = { 0 };
  int status = ike_keymat_derive (&choice->suite, &seed, &keymat);

  if (status_is_fatal (status))
    return status;
  sa->spi_r = response->header.spi_r;
  if (!ike_sa_set_keys (sa, &choice->suite, &keymat, &session->rng))
    return STATUS_FATAL_CRYPTO;
  session->handshake.ni = g_bytes_ref (task->nonce);
  session->handshake.nr = g_bytes_new (nonce->data, nonce->len);
  session->handshake.peer_hashes = ike_hash_set_read (response);
  return STATUS_OK;
}

/* From IKE_AUTH on everything goes to the other port when there is a NAT, or when one is pretended
 * so that ESP travels in UDP (NAT-04). */
static void
float_path (IkeSession *session, const IkeMessage *response)
{
  IkePath path = session->path;

  ike_natt_check (response, &session->path, &session->natt);
  if (path.transport == IKE_TRANSPORT_UDP && session->natt.supported
      && (session->setup.force_encap || session->natt.nat_local || session->natt.nat_remote))
    {
      path.transport = IKE_TRANSPORT_NATT;
      path.remote.port = session->setup.natt_port;
    }
  ike_session_set_path (session, &path);
  if (path.transport == IKE_TRANSPORT_NATT && session->natt.nat_local)
    ike_timers_on_natt (&session->timers, session->now);
}

static gboolean
can_float (const IkeSession *session, const IkeMessage *response)
{
  IkeNatt natt = { 0 };

  ike_natt_check (response, &session->path, &natt);
  return natt.supported || session->path.transport == IKE_TRANSPORT_NATT
         || !session->setup.force_encap;
}

/* Goes on to IKE_AUTH with this answer. */
static int
accept_answer (InitTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response,
               const IkeChoice *choice, const SecretBuf *shared)
{
  IkeNotify notify = { 0 };
  int status = derive (task, session, sa, response, choice, shared);

  if (status_is_fatal (status))
    return status;
  ike_timers_on_answer (&session->timers);
  g_clear_pointer (&session->suspicion, ike_closed_free);
  session->peer_fragments
      = ike_message_find_notify (response, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, &notify);
  float_path (session, response);
  ike_state_enter (session, IKE_STAGE_GATEWAY);
  ike_session_add_task (session, ike_task_auth_new ());
  return STATUS_OK;
}

static int
init_handle (IkeTask *base, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  InitTask *task = (InitTask *) base;
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  g_autoptr (SecretBuf) shared = NULL;

  if (!ike_message_has (response, IKE_PAYLOAD_SA))
    return take_refusal (task, session, sa, response);
  /* Without NAT traversal nothing could be sent through a Child SA: ESP travels in UDP only. */
  if (response->header.spi_r == 0 || !can_float (session, response)
      || !choose (task, session, response, choice, &shared))
    {
      ike_session_drop (session, "an answer to something else");
      suspect (session, IKE_REASON_PROTOCOL, 0);
      return STATUS_OK;
    }
  ike_window_accept_response (&sa->window);
  /* The private value is kept until IKE_AUTH has shown whether this was the gateway. */
  session->handshake.asked = g_steal_pointer (&sa->task);
  return accept_answer (task, session, sa, response, choice, shared);
}

/* ---- Other answers -------------------------------------------------------------------------- */

void
ike_init_keep_other (IkeSession *session, const IkeHeader *header, const guint8 *data, gsize len)
{
  IkeHandshake *handshake = &session->handshake;
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);

  if (!header->response || header->spi_i != session->sa->spi_i || handshake->asked == NULL
      || g_bytes_equal (bytes, handshake->response)
      || g_queue_find_custom (&handshake->others, bytes, (GCompareFunc) g_bytes_compare) != NULL
      || handshake->others.length >= OTHERS_MAX)
    {
      ike_session_drop (session, "not expected in this stage");
      return;
    }
  g_queue_push_tail (&handshake->others, g_steal_pointer (&bytes));
  ike_timers_on_other_answer (&session->timers, session->now);
}

/* The IKE SA that another answer makes, in the place of the one nobody answers on. */
static IkeSa *
begin_anew (IkeSession *session, GBytes *bytes)
{
  IkeSa *sa = ike_sa_new (&session->setup.window, &session->rng);
  IkeHandshake *handshake = &session->handshake;

  ike_auth_take_psk (session);
  session->sa->gone = TRUE;
  sa->initiator = TRUE;
  sa->spi_i = session->sa->spi_i;
  /* IKE_SA_INIT had the first Message ID. */
  sa->window.next_own_id = 1;
  g_ptr_array_add (session->sas, sa);
  session->sa = sa;
  session->path = session->first_path;
  g_clear_pointer (&handshake->response, g_bytes_unref);
  handshake->response = g_bytes_ref (bytes);
  g_clear_pointer (&handshake->ni, g_bytes_unref);
  g_clear_pointer (&handshake->nr, g_bytes_unref);
  ike_state_enter (session, IKE_STAGE_INIT);
  return sa;
}

static int
try_one (IkeSession *session, GBytes *bytes)
{
  InitTask *task = (InitTask *) session->handshake.asked;
  g_autofree IkeMessage *response = g_new (IkeMessage, 1);
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  g_autoptr (SecretBuf) shared = NULL;
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  if (ike_message_read (data, len, response) != IKE_MESSAGE_OK
      || ike_admit (response, IKE_STAGE_INIT) != IKE_ADMIT_OK
      || !ike_message_has (response, IKE_PAYLOAD_SA) || response->header.spi_r == 0
      || !can_float (session, response) || !choose (task, session, response, choice, &shared))
    {
      ike_session_drop (session, "an answer to something else");
      return STATUS_OK;
    }
  return accept_answer (task, session, begin_anew (session, bytes), response, choice, shared);
}

int
ike_init_try_other (IkeSession *session)
{
  IkeHandshake *handshake = &session->handshake;
  g_autoptr (GBytes) bytes = NULL;
  int status = STATUS_OK;

  if (session->stage != IKE_STAGE_GATEWAY || handshake->others.length == 0)
    return STATUS_OK;
  /* A person may still be asked, and a slow gateway gets the time to answer. */
  if (session->sa->window.repeats >= REPEATS_BEFORE_OTHER)
    {
      bytes = g_queue_pop_head (&handshake->others);
      status = try_one (session, bytes);
    }
  if (handshake->others.length > 0)
    ike_timers_on_other_answer (&session->timers, session->now);
  return status;
}

IkeTask *
ike_task_init_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_INIT,
    .begin = init_begin,
    .handle = init_handle,
    .free = init_free,
  };
  InitTask *task = g_new0 (InitTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
