// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnBouncer: the table of who may call what, and the questions to polkit. */
#include "vpn-bouncer.h"

#include "vpn-names.h"

#include <polkit/polkit.h>

struct VpnBouncer
{
  /* Owned or NULL. The library makes another one, in a thread and with several messages, whenever
   * nobody holds the last. */
  PolkitAuthority *authority;
  GQueue asked;   /* GTask, counted: polkit has the question */
  GQueue waiting; /* GTask, counted, oldest first: too many of this user are asked */
};

const VpnBouncerRule vpn_bouncer_rules[] = {
  { VPN_IFACE_OBJECTS, "GetManagedObjects", VPN_NEED_SIGHT },
  { VPN_IFACE_PROPERTIES, "Get", VPN_NEED_SIGHT },
  { VPN_IFACE_PROPERTIES, "GetAll", VPN_NEED_SIGHT },

  { VPN_IFACE_MANAGER, "AddProfile", VPN_NEED_SCOPE },
  { VPN_IFACE_MANAGER, "ImportProfile", VPN_NEED_SCOPE },
  { VPN_IFACE_MANAGER, "FindProfile", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ListProfiles", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ListConnections", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ConnectSettings", VPN_NEED_CONNECT, TRUE },
  { VPN_IFACE_MANAGER, "RegisterAgent", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "UnregisterAgent", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ForceOpen", VPN_NEED_OWNERSHIP },
  { VPN_IFACE_MANAGER, "AllowSignIn", VPN_NEED_COMPUTER },
  { VPN_IFACE_MANAGER, "Doctor", VPN_NEED_SIGHT },

  { VPN_IFACE_PROFILE, "Update", VPN_NEED_MODIFY },
  { VPN_IFACE_PROFILE, "Delete", VPN_NEED_MODIFY },
  { VPN_IFACE_PROFILE, "Export", VPN_NEED_READ },
  { VPN_IFACE_PROFILE, "Connect", VPN_NEED_CONNECT, TRUE },
  { VPN_IFACE_PROFILE, "Examine", VPN_NEED_CONNECT, TRUE },

  /* Who wants out of what is his own waits for nobody. */
  { VPN_IFACE_CONNECTION, "Disconnect", VPN_NEED_OWNERSHIP },
  { VPN_IFACE_CONNECTION, "Rekey", VPN_NEED_CONTROL },
  { VPN_IFACE_CONNECTION, "Roam", VPN_NEED_CONTROL },
  { VPN_IFACE_CONNECTION, "Reconnect", VPN_NEED_CONTROL },
  { VPN_IFACE_CONNECTION, "GetCounters", VPN_NEED_OWNERSHIP },
  { VPN_IFACE_CONNECTION, "GetPolicy", VPN_NEED_SIGHT },
  { VPN_IFACE_CONNECTION, "GetLog", VPN_NEED_OWNERSHIP },
  { VPN_IFACE_CONNECTION, "Capture", VPN_NEED_CAPTURE },
  { NULL },
};

VpnBouncer *
vpn_bouncer_new (void)
{
  VpnBouncer *bouncer = g_rc_box_new0 (VpnBouncer);

  g_queue_init (&bouncer->asked);
  g_queue_init (&bouncer->waiting);
  return bouncer;
}

VpnBouncer *
vpn_bouncer_ref (VpnBouncer *bouncer)
{
  return g_rc_box_acquire (bouncer);
}

static void
bouncer_clear (gpointer data)
{
  VpnBouncer *bouncer = data;

  g_clear_object (&bouncer->authority);
}

void
vpn_bouncer_unref (VpnBouncer *bouncer)
{
  g_rc_box_release_full (bouncer, bouncer_clear);
}

const VpnBouncerRule *
vpn_bouncer_find_rule (const char *interface, const char *method)
{
  for (const VpnBouncerRule *rule = vpn_bouncer_rules; rule->interface != NULL; rule++)
    if (g_strcmp0 (rule->interface, interface) == 0 && g_strcmp0 (rule->method, method) == 0)
      return rule;
  return NULL;
}

static gboolean
scope_is_user (const VpnCall *call)
{
  GVariant *parameters = vpn_call_get_parameters (call);
  g_autoptr (GVariant) scope = g_variant_get_child_value (parameters, 1);

  /* Whatever is not exactly "user" needs the stronger right; the handler refuses nonsense. */
  return g_strcmp0 (g_variant_get_string (scope, NULL), "user") == 0;
}

const char *
vpn_bouncer_action (const VpnBouncerRule *rule, VpnExported *target, const VpnCall *call)
{
  gboolean is_own = vpn_exported_get_owner (target) == vpn_call_get_uid (call);
  /* The manager is a system object, but what starts through it belongs to the caller. */
  gboolean is_manager = g_str_equal (rule->interface, VPN_IFACE_MANAGER);
  gboolean is_system = vpn_exported_is_system (target) && !is_manager;

  switch (rule->need)
    {
    case VPN_NEED_SIGHT:
      return NULL;
    case VPN_NEED_OWNERSHIP:
      return is_own ? NULL : VPN_ACTION_CONTROL_OTHERS;
    case VPN_NEED_CONTROL:
      if (!is_own)
        return VPN_ACTION_CONTROL_OTHERS;
      return is_system ? VPN_ACTION_CONNECT_SYSTEM : VPN_ACTION_CONNECT;
    case VPN_NEED_READ:
      return is_system ? VPN_ACTION_CONNECT_SYSTEM : NULL;
    case VPN_NEED_CONNECT:
      return is_system ? VPN_ACTION_CONNECT_SYSTEM : VPN_ACTION_CONNECT;
    case VPN_NEED_COMPUTER:
      return VPN_ACTION_CONNECT_SYSTEM;
    case VPN_NEED_CAPTURE:
      return VPN_ACTION_CAPTURE;
    case VPN_NEED_MODIFY:
      return is_system ? VPN_ACTION_MODIFY_SYSTEM : VPN_ACTION_MODIFY_OWN;
    case VPN_NEED_SCOPE:
      return scope_is_user (call) ? VPN_ACTION_MODIFY_OWN : VPN_ACTION_MODIFY_SYSTEM;
    }
  return VPN_ACTION_CONTROL_OTHERS;
}

typedef struct
{
  VpnBouncer *bouncer; /* counted */
  VpnCall *call;       /* counted */
  const char *action;
  gboolean is_quiet; /* nobody is asked for a password, so it waits for nobody */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  vpn_call_unref (question->call);
  vpn_bouncer_unref (question->bouncer);
  g_free (question);
}

/* For the sentence a person reads who may not. */
static const char *
describe_action (const char *action)
{
  if (g_str_equal (action, VPN_ACTION_CONNECT))
    return "connect to a VPN or disconnect from it";
  if (g_str_equal (action, VPN_ACTION_CONNECT_SYSTEM))
    return "connect this computer to a VPN or disconnect it";
  if (g_str_equal (action, VPN_ACTION_MODIFY_OWN))
    return "add, change or delete VPN profiles";
  if (g_str_equal (action, VPN_ACTION_MODIFY_SYSTEM))
    return "add, change or delete VPN profiles that all users share";
  if (g_str_equal (action, VPN_ACTION_CONTROL_OTHERS))
    return "control a VPN connection of another user";
  if (g_str_equal (action, VPN_ACTION_CAPTURE))
    return "see the traffic of a VPN connection";
  return action;
}

static const Question *
question_of (GTask *task)
{
  return g_task_get_task_data (task);
}

static guint32
user_of (GTask *task)
{
  return vpn_call_get_uid (question_of (task)->call);
}

static void
note_verdict (GTask *task, PolkitAuthorizationResult *verdict, const GError *error)
{
  const Question *question = question_of (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (verdict == NULL)
    {
      g_debug ("polkit could not be asked: %s", error->message);
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                               "polkit, which decides who may %s, does not answer",
                               describe_action (question->action));
      return;
    }
  if (polkit_authorization_result_get_is_authorized (verdict))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                             "You are not allowed to %s (%s)", describe_action (question->action),
                             question->action);
}

static GTask *
find_waiting (VpnBouncer *bouncer, guint32 uid)
{
  for (GList *at = bouncer->waiting.head; at != NULL; at = at->next)
    if (user_of (at->data) == uid)
      return at->data;
  return NULL;
}

static void ask_or_wait (GTask *task);

/* One less is asked: the next of the same user is. */
static void
settle (GTask *task)
{
  VpnBouncer *bouncer = question_of (task)->bouncer;
  g_autoptr (GTask) next = find_waiting (bouncer, user_of (task));

  if (g_queue_remove (&bouncer->asked, task))
    g_object_unref (task);
  if (next == NULL)
    return;
  (void) g_queue_remove (&bouncer->waiting, next);
  ask_or_wait (next);
}

static void
on_verdict (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (PolkitAuthorizationResult) verdict = NULL;
  g_autoptr (GError) error = NULL;

  verdict = polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, &error);
  settle (task);
  note_verdict (task, verdict, error);
}

static void
ask_polkit (GTask *task)
{
  const Question *question = question_of (task);
  g_autoptr (PolkitSubject) subject = NULL;
  PolkitCheckAuthorizationFlags flags = POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE;

  if (vpn_call_is_interactive (question->call) && !question->is_quiet)
    flags = POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION;
  subject = polkit_system_bus_name_new (vpn_call_get_sender (question->call));
  /* polkitd notices itself when the caller leaves the bus. */
  polkit_authority_check_authorization (question->bouncer->authority, subject, question->action,
                                        NULL, flags, NULL, on_verdict, g_object_ref (task));
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Question *question = question_of (task);
  g_autoptr (PolkitAuthority) authority = NULL;
  g_autoptr (GError) error = NULL;

  authority = polkit_authority_get_finish (result, &error);
  if (authority != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_set_object (&question->bouncer->authority, authority);
      ask_polkit (task);
      return;
    }
  settle (task);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                             "polkit, which decides who may %s, is not there",
                             describe_action (question->action));
}

static void
ask_or_wait (GTask *task)
{
  VpnBouncer *bouncer = question_of (task)->bouncer;
  guint n_asked = 0;

  for (GList *at = bouncer->asked.head; at != NULL; at = at->next)
    n_asked += user_of (at->data) == user_of (task) ? 1 : 0;
  if (n_asked >= VPN_BOUNCER_QUESTIONS_MAX && !question_of (task)->is_quiet)
    {
      g_queue_push_tail (&bouncer->waiting, g_object_ref (task));
      return;
    }
  g_queue_push_tail (&bouncer->asked, g_object_ref (task));
  if (bouncer->authority != NULL)
    ask_polkit (task);
  else
    polkit_authority_get_async (g_task_get_cancellable (task), on_authority, g_object_ref (task));
}

/* Takes task. */
static void
ask (GTask *task, VpnBouncer *bouncer, VpnCall *call, const char *action, gboolean is_quiet)
{
  g_autoptr (GTask) owned = task;
  Question *question = g_new0 (Question, 1);

  question->bouncer = vpn_bouncer_ref (bouncer);
  question->call = vpn_call_ref (call);
  question->action = action;
  question->is_quiet = is_quiet;
  g_task_set_task_data (task, question, question_free);
  ask_or_wait (task);
}

void
vpn_bouncer_ask_async (VpnBouncer *bouncer, VpnCall *call, const char *action,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  ask (g_task_new (NULL, NULL, callback, user_data), bouncer, call, action, TRUE);
}

void
vpn_bouncer_check_async (VpnBouncer *bouncer, VpnExported *target, VpnCall *call,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const VpnBouncerRule *rule;
  const char *action;

  rule = vpn_bouncer_find_rule (vpn_call_get_interface (call), vpn_call_get_method (call));
  if (rule == NULL)
    {
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                               "%s is not open to anybody", vpn_call_get_method (call));
      return;
    }
  action = vpn_bouncer_action (rule, target, call);
  if (action == NULL || vpn_call_get_uid (call) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  ask (g_steal_pointer (&task), bouncer, call, action, FALSE);
}

gboolean
vpn_bouncer_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
