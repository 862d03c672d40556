// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of what a log shows of a person's name. */
#include "vpn-redact.h"

static void
assert_identity (const char *identity, const char *expected)
{
  g_autofree char *hidden = vpn_redact_identity (identity);

  g_assert_cmpstr (hidden, ==, expected);
}

static void
test_identity_hides_the_person (void)
{
  assert_identity ("alice@example.org", "a…e@example.org");
  assert_identity ("ann@example.org", "…@example.org");
  assert_identity ("alice", "a…e");
  assert_identity ("bob", "…");
  assert_identity ("", "…");
  assert_identity ("山田太郎@example.jp", "山…郎@example.jp");
  assert_identity ("al\nce", "a…e");
  assert_identity ("\"odd@local\"@example.org", "\"…\"@example.org");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/redact/identity", test_identity_hides_the_person);
  return g_test_run ();
}
