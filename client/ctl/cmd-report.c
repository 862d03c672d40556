// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl report: what somebody who is to help has to know, without who and where one is. */
#include "ctl-commands.h"
#include "ctl-output.h"
#include "ctl-redact.h"

#include "vpn-doctor-run.h"

#include <glib/gi18n.h>

#include <sys/utsname.h>

static GVariant *
describe_system (void)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  struct utsname kernel;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "os", "s", os != NULL ? os : "");
  if (uname (&kernel) == 0)
    {
      g_variant_dict_insert (&dict, "kernel", "s", kernel.release);
      g_variant_dict_insert (&dict, "machine", "s", kernel.machine);
    }
  return g_variant_dict_end (&dict);
}

static void
learn_profile (CtlRedact *redact, const VpnProfile *settings)
{
  static const struct
  {
    const char *key, *kind;
  } rows[] = {
    { VPN_KEY_GATEWAY, "host" }, { VPN_KEY_AAA_NAME, "host" }, { VPN_KEY_REMOTE_ID, "host" },
    { VPN_KEY_USER, "user" },    { VPN_KEY_LOCAL_ID, "user" }, { VPN_KEY_EAP_IDENTITY, "user" },
    { VPN_KEY_NAME, "profile" },
  };
  static const struct
  {
    const char *key, *kind;
  } lists[] = {
    { VPN_KEY_DNS_DOMAINS, "domain" },
    { VPN_KEY_TRUST_DOMAINS, "domain" },
    { VPN_KEY_TRUST_NETWORKS, "network" },
    { VPN_KEY_TRUST_SERVERS, "server" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    ctl_redact_learn (redact, rows[i].kind, vpn_profile_get_string (settings, rows[i].key));
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const char *const *words = vpn_profile_get_list (settings, lists[i].key);

      for (gsize j = 0; words[j] != NULL; j++)
        ctl_redact_learn (redact, lists[i].kind, words[j]);
    }
}

static GVariant *
describe_profiles (Ctl *ctl, CtlRedact *redact)
{
  GListModel *profiles = vpn_client_get_profiles (ctl->client);
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (VpnClientProfile) profile = g_list_model_get_item (profiles, i);
      g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);
      VpnReason reason = vpn_client_profile_get_last_reason (profile);
      GVariantDict row;

      if (settings == NULL)
        continue;
      learn_profile (redact, settings);
      ctl_profile_to_dict (profile, &row);
      g_variant_dict_insert (&row, "last-reason", "s", vpn_reason_to_string (reason));
      g_variant_dict_insert_value (&row, "settings", vpn_profile_to_variant (settings));
      g_variant_builder_add_value (&rows, g_variant_dict_end (&row));
    }
  return g_variant_builder_end (&rows);
}

/* a(xss) as GetLog, as texts; NULL: there is none. */
static GVariant *
describe_log (VpnClientConnection *connection)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GVariant) lines = NULL;
  GVariantBuilder texts;
  GVariantIter iter;
  const char *level, *text;
  gint64 when;

  vpn_client_connection_get_log_async (connection, NULL, ctl_on_result, &wait);
  lines = vpn_client_connection_get_log_finish (connection, ctl_wait (&wait), NULL);
  g_variant_builder_init (&texts, G_VARIANT_TYPE_STRING_ARRAY);
  if (lines != NULL)
    {
      g_variant_iter_init (&iter, lines);
      while (g_variant_iter_next (&iter, "(x&s&s)", &when, &level, &text))
        g_variant_builder_add (&texts, "s", text);
    }
  return g_variant_builder_end (&texts);
}

static void
learn_peer (CtlRedact *redact, VpnClientConnection *connection)
{
  static const char *const keys[] = { "identity", "subject", "issuer" };
  GVariant *peer = vpn_dbus_connection_get_peer (vpn_client_connection_get_proxy (connection));
  const char *text;

  for (gsize i = 0; peer != NULL && i < G_N_ELEMENTS (keys); i++)
    if (g_variant_lookup (peer, keys[i], "&s", &text))
      ctl_redact_learn (redact, "holder", text);
}

static GVariant *
describe_connections (Ctl *ctl, CtlRedact *redact)
{
  GListModel *connections = vpn_client_get_connections (ctl->client);
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (connections, i);
      g_autoptr (GVariant) facts
          = g_variant_ref_sink (ctl_connection_to_variant (connection, NULL));
      GVariantDict row;

      learn_peer (redact, connection);
      g_variant_dict_init (&row, facts);
      g_variant_dict_insert_value (&row, "log", describe_log (connection));
      g_variant_builder_add_value (&rows, g_variant_dict_end (&row));
    }
  return g_variant_builder_end (&rows);
}

static GVariant *
describe_doctor (Ctl *ctl)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (DoctorReport) report = NULL;
  GVariantBuilder rows;

  vpn_doctor_run_async (ctl->client, ctl->profile, VPN_REASON_NONE, VPN_VOICE_COMMANDS, NULL,
                        ctl_on_result, &wait);
  report = vpn_doctor_run_finish (ctl_wait (&wait), NULL);
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; report != NULL && i < report->rows->len; i++)
    g_variant_builder_add_value (&rows, ctl_doctor_row_to_variant (report->rows->pdata[i]));
  return g_variant_builder_end (&rows);
}

static GVariant *
make_report (Ctl *ctl, CtlRedact *redact)
{
  GVariantDict dict;

  ctl_redact_learn (redact, "computer", g_get_host_name ());
  ctl_redact_learn (redact, "user", g_get_user_name ());
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "genkan", "s", vpn_client_get_version (ctl->client));
  g_variant_dict_insert_value (&dict, "system", describe_system ());
  g_variant_dict_insert_value (&dict, "profiles", describe_profiles (ctl, redact));
  g_variant_dict_insert_value (&dict, "connections", describe_connections (ctl, redact));
  g_variant_dict_insert_value (&dict, "checks", describe_doctor (ctl));
  return g_variant_dict_end (&dict);
}

CtlExit
ctl_cmd_report (Ctl *ctl, char **argv)
{
  gboolean with_names = FALSE;
  const GOptionEntry entries[] = {
    { "with-names", 0, 0, G_OPTION_ARG_NONE, &with_names,
      N_ ("Leave names and addresses as they are"), NULL },
    { NULL },
  };
  g_autoptr (CtlRedact) redact = ctl_redact_new ();
  g_autoptr (GVariant) report = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, entries, &exit))
    return exit;
  report = g_variant_ref_sink (make_report (ctl, redact));
  ctl_print_json (ctl->out, "report", with_names ? report : ctl_redact_variant (redact, report));
  if (!ctl->quiet)
    fprintf (ctl->err, "%s\n",
             with_names ? _ ("It names people, computers and addresses; mind whom you send it to")
                        : _ ("Names and addresses were replaced; look through it before you send "
                             "it, all the same"));
  return CTL_OK;
}
