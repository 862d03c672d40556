// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-child.h"

/* A Child SA from nothing, when the gateway has deleted the last one. */

#include "ike-child-exchange.h"
#include "ike-closed.h"
#include "ike-session-private.h"

typedef struct
{
  IkeTask base;
  IkeChildExchange exchange;
} ChildTask;

static void
child_free (IkeTask *base)
{
  ChildTask *task = (ChildTask *) base;

  ike_child_exchange_clear (&task->exchange);
  g_free (task);
}

static int
child_begin (IkeTask *base)
{
  ChildTask *task = (ChildTask *) base;
  const IkeChildren *children = &base->session->children;

  if (ike_children_any_but (children, NULL) != NULL)
    {
      base->done = TRUE;
      return STATUS_OK;
    }
  /* What the first one had: this machine's addresses and routes stand for that. When the gateway
   * has changed its mind only a new session brings new ones. */
  task->exchange.ts_local = children->ts_local;
  task->exchange.ts_remote = children->ts_remote;
  return ike_child_exchange_send (&task->exchange, base->sa, NULL);
}

/* Only a gateway that is busy is asked again: with any other refusal a new session is the quicker
 * way back. */
static void
take_no (IkeSession *session, guint16 notify)
{
  IkeClosed *account = NULL;

  session->children.refusals++;
  if (notify == IKE_NOTIFY_TEMPORARY_FAILURE
      && ike_timers_on_child_refused (&session->timers, session->children.refusals, session->now))
    return;
  account = ike_closed_new (session, IKE_REASON_CHILD_LOST);
  account->notify = notify;
  ike_closed_end (session, IKE_FAREWELL_DELETE, account);
}

static int
child_handle (IkeTask *base, const IkeMessage *response)
{
  ChildTask *task = (ChildTask *) base;
  IkeSession *session = base->session;
  IkeChildResult result = { 0 };
  int outcome = ike_child_exchange_take (&task->exchange, base->sa, response, NULL, &result);

  if (status_is_fatal (outcome) || outcome == IKE_CHILD_AGAIN || outcome == IKE_CHILD_OVER)
    return MIN (outcome, STATUS_OK);
  base->done = TRUE;
  g_clear_pointer (&result.nonce, g_bytes_unref);
  if (outcome != IKE_CHILD_MADE)
    {
      take_no (session, result.notify);
      return STATUS_OK;
    }
  session->children.refusals = 0;
  ike_child_activate (session, result.child);
  return STATUS_OK;
}

IkeTask *
ike_task_child_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_NEW_CHILD,
    .begin = child_begin,
    .handle = child_handle,
    .free = child_free,
  };
  ChildTask *task = g_new0 (ChildTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
