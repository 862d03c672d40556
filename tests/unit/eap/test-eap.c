// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-fixture.h"

/* The names of methods, and the order a profile gives them. */

static void
test_names (void)
{
  static const char *const known[] = { "md5", "gtc", "mschapv2", NULL };
  static const char *const unknown[] = { "gtc", "sim", "aka", NULL };

  g_assert_null (eap_config_check (&(EapConfig){ .methods = known }));
  g_assert_null (eap_config_check (&(EapConfig){ 0 }));
  g_assert_cmpstr (eap_config_check (&(EapConfig){ .methods = unknown }), ==, "sim");
}

/* The Nak lists what the profile allows, the preferred method first (RFC 3748 section 5.3.1). */
static void
test_preference (void)
{
  static const char *const methods[] = { "md5", "mschapv2", "gtc", NULL };
  g_autoptr (EapPeer) peer = fixture_peer (methods, TRUE);

  fixture_request (peer, 1, 4 + 50, "something nobody has");
  fixture_response_is (peer, 1, EAP_TYPE_NAK, "\x04\x1a\x06", 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/eap/names", test_names);
  g_test_add_func ("/eap/eap/EMB-07/preference", test_preference);
  return g_test_run ();
}
