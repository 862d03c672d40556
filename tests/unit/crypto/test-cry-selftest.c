// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-selftest.h"

static void
test_passes (void)
{
  const char *failed = "nothing";

  g_assert_true (cry_selftest (&failed));
  g_assert_cmpstr (failed, ==, "nothing");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/selftest/ALG-13/passes", test_passes);
  return g_test_run ();
}
