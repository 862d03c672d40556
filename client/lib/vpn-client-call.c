// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Calls to genkand with the errors that people are told. */
#include "vpn-client-call-private.h"

#include "vpn-error.h"
#include "vpn-names.h"

static void
on_reply (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), NULL, result,
                                                           &error);
  if (reply == NULL)
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) g_variant_unref);
}

void
vpn_client_call_async (gpointer source, const VpnClientCall *call, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  /* The domain must be known before the first error of the daemon is decoded. */
  (void) VPN_ERROR;
  g_task_set_source_tag (task, vpn_client_call_async);
  g_dbus_connection_call_with_unix_fd_list (
      call->bus, VPN_BUS_NAME, call->path, call->interface, call->method, call->arguments,
      G_VARIANT_TYPE (call->reply), G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION, G_MAXINT,
      call->fds, cancellable, on_reply, task);
}

GVariant *
vpn_client_call_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
