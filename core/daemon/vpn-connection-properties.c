// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection's properties: one getter each, in the order of the interface. */
#include "vpn-connection-private.h"

#include "vpn-names.h"

#include <string.h>

static GVariant *
new_text (const char *text)
{
  return g_variant_new_string (text != NULL ? text : "");
}

/* A table of VpnConnection's class is read for nobody else. */
static const VpnConnection *
self_of (VpnExported *exported)
{
  return (const VpnConnection *) exported;
}

static GVariant *
get_name (VpnExported *exported)
{
  return new_text (vpn_profile_get_string (self_of (exported)->profile, VPN_KEY_NAME));
}

static GVariant *
get_profile (VpnExported *exported)
{
  return g_variant_new_object_path (self_of (exported)->profile_path);
}

static GVariant *
get_owner (VpnExported *exported)
{
  return g_variant_new_uint32 (vpn_exported_get_owner (exported));
}

static GVariant *
get_state (VpnExported *exported)
{
  return new_text (vpn_state_to_string (self_of (exported)->state));
}

static GVariant *
get_protection (VpnExported *exported)
{
  return new_text (vpn_protection_to_string (self_of (exported)->protection));
}

static GVariant *
get_step (VpnExported *exported)
{
  return new_text (vpn_step_to_string (self_of (exported)->step));
}

static GVariant *
get_reason (VpnExported *exported)
{
  return new_text (vpn_reason_to_string (self_of (exported)->verdict.reason));
}

static GVariant *
get_detail (VpnExported *exported)
{
  return new_text (self_of (exported)->verdict.detail);
}

static GVariant *
get_expected (VpnExported *exported)
{
  const VpnConnection *self = self_of (exported);

  return new_text (vpn_connection_get_expected (self, self->verdict.reason));
}

static GVariant *
get_error (VpnExported *exported)
{
  return new_text (self_of (exported)->verdict.text);
}

static GVariant *
get_since (VpnExported *exported)
{
  return g_variant_new_uint64 ((guint64) self_of (exported)->since);
}

static GVariant *
get_network (VpnExported *exported)
{
  gboolean delegated = self_of (exported)->options->is_delegated;

  return new_text (delegated ? VPN_NETWORK_DELEGATED : VPN_NETWORK_NATIVE);
}

static GVariant *
get_gateway (VpnExported *exported)
{
  return new_text (vpn_profile_get_string (self_of (exported)->profile, VPN_KEY_GATEWAY));
}

static GVariant *
get_gateway_address (VpnExported *exported)
{
  return new_text (self_of (exported)->facts.gateway_address);
}

static GVariant *
get_peer (VpnExported *exported)
{
  GVariant *peer = self_of (exported)->facts.peer;

  if (peer != NULL)
    return g_variant_ref (peer);
  return g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);
}

static GVariant *
get_own_certificate_end (VpnExported *exported)
{
  return g_variant_new_int64 (self_of (exported)->facts.own_not_after);
}

static GVariant *
get_ike_suite (VpnExported *exported)
{
  return new_text (self_of (exported)->facts.ike_suite);
}

static GVariant *
get_interface (VpnExported *exported)
{
  VpnHostSide *host = self_of (exported)->host;

  return new_text (host != NULL ? vpn_host_side_get_tun (host)->ifname : NULL);
}

/* ---- Of the plan in force ------------------------------------------------------------------ */

static const NetPlan *
plan_of (VpnExported *exported)
{
  VpnHostSide *host = self_of (exported)->host;

  return host != NULL ? vpn_host_side_get_plan (host) : NULL;
}

static GVariant *
new_prefixes (const IpPrefix *prefixes, guint n_prefixes)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < n_prefixes; i++)
    {
      g_autofree char *text = ip_prefix_to_text (&prefixes[i]);

      g_variant_builder_add (&builder, "s", text);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
get_mtu (VpnExported *exported)
{
  const NetPlan *plan = plan_of (exported);

  return g_variant_new_uint32 (plan != NULL ? plan->mtu : 0);
}

static GVariant *
get_addresses (VpnExported *exported)
{
  const NetPlan *plan = plan_of (exported);

  return new_prefixes (plan ? plan->addresses : NULL, plan ? plan->n_addresses : 0);
}

static GVariant *
get_dns (VpnExported *exported)
{
  const NetPlan *plan = plan_of (exported);

  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; plan != NULL && i < plan->n_dns; i++)
    {
      g_autofree char *text = ip_address_to_text (&plan->dns[i]);

      g_variant_builder_add (&builder, "s", text);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
get_domains (VpnExported *exported)
{
  const char *const none[] = { NULL };
  const NetPlan *plan = plan_of (exported);
  gboolean any = plan != NULL && plan->domains != NULL;

  return g_variant_new_strv (any ? (const char *const *) plan->domains : none, -1);
}

static GVariant *
get_routes (VpnExported *exported)
{
  const NetPlan *plan = plan_of (exported);

  return new_prefixes (plan ? plan->routes : NULL, plan ? plan->n_routes : 0);
}

static GVariant *
get_banner (VpnExported *exported)
{
  const NetPlan *plan = plan_of (exported);

  return new_text (plan != NULL ? plan->banner : NULL);
}

static GVariant *
get_child_sas (VpnExported *exported)
{
  GVariant *child_sas = self_of (exported)->facts.child_sas;

  if (child_sas != NULL)
    return g_variant_ref (child_sas);
  return g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0);
}

static GVariant *
get_shown (VpnExported *exported)
{
  GVariant *shown = self_of (exported)->facts.shown;

  return shown != NULL ? g_variant_ref (shown)
                       : g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0);
}

static GVariant *
get_stalled (VpnExported *exported)
{
  return g_variant_new_boolean (self_of (exported)->facts.stalled);
}

static GVariant *
get_breaches (VpnExported *exported)
{
  const VpnConnection *self = self_of (exported);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{su}"));
  for (guint i = VPN_BREACH_NONE + 1; i < VPN_BREACH_N; i++)
    if (self->breaches[i] > 0)
      g_variant_builder_add (&builder, "{su}", vpn_breach_nick (i), self->breaches[i]);
  return g_variant_builder_end (&builder);
}

static GVariant *
get_warnings (VpnExported *exported)
{
  const VpnConnection *self = self_of (exported);
  g_auto (GStrv) of_host = self->host != NULL ? vpn_host_side_get_warnings (self->host) : NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  if (vpn_profile_get_boolean (self->profile, VPN_KEY_LEGACY))
    g_variant_builder_add (&builder, "s",
                           "This profile allows old algorithms that can be broken (ike.legacy)");
  if (self->options->is_delegated)
    g_variant_builder_add (&builder, "s",
                           "NetworkManager sets addresses, routes and DNS of this connection");
  if (self->is_contested)
    g_variant_builder_add (&builder, "s",
                           "Another connection wanted all traffic of this computer, which goes "
                           "through this one, and was refused");
  for (guint i = 0; of_host != NULL && of_host[i] != NULL; i++)
    g_variant_builder_add (&builder, "s", of_host[i]);
  return g_variant_builder_end (&builder);
}

const VpnProperty vpn_connection_properties[] = {
  { "Name", get_name },
  { "Profile", get_profile },
  { "Owner", get_owner },
  { "State", get_state },
  { "Protection", get_protection },
  { "Stalled", get_stalled },
  { "Step", get_step },
  { "Reason", get_reason },
  { "Detail", get_detail },
  { "Expected", get_expected },
  { "Error", get_error },
  { "Since", get_since },
  { "Network", get_network },
  { "Gateway", get_gateway },
  { "GatewayAddress", get_gateway_address },
  { "Peer", get_peer },
  { "OwnCertificateEnd", get_own_certificate_end },
  { "Shown", get_shown },
  { "IkeSuite", get_ike_suite },
  { "Interface", get_interface },
  { "Mtu", get_mtu },
  { "Addresses", get_addresses },
  { "Dns", get_dns },
  { "Domains", get_domains },
  { "Routes", get_routes },
  { "Banner", get_banner },
  { "ChildSas", get_child_sas },
  { "Warnings", get_warnings },
  { "Breaches", get_breaches },
  { NULL },
};

/* Of what another user has connected: that it is there and which interface is its own. */
gboolean
vpn_connection_shows (VpnExported *exported, const char *name, const VpnViewer *viewer)
{
  static const char *const outer[]
      = { "Name", "Profile", "Owner", "State", "Protection", "Interface", NULL };

  return viewer->uid == vpn_exported_get_owner (exported) || g_strv_contains (outer, name);
}

void
vpn_connection_plan_changed (VpnConnection *self)
{
  static const char *const names[] = { "Mtu", "Addresses", "Dns", "Domains", "Routes", "Banner" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    vpn_exported_changed (VPN_EXPORTED (self), names[i]);
}
