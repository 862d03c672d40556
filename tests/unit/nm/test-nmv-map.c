// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-map.h"

#include "nmv-keys.h"
#include "profile-sample.h"
#include "vpn-error.h"

#include <string.h>

#define UUID "123e4567-e89b-12d3-a456-426614174000"

static NMConnection *
new_connection (void)
{
  NMConnection *connection = nm_simple_connection_new ();
  g_autoptr (VpnProfile) profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, "office", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "vpn.example.org", NULL));
  nmv_map_to_connection (profile, connection);
  return connection;
}

/* What NetworkManager's daemon and its files make of a connection on the way. */
static NMConnection *
through_networkmanager (NMConnection *connection)
{
  g_autoptr (GVariant) bus
      = g_variant_ref_sink (nm_connection_to_dbus (connection, NM_CONNECTION_SERIALIZE_ALL));
  g_autoptr (NMConnection) received = nm_simple_connection_new_from_dbus (bus, NULL);
  g_autoptr (GKeyFile) written = NULL;
  g_autoptr (GKeyFile) read = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  NMConnection *result;

  g_assert_nonnull (received);
  written = nm_keyfile_write (received, NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
  text = g_key_file_to_data (written, NULL, NULL);
  g_assert_true (g_key_file_load_from_data (read, text, strlen (text), G_KEY_FILE_NONE, NULL));
  result = nm_keyfile_read (read, "/", NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
assert_survives (const VpnProfile *profile)
{
  g_autoptr (NMConnection) connection = nm_simple_connection_new ();
  g_autoptr (NMConnection) travelled = NULL;
  g_autoptr (VpnProfile) back = NULL;
  g_autoptr (GError) error = NULL;

  nmv_map_to_connection (profile, connection);
  travelled = through_networkmanager (connection);
  back = nmv_map_to_profile (travelled, &error);
  g_assert_no_error (error);
  g_assert_true (vpn_profile_equal (profile, back));
}

static VpnProfile *
new_named_profile (void)
{
  VpnProfile *profile = vpn_profile_new ();

  /* A connection of NetworkManager always has these and a data item. */
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, "office", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_UUID, UUID, NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "vpn.example.org", NULL));
  return profile;
}

static void
test_every_key_survives (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260801);

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    for (int i = 0; i < 40; i++)
      {
        g_autoptr (VpnProfile) profile = new_named_profile ();
        g_autofree char *text = profile_sample_text (key, random);

        g_assert_true (vpn_profile_set_text (profile, key->name, text, NULL));
        assert_survives (profile);
      }
}

static void
test_every_combination_survives (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260802);

  for (int i = 0; i < 400; i++)
    {
      g_autoptr (VpnProfile) profile = new_named_profile ();

      for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
        {
          g_autofree char *text = profile_sample_text (key, random);

          if (g_rand_boolean (random))
            g_assert_true (vpn_profile_set_text (profile, key->name, text, NULL));
        }
      assert_survives (profile);
    }
}

/* Nothing that a value could be taken for elsewhere gets through: no second line, no escape. */
static void
test_hostile_values (void)
{
  static const char *const hostile[] = { "x\nleftupdown=/tmp/evil",
                                         "x\rPassword helper /tmp/evil",
                                         "\n",
                                         "\x1b[2J",
                                         "a\x7f"
                                         "b",
                                         "\xe2\x80\xae"
                                         "evil",
                                         "\xff\xfe",
                                         "x\ty" };

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
      {
        g_autoptr (NMConnection) connection = new_connection ();
        g_autoptr (VpnProfile) profile = NULL;
        g_autoptr (VpnProfile) draft = NULL;
        g_autoptr (GError) error = NULL;

        if (strcmp (key->name, VPN_KEY_NAME) == 0 || strcmp (key->name, VPN_KEY_UUID) == 0
            || strcmp (key->name, VPN_KEY_AUTOCONNECT) == 0)
          continue;
        nm_setting_vpn_add_data_item (nm_connection_get_setting_vpn (connection), key->name,
                                      hostile[i]);
        profile = nmv_map_to_profile (connection, &error);
        g_assert_null (profile);
        g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING);
        g_assert_true (g_str_has_prefix (error->message, key->name));
        g_assert_null (strpbrk (error->message, "\n\r\x1b"));
        draft = nmv_map_to_draft (connection);
        g_assert_false (vpn_profile_is_set (draft, key->name));
      }
}

static void
test_hostile_names (void)
{
  static const char *const items[] = { "leftupdown",      "connection.gateway\nleftupdown",
                                       "Password helper", "connection.uuid",
                                       "connection.name", "connection.autoconnect",
                                       "ca-path",         "x-flags",
                                       "-flags",          "\x1b[2J" };

  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (NMConnection) connection = new_connection ();
      g_autoptr (VpnProfile) profile = NULL;
      g_autoptr (GError) error = NULL;

      nm_setting_vpn_add_data_item (nm_connection_get_setting_vpn (connection), items[i], "/x");
      profile = nmv_map_to_profile (connection, &error);
      g_assert_null (profile);
      g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING);
      g_assert_null (strpbrk (error->message, "\n\r\x1b"));
    }
}

static void
test_label_is_made_to_fit (void)
{
  g_autofree char *endless = g_strnfill (4000, 'a');
  const char *const names[] = { endless, "two\nlines", "\x1b[2J" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (NMConnection) connection = new_connection ();
      g_autoptr (VpnProfile) profile = NULL;
      g_autoptr (GError) error = NULL;

      g_object_set (nm_connection_get_setting_connection (connection), NM_SETTING_CONNECTION_ID,
                    names[i], NULL);
      profile = nmv_map_to_profile (connection, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (strlen (vpn_profile_get_string (profile, VPN_KEY_NAME)), <=,
                        VPN_PROFILE_NAME_MAX);
      g_assert_null (strpbrk (vpn_profile_get_string (profile, VPN_KEY_NAME), "\n\x1b"));
    }
}

static void
test_lists_of_both_kinds (void)
{
  static const char *const texts[]
      = { "10.0.0.0/8 192.0.2.0/24", "10.0.0.0/8,192.0.2.0/24", " 10.0.0.0/8,  192.0.2.0/24 " };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (NMConnection) connection = new_connection ();
      g_autoptr (VpnProfile) profile = NULL;
      g_autofree char *text = NULL;

      nm_setting_vpn_add_data_item (nm_connection_get_setting_vpn (connection), VPN_KEY_ROUTES,
                                    texts[i]);
      profile = nmv_map_to_profile (connection, NULL);
      g_assert_nonnull (profile);
      text = vpn_profile_get_text (profile, VPN_KEY_ROUTES);
      g_assert_cmpstr (text, ==, "10.0.0.0/8,192.0.2.0/24");
    }
}

/* An editor rewrites the data items and keeps what NetworkManager and the user put beside them. */
static void
test_rewrite_keeps_the_rest (void)
{
  g_autoptr (NMConnection) connection = new_connection ();
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);
  g_autofree char *uuid = g_strdup (nm_connection_get_uuid (connection));
  g_autoptr (VpnProfile) profile = vpn_profile_new ();

  nm_setting_vpn_add_secret (vpn, NMV_SECRET_PASSWORD, "wonderland");
  nm_setting_vpn_add_data_item (vpn, NMV_SECRET_PASSWORD "-flags", "1");
  nm_setting_vpn_add_data_item (vpn, "newer.key", "x");
  g_object_set (vpn, NM_SETTING_VPN_PERSISTENT, TRUE, NULL);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_USER, "alice", NULL));
  nmv_map_to_connection (profile, connection);

  g_assert_cmpstr (nm_connection_get_uuid (connection), ==, uuid);
  g_assert_cmpstr (nm_connection_get_id (connection), ==, "office");
  g_assert_cmpstr (nm_setting_vpn_get_secret (vpn, NMV_SECRET_PASSWORD), ==, "wonderland");
  g_assert_cmpstr (nm_setting_vpn_get_data_item (vpn, NMV_SECRET_PASSWORD "-flags"), ==, "1");
  g_assert_cmpstr (nm_setting_vpn_get_data_item (vpn, VPN_KEY_USER), ==, "alice");
  g_assert_null (nm_setting_vpn_get_data_item (vpn, VPN_KEY_GATEWAY));
  g_assert_null (nm_setting_vpn_get_data_item (vpn, "newer.key"));
  g_assert_true (nm_setting_vpn_get_persistent (vpn));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nm/map/every-key-survives", test_every_key_survives);
  g_test_add_func ("/nm/map/every-combination-survives", test_every_combination_survives);
  g_test_add_func ("/nm/map/hostile-values", test_hostile_values);
  g_test_add_func ("/nm/map/hostile-names", test_hostile_names);
  g_test_add_func ("/nm/map/label-is-made-to-fit", test_label_is_made_to_fit);
  g_test_add_func ("/nm/map/lists-of-both-kinds", test_lists_of_both_kinds);
  g_test_add_func ("/nm/map/rewrite-keeps-the-rest", test_rewrite_keeps_the_rest);
  return g_test_run ();
}
