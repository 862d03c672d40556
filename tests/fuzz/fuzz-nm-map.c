// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The data items of a connection of NetworkManager, a line "name=text" each. What is taken for a
 * profile is the same when the connection is made of it again. */
#include "nmv-map.h"

#include <string.h>

#define UUID "123e4567-e89b-12d3-a456-426614174000"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static NMConnection *
new_connection (const char *id, gboolean autoconnect)
{
  NMConnection *connection = nm_simple_connection_new ();
  NMSetting *setting = nm_setting_connection_new ();

  g_object_set (setting, NM_SETTING_CONNECTION_ID, id, NM_SETTING_CONNECTION_UUID, UUID,
                NM_SETTING_CONNECTION_AUTOCONNECT, autoconnect, NULL);
  nm_connection_add_setting (connection, setting);
  nm_connection_add_setting (connection, nm_setting_vpn_new ());
  return connection;
}

static void
add_items (NMConnection *connection, const char *text)
{
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char *value = strchr (lines[i], '=');

      if (value == NULL || value == lines[i])
        continue;
      *value = '\0';
      nm_setting_vpn_add_data_item (vpn, lines[i], value + 1);
    }
}

static void
check_again (const VpnProfile *profile)
{
  g_autoptr (NMConnection) connection = nm_simple_connection_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) again = NULL;

  nmv_map_to_connection (profile, connection);
  again = nmv_map_to_profile (connection, &error);
  g_assert_no_error (error);
  g_assert (vpn_profile_equal (profile, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autofree char *text = g_strndup (len > 0 ? (const char *) data : "", len);
  g_autofree char *id = g_strndup (text, strcspn (text, "\n"));
  g_autoptr (NMConnection) connection = NULL;
  g_autoptr (VpnProfile) profile = NULL, draft = NULL;
  g_autoptr (GError) error = NULL;

  /* D-Bus carries nothing else. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  connection = new_connection (id, len % 2 == 0);
  add_items (connection, text);
  draft = nmv_map_to_draft (connection);
  check_again (draft);
  profile = nmv_map_to_profile (connection, &error);
  g_assert ((profile == NULL) == (error != NULL));
  if (profile != NULL)
    g_assert (vpn_profile_equal (profile, draft));
  else
    g_assert (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
