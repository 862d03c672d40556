// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-closed.h"

/* Accounts and farewells. */

#include "ike-redirect.h"
#include "ike-session-private.h"
#include "payload-delete.h"
#include "payload-notify.h"

typedef struct
{
  guint16 notify;
  IkeReason before; /* about the IKE SA: IKE_SA_INIT */
  IkeReason after;  /* about the user or the Child SA: IKE_AUTH and later */
} Row;

static const Row rows[] = {
  { IKE_NOTIFY_NO_PROPOSAL_CHOSEN, IKE_REASON_NO_PROPOSAL, IKE_REASON_NO_CHILD_PROPOSAL },
  { IKE_NOTIFY_INVALID_KE_PAYLOAD, IKE_REASON_NO_COMMON_GROUP, IKE_REASON_NO_COMMON_GROUP },
  { IKE_NOTIFY_INVALID_MAJOR_VERSION, IKE_REASON_WRONG_VERSION, IKE_REASON_WRONG_VERSION },
  { IKE_NOTIFY_AUTHENTICATION_FAILED, IKE_REASON_CHILD_REFUSED, IKE_REASON_AUTH_REJECTED },
  { IKE_NOTIFY_INTERNAL_ADDRESS_FAILURE, IKE_REASON_PROTOCOL, IKE_REASON_NO_ADDRESS },
  { IKE_NOTIFY_FAILED_CP_REQUIRED, IKE_REASON_PROTOCOL, IKE_REASON_NO_ADDRESS },
  { IKE_NOTIFY_TS_UNACCEPTABLE, IKE_REASON_PROTOCOL, IKE_REASON_TS_UNACCEPTABLE },
  { IKE_NOTIFY_SINGLE_PAIR_REQUIRED, IKE_REASON_PROTOCOL, IKE_REASON_TS_UNACCEPTABLE },
  { IKE_NOTIFY_TEMPORARY_FAILURE, IKE_REASON_GATEWAY_BUSY, IKE_REASON_GATEWAY_BUSY },
  { IKE_NOTIFY_NO_ADDITIONAL_SAS, IKE_REASON_GATEWAY_BUSY, IKE_REASON_GATEWAY_BUSY },
  { IKE_NOTIFY_INVALID_SYNTAX, IKE_REASON_PROTOCOL, IKE_REASON_PROTOCOL },
  { IKE_NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD, IKE_REASON_PROTOCOL, IKE_REASON_PROTOCOL },
};

IkeReason
ike_closed_reason_of_notify (guint16 notify, IkeStage stage)
{
  gboolean before = stage <= IKE_STAGE_INIT;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].notify == notify)
      return before ? rows[i].before : rows[i].after;
  return before ? IKE_REASON_PROTOCOL : IKE_REASON_CHILD_REFUSED;
}

IkeClosed *
ike_closed_new (const IkeSession *session, IkeReason reason)
{
  IkeClosed *account = g_new0 (IkeClosed, 1);

  account->stage = session->stage;
  account->reason = reason;
  account->proven = session->proven;
  return account;
}

/* A request that nobody waits for: the window is taken over, whatever was in it. Who waits for the
 * next IKE_AUTH may not look at anything else (strongSwan does not): it gets one, in which what is
 * due is missing and the reason stands, and fails it. */
static void
send_farewell (IkeSa *sa, IkeFarewell farewell)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  if (farewell == IKE_FAREWELL_NONE || sa == NULL || sa->sk == NULL)
    return;
  ike_window_abandon (&sa->window);
  ike_message_builder_init (&builder);
  if (farewell == IKE_FAREWELL_DELETE)
    ike_payload_delete_write (&builder, NULL, 0);
  else
    ike_payload_notify_write (&builder, IKE_NOTIFY_AUTHENTICATION_FAILED, NULL, 0);
  if (ike_sa_request (
          sa, farewell == IKE_FAREWELL_QUIT ? IKE_EXCHANGE_IKE_AUTH : IKE_EXCHANGE_INFORMATIONAL,
          &builder)
      != STATUS_OK)
    log_sink_debug (&sa->session->log, "the farewell could not be sealed");
}

/* ---- The session ---------------------------------------------------------------------------- */

void
ike_closed_end (IkeSession *session, IkeFarewell farewell, IkeClosed *account)
{
  IkeEvent event = { .type = IKE_EVENT_CLOSED, .stage = IKE_STAGE_CLOSED, .closed = account };

  if (session->stage == IKE_STAGE_CLOSED)
    {
      ike_closed_free (account);
      return;
    }
  log_sink_debug (&session->log, "closed in stage %s: %s, notify %u, %s",
                  ike_stage_name (account->stage), ike_reason_name (account->reason),
                  account->notify, account->proven ? "proven" : "unproven");
  send_farewell (session->sas.current, farewell);
  ike_timers_on_closed (&session->timers);
  ike_child_end_retired (session, TRUE);
  while (session->children.list->len > 0)
    {
      IkeChild *child = ike_children_get (&session->children, 0);

      child->successor = 0;
      ike_child_remove (session, child);
    }
  ike_state_enter (session, IKE_STAGE_CLOSED);
  ike_outbox_event (&session->outbox, &event);
}

void
ike_closed_end_reason (IkeSession *session, IkeFarewell farewell, IkeReason reason)
{
  ike_closed_end (session, farewell, ike_closed_new (session, reason));
}

static IkeClosed *
account_of_notify (const IkeSession *session, guint16 notify)
{
  IkeClosed *account
      = ike_closed_new (session, ike_closed_reason_of_notify (notify, session->stage));

  account->notify = notify;
  return account;
}

void
ike_closed_end_notify (IkeSession *session, IkeFarewell farewell, guint16 notify)
{
  ike_closed_end (session, farewell, account_of_notify (session, notify));
}

void
ike_closed_end_unproven (IkeSession *session, IkeReason reason)
{
  IkeClosed *account = g_steal_pointer (&session->suspicion);

  ike_closed_end (session, IKE_FAREWELL_NONE,
                  account != NULL ? account : ike_closed_new (session, reason));
}

void
ike_closed_suspect (IkeSession *session, IkeClosed *account)
{
  /* Who got further knew more of us. */
  if (session->suspicion != NULL && session->suspicion->stage >= account->stage)
    {
      ike_closed_free (account);
      return;
    }
  ike_closed_free (session->suspicion);
  session->suspicion = account;
  /* On a stream there is one who answers, and no better answer to wait for (RFC 9329 section
   * 6.4). */
  if (session->path.transport == IKE_TRANSPORT_TCP)
    ike_closed_end_unproven (session, account->reason);
}

/* ---- One IKE SA ----------------------------------------------------------------------------- */

void
ike_closed_fail (IkeSa *sa, IkeFarewell farewell, IkeClosed *account)
{
  IkeSession *session = sa->session;

  if (!ike_sa_is_candidate (sa))
    {
      ike_closed_end (session, farewell, account);
      return;
    }
  log_sink_debug (&session->log, "a candidate has failed: %s, notify %u",
                  ike_reason_name (account->reason), account->notify);
  send_farewell (sa, farewell);
  sa->gone = TRUE;
  ike_closed_suspect (session, account);
  if (session->stage != IKE_STAGE_CLOSED && ike_sas_n_candidates (&session->sas) == 0)
    ike_timers_on_candidates_gone (&session->timers, session->now);
}

void
ike_closed_fail_reason (IkeSa *sa, IkeFarewell farewell, IkeReason reason)
{
  ike_closed_fail (sa, farewell, ike_closed_new (sa->session, reason));
}

void
ike_closed_fail_notify (IkeSa *sa, IkeFarewell farewell, guint16 notify)
{
  ike_closed_fail (sa, farewell, account_of_notify (sa->session, notify));
}

void
ike_closed_fail_protocol (IkeSa *sa, const char *why)
{
  log_sink_debug (&sa->session->log, "the gateway broke the protocol: %s", why);
  ike_closed_fail_reason (
      sa, sa->session->stage >= IKE_STAGE_ESTABLISHED ? IKE_FAREWELL_DELETE : IKE_FAREWELL_NONE,
      IKE_REASON_PROTOCOL);
}

void
ike_closed_fail_lacks (IkeSa *sa, IkeFarewell farewell, const char *what)
{
  IkeClosed *account = ike_closed_new (sa->session, IKE_REASON_GATEWAY_LACKS);

  account->found = g_strdup (what);
  ike_closed_fail (sa, farewell, account);
}

gboolean
ike_closed_redirect (IkeSession *session, IkeFarewell farewell, const IkeMessage *message,
                     CrySpan nonce)
{
  IkeNotify notify = { 0 };
  IkeClosed *account = NULL;
  char *target = NULL;

  if (!session->setup.redirect || !ike_message_find_notify (message, IKE_NOTIFY_REDIRECT, &notify)
      || !ike_redirect_read (&notify, nonce, &target))
    return FALSE;
  log_sink_debug (&session->log, "redirected to %s", target);
  account = ike_closed_new (session, IKE_REASON_REDIRECTED);
  account->found = target;
  ike_closed_end (session, farewell, account);
  return TRUE;
}
