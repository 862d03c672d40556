// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* How much of a person's name a log may show. */
#include "vpn-redact.h"

#include "text.h"

#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6" /* U+2026 */

#define IDENTITY_MAX ((gsize) 255) /* bytes of an identity worth printing */

char *
vpn_redact_identity (const char *identity)
{
  g_autofree char *clean = text_clean_string (identity, IDENTITY_MAX);
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
