// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns.h"

#include "net-ifname.h"
#include "net-json.h"
#include "vpn-error.h"

#include <stdlib.h>
#include <string.h>

#define RESOLVED_NAME "org.freedesktop.resolve1"
#define RESOLV_CONF   "/etc/resolv.conf"
#define NSSWITCH_CONF "/etc/nsswitch.conf"

static const NetDnsBackend *const backends[NET_N_DNS]
    = { &net_dns_file_backend, &net_dns_resolved_backend, &net_dns_resolvconf_backend };
static const char *const backend_names[NET_N_DNS] = { "file", "resolved", "resolvconf" };

NetDnsState *
net_dns_state_new (NetDnsKind kind, const char *ifname)
{
  NetDnsState *state = g_new0 (NetDnsState, 1);

  state->kind = kind;
  state->ifname = g_strdup (ifname);
  state->ifindex = if_nametoindex (ifname);
  return state;
}

NetDnsState *
net_dns_state_copy (const NetDnsState *state)
{
  NetDnsState *copy = g_new (NetDnsState, 1);

  *copy = *state;
  copy->ifname = g_strdup (state->ifname);
  copy->file.link_target = g_strdup (state->file.link_target);
  if (copy->file.original != NULL)
    g_bytes_ref (copy->file.original);
  if (copy->file.written != NULL)
    g_bytes_ref (copy->file.written);
  return copy;
}

void
net_dns_state_free (NetDnsState *state)
{
  if (state == NULL)
    return;
  g_free (state->ifname);
  g_free (state->file.link_target);
  g_clear_pointer (&state->file.original, g_bytes_unref);
  g_clear_pointer (&state->file.written, g_bytes_unref);
  g_free (state);
}

static void
add_bytes (JsonObject *object, const char *name, GBytes *bytes)
{
  gsize len;
  const guint8 *data;
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &len);
  text = g_base64_encode (data, len);
  json_object_set_string_member (object, name, text);
}

JsonNode *
net_dns_state_to_json (const NetDnsState *state)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "backend", backend_names[state->kind]);
  json_object_set_string_member (object, "interface", state->ifname);
  json_object_set_int_member (object, "ifindex", state->ifindex);
  if (state->kind == NET_DNS_FILE)
    {
      if (state->file.link_target != NULL)
        json_object_set_string_member (object, "link", state->file.link_target);
      add_bytes (object, "original", state->file.original);
      add_bytes (object, "written", state->file.written);
      json_object_set_int_member (object, "mode", state->file.mode);
      json_object_set_int_member (object, "uid", state->file.uid);
      json_object_set_int_member (object, "gid", state->file.gid);
    }
  json_node_take_object (node, object);
  return node;
}

static gboolean
read_file (JsonObject *object, NetDnsFile *file)
{
  file->link_target = g_strdup (net_json_string (object, "link"));
  file->original = net_json_bytes (object, "original");
  file->written = net_json_bytes (object, "written");
  return file->written != NULL && net_json_uint (object, "mode", 07777, &file->mode)
         && net_json_uint (object, "uid", G_MAXUINT, &file->uid)
         && net_json_uint (object, "gid", G_MAXUINT, &file->gid);
}

NetDnsState *
net_dns_state_from_json (JsonObject *object)
{
  const char *backend = net_json_string (object, "backend");
  const char *ifname = net_json_string (object, "interface");
  g_autoptr (NetDnsState) state = NULL;

  if (backend == NULL || !net_ifname_is_valid (ifname))
    return NULL;
  for (guint kind = 0; kind < NET_N_DNS; kind++)
    if (g_str_equal (backend, backend_names[kind]))
      state = net_dns_state_new (kind, ifname);
  if (state == NULL || !net_json_uint (object, "ifindex", G_MAXINT32, &state->ifindex)
      || (state->kind == NET_DNS_FILE && !read_file (object, &state->file)))
    return NULL;
  return g_steal_pointer (&state);
}

gboolean
net_dns_takes_all (const NetPlan *plan)
{
  return plan->full_ipv4 || plan->full_ipv6 || plan->domains == NULL;
}

/* Whether programs on this host ask systemd-resolved at all. */
static gboolean
host_uses_resolved (void)
{
  g_autofree char *target = realpath (RESOLV_CONF, NULL);
  g_autofree char *resolv = NULL;
  g_autofree char *nsswitch = NULL;

  if (target != NULL && g_str_has_prefix (target, "/run/systemd/resolve/"))
    return TRUE;
  if (g_file_get_contents (RESOLV_CONF, &resolv, NULL, NULL)
      && g_regex_match_simple ("^nameserver\\s+127\\.0\\.0\\.5[34]\\s*$", resolv, G_REGEX_MULTILINE,
                               0))
    return TRUE;
  return g_file_get_contents (NSSWITCH_CONF, &nsswitch, NULL, NULL)
         && g_regex_match_simple ("^hosts:.*\\sresolve(\\s|$)", nsswitch, G_REGEX_MULTILINE, 0);
}

/* The task of net_dns_prepare_async() and what it works on. */
typedef struct
{
  GDBusConnection *bus;
  NetPlan *plan;
  NetDnsState *previous;
} Prepare;

static void
prepare_free (Prepare *prepare)
{
  g_clear_object (&prepare->bus);
  net_plan_free (prepare->plan);
  net_dns_state_free (prepare->previous);
  g_free (prepare);
}

static void
finish_prepare (GTask *task, NetDnsKind kind)
{
  Prepare *prepare = g_task_get_task_data (task);
  g_autoptr (NetDnsState) state = net_dns_state_new (kind, prepare->plan->ifname);
  const NetDnsFile *previous = prepare->previous != NULL && prepare->previous->kind == NET_DNS_FILE
                                   ? &prepare->previous->file
                                   : NULL;
  GError *error = NULL;

  if (kind == NET_DNS_FILE && !net_dns_file_prepare (prepare->plan, previous, &state->file, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&state), (GDestroyNotify) net_dns_state_free);
  g_object_unref (task);
}

static void
choose_without_resolved (GTask *task)
{
  finish_prepare (task, net_dns_resolvconf_program () != NULL ? NET_DNS_RESOLVCONF : NET_DNS_FILE);
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
  if (names != NULL && g_strv_contains (names, RESOLVED_NAME))
    finish_prepare (task, NET_DNS_RESOLVED);
  else
    choose_without_resolved (task);
}

static void
ask_bus (GTask *task, const char *method, GVariant *parameters, GAsyncReadyCallback callback)
{
  Prepare *prepare = g_task_get_task_data (task);

  g_dbus_connection_call (prepare->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                          NET_DNS_UNDO_TIMEOUT, g_task_get_cancellable (task), callback, task);
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
    finish_prepare (task, NET_DNS_RESOLVED);
  else
    ask_bus (task, "ListActivatableNames", NULL, on_activatable_names);
}

void
net_dns_prepare_async (GDBusConnection *bus, const NetPlan *plan, const NetDnsState *previous,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Prepare *prepare = g_new0 (Prepare, 1);

  prepare->bus = bus != NULL ? g_object_ref (bus) : NULL;
  prepare->plan = net_plan_copy (plan);
  prepare->previous = previous != NULL ? net_dns_state_copy (previous) : NULL;
  g_task_set_task_data (task, prepare, (GDestroyNotify) prepare_free);
  if (bus != NULL && host_uses_resolved ())
    ask_bus (task, "NameHasOwner", g_variant_new ("(s)", RESOLVED_NAME), on_name_has_owner);
  else
    choose_without_resolved (task);
}

NetDnsState *
net_dns_prepare_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
net_dns_apply_async (const NetDnsState *state, const NetPlan *plan, GDBusConnection *bus,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  backends[state->kind]->apply (state, plan, bus,
                                g_task_new (NULL, cancellable, callback, user_data));
}

gboolean
net_dns_apply_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
net_dns_undo_async (const NetDnsState *state, GDBusConnection *bus, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  backends[state->kind]->undo (state, bus, g_task_new (NULL, NULL, callback, user_data));
}

gboolean
net_dns_undo_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
