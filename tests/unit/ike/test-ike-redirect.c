// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-redirect.h"

#include "ike-message.h"

#include <string.h>

static const CrySpan none;

static void
check (const char *data, gsize len, CrySpan nonce, const char *expected)
{
  const IkeNotify notify
      = { .type = IKE_NOTIFY_REDIRECT, .data = (const guint8 *) data, .len = len };
  g_autofree char *target = NULL;

  g_assert_cmpint (ike_redirect_read (&notify, nonce, &target), ==, expected != NULL);
  g_assert_cmpstr (target, ==, expected);
}

static void
test_targets (void)
{
  check ("\1\4\xc0\0\2\7", 6, none, "192.0.2.7");
  check ("\2\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7", 18, none, "2001:db8::7");
  check ("\3\17gw2.office.test", 17, none, "gw2.office.test");
}

static void
test_malformed (void)
{
  check ("", 0, none, NULL);
  check ("\1", 1, none, NULL);
  check ("\1\4\xc0\0\2", 5, none, NULL);
  check ("\1\3\xc0\0\2", 5, none, NULL);
  check ("\2\4\xc0\0\2\7", 6, none, NULL);
  check ("\4\4\xc0\0\2\7", 6, none, NULL);
  check ("\3\0", 2, none, NULL);
  check ("\3\5gw\n.x", 7, none, NULL);
  check ("\1\4\xc0\0\2\7x", 7, none, NULL);
}

/* In IKE_SA_INIT only who has seen our nonce is believed. */
static void
test_nonce (void)
{
  const CrySpan nonce = { "nonce", 5 };

  check ("\1\4\xc0\0\2\7nonce", 11, nonce, "192.0.2.7");
  check ("\1\4\xc0\0\2\7noncf", 11, nonce, NULL);
  check ("\1\4\xc0\0\2\7nonc", 10, nonce, NULL);
  check ("\1\4\xc0\0\2\7noncee", 12, nonce, NULL);
  check ("\1\4\xc0\0\2\7", 6, nonce, NULL);
}

static void
check_supported (const char *from, guint16 type, const char *data, gsize len)
{
  const IkeHeader header = { .spi_i = 1, .exchange = IKE_EXCHANGE_IKE_SA_INIT };
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  IpAddress address = { 0 };
  IkeNotify notify = { 0 };
  gsize size;
  const guint8 *octets;

  g_assert_true (from == NULL || ip_address_parse (from, &address));
  ike_message_builder_init (&builder);
  ike_redirect_write_supported (&builder, &address);
  bytes = ike_message_builder_finish (&builder, &header);
  octets = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (ike_message_read (octets, size, message), ==, IKE_MESSAGE_OK);
  g_assert_true (ike_message_find_notify (message, type, &notify));
  g_assert_cmpmem (notify.data, notify.len, data, len);
}

static void
test_supported (void)
{
  check_supported (NULL, IKE_NOTIFY_REDIRECT_SUPPORTED, "", 0);
  check_supported ("192.0.2.7", IKE_NOTIFY_REDIRECTED_FROM, "\1\4\xc0\0\2\7", 6);
  check_supported ("2001:db8::7", IKE_NOTIFY_REDIRECTED_FROM,
                   "\2\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7", 18);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/redirect/RED-03/targets", test_targets);
  g_test_add_func ("/ike/redirect/RED-03/malformed", test_malformed);
  g_test_add_func ("/ike/redirect/RED-02/nonce", test_nonce);
  g_test_add_func ("/ike/redirect/RED-01+RED-11/supported", test_supported);
  return g_test_run ();
}
