// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Knowing the service's sentences again, and saying them in another language. */
#include "vpn-sentence.h"

#include "config.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>

#define CATALOG                                                                   \
  "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"         \
  "msgid \"There is a profile \\\"%s\\\" already\"\nmsgstr \"<%s> exists\"\n\n"   \
  "msgid \"You are not allowed to %s (%s)\"\nmsgstr \"(%2$s) forbids: %1$s\"\n\n" \
  "msgid \"connect to a VPN or disconnect from it\"\nmsgstr \"connecting\"\n\n"   \
  "msgid \"cannot be empty\"\nmsgstr \"must be there\"\n\n"                       \
  "msgid \"There are %u profiles already\"\nmsgstr \"%s %s %n %9$s %\"\n\n"       \
  "msgid \"It never leaves its link\"\nmsgstr \"It stays\"\n"

static void
assert_says (const char *english, const char *expected)
{
  g_autofree char *said = vpn_sentence_translate (english);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_without_language (void)
{
  assert_says ("There is a profile \"x\" already", "There is a profile \"x\" already");
  assert_says ("Something else", "Something else");
  assert_says ("", "");
}

static void
test_in_another (gconstpointer directory)
{
  g_setenv ("LANGUAGE", "xx", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GENKAN_GETTEXT_DOMAIN, directory);
  bind_textdomain_codeset (GENKAN_GETTEXT_DOMAIN, "UTF-8");
  assert_says ("It never leaves its link", "It stays");
  assert_says ("There is a profile \"office\" already", "<office> exists");
  /* An argument may look like the end of the sentence, or like a place to fill. */
  assert_says ("There is a profile \"a\" already\" already", "<a\" already> exists");
  assert_says ("There is a profile \"%s%n\" already", "<%s%n> exists");
  assert_says ("You are not allowed to connect to a VPN or disconnect from it (org.x)",
               "(org.x) forbids: connecting");
  /* Whatever stands in front of it stays there. */
  assert_says ("connection.name: cannot be empty", "connection.name: must be there");
  assert_says ("There is a profile \"x\" already!", "There is a profile \"x\" already!");
}

/* A slip of a translator garbles a sentence and nothing else. */
static void
test_slip (void)
{
  assert_says ("There are 7 profiles already", "7    ");
}

/* The directory of a catalog made of text for a language that exists; NULL: without msgfmt. */
static char *
make_catalog (const char *text)
{
  g_autofree char *directory = g_dir_make_tmp ("genkan-sentence-XXXXXX", NULL);
  g_autofree char *messages = g_build_filename (directory, "xx", "LC_MESSAGES", NULL);
  g_autofree char *source = g_build_filename (directory, "xx.po", NULL);
  g_autofree char *made = g_build_filename (messages, GENKAN_GETTEXT_DOMAIN ".mo", NULL);
  const char *argv[] = { "msgfmt", "-o", made, source, NULL };
  int status = -1;

  g_assert_cmpint (g_mkdir_with_parents (messages, 0700), ==, 0);
  g_assert_true (g_file_set_contents (source, text, -1, NULL));
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, NULL)
      || status != 0)
    return NULL;
  return g_steal_pointer (&directory);
}

int
main (int argc, char **argv)
{
  g_autofree char *directory = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentence/without-language", test_without_language);
  directory = make_catalog (CATALOG);
  if (directory != NULL)
    {
      g_test_add_data_func ("/sentence/in-another-language", directory, test_in_another);
      g_test_add_func ("/sentence/slip-of-a-translator", test_slip);
    }
  return g_test_run ();
}
