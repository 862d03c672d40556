// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-session-private.h"
#include "payload-delete.h"

/* What the proven gateway asks of us. Every request gets exactly one response (DPD-01). */

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
  IkeChild *child = ike_child_find_out (session, spi_out);

  if (child == NULL)
    {
      /* It may be the one whose making we have not heard of yet. */
      session->deleted_early[session->n_deleted_early++ % G_N_ELEMENTS (session->deleted_early)]
          = spi_out;
      return;
    }
  if (!child->deleting && wishes->n_spis < G_N_ELEMENTS (wishes->spis))
    wishes->spis[wishes->n_spis++] = child->spi_in;
  ike_child_remove (session, child);
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

/* The gateway has deleted this IKE SA. */
static void
lose_ike_sa (IkeSession *session, IkeSa *sa)
{
  sa->gone = TRUE;
  if (sa == session->sa->rival)
    {
      session->sa->rival = NULL;
      return;
    }
  if (sa != session->sa)
    return;
  if (session->stage == IKE_STAGE_CLOSING)
    ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_LOCAL_CLOSE);
  else if (sa->rival != NULL)
    /* It finished its own rekey; our attempt is void (COL-14). */
    ike_session_succeed (session, sa->rival);
  else
    ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_PEER_CLOSE);
}

static int
answer_informational (IkeSession *session, IkeSa *sa, const IkePath *path,
                      const IkeMessage *request)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  Wishes wishes = { 0 };
  int status = STATUS_OK;

  read_wishes (session, request, &wishes);
  ike_message_builder_init (&builder);
  if (wishes.n_spis > 0 && !wishes.ike_sa)
    ike_payload_delete_write (&builder, wishes.spis, wishes.n_spis);
  status = ike_sa_respond (session, sa, path, &request->header, &builder);
  if (status_is_fatal (status))
    return status;
  if (wishes.ike_sa)
    lose_ike_sa (session, sa);
  else if (wishes.fatal != 0 && sa == session->sa)
    ike_session_end_notify (session, IKE_FAREWELL_NONE, wishes.fatal);
  ike_child_ensure (session);
  return STATUS_OK;
}

/* What a CREATE_CHILD_SA request wants shows in its payloads (RKI-01, RKC-18). */
static int
write_create_child (IkeSession *session, IkeSa *sa, const IkeMessage *request,
                    IkeMessageBuilder *builder)
{
  IkeNotify rekey = { 0 };

  if (session->stage == IKE_STAGE_CLOSING || sa->replaced)
    {
      ike_payload_notify_write (builder, IKE_NOTIFY_TEMPORARY_FAILURE, NULL, 0);
      return STATUS_OK;
    }
  if (ike_message_find_notify (request, IKE_NOTIFY_REKEY_SA, &rekey))
    return ike_answer_rekey_child (session, sa, request, builder);
  if (ike_message_has (request, IKE_PAYLOAD_TSI) || ike_message_has (request, IKE_PAYLOAD_TSR))
    {
      /* A remote-access client has one policy and makes its Child SA itself. */
      ike_payload_notify_write (builder, IKE_NOTIFY_NO_ADDITIONAL_SAS, NULL, 0);
      return STATUS_OK;
    }
  return ike_answer_rekey_ike (session, sa, request, builder);
}

int
ike_answer_request (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeMessage *request)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  int status = STATUS_OK;

  if (request->header.exchange == IKE_EXCHANGE_INFORMATIONAL)
    return answer_informational (session, sa, path, request);
  ike_message_builder_init (&builder);
  status = write_create_child (session, sa, request, &builder);
  if (status_is_fatal (status))
    return status;
  return ike_sa_respond (session, sa, path, &request->header, &builder);
}
