// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-mobike.h"

/* UPDATE_SA_ADDRESSES (RFC 4555 sections 3.5 to 3.8). The request goes along the new path, and its
 * repeats along whatever path there is by then, to the gateway's other addresses when the present
 * one stays silent. An answer counts only while the path is still the one that was told. */

#include "ike-closed.h"
#include "ike-session-private.h"
#include "payload-notify.h"

#define COOKIE_LEN           16
#define REPEATS_BEFORE_OTHER 3 /* to one address of the gateway */

typedef struct
{
  IkeTask base;
  guint8 cookie[COOKIE_LEN];
} MobikeTask;

static int
mobike_begin (IkeTask *base)
{
  MobikeTask *task = (MobikeTask *) base;
  IkeSession *session = base->session;
  const IkeHeader header = { .spi_i = base->sa->spi_i, .spi_r = base->sa->spi_r };
  g_auto (IkeMessageBuilder) builder = { 0 };
  int status = STATUS_OK;

  session->mobike.pending = FALSE;
  rng_fill (&session->rng, task->cookie, sizeof task->cookie);
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_UPDATE_SA_ADDRESSES, NULL, 0);
  ike_natt_write (&builder, &header, &session->path, session->setup.force_encap);
  ike_payload_notify_write (&builder, IKE_NOTIFY_COOKIE2, task->cookie, sizeof task->cookie);
  status = ike_sa_request (base->sa, IKE_EXCHANGE_INFORMATIONAL, &builder);
  if (status == STATUS_OK)
    ike_window_hurry (&base->sa->window, session->now);
  return status;
}

static void
try_other_address (IkeSession *session)
{
  IkeEvent event = { .type = IKE_EVENT_PATH };

  if (!ike_mobike_next_address (&session->mobike, &session->children.ts_remote,
                                &session->path.remote.address))
    return;
  /* What this request says of the path is not true there: another has to follow (MOB-08). */
  session->mobike.pending = TRUE;
  event.path = session->path;
  ike_outbox_event (&session->outbox, &event);
}

static int
mobike_repeat (IkeTask *base)
{
  if (base->sa->window.repeats >= REPEATS_BEFORE_OTHER)
    try_other_address (base->session);
  return STATUS_OK;
}

/* Whether the answer comes from who got the request, and not from before (MOB-11). */
static gboolean
is_genuine (const MobikeTask *task, const IkeMessage *response)
{
  IkeNotify notify = { 0 };

  return ike_message_find_notify (response, IKE_NOTIFY_COOKIE2, &notify)
         && notify.len == sizeof task->cookie
         && memcmp (notify.data, task->cookie, sizeof task->cookie) == 0;
}

static int
mobike_handle (IkeTask *base, const IkeMessage *response)
{
  MobikeTask *task = (MobikeTask *) base;
  IkeSession *session = base->session;
  IkeNotify notify = { 0 };

  base->done = TRUE;
  if (ike_message_find_notify (response, IKE_NOTIFY_UNACCEPTABLE_ADDRESSES, &notify))
    {
      try_other_address (session);
      /* It will not have us there: a new session may be let in (MOB-10). */
      if (!session->mobike.pending)
        ike_closed_end_notify (session, IKE_FAREWELL_DELETE, notify.type);
      return STATUS_OK;
    }
  if (!is_genuine (task, response))
    {
      ike_closed_fail_protocol (base->sa, "COOKIE2 did not come back");
      return STATUS_OK;
    }
  /* The path has changed again meanwhile: this answer says nothing about it (MOB-07). */
  if (session->mobike.pending)
    return STATUS_OK;
  ike_natt_check (response, &session->path, &session->natt);
  session->mobike.was_seen = FALSE;
  ike_mobike_sees_us_elsewhere (&session->mobike, response);
  ike_mobike_take_addresses (&session->mobike, response);
  return STATUS_OK;
}

static void
mobike_free (IkeTask *task)
{
  g_free (task);
}

IkeTask *
ike_task_mobike_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_MOBIKE,
    .begin = mobike_begin,
    .handle = mobike_handle,
    .repeat = mobike_repeat,
    .free = mobike_free,
  };
  MobikeTask *task = g_new0 (MobikeTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
