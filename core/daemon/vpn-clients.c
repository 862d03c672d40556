// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnClients: the unique names that have called, with their uids. */
#include "vpn-clients.h"

#include "vpn-error.h"

#define DBUS_NAME "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"

struct VpnClients
{
  GDBusConnection *bus; /* counted */
  GHashTable *clients;  /* owned; name -> Client */
  GCancellable *cancellable;
  const VpnClientsEvents *events; /* borrowed */
  gpointer owner;                 /* borrowed */
};

typedef struct
{
  GDBusConnection *bus; /* counted */
  char *name;           /* owned */
  guint32 uid;
  gboolean known;     /* uid is valid */
  guint watch;        /* NameOwnerChanged subscription */
  GPtrArray *waiting; /* owned; GTask of identify calls until the uid is known */
} Client;

static void
client_free (gpointer data)
{
  Client *client = data;

  g_dbus_connection_signal_unsubscribe (client->bus, client->watch);
  g_ptr_array_unref (client->waiting);
  g_object_unref (client->bus);
  g_free (client->name);
  g_free (client);
}

static void
refuse_waiting (Client *client, VpnError code, const char *why)
{
  for (guint i = 0; i < client->waiting->len; i++)
    g_task_return_new_error (client->waiting->pdata[i], VPN_ERROR, (int) code, "%s", why);
  g_ptr_array_set_size (client->waiting, 0);
}

static void
forget_client (VpnClients *clients, const char *name)
{
  Client *client = g_hash_table_lookup (clients->clients, name);
  g_autofree char *gone = g_strdup (name);
  gboolean known;

  if (client == NULL)
    return;
  known = client->known;
  refuse_waiting (client, VPN_ERROR_NOT_AUTHORIZED, "The caller left the bus");
  g_hash_table_remove (clients->clients, gone);
  if (known)
    clients->events->vanished (clients->owner, gone);
}

static void
on_name_owner_changed (GDBusConnection *bus, const char *sender, const char *path,
                       const char *interface, const char *signal, GVariant *parameters,
                       gpointer user_data)
{
  const char *name;
  const char *new_owner;

  g_variant_get (parameters, "(&s&s&s)", &name, NULL, &new_owner);
  if (*new_owner == '\0')
    forget_client (user_data, name);
}

static guint
count_of_user (VpnClients *clients, guint32 uid)
{
  GHashTableIter iter;
  gpointer value;
  guint count = 0;

  g_hash_table_iter_init (&iter, clients->clients);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const Client *) value)->known && ((const Client *) value)->uid == uid)
      count++;
  return count;
}

static void
settle_client (VpnClients *clients, Client *client, guint32 uid)
{
  if (uid != 0 && count_of_user (clients, uid) >= VPN_CLIENTS_PER_USER_MAX)
    {
      refuse_waiting (client, VPN_ERROR_LIMIT,
                      "Too many programs of yours talk to genkand already");
      g_hash_table_remove (clients->clients, client->name);
      return;
    }
  client->uid = uid;
  client->known = TRUE;
  for (guint i = 0; i < client->waiting->len; i++)
    g_task_return_int (client->waiting->pdata[i], uid);
  g_ptr_array_set_size (client->waiting, 0);
}

typedef struct
{
  VpnClients *clients; /* borrowed: its cancellable is triggered before it goes */
  char *name;          /* owned */
} Lookup;

static void
on_uid (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  g_autofree char *name = g_steal_pointer (&lookup->name);
  VpnClients *clients = lookup->clients;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  Client *client;
  guint32 uid;

  g_free (lookup);
  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  client = g_hash_table_lookup (clients->clients, name);
  if (client == NULL)
    return;
  if (reply == NULL)
    {
      forget_client (clients, name);
      return;
    }
  g_variant_get (reply, "(u)", &uid);
  settle_client (clients, client, uid);
}

static Client *
add_client (VpnClients *clients, const char *name)
{
  Client *client = g_new0 (Client, 1);
  Lookup *lookup = g_new0 (Lookup, 1);

  client->bus = g_object_ref (clients->bus);
  client->name = g_strdup (name);
  client->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  /* The watch goes in before the question, so that a name that leaves in between is noticed. */
  client->watch = g_dbus_connection_signal_subscribe (
      clients->bus, DBUS_NAME, DBUS_NAME, "NameOwnerChanged", DBUS_PATH, name,
      G_DBUS_SIGNAL_FLAGS_NONE, on_name_owner_changed, clients, NULL);
  g_hash_table_insert (clients->clients, client->name, client);

  lookup->clients = clients;
  lookup->name = g_strdup (name);
  g_dbus_connection_call (clients->bus, DBUS_NAME, DBUS_PATH, DBUS_NAME, "GetConnectionUnixUser",
                          g_variant_new ("(s)", name), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, clients->cancellable, on_uid, lookup);
  return client;
}

VpnClients *
vpn_clients_new (GDBusConnection *bus, const VpnClientsEvents *events, gpointer owner)
{
  VpnClients *clients = g_new0 (VpnClients, 1);

  clients->bus = g_object_ref (bus);
  clients->clients = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, client_free);
  clients->cancellable = g_cancellable_new ();
  clients->events = events;
  clients->owner = owner;
  return clients;
}

void
vpn_clients_free (VpnClients *clients)
{
  GHashTableIter iter;
  gpointer client;

  if (clients == NULL)
    return;
  g_cancellable_cancel (clients->cancellable);
  g_object_unref (clients->cancellable);
  /* Those who still wait are told, not forgotten: each holds a call that needs its answer. */
  g_hash_table_iter_init (&iter, clients->clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    refuse_waiting (client, VPN_ERROR_NOT_AUTHORIZED, "The service is stopping");
  g_hash_table_unref (clients->clients);
  g_object_unref (clients->bus);
  g_free (clients);
}

void
vpn_clients_identify_async (VpnClients *clients, const char *name, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Client *client = g_hash_table_lookup (clients->clients, name);

  if (client == NULL)
    client = add_client (clients, name);
  if (client->known)
    g_task_return_int (task, client->uid);
  else
    g_ptr_array_add (client->waiting, g_steal_pointer (&task));
}

gboolean
vpn_clients_identify_finish (GAsyncResult *result, guint32 *ret_uid, GError **error)
{
  gssize uid = g_task_propagate_int (G_TASK (result), error);

  if (uid < 0)
    return FALSE;
  *ret_uid = (guint32) uid;
  return TRUE;
}

gboolean
vpn_clients_get_uid (VpnClients *clients, const char *name, guint32 *ret_uid)
{
  Client *client = g_hash_table_lookup (clients->clients, name);

  if (client == NULL || !client->known)
    return FALSE;
  *ret_uid = client->uid;
  return TRUE;
}

void
vpn_clients_foreach (VpnClients *clients,
                     void (*visit) (gpointer user_data, const char *name, guint32 uid),
                     gpointer user_data)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, clients->clients);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Client *client = value;

      if (client->known)
        visit (user_data, client->name, client->uid);
    }
}
