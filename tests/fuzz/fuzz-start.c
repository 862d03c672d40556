// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What every target of libFuzzer does before its first input: the sim finds its certificates, and a
 * warning of GLib is a finding, as in the other tests.
 */
#include <glib.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);
const char *__lsan_default_suppressions (void);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  /* Not the fuzzer's own, which GTest would take words of. */
  char *own[] = { (char *) FUZZ_TESTS "/fuzz", NULL };
  char **words = own;
  int n = 1;

  g_test_init (&n, &words, NULL);
  return 0;
}

/* glib-networking 2.74 forgets a certificate of each PKCS#12 file that it reads, json-glib 1.6 the
 * arrays of a text that breaks off. */
const char *
__lsan_default_suppressions (void)
{
  return "leak:g_tls_certificate_new_from_pkcs12\nleak:json_parser_load_from_data\n";
}
