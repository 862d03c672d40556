// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Runs a fuzz target without a fuzzer, as an ordinary test: every file of its corpus as it is, cut
 * at every octet, and with octets changed in a reproducible way. Any compiler.
 */
#include <glib.h>

#ifndef FUZZ_MUTATIONS
#define FUZZ_MUTATIONS 300 /* of each file */
#endif
#define CUTS_MAX 400

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
run_copy (const guint8 *data, gsize len)
{
  /* An exact copy, so that a sanitizer sees a read past the end. */
  g_autofree guint8 *copy = g_memdup2 (data, len);

  LLVMFuzzerTestOneInput (copy, len);
}

static void
mutate (GRand *rand, const guint8 *data, gsize len)
{
  g_autofree guint8 *copy = g_memdup2 (data, len);
  guint changes = 1 + (guint) g_rand_int_range (rand, 0, 4);

  for (guint i = 0; i < changes; i++)
    {
      gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) len);

      switch (g_rand_int_range (rand, 0, 3))
        {
        case 0:
          copy[at] = (guint8) g_rand_int_range (rand, 0, 256);
          break;
        case 1:
          copy[at] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
          break;
        default:
          copy[at] = copy[(gsize) g_rand_int_range (rand, 0, (gint32) len)];
          break;
        }
    }
  run_copy (copy, len);
}

static void
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  GRand *rand = g_rand_new_with_seed (4711);
  gsize len;

  g_file_get_contents (path, &data, &len, &error);
  g_assert_no_error (error);
  for (gsize cut = 0; cut <= MIN (len, CUTS_MAX); cut++)
    run_copy ((const guint8 *) data, cut);
  run_copy ((const guint8 *) data, len);
  for (guint i = 0; len > 0 && i < FUZZ_MUTATIONS; i++)
    mutate (rand, (const guint8 *) data, len);
  g_rand_free (rand);
}

static void
test_corpus (void)
{
  g_autofree char *folder
      = g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", FUZZ_TARGET, NULL);
  g_autoptr (GError) error = NULL;
  GDir *dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_test_message ("%s", name);
      run_file (path);
      n++;
    }
  g_dir_close (dir);
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/" FUZZ_TARGET "/corpus", test_corpus);
  return g_test_run ();
}
