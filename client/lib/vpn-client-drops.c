// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The sentences of the reasons for which the data plane drops packets. */
#include "vpn-client-drops.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *key; /* as the data plane counts it */
  const char *text;
} DropText;

static const DropText texts[] = {
  { "short", N_ ("shorter than their headers") },
  { "no-sa", N_ ("of no key that is in use") },
  { "replay", N_ ("seen before, or too old") },
  { "integrity", N_ ("changed on their way, or of other keys") },
  { "padding", N_ ("with malformed padding") },
  { "next-header", N_ ("of another protocol than IPv4 and IPv6") },
  { "inner", N_ ("malformed inside") },
  { "selector", N_ ("from outside of what was agreed on with the gateway") },
  { "ecn", N_ ("marked congested, which their sender does not understand") },
  { "dummy", N_ ("without content, sent to hide how much is going on") },
  { "policy", N_ ("for outside of what was agreed on with the gateway") },
  { "sequence", N_ ("more than one key can number") },
  { "lifetime", N_ ("after the end of their key's life") },
  { "too-big", N_ ("larger than the path allows") },
  { "queue-full", N_ ("more than could be queued") },
  { "send", N_ ("not taken by this computer's network") },
  { "tun-write", N_ ("not taken by the tunnel's interface") },
  { "tun-queue", N_ ("more than the tunnel's interface could hold") },
  { "crypto", N_ ("lost because encryption failed") },
};

typedef struct
{
  char *key; /* owned */
  guint64 n;
} Drop;

static void
drop_clear (gpointer data)
{
  Drop *drop = data;

  g_free (drop->key);
}

static int
compare_drops (gconstpointer a, gconstpointer b)
{
  guint64 x = ((const Drop *) a)->n, y = ((const Drop *) b)->n;

  return x < y ? 1 : -(x > y);
}

/* A newer data plane may count what this program has no words for. */
static char *
text_of (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].key, key))
      return g_strdup (_ (texts[i].text));
  return vpn_client_text_clean (key);
}

static GArray *
read_drops (GVariant *counters)
{
  g_autoptr (GVariant) drops
      = counters != NULL ? g_variant_lookup_value (counters, "drops", G_VARIANT_TYPE ("a{st}"))
                         : NULL;
  GArray *read = g_array_new (FALSE, FALSE, sizeof (Drop));
  GVariantIter iter;
  Drop drop;

  g_array_set_clear_func (read, drop_clear);
  if (drops == NULL)
    return read;
  g_variant_iter_init (&iter, drops);
  while (g_variant_iter_next (&iter, "{st}", &drop.key, &drop.n))
    g_array_append_val (read, drop);
  g_array_sort (read, compare_drops);
  return read;
}

char **
vpn_client_describe_drops (GVariant *counters)
{
  g_autoptr (GArray) drops = read_drops (counters);
  GStrv lines = g_new0 (char *, drops->len + 1);

  for (guint i = 0; i < drops->len; i++)
    {
      const Drop *drop = &g_array_index (drops, Drop, i);
      g_autofree char *text = text_of (drop->key);

      g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT, drop->n);

      /* Translators: "12 packets: larger than the path allows" */
      lines[i] = g_strdup_printf (ngettext ("%s packet: %s", "%s packets: %s", (gulong) drop->n), n,
                                  text);
    }
  return lines;
}
