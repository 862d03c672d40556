// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "proposal.h"

static void
test_words (void)
{
  const ProposalWord *word = proposal_word_find ("AES256GCM16", NULL);

  g_assert_nonnull (word);
  g_assert_cmpint (word->kind, ==, PROPOSAL_ENCR);
  g_assert_cmpuint (word->id, ==, 20);
  g_assert_cmpuint (word->key_bits, ==, 256);
  g_assert_true (word == proposal_word_of (PROPOSAL_ENCR, 20, 256));
  /* Another spelling of the same has the name of the first. */
  g_assert_cmpstr (proposal_word_find ("aes256gcm128", NULL)->text, ==, word->text);
  g_assert_null (proposal_word_find ("aes257gcm16", NULL));
  g_assert_null (proposal_word_find ("", NULL));
  g_assert_null (proposal_word_of (PROPOSAL_KE, 22, 0));
}

static void
test_check (void)
{
  static const struct
  {
    const char *list;
    gboolean ike, legacy;
    ProposalFault fault;
    const char *culprit; /* NULL: fine */
  } rows[] = {
    { "aes256gcm16-prfsha256-ecp256", TRUE, FALSE, PROPOSAL_FINE, NULL },
    { " aes256-sha256-ecp256 , AES128-SHA256-ECP256 ", TRUE, FALSE, PROPOSAL_FINE, NULL },
    { "aes256gcm16-prfsha256-ecp255", TRUE, FALSE, PROPOSAL_UNKNOWN, "ecp255" },
    { "aes256-sha1-modp1024", TRUE, FALSE, PROPOSAL_WEAK, "sha1" },
    { "aes256-sha256-modp1024", TRUE, FALSE, PROPOSAL_WEAK, "modp1024" },
    { "aes256-sha1-modp1024", TRUE, TRUE, PROPOSAL_FINE, NULL },
    { "3des-sha1-modp1024", TRUE, TRUE, PROPOSAL_UNKNOWN, "3des" },
    { "aes256gcm16-ecp256", TRUE, FALSE, PROPOSAL_NO_PRF, "aes256gcm16-ecp256" },
    { "aes256-sha256", TRUE, FALSE, PROPOSAL_NO_KE, "aes256-sha256" },
    { "aes256-ecp256", TRUE, FALSE, PROPOSAL_NO_INTEG, "aes256-ecp256" },
    { "aes256ctr-x448", FALSE, FALSE, PROPOSAL_NO_INTEG, "aes256ctr-x448" },
    { "sha256-ecp256", TRUE, FALSE, PROPOSAL_NO_ENCR, "sha256-ecp256" },
    { "aes256gcm16-prfsha256-ecp256-esn", TRUE, FALSE, PROPOSAL_OUT_OF_PLACE, "esn" },
    { "aes256gcm16-prfsha256-none", TRUE, FALSE, PROPOSAL_OUT_OF_PLACE, "none" },
    { "aes256gcm16-prfsha256", FALSE, FALSE, PROPOSAL_OUT_OF_PLACE, "prfsha256" },
    { "aes256gcm16-ecp256-ke1_x25519", FALSE, FALSE, PROPOSAL_OUT_OF_PLACE, "ke1_x25519" },
    { "aes256gcm16-ecp256-none-noesn", FALSE, FALSE, PROPOSAL_FINE, NULL },
    { "aes128gcm16iiv-prfsha256-x448", TRUE, FALSE, PROPOSAL_OUT_OF_PLACE, "aes128gcm16iiv" },
    { "aes128gcm16iiv", FALSE, FALSE, PROPOSAL_FINE, NULL },
    { "aes256gmac", FALSE, FALSE, PROPOSAL_WEAK, "aes256gmac" },
    { "aes256gmac", FALSE, TRUE, PROPOSAL_FINE, NULL },
    { "aes256gcm16,", FALSE, FALSE, PROPOSAL_NO_ENCR, "" },
    { "aes256gcm16--ecp256", FALSE, FALSE, PROPOSAL_UNKNOWN, "" },
    { "", FALSE, FALSE, PROPOSAL_FINE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *culprit = NULL;

      g_test_message ("%s", rows[i].list);
      g_assert_cmpint (proposal_check (rows[i].list, rows[i].ike, rows[i].legacy, &culprit), ==,
                       rows[i].fault);
      g_assert_cmpstr (culprit, ==, rows[i].culprit);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/proposal/words", test_words);
  g_test_add_func ("/base/proposal/AEA-14/check", test_check);
  return g_test_run ();
}
