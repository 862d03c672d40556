// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-words.h"

#include "vpn-error.h"

#include <string.h>

static void
assert_plain (const char *text, const char *expected)
{
  g_autofree char *plain = vpn_gui_words_plain (text);

  g_assert_cmpstr (plain, ==, expected);
}

static void
test_plain (void)
{
  assert_plain ("network.ipv4 and network.ipv6 cannot both be no",
                "“IPv4 inside” and “IPv6 inside” cannot both be no");
  assert_plain ("ask about auth.ca.", "ask about “CA certificate”.");
  assert_plain ("auth.cat", "auth.cat");
  assert_plain ("", "");
}

static void
test_error (void)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = g_error_new (VPN_ERROR, VPN_ERROR_FAILED, "genkan: no");
  g_autofree char *words = NULL;

  g_assert_false (vpn_profile_set_text (profile, VPN_KEY_MTU, "many", &error));
  g_assert_cmpstr (vpn_error_get_key (error, NULL), ==, VPN_KEY_MTU);
  words = vpn_gui_words_error (error);
  g_assert_null (strstr (words, "network."));
  g_clear_pointer (&words, g_free);
  words = vpn_gui_words_error (other);
  g_assert_cmpstr (words, ==, "genkan: no");
}

/* No group of the table is shown as the file spells it. */
static void
test_table (void)
{
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *group = g_strndup (key->name, (gsize) (strchr (key->name, '.') - key->name));

      g_assert_cmpstr (vpn_gui_words_group (group), !=, group);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gui/words/plain", test_plain);
  g_test_add_func ("/gui/words/error", test_error);
  g_test_add_func ("/gui/words/table", test_table);
  return g_test_run ();
}
