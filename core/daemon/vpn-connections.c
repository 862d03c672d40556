// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnections: the list of connections, their slots and their common end. */
#include "vpn-connections.h"

#include "net-leash.h"
#include "net-slot.h"
#include "net-watch.h"
#include "vpn-error.h"
#include "vpn-log.h"
#include "vpn-source.h"

#include <string.h>

struct VpnConnections
{
  const VpnServices *services; /* borrowed */
  VpnBus *bus;                 /* borrowed */
  VpnConnectionsFunc changed;
  gpointer changed_data; /* borrowed */
  GPtrArray *entries;    /* owned; Entry */
  NetWatch *watch;       /* owned or NULL */
  guint last_number;
  gboolean stopping;
  void (*done) (gpointer user_data);
  gpointer done_data; /* borrowed */
  GSource *done_idle; /* owned or NULL */
};

typedef struct
{
  VpnConnections *connections; /* borrowed: owns this */
  VpnConnection *connection;   /* counted */
  gulong handler;
  GSource *linger; /* owned or NULL */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  vpn_source_clear (&entry->linger);
  g_signal_handler_disconnect (entry->connection, entry->handler);
  vpn_bus_unexport (entry->connections->bus, VPN_EXPORTED (entry->connection));
  g_object_unref (entry->connection);
  g_free (entry);
}

static void
on_network_changed (gpointer user_data)
{
  VpnConnections *connections = user_data;

  for (guint i = 0; i < connections->entries->len; i++)
    vpn_connection_network_changed (((Entry *) connections->entries->pdata[i])->connection);
}

VpnConnections *
vpn_connections_new (const VpnServices *services, VpnBus *bus, VpnConnectionsFunc changed,
                     gpointer user_data)
{
  VpnConnections *connections = g_new0 (VpnConnections, 1);
  g_autoptr (GError) error = NULL;

  connections->services = services;
  connections->bus = bus;
  connections->changed = changed;
  connections->changed_data = user_data;
  connections->entries = g_ptr_array_new_with_free_func (entry_free);
  connections->watch = net_watch_new (on_network_changed, connections, &error);
  if (connections->watch == NULL)
    vpn_log (G_LOG_LEVEL_WARNING, "Changes of the network will not be noticed: %s", error->message);
  return connections;
}

void
vpn_connections_free (VpnConnections *connections)
{
  if (connections == NULL)
    return;
  vpn_source_clear (&connections->done_idle);
  net_watch_free (connections->watch);
  g_ptr_array_unref (connections->entries);
  g_free (connections);
}

static gboolean
on_all_over (gpointer user_data)
{
  VpnConnections *connections = user_data;

  vpn_source_clear (&connections->done_idle);
  connections->done (connections->done_data);
  return G_SOURCE_REMOVE;
}

static void
check_stopped (VpnConnections *connections)
{
  if (!connections->stopping || connections->done_idle != NULL
      || !vpn_connections_are_over (connections))
    return;
  /* From the loop, so that answers and signals of the last end go out first. */
  connections->done_idle = vpn_source_timeout (0, on_all_over, connections);
}

static gboolean
on_lingered (gpointer user_data)
{
  Entry *entry = user_data;

  g_ptr_array_remove (entry->connections->entries, entry);
  return G_SOURCE_REMOVE;
}

static void
on_state_entered (VpnConnection *connection, guint state, gpointer user_data)
{
  Entry *entry = user_data;
  VpnConnections *connections = entry->connections;

  if (vpn_connection_is_over (connection) && entry->linger == NULL)
    entry->linger = vpn_source_timeout (VPN_CONNECTIONS_LINGER_MS, on_lingered, entry);
  connections->changed (connections->changed_data, connection);
  check_stopped (connections);
}

/* Checks the limits and finds a free slot. */
static gboolean
find_slot (VpnConnections *connections, guint32 uid, guint *ret_slot, GError **error)
{
  gboolean used[VPN_CONNECTIONS_MAX] = { FALSE };
  guint n_own = 0;

  for (guint i = 0; i < connections->entries->len; i++)
    {
      VpnConnection *connection = ((Entry *) connections->entries->pdata[i])->connection;

      if (vpn_connection_is_over (connection))
        continue;
      used[vpn_connection_get_slot (connection)] = TRUE;
      if (vpn_exported_get_owner (VPN_EXPORTED (connection)) == uid)
        n_own++;
    }
  for (guint slot = 0; n_own < VPN_CONNECTIONS_PER_USER_MAX && slot < G_N_ELEMENTS (used); slot++)
    if (!used[slot])
      {
        *ret_slot = slot;
        return TRUE;
      }
  g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "There are too many connections already");
  return FALSE;
}

static void
add_entry (VpnConnections *connections, VpnConnection *connection)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->connections = connections;
  entry->connection = g_object_ref (connection);
  entry->handler
      = g_signal_connect (connection, "state-entered", G_CALLBACK (on_state_entered), entry);
  g_ptr_array_add (connections->entries, entry);
  vpn_bus_export (connections->bus, VPN_EXPORTED (connection));
}

/* What ended is kept so that front ends can read why; a newer try of the same stored profile, or as
 * many as he may have, is reason to forget a user's at once, or somebody who connects in a loop
 * would fill the bus. */
static void
forget_ended (VpnConnections *connections, const VpnConnectionOrigin *origin)
{
  guint n_kept = 0;

  /* The newest are at the end. */
  for (guint i = connections->entries->len; i > 0; i--)
    {
      VpnConnection *connection = ((Entry *) connections->entries->pdata[i - 1])->connection;
      const char *path = vpn_connection_get_profile_path (connection);
      gboolean is_older = !g_str_equal (path, "/") && g_str_equal (path, origin->profile_path);
      gboolean is_own = vpn_exported_get_owner (VPN_EXPORTED (connection)) == origin->uid;

      if (!vpn_connection_is_over (connection))
        continue;
      n_kept += is_own ? 1 : 0;
      if (is_older || (is_own && n_kept >= VPN_CONNECTIONS_PER_USER_MAX))
        g_ptr_array_remove_index (connections->entries, i - 1);
    }
}

VpnConnection *
vpn_connections_start (VpnConnections *connections, const VpnConnectionOrigin *origin,
                       VpnProfile *profile, VpnConnectOptions *options, GError **error)
{
  g_autoptr (VpnProfile) own_profile = profile;
  g_autoptr (VpnConnectOptions) own_options = options;
  g_autoptr (VpnConnection) connection = NULL;
  VpnConnectionSetup setup = {
    .services = connections->services,
    .uid = origin->uid,
    .is_system = origin->is_system,
    .profile_path = origin->profile_path,
    .gateways = origin->gateways,
  };

  if (connections->stopping)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "The service is stopping");
      return NULL;
    }
  if (!find_slot (connections, origin->uid, &setup.slot, error))
    return NULL;
  forget_ended (connections, origin);
  setup.number = ++connections->last_number;
  connection = vpn_connection_new (&setup, g_steal_pointer (&own_profile),
                                   g_steal_pointer (&own_options), error);
  if (connection == NULL)
    return NULL;
  add_entry (connections, connection);
  vpn_connection_start (connection);
  return connection; /* the entry holds it: over or not, it lingers */
}

/* With what the computer itself still has, or what was kept of it. */
static VpnConnectOptions *
options_again (VpnWanted *wanted)
{
  g_autoptr (GError) error = NULL;
  VpnConnectOptions *options = NULL;

  if (wanted->by_machine)
    options = vpn_connect_options_new_machine (wanted->profile, &error);
  if (error != NULL)
    vpn_log (G_LOG_LEVEL_WARNING, "%s", error->message);
  if (options == NULL)
    return vpn_connect_options_new_again (wanted->ifname, g_steal_pointer (&wanted->files));
  options->ifname = g_strdup (wanted->ifname);
  return options;
}

VpnConnection *
vpn_connections_restore (VpnConnections *connections, const char *name, VpnWanted *wanted,
                         const char *profile_path, GError **error)
{
  g_autoptr (VpnConnection) connection = NULL;
  VpnConnectionSetup setup = {
    .services = connections->services,
    .slot = wanted->slot,
    .uid = wanted->uid,
    .is_system = wanted->is_system,
    .profile_path = profile_path,
    .gateways = wanted->gateways,
  };
  guint64 number;

  if (!g_str_has_prefix (name, VPN_CONNECTION_NAME_PREFIX)
      || !g_ascii_string_to_unsigned (name + strlen (VPN_CONNECTION_NAME_PREFIX), 10, 1,
                                      G_MAXUINT32 - 1, &number, NULL))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, "%s is no name of a connection",
                   name);
      return NULL;
    }
  setup.number = (guint) number;
  connections->last_number = MAX (connections->last_number, setup.number);
  connection = vpn_connection_new (&setup, vpn_profile_copy (wanted->profile),
                                   options_again (wanted), error);
  if (connection == NULL)
    return NULL;
  add_entry (connections, connection);
  vpn_connection_restore (connection);
  return connection;
}

VpnConnection *
vpn_connections_find (VpnConnections *connections, const char *profile_path)
{
  for (guint i = 0; i < connections->entries->len; i++)
    {
      VpnConnection *connection = ((Entry *) connections->entries->pdata[i])->connection;

      if (!vpn_connection_is_over (connection)
          && g_str_equal (vpn_connection_get_profile_path (connection), profile_path))
        return connection;
    }
  return NULL;
}

gboolean
vpn_connections_allow_sign_in (VpnConnections *connections, guint32 uid)
{
  gboolean any = FALSE;

  for (guint i = 0; i < connections->entries->len; i++)
    any |= vpn_connection_allow_sign_in (((Entry *) connections->entries->pdata[i])->connection,
                                         uid);
  return any;
}

void
vpn_connections_end_sign_in (VpnConnections *connections)
{
  for (guint i = 0; i < connections->entries->len; i++)
    vpn_connection_end_sign_in (((Entry *) connections->entries->pdata[i])->connection);
}

GVariant *
vpn_connections_list (VpnConnections *connections, guint32 uid)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
  for (guint i = 0; i < connections->entries->len; i++)
    {
      VpnExported *exported = VPN_EXPORTED (((Entry *) connections->entries->pdata[i])->connection);

      if (vpn_exported_is_visible_to (exported, uid))
        g_variant_builder_add (&builder, "o", vpn_exported_get_path (exported));
    }
  return g_variant_builder_end (&builder);
}

/* References to all, since entries go while they end. */
static GPtrArray *
hold_all (VpnConnections *connections)
{
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < connections->entries->len; i++)
    g_ptr_array_add (held, g_object_ref (((Entry *) connections->entries->pdata[i])->connection));
  return held;
}

void
vpn_connections_agent_came (VpnConnections *connections, guint32 uid)
{
  g_autoptr (GPtrArray) held = hold_all (connections);

  for (guint i = 0; i < held->len; i++)
    if (vpn_exported_get_owner (held->pdata[i]) == uid)
      vpn_connection_agent_came (held->pdata[i]);
}

void
vpn_connections_client_vanished (VpnConnections *connections, const char *name)
{
  g_autoptr (GPtrArray) held = hold_all (connections);

  for (guint i = 0; i < held->len; i++)
    vpn_connection_client_vanished (held->pdata[i], name);
}

void
vpn_connections_sweep_leashes (VpnConnections *connections)
{
  gboolean kept[NET_SLOT_MAX + 1] = { FALSE };

  for (guint i = 0; i < connections->entries->len; i++)
    kept[vpn_connection_get_slot (((Entry *) connections->entries->pdata[i])->connection)] = TRUE;
  net_leash_sweep (kept);
}

void
vpn_connections_disconnect_all (VpnConnections *connections)
{
  g_autoptr (GPtrArray) living = hold_all (connections);

  for (guint i = 0; i < living->len; i++)
    vpn_connection_disconnect (living->pdata[i]);
}

gboolean
vpn_connections_are_over (VpnConnections *connections)
{
  for (guint i = 0; i < connections->entries->len; i++)
    if (!vpn_connection_is_over (((Entry *) connections->entries->pdata[i])->connection))
      return FALSE;
  return TRUE;
}

void
vpn_connections_shutdown (VpnConnections *connections, void (*done) (gpointer user_data),
                          gpointer user_data)
{
  connections->stopping = TRUE;
  connections->done = done;
  connections->done_data = user_data;
  vpn_connections_disconnect_all (connections);
  check_stopped (connections);
}
