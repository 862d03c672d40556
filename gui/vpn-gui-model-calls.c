// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the model asks genkand to do, and to tell. */
#include "vpn-gui-model.h"

#include "vpn-gui-model-private.h"

#include <glib/gi18n.h>

#define SIGN_IN_S 300

static void
on_connect_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VpnGuiProfile) profile = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnClientConnection) connection
      = vpn_client_connect_finish (VPN_CLIENT (source), result, &error);

  if (connection != NULL)
    vpn_gui_profile_set_connection (profile, connection);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    vpn_gui_profile_set_error (profile, error->message);
}

void
vpn_gui_model_connect (VpnGuiModel *self, VpnGuiProfile *profile)
{
  VpnClientConnectOptions options = { NULL };
  VpnClient *client = vpn_gui_model_get_client (self);

  if (client == NULL || !vpn_gui_profile_can_connect (profile))
    return;
  vpn_gui_profile_set_error (profile, NULL);
  options.agent = vpn_gui_model_get_agent_path (self);
  options.user = vpn_gui_profile_get_user (profile);
  vpn_client_connect_async (client, vpn_gui_profile_get_stored (profile), &options,
                            vpn_gui_model_get_cancellable (self), on_connect_called,
                            g_object_ref (profile));
}

static void
on_disconnect_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* What matters is the state that follows; an error means that it is over already. */
  (void) vpn_client_connection_disconnect_finish (VPN_CLIENT_CONNECTION (source), result, NULL);
}

void
vpn_gui_model_disconnect (VpnGuiModel *self, VpnGuiProfile *profile)
{
  VpnClientConnection *connection = vpn_gui_profile_get_connection (profile);

  if (connection != NULL && !vpn_client_connection_is_over (connection))
    vpn_client_connection_disconnect_async (connection, NULL, on_disconnect_called, NULL);
}

static void
on_reconnect_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* As above. */
  (void) vpn_client_connection_reconnect_finish (VPN_CLIENT_CONNECTION (source), result, NULL);
}

void
vpn_gui_model_reconnect (VpnGuiModel *self, VpnGuiProfile *profile)
{
  if (vpn_gui_profile_can_reconnect (profile))
    vpn_client_connection_reconnect_async (vpn_gui_profile_get_connection (profile), NULL,
                                           on_reconnect_called, NULL);
}

/* A call of client/lib that is passed on: the task carries what it gave. */
static GTask *
begin_call (VpnGuiModel *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, vpn_gui_model_get_cancellable (self), callback, user_data);

  if (vpn_gui_model_is_running (self))
    return task;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s",
                           _ ("The Genkan service does not run"));
  g_object_unref (task);
  return NULL;
}

static void
return_variant (GTask *task, GVariant *value, GError *error)
{
  if (value == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, (GDestroyNotify) g_variant_unref);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *path = vpn_client_add_profile_finish (VPN_CLIENT (source), result, &error);

  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, path, g_free);
}

void
vpn_gui_model_add_async (VpnGuiModel *self, const VpnProfile *settings,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task != NULL)
    vpn_client_add_profile_async (vpn_gui_model_get_client (self), settings, FALSE,
                                  vpn_gui_model_get_cancellable (self), on_added, task);
}

char *
vpn_gui_model_add_finish (VpnGuiModel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
return_done (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = vpn_client_profile_update_finish (VPN_CLIENT_PROFILE (source), result, &error);

  return_done (task, done, error);
}

void
vpn_gui_model_update_async (VpnGuiModel *self, VpnGuiProfile *profile, const VpnProfile *settings,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task != NULL)
    vpn_client_profile_update_async (vpn_gui_profile_get_stored (profile), settings,
                                     vpn_gui_model_get_cancellable (self), on_updated, task);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = vpn_client_profile_delete_finish (VPN_CLIENT_PROFILE (source), result, &error);

  return_done (task, done, error);
}

void
vpn_gui_model_delete_async (VpnGuiModel *self, VpnGuiProfile *profile, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task != NULL)
    vpn_client_profile_delete_async (vpn_gui_profile_get_stored (profile),
                                     vpn_gui_model_get_cancellable (self), on_deleted, task);
}

gboolean
vpn_gui_model_call_finish (VpnGuiModel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_sign_in_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* What is open is told by the state that follows. */
  (void) vpn_client_allow_sign_in_finish (VPN_CLIENT (source), result, NULL);
}

void
vpn_gui_model_sign_in (VpnGuiModel *self)
{
  if (vpn_gui_model_is_locked_down (self))
    vpn_client_allow_sign_in_async (vpn_gui_model_get_client (self), SIGN_IN_S, NULL,
                                    on_sign_in_called, NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean done = vpn_client_force_open_finish (VPN_CLIENT (source), result, &error);

  return_done (task, done, error);
}

void
vpn_gui_model_open_async (VpnGuiModel *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task != NULL)
    vpn_client_force_open_async (vpn_gui_model_get_client (self),
                                 vpn_gui_model_get_cancellable (self), on_opened, task);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *data = vpn_client_profile_export_finish (VPN_CLIENT_PROFILE (source), result, &error);

  if (data == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, data, (GDestroyNotify) g_bytes_unref);
}

void
vpn_gui_model_export_async (VpnGuiModel *self, VpnGuiProfile *profile, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task != NULL)
    vpn_client_profile_export_async (vpn_gui_profile_get_stored (profile),
                                     vpn_gui_model_get_cancellable (self), on_exported, task);
}

GBytes *
vpn_gui_model_export_finish (VpnGuiModel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A call of a connection: none when there is no connection to ask. */
static GTask *
begin_connection_call (VpnGuiModel *self, VpnGuiProfile *profile, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task == NULL || vpn_gui_profile_get_connection (profile) != NULL)
    return task;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                           _ ("There is no connection"));
  g_object_unref (task);
  return NULL;
}

static void
on_counters (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *counters
      = vpn_client_connection_get_counters_finish (VPN_CLIENT_CONNECTION (source), result, &error);

  return_variant (task, counters, error);
}

void
vpn_gui_model_get_counters_async (VpnGuiModel *self, VpnGuiProfile *profile,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin_connection_call (self, profile, callback, user_data);

  if (task != NULL)
    vpn_client_connection_get_counters_async (vpn_gui_profile_get_connection (profile),
                                              vpn_gui_model_get_cancellable (self), on_counters,
                                              task);
}

static void
on_log (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *lines
      = vpn_client_connection_get_log_finish (VPN_CLIENT_CONNECTION (source), result, &error);

  return_variant (task, lines, error);
}

void
vpn_gui_model_get_log_async (VpnGuiModel *self, VpnGuiProfile *profile,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin_connection_call (self, profile, callback, user_data);

  if (task != NULL)
    vpn_client_connection_get_log_async (vpn_gui_profile_get_connection (profile),
                                         vpn_gui_model_get_cancellable (self), on_log, task);
}

static void
on_doctor (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  DoctorReport *report = vpn_doctor_run_finish (result, &error);

  if (report == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, report, (GDestroyNotify) doctor_report_free);
}

void
vpn_gui_model_doctor_async (VpnGuiModel *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = begin_call (self, callback, user_data);

  if (task != NULL)
    vpn_doctor_run_async (vpn_gui_model_get_client (self), NULL, VPN_REASON_NONE, VPN_VOICE_WINDOW,
                          vpn_gui_model_get_cancellable (self), on_doctor, task);
}

DoctorReport *
vpn_gui_model_doctor_finish (VpnGuiModel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GVariant *
vpn_gui_model_get_finish (VpnGuiModel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
