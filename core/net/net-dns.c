// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns.h"

/* Which back end manages this host's resolver, and the calls that go to it. */

#include "net-dns-file.h"
#include "net-dns-resolvconf.h"
#include "net-dns-resolved.h"
#include "net-resolv-conf.h"

static const NetDnsBackend *const backends[NET_N_DNS]
    = { &net_dns_file_backend, &net_dns_resolved_backend, &net_dns_resolvconf_backend };

/* The task of net_dns_choose_async() and what it works on. */
typedef struct
{
  GDBusConnection *bus; /* counted or NULL */
  char *ifname;         /* owned */
} Choice;

static void
choice_free (Choice *choice)
{
  g_clear_object (&choice->bus);
  g_free (choice->ifname);
  g_free (choice);
}

static void
finish_choice (GTask *task, NetDnsKind kind)
{
  const Choice *choice = g_task_get_task_data (task);

  g_task_return_pointer (task, net_dns_state_new (kind, choice->ifname),
                         (GDestroyNotify) net_dns_state_free);
  g_object_unref (task);
}

static void
choose_without_resolved (GTask *task)
{
  finish_choice (task, net_dns_resolvconf_program () != NULL ? NET_DNS_RESOLVCONF : NET_DNS_FILE);
}

static void
on_activatable_names (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autofree const char **names = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &names);
  if (names != NULL && g_strv_contains (names, NET_DNS_RESOLVED_NAME))
    finish_choice (task, NET_DNS_RESOLVED);
  else
    choose_without_resolved (task);
}

static void
ask_bus (GTask *task, const char *method, GVariant *parameters, GAsyncReadyCallback callback)
{
  const Choice *choice = g_task_get_task_data (task);

  g_dbus_connection_call (choice->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                          NET_DNS_UNDO_TIMEOUT, NULL, callback, task);
}

static void
on_name_has_owner (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  gboolean owned = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);
  if (owned)
    finish_choice (task, NET_DNS_RESOLVED);
  else
    ask_bus (task, "ListActivatableNames", NULL, on_activatable_names);
}

void
net_dns_choose_async (const NetDnsPlace *place, const char *ifname, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Choice *choice = g_new0 (Choice, 1);

  choice->bus = place->bus != NULL ? g_object_ref (place->bus) : NULL;
  choice->ifname = g_strdup (ifname);
  g_task_set_task_data (task, choice, (GDestroyNotify) choice_free);
  if (choice->bus != NULL && net_resolv_conf_asks_resolved ())
    ask_bus (task, "NameHasOwner", g_variant_new ("(s)", NET_DNS_RESOLVED_NAME), on_name_has_owner);
  else
    choose_without_resolved (task);
}

NetDnsState *
net_dns_choose_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
net_dns_apply_async (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  backends[state->kind]->apply (state, place, plan,
                                g_task_new (NULL, cancellable, callback, user_data));
}

void
net_dns_undo_async (const NetDnsState *state, const NetDnsPlace *place,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  backends[state->kind]->undo (state, place, g_task_new (NULL, NULL, callback, user_data));
}

void
net_dns_check_async (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  backends[state->kind]->check (state, place, plan, g_task_new (NULL, NULL, callback, user_data));
}

gboolean
net_dns_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
