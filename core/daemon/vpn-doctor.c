// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDoctor: tries what a connection needs of this host. */
#include "config.h"

#include "vpn-doctor.h"

#include "net-reach.h"
#include "net-trial.h"
#include "vpn-names.h"

#include <polkit/polkit.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

static void
add_row (GVariantBuilder *rows, const char *check, gboolean ok, const char *detail)
{
  g_variant_builder_add (rows, "(sbs)", check, ok, detail);
}

static void
add_trial (GVariantBuilder *rows, const char *check, const GError *error)
{
  g_autofree char *detail = error != NULL ? g_utf8_make_valid (error->message, -1) : NULL;

  add_row (rows, check, error == NULL, detail != NULL ? detail : "");
}

static void
examine_network (GVariantBuilder *rows)
{
  NetReach reach = net_reach (NULL, 0, NULL);

  add_row (rows, "link", reach != NET_REACH_OFFLINE, "");
  add_row (rows, "route", reach == NET_REACH_OK, "");
}

static void
try_kernel (GVariantBuilder *rows)
{
  g_autoptr (GError) no_tun = NULL;
  g_autoptr (GError) no_filter = NULL;

  (void) net_trial_tun (&no_tun);
  add_trial (rows, "tun", no_tun);
  (void) net_trial_filter (&no_filter);
  add_trial (rows, "packet-filter", no_filter);
}

static void
examine_program (GVariantBuilder *rows, const char *check, const char *given, const char *name)
{
  g_autofree char *path
      = given != NULL ? g_strdup (given) : g_build_filename (GENKAN_LIBEXECDIR, name, NULL);

  add_row (rows, check, access (path, X_OK) == 0, path);
}

/* As the worker looks for it: in the file, without asking whatever modules there are for names. */
static gboolean
has_system_user (const char *name)
{
  FILE *file = fopen ("/etc/passwd", "re");
  const struct passwd *entry = NULL;

  if (file == NULL)
    return FALSE;
  do
    entry = fgetpwent (file);
  while (entry != NULL && !g_str_equal (entry->pw_name, name));
  fclose (file);
  return entry != NULL;
}

static void
examine_worker_user (GVariantBuilder *rows)
{
  add_row (rows, "worker-user", has_system_user (GENKAN_WORKER_USER), GENKAN_WORKER_USER);
}

static void
examine_dns (GVariantBuilder *rows, GVariant *running)
{
  g_autofree char *resolvconf = g_find_program_in_path ("resolvconf");
  g_autofree const char **names = NULL;
  const char *way = resolvconf != NULL ? "resolvconf" : "file";

  if (running != NULL)
    {
      g_variant_get (running, "(^a&s)", &names);
      if (g_strv_contains (names, "org.freedesktop.resolve1"))
        way = "resolved";
    }
  add_row (rows, "dns", TRUE, way);
}

typedef struct
{
  const VpnServices *services; /* borrowed: main's */
  GVariantBuilder rows;
} Examination;

static void
examination_free (gpointer data)
{
  Examination *examination = data;

  g_variant_builder_clear (&examination->rows);
  g_free (examination);
}

static void
finish (GTask *task)
{
  Examination *examination = g_task_get_task_data (task);

  g_task_return_pointer (task, g_variant_ref_sink (g_variant_builder_end (&examination->rows)),
                         (GDestroyNotify) g_variant_unref);
  g_object_unref (task);
}

static void
on_authorized (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Examination *examination = g_task_get_task_data (task);
  g_autoptr (PolkitAuthorizationResult) verdict
      = polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, NULL);

  add_row (&examination->rows, "polkit", verdict != NULL, "");
  finish (task);
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Examination *examination = g_task_get_task_data (task);
  g_autoptr (PolkitAuthority) authority = polkit_authority_get_finish (result, NULL);
  const char *own = g_dbus_connection_get_unique_name (examination->services->bus);
  g_autoptr (PolkitSubject) subject = polkit_system_bus_name_new (own);

  /* Whether it answers, and knows what is asked: not whether somebody may. */
  if (authority != NULL)
    {
      polkit_authority_check_authorization (authority, subject, VPN_ACTION_CONNECT, NULL,
                                            POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE, NULL,
                                            on_authorized, task);
      return;
    }
  add_row (&examination->rows, "polkit", FALSE, "");
  finish (task);
}

static void
on_running (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Examination *examination = g_task_get_task_data (task);
  const VpnServices *services = examination->services;
  GVariantBuilder *rows = &examination->rows;
  g_autoptr (GVariant) running
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  examine_network (rows);
  try_kernel (rows);
  examine_program (rows, "worker", services->worker_path, "genkan-worker");
  examine_program (rows, "resolver", services->resolver_path, "genkan-resolve");
  examine_worker_user (rows);
  add_row (rows, "ca-bundle", access (GENKAN_SYSTEM_CA_BUNDLE, R_OK) == 0, GENKAN_SYSTEM_CA_BUNDLE);
  examine_dns (rows, running);
  polkit_authority_get_async (NULL, on_authority, task);
}

void
vpn_doctor_examine_async (const VpnServices *services, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Examination *examination = g_new0 (Examination, 1);

  examination->services = services;
  g_variant_builder_init (&examination->rows, G_VARIANT_TYPE ("a(sbs)"));
  g_task_set_task_data (task, examination, examination_free);
  g_dbus_connection_call (services->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "ListNames", NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_running, task);
}

GVariant *
vpn_doctor_examine_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
