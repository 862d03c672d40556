// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnManager: the root object; profiles, connections and agents on the bus. */
#include "vpn-manager.h"

#include "config.h"
#include "net-recover.h"

#include "vpn-boot.h"
#include "vpn-bus.h"
#include "vpn-connections.h"
#include "vpn-probe.h"
#include "vpn-dbus.h"
#include "vpn-doctor.h"
#include "vpn-lockdown.h"
#include "vpn-log.h"
#include "vpn-names.h"
#include "vpn-on-demand.h"
#include "vpn-profile-object.h"

#include <string.h>

#define EXAMINATION_VALID_US (2 * G_USEC_PER_SEC)

struct _VpnManager
{
  VpnExported parent_instance;

  VpnServices services;        /* main's, with what is ours */
  VpnBus *bus;                 /* owned */
  VpnConnections *connections; /* owned */
  VpnProbes *probes;           /* owned */
  GPtrArray *profiles;         /* owned; VpnProfileObject, counted */
  GPtrArray *force_calls;      /* owned; VpnCall that wait for the end of all connections */
  GPtrArray *doctor_calls;     /* owned; VpnCall that wait for the examination under way */
  GVariant *doctor_rows;       /* owned or NULL; what the last examination found */
  gint64 examined_at;          /* monotonic microseconds */
  VpnLockdown *lockdown;       /* owned */
  VpnOnDemand *on_demand;      /* owned */
  guint last_number;
  guint is_stopping : 1;
};

G_DEFINE_FINAL_TYPE (VpnManager, vpn_manager, VPN_TYPE_EXPORTED)

/* ---- Profiles ------------------------------------------------------------------------------ */

static VpnStoreScope
scope_of (VpnExported *object)
{
  return (VpnStoreScope){ vpn_exported_is_system (object), vpn_exported_get_owner (object) };
}

static gboolean
is_in_scope (VpnProfileObject *object, VpnStoreScope scope)
{
  VpnStoreScope own = scope_of (VPN_EXPORTED (object));

  return own.is_system == scope.is_system && own.uid == scope.uid;
}

/* NULL when the scope has no profile of that name or UUID. */
static VpnProfileObject *
find_in_scope (VpnManager *self, VpnStoreScope scope, const char *name)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      VpnProfileObject *object = self->profiles->pdata[i];

      if (is_in_scope (object, scope)
          && (g_str_equal (vpn_profile_object_get_name (object), name)
              || g_ascii_strcasecmp (vpn_profile_object_get_uuid (object), name) == 0))
        return object;
    }
  return NULL;
}

static gboolean
check_free (VpnManager *self, VpnStoreScope scope, VpnProfileObject *except, const char *name,
            GError **error)
{
  VpnProfileObject *other = find_in_scope (self, scope, name);

  if (other == NULL || other == except)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_EXISTS, "There is a profile \"%s\" already", name);
  return FALSE;
}

/* Closes what the profiles there are want closed. */
static void
update_lockdown (VpnManager *self)
{
  const char *before = vpn_lockdown_get_state (self->lockdown);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < self->profiles->len; i++)
    {
      VpnProfileObject *object = self->profiles->pdata[i];
      const VpnProfile *profile = vpn_profile_object_get_profile (object);

      if (vpn_exported_is_system (VPN_EXPORTED (object)) && vpn_lockdown_is_wanted (profile))
        g_ptr_array_add (wanted, (gpointer) profile);
    }
  vpn_lockdown_update (self->lockdown, wanted);
  if (!g_str_equal (vpn_lockdown_get_state (self->lockdown), before))
    vpn_exported_changed (VPN_EXPORTED (self), "Lockdown");
}

/* Somebody opened everything, or wants what is to be closed to be connected again. */
static void
suspend_lockdown (VpnManager *self, gboolean suspended)
{
  vpn_lockdown_suspend (self->lockdown, suspended);
  update_lockdown (self);
}

/* What the profiles there are want, whether anybody connects them or not. */
static void
profiles_changed (VpnManager *self)
{
  update_lockdown (self);
  vpn_on_demand_update (self->on_demand);
}

static void
host_changed (gpointer host)
{
  profiles_changed (host);
}

static gboolean
host_check (gpointer host, VpnProfileObject *object, const VpnProfile *profile, GError **error)
{
  const char *name = vpn_profile_get_string (profile, VPN_KEY_NAME);
  VpnStoreScope scope = scope_of (VPN_EXPORTED (object));

  if (*name != '\0')
    return vpn_boot_check (scope, profile, error) && vpn_lockdown_check (scope, profile, error)
           && check_free (host, scope, object, name, error);
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, "%s: cannot be empty", VPN_KEY_NAME);
  return FALSE;
}

static gboolean
host_remove (gpointer host, VpnProfileObject *object, GError **error)
{
  VpnManager *self = host;
  VpnExported *exported = VPN_EXPORTED (object);

  if (vpn_connections_find (self->connections, vpn_exported_get_path (exported)) != NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_ALREADY_ACTIVE,
                   "The profile is in use: disconnect it first");
      return FALSE;
    }
  if (!vpn_store_delete (self->services.store, vpn_profile_object_get_file (object), error))
    return FALSE;
  vpn_bus_unexport (self->bus, exported);
  g_ptr_array_remove (self->profiles, object);
  profiles_changed (self);
  return TRUE;
}

static void
start_connection (VpnManager *self, VpnCall *call, guint options_index, VpnProfile *profile,
                  VpnProfileObject *stored)
{
  g_autoptr (GError) error = NULL;
  VpnConnectOptions *options;
  VpnConnection *connection = NULL;
  VpnConnectionOrigin origin = { .uid = vpn_call_get_uid (call), .profile_path = "/" };

  if (stored != NULL)
    {
      origin.is_system = vpn_exported_is_system (VPN_EXPORTED (stored));
      origin.profile_path = vpn_exported_get_path (VPN_EXPORTED (stored));
    }
  options = vpn_connect_options_new (call, options_index, profile, origin.is_system, &error);
  if (options == NULL)
    vpn_profile_free (profile);
  else
    {
      vpn_boot_adopt (&origin, profile, options);
      connection = vpn_connections_start (self->connections, &origin, profile, options, &error);
    }
  if (connection == NULL)
    {
      vpn_call_fail (call, error);
      return;
    }
  /* It may have failed at once (an unusable key). */
  if (stored != NULL && !vpn_connection_is_over (connection))
    {
      vpn_profile_object_set_connection (stored, vpn_exported_get_path (VPN_EXPORTED (connection)));
      vpn_boot_note (&self->services, stored, FALSE);
      vpn_on_demand_note_connected (self->on_demand, stored);
    }
  vpn_call_return_path (call, vpn_exported_get_path (VPN_EXPORTED (connection)));
}

/* One that is held is tried again, as the same object: its protection has no gap. */
static void
connect_again (VpnManager *self, VpnConnection *connection, VpnProfileObject *object, VpnCall *call)
{
  const VpnProfile *profile = vpn_profile_object_get_profile (object);
  g_autoptr (GError) error = NULL;
  VpnConnectOptions *options = vpn_connect_options_new (
      call, 0, profile, vpn_exported_is_system (VPN_EXPORTED (object)), &error);
  const VpnConnectionOrigin origin
      = { .uid = vpn_call_get_uid (call),
          .is_system = vpn_exported_is_system (VPN_EXPORTED (object)) };

  if (options != NULL)
    vpn_boot_adopt (&origin, profile, options);
  if (options == NULL
      || !vpn_connection_again (connection, vpn_profile_copy (profile), options, &error))
    vpn_call_fail (call, error);
  else
    {
      vpn_on_demand_note_connected (self->on_demand, object);
      vpn_call_return_path (call, vpn_exported_get_path (VPN_EXPORTED (connection)));
    }
}

static void
host_connect (gpointer host, VpnProfileObject *object, VpnCall *call)
{
  VpnManager *self = host;
  const char *path = vpn_exported_get_path (VPN_EXPORTED (object));
  VpnConnection *known = vpn_connections_find (self->connections, path);

  if (vpn_lockdown_is_wanted (vpn_profile_object_get_profile (object)))
    suspend_lockdown (self, FALSE);
  if (known != NULL)
    connect_again (self, known, object, call);
  else
    start_connection (self, call, 0, vpn_profile_copy (vpn_profile_object_get_profile (object)),
                      object);
}

static void
host_examine (gpointer host, VpnProfileObject *object, VpnCall *call)
{
  vpn_probes_start (VPN_MANAGER (host)->probes, call, vpn_profile_object_get_profile (object),
                    vpn_exported_is_system (VPN_EXPORTED (object)));
}

static const VpnProfileHost profile_host
    = { host_check, host_changed, host_connect, host_examine, host_remove };

static VpnProfileObject *
add_object (VpnManager *self, VpnStoreScope scope, VpnProfile *profile, const char *file)
{
  VpnProfileObject *object = vpn_profile_object_new (++self->last_number, scope, profile, file);

  vpn_profile_object_set_host (object, &profile_host, self, self->services.store);
  g_ptr_array_add (self->profiles, object);
  vpn_bus_export (self->bus, VPN_EXPORTED (object));
  return object;
}

static gboolean
check_count (VpnManager *self, VpnStoreScope scope, GError **error)
{
  guint limit = scope.is_system ? VPN_STORE_SYSTEM_MAX : VPN_STORE_PER_USER_MAX;
  guint count = 0;

  for (guint i = 0; i < self->profiles->len; i++)
    if (is_in_scope (self->profiles->pdata[i], scope))
      count++;
  if (count < limit)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "There are %u profiles already", limit);
  return FALSE;
}

/* Gives the profile a name and a UUID where the caller gave none. */
static gboolean
complete_profile (VpnProfile *profile, GError **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = NULL;

  if (!vpn_profile_validate (profile, error))
    return FALSE;
  if (*vpn_profile_get_string (profile, VPN_KEY_UUID) == '\0'
      && !vpn_profile_set_text (profile, VPN_KEY_UUID, uuid, error))
    return FALSE;
  if (*vpn_profile_get_string (profile, VPN_KEY_NAME) != '\0')
    return TRUE;
  /* A gateway's name is ASCII, so cutting it cannot cut a character. */
  name = g_strndup (vpn_profile_get_string (profile, VPN_KEY_GATEWAY), VPN_PROFILE_NAME_MAX);
  return vpn_profile_set_text (profile, VPN_KEY_NAME, name, error);
}

static gboolean
read_scope (VpnCall *call, VpnStoreScope *ret_scope, GError **error)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (vpn_call_get_parameters (call), 1);
  const char *text = g_variant_get_string (value, NULL);

  ret_scope->is_system = g_str_equal (text, "system");
  ret_scope->uid = ret_scope->is_system ? 0 : vpn_call_get_uid (call);
  if (ret_scope->is_system || g_str_equal (text, "user"))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, "The scope is user or system");
  return FALSE;
}

/* Takes profile. */
static VpnProfileObject *
store_new (VpnManager *self, VpnCall *call, VpnProfile *profile, GError **error)
{
  g_autoptr (VpnProfile) owned = profile;
  g_autofree char *file = NULL;
  VpnStoreScope scope;
  const char *uuid;

  if (!read_scope (call, &scope, error) || !complete_profile (owned, error)
      || !vpn_boot_check (scope, owned, error) || !vpn_lockdown_check (scope, owned, error)
      || !check_count (self, scope, error))
    return NULL;
  uuid = vpn_profile_get_string (owned, VPN_KEY_UUID);
  if (!check_free (self, scope, NULL, uuid, error)
      || !check_free (self, scope, NULL, vpn_profile_get_string (owned, VPN_KEY_NAME), error))
    return NULL;
  file = vpn_store_make_file (self->services.store, scope, uuid);
  if (!vpn_store_save (self->services.store, file, owned, error))
    return NULL;
  return add_object (self, scope, g_steal_pointer (&owned), file);
}

static void
answer_new_profile (VpnManager *self, VpnCall *call, VpnProfile *profile, GError *error)
{
  g_autoptr (GError) why = error;
  VpnProfileObject *object = NULL;

  if (profile != NULL)
    object = store_new (self, call, profile, &why);
  if (object != NULL)
    profiles_changed (self);
  if (object == NULL)
    vpn_call_fail (call, why);
  else
    vpn_call_return_path (call, vpn_exported_get_path (VPN_EXPORTED (object)));
}

/* ---- Methods ------------------------------------------------------------------------------- */

static void
handle_add_profile (VpnExported *exported, VpnCall *call)
{
  g_autoptr (GVariant) settings = g_variant_get_child_value (vpn_call_get_parameters (call), 0);
  GError *error = NULL;
  VpnProfile *profile = vpn_profile_from_variant (settings, &error);

  answer_new_profile (VPN_MANAGER (exported), call, profile, error);
}

static void
handle_import_profile (VpnExported *exported, VpnCall *call)
{
  g_autoptr (GVariant) octets = g_variant_get_child_value (vpn_call_get_parameters (call), 0);
  VpnProfile *profile;
  GError *error = NULL;
  gsize len;
  const char *data = g_variant_get_fixed_array (octets, &len, 1);

  profile = vpn_profile_from_data (len > 0 ? data : "", len, &error);
  answer_new_profile (VPN_MANAGER (exported), call, profile, error);
}

static void
handle_find_profile (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);
  VpnProfileObject *object;
  const char *name;

  g_variant_get (vpn_call_get_parameters (call), "(&s)", &name);
  object = find_in_scope (self, (VpnStoreScope){ FALSE, vpn_call_get_uid (call) }, name);
  if (object == NULL)
    object = find_in_scope (self, (VpnStoreScope){ TRUE, 0 }, name);
  if (object == NULL)
    vpn_call_fail_code (call, VPN_ERROR_NOT_FOUND, "There is no such profile");
  else
    vpn_call_return_path (call, vpn_exported_get_path (VPN_EXPORTED (object)));
}

static void
handle_list_profiles (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
  for (guint i = 0; i < self->profiles->len; i++)
    if (vpn_exported_is_visible_to (self->profiles->pdata[i], vpn_call_get_uid (call)))
      g_variant_builder_add (&builder, "o", vpn_exported_get_path (self->profiles->pdata[i]));
  vpn_call_return (call, g_variant_new ("(ao)", &builder));
}

static void
handle_list_connections (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);

  vpn_call_return (call, g_variant_new ("(@ao)", vpn_connections_list (self->connections,
                                                                       vpn_call_get_uid (call))));
}

static void
handle_connect_settings (VpnExported *exported, VpnCall *call)
{
  g_autoptr (GVariant) settings = g_variant_get_child_value (vpn_call_get_parameters (call), 0);
  const VpnStoreScope nobodys = { .uid = vpn_call_get_uid (call) };
  g_autoptr (VpnProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  profile = vpn_profile_from_variant (settings, &error);
  if (profile == NULL || !complete_profile (profile, &error)
      || !vpn_boot_check (nobodys, profile, &error)
      || !vpn_lockdown_check (nobodys, profile, &error))
    vpn_call_fail (call, error);
  else
    start_connection (VPN_MANAGER (exported), call, 1, g_steal_pointer (&profile), NULL);
}

static void
handle_register_agent (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);
  g_autoptr (GError) error = NULL;
  const char *path;

  g_variant_get (vpn_call_get_parameters (call), "(&o)", &path);
  if (!vpn_agents_register (self->services.agents, vpn_call_get_sender (call), path,
                            vpn_call_get_uid (call), &error))
    {
      vpn_call_fail (call, error);
      return;
    }
  vpn_call_return (call, NULL);
  vpn_connections_agent_came (self->connections, vpn_call_get_uid (call));
}

static void
handle_unregister_agent (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);
  g_autoptr (GError) error = NULL;
  const char *path;

  g_variant_get (vpn_call_get_parameters (call), "(&o)", &path);
  if (vpn_agents_unregister (self->services.agents, vpn_call_get_sender (call), path, &error))
    vpn_call_return (call, NULL);
  else
    vpn_call_fail (call, error);
}

static void
on_examined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VpnManager) self = user_data;

  g_clear_pointer (&self->doctor_rows, g_variant_unref);
  self->doctor_rows = vpn_doctor_examine_finish (result);
  self->examined_at = g_get_monotonic_time ();
  for (guint i = 0; i < self->doctor_calls->len; i++)
    vpn_call_return (self->doctor_calls->pdata[i], g_variant_new ("(@a(sbs))", self->doctor_rows));
  g_ptr_array_set_size (self->doctor_calls, 0);
}

/* However many ask, the doctor looks once at a time, and what he saw is good for a moment. */
static void
handle_doctor (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);

  if (self->doctor_rows != NULL
      && g_get_monotonic_time () - self->examined_at < EXAMINATION_VALID_US)
    {
      vpn_call_return (call, g_variant_new ("(@a(sbs))", self->doctor_rows));
      return;
    }
  g_ptr_array_add (self->doctor_calls, vpn_call_ref (call));
  if (self->doctor_calls->len == 1)
    vpn_doctor_examine_async (&self->services, on_examined, g_object_ref (self));
}

/* Once nobody runs a connection any more, what is left is nobody's. */
static void
check_forced (VpnManager *self)
{
  const char *runtime_dir = self->services.runtime_dir;
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;

  if (self->force_calls->len == 0 || !vpn_connections_are_over (self->connections))
    return;
  names = vpn_wanted_list (runtime_dir);
  for (guint i = 0; names[i] != NULL; i++)
    vpn_wanted_remove (runtime_dir, names[i]);
  vpn_connections_sweep_leashes (self->connections);
  (void) net_recover_force (runtime_dir, self->services.bus, &error);
  for (guint i = 0; i < self->force_calls->len; i++)
    {
      if (error != NULL)
        vpn_call_fail (self->force_calls->pdata[i], error);
      else
        vpn_call_return (self->force_calls->pdata[i], NULL);
    }
  g_ptr_array_set_size (self->force_calls, 0);
}

static void
handle_force_open (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);

  g_ptr_array_add (self->force_calls, vpn_call_ref (call));
  suspend_lockdown (self, TRUE);
  vpn_connections_disconnect_all (self->connections);
  check_forced (self);
}

static const VpnMethod methods[] = {
  { "AddProfile", handle_add_profile },
  { "ImportProfile", handle_import_profile },
  { "FindProfile", handle_find_profile },
  { "ListProfiles", handle_list_profiles },
  { "ListConnections", handle_list_connections },
  { "ConnectSettings", handle_connect_settings },
  { "RegisterAgent", handle_register_agent },
  { "UnregisterAgent", handle_unregister_agent },
  { "ForceOpen", handle_force_open },
  { "Doctor", handle_doctor },
  { NULL },
};

/* ---- Life ---------------------------------------------------------------------------------- */

static GVariant *
get_version (VpnExported *exported)
{
  return g_variant_new_string (GENKAN_VERSION);
}

static GVariant *
get_default_route (VpnExported *exported)
{
  const VpnDefaultRoute *route = VPN_MANAGER (exported)->services.default_route;

  return g_variant_new_string (vpn_default_route_get_interface (route));
}

static GVariant *
get_lockdown (VpnExported *exported)
{
  return g_variant_new_string (vpn_lockdown_get_state (VPN_MANAGER (exported)->lockdown));
}

static const VpnProperty properties[] = {
  { "Lockdown", get_lockdown },
  { "Version", get_version },
  { "DefaultRoute", get_default_route },
  { NULL },
};

/* What a profile shows of how its connection ended. */
static void
note_end (VpnManager *self, VpnConnection *connection)
{
  const char *path = vpn_connection_get_profile_path (connection);
  gboolean has_failed = vpn_connection_get_state (connection) == VPN_STATE_FAILED;

  for (guint i = 0; i < self->profiles->len; i++)
    {
      VpnProfileObject *object = self->profiles->pdata[i];

      if (!g_str_equal (vpn_exported_get_path (VPN_EXPORTED (object)), path))
        continue;
      if (vpn_connection_is_over (connection))
        vpn_profile_object_set_connection (object, "/");
      if (!has_failed && !self->is_stopping)
        {
          vpn_boot_note (&self->services, object, TRUE);
          vpn_on_demand_note_ended (self->on_demand, object);
        }
      if (has_failed)
        vpn_profile_object_set_last (object, vpn_connection_get_reason (connection),
                                     vpn_connection_get_error_text (connection));
      else
        vpn_profile_object_set_last (object, VPN_REASON_NONE, "");
    }
}

static void
note_up (VpnManager *self, VpnConnection *connection)
{
  const char *path = vpn_connection_get_profile_path (connection);

  for (guint i = 0; i < self->profiles->len; i++)
    if (g_str_equal (vpn_exported_get_path (self->profiles->pdata[i]), path))
      vpn_boot_note_up (&self->services, self->profiles->pdata[i], connection);
}

static void
on_connection_changed (gpointer user_data, VpnConnection *connection)
{
  if (vpn_connection_get_state (connection) == VPN_STATE_CONNECTED)
    note_up (user_data, connection);
  if (vpn_connection_is_over (connection)
      || vpn_connection_get_state (connection) == VPN_STATE_FAILED)
    note_end (user_data, connection);
  check_forced (user_data);
}

static void
on_client_vanished (gpointer user_data, const char *name)
{
  VpnManager *self = user_data;

  vpn_agents_name_vanished (self->services.agents, name);
  vpn_connections_client_vanished (self->connections, name);
}

static void
on_profile_loaded (gpointer user_data, VpnStoreScope scope, const char *file, VpnProfile *profile)
{
  VpnManager *self = user_data;
  g_autoptr (VpnProfile) owned = profile;
  g_autoptr (GError) error = NULL;

  if (complete_profile (owned, &error)
      && check_free (self, scope, NULL, vpn_profile_get_string (owned, VPN_KEY_NAME), &error)
      && check_free (self, scope, NULL, vpn_profile_get_string (owned, VPN_KEY_UUID), &error))
    (void) add_object (self, scope, g_steal_pointer (&owned), file);
  else
    vpn_log (G_LOG_LEVEL_WARNING, "Profile %s is skipped: %s", file, error->message);
}

/* The stored profile it was made of; NULL: deleted since. */
static VpnProfileObject *
find_wanted (VpnManager *self, const VpnWanted *wanted)
{
  VpnStoreScope scope = { wanted->is_system, wanted->is_system ? 0 : wanted->uid };

  return find_in_scope (self, scope, vpn_profile_get_string (wanted->profile, VPN_KEY_UUID));
}

/* FALSE: nobody wants it any more. */
static gboolean
restore_connection (VpnManager *self, const char *name)
{
  const char *runtime_dir = self->services.runtime_dir;
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnWanted) wanted = vpn_wanted_read (runtime_dir, name, &error);
  VpnProfileObject *stored = NULL;
  VpnConnection *connection = NULL;

  if (wanted != NULL && wanted->is_stored)
    {
      stored = find_wanted (self, wanted);
      if (stored == NULL)
        {
          vpn_wanted_remove (runtime_dir, name);
          return FALSE;
        }
    }
  if (wanted != NULL)
    connection = vpn_connections_restore (
        self->connections, name, wanted,
        stored != NULL ? vpn_exported_get_path (VPN_EXPORTED (stored)) : "/", &error);
  if (connection == NULL)
    vpn_log (G_LOG_LEVEL_WARNING, "%s; what it protected stays closed", error->message);
  else if (stored != NULL)
    vpn_profile_object_set_connection (stored, vpn_exported_get_path (VPN_EXPORTED (connection)));
  return TRUE;
}

/* Names whose network nobody may undo; owned. */
static GStrv
restore_connections (VpnManager *self)
{
  g_auto (GStrv) names = vpn_wanted_list (self->services.runtime_dir);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (restore_connection (self, names[i]))
      g_strv_builder_add (kept, names[i]);
  return g_strv_builder_end (kept);
}

static void
vpn_manager_dispose (GObject *object)
{
  VpnManager *self = VPN_MANAGER (object);

  g_clear_pointer (&self->probes, vpn_probes_free);
  g_clear_pointer (&self->on_demand, vpn_on_demand_free);
  g_clear_pointer (&self->connections, vpn_connections_free);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_pointer (&self->force_calls, g_ptr_array_unref);
  g_clear_pointer (&self->doctor_calls, g_ptr_array_unref);
  g_clear_pointer (&self->doctor_rows, g_variant_unref);
  g_clear_pointer (&self->lockdown, vpn_lockdown_free);
  g_clear_pointer (&self->bus, vpn_bus_free);
  g_clear_pointer (&self->services.default_route, vpn_default_route_free);
  G_OBJECT_CLASS (vpn_manager_parent_class)->dispose (object);
}

static void
vpn_manager_class_init (VpnManagerClass *klass)
{
  VpnExportedClass *exported_class = VPN_EXPORTED_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vpn_manager_dispose;
  exported_class->get_interface = vpn_dbus_manager_interface_info;
  exported_class->methods = methods;
  exported_class->properties = properties;
}

static void
vpn_manager_init (VpnManager *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  self->force_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_call_unref);
  self->doctor_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_call_unref);
}

static void
on_default_route_changed (gpointer user_data)
{
  vpn_exported_changed (user_data, "DefaultRoute");
}

VpnManager *
vpn_manager_new (const VpnServices *services)
{
  VpnManager *self = g_object_new (VPN_TYPE_MANAGER, NULL);

  vpn_exported_set_identity (VPN_EXPORTED (self), VPN_ROOT_PATH, 0, TRUE);
  self->services = *services;
  self->lockdown = vpn_lockdown_new (services);
  self->services.default_route = vpn_default_route_new (on_default_route_changed, self);
  return self;
}

gboolean
vpn_manager_start (VpnManager *self, GError **error)
{
  g_auto (GStrv) kept = NULL;
  guint n_undone;

  self->bus = vpn_bus_new (self->services.bus, VPN_EXPORTED (self), error);
  if (self->bus == NULL)
    return FALSE;
  vpn_bus_set_vanished (self->bus, on_client_vanished, self);
  self->probes = vpn_probes_new (&self->services);
  self->connections = vpn_connections_new (&self->services, self->bus, on_connection_changed, self);
  self->on_demand = vpn_on_demand_new (&self->services, self->connections, self->profiles);
  vpn_store_load (self->services.store, on_profile_loaded, self);
  update_lockdown (self);
  kept = restore_connections (self);
  vpn_connections_sweep_leashes (self->connections);
  vpn_fd_store_drop_rest (self->services.fds);
  n_undone = net_recover_except (self->services.runtime_dir, self->services.bus,
                                 (const char *const *) kept);
  if (n_undone > 0)
    vpn_log (G_LOG_LEVEL_WARNING, "Undid what an earlier run left of %u connection%s", n_undone,
             n_undone == 1 ? "" : "s");
  vpn_boot_connect (&self->services, self->connections, self->profiles);
  vpn_on_demand_update (self->on_demand);
  return TRUE;
}

void
vpn_manager_stop (VpnManager *self, void (*done) (gpointer user_data), gpointer user_data)
{
  self->is_stopping = TRUE;
  vpn_connections_shutdown (self->connections, done, user_data);
}
