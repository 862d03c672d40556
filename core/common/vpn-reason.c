// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The reasons a connection is not up, and the sentences made of them. */
#include "vpn-reason.h"

#include "config.h"
#include "text.h"
#include "vpn-sentence.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define DETAIL_MAX ((gsize) 255) /* bytes of one particular in a sentence */
#define WORDS_MAX  ((gsize) 640) /* bytes of two of them with words around */

typedef struct
{
  VpnReason reason;
  const char *name;
  VpnReasonKind kind;
  VpnReasonSource source;
  VpnFix fix;
  const char *key;
  const char *sentence, *in_window, *reconnecting;
} Row;

#define ROW(number, NAME, name, kind, source, fix, key, sentence, window, reconnecting)        \
  [number]                                                                                     \
      = { VPN_REASON_##NAME, name,   VPN_KIND_##kind, VPN_SOURCE_##source, VPN_FIX_##fix, key, \
          sentence,          window, reconnecting },
static const Row rows[] = { VPN_REASON_TABLE (ROW) };
#undef ROW

static const Row *
row_of (VpnReason reason)
{
  if ((gsize) reason >= G_N_ELEMENTS (rows) || rows[reason].name == NULL)
    reason = VPN_REASON_INTERNAL;
  return &rows[reason];
}

const char *
vpn_reason_to_string (VpnReason reason)
{
  return row_of (reason)->reason == reason ? row_of (reason)->name : NULL;
}

gboolean
vpn_reason_from_string (const char *text, VpnReason *ret_reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (text != NULL && g_strcmp0 (rows[i].name, text) == 0)
      {
        *ret_reason = rows[i].reason;
        return TRUE;
      }
  return FALSE;
}

VpnReasonKind
vpn_reason_get_kind (VpnReason reason)
{
  return row_of (reason)->kind;
}

VpnReasonSource
vpn_reason_get_source (VpnReason reason)
{
  return row_of (reason)->source;
}

VpnFix
vpn_reason_get_fix (VpnReason reason)
{
  return row_of (reason)->fix;
}

const char *
vpn_reason_get_key (VpnReason reason)
{
  return row_of (reason)->key;
}

gboolean
vpn_reason_ends_retries (VpnReason reason, gboolean gateway_proven)
{
  const Row *row = row_of (reason);

  if (row->reconnecting != NULL)
    return FALSE;
  switch (row->source)
    {
    case VPN_SOURCE_HERE:
      return TRUE;
    case VPN_SOURCE_GATEWAY:
      return gateway_proven;
    case VPN_SOURCE_ANYBODY:
      return FALSE;
    }
  return FALSE;
}

/* ---- Sentences ------------------------------------------------------------------------------- */

/* pattern with {text} replaced by text made safe; empty when there is no text. */
static char *
fill_pattern (const char *pattern, const char *text)
{
  g_autofree char *clean = text_clean_string (text, WORDS_MAX);
  g_autoptr (GString) filled = NULL;

  if (*clean == '\0')
    return g_strdup ("");
  filled = g_string_new (pattern);
  g_string_replace (filled, "{text}", clean, 1);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* One pass over the sentence, so that braces inside a value (a peer may have written it) are never
 * taken for a place to fill. */
static char *
fill_sentence (const char *sentence, const char *gateway, const char *detail)
{
  GString *filled = g_string_new (NULL);

  while (*sentence != '\0')
    {
      if (g_str_has_prefix (sentence, "{gateway}"))
        {
          g_string_append (filled, gateway);
          sentence += strlen ("{gateway}");
        }
      else if (g_str_has_prefix (sentence, "{detail}"))
        {
          g_string_append (filled, detail);
          sentence += strlen ("{detail}");
        }
      else
        g_string_append_c (filled, *sentence++);
    }
  return g_string_free (filled, FALSE);
}

/* What was found and what was expected, or the detail as it is. */
static char *
describe (const VpnReasonFacts *facts)
{
  g_autofree char *detail = vpn_sentence_translate (facts->detail != NULL ? facts->detail : "");
  g_autofree char *found = text_clean_string (detail, DETAIL_MAX);
  g_autofree char *expected = text_clean_string (facts->expected, DETAIL_MAX);

  if (*expected == '\0')
    return g_steal_pointer (&found);
  if (*found == '\0')
    return g_strdup_printf (_ ("expected was \"%s\""), expected);
  return g_strdup_printf (_ ("it says \"%s\", expected was \"%s\""), found, expected);
}

static char *
write_sentence (const char *sentence, const VpnReasonFacts *facts)
{
  static const VpnReasonFacts none;
  const VpnReasonFacts *known = facts != NULL ? facts : &none;
  g_autofree char *words = describe (known);
  g_autofree char *gateway = NULL;
  g_autofree char *detail = NULL;

  /* Translators: how the gateway's name follows the word gateway in a sentence. */
  gateway = fill_pattern (C_ ("gateway in a sentence", " {text}"), known->gateway);
  /* Translators: how a detail is added in the middle of a sentence. */
  detail = fill_pattern (C_ ("detail in a sentence", " ({text})"), words);
  return fill_sentence (sentence, gateway, detail);
}

char *
vpn_reason_explain (VpnReason reason, VpnVoice voice, const VpnReasonFacts *facts)
{
  const Row *row = row_of (reason);
  gboolean in_window = voice == VPN_VOICE_WINDOW && row->in_window != NULL;

  return write_sentence (_ (in_window ? row->in_window : row->sentence), facts);
}

char *
vpn_reason_explain_reconnecting (VpnReason reason, const VpnReasonFacts *facts)
{
  const Row *row = row_of (reason);

  if (row->reconnecting == NULL)
    return vpn_reason_explain (reason, VPN_VOICE_COMMANDS, facts);
  return write_sentence (_ (row->reconnecting), facts);
}
