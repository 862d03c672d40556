// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Keeps the lists of profiles and connections in step with the bus. */
#include "vpn-client.h"

#include "vpn-client-call-private.h"
#include "vpn-client-connection-private.h"
#include "vpn-client-private.h"
#include "vpn-names.h"

#include <string.h>

struct _VpnClient
{
  GObject parent_instance;

  GDBusConnection *bus;        /* counted */
  VpnDbusManager *manager;     /* counted */
  GDBusObjectManager *objects; /* counted */
  GListStore *profiles;        /* owned; VpnClientProfile */
  GListStore *connections;     /* owned; VpnClientConnection */
  char *owner;                 /* owned; NULL: genkand does not run */
};

enum
{
  PROP_RUNNING = 1,
  PROP_LOCKDOWN,
};

G_DEFINE_FINAL_TYPE (VpnClient, vpn_client, G_TYPE_OBJECT)

/* ---- The lists ------------------------------------------------------------------------------- */

static int
compare_profiles (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_utf8_collate (vpn_client_profile_get_name ((VpnClientProfile *) a),
                         vpn_client_profile_get_name ((VpnClientProfile *) b));
}

/* Object paths end in a number that grows. */
static int
compare_connections (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const char *x = vpn_client_connection_get_path ((VpnClientConnection *) a);
  const char *y = vpn_client_connection_get_path ((VpnClientConnection *) b);

  if (strlen (x) != strlen (y))
    return strlen (x) > strlen (y) ? -1 : 1;
  return -strcmp (x, y);
}

static VpnClientConnection *
lookup_connection (VpnClient *self, const char *path, guint *ret_position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->connections));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientConnection) connection
          = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (strcmp (vpn_client_connection_get_path (connection), path) != 0)
        continue;
      if (ret_position != NULL)
        *ret_position = i;
      return connection; /* the list keeps it */
    }
  return NULL;
}

VpnClientConnection *
vpn_client_find_connection_at (VpnClient *self, const char *path)
{
  return lookup_connection (self, path, NULL);
}

VpnClientConnection *
vpn_client_ensure_connection (VpnClient *self, VpnDbusConnection *proxy)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (proxy));
  VpnClientConnection *known = lookup_connection (self, path, NULL);
  g_autoptr (VpnClientConnection) connection = NULL;

  if (known != NULL)
    return known;
  connection = vpn_client_connection_new (proxy);
  g_list_store_insert_sorted (self->connections, connection, compare_connections, NULL);
  return connection;
}

static void
forget_connection (VpnClient *self, const char *path)
{
  guint position;
  g_autoptr (VpnClientConnection) connection = lookup_connection (self, path, &position);

  if (connection == NULL)
    return;
  g_object_ref (connection);
  g_list_store_remove (self->connections, position);
  vpn_client_connection_lose (connection);
}

static void
forget_profile (VpnClient *self, const char *path)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->profiles));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientProfile) profile
          = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);

      if (strcmp (vpn_client_profile_get_path (profile), path) != 0)
        continue;
      g_list_store_remove (self->profiles, i);
      return;
    }
}

static void
on_object_added (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  VpnClient *self = user_data;
  VpnDbusObject *ours = VPN_DBUS_OBJECT (object);
  g_autoptr (VpnDbusProfile) profile = vpn_dbus_object_get_profile (ours);
  g_autoptr (VpnDbusConnection) connection = vpn_dbus_object_get_connection (ours);

  if (profile != NULL)
    {
      g_autoptr (VpnClientProfile) item = vpn_client_profile_new (profile);

      g_list_store_insert_sorted (self->profiles, item, compare_profiles, NULL);
    }
  if (connection != NULL)
    (void) vpn_client_ensure_connection (self, connection);
}

static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  const char *path = g_dbus_object_get_object_path (object);

  forget_profile (user_data, path);
  forget_connection (user_data, path);
}

static void
on_owner_changed (GDBusObjectManagerClient *objects, GParamSpec *spec, gpointer user_data)
{
  VpnClient *self = user_data;

  g_free (self->owner);
  self->owner = g_dbus_object_manager_client_get_name_owner (objects);
  g_object_notify (G_OBJECT (self), "running");
}

static void
adopt_objects (VpnClient *self, GDBusObjectManager *objects)
{
  GList *all = g_dbus_object_manager_get_objects (objects);

  self->objects = objects;
  self->owner
      = g_dbus_object_manager_client_get_name_owner (G_DBUS_OBJECT_MANAGER_CLIENT (objects));
  g_signal_connect_object (objects, "object-added", G_CALLBACK (on_object_added), self, 0);
  g_signal_connect_object (objects, "object-removed", G_CALLBACK (on_object_removed), self, 0);
  g_signal_connect_object (objects, "notify::name-owner", G_CALLBACK (on_owner_changed), self, 0);
  for (GList *at = all; at != NULL; at = at->next)
    on_object_added (objects, at->data, self);
  g_list_free_full (all, g_object_unref);
}

/* ---- Construction ---------------------------------------------------------------------------- */

static void
vpn_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_RUNNING)
    g_value_set_boolean (value, vpn_client_is_running (VPN_CLIENT (object)));
  else if (id == PROP_LOCKDOWN)
    g_value_set_string (value, vpn_client_get_lockdown (VPN_CLIENT (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
vpn_client_finalize (GObject *object)
{
  VpnClient *self = VPN_CLIENT (object);

  g_clear_object (&self->bus);
  g_clear_object (&self->manager);
  g_clear_object (&self->objects);
  g_clear_object (&self->profiles);
  g_clear_object (&self->connections);
  g_free (self->owner);
  G_OBJECT_CLASS (vpn_client_parent_class)->finalize (object);
}

static void
vpn_client_class_init (VpnClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vpn_client_finalize;
  object_class->get_property = vpn_client_get_property;
  g_object_class_install_property (
      object_class, PROP_RUNNING,
      g_param_spec_boolean ("running", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_LOCKDOWN,
                                   g_param_spec_string ("lockdown", NULL, NULL, NULL,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
vpn_client_init (VpnClient *self)
{
  self->profiles = g_list_store_new (VPN_TYPE_CLIENT_PROFILE);
  self->connections = g_list_store_new (VPN_TYPE_CLIENT_CONNECTION);
}

static void
on_objects_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VpnClient *self = g_task_get_task_data (task);
  GError *error = NULL;
  GDBusObjectManager *objects = vpn_dbus_object_manager_client_new_finish (result, &error);

  if (objects == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  adopt_objects (self, objects);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void
on_lockdown (VpnClient *self)
{
  g_object_notify (G_OBJECT (self), "lockdown");
}

static void
on_manager_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VpnClient *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->manager = vpn_dbus_manager_proxy_new_finish (result, &error);
  if (self->manager == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_signal_connect_object (self->manager, "notify::lockdown", G_CALLBACK (on_lockdown), self,
                           G_CONNECT_SWAPPED);
  vpn_dbus_object_manager_client_new (self->bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE,
                                      VPN_BUS_NAME, VPN_ROOT_PATH, g_task_get_cancellable (task),
                                      on_objects_ready, g_object_ref (task));
}

static void
begin_on_bus (GTask *task, GDBusConnection *bus)
{
  VpnClient *self = g_task_get_task_data (task);

  self->bus = bus;
  vpn_dbus_manager_proxy_new (bus, G_DBUS_PROXY_FLAGS_NONE, VPN_BUS_NAME, VPN_ROOT_PATH,
                              g_task_get_cancellable (task), on_manager_ready, g_object_ref (task));
}

static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    g_task_return_error (task, error);
  else
    begin_on_bus (task, bus);
}

void
vpn_client_new_async (GDBusConnection *bus, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, vpn_client_new_async);
  g_task_set_task_data (task, g_object_new (VPN_TYPE_CLIENT, NULL), g_object_unref);
  if (bus != NULL)
    begin_on_bus (task, g_object_ref (bus));
  else
    g_bus_get (G_BUS_TYPE_SYSTEM, cancellable, on_bus_ready, g_object_ref (task));
}

VpnClient *
vpn_client_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- Reading --------------------------------------------------------------------------------- */

GDBusConnection *
vpn_client_get_bus (VpnClient *self)
{
  return self->bus;
}

gboolean
vpn_client_is_running (VpnClient *self)
{
  return self->owner != NULL;
}

VpnDbusManager *
vpn_client_get_manager (VpnClient *self)
{
  return self->manager;
}

const char *
vpn_client_get_owner (VpnClient *self)
{
  return self->owner;
}

const char *
vpn_client_get_version (VpnClient *self)
{
  const char *version = vpn_dbus_manager_get_version (self->manager);

  return version == NULL ? "" : version;
}

const char *
vpn_client_get_lockdown (VpnClient *self)
{
  const char *lockdown = vpn_dbus_manager_get_lockdown (self->manager);

  return lockdown == NULL ? "off" : lockdown;
}

const char *
vpn_client_get_default_route (VpnClient *self)
{
  const char *interface = vpn_dbus_manager_get_default_route (self->manager);

  return interface == NULL ? "" : interface;
}

GListModel *
vpn_client_get_profiles (VpnClient *self)
{
  return G_LIST_MODEL (self->profiles);
}

GListModel *
vpn_client_get_connections (VpnClient *self)
{
  return G_LIST_MODEL (self->connections);
}

VpnClientProfile *
vpn_client_find_profile (VpnClient *self, const char *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->profiles));
  VpnClientProfile *found = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientProfile) profile
          = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);

      if (strcmp (vpn_client_profile_get_uuid (profile), name) == 0)
        return profile; /* the list keeps it */
      if (strcmp (vpn_client_profile_get_name (profile), name) == 0
          && (found == NULL || vpn_client_profile_is_system (found)))
        found = profile;
    }
  return found;
}

static VpnClientConnection *
find_latest (VpnClient *self, const char *(*get) (VpnClientConnection *), const char *text)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->connections));
  VpnClientConnection *newest = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientConnection) connection
          = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (strcmp (get (connection), text) != 0)
        continue;
      if (!vpn_client_connection_is_over (connection))
        return connection; /* the list keeps it */
      if (newest == NULL)
        newest = connection;
    }
  return newest;
}

VpnClientConnection *
vpn_client_find_connection (VpnClient *self, const char *name)
{
  return find_latest (self, vpn_client_connection_get_name, name);
}

VpnClientConnection *
vpn_client_find_connection_of (VpnClient *self, VpnClientProfile *profile)
{
  return find_latest (self, vpn_client_connection_get_profile,
                      vpn_client_profile_get_path (profile));
}

/* ---- Calls ----------------------------------------------------------------------------------- */

static const char *
scope_of (gboolean system)
{
  return system ? "system" : "user";
}

void
vpn_client_add_profile_async (VpnClient *self, const VpnProfile *profile, gboolean system,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  vpn_dbus_manager_call_add_profile (self->manager, vpn_profile_to_variant (profile),
                                     scope_of (system), VPN_CLIENT_CALL_FLAGS,
                                     VPN_CLIENT_CALL_TIMEOUT, cancellable, vpn_client_relay,
                                     vpn_client_relay_new (self, callback, user_data));
}

char *
vpn_client_add_profile_finish (VpnClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  char *path = NULL;
  gboolean ok = vpn_dbus_manager_call_add_profile_finish (self->manager, &path, reply, error);

  return vpn_client_call_ended (ok, error) ? path : NULL;
}

void
vpn_client_import_profile_async (VpnClient *self, GBytes *data, gboolean system,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  vpn_dbus_manager_call_import_profile (
      self->manager, g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, data, TRUE),
      scope_of (system), VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT, cancellable,
      vpn_client_relay, vpn_client_relay_new (self, callback, user_data));
}

char *
vpn_client_import_profile_finish (VpnClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  char *path = NULL;
  gboolean ok = vpn_dbus_manager_call_import_profile_finish (self->manager, &path, reply, error);

  return vpn_client_call_ended (ok, error) ? path : NULL;
}

void
vpn_client_force_open_async (VpnClient *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_manager_call_force_open (self->manager, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                    cancellable, vpn_client_relay,
                                    vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_force_open_finish (VpnClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);

  return vpn_client_call_ended (
      vpn_dbus_manager_call_force_open_finish (self->manager, reply, error), error);
}

void
vpn_client_allow_sign_in_async (VpnClient *self, guint seconds, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_manager_call_allow_sign_in (self->manager, seconds, VPN_CLIENT_CALL_FLAGS,
                                       VPN_CLIENT_CALL_TIMEOUT, cancellable, vpn_client_relay,
                                       vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_allow_sign_in_finish (VpnClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);

  return vpn_client_call_ended (
      vpn_dbus_manager_call_allow_sign_in_finish (self->manager, reply, error), error);
}

void
vpn_client_doctor_async (VpnClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  vpn_dbus_manager_call_doctor (self->manager, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                cancellable, vpn_client_relay,
                                vpn_client_relay_new (self, callback, user_data));
}

GVariant *
vpn_client_doctor_finish (VpnClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  GVariant *checks = NULL;
  gboolean ok = vpn_dbus_manager_call_doctor_finish (self->manager, &checks, reply, error);

  return vpn_client_call_ended (ok, error) ? checks : NULL;
}
