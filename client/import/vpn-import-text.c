// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Files that are text in some coding, and words in it. */

#include <string.h>

static gboolean
begins (const char *octets, gsize len, const char *mark, gsize mark_len)
{
  return len >= mark_len && memcmp (octets, mark, mark_len) == 0;
}

char *
vpn_import_text (GBytes *data)
{
  gsize len;
  const char *octets = g_bytes_get_data (data, &len);
  gboolean little = begins (octets, len, "\xff\xfe", 2);

  /* What Windows writes. */
  if (little || begins (octets, len, "\xfe\xff", 2))
    {
      gsize written = 0;
      g_autofree char *text = g_convert (octets + 2, (gssize) len - 2, "UTF-8",
                                         little ? "UTF-16LE" : "UTF-16BE", NULL, &written, NULL);

      return text != NULL && strlen (text) == written ? g_steal_pointer (&text) : NULL;
    }
  if (begins (octets, len, "\xef\xbb\xbf", 3))
    {
      octets += 3;
      len -= 3;
    }
  return g_utf8_validate_len (octets, len, NULL) ? g_strndup (octets, len) : NULL;
}

const char *
vpn_import_unquote (char *text)
{
  gsize len;

  g_strstrip (text);
  len = strlen (text);
  if (len < 2 || *text != '"' || text[len - 1] != '"')
    return text;
  text[len - 1] = '\0';
  return text + 1;
}

gboolean
vpn_import_has (const char *text, const char *word)
{
  gsize len = strlen (word);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_strncasecmp (p, word, len) == 0)
      return TRUE;
  return FALSE;
}
