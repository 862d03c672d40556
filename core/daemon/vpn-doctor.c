// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDoctor: tries what a connection needs of this host. */
#include "config.h"

#include "vpn-doctor.h"

#include "net-reach.h"
#include "net-resolv-conf.h"
#include "net-trial.h"
#include "vpn-names.h"

#include <polkit/polkit.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define EXAMINATION_VALID_US (2 * G_USEC_PER_SEC)
#define FAULTS_TOLD          5

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

/* Files of the system's profiles that cannot be used. */
static void
examine_profiles (GVariantBuilder *rows, const VpnStore *store)
{
  const GPtrArray *faults = vpn_store_get_faults (store);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < faults->len && i < FAULTS_TOLD; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? "; " : "", (const char *) faults->pdata[i]);
  add_row (rows, "profiles", faults->len == 0, all->str);
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
        way = net_resolv_conf_asks_resolved () ? "resolved" : "resolved-unused";
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
  examine_profiles (rows, services->store);
  add_row (rows, "ca-bundle", access (GENKAN_SYSTEM_CA_BUNDLE, R_OK) == 0, GENKAN_SYSTEM_CA_BUNDLE);
  examine_dns (rows, running);
  polkit_authority_get_async (NULL, on_authority, task);
}

static void
examine_async (const VpnServices *services, GAsyncReadyCallback callback, gpointer user_data)
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

/* ---- Who asked ----------------------------------------------------------------------------- */

struct VpnDoctor
{
  guint refs;                  /* the owner's, and the running examination's */
  const VpnServices *services; /* borrowed */
  GPtrArray *calls;            /* owned; VpnCall that wait for the examination under way */
  GVariant *rows;              /* owned or NULL; what the last one found */
  gint64 examined_at;          /* monotonic microseconds */
};

VpnDoctor *
vpn_doctor_new (const VpnServices *services)
{
  VpnDoctor *doctor = g_new0 (VpnDoctor, 1);

  doctor->refs = 1;
  doctor->services = services;
  doctor->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_call_unref);
  return doctor;
}

void
vpn_doctor_free (VpnDoctor *doctor)
{
  if (doctor == NULL || --doctor->refs > 0)
    return;
  g_ptr_array_unref (doctor->calls);
  g_clear_pointer (&doctor->rows, g_variant_unref);
  g_free (doctor);
}

static void
on_examined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VpnDoctor) doctor = user_data;

  g_clear_pointer (&doctor->rows, g_variant_unref);
  doctor->rows = g_task_propagate_pointer (G_TASK (result), NULL);
  doctor->examined_at = g_get_monotonic_time ();
  for (guint i = 0; i < doctor->calls->len; i++)
    vpn_call_return (doctor->calls->pdata[i], g_variant_new ("(@a(sbs))", doctor->rows));
  g_ptr_array_set_size (doctor->calls, 0);
}

void
vpn_doctor_answer (VpnDoctor *doctor, VpnCall *call)
{
  if (doctor->rows != NULL && g_get_monotonic_time () - doctor->examined_at < EXAMINATION_VALID_US)
    {
      vpn_call_return (call, g_variant_new ("(@a(sbs))", doctor->rows));
      return;
    }
  g_ptr_array_add (doctor->calls, vpn_call_ref (call));
  if (doctor->calls->len > 1)
    return;
  doctor->refs++;
  examine_async (doctor->services, on_examined, doctor);
}
