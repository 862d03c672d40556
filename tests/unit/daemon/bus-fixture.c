// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A socket pair with D-Bus spoken on both ends. */
#include "bus-fixture.h"

#include <sys/socket.h>

#define PUMP_US (10 * G_USEC_PER_SEC)

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusConnection **slot = user_data;
  g_autoptr (GError) error = NULL;

  *slot = g_dbus_connection_new_finish (result, &error);
  g_assert_no_error (error);
}

static void
connect_end (int fd, const char *guid, GDBusConnectionFlags flags, GDBusConnection **slot)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);

  g_dbus_connection_new (G_IO_STREAM (stream), guid, flags, NULL, NULL, on_connected, slot);
}

void
bus_pair_set_up (BusPair *self)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  connect_end (fds[0], NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, &self->ours);
  connect_end (fds[1], guid,
               G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                   | G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_ALLOW_ANONYMOUS,
               &self->theirs);
  while (self->ours == NULL || self->theirs == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
bus_pair_tear_down (BusPair *self)
{
  g_dbus_connection_close_sync (self->ours, NULL, NULL);
  g_dbus_connection_close_sync (self->theirs, NULL, NULL);
  g_clear_object (&self->ours);
  g_clear_object (&self->theirs);
}

void
bus_pump (const guint *done)
{
  gint64 end = g_get_monotonic_time () + PUMP_US;

  while (*done == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
    }
}
