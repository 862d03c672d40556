// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl show: the settings of a profile. */
#include "ctl-commands.h"
#include "ctl-output.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

static void
print_json (Ctl *ctl, VpnClientProfile *profile, const VpnProfile *settings)
{
  VpnReason reason = vpn_client_profile_get_last_reason (profile);
  GVariantDict row;

  ctl_profile_to_dict (profile, &row);
  g_variant_dict_insert (&row, "last-reason", "s", vpn_reason_to_string (reason));
  g_variant_dict_insert_value (&row, "settings", vpn_profile_to_variant (settings));
  ctl_print_json (ctl->out, "profile", g_variant_dict_end (&row));
}

static void
print_text (Ctl *ctl, VpnClientProfile *profile, const VpnProfile *settings, gboolean all)
{
  const char *last_error = vpn_dbus_profile_get_last_error (vpn_client_profile_get_proxy (profile));

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *text = NULL;
      g_autofree char *clean = NULL;

      if (!all && !vpn_profile_is_set (settings, key->name))
        continue;
      text = vpn_profile_get_text (settings, key->name);
      clean = vpn_client_text_clean (text);
      fprintf (ctl->out, "%s=%s\n", key->name, clean);
    }
  if (vpn_client_profile_get_last_reason (profile) != VPN_REASON_NONE && last_error != NULL)
    {
      g_autofree char *clean = vpn_client_text_clean (last_error);

      fprintf (ctl->out, _ ("# last error: %s\n"), clean);
    }
}

CtlExit
ctl_cmd_show (Ctl *ctl, char **argv)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_ ("Also the settings that were never set"), NULL },
    { NULL },
  };
  g_auto (GStrv) args = NULL;
  g_autoptr (VpnProfile) settings = NULL;
  g_autoptr (VpnClientProfile) profile = NULL;
  GError *error = NULL;
  CtlExit exit;

  profile = ctl_begin_with_profile (ctl, argv, entries, 1, &args, &exit);
  if (profile == NULL)
    return exit;
  settings = vpn_client_profile_get_settings (profile, &error);
  if (settings == NULL)
    return ctl_fail_error (ctl, error);
  if (ctl->json)
    print_json (ctl, profile, settings);
  else
    print_text (ctl, profile, settings, all);
  return CTL_OK;
}
