// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-delete.h"

/* Deletes that we ask for (RFC 7296 section 1.4.1): of a Child SA by our inbound SPI, or of the IKE
 * SA the request travels on. */

#include "ike-closed.h"
#include "ike-session-private.h"
#include "payload-delete.h"

static void
delete_free (IkeTask *task)
{
  g_free (task);
}

static int
send_delete (IkeSa *sa, const guint32 *spis, guint n_spis)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_delete_write (&builder, spis, n_spis);
  return ike_sa_request (sa, IKE_EXCHANGE_INFORMATIONAL, &builder);
}

static int
delete_child_begin (IkeTask *task)
{
  return send_delete (task->sa, &task->spi_in, 1);
}

/* Whatever the answer says, crossing Deletes name nothing (DEL-03): both sides are done with it. */
static int
delete_child_handle (IkeTask *task, const IkeMessage *response)
{
  IkeChild *child = ike_children_find_in (&task->session->children, task->spi_in);

  if (child != NULL)
    ike_child_retire (task->session, child);
  task->done = TRUE;
  return STATUS_OK;
}

IkeTask *
ike_task_delete_child_new (guint32 spi_in)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_DELETE_CHILD,
    .begin = delete_child_begin,
    .handle = delete_child_handle,
    .free = delete_free,
  };
  IkeTask *task = g_new0 (IkeTask, 1);

  task->klass = &klass;
  task->spi_in = spi_in;
  return task;
}

static int
delete_ike_begin (IkeTask *task)
{
  return send_delete (task->sa, NULL, 0);
}

static int
delete_ike_handle (IkeTask *task, const IkeMessage *response)
{
  task->done = TRUE;
  task->sa->gone = TRUE;
  /* Of a replaced or surplus IKE SA the session outlives the end. */
  if (task->sa == task->session->sas.current)
    ike_closed_end_reason (task->session, IKE_FAREWELL_NONE, task->session->ending);
  return STATUS_OK;
}

IkeTask *
ike_task_delete_ike_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_DELETE_IKE,
    .begin = delete_ike_begin,
    .handle = delete_ike_handle,
    .free = delete_free,
  };
  IkeTask *task = g_new0 (IkeTask, 1);

  task->klass = &klass;
  return task;
}
