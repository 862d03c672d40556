// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDoctor: looks at what a connection needs of this host. */
#include "config.h"

#include "vpn-doctor.h"

#include <glib/gi18n.h>
#include <net/if.h>
#include <pwd.h>
#include <unistd.h>

static void
add_row (GVariantBuilder *rows, const char *check, gboolean ok, const char *sentence)
{
  g_variant_builder_add (rows, "(sbs)", check, ok, sentence);
}

static void
examine_tun (GVariantBuilder *rows)
{
  gboolean ok = access ("/dev/net/tun", R_OK | W_OK) == 0;

  add_row (rows, "tun", ok,
           ok ? _ ("Tunnel devices can be made.")
              : _ ("/dev/net/tun is missing: load the module \"tun\"."));
}

static void
examine_program (GVariantBuilder *rows, const char *check, const char *given, const char *name)
{
  g_autofree char *path
      = given != NULL ? g_strdup (given) : g_build_filename (GENKAN_LIBEXECDIR, name, NULL);
  gboolean ok = access (path, X_OK) == 0;
  g_autofree char *sentence
      = g_strdup_printf (ok ? _ ("%s is there.") : _ ("%s is missing."), path);

  add_row (rows, check, ok, sentence);
}

static void
examine_worker_user (GVariantBuilder *rows)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];
  gboolean ok;
  g_autofree char *sentence = NULL;

  ok = getpwnam_r (GENKAN_WORKER_USER, &entry, buffer, sizeof buffer, &found) == 0 && found != NULL;
  sentence = g_strdup_printf (ok ? _ ("The user %s exists.")
                                 : _ ("There is no user %s: workers run as nobody instead."),
                              GENKAN_WORKER_USER);
  add_row (rows, "worker-user", ok, sentence);
}

static void
examine_ca_bundle (GVariantBuilder *rows)
{
  gboolean ok = access (GENKAN_SYSTEM_CA_BUNDLE, R_OK) == 0;

  add_row (rows, "ca-bundle", ok,
           ok ? _ ("The system's CA certificates are there.")
              : _ ("The system's CA certificates are missing: install ca-certificates, or name a "
                   "CA file in each profile."));
}

/* Names of devices that other VPN software makes: two full tunnels at once fight over routes. */
static gboolean
is_foreign_vpn (const char *name)
{
  static const char *const prefixes[] = { "tun", "wg", "ppp", "ipsec", "nordlynx", "tailscale" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

static void
examine_other_vpns (GVariantBuilder *rows)
{
  struct if_nameindex *names = if_nameindex ();
  g_autoptr (GString) found = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  for (const struct if_nameindex *at = names; at != NULL && at->if_index != 0; at++)
    if (is_foreign_vpn (at->if_name))
      g_string_append_printf (found, "%s%s", found->len > 0 ? ", " : "", at->if_name);
  if (names != NULL)
    if_freenameindex (names);
  sentence = found->len > 0
                 ? g_strdup_printf (_ ("Another VPN seems to be active (%s): the routes of both "
                                       "may be in each other's way."),
                                    found->str)
                 : g_strdup (_ ("No other VPN is active."));
  add_row (rows, "other-vpn", found->len == 0, sentence);
}

static void
examine_dns (GVariantBuilder *rows, gboolean has_resolved)
{
  g_autofree char *resolvconf = g_find_program_in_path ("resolvconf");

  if (has_resolved)
    add_row (rows, "dns", TRUE, _ ("DNS goes through systemd-resolved, domain by domain."));
  else if (resolvconf != NULL)
    add_row (rows, "dns", TRUE,
             _ ("DNS goes through resolvconf: the office's servers answer all "
                "names while connected."));
  else
    add_row (rows, "dns", TRUE,
             _ ("DNS goes through /etc/resolv.conf, which is put back "
                "afterwards."));
}

typedef struct
{
  const VpnServices *services; /* borrowed: main's */
  GVariant *running;           /* owned or NULL; (as) */
} Examination;

static void
examination_free (gpointer data)
{
  Examination *examination = data;

  g_clear_pointer (&examination->running, g_variant_unref);
  g_free (examination);
}

static gboolean
has_name (GVariant *names, const char *wanted)
{
  g_autofree const char **all = NULL;

  if (names == NULL)
    return FALSE;
  g_variant_get (names, "(^a&s)", &all);
  return g_strv_contains (all, wanted);
}

static void
on_activatable (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Examination *examination = g_task_get_task_data (task);
  const VpnServices *services = examination->services;
  g_autoptr (GVariant) activatable = NULL;
  const char *polkit = "org.freedesktop.PolicyKit1";
  GVariantBuilder rows;
  gboolean has_polkit;

  activatable = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sbs)"));
  examine_tun (&rows);
  examine_program (&rows, "worker", services->worker_path, "genkan-worker");
  examine_program (&rows, "resolver", services->resolver_path, "genkan-resolve");
  examine_worker_user (&rows);
  examine_ca_bundle (&rows);
  examine_dns (&rows, has_name (examination->running, "org.freedesktop.resolve1"));
  has_polkit = has_name (examination->running, polkit) || has_name (activatable, polkit);
  add_row (&rows, "polkit", has_polkit,
           has_polkit ? _ ("polkit decides who may connect.")
                      : _ ("polkit is not there: only root may connect."));
  examine_other_vpns (&rows);
  g_task_return_pointer (task, g_variant_ref_sink (g_variant_builder_end (&rows)),
                         (GDestroyNotify) g_variant_unref);
}

static void
ask_bus (GDBusConnection *bus, const char *method, GAsyncReadyCallback callback, GTask *task)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, callback, task);
}

static void
on_running (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Examination *examination = g_task_get_task_data (task);

  examination->running = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  /* polkitd usually sleeps until somebody asks it. */
  ask_bus (G_DBUS_CONNECTION (source), "ListActivatableNames", on_activatable, task);
}

void
vpn_doctor_examine_async (const VpnServices *services, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Examination *examination;

  examination = g_new0 (Examination, 1);
  examination->services = services;
  g_task_set_task_data (task, examination, examination_free);
  ask_bus (services->bus, "ListNames", on_running, g_steal_pointer (&task));
}

GVariant *
vpn_doctor_examine_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
