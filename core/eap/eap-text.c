// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a server says to the user, and what it asks for. */
#include "eap-method.h"

#include "text.h"

#include <string.h>

char *
eap_text_clean (const guint8 *bytes, gsize len)
{
  g_autofree char *text = text_clean (bytes, len, EAP_PROMPT_MAX);

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
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
