// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Words of the profile table in the dialogs. */
#include "vpn-gui-words.h"

#include "vpn-error.h"

#include <glib/gi18n.h>

#include <string.h>

typedef struct
{
  const char *name, *label;
} Word;

static const char *
look_up (const Word *words, const char *name)
{
  for (; words->name != NULL; words++)
    if (strcmp (words->name, name) == 0)
      return _ (words->label);
  return name;
}

const char *
vpn_gui_words_group (const char *group)
{
  static const Word words[] = {
    { "connection", N_ ("Connection") },  { "auth", N_ ("Login") },
    { "ike", N_ ("Key exchange (IKE)") }, { "esp", N_ ("Traffic (ESP)") },
    { "network", N_ ("Network") },        { NULL, NULL },
  };

  return look_up (words, group);
}

static gboolean
is_part_of_name (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.';
}

/* Length of the key's name at text, 0 when another word starts there. */
static gsize
match_key (const char *text, const VpnProfileKey *key)
{
  gsize len = strlen (key->name);

  if (strncmp (text, key->name, len) != 0)
    return 0;
  /* "auth.ca" is no part of "auth.cat", but may end a sentence. */
  if (is_part_of_name (text[len]) && !(text[len] == '.' && !is_part_of_name (text[len + 1])))
    return 0;
  return len;
}

static gsize
replace_key (GString *plain, const char *text)
{
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      gsize len = match_key (text, key);

      if (len == 0)
        continue;
      /* Translators: the label of a setting, quoted in a sentence. */
      g_string_append_printf (plain, _ ("“%s”"), _ (key->label));
      return len;
    }
  g_string_append_c (plain, *text);
  return 1;
}

char *
vpn_gui_words_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  while (*text != '\0')
    text += replace_key (plain, text);
  return g_string_free (plain, FALSE);
}

char *
vpn_gui_words_error (const GError *error)
{
  const char *what;

  (void) vpn_error_get_key (error, &what);
  return vpn_gui_words_plain (what);
}
