// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnFacts: tables of what a worker may tell, and the cleaning of it. */
#include "vpn-facts.h"

#include "text.h"

#include <string.h>

#define FACT_TEXT_MAX         512 /* bytes of one text */
#define FACT_LIST_MAX         64  /* elements of one list */
#define FACT_SAS_MAX          16
#define FACT_CERTIFICATES_MAX 8
#define FACT_COUNTERS_MAX     64

/* What a worker may tell about peer, certificates and Child SAs: anything else is left out. */
typedef struct
{
  const char *name;
  const char *type;
} FactRow;

static const FactRow peer_rows[] = {
  { "identity", "s" }, { "method", "s" },      { "subject", "s" },
  { "issuer", "s" },   { "fingerprint", "s" }, { "not-after", "x" },
  { "nat", "b" },      { "transport", "s" },   { NULL },
};

static const FactRow shown_rows[] = {
  { "subject", "s" },    { "issuer", "s" },    { "fingerprint", "s" },
  { "not-before", "x" }, { "not-after", "x" }, { NULL },
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
vpn_facts_set_peer (VpnFacts *facts, GVariant *peer)
{
  g_clear_pointer (&facts->peer, g_variant_unref);
  facts->peer = g_variant_ref_sink (clean_facts (peer, peer_rows));
  take_text (peer, "ike-suite", &facts->ike_suite);
  take_text (peer, "address", &facts->gateway_address);
  (void) g_variant_lookup (peer, "own-not-after", "x", &facts->own_not_after);
}

/* Replaces *slot. */
static void
take_list (GVariant **slot, GVariant *list, const FactRow *rows, guint max)
{
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *row;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, list);
  for (guint i = 0; i < max && (row = g_variant_iter_next_value (&iter)) != NULL; i++)
    {
      g_autoptr (GVariant) owned = row;

      g_variant_builder_add_value (&builder, clean_facts (owned, rows));
    }
  g_clear_pointer (slot, g_variant_unref);
  *slot = g_variant_ref_sink (g_variant_builder_end (&builder));
}

void
vpn_facts_set_shown (VpnFacts *facts, GVariant *certificates)
{
  take_list (&facts->shown, certificates, shown_rows, FACT_CERTIFICATES_MAX);
}

void
vpn_facts_set_child_sas (VpnFacts *facts, GVariant *child_sas)
{
  take_list (&facts->child_sas, child_sas, child_sa_rows, FACT_SAS_MAX);
}

void
vpn_facts_set_gateway_address (VpnFacts *facts, const char *address)
{
  g_free (facts->gateway_address);
  facts->gateway_address = g_strdup (address);
}

void
vpn_facts_clear (VpnFacts *facts)
{
  g_clear_pointer (&facts->peer, g_variant_unref);
  g_clear_pointer (&facts->shown, g_variant_unref);
  g_clear_pointer (&facts->child_sas, g_variant_unref);
  g_clear_pointer (&facts->ike_suite, g_free);
  g_clear_pointer (&facts->gateway_address, g_free);
}

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

/* Floating: drops and one reason more. */
static GVariant *
add_overrun (GVariant *drops, guint64 overrun)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  guint64 n;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{st}"));
  g_variant_iter_init (&iter, drops);
  while (g_variant_iter_next (&iter, "{&st}", &name, &n))
    g_variant_builder_add (&builder, "{st}", name, n);
  if (overrun > 0)
    g_variant_builder_add (&builder, "{st}", "tun-queue", overrun);
  return g_variant_builder_end (&builder);
}

GVariant *
vpn_facts_clean_counters (GVariant *counters, guint64 overrun)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, counters);
  for (guint i = 0; i < FACT_COUNTERS_MAX && g_variant_iter_next (&iter, "{&sv}", &name, &value);
       i++)
    {
      g_autoptr (GVariant) owned = value;

      if (g_str_equal (name, "drops") && g_variant_is_of_type (owned, G_VARIANT_TYPE ("a{st}")))
        g_variant_builder_add (&builder, "{sv}", name, add_overrun (owned, overrun));
      else if (is_counter (name, owned))
        g_variant_builder_add (&builder, "{sv}", name, owned);
    }
  return g_variant_builder_end (&builder);
}
