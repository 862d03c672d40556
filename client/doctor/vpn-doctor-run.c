// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Runs the probes: genkand's by the bus, the others in a thread, in the order of the report. */
#include "vpn-doctor-run.h"

#include "doctor-private.h"
#include "vpn-client-text.h"
#include "vpn-error.h"
#include "vpn-names.h"
#include "vpn-sentence.h"

#include <unistd.h>

/* In the order of what would have to be mended first; the gateway itself comes after everything
 * that could make it look bad. */
static void (*const probes[]) (DoctorContext *context) = {
  doctor_look_at_network, doctor_look_at_computer, doctor_look_at_clock,  doctor_look_at_files,
  doctor_look_for_portal, doctor_look_at_gateway,  doctor_look_at_tcp,    doctor_look_at_overlap,
  doctor_look_at_mtu,     doctor_look_at_dns,      doctor_look_at_rivals,
};

typedef struct
{
  DoctorContext context;
  VpnDbusProfile *proxy; /* counted; NULL: no gateway is to be asked */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;
  DoctorContext *context = &run->context;

  g_clear_object (&run->proxy);
  g_clear_object (&context->bus);
  g_free (context->rival);
  g_clear_pointer (&context->profile, vpn_profile_free);
  g_clear_pointer (&context->computer, g_variant_unref);
  g_clear_pointer (&context->gateway, g_variant_unref);
  doctor_report_free (context->report);
  g_free (run);
}

static GVariant *
make_result (VpnReason reason, const char *detail)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "reason", "s", vpn_reason_to_string (reason));
  g_variant_dict_insert (&dict, "detail", "s", detail);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* A call that fails says something too: a file that cannot be handed over, no right to connect. */
static void
examine_gateway (Run *run, GCancellable *cancellable)
{
  DoctorContext *context = &run->context;
  g_autoptr (VpnClientFiles) files = vpn_client_files_open (context->profile, NULL);
  g_auto (GVariantBuilder) options;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  const char *name = "";

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  if (files != NULL)
    fds = vpn_client_files_to_options (files, &options, NULL);
  /* It is asked as far as nothing of the person is said: any name will do. */
  if (vpn_profile_lacks_user (context->profile))
    g_variant_builder_add (&options, "{sv}", VPN_OPTION_USER,
                           g_variant_new_string (g_get_user_name ()));
  /* The row of that file says why. */
  if (fds == NULL)
    return;
  if (!vpn_dbus_profile_call_examine_sync (run->proxy, g_variant_builder_end (&options),
                                           G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                                           G_MAXINT, fds, &context->gateway, NULL, cancellable,
                                           &error))
    {
      g_autofree char *said = NULL;

      g_dbus_error_strip_remote_error (error);
      said = vpn_sentence_translate (error->message);
      doctor_report_add (context->report, "may-examine",
                         g_error_matches (error, VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED)
                             ? DOCTOR_BAD
                             : DOCTOR_UNKNOWN,
                         vpn_client_text_clean (said), NULL);
      return;
    }
  (void) g_variant_lookup (context->gateway, "reason", "&s", &name);
  if (!vpn_reason_from_string (name, &context->reason))
    context->reason = VPN_REASON_INTERNAL;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  DoctorContext *context = &run->context;

  if (run->proxy != NULL)
    examine_gateway (run, cancellable);
  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    probes[i](context);
  g_task_return_pointer (task, g_steal_pointer (&context->report),
                         (GDestroyNotify) doctor_report_free);
}

static void
on_computer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->context.computer = vpn_client_doctor_finish (VPN_CLIENT (source), result, &error);
  if (run->context.computer == NULL)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, run_in_thread);
}

/* The device of the VPN that all traffic goes through, unless the person connected it; owned. */
static char *
find_rival (VpnClient *client)
{
  const char *interface = vpn_client_get_default_route (client);
  GListModel *connections = vpn_client_get_connections (client);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (connections, i);
      VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);

      if (vpn_dbus_connection_get_owner (proxy) == getuid ()
          && g_strcmp0 (vpn_dbus_connection_get_interface (proxy), interface) == 0)
        return NULL;
    }
  return *interface != '\0' ? g_strdup (interface) : NULL;
}

void
vpn_doctor_run_async (VpnClient *client, VpnClientProfile *profile, VpnReason known, VpnVoice voice,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->context.report = doctor_report_new ();
  run->context.voice = voice;
  run->context.bus = g_object_ref (vpn_client_get_bus (client));
  run->context.rival = find_rival (client);
  run->context.reason = known;
  if (profile != NULL)
    run->context.profile = vpn_client_profile_get_settings (profile, NULL);
  if (run->context.profile != NULL && known == VPN_REASON_NONE)
    run->proxy = g_object_ref (vpn_client_profile_get_proxy (profile));
  if (run->context.profile != NULL && known != VPN_REASON_NONE)
    run->context.gateway = make_result (known, "");
  g_task_set_task_data (task, run, run_free);
  vpn_client_doctor_async (client, cancellable, on_computer, task);
}

DoctorReport *
vpn_doctor_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
