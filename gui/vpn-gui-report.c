// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The report for an administrator. */
#include "vpn-gui-report.h"

#include "config.h"
#include "vpn-client-describe.h"
#include "vpn-client-text.h"
#include "vpn-redact.h"

#include <string.h>

/* The report is in English, whatever the language of the person: who reads it may have another. */

char *
vpn_gui_report_format_line (gint64 when, const char *level, const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (when / G_USEC_PER_SEC);
  g_autofree char *clock = time == NULL ? NULL : g_date_time_format (time, "%H:%M:%S");
  g_autofree char *clean_level = vpn_client_text_clean (level);
  g_autofree char *clean = vpn_client_text_clean (text);

  return g_strdup_printf ("%s.%03d %-7s %s", clock == NULL ? "?" : clock,
                          (int) (when / 1000 % 1000), clean_level, clean);
}

static void
append_settings (GString *report, VpnGuiProfile *profile)
{
  g_autoptr (VpnProfile) settings
      = vpn_client_profile_get_settings (vpn_gui_profile_get_stored (profile), NULL);

  if (settings == NULL)
    return;
  g_string_append (report, "\nSettings\n");
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *text = NULL;

      if (!vpn_profile_is_set (settings, key->name))
        continue;
      text = vpn_profile_get_text (settings, key->name);
      if (strcmp (key->name, VPN_KEY_USER) == 0 || strcmp (key->name, VPN_KEY_EAP_IDENTITY) == 0
          || strcmp (key->name, VPN_KEY_LOCAL_ID) == 0)
        {
          g_autofree char *short_text = vpn_redact_identity (text);

          g_string_append_printf (report, "%s=%s\n", key->name, short_text);
        }
      else if (key->type == VPN_TYPE_FILE)
        g_string_append_printf (report, "%s=(a file)\n", key->name);
      else
        g_string_append_printf (report, "%s=%s\n", key->name, text);
    }
}

static void
append_connection (GString *report, VpnClientConnection *connection)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  g_autofree char *encryption = vpn_client_describe_encryption (proxy);
  g_autofree char *routes = vpn_client_text_list (vpn_dbus_connection_get_routes (proxy));
  g_autofree char *warnings = vpn_client_text_list (vpn_dbus_connection_get_warnings (proxy));

  g_string_append_printf (report, "State: %s, step %s, reason %s\n",
                          vpn_state_to_string (vpn_client_connection_get_state (connection)),
                          vpn_step_to_string (vpn_client_connection_get_step (connection)),
                          vpn_reason_to_string (vpn_client_connection_get_reason (connection)));
  g_string_append_printf (report, "Encryption: %s\nNetworks: %s\nMTU: %u\nWarnings: %s\n",
                          encryption, routes, vpn_dbus_connection_get_mtu (proxy), warnings);
}

char *
vpn_gui_report_new (VpnGuiModel *model, VpnGuiProfile *profile, GVariant *log)
{
  GString *report = g_string_new ("Genkan VPN report\n");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d %H:%M:%S %z");
  GVariantIter iter;
  gint64 when;
  const char *level, *text;

  g_string_append_printf (report, "Date: %s\nVersions: genkan %s, genkand %s\n", date,
                          GENKAN_VERSION, vpn_gui_model_get_version (model));
  g_string_append_printf (report, "Last reason: %s\n",
                          vpn_reason_to_string (vpn_gui_profile_get_reason (profile)));
  if (vpn_gui_profile_get_connection (profile) != NULL)
    append_connection (report, vpn_gui_profile_get_connection (profile));
  append_settings (report, profile);
  if (log == NULL)
    return g_string_free (report, FALSE);
  g_string_append (report, "\nLog\n");
  g_variant_iter_init (&iter, log);
  while (g_variant_iter_next (&iter, "(x&s&s)", &when, &level, &text))
    {
      g_autofree char *line = vpn_gui_report_format_line (when, level, text);

      g_string_append_printf (report, "%s\n", line);
    }
  return g_string_free (report, FALSE);
}
