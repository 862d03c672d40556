// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnIntake: a filter of the connection to the bus. */
#include "vpn-intake.h"

#include "vpn-bouncer.h"
#include "vpn-error.h"

#include <gio/gunixfdlist.h>

#include <string.h>
#include <unistd.h>

struct VpnIntake
{
  GDBusConnection *connection; /* counted */
  guint filter;
};

static gboolean
takes_files (GDBusMessage *message)
{
  const VpnBouncerRule *rule = vpn_bouncer_find_rule (g_dbus_message_get_interface (message),
                                                      g_dbus_message_get_member (message));

  return rule != NULL && rule->takes_files;
}

static gsize
count_octets (GDBusMessage *message)
{
  GVariant *body = g_dbus_message_get_body (message);

  return strlen (g_dbus_message_get_path (message))
         + (body != NULL ? g_variant_get_size (body) : 0);
}

/* Those of a method that takes none are closed now; the message is for reading only. */
static guint
keep_descriptors (GDBusMessage *message)
{
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (message);
  g_autofree int *fds = NULL;
  int n_fds = 0;

  if (list == NULL)
    return 0;
  if (takes_files (message))
    return (guint) g_unix_fd_list_get_length (list);
  fds = g_unix_fd_list_steal_fds (list, &n_fds);
  for (int i = 0; i < n_fds; i++)
    close (fds[i]);
  return 0;
}

static void
refuse (GDBusConnection *connection, GDBusMessage *call)
{
  g_autoptr (GError) error = g_error_new_literal (
      VPN_ERROR, VPN_ERROR_LIMIT,
      "Too many calls of yours wait for an answer, or this one is too large");
  g_autofree char *name = g_dbus_error_encode_gerror (error);
  g_autoptr (GDBusMessage) reply = NULL;

  if ((g_dbus_message_get_flags (call) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED) != 0)
    return;
  reply = g_dbus_message_new_method_error_literal (call, name, error->message);
  (void) g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL,
                                         NULL);
}

static VpnQuotaVerdict
charge (VpnQuota *quota, GDBusMessage *message)
{
  guint n_fds = keep_descriptors (message);
  VpnCharge *charged = NULL;
  VpnQuotaVerdict verdict
      = vpn_quota_charge (quota, g_dbus_message_get_sender (message), count_octets (message), n_fds,
                          g_get_monotonic_time (), &charged);

  if (verdict == VPN_QUOTA_FITS)
    g_object_set_data_full (G_OBJECT (message), "vpn-charge", charged,
                            (GDestroyNotify) vpn_charge_free);
  return verdict;
}

/* On the thread of GDBus. NULL: the message goes no further. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
            gpointer user_data)
{
  g_autoptr (GDBusMessage) owned = message;
  VpnQuotaVerdict verdict;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return g_steal_pointer (&owned);
  /* The bus names the sender of everything, but of what it says itself. */
  if (g_dbus_message_get_sender (message) == NULL)
    return NULL;
  verdict = charge (user_data, message);
  if (verdict == VPN_QUOTA_FITS)
    return g_steal_pointer (&owned);
  if (verdict == VPN_QUOTA_REFUSE)
    refuse (connection, message);
  return NULL;
}

VpnIntake *
vpn_intake_new (GDBusConnection *connection, VpnQuota *quota)
{
  VpnIntake *intake = g_new0 (VpnIntake, 1);

  intake->connection = g_object_ref (connection);
  intake->filter = g_dbus_connection_add_filter (connection, on_message, vpn_quota_ref (quota),
                                                 (GDestroyNotify) vpn_quota_unref);
  return intake;
}

void
vpn_intake_free (VpnIntake *intake)
{
  if (intake == NULL)
    return;
  g_dbus_connection_remove_filter (intake->connection, intake->filter);
  g_object_unref (intake->connection);
  g_free (intake);
}
