// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-method.h"

#include <string.h>

/* Characters that change the direction of what follows could make a prompt read as another. */
static gboolean
is_direction_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

char *
eap_text_clean (const guint8 *bytes, gsize len)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (len == 0)
    return NULL;
  valid = g_utf8_make_valid ((const char *) bytes, (gssize) MIN (len, EAP_PROMPT_MAX));
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' || c == '\r' || c == '\t')
        c = ' ';
      if (!g_unichar_iscntrl (c) && !is_direction_control (c))
        g_string_append_unichar (text, c);
    }
  g_strstrip (text->str);
  return *text->str != '\0' ? g_strdup (text->str) : NULL;
}

static gboolean
has_word (char **words, const char *word)
{
  return g_strv_contains ((const char *const *) words, word);
}

gboolean
eap_text_asks_for_code (const char *text)
{
  static const char *const codes[] = {
    "code",    "codes", "passcode",     "tokencode",     "token", "otp", "totp", "hotp",
    "onetime", "pin",   "verification", "authenticator", "2fa",   "mfa", "sms",
  };
  static const char *const phrases[] = {
    "one-time", "one time", "two-factor", "second factor", "ワンタイム",
    "コード",   "トークン", "验证码",     "驗證碼",
  };
  g_autofree char *lower = NULL;
  g_auto (GStrv) words = NULL;

  if (text == NULL)
    return FALSE;
  lower = g_utf8_strdown (text, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (strstr (lower, phrases[i]) != NULL)
      return TRUE;
  words = g_strsplit_set (lower, " \t.,;:!?()[]<>\"'/-_=#*", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (has_word (words, codes[i]))
      return TRUE;
  return FALSE;
}
