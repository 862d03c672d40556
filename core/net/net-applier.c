// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-applier.h"

/* The calls to a connection's keeper, one after the other. */

#include "net-journal.h"
#include "net-keeper.h"
#include "net-slot.h"
#include "vpn-error.h"

/* One call, waiting or running. */
typedef struct
{
  VpnProtection protection; /* what is asked for */
  gboolean about_sign_in;   /* of the plan in force */
  gboolean sign_in;
  guint32 signer;
  NetApplier *applier;       /* counted */
  GTask *task;               /* owned until the callback */
  NetPlan *plan;             /* owned or NULL: the one in force */
  GCancellable *cancellable; /* owned; the caller's is linked to it */
  GCancellable *callers;     /* counted or NULL */
  gulong callers_handler;
} Call;

struct NetApplier
{
  NetKeeper *keeper; /* owned */
  GQueue calls;      /* Call */
  gboolean running;  /* the head is; between two calls the one that ended is answered */
};

static void
applier_clear (gpointer applier)
{
  NetApplier *self = applier;

  g_clear_pointer (&self->keeper, net_keeper_free);
}

static void
call_free (Call *call)
{
  if (call->callers != NULL)
    g_cancellable_disconnect (call->callers, call->callers_handler);
  g_clear_object (&call->callers);
  g_object_unref (call->cancellable);
  g_object_unref (call->task);
  net_plan_free (call->plan);
  g_rc_box_release_full (call->applier, applier_clear);
  g_free (call);
}

static void
finish_head (NetApplier *applier, GAsyncResult *result)
{
  Call *call = g_queue_pop_head (&applier->calls);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (call->task, TRUE);
  else
    g_task_return_error (call->task, error);
  call_free (call);
}

/* FALSE: there is nothing to change. */
static gboolean
take_sign_in (NetKeeper *keeper, Call *call)
{
  const NetPlan *plan = net_keeper_get_plan (keeper);

  if (plan == NULL || (!plan->sign_in && !call->sign_in))
    return FALSE;
  call->plan = net_plan_copy (plan);
  call->plan->sign_in = call->sign_in;
  call->plan->sign_in_uid = call->signer;
  return TRUE;
}

/* Hands task over to the keeper. */
static void
run (NetKeeper *keeper, Call *call, GTask *task)
{
  gboolean idle = call->about_sign_in && !take_sign_in (keeper, call);
  const NetPlan *plan = call->plan != NULL ? call->plan : net_keeper_get_plan (keeper);

  if (call->protection == VPN_PROTECTION_OPEN)
    net_keeper_undo (keeper, task);
  else if (plan != NULL && !idle)
    net_keeper_set (keeper, plan, call->protection, call->cancellable, task);
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

/* Starts the call at the head; result: of the one that just ended, NULL if none ran. The answer to
 * that one may call back at once, and its caller may ask for the next thing in there: whoever comes
 * first starts it, not both. */
static void
advance (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NetApplier *applier = g_rc_box_acquire (user_data);
  Call *call;

  if (result != NULL)
    {
      applier->running = FALSE;
      finish_head (applier, result);
    }
  call = g_queue_peek_head (&applier->calls);
  if (call != NULL && !applier->running)
    {
      /* No cancellable on the task: whether something was applied must not depend on who looks. */
      GTask *task = g_task_new (NULL, NULL, advance, applier);

      applier->running = TRUE;
      run (applier->keeper, call, task);
    }
  g_rc_box_release_full (applier, applier_clear);
}

static void
on_callers_cancelled (GCancellable *callers, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static Call *
call_new (NetApplier *applier, VpnProtection protection, const NetPlan *plan,
          GCancellable *cancellable, GTask *task)
{
  Call *call = g_new0 (Call, 1);

  call->protection = protection;
  call->applier = g_rc_box_acquire (applier);
  call->task = task;
  call->plan = plan != NULL ? net_plan_copy (plan) : NULL;
  call->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    {
      call->callers = g_object_ref (cancellable);
      call->callers_handler
          = g_cancellable_connect (cancellable, G_CALLBACK (on_callers_cancelled),
                                   g_object_ref (call->cancellable), g_object_unref);
    }
  return call;
}

static void
enqueue (Call *call)
{
  NetApplier *applier = call->applier;

  g_queue_push_tail (&applier->calls, call);
  if (!applier->running)
    advance (NULL, NULL, applier);
}

NetApplier *
net_applier_new (const NetApplierConfig *config, GError **error)
{
  NetApplier *applier;

  if (!net_journal_name_is_valid (config->name) || config->slot > NET_SLOT_MAX)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           "The connection's name or slot is not usable");
      return NULL;
    }
  applier = g_rc_box_new0 (NetApplier);
  g_queue_init (&applier->calls);
  applier->keeper = net_keeper_new (config, error);
  if (applier->keeper == NULL)
    {
      g_rc_box_release_full (applier, applier_clear);
      return NULL;
    }
  return applier;
}

static void
cancel_calls (NetApplier *applier)
{
  for (GList *link = applier->calls.head; link != NULL; link = link->next)
    g_cancellable_cancel (((Call *) link->data)->cancellable);
}

void
net_applier_free (NetApplier *applier)
{
  if (applier == NULL)
    return;
  cancel_calls (applier);
  g_rc_box_release_full (applier, applier_clear);
}

void
net_applier_apply_async (NetApplier *applier, const NetPlan *plan, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  enqueue (call_new (applier, VPN_PROTECTION_FLOWING, plan, cancellable,
                     g_task_new (NULL, NULL, callback, user_data)));
}

void
net_applier_hold_async (NetApplier *applier, GAsyncReadyCallback callback, gpointer user_data)
{
  enqueue (call_new (applier, VPN_PROTECTION_HELD, NULL, NULL,
                     g_task_new (NULL, NULL, callback, user_data)));
}

void
net_applier_sign_in_async (NetApplier *applier, const guint32 *signer, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Call *call = call_new (applier, VPN_PROTECTION_HELD, NULL, NULL,
                         g_task_new (NULL, NULL, callback, user_data));

  call->about_sign_in = TRUE;
  call->sign_in = signer != NULL;
  call->signer = signer != NULL ? *signer : 0;
  enqueue (call);
}

void
net_applier_undo_async (NetApplier *applier, GAsyncReadyCallback callback, gpointer user_data)
{
  /* What is to be undone needs not be finished first. */
  cancel_calls (applier);
  enqueue (call_new (applier, VPN_PROTECTION_OPEN, NULL, NULL,
                     g_task_new (NULL, NULL, callback, user_data)));
}

gboolean
net_applier_finish (NetApplier *applier, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

NetLock *
net_applier_get_lock (NetApplier *applier)
{
  return net_keeper_get_lock (applier->keeper);
}

const NetPlan *
net_applier_get_plan (const NetApplier *applier)
{
  return net_keeper_get_plan (applier->keeper);
}

GStrv
net_applier_get_warnings (const NetApplier *applier)
{
  return net_keeper_get_warnings (applier->keeper);
}

const char *
net_applier_decide (const NetApplier *applier, const IpAddress *address, char **ret_why)
{
  NetPolicy policy = applier != NULL
                         ? net_keeper_decide (applier->keeper, address, ret_why)
                         : net_policy_decide (NULL, VPN_PROTECTION_OPEN, NULL, address, ret_why);

  return net_policy_to_string (policy);
}
