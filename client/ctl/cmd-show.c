// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl show: the settings of a profile. */
#include "ctl-commands.h"
#include "ctl-output.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

/* The value or the default, floating. */
static GVariant *
value_of (const VpnProfile *settings, const VpnProfileKey *key)
{
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      return g_variant_new_boolean (vpn_profile_get_boolean (settings, key->name));
    case VPN_TYPE_INTEGER:
      return g_variant_new_int32 ((gint32) vpn_profile_get_integer (settings, key->name));
    case VPN_TYPE_LIST:
      return g_variant_new_strv (vpn_profile_get_list (settings, key->name), -1);
    case VPN_TYPE_STRING:
    case VPN_TYPE_CHOICE:
    case VPN_TYPE_FILE:
      return g_variant_new_string (vpn_profile_get_string (settings, key->name));
    }
  g_return_val_if_reached (NULL);
}

/* a{sv} of every key, floating. */
static GVariant *
all_to_variant (const VpnProfile *settings)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    g_variant_builder_add (&builder, "{sv}", key->name, value_of (settings, key));
  return g_variant_builder_end (&builder);
}

static void
print_json (Ctl *ctl, const VpnProfile *settings, gboolean all)
{
  VpnReason reason = vpn_client_profile_get_last_reason (ctl->profile);
  GVariantDict row;

  ctl_profile_to_dict (ctl->profile, &row);
  g_variant_dict_insert (&row, "last-reason", "s", vpn_reason_to_string (reason));
  g_variant_dict_insert_value (&row, "settings",
                               all ? all_to_variant (settings) : vpn_profile_to_variant (settings));
  ctl_print_json (ctl->out, "profile", g_variant_dict_end (&row));
}

static void
print_text (Ctl *ctl, const VpnProfile *settings, gboolean all)
{
  const char *last_error
      = vpn_dbus_profile_get_last_error (vpn_client_profile_get_proxy (ctl->profile));

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
  if (vpn_client_profile_get_last_reason (ctl->profile) != VPN_REASON_NONE && last_error != NULL)
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
  g_autoptr (VpnProfile) settings = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, entries, &exit))
    return exit;
  if (ctl_reveal_profile (ctl->profile, &error))
    settings = vpn_client_profile_get_settings (ctl->profile, &error);
  if (settings == NULL)
    return ctl_fail_error (ctl, error);
  if (ctl->json)
    print_json (ctl, settings, all);
  else
    print_text (ctl, settings, all);
  return CTL_OK;
}
