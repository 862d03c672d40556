// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The cleaner of what a peer says, and the rule of DNS names. */
#include "text.h"

#include <string.h>

#define DNS_NAME_MAX  253
#define DNS_LABEL_MAX 63

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

static gboolean
is_break (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\r';
}

/* Format characters (category Cf) are the bidi controls U+202A-202E and U+2066-2069, and zero-width
 * ones that make two names look alike. */
static gboolean
is_unsafe (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE
         || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED
         || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* Moves *at past the next character, or past one byte that begins none; what stands for it in clean
 * text. */
static gunichar
next_character (const char **at, const char *end)
{
  gunichar c = g_utf8_get_char_validated (*at, end - *at);

  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      *at += 1;
      return g_utf8_get_char (replacement);
    }
  *at = g_utf8_next_char (*at);
  if (is_break (c))
    return ' ';
  return is_unsafe (c) ? g_utf8_get_char (replacement) : c;
}

char *
text_clean (const void *bytes, gsize len, gsize max)
{
  const char *at = len > 0 ? bytes : "";
  const char *end = at + len;
  GString *clean = g_string_new (NULL);

  while (end > at && (end[-1] == '\0' || end[-1] == ' ' || is_break ((guint8) end[-1])))
    end--;
  while (at < end && (*at == ' ' || is_break ((guint8) *at)))
    at++;
  while (at < end)
    {
      gboolean in_run = is_break ((guint8) *at);
      gunichar c = next_character (&at, end);

      while (in_run && at < end && is_break ((guint8) *at))
        at++;
      if (clean->len + (gsize) g_unichar_to_utf8 (c, NULL) > max)
        break;
      g_string_append_unichar (clean, c);
    }
  while (clean->len > 0 && clean->str[clean->len - 1] == ' ')
    g_string_truncate (clean, clean->len - 1);
  return g_string_free (clean, FALSE);
}

char *
text_clean_string (const char *string, gsize max)
{
  return text_clean (string, string != NULL ? strlen (string) : 0, max);
}

static gboolean
is_label (const char *label, gsize len)
{
  if (len == 0 || len > DNS_LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return FALSE;
  return TRUE;
}

gboolean
text_is_dns_name (const char *name, gsize len)
{
  gsize start = 0;
  gboolean only_digits = TRUE;

  if (len == 0 || len > DNS_NAME_MAX)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    {
      if (name[i] != '.')
        {
          only_digits = only_digits && g_ascii_isdigit (name[i]);
          continue;
        }
      if (!is_label (name + start, i - start))
        return FALSE;
      start = i + 1;
      only_digits = TRUE;
    }
  return is_label (name + start, len - start) && !only_digits;
}
