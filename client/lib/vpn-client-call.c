// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Calls to genkand with the errors that people are told. */
#include "vpn-client-call-private.h"

#include "vpn-error.h"
#include "vpn-sentence.h"

gpointer
vpn_client_relay_new (gpointer source, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (source, NULL, callback, user_data);

  /* The domain must be known before the first error of the daemon is decoded. */
  (void) VPN_ERROR;
  g_task_set_source_tag (task, vpn_client_relay_new);
  return task;
}

void
vpn_client_relay (GObject *proxy, GAsyncResult *result, gpointer relay)
{
  g_autoptr (GTask) task = relay;

  g_task_return_pointer (task, g_object_ref (result), g_object_unref);
}

GAsyncResult *
vpn_client_relay_take (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

gboolean
vpn_client_call_ended (gboolean ok, GError **error)
{
  char *said;

  if (ok || error == NULL)
    return ok;
  g_dbus_error_strip_remote_error (*error);
  said = (*error)->message;
  (*error)->message = vpn_sentence_translate (said);
  g_free (said);
  return ok;
}
