// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "secret.h"

#include <string.h>

static void
test_move_wipes_source (void)
{
  char typed[] = "wonderland";
  g_autoptr (SecretBuf) secret = secret_buf_new_move (typed, 10);

  g_assert_cmpmem (secret_buf_peek (secret), secret_buf_len (secret), "wonderland", 10);
  g_assert_cmpmem (typed, 10, "\0\0\0\0\0\0\0\0\0\0", 10);
}

static void
test_truncate_wipes_rest (void)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy ("abcdef", 6);
  const guint8 *data = secret_buf_peek (secret);

  secret_buf_truncate (secret, 2);
  g_assert_cmpuint (secret_buf_len (secret), ==, 2);
  g_assert_cmpmem (data + 2, 4, "\0\0\0\0", 4);
}

/* The pages that hold a secret are excluded from core dumps ("dd") and from forks ("dc"). */
static void
test_pages_are_not_dumped (void)
{
  g_autoptr (SecretBuf) secret = secret_buf_new (16);
  g_autofree char *smaps = NULL;
  g_autofree char *start = g_strdup_printf ("%lx-", (gulong) secret_buf_peek (secret) & ~0xffful);
  const char *entry, *flags;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  entry = strstr (smaps, start);
  g_assert_nonnull (entry);
  flags = strstr (entry, "VmFlags:");
  g_assert_nonnull (flags);
  g_autofree char *line = g_strndup (flags, strcspn (flags, "\n"));
  g_assert_nonnull (strstr (line, " dd"));
  g_assert_nonnull (strstr (line, " dc"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/secret/move-wipes-source", test_move_wipes_source);
  g_test_add_func ("/base/secret/truncate-wipes-rest", test_truncate_wipes_rest);
  g_test_add_func ("/base/secret/pages-are-not-dumped", test_pages_are_not_dumped);
  return g_test_run ();
}
