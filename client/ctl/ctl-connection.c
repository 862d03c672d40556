// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A connection in words. */
#include "ctl-output.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

/* "vpn.example.org (192.0.2.1)" */
static char *
describe_gateway (VpnDbusConnection *proxy)
{
  g_autofree char *name = vpn_client_text_clean (vpn_dbus_connection_get_gateway (proxy));
  g_autofree char *address
      = vpn_client_text_clean (vpn_dbus_connection_get_gateway_address (proxy));

  if (*address == '\0' || g_strcmp0 (name, address) == 0)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s (%s)", name, address);
}

static char *
look_up_clean (GVariant *dictionary, const char *key)
{
  const char *text = "";

  if (dictionary != NULL)
    (void) g_variant_lookup (dictionary, key, "&s", &text);
  return vpn_client_text_clean (text);
}

/* "vpn.example.org, proven by RSA-PSS with SHA-256" */
static char *
describe_identity (VpnDbusConnection *proxy)
{
  GVariant *peer = vpn_dbus_connection_get_peer (proxy);
  g_autofree char *identity = look_up_clean (peer, "identity");
  g_autofree char *method = look_up_clean (peer, "method");

  if (*identity == '\0' || *method == '\0')
    return g_steal_pointer (&identity);
  /* Translators: the gateway's identity and what proved it: "vpn.example.org, proven by ECDSA" */
  return g_strdup_printf (_ ("%s, proven by %s"), identity, method);
}

static char *
describe_dns (VpnDbusConnection *proxy)
{
  g_autofree char *servers = vpn_client_text_list (vpn_dbus_connection_get_dns (proxy));
  g_autofree char *domains = vpn_client_text_list (vpn_dbus_connection_get_domains (proxy));

  if (*domains == '\0' || *servers == '\0')
    return g_steal_pointer (&servers);
  /* Translators: DNS servers and the domains they are for. */
  return g_strdup_printf (C_ ("servers and domains", "%s for %s"), servers, domains);
}

static char *
describe_traffic (GVariant *counters)
{
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  guint64 tx = 0, rx = 0;

  if (counters == NULL)
    return NULL;
  (void) g_variant_lookup (counters, "tx-bytes", "t", &tx);
  (void) g_variant_lookup (counters, "rx-bytes", "t", &rx);
  sent = vpn_client_text_bytes (tx);
  received = vpn_client_text_bytes (rx);
  return g_strdup_printf (_ ("%s sent, %s received"), sent, received);
}

static char *
describe_encryption (VpnDbusConnection *proxy)
{
  GVariant *children = vpn_dbus_connection_get_child_sas (proxy);
  g_autofree char *ike = vpn_client_text_clean (vpn_dbus_connection_get_ike_suite (proxy));
  g_autofree char *suite = NULL;
  g_autoptr (GVariant) child = NULL;

  if (children == NULL || g_variant_n_children (children) == 0)
    return g_steal_pointer (&ike);
  child = g_variant_get_child_value (children, 0);
  suite = look_up_clean (child, "suite");
  return g_strdup_printf ("%s (IKE: %s)", suite, ike);
}

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
    return g_strdup (vpn_state_label (state));
  duration = vpn_client_text_duration (now - (gint64) since);
  /* Translators: "Connected for 5 min 3 s" */
  return g_strdup_printf (C_ ("state and duration", "%s for %s"), vpn_state_label (state),
                          duration);
}

static void
print_warnings (Ctl *ctl, VpnDbusConnection *proxy, guint width)
{
  const char *const *warnings = vpn_dbus_connection_get_warnings (proxy);

  for (gsize i = 0; warnings != NULL && warnings[i] != NULL; i++)
    {
      g_autofree char *clean = vpn_client_text_clean (warnings[i]);

      ctl_print_field (ctl->out, _ ("Note"), width, clean);
    }
}

static void
print_live_fields (Ctl *ctl, VpnDbusConnection *proxy, GVariant *counters)
{
  g_autofree char *gateway = describe_gateway (proxy);
  g_autofree char *identity = describe_identity (proxy);
  g_autofree char *addresses
      = vpn_client_text_addresses (vpn_dbus_connection_get_addresses (proxy));
  g_autofree char *routes = vpn_client_text_routes (vpn_dbus_connection_get_routes (proxy));
  g_autofree char *dns = describe_dns (proxy);
  g_autofree char *encryption = describe_encryption (proxy);
  g_autofree char *traffic = describe_traffic (counters);
  g_autofree char *interface = vpn_client_text_clean (vpn_dbus_connection_get_interface (proxy));
  g_autofree char *link = g_strdup_printf (_ ("%s, MTU %u"), interface,
                                           vpn_dbus_connection_get_mtu (proxy));
  g_autofree char *banner = vpn_client_text_clean (vpn_dbus_connection_get_banner (proxy));
  const struct
  {
    const char *label, *text;
  } fields[] = {
    { _ ("Gateway"), gateway },       { _ ("Identity"), identity },
    { _ ("Address"), addresses },     { _ ("Reaches"), routes },
    { _ ("DNS"), dns },               { _ ("Interface"), *interface == '\0' ? NULL : link },
    { _ ("Encryption"), encryption }, { _ ("Traffic"), traffic },
    { _ ("Message"), banner },
  };
  guint width = ctl_text_width (_ ("Note"));

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    width = MAX (width, ctl_text_width (fields[i].label));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    ctl_print_field (ctl->out, fields[i].label, width, fields[i].text);
  print_warnings (ctl, proxy, width);
}

void
ctl_print_connection (Ctl *ctl, VpnClientConnection *connection, GVariant *counters)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  g_autofree char *name = vpn_client_text_clean (vpn_client_connection_get_name (connection));
  g_autofree char *state = describe_state (connection);
  g_autofree char *sentence = NULL;

  fprintf (ctl->out, "%s: %s\n", name, state);
  switch (vpn_client_connection_get_state (connection))
    {
    case VPN_STATE_CONNECTED:
    case VPN_STATE_RECONNECTING:
      print_live_fields (ctl, proxy, counters);
      break;
    case VPN_STATE_FAILED:
      sentence = vpn_client_connection_explain (connection);
      fprintf (ctl->out, "  %s\n", sentence);
      break;
    case VPN_STATE_DISCONNECTED:
    case VPN_STATE_CONNECTING:
    case VPN_STATE_DISCONNECTING:
      break;
    }
}

void
ctl_print_summary (Ctl *ctl, VpnClientConnection *connection)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connection);
  g_autofree char *name = vpn_client_text_clean (vpn_client_connection_get_name (connection));
  g_autofree char *addresses
      = vpn_client_text_addresses (vpn_dbus_connection_get_addresses (proxy));
  g_autofree char *gateway = describe_gateway (proxy);
  g_autofree char *identity = describe_identity (proxy);
  g_autofree char *routes = vpn_client_text_routes (vpn_dbus_connection_get_routes (proxy));
  g_autofree char *dns = describe_dns (proxy);

  if (ctl->quiet)
    return;
  fprintf (ctl->out, _ ("Connected to %s with address %s\n"), name, addresses);
  fprintf (ctl->out, _ ("Gateway: %s; identity: %s\n"), gateway, identity);
  if (*dns == '\0')
    fprintf (ctl->out, _ ("Reaches: %s\n"), routes);
  else
    fprintf (ctl->out, _ ("Reaches: %s; DNS: %s\n"), routes, dns);
}
