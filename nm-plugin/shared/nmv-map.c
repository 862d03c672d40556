// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A connection of NetworkManager as a profile, and back. */
#include "nmv-map.h"

#include "config.h"
#include "nmv-keys.h"
#include "text.h"
#include "vpn-enums.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define SHOWN_MAX    64 /* bytes of a wrong name that an error repeats */
#define FLAGS_SUFFIX "-flags"

/* Keys that NetworkManager has a place of its own for. */
static const char *const connection_keys[] = {
  VPN_KEY_NAME,
  VPN_KEY_UUID,
  VPN_KEY_AUTOCONNECT,
  NULL,
};

static gboolean
is_data_key (const VpnProfileKey *key)
{
  return !g_strv_contains (connection_keys, key->name);
}

/* How a secret is kept is NetworkManager's business and no part of a profile. */
static gboolean
is_secret_flags (const char *item)
{
  g_autofree char *name = NULL;
  VpnSecretKind kind;

  if (!g_str_has_suffix (item, FLAGS_SUFFIX))
    return FALSE;
  name = g_strndup (item, strlen (item) - strlen (FLAGS_SUFFIX));
  return vpn_secret_kind_from_string (name, &kind);
}

/* ---- Profile to connection ------------------------------------------------------------------- */

static void
write_data_item (NMSettingVpn *vpn, const VpnProfile *profile, const VpnProfileKey *key)
{
  g_autofree char *text = NULL;

  if (!vpn_profile_is_set (profile, key->name))
    {
      nm_setting_vpn_remove_data_item (vpn, key->name);
      return;
    }
  text = vpn_profile_get_text (profile, key->name);
  if (key->type == VPN_TYPE_LIST)
    g_strdelimit (text, ",", ' ');
  nm_setting_vpn_add_data_item (vpn, key->name, text);
}

/* Drops what is neither a key nor flags, as a value of a newer program could be. */
static void
drop_unknown_items (NMSettingVpn *vpn)
{
  guint n_items;
  g_autofree const char **items = nm_setting_vpn_get_data_keys (vpn, &n_items);
  g_auto (GStrv) names = g_new0 (char *, n_items + 1);

  for (guint i = 0; i < n_items; i++)
    names[i] = g_strdup (items[i]);
  for (guint i = 0; i < n_items; i++)
    if (vpn_profile_key_find (names[i]) == NULL && !is_secret_flags (names[i]))
      nm_setting_vpn_remove_data_item (vpn, names[i]);
}

static void
write_connection_setting (NMSettingConnection *setting, const VpnProfile *profile)
{
  g_autofree char *uuid = NULL;

  if (vpn_profile_is_set (profile, VPN_KEY_UUID))
    uuid = g_ascii_strdown (vpn_profile_get_string (profile, VPN_KEY_UUID), -1);
  else if (nm_setting_connection_get_uuid (setting) == NULL)
    uuid = nm_utils_uuid_generate ();
  if (uuid != NULL)
    g_object_set (setting, NM_SETTING_CONNECTION_UUID, uuid, NULL);
  if (vpn_profile_is_set (profile, VPN_KEY_NAME))
    g_object_set (setting, NM_SETTING_CONNECTION_ID, vpn_profile_get_string (profile, VPN_KEY_NAME),
                  NULL);
  g_object_set (setting, NM_SETTING_CONNECTION_TYPE, NM_SETTING_VPN_SETTING_NAME,
                NM_SETTING_CONNECTION_AUTOCONNECT,
                !g_str_equal (vpn_profile_get_string (profile, VPN_KEY_AUTOCONNECT), "no"), NULL);
}

void
nmv_map_to_connection (const VpnProfile *profile, NMConnection *connection)
{
  NMSettingConnection *setting = nm_connection_get_setting_connection (connection);
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);

  if (setting == NULL)
    {
      setting = NM_SETTING_CONNECTION (nm_setting_connection_new ());
      nm_connection_add_setting (connection, NM_SETTING (setting));
    }
  if (vpn == NULL)
    {
      vpn = NM_SETTING_VPN (nm_setting_vpn_new ());
      nm_connection_add_setting (connection, NM_SETTING (vpn));
    }
  write_connection_setting (setting, profile);
  g_object_set (vpn, NM_SETTING_VPN_SERVICE_TYPE, NMV_SERVICE_NAME, NULL);
  drop_unknown_items (vpn);
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    if (is_data_key (key))
      write_data_item (vpn, profile, key);
}

/* ---- Connection to profile ------------------------------------------------------------------- */

static gboolean
read_data_item (VpnProfile *profile, const char *item, const char *value, GError **error)
{
  const VpnProfileKey *key = vpn_profile_key_find (item);
  g_autofree char *shown = NULL;
  g_auto (GStrv) elements = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *text = NULL;

  if (is_secret_flags (item))
    return TRUE;
  if (key == NULL || !is_data_key (key))
    {
      shown = text_clean_string (item, SHOWN_MAX);
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING, _ ("%s: there is no such setting"),
                   shown);
      return FALSE;
    }
  if (key->type != VPN_TYPE_LIST)
    return vpn_profile_set_text (profile, item, value, error);
  elements = g_strsplit_set (value, ", ", -1);
  list = g_ptr_array_new ();
  for (gsize i = 0; elements[i] != NULL; i++)
    if (elements[i][0] != '\0')
      g_ptr_array_add (list, elements[i]);
  g_ptr_array_add (list, NULL);
  text = g_strjoinv (",", (char **) list->pdata);
  return vpn_profile_set_text (profile, item, text, error);
}

/* A name of NetworkManager may be longer than ours and contain anything. It is a label only, so
 * one that does not fit is made to fit. */
static void
read_name (VpnProfile *profile, const char *id)
{
  g_autofree char *name = NULL;

  if (id == NULL || vpn_profile_set_text (profile, VPN_KEY_NAME, id, NULL))
    return;
  name = text_clean_string (id, VPN_PROFILE_NAME_MAX);
  vpn_profile_set_text (profile, VPN_KEY_NAME, g_strstrip (name), NULL);
}

static VpnProfile *
read_connection (NMConnection *connection, gboolean strict, GError **error)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  NMSettingConnection *setting = nm_connection_get_setting_connection (connection);
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);
  g_autofree const char **items = NULL;
  guint n_items = 0;

  if (setting != NULL)
    {
      const char *uuid = nm_setting_connection_get_uuid (setting);

      read_name (profile, nm_setting_connection_get_id (setting));
      /* NetworkManager also has UUIDs of another form, for connections it makes up; a profile
       * without one is given its own when it is stored. */
      if (uuid != NULL)
        vpn_profile_set_text (profile, VPN_KEY_UUID, uuid, NULL);
      if (nm_setting_connection_get_autoconnect (setting))
        vpn_profile_set_text (profile, VPN_KEY_AUTOCONNECT, "login", NULL);
    }
  if (vpn == NULL)
    return g_steal_pointer (&profile);
  items = nm_setting_vpn_get_data_keys (vpn, &n_items);
  for (guint i = 0; i < n_items; i++)
    if (!read_data_item (profile, items[i], nm_setting_vpn_get_data_item (vpn, items[i]),
                         strict ? error : NULL)
        && strict)
      return NULL;
  return g_steal_pointer (&profile);
}

VpnProfile *
nmv_map_to_profile (NMConnection *connection, GError **error)
{
  return read_connection (connection, TRUE, error);
}

VpnProfile *
nmv_map_to_draft (NMConnection *connection)
{
  return read_connection (connection, FALSE, NULL);
}
