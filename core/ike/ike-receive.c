// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-admit.h"
#include "ike-dump.h"
#include "ike-message.h"
#include "ike-session-private.h"

/* From the datagram to the task or the answer: SPI, window, ICV, syntax, admission, in that order.
 * Nothing that fails one of the first three changes any state (MSG-27). */

static IkeSa *
find_sa (IkeSession *session, const IkeHeader *header)
{
  for (guint i = 0; i < session->sas->len; i++)
    {
      IkeSa *sa = g_ptr_array_index (session->sas, i);

      if (ike_sa_owns (sa, header))
        return sa;
    }
  return NULL;
}

static void
log_message (IkeSession *session, const IkeMessage *message)
{
  g_autofree char *text = ike_message_dump (message);

  log_sink_debug (&session->log, "received %s", text);
}

/* An IKEv1 gateway answers in its own tongue; nothing else of it is read (MSG-34). */
static int
receive_other_version (IkeSession *session, const IkeHeader *header)
{
  ike_session_drop (session, "another major version");
  if (session->stage != IKE_STAGE_INIT || header->major >= 2 || header->spi_i != session->sa->spi_i)
    return STATUS_OK;
  if (session->suspicion == NULL)
    session->suspicion = ike_closed_new (session, IKE_REASON_WRONG_VERSION);
  ike_timers_on_unproven_error (&session->timers, session->now);
  return STATUS_OK;
}

/* The answer to IKE_SA_INIT is the one message nobody protects: what is wrong with it is no reason
 * to do anything but to wait for a better one. The task closes the window itself. */
static int
receive_init (IkeSession *session, IkeSa *sa, const guint8 *data, gsize len)
{
  g_autofree IkeMessage *message = g_new (IkeMessage, 1);
  int result = ike_message_read (data, len, message);

  if (result != IKE_MESSAGE_OK || !message->header.response
      || ike_window_check_response (&sa->window, message->header.exchange,
                                    message->header.message_id)
             != IKE_WINDOW_MATCH
      || ike_admit (message, session->stage) != IKE_ADMIT_OK || sa->task == NULL)
    {
      ike_session_drop (session, "no answer to IKE_SA_INIT");
      return STATUS_OK;
    }
  log_message (session, message);
  g_clear_pointer (&session->handshake.response, g_bytes_unref);
  session->handshake.response = g_bytes_new (data, len);
  return sa->task->klass->handle (sa->task, session, sa, message);
}

/* A request that passed the ICV but makes no sense is answered and ends the SA on both sides
 * (RFC 7296 section 2.21.3). */
static int
refuse_syntax (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeHeader *header)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  int status = STATUS_OK;

  if (session->stage < IKE_STAGE_ESTABLISHED)
    {
      ike_session_drop (session, "a request before the gateway was proven");
      return STATUS_OK;
    }
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_INVALID_SYNTAX, NULL, 0);
  status = ike_sa_respond (session, sa, path, header, &builder);
  if (status == STATUS_OK)
    ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_PROTOCOL);
  return status;
}

static int
refuse_critical (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeMessage *message)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  if (session->stage < IKE_STAGE_ESTABLISHED)
    {
      ike_session_drop (session, "a request before the gateway was proven");
      return STATUS_OK;
    }
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD,
                            &message->unknown_critical, 1);
  return ike_sa_respond (session, sa, path, &message->header, &builder);
}

/* An exchange or a set of payloads that has no place here. Unlike broken syntax it leaves the SA
 * alone: a gateway may speak an extension we never asked for. */
static int
refuse_request (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeHeader *header)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_INVALID_SYNTAX, NULL, 0);
  return ike_sa_respond (session, sa, path, header, &builder);
}

static int
process_request (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeMessage *message,
                 int result)
{
  if (result == IKE_MESSAGE_UNKNOWN_CRITICAL)
    return refuse_critical (session, sa, path, message);
  switch (ike_admit (message, session->stage))
    {
    case IKE_ADMIT_OK:
      return ike_answer_request (session, sa, path, message);
    case IKE_ADMIT_REFUSE:
      return refuse_request (session, sa, path, &message->header);
    case IKE_ADMIT_DROP:
    case IKE_ADMIT_BREACH:
      ike_session_drop (session, "a request that is not expected");
      return STATUS_OK;
    }
  return STATUS_OK;
}

static int
process_response (IkeSession *session, IkeSa *sa, const IkeMessage *message, int result)
{
  ike_window_accept_response (&sa->window);
  if (result != IKE_MESSAGE_OK || ike_admit (message, session->stage) != IKE_ADMIT_OK)
    {
      ike_session_end_protocol (session, "a response that is not expected");
      return STATUS_OK;
    }
  if (sa->task == NULL || !sa->task->begun)
    return STATUS_OK;
  return sa->task->klass->handle (sa->task, session, sa, message);
}

static int
process (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeOpened *opened)
{
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  int result = ike_opened_read (opened, message);

  if (result == IKE_MESSAGE_MALFORMED)
    {
      if (!opened->header.response)
        return refuse_syntax (session, sa, path, &opened->header);
      ike_window_accept_response (&sa->window);
      ike_session_end_protocol (session, "a malformed response");
      return STATUS_OK;
    }
  log_message (session, message);
  if (opened->header.response)
    return process_response (session, sa, message, result);
  return process_request (session, sa, path, message, result);
}

static IkeWindowVerdict
check_window (const IkeSa *sa, const IkeHeader *header)
{
  if (header->response)
    return ike_window_check_response (&sa->window, header->exchange, header->message_id);
  return ike_window_check_request (&sa->window, header->message_id);
}

static int
receive_protected (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeHeader *header,
                   const guint8 *data, gsize len)
{
  IkeWindowVerdict verdict = check_window (sa, header);
  g_auto (IkeOpened) opened = { 0 };
  g_auto (IkeOpened) whole = { 0 };
  IkeFragQueue *queue = header->response ? &sa->responses : &sa->requests;

  if (sa->gone && verdict != IKE_WINDOW_REPEAT)
    verdict = IKE_WINDOW_DROP;
  if (verdict == IKE_WINDOW_DROP || !ike_sk_open (sa->sk, data, len, &opened))
    {
      ike_session_drop (session, "not authentic, or not expected");
      return STATUS_OK;
    }
  if (verdict == IKE_WINDOW_REPEAT)
    {
      /* Of a repeated request in fragments only the first asks for the answer (FRG-15). A repeat
       * could be a replay, so it is no sign of life. */
      if (opened.number <= 1)
        ike_sa_send (session, path, sa->window.response);
      return STATUS_OK;
    }
  ike_timers_on_inbound (&session->timers, session->now);
  if (opened.number == 0)
    return process (session, sa, path, &opened);
  switch (ike_frag_queue_add (queue, &opened, session->now, &whole))
    {
    case IKE_FRAG_COMPLETE:
      return process (session, sa, path, &whole);
    case IKE_FRAG_DROPPED:
      ike_session_drop (session, "a fragment that fits nowhere");
      break;
    default:
      break;
    }
  return STATUS_OK;
}

int
ike_receive (IkeSession *session, const IkePath *path, const guint8 *data, gsize len)
{
  IkeHeader header = { 0 };
  IkeSa *sa = NULL;

  if (!ike_header_read (data, len, &header))
    {
      ike_session_drop (session, "no IKE message");
      return STATUS_OK;
    }
  if (header.major != 2)
    return receive_other_version (session, &header);
  sa = find_sa (session, &header);
  if (header.exchange == IKE_EXCHANGE_IKE_SA_INIT && session->stage == IKE_STAGE_GATEWAY)
    {
      ike_init_keep_other (session, &header, data, len);
      return STATUS_OK;
    }
  if (sa == NULL)
    {
      ike_session_drop (session, "no such IKE SA");
      return STATUS_OK;
    }
  if (header.exchange == IKE_EXCHANGE_IKE_SA_INIT)
    {
      if (session->stage == IKE_STAGE_INIT)
        return receive_init (session, sa, data, len);
    }
  else if (sa->sk != NULL)
    return receive_protected (session, sa, path, &header, data, len);
  ike_session_drop (session, "not expected in this stage");
  return STATUS_OK;
}
