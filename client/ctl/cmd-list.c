// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl list: the profiles and which of them are connected. */
#include "ctl-commands.h"
#include "ctl-output.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

#define N_COLUMNS 5

/* The one of the profile that is not over, borrowed; NULL: none. */
static VpnClientConnection *
find_live (Ctl *ctl, VpnClientProfile *profile)
{
  VpnClientConnection *connection
      = vpn_client_find_connection (ctl->client, vpn_client_profile_get_name (profile));

  return connection != NULL && !vpn_client_connection_is_over (connection) ? connection : NULL;
}

static VpnState
state_of (VpnClientConnection *live)
{
  return live != NULL ? vpn_client_connection_get_state (live) : VPN_STATE_DISCONNECTED;
}

static VpnProtection
protection_of (VpnClientConnection *live)
{
  return live != NULL ? vpn_client_connection_get_protection (live) : VPN_PROTECTION_OPEN;
}

static GVariant *
profile_to_variant (Ctl *ctl, VpnClientProfile *profile)
{
  g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);
  VpnClientConnection *live = find_live (ctl, profile);
  GVariantDict dict;

  ctl_profile_to_dict (profile, &dict);
  g_variant_dict_insert (&dict, "state", "s", vpn_state_to_string (state_of (live)));
  g_variant_dict_insert (&dict, "protection", "s", vpn_protection_to_string (protection_of (live)));
  if (settings != NULL)
    {
      g_variant_dict_insert (&dict, "gateway", "s",
                             vpn_profile_get_string (settings, VPN_KEY_GATEWAY));
      g_variant_dict_insert (&dict, "user", "s", vpn_profile_get_string (settings, VPN_KEY_USER));
      g_variant_dict_insert (&dict, "auth", "s", vpn_profile_get_string (settings, VPN_KEY_AUTH));
    }
  return g_variant_dict_end (&dict);
}

static void
print_json (Ctl *ctl, GListModel *profiles)
{
  guint n = g_list_model_get_n_items (profiles);
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientProfile) profile = g_list_model_get_item (profiles, i);

      g_variant_builder_add_value (&rows, profile_to_variant (ctl, profile));
    }
  ctl_print_json (ctl->out, "profiles", g_variant_builder_end (&rows));
}

static void
print_text (Ctl *ctl, GListModel *profiles)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  const char *const headings[]
      = { _ ("NAME"), _ ("GATEWAY"), _ ("USER"), _ ("FOR"), _ ("STATE"), NULL };
  guint n = g_list_model_get_n_items (profiles);

  if (n == 0)
    {
      if (!ctl->quiet)
        fprintf (ctl->out, "%s\n", _ ("There are no profiles; add one with \"vpnctl add\""));
      return;
    }
  g_ptr_array_add (rows, g_strdupv ((char **) headings));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientProfile) profile = g_list_model_get_item (profiles, i);
      g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);
      VpnClientConnection *live = find_live (ctl, profile);
      char **row = g_new0 (char *, N_COLUMNS + 1);

      row[0] = vpn_client_text_clean (vpn_client_profile_get_name (profile));
      row[1] = vpn_client_text_clean (
          settings == NULL ? "?" : vpn_profile_get_string (settings, VPN_KEY_GATEWAY));
      row[2] = vpn_client_text_clean (
          settings == NULL ? "?" : vpn_profile_get_string (settings, VPN_KEY_USER));
      row[3] = g_strdup (vpn_client_profile_is_system (profile) ? _ ("everybody") : _ ("you"));
      row[4] = vpn_client_text_state (state_of (live), protection_of (live));
      g_ptr_array_add (rows, row);
    }
  ctl_print_table (ctl->out, rows, N_COLUMNS);
}

CtlExit
ctl_cmd_list (Ctl *ctl, char **argv)
{
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  if (ctl->json)
    print_json (ctl, vpn_client_get_profiles (ctl->client));
  else
    print_text (ctl, vpn_client_get_profiles (ctl->client));
  return CTL_OK;
}
