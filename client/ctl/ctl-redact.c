// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CtlRedact: names that were taught, and whatever reads as an address. */
#include "ctl-redact.h"

#include "ip.h"

#include <string.h>

#define SHORTEST ((gsize) 3) /* octets */

typedef struct
{
  char *text, *alias; /* owned */
} Word;

struct CtlRedact
{
  GPtrArray *words;   /* owned; Word, the longest first */
  GHashTable *known;  /* owned; text to its Word, borrowed */
  GHashTable *counts; /* owned; kind to how many there are */
};

static void
word_free (gpointer data)
{
  Word *word = data;

  g_free (word->text);
  g_free (word->alias);
  g_free (word);
}

CtlRedact *
ctl_redact_new (void)
{
  CtlRedact *redact = g_new0 (CtlRedact, 1);

  redact->words = g_ptr_array_new_with_free_func (word_free);
  redact->known = g_hash_table_new (g_str_hash, g_str_equal);
  redact->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return redact;
}

void
ctl_redact_free (CtlRedact *redact)
{
  if (redact == NULL)
    return;
  g_hash_table_unref (redact->known);
  g_hash_table_unref (redact->counts);
  g_ptr_array_unref (redact->words);
  g_free (redact);
}

static int
compare_length (gconstpointer a, gconstpointer b)
{
  const Word *const *first = a, *const *second = b;
  gsize len_a = strlen ((*first)->text), len_b = strlen ((*second)->text);

  return len_a < len_b ? 1 : len_a > len_b ? -1 : 0;
}

static const Word *
learn (CtlRedact *redact, const char *kind, const char *text)
{
  Word *word = g_hash_table_lookup (redact->known, text);
  guint n;

  if (word != NULL)
    return word;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (redact->counts, kind)) + 1;
  g_hash_table_replace (redact->counts, g_strdup (kind), GUINT_TO_POINTER (n));
  word = g_new0 (Word, 1);
  *word = (Word){ g_strdup (text), g_strdup_printf ("%s-%u", kind, n) };
  g_ptr_array_add (redact->words, word);
  g_hash_table_insert (redact->known, word->text, word);
  g_ptr_array_sort (redact->words, compare_length);
  return word;
}

void
ctl_redact_learn (CtlRedact *redact, const char *kind, const char *text)
{
  if (text != NULL && strlen (text) >= SHORTEST)
    (void) learn (redact, kind, text);
}

static gboolean
is_address_octet (char c)
{
  return g_ascii_isxdigit (c) || c == '.' || c == ':';
}

/* Runs of characters that addresses are made of, which ip_address_parse() takes for one. */
static char *
redact_addresses (CtlRedact *redact, const char *text)
{
  GString *clean = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize len = 0;
      g_autofree char *run = NULL;
      IpAddress address;

      while (is_address_octet (text[len]))
        len++;
      /* A sentence may go on with a colon or end with a period. */
      while (len > 0 && (text[len - 1] == '.' || (text[len - 1] == ':' && text[len - 2] != ':')))
        len--;
      run = g_strndup (text, len);
      if (len > 1 && ip_address_parse (run, &address))
        g_string_append (clean, learn (redact, "address", run)->alias);
      else
        g_string_append_len (clean, text, (gssize) MAX (len, 1));
      text += MAX (len, 1);
    }
  return g_string_free (clean, FALSE);
}

char *
ctl_redact_text (CtlRedact *redact, const char *text)
{
  g_autofree char *without = redact_addresses (redact, text);
  GString *clean = g_string_new (without);

  for (guint i = 0; i < redact->words->len; i++)
    {
      const Word *word = redact->words->pdata[i];

      g_string_replace (clean, word->text, word->alias, 0);
    }
  return g_string_free (clean, FALSE);
}

GVariant *
ctl_redact_variant (CtlRedact *redact, GVariant *value)
{
  gsize n = g_variant_is_container (value) ? g_variant_n_children (value) : 0;
  GVariantBuilder builder;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_new_take_string (ctl_redact_text (redact, g_variant_get_string (value, NULL)));
  if (!g_variant_is_container (value) || n == 0)
    return g_variant_new_from_bytes (g_variant_get_type (value),
                                     g_variant_get_data_as_bytes (value), TRUE);
  g_variant_builder_init (&builder, g_variant_get_type (value));
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
      gboolean is_key = i == 0 && g_variant_is_of_type (value, G_VARIANT_TYPE_DICT_ENTRY);

      g_variant_builder_add_value (&builder, is_key ? child : ctl_redact_variant (redact, child));
    }
  return g_variant_builder_end (&builder);
}
