// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-client-text.h"

#include <string.h>

static void
assert_taken (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_duration (void)
{
  assert_taken (vpn_client_text_duration (-5), "0 s");
  assert_taken (vpn_client_text_duration (0), "0 s");
  assert_taken (vpn_client_text_duration (59), "59 s");
  assert_taken (vpn_client_text_duration (60), "1 min 0 s");
  assert_taken (vpn_client_text_duration (3599), "59 min 59 s");
  assert_taken (vpn_client_text_duration (3600), "1 h 0 min");
  assert_taken (vpn_client_text_duration (86400 + 3600), "1 d 1 h");
  assert_taken (vpn_client_text_duration (G_MAXINT64), "2147483647 d 15 h");
}

static void
test_lists_and_routes (void)
{
  static const char *const list[] = { "a", "b\033[0m", NULL };
  static const char *const addresses[]
      = { "203.0.113.5/32", "10.0.0.1/24", "2001:db8::5/128", NULL };
  static const char *const all[] = { "0.0.0.0/0", "::/0", NULL };
  static const char *const some[] = { "0.0.0.0/0", "198.51.100.0/24", NULL };
  static const char *const empty[] = { NULL };

  assert_taken (vpn_client_text_addresses (addresses), "203.0.113.5, 10.0.0.1/24, 2001:db8::5");
  assert_taken (vpn_client_text_addresses (NULL), "");
  assert_taken (vpn_client_text_list (list), "a, b\xef\xbf\xbd[0m");
  assert_taken (vpn_client_text_list (NULL), "");
  assert_taken (vpn_client_text_list (empty), "");
  assert_taken (vpn_client_text_routes (all), "everything");
  assert_taken (vpn_client_text_routes (some), "0.0.0.0/0, 198.51.100.0/24");
  assert_taken (vpn_client_text_routes (NULL), "nothing");
}

static void
test_prompts (void)
{
  assert_taken (vpn_client_text_prompt (VPN_SECRET_PASSWORD, "office", "alice", ""),
                "Password for alice at office");
  assert_taken (vpn_client_text_prompt (VPN_SECRET_PASSWORD, "office", "", NULL),
                "Password for office");
  assert_taken (vpn_client_text_prompt (VPN_SECRET_PASSWORD, "office", "alice", "Domain password:"),
                "Password for alice at office (Domain password)");
  assert_taken (vpn_client_text_prompt (VPN_SECRET_PASSWORD, "office", "alice", "Password: "),
                "Password for alice at office");
  assert_taken (vpn_client_text_prompt (VPN_SECRET_PSK, "office", "alice", ""),
                "Pre-shared key for office");
  assert_taken (vpn_client_text_prompt (VPN_SECRET_RESPONSE, "office", "alice", "Code 8812 : "),
                "office: Code 8812");
  assert_taken (vpn_client_text_prompt (VPN_SECRET_RESPONSE, "office", "alice", " : "),
                "Answer for alice at office");
}

/* A gateway that words its prompt like another program's is unmasked by the name in front. */
static void
test_prompt_cannot_pass_for_another (void)
{
  g_autofree char *text = vpn_client_text_prompt (VPN_SECRET_RESPONSE, "office", "alice",
                                                  "\r\033[2K[sudo] password for alice:");

  g_assert_true (g_str_has_prefix (text, "office: "));
  g_assert_null (strchr (text, '\r'));
  g_assert_null (strchr (text, '\033'));
}

static void
test_steps (void)
{
  assert_taken (vpn_client_text_step (VPN_STEP_CONTACT, "192.0.2.1"),
                "Contacting the gateway (192.0.2.1)");
  assert_taken (vpn_client_text_step (VPN_STEP_SIGN_IN, ""), "Signing in");
  assert_taken (vpn_client_text_step (VPN_STEP_SIGN_IN, NULL), "Signing in");
}

/* A gateway's words must not become a link or a picture of a notification. */
static void
test_no_markup (void)
{
  g_autofree char *text = vpn_client_text_no_markup ("<a href='http://x'>Log in & win</a> &lt;");

  g_assert_null (strpbrk (text, "<>&"));
  g_assert_nonnull (strstr (text, "Log in"));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/text/duration", test_duration);
  g_test_add_func ("/client/text/lists-and-routes", test_lists_and_routes);
  g_test_add_func ("/client/text/prompts", test_prompts);
  g_test_add_func ("/client/text/prompt-cannot-pass", test_prompt_cannot_pass_for_another);
  g_test_add_func ("/client/text/no-markup", test_no_markup);
  g_test_add_func ("/client/text/steps", test_steps);
  return g_test_run ();
}
