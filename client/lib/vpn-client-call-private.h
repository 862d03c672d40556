// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One way to call genkand: polkit may ask the person, so there is no time limit, and errors come
 * back without the bus's decoration. */
#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

typedef struct /* borrowed for the call */
{
  GDBusConnection *bus;
  const char *path;
  const char *interface;
  const char *method;
  GVariant *arguments; /* consumed if floating; NULL for none */
  const char *reply;   /* type of the reply, "()" ... */
  GUnixFDList *fds;    /* NULL for none */
} VpnClientCall;

/* source is the GTask's source object. */
void vpn_client_call_async (gpointer source, const VpnClientCall *call, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
/* The reply, owned. */
GVariant *vpn_client_call_finish (GAsyncResult *result, GError **error);
