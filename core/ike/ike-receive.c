// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-receive.h"

/* What a datagram is, whose it is, and who is to see it. */

#include "ike-admit.h"
#include "ike-answer.h"
#include "ike-closed.h"
#include "ike-dump.h"
#include "ike-message.h"
#include "ike-session-private.h"
#include "payload-notify.h"

/* The message was sealed with other keys than those of this IKE SA, or is not expected on it. */
#define NOT_OURS 1

static void
log_message (IkeSession *session, const IkeMessage *message)
{
  g_autofree char *text = ike_message_dump (message);

  log_sink_debug (&session->log, "received %s", text);
}

/* ---- Unprotected ---------------------------------------------------------------------------- */

/* An IKEv1 gateway answers in its own tongue; nothing else of it is read (MSG-34). */
static void
receive_other_version (IkeSession *session, const IkeHeader *header)
{
  ike_outbox_drop (&session->outbox, "another major version");
  if (session->stage == IKE_STAGE_INIT && header->major < 2
      && header->spi_i == session->sas.current->spi_i)
    ike_closed_suspect (session, ike_closed_new (session, IKE_REASON_WRONG_VERSION));
}

/* The answer to IKE_SA_INIT is the one message nobody protects: what is wrong with it is no reason
 * to do anything but to wait for a better one. */
static int
receive_init (IkeSa *sa, const guint8 *data, gsize len)
{
  IkeSession *session = sa->session;
  g_autofree IkeMessage *message = g_new (IkeMessage, 1);
  IkeTask *task = sa->tasks.current;
  int result = ike_message_read (data, len, message);

  if (result != IKE_MESSAGE_OK || !message->header.response || message->header.message_id != 0
      || ike_admit (message, session->stage) != IKE_ADMIT_OK || task == NULL || !task->begun)
    {
      ike_outbox_drop (&session->outbox, "no answer to IKE_SA_INIT");
      return STATUS_OK;
    }
  log_message (session, message);
  return task->klass->handle (task, message);
}

/* Without protection, so by anybody: that the gateway knows nothing of an IKE SA or a Child SA of
 * ours. Nothing changes, but it is a reason to ask (DPD-11). */
static void
receive_hint (IkeSession *session, const IkeHeader *header, const guint8 *data, gsize len)
{
  g_autofree IkeMessage *message = NULL;
  IkeNotify notify = { 0 };

  if (header->exchange != IKE_EXCHANGE_INFORMATIONAL || header->next_payload != IKE_PAYLOAD_NOTIFY)
    return;
  message = g_new (IkeMessage, 1);
  if (ike_message_read (data, len, message) == IKE_MESSAGE_OK
      && (ike_message_find_notify (message, IKE_NOTIFY_INVALID_IKE_SPI, &notify)
          || ike_message_find_notify (message, IKE_NOTIFY_INVALID_SPI, &notify)))
    ike_timers_on_hint (&session->timers, session->now);
}

/* ---- Protected ------------------------------------------------------------------------------ */

/* A request that passed the ICV but makes no sense, or an exchange or a set of payloads that has no
 * place here, is answered and ends the SA on both sides (RFC 7296 section 2.21.3). */
static int
refuse_syntax (IkeSa *sa, const IkePath *path, const IkeHeader *header)
{
  IkeSession *session = sa->session;
  g_auto (IkeMessageBuilder) builder = { 0 };
  int status = STATUS_OK;

  if (session->stage < IKE_STAGE_ESTABLISHED)
    {
      ike_outbox_drop (&session->outbox, "a request before the gateway was proven");
      return STATUS_OK;
    }
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_INVALID_SYNTAX, NULL, 0);
  status = ike_sa_respond (sa, path, header, &builder);
  if (status == STATUS_OK)
    ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_PROTOCOL);
  return status;
}

static int
refuse_critical (IkeSa *sa, const IkePath *path, const IkeMessage *message)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  if (sa->session->stage < IKE_STAGE_ESTABLISHED)
    {
      ike_outbox_drop (&sa->session->outbox, "a request before the gateway was proven");
      return STATUS_OK;
    }
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD,
                            &message->unknown_critical, 1);
  return ike_sa_respond (sa, path, &message->header, &builder);
}

static int
process_request (IkeSa *sa, const IkePath *path, const IkeMessage *message, int result)
{
  if (result == IKE_MESSAGE_UNKNOWN_CRITICAL)
    return refuse_critical (sa, path, message);
  switch (ike_admit (message, sa->session->stage))
    {
    case IKE_ADMIT_OK:
      return ike_answer_request (sa, path, message);
    case IKE_ADMIT_REFUSE:
      return refuse_syntax (sa, path, &message->header);
    case IKE_ADMIT_DROP:
    case IKE_ADMIT_BREACH:
      ike_outbox_drop (&sa->session->outbox, "a request that is not expected");
      return STATUS_OK;
    }
  return STATUS_OK;
}

/* These say that the gateway has dropped the IKE SA without a Delete (RFC 7296 section 2.21.3). */
static void
lose_sa (IkeSa *sa, guint16 notify)
{
  IkeSession *session = sa->session;

  if (!ike_sas_lose (session, sa))
    ike_closed_end_notify (session, IKE_FAREWELL_NONE, notify);
}

/* After a move, from a gateway that cannot be told of it: it may follow in IKE and not in ESP. */
static void
note_answer (IkeSession *session)
{
  IkeChild *child = NULL;

  if (session->stage == IKE_STAGE_ESTABLISHED
      && ike_evidence_on_answer (&session->evidence, session->mobike.supported, session->now))
    child = ike_children_any_but (&session->children, NULL);
  if (child != NULL)
    child->soft = session->now;
}

static gboolean
is_same_way (const IkePath *a, const IkePath *b)
{
  return ip_address_equal (&a->local.address, &b->local.address)
         && ip_address_equal (&a->remote.address, &b->remote.address);
}

/* The present path was silent, so others were asked: the one that answers is taken, and the gateway
 * told of it. An update that was sent along several says nothing of any (MOB-08). Where nobody was
 * asked nobody is believed: whoever can hand on a datagram can do so from anywhere (MOB-14). */
static void
take_path (IkeSession *session, const IkePath *path)
{
  IkeMobike *mobike = &session->mobike;
  IkePath asked[IKE_MOBIKE_PATHS_MAX];
  guint n = ike_mobike_paths (mobike, &session->path, &session->children.ts_remote, asked);

  if (!mobike->elsewhere)
    return;
  mobike->elsewhere = FALSE;
  mobike->pending |= ike_tasks_is_under_way (&session->sas.current->tasks, IKE_TASK_MOBIKE);
  for (guint i = 0; i < n; i++)
    {
      if (!is_same_way (&asked[i], path))
        continue;
      ike_mobike_go (mobike, &session->path, &asked[i]);
      mobike->pending = TRUE;
      session->rtt = 0;
      ike_evidence_on_moved (&session->evidence);
      ike_outbox_path (&session->outbox, &session->path, session->natt.nat_local);
      return;
    }
}

/* From its first sending: no answer is quicker than the path, whichever sending it is to. */
static void
note_time (const IkeSa *sa)
{
  IkeSession *session = sa->session;
  MonoTime took = session->now - sa->window.sent_at;

  if (session->rtt == 0 || took < session->rtt)
    session->rtt = took;
}

static int
process_response (IkeSa *sa, const IkePath *path, const IkeMessage *message, int result)
{
  IkeTask *task = sa->tasks.current;
  IkeNotify notify = { 0 };

  note_time (sa);
  ike_window_accept_response (&sa->window);
  if (sa == sa->session->sas.current)
    {
      note_answer (sa->session);
      take_path (sa->session, path);
    }
  if (result != IKE_MESSAGE_OK || ike_admit (message, sa->session->stage) != IKE_ADMIT_OK)
    {
      ike_closed_fail_protocol (sa, "a response that is not expected");
      return STATUS_OK;
    }
  if (sa->session->stage >= IKE_STAGE_ESTABLISHED
      && (ike_message_find_notify (message, IKE_NOTIFY_INVALID_SYNTAX, &notify)
          || ike_message_find_notify (message, IKE_NOTIFY_AUTHENTICATION_FAILED, &notify)))
    {
      lose_sa (sa, notify.type);
      return STATUS_OK;
    }
  if (task == NULL || !task->begun)
    return STATUS_OK;
  return task->klass->handle (task, message);
}

static int
process (IkeSa *sa, const IkePath *path, const IkeOpened *opened)
{
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  int result = ike_opened_read (opened, message);

  if (result == IKE_MESSAGE_MALFORMED)
    {
      if (!opened->header.response)
        return refuse_syntax (sa, path, &opened->header);
      ike_window_accept_response (&sa->window);
      ike_closed_fail_protocol (sa, "a malformed response");
      return STATUS_OK;
    }
  log_message (sa->session, message);
  if (opened->header.response)
    return process_response (sa, path, message, result);
  return process_request (sa, path, message, result);
}

static int
process_piece (IkeSa *sa, const IkePath *path, IkeOpened *piece)
{
  IkeFragQueue *queue = piece->header.response ? &sa->responses : &sa->requests;
  g_auto (IkeOpened) whole = { 0 };

  switch (ike_frag_queue_add (queue, piece, sa->session->now, &whole))
    {
    case IKE_FRAG_COMPLETE:
      return process (sa, path, &whole);
    case IKE_FRAG_DROPPED:
      ike_outbox_drop (&sa->session->outbox, "a fragment that fits nowhere");
      break;
    default:
      break;
    }
  return STATUS_OK;
}

static IkeWindowVerdict
check_window (const IkeSa *sa, const IkeHeader *header)
{
  IkeWindowVerdict verdict
      = header->response
            ? ike_window_check_response (&sa->window, header->exchange, header->message_id)
            : ike_window_check_request (&sa->window, header->message_id);

  return sa->gone && verdict != IKE_WINDOW_REPEAT ? IKE_WINDOW_DROP : verdict;
}

static int
receive_protected (IkeSa *sa, const IkePath *path, const IkeHeader *header, const guint8 *data,
                   gsize len)
{
  IkeWindowVerdict verdict = check_window (sa, header);
  g_auto (IkeOpened) opened = { 0 };

  if (verdict == IKE_WINDOW_DROP || !ike_sk_open (sa->sk, data, len, &opened))
    return NOT_OURS;
  if (verdict == IKE_WINDOW_REPEAT)
    {
      /* Of a repeated request in fragments only the first asks for the answer (FRG-15). A repeat
       * could be a replay, so it is no sign of life. */
      if (opened.number <= 1)
        ike_sa_send (sa, path, sa->window.response);
      return STATUS_OK;
    }
  ike_timers_on_inbound (&sa->session->timers, sa->session->now);
  return opened.number == 0 ? process (sa, path, &opened) : process_piece (sa, path, &opened);
}

int
ike_receive (IkeSession *session, const IkePath *path, const guint8 *data, gsize len)
{
  IkeHeader header = { 0 };
  int status = NOT_OURS;

  if (!ike_header_read (data, len, &header))
    {
      ike_outbox_drop (&session->outbox, "no IKE message");
      return STATUS_OK;
    }
  if (header.major != 2)
    {
      receive_other_version (session, &header);
      return STATUS_OK;
    }
  for (guint i = 0; status == NOT_OURS && i < session->sas.list->len; i++)
    {
      IkeSa *sa = ike_sas_get (&session->sas, i);

      if (ike_sa_owns (sa, &header))
        status = sa->sk == NULL ? receive_init (sa, data, len)
                                : receive_protected (sa, path, &header, data, len);
    }
  if (status == NOT_OURS)
    {
      receive_hint (session, &header, data, len);
      ike_outbox_drop (&session->outbox, "of no IKE SA, not authentic, or not expected");
      status = STATUS_OK;
    }
  return status;
}
