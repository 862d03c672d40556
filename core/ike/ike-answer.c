// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-answer.h"

/* The gateway's requests: its Deletes, its rekeys, and whether we are still there. */

#include "ike-closed.h"
#include "ike-exchange.h"
#include "ike-session-private.h"
#include "payload-delete.h"
#include "task-rekey-child.h"
#include "task-rekey-ike.h"

typedef struct
{
  guint32 spis[IKE_CHILDREN_MAX]; /* our inbound SPIs to name in the answer */
  guint n_spis;
  gboolean ike_sa; /* the IKE SA itself is deleted */
  guint16 fatal;   /* error notify that ends the IKE SA, 0 for none */
} Wishes;

/* SPIs in a Delete are the sender's inbound ones, so our outbound ones (DEL-02). A Child SA that we
 * asked to delete ourselves is not named again (DEL-03). */
static void
delete_child (IkeSession *session, guint32 spi_out, Wishes *wishes)
{
  IkeChild *child = ike_children_find_out (&session->children, spi_out);

  if (child == NULL)
    {
      ike_children_note_deleted (&session->children, spi_out);
      return;
    }
  if (!child->unwanted && wishes->n_spis < G_N_ELEMENTS (wishes->spis))
    wishes->spis[wishes->n_spis++] = child->spi_in;
  ike_child_retire (session, child);
}

static void
take_delete (IkeSession *session, const IkePayload *payload, Wishes *wishes)
{
  IkeDelete del = { 0 };

  if (!ike_payload_delete_read (payload, &del))
    return;
  if (del.protocol == IKE_PROTOCOL_IKE)
    wishes->ike_sa = TRUE;
  if (del.protocol != IKE_PROTOCOL_ESP)
    return;
  for (guint i = 0; i < del.n_spis; i++)
    delete_child (session, ike_delete_spi (&del, i), wishes);
}

/* Unknown errors in a request are ignored (ERR-02); these say that the gateway has dropped the IKE
 * SA without a Delete (RFC 7296 section 2.21.2). */
static void
take_notify (const IkePayload *payload, Wishes *wishes)
{
  IkeNotify notify = { 0 };

  if (!ike_payload_notify_read (payload, &notify))
    return;
  if (notify.type == IKE_NOTIFY_AUTHENTICATION_FAILED || notify.type == IKE_NOTIFY_INVALID_SYNTAX)
    wishes->fatal = notify.type;
}

static void
read_wishes (IkeSession *session, const IkeMessage *request, Wishes *wishes)
{
  for (guint i = 0; i < request->n_payloads; i++)
    {
      const IkePayload *payload = &request->payloads[i];

      if (payload->type == IKE_PAYLOAD_DELETE)
        take_delete (session, payload, wishes);
      else if (payload->type == IKE_PAYLOAD_NOTIFY)
        take_notify (payload, wishes);
    }
}

static int
answer_informational (IkeSa *sa, const IkePath *path, const IkeMessage *request)
{
  IkeSession *session = sa->session;
  g_auto (IkeMessageBuilder) builder = { 0 };
  gboolean is_current = sa == session->sas.current;
  Wishes wishes = { 0 };
  MonoTime lifetime = 0;
  int status = STATUS_OK;

  read_wishes (session, request, &wishes);
  ike_message_builder_init (&builder);
  ike_mobike_take_addresses (&session->mobike, request);
  ike_mobike_answer (request, &request->header, path, session->setup.force_encap, &builder);
  if (wishes.n_spis > 0 && !wishes.ike_sa)
    ike_payload_delete_write (&builder, wishes.spis, wishes.n_spis);
  status = ike_sa_respond (sa, path, &request->header, &builder);
  if (status_is_fatal (status))
    return status;
  if (is_current && session->stage == IKE_STAGE_ESTABLISHED
      && ike_auth_lifetime_read (request, &lifetime))
    ike_timers_on_auth_lifetime (&session->timers, lifetime, session->now);
  if (is_current && !wishes.ike_sa
      && ike_closed_redirect (session, IKE_FAREWELL_DELETE, request, (CrySpan){ 0 }))
    return STATUS_OK;
  if (wishes.ike_sa && !ike_sas_lose (session, sa))
    ike_closed_end_reason (session, IKE_FAREWELL_NONE,
                           session->stage == IKE_STAGE_CLOSING ? session->ending
                                                               : IKE_REASON_PEER_CLOSE);
  else if (wishes.fatal != 0 && is_current)
    ike_closed_end_notify (session, IKE_FAREWELL_NONE, wishes.fatal);
  return STATUS_OK;
}

/* What a CREATE_CHILD_SA request wants shows in its payloads (RKI-01, RKC-18). */
static int
write_create_child (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
{
  IkeNotify rekey = { 0 };

  if (sa->session->stage == IKE_STAGE_CLOSING || sa->replaced)
    {
      ike_payload_notify_write (builder, IKE_NOTIFY_TEMPORARY_FAILURE, NULL, 0);
      return STATUS_OK;
    }
  if (ike_message_find_notify (request, IKE_NOTIFY_REKEY_SA, &rekey))
    return ike_answer_rekey_child (sa, request, builder);
  if (ike_message_has (request, IKE_PAYLOAD_TSI) || ike_message_has (request, IKE_PAYLOAD_TSR))
    {
      /* A remote-access client has one policy and makes its Child SA itself. */
      ike_payload_notify_write (builder, IKE_NOTIFY_NO_ADDITIONAL_SAS, NULL, 0);
      return STATUS_OK;
    }
  return ike_answer_rekey_ike (sa, request, builder);
}

/* What the request wants, by its exchange. */
static int
write_answer (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
{
  if (request->header.exchange == IKE_EXCHANGE_IKE_FOLLOWUP_KE)
    return ike_answer_rekey_ike_further (sa, request, builder);
  return write_create_child (sa, request, builder);
}

int
ike_answer_request (IkeSa *sa, const IkePath *path, const IkeMessage *request)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  int answer = STATUS_OK;
  int status = STATUS_OK;

  if (request->header.exchange == IKE_EXCHANGE_INFORMATIONAL)
    return answer_informational (sa, path, request);
  ike_message_builder_init (&builder);
  answer = write_answer (sa, request, &builder);
  if (status_is_fatal (answer))
    return answer;
  status = ike_sa_respond (sa, path, &request->header, &builder);
  if (status == STATUS_OK && answer == IKE_ANSWER_FATAL)
    ike_closed_end_reason (sa->session, IKE_FAREWELL_NONE, IKE_REASON_PROTOCOL);
  return status;
}
