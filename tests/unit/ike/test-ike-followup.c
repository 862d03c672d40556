// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-followup.h"

#include "ike-message.h"

#include <string.h>

static IkeFollowup *
new_followup (void)
{
  IkeKeying *keying = g_new0 (IkeKeying, 1);

  keying->choice.suite.n_additional = 2;
  keying->choice.suite.additional[0] = CRY_KE_X25519;
  keying->choice.suite.additional[1] = CRY_KE_ECP384;
  return ike_followup_new (keying, 1, 0);
}

/* What the exchanges brought, in their order, one behind the other (RFC 9370 section 2.2.4). */
static void
test_secrets (void)
{
  g_autoptr (IkeFollowup) followup = new_followup ();

  g_assert_cmpint (ike_followup_next (followup), ==, CRY_KE_X25519);
  ike_followup_add (followup, secret_buf_new_copy ("first", 5));
  g_assert_cmpint (ike_followup_next (followup), ==, CRY_KE_ECP384);
  ike_followup_add (followup, secret_buf_new_copy ("second", 6));
  g_assert_cmpint (ike_followup_next (followup), ==, CRY_KE_NONE);
  g_assert_cmpmem (secret_buf_peek (followup->more), secret_buf_len (followup->more), "firstsecond",
                   11);
}

static gboolean
is_linked (const IkeFollowup *followup, guint16 type, const char *link)
{
  const IkeHeader header = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, type, link, strlen (link));
  g_assert_cmpint (ike_message_read_inner (&header, builder.first,
                                           byte_writer_data (&builder.chain),
                                           byte_writer_len (&builder.chain), message),
                   ==, IKE_MESSAGE_OK);
  return ike_followup_is_linked (followup, message);
}

/* To the octet; an empty link is one, too. */
static void
test_link (void)
{
  g_autoptr (IkeFollowup) followup = new_followup ();

  followup->link = g_bytes_new ("this", 4);
  g_assert_true (is_linked (followup, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, "this"));
  g_assert_false (is_linked (followup, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, "that"));
  g_assert_false (is_linked (followup, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, "this one"));
  g_assert_false (is_linked (followup, IKE_NOTIFY_COOKIE, "this"));
  g_bytes_unref (followup->link);
  followup->link = g_bytes_new (NULL, 0);
  g_assert_true (is_linked (followup, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE, ""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/followup/AKE-11/secrets", test_secrets);
  g_test_add_func ("/ike/followup/AKE-09/link", test_link);
  return g_test_run ();
}
