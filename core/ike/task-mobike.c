// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-mobike.h"

/* UPDATE_SA_ADDRESSES (RFC 4555 sections 3.5 to 3.8). The request goes along the new path, and its
 * repeats along whatever path there is by then. An answer counts only while the path is still the
 * one that was told. */

#include "ike-closed.h"
#include "ike-session-private.h"
#include "payload-notify.h"

#define COOKIE_LEN 16
/* The first packet of a new path is lost easily, where neighbours are not known to each other yet,
 * and the traffic waits for the answer. */
#define FIRST_REPEAT (300 * MONO_MSEC)

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
  ike_mobike_write_addresses (&session->mobike, &session->path, &builder);
  status = ike_sa_request (base->sa, IKE_EXCHANGE_INFORMATIONAL, &builder);
  if (status == STATUS_OK)
    {
      ike_window_hurry (&base->sa->window, session->now);
      ike_window_repeat_by (&base->sa->window, session->now + FIRST_REPEAT);
    }
  return status;
}

/* It will not have us there: another path is tried, each once; a new session may be let in
 * (MOB-10). */
static void
leave_path (IkeSession *session, guint16 notify)
{
  IkePath paths[IKE_MOBIKE_PATHS_MAX];
  guint n
      = ike_mobike_paths (&session->mobike, &session->path, &session->children.ts_remote, paths);

  if (session->mobike.refusals >= n)
    {
      ike_closed_end_notify (session, IKE_FAREWELL_DELETE, notify);
      return;
    }
  ike_mobike_go (&session->mobike, &session->path, &paths[session->mobike.refusals++]);
  session->mobike.pending = TRUE;
  ike_outbox_path (&session->outbox, &session->path, session->natt.nat_local);
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
      leave_path (session, notify.type);
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
  ike_timers_on_path (&session->timers, session->natt.nat_local, session->now);
  ike_outbox_path (&session->outbox, &session->path, session->natt.nat_local);
  session->mobike.refusals = 0;
  (void) ike_mobike_sees_us_elsewhere (&session->mobike, response, FALSE);
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
    .free = mobike_free,
  };
  MobikeTask *task = g_new0 (MobikeTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
