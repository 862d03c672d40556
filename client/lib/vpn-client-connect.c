// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Starts connections, with the files and the user that they need. */
#include "vpn-client.h"

#include "vpn-client-call-private.h"
#include "vpn-client-private.h"
#include "vpn-client-user.h"
#include "vpn-names.h"

/* The object may be known by now, or its announcement may still be under way. */
static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VpnClient *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (VpnDbusConnection) proxy = vpn_dbus_connection_proxy_new_finish (result, &error);

  if (proxy == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (vpn_client_ensure_connection (self, proxy)),
                           g_object_unref);
}

/* Takes path; NULL: error (taken) says why. */
static void
take_connection (GTask *task, char *path, GError *error)
{
  VpnClient *self = g_task_get_source_object (task);
  VpnClientConnection *known = path != NULL ? vpn_client_find_connection_at (self, path) : NULL;

  if (path == NULL)
    g_task_return_error (task, error);
  else if (known != NULL)
    g_task_return_pointer (task, g_object_ref (known), g_object_unref);
  else
    vpn_dbus_connection_proxy_new (vpn_client_get_bus (self), G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
                                   VPN_BUS_NAME, path, g_task_get_cancellable (task),
                                   on_connection_ready, g_object_ref (task));
  g_free (path);
}

/* The options that are no files. */
static void
add_options (GVariantBuilder *builder, const VpnClientConnectOptions *options)
{
  if (options->agent != NULL)
    g_variant_builder_add (builder, "{sv}", VPN_OPTION_AGENT,
                           g_variant_new_object_path (options->agent));
  if (options->delegated)
    g_variant_builder_add (builder, "{sv}", VPN_OPTION_NETWORK,
                           g_variant_new_string (VPN_NETWORK_DELEGATED));
  if (options->interface != NULL)
    g_variant_builder_add (builder, "{sv}", VPN_OPTION_IFNAME,
                           g_variant_new_string (options->interface));
  if (options->user != NULL)
    g_variant_builder_add (builder, "{sv}", VPN_OPTION_USER, g_variant_new_string (options->user));
}

/* a{sv}, owned, with the files it names in ret_fds; NULL: one cannot be opened. */
static GVariant *
make_options (const VpnProfile *profile, const VpnClientConnectOptions *options,
              GUnixFDList **ret_fds, GError **error)
{
  g_autoptr (VpnClientFiles) opened = NULL;
  g_auto (GVariantBuilder) builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_options (&builder, options);
  if (options->files == NULL)
    opened = vpn_client_files_open (profile, error);
  if (options->files == NULL && opened == NULL)
    return NULL;
  *ret_fds
      = vpn_client_files_to_options (opened != NULL ? opened : options->files, &builder, error);
  return *ret_fds != NULL ? g_variant_ref_sink (g_variant_builder_end (&builder)) : NULL;
}

static void
on_connect_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *path = NULL;
  gboolean ok = vpn_dbus_profile_call_connect_finish (VPN_DBUS_PROFILE (source), &path, NULL,
                                                      result, &error);

  (void) vpn_client_call_ended (ok, &error);
  take_connection (task, path, error);
}

void
vpn_client_connect_async (VpnClient *self, VpnClientProfile *profile,
                          const VpnClientConnectOptions *options, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  VpnClientConnectOptions named = *options;
  g_autoptr (VpnProfile) settings = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) dict = NULL;
  g_autofree char *user = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, vpn_client_connect_async);
  settings = vpn_client_profile_get_settings (profile, &error);
  if (settings != NULL && named.user == NULL)
    named.user = user = vpn_client_user_recall (settings);
  if (settings != NULL)
    dict = make_options (settings, &named, &fds, &error);
  if (dict == NULL)
    g_task_return_error (task, error);
  else
    vpn_dbus_profile_call_connect (vpn_client_profile_get_proxy (profile), dict,
                                   VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT, fds, cancellable,
                                   on_connect_reply, g_object_ref (task));
}

static void
on_connect_settings_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *path = NULL;
  gboolean ok = vpn_dbus_manager_call_connect_settings_finish (VPN_DBUS_MANAGER (source), &path,
                                                               NULL, result, &error);

  (void) vpn_client_call_ended (ok, &error);
  take_connection (task, path, error);
}

void
vpn_client_connect_settings_async (VpnClient *self, const VpnProfile *settings,
                                   const VpnClientConnectOptions *options,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) dict = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, vpn_client_connect_settings_async);
  dict = make_options (settings, options, &fds, &error);
  if (dict == NULL)
    g_task_return_error (task, error);
  else
    vpn_dbus_manager_call_connect_settings (
        vpn_client_get_manager (self), vpn_profile_to_variant (settings), dict,
        VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT, fds, cancellable, on_connect_settings_reply,
        g_object_ref (task));
}

VpnClientConnection *
vpn_client_connect_finish (VpnClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
