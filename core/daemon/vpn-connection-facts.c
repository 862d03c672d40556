// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-connection-private.h"

#include "text.h"

#include <gio/gio.h>
#include <string.h>

#define FACT_TEXT_MAX     512 /* bytes of one text */
#define FACT_LIST_MAX     64  /* elements of one list */
#define FACT_SAS_MAX      16
#define FACT_COUNTERS_MAX 64

/* What a worker may tell about peer and Child SAs: anything else is left out. */
typedef struct
{
  const char *name;
  const char *type;
} FactRow;

static const FactRow peer_rows[] = {
  { "identity", "s" },    { "method", "s" },    { "subject", "s" }, { "issuer", "s" },
  { "fingerprint", "s" }, { "not-after", "x" }, { "nat", "b" },     { NULL },
};

static const FactRow child_sa_rows[] = {
  { "spi-in", "u" }, { "spi-out", "u" },   { "suite", "s" },      { "soft", "x" },
  { "hard", "x" },   { "local-ts", "as" }, { "remote-ts", "as" }, { NULL },
};

/* The value with its texts made safe to print; floating or full. */
static GVariant *
clean_value (GVariant *value)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *text;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_new_take_string (
        text_clean_string (g_variant_get_string (value, NULL), FACT_TEXT_MAX));
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return g_variant_ref (value);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_iter_init (&iter, value);
  for (guint i = 0; i < FACT_LIST_MAX && g_variant_iter_next (&iter, "&s", &text); i++)
    {
      g_autofree char *safe = text_clean_string (text, FACT_TEXT_MAX);

      g_variant_builder_add (&builder, "s", safe);
    }
  return g_variant_builder_end (&builder);
}

/* Floating a{sv} of the rows that are there with the right type. */
static GVariant *
clean_facts (GVariant *facts, const FactRow *rows)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (; rows->name != NULL; rows++)
    {
      g_autoptr (GVariant) value
          = g_variant_lookup_value (facts, rows->name, G_VARIANT_TYPE (rows->type));

      g_autoptr (GVariant) safe = value != NULL ? g_variant_take_ref (clean_value (value)) : NULL;

      if (safe != NULL)
        g_variant_builder_add (&builder, "{sv}", rows->name, safe);
    }
  return g_variant_builder_end (&builder);
}

static void
take_text (GVariant *facts, const char *name, char **slot)
{
  const char *text;

  if (!g_variant_lookup (facts, name, "&s", &text))
    return;
  g_free (*slot);
  *slot = text_clean_string (text, FACT_TEXT_MAX);
}

void
vpn_connection_set_peer (VpnConnection *self, GVariant *peer)
{
  VpnExported *exported = VPN_EXPORTED (self);

  g_clear_pointer (&self->peer, g_variant_unref);
  self->peer = g_variant_ref_sink (clean_facts (peer, peer_rows));
  take_text (peer, "ike-suite", &self->ike_suite);
  take_text (peer, "address", &self->gateway_address);
  vpn_exported_changed (exported, "Peer");
  vpn_exported_changed (exported, "IkeSuite");
  vpn_exported_changed (exported, "GatewayAddress");
}

void
vpn_connection_set_child_sas (VpnConnection *self, GVariant *child_sas)
{
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *row;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, child_sas);
  for (guint i = 0; i < FACT_SAS_MAX && (row = g_variant_iter_next_value (&iter)) != NULL; i++)
    {
      g_autoptr (GVariant) owned = row;

      g_variant_builder_add_value (&builder, clean_facts (owned, child_sa_rows));
    }
  g_clear_pointer (&self->child_sas, g_variant_unref);
  self->child_sas = g_variant_ref_sink (g_variant_builder_end (&builder));
  vpn_exported_changed (VPN_EXPORTED (self), "ChildSas");
}

void
vpn_connection_plan_changed (VpnConnection *self)
{
  static const char *const names[] = { "Mtu", "Addresses", "Dns", "Domains", "Routes", "Banner" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    vpn_exported_changed (VPN_EXPORTED (self), names[i]);
}

static GVariant *
prefixes_to_variant (const NetPrefix *prefixes, guint n_prefixes, gboolean bare)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < n_prefixes; i++)
    {
      g_autofree char *text = net_prefix_to_text (&prefixes[i]);
      char *slash = strchr (text, '/');

      if (bare && slash != NULL)
        *slash = '\0';
      g_variant_builder_add (&builder, "s", text);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
get_warnings (const VpnConnection *self)
{
  const char *warnings[3] = { NULL };
  guint n_warnings = 0;

  if (vpn_profile_get_boolean (self->profile, VPN_KEY_LEGACY))
    warnings[n_warnings++] = "This profile allows old algorithms that can be broken (ike.legacy)";
  if (self->options->is_delegated)
    warnings[n_warnings++] = "NetworkManager sets addresses, routes and DNS of this connection";
  return g_variant_new_strv (warnings, n_warnings);
}

static GVariant *
get_plan_fact (const NetPlan *plan, const char *property)
{
  const char *const none[] = { NULL };

  if (g_str_equal (property, "Mtu"))
    return g_variant_new_uint32 (plan != NULL ? plan->mtu : 0);
  if (g_str_equal (property, "Banner"))
    return g_variant_new_string (plan != NULL && plan->banner != NULL ? plan->banner : "");
  if (plan == NULL)
    return g_variant_new_strv (none, 0);
  if (g_str_equal (property, "Addresses"))
    return prefixes_to_variant (plan->addresses, plan->n_addresses, FALSE);
  if (g_str_equal (property, "Routes"))
    return prefixes_to_variant (plan->routes, plan->n_routes, FALSE);
  if (g_str_equal (property, "Dns"))
    return prefixes_to_variant (plan->dns, plan->n_dns, TRUE);
  if (plan->domains == NULL)
    return g_variant_new_strv (none, 0);
  return g_variant_new_strv ((const char *const *) plan->domains, -1);
}

GVariant *
vpn_connection_get_fact (VpnConnection *self, const char *property)
{
  if (g_str_equal (property, "Peer"))
    return self->peer != NULL ? g_variant_ref (self->peer)
                              : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);
  if (g_str_equal (property, "ChildSas"))
    return self->child_sas != NULL ? g_variant_ref (self->child_sas)
                                   : g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0);
  if (g_str_equal (property, "IkeSuite"))
    return g_variant_new_string (self->ike_suite != NULL ? self->ike_suite : "");
  if (g_str_equal (property, "GatewayAddress"))
    return g_variant_new_string (self->gateway_address != NULL ? self->gateway_address : "");
  if (g_str_equal (property, "Interface"))
    return g_variant_new_string (self->tun_is_open ? self->tun.ifname : "");
  if (g_str_equal (property, "Warnings"))
    return get_warnings (self);
  return get_plan_fact (self->plan, property);
}

/* ---- Counters ------------------------------------------------------------------------------ */

static gboolean
is_counter (const char *name, GVariant *value)
{
  gsize len = strlen (name);

  if (len == 0 || len > 32 || strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
    return FALSE;
  return g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64)
         || g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
         || g_variant_is_of_type (value, G_VARIANT_TYPE ("a{st}"));
}

void
vpn_connection_answer_counters (VpnConnection *self, guint32 serial, GVariant *counters)
{
  g_autoptr (VpnCall) call = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (!g_hash_table_steal_extended (self->counter_calls, GUINT_TO_POINTER (serial), NULL,
                                    (gpointer *) &call))
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, counters);
  for (guint i = 0; i < FACT_COUNTERS_MAX && g_variant_iter_next (&iter, "{&sv}", &name, &value);
       i++)
    {
      g_autoptr (GVariant) owned = value;

      if (is_counter (name, owned))
        g_variant_builder_add (&builder, "{sv}", name, owned);
    }
  vpn_call_return (call, g_variant_new ("(a{sv})", &builder));
}

void
vpn_connection_fail_counters (VpnConnection *self)
{
  GHashTableIter iter;
  gpointer call;

  g_hash_table_iter_init (&iter, self->counter_calls);
  while (g_hash_table_iter_next (&iter, NULL, &call))
    vpn_call_fail_code (call, VPN_ERROR_NOT_ACTIVE, "The connection carries no traffic now");
  g_hash_table_remove_all (self->counter_calls);
}
