// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-message.h"

#include "ike-dump.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-notify.h"
#include "test-support.h"

#include <string.h>

static const guint8 nonce[32] = { 1, 2, 3 };

static GBytes *
sample (guint8 exchange)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkeHeader header = {
    .spi_i = G_GUINT64_CONSTANT (0x0102030405060708),
    .exchange = exchange,
    .initiator = TRUE,
    .message_id = 3,
  };

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_NONCE, FALSE, nonce, sizeof nonce);
  ike_payload_notify_write (&builder, IKE_NOTIFY_COOKIE, "abc", 3);
  return ike_message_builder_finish (&builder, &header);
}

static guint8 *
copy_of (GBytes *bytes, gsize *ret_len)
{
  *ret_len = g_bytes_get_size (bytes);
  return g_memdup2 (g_bytes_get_data (bytes, NULL), *ret_len);
}

static void
test_header_bytes (void)
{
  g_autoptr (GBytes) bytes = sample (IKE_EXCHANGE_IKE_SA_INIT);

  assert_hex (g_bytes_get_data (bytes, NULL), IKE_HEADER_LEN,
              "0102030405060708"
              "0000000000000000"
              "28"
              "20"
              "22"
              "08"
              "00000003"
              "0000004b");
}

static void
test_header_length (void)
{
  g_autoptr (GBytes) bytes = sample (IKE_EXCHANGE_IKE_SA_INIT);
  const guint32 wrong[] = { 0, 27, 28, 74, 76, G_MAXUINT32 };
  gsize len;
  g_autofree guint8 *data = copy_of (bytes, &len);
  IkeHeader header;

  g_assert_true (ike_header_read (data, len, &header));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      byte_put_u32 (data + 24, wrong[i]);
      g_assert_false (ike_header_read (data, len, &header));
    }
  g_assert_false (ike_header_read (data, 27, &header));
}

/* Reserved flags and the minor version say nothing (MSG-05, MSG-06); a zero initiator SPI does. */
static void
test_header_tolerance (void)
{
  g_autoptr (GBytes) bytes = sample (IKE_EXCHANGE_IKE_SA_INIT);
  gsize len;
  g_autofree guint8 *data = copy_of (bytes, &len);
  IkeHeader header;

  data[17] = 0x2f;
  data[19] = 0xff;
  g_assert_true (ike_header_read (data, len, &header));
  g_assert_cmpuint (header.major, ==, 2);
  g_assert_true (header.response && header.initiator);
  data[17] = 0x10;
  g_assert_true (ike_header_read (data, len, &header));
  g_assert_cmpuint (header.major, ==, 1);
  memset (data, 0, 8);
  g_assert_false (ike_header_read (data, len, &header));
}

static void
test_chain (void)
{
  g_autoptr (GBytes) bytes = sample (IKE_EXCHANGE_IKE_SA_INIT);
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  g_autofree char *text = NULL;
  IkeNotify notify;

  g_assert_cmpint (
      ike_message_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), message), ==,
      IKE_MESSAGE_OK);
  g_assert_cmpuint (message->n_payloads, ==, 2);
  g_assert_cmpuint (message->present, ==,
                    IKE_PAYLOAD_BIT (IKE_PAYLOAD_NONCE) | IKE_PAYLOAD_BIT (IKE_PAYLOAD_NOTIFY));
  g_assert_true (ike_message_find_notify (message, IKE_NOTIFY_COOKIE, &notify));
  g_assert_cmpmem (notify.data, notify.len, "abc", 3);
  g_assert_false (ike_message_find_notify (message, IKE_NOTIFY_REKEY_SA, &notify));
  g_assert_null (ike_message_find (message, IKE_PAYLOAD_KE));
  text = ike_message_dump (message);
  g_assert_cmpstr (text, ==, "IKE_SA_INIT request 3 [NONCE N(COOKIE)]");
}

/* Lengths below 4, past the end, and octets behind the last payload (MSG-10). */
static void
test_chain_lengths (void)
{
  g_autoptr (GBytes) bytes = sample (IKE_EXCHANGE_IKE_SA_INIT);
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  const guint16 wrong[] = { 0, 1, 2, 3, 10, 12, 0xffff };
  gsize len;
  g_autofree guint8 *data = copy_of (bytes, &len);
  gsize second = IKE_HEADER_LEN + 36;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      byte_put_u16 (data + second + 2, wrong[i]);
      g_assert_cmpint (ike_message_read (data, len, message), ==, IKE_MESSAGE_MALFORMED);
    }
  byte_put_u16 (data + second + 2, 11);
  g_assert_cmpint (ike_message_read (data, len, message), ==, IKE_MESSAGE_OK);
  /* A chain that does not reach its end. */
  data[second] = IKE_PAYLOAD_VENDOR;
  g_assert_cmpint (ike_message_read (data, len, message), ==, IKE_MESSAGE_MALFORMED);
}

static int
read_builder (IkeMessageBuilder *builder, IkeMessage *message)
{
  const IkeHeader header = { .spi_i = 1 };

  return ike_message_read_inner (&header, builder->first, byte_writer_data (&builder->chain),
                                 byte_writer_len (&builder->chain), message);
}

static void
test_unknown (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, 200, FALSE, "x", 1);
  ike_message_builder_add (&builder, IKE_PAYLOAD_NONCE, FALSE, nonce, sizeof nonce);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_OK);
  g_assert_cmpuint (message->n_payloads, ==, 1);
  ike_message_builder_add (&builder, 201, TRUE, "x", 1);
  ike_message_builder_add (&builder, 202, TRUE, "x", 1);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_UNKNOWN_CRITICAL);
  g_assert_cmpuint (message->unknown_critical, ==, 201);
}

/* The bit on a payload we know is ignored (CRI-03), and never sent (CRI-04). */
static void
test_known_critical (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_NONCE, TRUE, nonce, sizeof nonce);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, "v", 1);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_OK);
  g_assert_true (message->payloads[0].critical);
  g_assert_false (message->payloads[1].critical);
}

static void
test_single (void)
{
  const guint8 ke[] = { 0, 19, 0, 0, 1 };
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, "v", 1);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, "v", 1);
  ike_message_builder_add (&builder, IKE_PAYLOAD_KE, FALSE, ke, sizeof ke);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_OK);
  ike_message_builder_add (&builder, IKE_PAYLOAD_KE, FALSE, ke, sizeof ke);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_MALFORMED);
}

static void
test_too_many (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  for (guint i = 0; i < IKE_PAYLOADS_MAX; i++)
    ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, "", 0);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_OK);
  ike_message_builder_add (&builder, 250, FALSE, "", 0);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_MALFORMED);
}

static void
test_nested (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_SK, FALSE, "x", 1);
  g_assert_cmpint (read_builder (&builder, message), ==, IKE_MESSAGE_MALFORMED);
}

static void
test_empty (void)
{
  const IkeHeader header = { .spi_i = 1 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);

  g_assert_cmpint (ike_message_read_inner (&header, IKE_PAYLOAD_NONE, NULL, 0, message), ==,
                   IKE_MESSAGE_OK);
  g_assert_cmpint (
      ike_message_read_inner (&header, IKE_PAYLOAD_NONE, (const guint8 *) "x", 1, message), ==,
      IKE_MESSAGE_MALFORMED);
}

/* A payload whose length does not fit its field, and a chain above the maximum, stick as errors. */
static void
test_builder_limits (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree guint8 *big = g_malloc0 (IKE_MESSAGE_MAX);
  const IkeHeader header = { .spi_i = 1 };

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, big, G_MAXUINT16 - 4);
  g_assert_true (ike_message_builder_ok (&builder));
  ike_message_builder_clear (&builder);
  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, big, G_MAXUINT16);
  g_assert_false (ike_message_builder_ok (&builder));
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, big, 1);
  g_assert_null (ike_message_builder_finish (&builder, &header));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/message/MSG-05/header-bytes", test_header_bytes);
  g_test_add_func ("/ike/message/MSG-03/header-length", test_header_length);
  g_test_add_func ("/ike/message/MSG-06/header-tolerance", test_header_tolerance);
  g_test_add_func ("/ike/message/chain", test_chain);
  g_test_add_func ("/ike/message/MSG-10/chain-lengths", test_chain_lengths);
  g_test_add_func ("/ike/message/CRI-01/unknown", test_unknown);
  g_test_add_func ("/ike/message/CRI-03/known-critical", test_known_critical);
  g_test_add_func ("/ike/message/MSG-31/single", test_single);
  g_test_add_func ("/ike/message/MSG-32/too-many", test_too_many);
  g_test_add_func ("/ike/message/MSG-11/nested", test_nested);
  g_test_add_func ("/ike/message/empty", test_empty);
  g_test_add_func ("/ike/message/builder-limits", test_builder_limits);
  return g_test_run ();
}
