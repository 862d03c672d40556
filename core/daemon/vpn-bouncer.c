// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnBouncer: the table of who may call what, and the questions to polkit. */
#include "vpn-bouncer.h"

#include "vpn-names.h"

#include <polkit/polkit.h>

#define IFACE_PROPERTIES "org.freedesktop.DBus.Properties"
#define IFACE_OBJECTS    "org.freedesktop.DBus.ObjectManager"

static const VpnBouncerRule rules[] = {
  { IFACE_OBJECTS, "GetManagedObjects", VPN_NEED_SIGHT },
  { IFACE_PROPERTIES, "Get", VPN_NEED_SIGHT },
  { IFACE_PROPERTIES, "GetAll", VPN_NEED_SIGHT },

  { VPN_IFACE_MANAGER, "AddProfile", VPN_NEED_SCOPE },
  { VPN_IFACE_MANAGER, "ImportProfile", VPN_NEED_SCOPE },
  { VPN_IFACE_MANAGER, "FindProfile", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ListProfiles", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ListConnections", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ConnectSettings", VPN_NEED_CONNECT },
  { VPN_IFACE_MANAGER, "RegisterAgent", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "UnregisterAgent", VPN_NEED_SIGHT },
  { VPN_IFACE_MANAGER, "ForceOpen", VPN_NEED_OWNERSHIP },
  { VPN_IFACE_MANAGER, "Doctor", VPN_NEED_SIGHT },

  { VPN_IFACE_PROFILE, "Update", VPN_NEED_MODIFY },
  { VPN_IFACE_PROFILE, "Delete", VPN_NEED_MODIFY },
  { VPN_IFACE_PROFILE, "Export", VPN_NEED_SIGHT },
  { VPN_IFACE_PROFILE, "Connect", VPN_NEED_CONNECT },

  { VPN_IFACE_CONNECTION, "Disconnect", VPN_NEED_CONTROL },
  { VPN_IFACE_CONNECTION, "Rekey", VPN_NEED_CONTROL },
  { VPN_IFACE_CONNECTION, "Roam", VPN_NEED_CONTROL },
  { VPN_IFACE_CONNECTION, "GetCounters", VPN_NEED_SIGHT },
  { VPN_IFACE_CONNECTION, "GetPolicy", VPN_NEED_SIGHT },
  { VPN_IFACE_CONNECTION, "GetLog", VPN_NEED_OWNERSHIP },
  { NULL },
};

const VpnBouncerRule *
vpn_bouncer_rules (void)
{
  return rules;
}

const VpnBouncerRule *
vpn_bouncer_find_rule (const char *interface, const char *method)
{
  for (const VpnBouncerRule *rule = rules; rule->interface != NULL; rule++)
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
    case VPN_NEED_CONNECT:
      return is_system ? VPN_ACTION_CONNECT_SYSTEM : VPN_ACTION_CONNECT;
    case VPN_NEED_MODIFY:
      return is_system ? VPN_ACTION_MODIFY_SYSTEM : VPN_ACTION_MODIFY_OWN;
    case VPN_NEED_SCOPE:
      return scope_is_user (call) ? VPN_ACTION_MODIFY_OWN : VPN_ACTION_MODIFY_SYSTEM;
    }
  return VPN_ACTION_CONTROL_OTHERS;
}

typedef struct
{
  VpnCall *call; /* counted */
  const char *action;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  vpn_call_unref (question->call);
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
  return action;
}

static void
on_verdict (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Question *question = g_task_get_task_data (task);
  g_autoptr (PolkitAuthorizationResult) verdict = NULL;
  g_autoptr (GError) error = NULL;

  verdict = polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, &error);
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

static void
ask_polkit (PolkitAuthority *authority, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  g_autoptr (PolkitSubject) subject = NULL;
  PolkitCheckAuthorizationFlags flags = POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE;

  if (vpn_call_is_interactive (question->call))
    flags = POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION;
  subject = polkit_system_bus_name_new (vpn_call_get_sender (question->call));
  polkit_authority_check_authorization (authority, subject, question->action, NULL, flags,
                                        g_task_get_cancellable (task), on_verdict,
                                        g_object_ref (task));
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Question *question = g_task_get_task_data (task);
  g_autoptr (PolkitAuthority) authority = NULL;
  g_autoptr (GError) error = NULL;

  authority = polkit_authority_get_finish (result, &error);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (authority == NULL)
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED,
                             "polkit, which decides who may %s, is not there",
                             describe_action (question->action));
  else
    ask_polkit (authority, task);
}

void
vpn_bouncer_check_async (VpnExported *target, VpnCall *call, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const VpnBouncerRule *rule;
  Question *question;
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
  question = g_new0 (Question, 1);
  question->call = vpn_call_ref (call);
  question->action = action;
  g_task_set_task_data (task, question, question_free);
  polkit_authority_get_async (cancellable, on_authority, g_steal_pointer (&task));
}

gboolean
vpn_bouncer_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
