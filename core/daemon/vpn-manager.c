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
#include "vpn-profiles.h"
#include "vpn-restore.h"

#include <string.h>

struct _VpnManager
{
  VpnExported parent_instance;

  VpnServices services;        /* main's, with what is ours */
  VpnBus *bus;                 /* owned */
  VpnConnections *connections; /* owned */
  VpnProbes *probes;           /* owned */
  VpnProfiles *profiles;       /* owned */
  GPtrArray *force_calls;      /* owned; VpnCall that wait for the end of all connections */
  VpnDoctor *doctor;           /* owned */
  VpnLockdown *lockdown;       /* owned */
  VpnOnDemand *on_demand;      /* owned */
  guint is_stopping : 1;
};

G_DEFINE_FINAL_TYPE (VpnManager, vpn_manager, VPN_TYPE_EXPORTED)

/* ---- Profiles ------------------------------------------------------------------------------ */

/* Closes what the profiles there are want closed. */
static void
update_lockdown (VpnManager *self)
{
  const char *before = vpn_lockdown_get_state (self->lockdown);
  const GPtrArray *all = vpn_profiles_get_all (self->profiles);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      VpnProfileObject *object = all->pdata[i];
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
  return vpn_profiles_check (VPN_MANAGER (host)->profiles, object, profile, error);
}

static gboolean
host_remove (gpointer host, VpnProfileObject *object, GError **error)
{
  VpnManager *self = host;

  if (vpn_connections_find (self->connections, vpn_exported_get_path (VPN_EXPORTED (object)))
      != NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_ALREADY_ACTIVE,
                   "The profile is in use: disconnect it first");
      return FALSE;
    }
  if (!vpn_profiles_remove (self->profiles, object, error))
    return FALSE;
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
  g_autoptr (VpnProfile) profile = vpn_profile_copy (vpn_profile_object_get_profile (object));
  g_autoptr (GError) error = NULL;
  VpnConnectOptions *options = vpn_connect_options_new (
      call, 0, profile, vpn_exported_is_system (VPN_EXPORTED (object)), &error);
  const VpnConnectionOrigin origin
      = { .uid = vpn_call_get_uid (call),
          .is_system = vpn_exported_is_system (VPN_EXPORTED (object)) };

  if (options != NULL)
    vpn_boot_adopt (&origin, profile, options);
  if (options == NULL
      || !vpn_connection_again (connection, g_steal_pointer (&profile), options, &error))
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

static void
answer_new_profile (VpnManager *self, VpnCall *call, VpnProfile *profile, GError *error)
{
  g_autoptr (GError) why = error;
  g_autoptr (VpnProfile) owned = profile;
  VpnProfileObject *object = NULL;
  VpnStoreScope scope;

  if (owned != NULL && read_scope (call, &scope, &why))
    object = vpn_profiles_add (self->profiles, scope, g_steal_pointer (&owned), &why);
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
  object
      = vpn_profiles_find (self->profiles, (VpnStoreScope){ FALSE, vpn_call_get_uid (call) }, name);
  if (object == NULL)
    object = vpn_profiles_find (self->profiles, (VpnStoreScope){ TRUE, 0 }, name);
  if (object == NULL)
    vpn_call_fail_code (call, VPN_ERROR_NOT_FOUND, "There is no such profile");
  else
    vpn_call_return_path (call, vpn_exported_get_path (VPN_EXPORTED (object)));
}

static void
handle_list_profiles (VpnExported *exported, VpnCall *call)
{
  VpnProfiles *profiles = VPN_MANAGER (exported)->profiles;

  vpn_call_return (call,
                   g_variant_new ("(@ao)", vpn_profiles_list (profiles, vpn_call_get_uid (call))));
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
  if (profile == NULL || !vpn_profiles_complete (nobodys, profile, &error)
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
handle_doctor (VpnExported *exported, VpnCall *call)
{
  vpn_doctor_answer (VPN_MANAGER (exported)->doctor, call);
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

static void
on_sign_in_over (gpointer owner)
{
  vpn_connections_end_sign_in (VPN_MANAGER (owner)->connections);
  update_lockdown (owner);
}

static void
handle_allow_sign_in (VpnExported *exported, VpnCall *call)
{
  VpnManager *self = VPN_MANAGER (exported);
  guint32 seconds, uid = vpn_call_get_uid (call);

  g_variant_get (vpn_call_get_parameters (call), "(u)", &seconds);
  if (!vpn_lockdown_allow_sign_in (self->lockdown, uid, seconds,
                                   vpn_connections_allow_sign_in (self->connections, uid),
                                   on_sign_in_over, self))
    {
      vpn_call_fail_code (call, VPN_ERROR_NOT_ACTIVE, "The network is not closed");
      return;
    }
  update_lockdown (self);
  vpn_call_return (call, NULL);
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
  { "AllowSignIn", handle_allow_sign_in },
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
  VpnProfileObject *object
      = vpn_profiles_find_path (self->profiles, vpn_connection_get_profile_path (connection));
  gboolean has_failed = vpn_connection_get_state (connection) == VPN_STATE_FAILED;

  if (object == NULL)
    return;
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
  if (vpn_profiles_sweep (self->profiles))
    profiles_changed (self);
}

static void
note_up (VpnManager *self, VpnConnection *connection)
{
  VpnProfileObject *object
      = vpn_profiles_find_path (self->profiles, vpn_connection_get_profile_path (connection));

  if (object != NULL)
    vpn_boot_note_up (&self->services, object, connection);
  if (vpn_lockdown_end_sign_in (self->lockdown))
    on_sign_in_over (self);
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
vpn_manager_dispose (GObject *object)
{
  VpnManager *self = VPN_MANAGER (object);

  g_clear_pointer (&self->probes, vpn_probes_free);
  g_clear_pointer (&self->on_demand, vpn_on_demand_free);
  g_clear_pointer (&self->connections, vpn_connections_free);
  g_clear_pointer (&self->profiles, vpn_profiles_free);
  g_clear_pointer (&self->force_calls, g_ptr_array_unref);
  g_clear_pointer (&self->doctor, vpn_doctor_free);
  g_clear_pointer (&self->lockdown, vpn_lockdown_free);
  g_clear_pointer (&self->bus, vpn_bus_free);
  g_clear_pointer (&self->services.default_route, vpn_default_route_free);
  g_clear_pointer (&self->services.domains, net_domains_free);
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
  self->force_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_call_unref);
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
  self->services.domains = net_domains_new ();
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
  self->profiles = vpn_profiles_new (self->services.store, self->bus, &profile_host, self);
  self->doctor = vpn_doctor_new (&self->services);
  self->probes = vpn_probes_new (&self->services);
  self->connections = vpn_connections_new (&self->services, self->bus, on_connection_changed, self);
  self->on_demand = vpn_on_demand_new (&self->services, self->connections,
                                       vpn_profiles_get_all (self->profiles));
  vpn_profiles_load (self->profiles);
  update_lockdown (self);
  kept = vpn_restore_connections (&self->services, self->connections, self->profiles);
  vpn_connections_sweep_leashes (self->connections);
  vpn_fd_store_drop_rest (self->services.fds);
  n_undone = net_recover_except (self->services.runtime_dir, self->services.bus,
                                 (const char *const *) kept);
  if (n_undone > 0)
    vpn_log (G_LOG_LEVEL_WARNING, "Undid what an earlier run left of %u connection%s", n_undone,
             n_undone == 1 ? "" : "s");
  vpn_boot_connect (&self->services, self->connections, vpn_profiles_get_all (self->profiles));
  vpn_on_demand_update (self->on_demand);
  return TRUE;
}

void
vpn_manager_stop (VpnManager *self, void (*done) (gpointer user_data), gpointer user_data)
{
  self->is_stopping = TRUE;
  vpn_connections_shutdown (self->connections, done, user_data);
}
