// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns-resolved.h"

/* systemd-resolved, per link: org.freedesktop.resolve1(5). It forgets a link by itself when the
 * device goes. */

#include "vpn-error.h"

#include <net/if.h>

#define RESOLVED_PATH "/org/freedesktop/resolve1"

/* The calls of one apply or undo, sent at once: the bus keeps their order. */
typedef struct
{
  gboolean undoing;
  guint pending;
  GError *failure; /* owned; the first */
} Calls;

static void
calls_free (Calls *calls)
{
  g_clear_error (&calls->failure);
  g_free (calls);
}

static gboolean
is_harmless (const Calls *calls, const GError *error)
{
  g_autofree char *name = NULL;

  /* Stopped since: it has forgotten everything. */
  if (calls->undoing
      && (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
          || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)))
    return TRUE;
  /* Older versions lack some calls that only refine. */
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    return TRUE;
  name = g_dbus_error_get_remote_error (error);
  return g_strcmp0 (name, "org.freedesktop.resolve1.NoSuchLink") == 0;
}

static void
finish_one (GTask *task)
{
  Calls *calls = g_task_get_task_data (task);

  if (--calls->pending > 0)
    return;
  if (calls->failure != NULL)
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED,
                             "systemd-resolved refused the name servers: %s",
                             calls->failure->message);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Calls *calls = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && calls->failure == NULL && !is_harmless (calls, error))
    {
      g_dbus_error_strip_remote_error (error);
      calls->failure = g_steal_pointer (&error);
    }
  finish_one (task);
}

static void
call (GDBusConnection *bus, GTask *task, const char *method, GVariant *parameters)
{
  Calls *calls = g_task_get_task_data (task);
  GDBusCallFlags flags = calls->undoing ? G_DBUS_CALL_FLAGS_NO_AUTO_START : G_DBUS_CALL_FLAGS_NONE;
  int timeout = calls->undoing ? NET_DNS_UNDO_TIMEOUT : NET_DNS_APPLY_TIMEOUT;

  calls->pending++;
  g_dbus_connection_call (bus, NET_DNS_RESOLVED_NAME, RESOLVED_PATH,
                          "org.freedesktop.resolve1.Manager", method, parameters, NULL, flags,
                          timeout, g_task_get_cancellable (task), on_called, task);
}

static GVariant *
servers_variant (const NetPlan *plan)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(iay)"));
  for (guint i = 0; i < plan->n_dns; i++)
    {
      const IpAddress *server = &plan->dns[i];

      g_variant_builder_add (&builder, "(i@ay)", server->family,
                             g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, server->octets,
                                                        ip_family_octets (server->family), 1));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
domains_variant (const NetPlan *plan)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sb)"));
  for (guint i = 0; plan->domains != NULL && plan->domains[i] != NULL; i++)
    {
      gboolean routing = plan->domains[i][0] == '~';

      g_variant_builder_add (&builder, "(sb)", plan->domains[i] + routing, routing);
    }
  /* "~." beats the default route of every other link: no name is asked outside the tunnel. */
  if (net_plan_takes_all_names (plan))
    g_variant_builder_add (&builder, "(sb)", ".", TRUE);
  return g_variant_builder_end (&builder);
}

static Calls *
start_calls (GTask *task, gboolean undoing)
{
  Calls *calls = g_new0 (Calls, 1);

  calls->undoing = undoing;
  calls->pending = 1;
  g_task_set_task_data (task, calls, (GDestroyNotify) calls_free);
  return calls;
}

static void
apply (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan, GTask *task)
{
  GDBusConnection *bus = place->bus;

  start_calls (task, FALSE);
  call (bus, task, "SetLinkDNS",
        g_variant_new ("(i@a(iay))", state->ifindex, servers_variant (plan)));
  call (bus, task, "SetLinkDomains",
        g_variant_new ("(i@a(sb))", state->ifindex, domains_variant (plan)));
  call (bus, task, "SetLinkDefaultRoute",
        g_variant_new ("(ib)", state->ifindex, net_plan_takes_all_names (plan)));
  /* Neither multicast protocol has an audience behind a tunnel; they would only tell names. */
  call (bus, task, "SetLinkLLMNR", g_variant_new ("(is)", state->ifindex, "no"));
  call (bus, task, "SetLinkMulticastDNS", g_variant_new ("(is)", state->ifindex, "no"));
  call (bus, task, "FlushCaches", NULL);
  finish_one (task);
}

static void
undo (const NetDnsState *state, const NetDnsPlace *place, GTask *task)
{
  start_calls (task, TRUE);
  /* A device that is gone was forgotten; its index may be another's by now. */
  if (place->bus != NULL && if_nametoindex (state->ifname) == state->ifindex)
    {
      call (place->bus, task, "RevertLink", g_variant_new ("(i)", state->ifindex));
      call (place->bus, task, "FlushCaches", NULL);
    }
  finish_one (task);
}

/* ---- Whether it still holds ----------------------------------------------------------------- */

/* What a link shall have; the data of a check's task. */
typedef struct
{
  GVariant *servers, *domains; /* owned */
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_variant_unref (wanted->servers);
  g_variant_unref (wanted->domains);
  g_free (wanted);
}

static gboolean
holds_all (GVariant *list, GVariant *wanted)
{
  gboolean all = TRUE;

  for (gsize i = 0; i < g_variant_n_children (wanted) && all; i++)
    {
      g_autoptr (GVariant) element = g_variant_get_child_value (wanted, i);

      all = FALSE;
      for (gsize j = 0; j < g_variant_n_children (list) && !all; j++)
        {
          g_autoptr (GVariant) known = g_variant_get_child_value (list, j);

          all = g_variant_equal (known, element);
        }
    }
  return all;
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Wanted *wanted = g_task_get_task_data (task);
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) all = NULL, servers = NULL, domains = NULL;

  /* Who does not answer knows nothing; it is told again when it is back. */
  if (reply != NULL)
    {
      all = g_variant_get_child_value (reply, 0);
      servers = g_variant_lookup_value (all, "DNS", G_VARIANT_TYPE ("a(iay)"));
      domains = g_variant_lookup_value (all, "Domains", G_VARIANT_TYPE ("a(sb)"));
    }
  g_task_return_boolean (task, servers != NULL && domains != NULL
                                   && holds_all (servers, wanted->servers)
                                   && holds_all (domains, wanted->domains));
}

static void
check (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan, GTask *task)
{
  /* As sd_bus_path_encode() writes a number: its first digit is escaped. */
  g_autofree char *path = g_strdup_printf (RESOLVED_PATH "/link/_3%u", state->ifindex);
  Wanted *wanted = g_new (Wanted, 1);

  wanted->servers = g_variant_ref_sink (servers_variant (plan));
  wanted->domains = g_variant_ref_sink (domains_variant (plan));
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  g_dbus_connection_call (
      place->bus, NET_DNS_RESOLVED_NAME, path, "org.freedesktop.DBus.Properties", "GetAll",
      g_variant_new ("(s)", "org.freedesktop.resolve1.Link"), G_VARIANT_TYPE ("(a{sv})"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START, NET_DNS_UNDO_TIMEOUT, NULL, on_properties, task);
}

const NetDnsBackend net_dns_resolved_backend = { apply, undo, check };
