// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A connection in words. */
#include "ctl-output.h"

#include "vpn-client-describe.h"
#include "vpn-client-drops.h"
#include "vpn-client-text.h"

#include <glib/gi18n.h>

static char *
describe_state (VpnClientConnection *connection)
{
  VpnState state = vpn_client_connection_get_state (connection);
  guint64 since = vpn_dbus_connection_get_since (vpn_client_connection_get_proxy (connection));
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *duration = NULL;

  if (state == VPN_STATE_CONNECTING)
    {
      VpnStep step = vpn_client_connection_get_step (connection);
      const char *detail = vpn_client_connection_get_step_detail (connection);
      g_autofree char *text = vpn_client_text_step (step, detail);

      return g_strdup_printf ("%s: %s", vpn_state_label (state), text);
    }
  if (state != VPN_STATE_CONNECTED || since == 0)
    return vpn_client_text_state (state, vpn_client_connection_get_protection (connection));
  duration = vpn_client_text_duration (now - (gint64) since);
  /* Translators: "Connected for 5 min 3 s" */
  return g_strdup_printf (C_ ("state and duration", "%s for %s"), vpn_state_label (state),
                          duration);
}

static void
print_warnings (Ctl *ctl, VpnDbusConnection *proxy, guint width)
{
  g_auto (GStrv) warnings = vpn_client_describe_warnings (proxy);

  for (gsize i = 0; warnings[i] != NULL; i++)
    ctl_print_field (ctl->out, _ ("Note"), width, warnings[i]);
}

static void
print_live_fields (Ctl *ctl, VpnDbusConnection *proxy, GVariant *counters)
{
  g_autofree char *gateway = vpn_client_describe_gateway (proxy);
  g_autofree char *identity = vpn_client_describe_identity (proxy);
  g_autofree char *addresses
      = vpn_client_text_addresses (vpn_dbus_connection_get_addresses (proxy));
  g_autofree char *routes = vpn_client_text_routes (vpn_dbus_connection_get_routes (proxy));
  g_autofree char *dns = vpn_client_describe_dns (proxy);
  g_autofree char *encryption = vpn_client_describe_encryption_in_words (proxy);
  g_autofree char *traffic = vpn_client_describe_traffic (counters);
  g_autofree char *interface = vpn_client_text_clean (vpn_dbus_connection_get_interface (proxy));
  g_autofree char *link
      = g_strdup_printf (_ ("%s, MTU %u"), interface, vpn_dbus_connection_get_mtu (proxy));
  g_autofree char *banner = vpn_client_text_clean (vpn_dbus_connection_get_banner (proxy));
  const struct
  {
    const char *label, *text;
  } fields[] = {
    { _ ("Gateway"), gateway },
    { _ ("Identity"), identity },
    { _ ("Address"), addresses },
    { _ ("Reaches"), routes },
    { _ ("DNS"), dns },
    { _ ("Interface"), *interface == '\0' ? NULL : link },
    { _ ("Encryption"), encryption },
    { _ ("Traffic"), traffic },
    { _ ("Message"), banner },
  };
  guint width = ctl_text_width (_ ("Note"));

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    width = MAX (width, ctl_text_width (fields[i].label));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    ctl_print_field (ctl->out, fields[i].label, width, fields[i].text);
  if (vpn_dbus_connection_get_stalled (proxy))
    ctl_print_field (ctl->out, _ ("Note"), width,
                     _ ("What is sent through the VPN gets no answer at the moment"));
  print_warnings (ctl, proxy, width);
}

/* What everybody may know of what another user has connected. */
static void
print_outer_fields (Ctl *ctl, VpnDbusConnection *proxy)
{
  g_autofree char *interface = vpn_client_text_clean (vpn_dbus_connection_get_interface (proxy));
  guint width = MAX (ctl_text_width (_ ("Interface")), ctl_text_width (_ ("Note")));

  ctl_print_field (ctl->out, _ ("Interface"), width, interface);
  ctl_print_field (ctl->out, _ ("Note"), width,
                   _ ("Another user has connected this; its details are that user's"));
}

void
ctl_print_connection (Ctl *ctl, VpnClientConnection *connection, GVariant *counters)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  g_autofree char *name = vpn_client_text_clean (vpn_client_connection_get_name (connection));
  g_autofree char *state = describe_state (connection);
  g_autofree char *sentence = NULL;

  fprintf (ctl->out, "%s: %s\n", name, state);
  if (!vpn_client_connection_is_own (connection))
    {
      print_outer_fields (ctl, proxy);
      return;
    }
  switch (vpn_client_connection_get_state (connection))
    {
    case VPN_STATE_CONNECTED:
    case VPN_STATE_RECONNECTING:
      print_live_fields (ctl, proxy, counters);
      break;
    case VPN_STATE_FAILED:
      sentence = vpn_client_connection_explain (connection, VPN_VOICE_COMMANDS);
      fprintf (ctl->out, "  %s\n", sentence);
      if (vpn_client_connection_get_protection (connection) == VPN_PROTECTION_HELD)
        fprintf (
            ctl->out, "  %s\n",
            _ ("What goes through the VPN is refused meanwhile; connect again, or disconnect to "
               "let it out in clear"));
      break;
    case VPN_STATE_DISCONNECTED:
    case VPN_STATE_CONNECTING:
    case VPN_STATE_DISCONNECTING:
      break;
    }
}

void
ctl_print_drops (Ctl *ctl, GVariant *counters)
{
  g_auto (GStrv) lines = vpn_client_describe_drops (counters);

  for (gsize i = 0; lines[i] != NULL; i++)
    ctl_print_field (ctl->out, _ ("Dropped"), ctl_text_width (_ ("Encryption")), lines[i]);
}

void
ctl_print_summary (Ctl *ctl, VpnClientConnection *connection)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  g_autofree char *name = vpn_client_text_clean (vpn_client_connection_get_name (connection));
  g_autofree char *addresses
      = vpn_client_text_addresses (vpn_dbus_connection_get_addresses (proxy));
  g_autofree char *gateway = vpn_client_describe_gateway (proxy);
  g_autofree char *identity = vpn_client_describe_identity (proxy);
  g_autofree char *routes = vpn_client_text_routes (vpn_dbus_connection_get_routes (proxy));
  g_autofree char *dns = vpn_client_describe_dns (proxy);
  g_autofree char *end = vpn_client_describe_certificate_end (proxy);

  if (ctl->quiet)
    return;
  fprintf (ctl->out, _ ("Connected to %s with address %s\n"), name, addresses);
  fprintf (ctl->out, _ ("Gateway: %s; identity: %s\n"), gateway, identity);
  if (*dns == '\0')
    fprintf (ctl->out, _ ("Reaches: %s\n"), routes);
  else
    fprintf (ctl->out, _ ("Reaches: %s; DNS: %s\n"), routes, dns);
  if (end != NULL)
    fprintf (ctl->out, "%s\n", end);
}
