// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnProfileObject: one stored profile as the object org.genkan.VPN1.Profile. */
#include "vpn-profile-object.h"

#include "vpn-dbus.h"
#include "vpn-names.h"

#include <string.h>

struct _VpnProfileObject
{
  VpnExported parent_instance;

  VpnProfile *profile; /* owned */
  char *file;          /* owned */
  char *connection;    /* owned; object path */
  VpnReason last_reason;
  char *last_error; /* owned */
  gboolean wanted;
  const VpnProfileHost *functions; /* borrowed: the manager's */
  gpointer host;                   /* borrowed: the manager, which owns this object */
  VpnStore *store;                 /* borrowed: main's */
};

G_DEFINE_FINAL_TYPE (VpnProfileObject, vpn_profile_object, VPN_TYPE_EXPORTED)

static gboolean
apply_changes (VpnProfile *profile, GVariant *settings, const char *const *reset, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  for (; *reset != NULL; reset++)
    {
      if (vpn_profile_key_find (*reset) == NULL)
        {
          g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, "There is no such key");
          return FALSE;
        }
      vpn_profile_reset (profile, *reset);
    }
  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!vpn_profile_set_variant (profile, name, owned, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vpn_profile_object_check_uuid (VpnProfileObject *self, const VpnProfile *profile, GError **error)
{
  if (g_str_equal (vpn_profile_get_string (profile, VPN_KEY_UUID),
                   vpn_profile_object_get_uuid (self)))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, "%s: cannot be changed", VPN_KEY_UUID);
  return FALSE;
}

/* The changed profile, or NULL; nothing is changed until it is whole, valid and saved. */
static VpnProfile *
make_changed (VpnProfileObject *self, GVariant *settings, const char *const *reset, GError **error)
{
  const VpnStoreScope scope = { .is_system = vpn_exported_is_system (VPN_EXPORTED (self)) };
  g_autoptr (VpnProfile) changed = vpn_profile_copy (self->profile);

  if (!apply_changes (changed, settings, reset, error)
      || !vpn_store_validate (scope, changed, error))
    return NULL;
  if (!vpn_profile_object_check_uuid (self, changed, error)
      || !self->functions->check (self->host, self, changed, error))
    return NULL;
  return g_steal_pointer (&changed);
}

gboolean
vpn_profile_object_replace (VpnProfileObject *self, VpnProfile *profile)
{
  g_autoptr (VpnProfile) other = profile;

  if (vpn_profile_equal (other, self->profile))
    return FALSE;
  vpn_profile_free (self->profile);
  self->profile = g_steal_pointer (&other);
  vpn_exported_changed (VPN_EXPORTED (self), "Settings");
  vpn_exported_changed (VPN_EXPORTED (self), "Name");
  return TRUE;
}

static void
handle_update (VpnExported *exported, VpnCall *call)
{
  VpnProfileObject *self = VPN_PROFILE_OBJECT (exported);
  g_autofree const char **reset = NULL;
  g_autoptr (GVariant) settings = NULL;
  g_autoptr (VpnProfile) changed = NULL;
  g_autoptr (GError) error = NULL;

  g_variant_get (vpn_call_get_parameters (call), "(@a{sv}^a&s)", &settings, &reset);
  changed = make_changed (self, settings, reset, &error);
  if (changed != NULL && vpn_profile_equal (changed, self->profile))
    {
      vpn_call_return (call, NULL);
      return;
    }
  if (changed == NULL || !vpn_store_save (self->store, self->file, changed, &error))
    {
      vpn_call_fail (call, error);
      return;
    }
  (void) vpn_profile_object_replace (self, g_steal_pointer (&changed));
  self->functions->changed (self->host);
  vpn_call_return (call, NULL);
}

static void
handle_delete (VpnExported *exported, VpnCall *call)
{
  VpnProfileObject *self = VPN_PROFILE_OBJECT (exported);
  g_autoptr (GError) error = NULL;

  if (self->functions->remove (self->host, self, &error))
    vpn_call_return (call, NULL);
  else
    vpn_call_fail (call, error);
}

static void
handle_export (VpnExported *exported, VpnCall *call)
{
  VpnProfileObject *self = VPN_PROFILE_OBJECT (exported);
  g_autofree char *data = vpn_profile_to_data (self->profile);

  vpn_call_return (call, g_variant_new ("(@ay)", g_variant_new_fixed_array (
                                                     G_VARIANT_TYPE_BYTE, data, strlen (data), 1)));
}

static void
handle_connect (VpnExported *exported, VpnCall *call)
{
  VpnProfileObject *self = VPN_PROFILE_OBJECT (exported);

  self->functions->connect (self->host, self, call);
}

static void
handle_examine (VpnExported *exported, VpnCall *call)
{
  VpnProfileObject *self = VPN_PROFILE_OBJECT (exported);

  self->functions->examine (self->host, self, call);
}

static const VpnMethod methods[] = {
  { "Update", handle_update },   { "Delete", handle_delete },   { "Export", handle_export },
  { "Connect", handle_connect }, { "Examine", handle_examine }, { NULL },
};

static GVariant *
get_name (VpnExported *exported)
{
  return g_variant_new_string (vpn_profile_object_get_name (VPN_PROFILE_OBJECT (exported)));
}

static GVariant *
get_uuid (VpnExported *exported)
{
  return g_variant_new_string (vpn_profile_object_get_uuid (VPN_PROFILE_OBJECT (exported)));
}

static GVariant *
get_scope (VpnExported *exported)
{
  return g_variant_new_string (vpn_exported_is_system (exported) ? "system" : "user");
}

static GVariant *
get_owner (VpnExported *exported)
{
  return g_variant_new_uint32 (vpn_exported_get_owner (exported));
}

static GVariant *
get_settings (VpnExported *exported)
{
  return vpn_profile_to_variant (VPN_PROFILE_OBJECT (exported)->profile);
}

static GVariant *
get_connection (VpnExported *exported)
{
  return g_variant_new_object_path (VPN_PROFILE_OBJECT (exported)->connection);
}

static GVariant *
get_last_reason (VpnExported *exported)
{
  return g_variant_new_string (vpn_reason_to_string (VPN_PROFILE_OBJECT (exported)->last_reason));
}

static GVariant *
get_last_error (VpnExported *exported)
{
  return g_variant_new_string (VPN_PROFILE_OBJECT (exported)->last_error);
}

static GVariant *
get_wanted (VpnExported *exported)
{
  return g_variant_new_boolean (VPN_PROFILE_OBJECT (exported)->wanted);
}

static const VpnProperty properties[] = {
  { "Name", get_name },
  { "Uuid", get_uuid },
  { "Scope", get_scope },
  { "Owner", get_owner },
  { "Settings", get_settings },
  { "Connection", get_connection },
  { "LastReason", get_last_reason },
  { "LastError", get_last_error },
  { "Wanted", get_wanted },
  { NULL },
};

/* What the office is and how one logs in there is for those who may go there. */
static gboolean
shows (VpnExported *exported, const char *name, const VpnViewer *viewer)
{
  static const char *const inner[] = { "Settings", "LastReason", "LastError", NULL };

  return viewer->may_connect || !vpn_exported_is_system (exported)
         || !g_strv_contains (inner, name);
}

static void
vpn_profile_object_finalize (GObject *object)
{
  VpnProfileObject *self = VPN_PROFILE_OBJECT (object);

  vpn_profile_free (self->profile);
  g_free (self->file);
  g_free (self->connection);
  g_free (self->last_error);
  G_OBJECT_CLASS (vpn_profile_object_parent_class)->finalize (object);
}

static void
vpn_profile_object_class_init (VpnProfileObjectClass *klass)
{
  VpnExportedClass *exported_class = VPN_EXPORTED_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vpn_profile_object_finalize;
  exported_class->get_interface = vpn_dbus_profile_interface_info;
  exported_class->methods = methods;
  exported_class->properties = properties;
  exported_class->shows = shows;
}

static void
vpn_profile_object_init (VpnProfileObject *self)
{
  self->connection = g_strdup ("/");
  self->last_error = g_strdup ("");
}

VpnProfileObject *
vpn_profile_object_new (guint number, VpnStoreScope scope, VpnProfile *profile, const char *file)
{
  VpnProfileObject *self = g_object_new (VPN_TYPE_PROFILE_OBJECT, NULL);
  g_autofree char *path = g_strdup_printf (VPN_PROFILE_PATH_PREFIX "%u", number);

  vpn_exported_set_identity (VPN_EXPORTED (self), path, scope.uid, scope.is_system);
  self->profile = profile;
  self->file = g_strdup (file);
  return self;
}

void
vpn_profile_object_set_host (VpnProfileObject *self, const VpnProfileHost *functions, gpointer host,
                             VpnStore *store)
{
  self->functions = functions;
  self->host = host;
  self->store = store;
}

const VpnProfile *
vpn_profile_object_get_profile (VpnProfileObject *self)
{
  return self->profile;
}

const char *
vpn_profile_object_get_name (VpnProfileObject *self)
{
  return vpn_profile_get_string (self->profile, VPN_KEY_NAME);
}

const char *
vpn_profile_object_get_uuid (VpnProfileObject *self)
{
  return vpn_profile_get_string (self->profile, VPN_KEY_UUID);
}

const char *
vpn_profile_object_get_file (VpnProfileObject *self)
{
  return self->file;
}

gboolean
vpn_profile_object_is_used (VpnProfileObject *self)
{
  return !g_str_equal (self->connection, "/");
}

void
vpn_profile_object_set_connection (VpnProfileObject *self, const char *path)
{
  g_free (self->connection);
  self->connection = g_strdup (path);
  vpn_exported_changed (VPN_EXPORTED (self), "Connection");
}

void
vpn_profile_object_set_last (VpnProfileObject *self, VpnReason reason, const char *error)
{
  self->last_reason = reason;
  g_free (self->last_error);
  self->last_error = g_strdup (error);
  vpn_exported_changed (VPN_EXPORTED (self), "LastReason");
  vpn_exported_changed (VPN_EXPORTED (self), "LastError");
}

gboolean
vpn_profile_object_is_wanted (VpnProfileObject *self)
{
  return self->wanted;
}

void
vpn_profile_object_set_wanted (VpnProfileObject *self, gboolean wanted)
{
  if (self->wanted == wanted)
    return;
  self->wanted = wanted;
  vpn_exported_changed (VPN_EXPORTED (self), "Wanted");
}
