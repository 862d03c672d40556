// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-redact.h"

#include <string.h>

#define ELLIPSIS    "\xe2\x80\xa6" /* U+2026 */
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

#define IDENTITY_MAX ((gsize) 255) /* bytes of an identity worth printing */

/* Characters that move the cursor, change colours or reorder what is read. Format characters
 * (category Cf) contain the bidi controls U+202A-202E and U+2066-2069, and zero-width ones that
 * make two names look alike; line and paragraph separators break a line of a log. */
static gboolean
is_unsafe (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE
         || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED
         || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
vpn_redact_peer_text (const char *text, gssize len, gsize max)
{
  const char *end;
  GString *clean = g_string_new (NULL);

  if (text == NULL)
    return g_string_free (clean, FALSE);
  end = text + (len < 0 ? strlen (text) : (gsize) len);
  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);
      gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;
      gsize step = valid ? (gsize) g_unichar_to_utf8 (c, NULL) : 1;
      gboolean keep = valid && !is_unsafe (c);
      gsize room = keep ? step : strlen (REPLACEMENT);

      /* Newline and tab are what honest gateways send in messages: they become one space. */
      if (valid && (c == '\n' || c == '\t'))
        room = 1;
      if (clean->len + room > max)
        break;
      if (valid && (c == '\n' || c == '\t'))
        g_string_append_c (clean, ' ');
      else
        g_string_append_len (clean, keep ? text : REPLACEMENT, (gssize) room);
      text += step;
    }
  return g_string_free (clean, FALSE);
}

char *
vpn_redact_identity (const char *identity)
{
  g_autofree char *clean = vpn_redact_peer_text (identity, -1, IDENTITY_MAX);
  const char *at = strrchr (clean, '@');
  gsize local_bytes = at == NULL ? strlen (clean) : (gsize) (at - clean);
  const char *local_end = clean + local_bytes;
  GString *hidden;

  /* With fewer than four characters the first and the last give most of the name away. */
  if (g_utf8_strlen (clean, (gssize) local_bytes) < 4)
    return g_strconcat (ELLIPSIS, at, NULL);
  hidden = g_string_new (NULL);
  g_string_append_len (hidden, clean, g_utf8_next_char (clean) - clean);
  g_string_append (hidden, ELLIPSIS);
  g_string_append (hidden, g_utf8_prev_char (local_end));
  return g_string_free (hidden, FALSE);
}
