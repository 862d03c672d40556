// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnProfiles: every stored profile, on disk and on the bus, under names of its own. */
#include "vpn-profiles.h"

#include "vpn-boot.h"
#include "vpn-error.h"
#include "vpn-lockdown.h"
#include "vpn-log.h"

struct VpnProfiles
{
  VpnStore *store;                 /* borrowed */
  VpnBus *bus;                     /* borrowed */
  const VpnProfileHost *functions; /* borrowed */
  gpointer host;                   /* borrowed */
  GPtrArray *all;                  /* owned; VpnProfileObject, counted */
  guint last_number;               /* of an object path */
};

VpnProfiles *
vpn_profiles_new (VpnStore *store, VpnBus *bus, const VpnProfileHost *functions, gpointer host)
{
  VpnProfiles *profiles = g_new0 (VpnProfiles, 1);

  profiles->store = store;
  profiles->bus = bus;
  profiles->functions = functions;
  profiles->host = host;
  profiles->all = g_ptr_array_new_with_free_func (g_object_unref);
  return profiles;
}

void
vpn_profiles_free (VpnProfiles *profiles)
{
  if (profiles == NULL)
    return;
  g_ptr_array_unref (profiles->all);
  g_free (profiles);
}

/* ---- What there is ------------------------------------------------------------------------- */

static VpnStoreScope
scope_of (VpnProfileObject *object)
{
  VpnExported *exported = VPN_EXPORTED (object);

  return (VpnStoreScope){ vpn_exported_is_system (exported), vpn_exported_get_owner (exported) };
}

static gboolean
is_in_scope (VpnProfileObject *object, VpnStoreScope scope)
{
  VpnStoreScope own = scope_of (object);

  return own.is_system == scope.is_system && own.uid == scope.uid;
}

VpnProfileObject *
vpn_profiles_find (VpnProfiles *profiles, VpnStoreScope scope, const char *name)
{
  for (guint i = 0; i < profiles->all->len; i++)
    {
      VpnProfileObject *object = profiles->all->pdata[i];

      if (is_in_scope (object, scope)
          && (g_str_equal (vpn_profile_object_get_name (object), name)
              || g_ascii_strcasecmp (vpn_profile_object_get_uuid (object), name) == 0))
        return object;
    }
  return NULL;
}

static gboolean
check_free (VpnProfiles *profiles, VpnStoreScope scope, VpnProfileObject *except, const char *name,
            GError **error)
{
  VpnProfileObject *other = vpn_profiles_find (profiles, scope, name);

  if (other == NULL || other == except)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_EXISTS, "There is a profile \"%s\" already", name);
  return FALSE;
}

VpnProfileObject *
vpn_profiles_find_path (VpnProfiles *profiles, const char *path)
{
  for (guint i = 0; i < profiles->all->len; i++)
    if (g_str_equal (vpn_exported_get_path (profiles->all->pdata[i]), path))
      return profiles->all->pdata[i];
  return NULL;
}

const GPtrArray *
vpn_profiles_get_all (VpnProfiles *profiles)
{
  return profiles->all;
}

GVariant *
vpn_profiles_list (VpnProfiles *profiles, guint32 uid)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
  for (guint i = 0; i < profiles->all->len; i++)
    if (vpn_exported_is_visible_to (profiles->all->pdata[i], uid))
      g_variant_builder_add (&builder, "o", vpn_exported_get_path (profiles->all->pdata[i]));
  return g_variant_builder_end (&builder);
}

/* ---- What becomes of them ------------------------------------------------------------------ */

gboolean
vpn_profiles_complete (VpnStoreScope scope, VpnProfile *profile, GError **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = NULL;

  if (!vpn_store_validate (scope, profile, error))
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

/* Of a profile that comes new. */
static gboolean
check_names (VpnProfiles *profiles, VpnStoreScope scope, const VpnProfile *profile, GError **error)
{
  return check_free (profiles, scope, NULL, vpn_profile_get_string (profile, VPN_KEY_UUID), error)
         && check_free (profiles, scope, NULL, vpn_profile_get_string (profile, VPN_KEY_NAME),
                        error);
}

gboolean
vpn_profiles_check (VpnProfiles *profiles, VpnProfileObject *object, const VpnProfile *profile,
                    GError **error)
{
  const char *name = vpn_profile_get_string (profile, VPN_KEY_NAME);
  VpnStoreScope scope = scope_of (object);

  if (*name != '\0')
    return vpn_boot_check (scope, profile, error) && vpn_lockdown_check (scope, profile, error)
           && check_free (profiles, scope, object, name, error);
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, "%s: cannot be empty", VPN_KEY_NAME);
  return FALSE;
}

static VpnProfileObject *
add_object (VpnProfiles *profiles, VpnStoreScope scope, VpnProfile *profile, const char *file)
{
  VpnProfileObject *object = vpn_profile_object_new (++profiles->last_number, scope, profile, file);

  vpn_profile_object_set_host (object, profiles->functions, profiles->host, profiles->store);
  g_ptr_array_add (profiles->all, object);
  vpn_bus_export (profiles->bus, VPN_EXPORTED (object));
  return object;
}

static gboolean
check_count (VpnProfiles *profiles, VpnStoreScope scope, GError **error)
{
  guint limit = scope.is_system ? VPN_STORE_SYSTEM_MAX : VPN_STORE_PER_USER_MAX;
  guint count = 0;

  for (guint i = 0; i < profiles->all->len; i++)
    if (is_in_scope (profiles->all->pdata[i], scope))
      count++;
  if (count < limit)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "There are %u profiles already", limit);
  return FALSE;
}

VpnProfileObject *
vpn_profiles_add (VpnProfiles *profiles, VpnStoreScope scope, VpnProfile *profile, GError **error)
{
  g_autoptr (VpnProfile) owned = profile;
  g_autofree char *file = NULL;

  if (!vpn_profiles_complete (scope, owned, error) || !vpn_boot_check (scope, owned, error)
      || !vpn_lockdown_check (scope, owned, error) || !check_count (profiles, scope, error)
      || !check_names (profiles, scope, owned, error))
    return NULL;
  file = vpn_store_make_file (profiles->store, scope, vpn_profile_get_string (owned, VPN_KEY_UUID));
  if (!vpn_store_save (profiles->store, file, owned, error))
    return NULL;
  return add_object (profiles, scope, g_steal_pointer (&owned), file);
}

gboolean
vpn_profiles_remove (VpnProfiles *profiles, VpnProfileObject *object, GError **error)
{
  if (!vpn_store_delete (profiles->store, vpn_profile_object_get_file (object), error))
    return FALSE;
  vpn_bus_unexport (profiles->bus, VPN_EXPORTED (object));
  g_ptr_array_remove (profiles->all, object);
  return TRUE;
}

static void
on_loaded (gpointer user_data, VpnStoreScope scope, const char *file, VpnProfile *profile)
{
  VpnProfiles *profiles = user_data;
  g_autoptr (VpnProfile) owned = profile;
  g_autoptr (GError) error = NULL;

  if (vpn_profiles_complete (scope, owned, &error) && check_names (profiles, scope, owned, &error))
    (void) add_object (profiles, scope, g_steal_pointer (&owned), file);
  else
    vpn_store_note_fault (profiles->store, scope, file, error->message);
}

/* ---- Files of the system -------------------------------------------------------------------- */

static VpnProfileObject *
find_file (VpnProfiles *profiles, const char *file)
{
  for (guint i = 0; i < profiles->all->len; i++)
    if (g_str_equal (vpn_profile_object_get_file (profiles->all->pdata[i]), file))
      return profiles->all->pdata[i];
  return NULL;
}

static void
on_loaded_again (gpointer user_data, VpnStoreScope scope, const char *file, VpnProfile *profile)
{
  VpnProfiles *profiles = user_data;
  VpnProfileObject *object = find_file (profiles, file);
  g_autoptr (VpnProfile) owned = profile;
  g_autoptr (GError) error = NULL;

  if (object == NULL)
    {
      on_loaded (profiles, scope, file, g_steal_pointer (&owned));
      return;
    }
  if (!vpn_profiles_complete (scope, owned, &error)
      || !vpn_profile_object_check_uuid (object, owned, &error)
      || !vpn_profiles_check (profiles, object, owned, &error))
    vpn_store_note_fault (profiles->store, scope, file, error->message);
  else if (vpn_profile_object_replace (object, g_steal_pointer (&owned)))
    vpn_log (G_LOG_LEVEL_MESSAGE, "Profile %s is read anew", file);
}

gboolean
vpn_profiles_sweep (VpnProfiles *profiles)
{
  guint before = profiles->all->len;

  for (guint i = before; i-- > 0;)
    {
      VpnProfileObject *object = profiles->all->pdata[i];

      if (!vpn_exported_is_system (VPN_EXPORTED (object)) || vpn_profile_object_is_used (object)
          || g_file_test (vpn_profile_object_get_file (object), G_FILE_TEST_EXISTS))
        continue;
      vpn_bus_unexport (profiles->bus, VPN_EXPORTED (object));
      g_ptr_array_remove_index (profiles->all, i);
    }
  return profiles->all->len != before;
}

static void
on_files_changed (gpointer user_data)
{
  VpnProfiles *profiles = user_data;

  (void) vpn_profiles_sweep (profiles);
  vpn_store_load_system (profiles->store, on_loaded_again, profiles);
  profiles->functions->changed (profiles->host);
}

void
vpn_profiles_load (VpnProfiles *profiles)
{
  vpn_store_load (profiles->store, on_loaded, profiles);
  vpn_store_watch (profiles->store, on_files_changed, profiles);
}
