// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of what is suggested for a mistyped word. */
#include "ctl-suggest.h"

static const char *const known[] = { "connect", "disconnect", "status", "set", "show", NULL };

static void
test_near (void)
{
  g_assert_cmpstr (ctl_suggest ("conect", known), ==, "connect");
  g_assert_cmpstr (ctl_suggest ("connnect", known), ==, "connect");
  g_assert_cmpstr (ctl_suggest ("conncet", known), ==, "connect");
  g_assert_cmpstr (ctl_suggest ("dissconect", known), ==, "disconnect");
  g_assert_cmpstr (ctl_suggest ("st", known), ==, "set");
  g_assert_cmpstr (ctl_suggest ("connect", known), ==, "connect");
}

static void
test_far (void)
{
  g_autofree char *long_word = g_strnfill (1000, 'c');

  g_assert_null (ctl_suggest ("dance", known));
  g_assert_null (ctl_suggest ("", known));
  g_assert_null (ctl_suggest ("s", known));
  g_assert_null (ctl_suggest (long_word, known));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/suggest/near", test_near);
  g_test_add_func ("/ctl/suggest/far", test_far);
  return g_test_run ();
}
