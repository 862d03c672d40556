// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-frag.h"

#include "status.h"
#include "test-support.h"

#include <string.h>

static IkeOpened
piece (guint32 message_id, guint16 number, guint16 total, const char *text)
{
  IkeOpened opened = { .header = { .spi_i = 1, .message_id = message_id },
                       .number = number,
                       .total = total,
                       .first = number == 1 ? IKE_PAYLOAD_VENDOR : 0 };

  opened.plain = g_byte_array_new ();
  g_byte_array_append (opened.plain, (const guint8 *) text, (guint) strlen (text));
  return opened;
}

static int
add (IkeFragQueue *queue, IkeOpened opened, IkeOpened *ret_whole)
{
  return ike_frag_queue_add (queue, &opened, 0, ret_whole);
}

static void
test_any_order (void)
{
  static const guint8 orders[][3] = { { 1, 2, 3 }, { 3, 2, 1 }, { 2, 1, 3 }, { 3, 1, 2 } };
  static const char *const texts[] = { "ab", "", "cde" };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      IkeFragQueue queue = { 0 };
      g_auto (IkeOpened) whole = { 0 };

      for (guint k = 0; k < 3; k++)
        {
          guint8 number = orders[i][k];
          int expected = k < 2 ? IKE_FRAG_STORED : IKE_FRAG_COMPLETE;

          g_assert_cmpint (add (&queue, piece (5, number, 3, texts[number - 1]), &whole), ==,
                           expected);
        }
      g_assert_cmpmem (whole.plain->data, whole.plain->len, "abcde", 5);
      g_assert_cmpuint (whole.first, ==, IKE_PAYLOAD_VENDOR);
      g_assert_cmpuint (whole.number, ==, 0);
      g_assert_cmpuint (queue.total, ==, 0);
    }
}

static void
test_duplicates (void)
{
  IkeFragQueue queue = { 0 };
  g_auto (IkeOpened) whole = { 0 };

  g_assert_cmpint (add (&queue, piece (5, 1, 2, "ab"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (add (&queue, piece (5, 1, 2, "XX"), &whole), ==, IKE_FRAG_DROPPED);
  g_assert_cmpint (add (&queue, piece (5, 2, 2, "cd"), &whole), ==, IKE_FRAG_COMPLETE);
  g_assert_cmpmem (whole.plain->data, whole.plain->len, "abcd", 4);
}

/* A smaller total is dropped, a bigger one starts anew (FRG-11, FRG-12). */
static void
test_totals (void)
{
  IkeFragQueue queue = { 0 };
  g_auto (IkeOpened) whole = { 0 };

  g_assert_cmpint (add (&queue, piece (5, 1, 3, "ab"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (add (&queue, piece (5, 2, 2, "cd"), &whole), ==, IKE_FRAG_DROPPED);
  g_assert_cmpint (add (&queue, piece (5, 2, 4, "b"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpuint (queue.n_have, ==, 1);
  g_assert_cmpint (add (&queue, piece (5, 3, 3, "x"), &whole), ==, IKE_FRAG_DROPPED);
  g_assert_cmpint (add (&queue, piece (5, 1, 4, "a"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (add (&queue, piece (5, 3, 4, "c"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (add (&queue, piece (5, 4, 4, "d"), &whole), ==, IKE_FRAG_COMPLETE);
  g_assert_cmpmem (whole.plain->data, whole.plain->len, "abcd", 4);
}

static void
test_impossible (void)
{
  IkeFragQueue queue = { 0 };
  IkeOpened whole = { 0 };

  g_assert_cmpint (add (&queue, piece (5, 0, 2, "a"), &whole), ==, IKE_FRAG_DROPPED);
  g_assert_cmpint (add (&queue, piece (5, 3, 2, "a"), &whole), ==, IKE_FRAG_DROPPED);
  g_assert_cmpint (add (&queue, piece (5, 1, IKE_FRAGMENTS_MAX + 1, "a"), &whole), ==,
                   IKE_FRAG_DROPPED);
  g_assert_cmpuint (queue.total, ==, 0);
  g_assert_cmpint (add (&queue, piece (5, 1, IKE_FRAGMENTS_MAX, "a"), &whole), ==, IKE_FRAG_STORED);
  ike_frag_queue_clear (&queue);
}

/* At most 64 KiB of one message are kept (FRG-13). */
static void
test_memory (void)
{
  IkeFragQueue queue = { 0 };
  IkeOpened whole = { 0 };
  g_autofree char *text = g_strnfill (1400, 'x');

  for (guint16 i = 1; i <= 200; i++)
    add (&queue, piece (5, i, 201, text), &whole);
  g_assert_cmpuint (queue.n_octets, <=, IKE_MESSAGE_MAX);
  g_assert_cmpuint (queue.n_octets, >, IKE_MESSAGE_MAX - 1400);
  ike_frag_queue_clear (&queue);
}

static void
test_other_message (void)
{
  IkeFragQueue queue = { 0 };
  g_auto (IkeOpened) whole = { 0 };

  g_assert_cmpint (add (&queue, piece (5, 1, 3, "ab"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (add (&queue, piece (6, 1, 2, "cd"), &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (add (&queue, piece (6, 2, 2, "ef"), &whole), ==, IKE_FRAG_COMPLETE);
  g_assert_cmpmem (whole.plain->data, whole.plain->len, "cdef", 4);
}

static void
test_timeout (void)
{
  IkeFragQueue queue = { 0 };
  IkeOpened whole = { 0 };
  IkeOpened first = piece (5, 1, 2, "ab");
  IkeOpened second = piece (5, 2, 2, "cd");

  g_assert_cmpint (ike_frag_queue_add (&queue, &first, 0, &whole), ==, IKE_FRAG_STORED);
  g_assert_cmpint (ike_frag_queue_add (&queue, &second, IKE_FRAGMENT_TIMEOUT + 1, &whole), ==,
                   IKE_FRAG_STORED);
  g_assert_cmpuint (queue.n_have, ==, 1);
  ike_frag_queue_clear (&queue);
}

static void
seal_and_join (IkeSk *from, IkeSk *to, gsize len, gsize limit, guint min_fragments)
{
  const IkeHeader header = {
    .spi_i = 1, .spi_r = 2, .exchange = IKE_EXCHANGE_IKE_AUTH, .initiator = TRUE, .message_id = 1
  };
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GPtrArray) datagrams = NULL;
  g_autofree guint8 *data = g_malloc (len);
  IkeFragQueue queue = { 0 };
  g_auto (IkeOpened) whole = { 0 };

  for (gsize i = 0; i < len; i++)
    data[i] = (guint8) (i * 7);
  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, data, len);
  g_assert_cmpint (ike_frag_seal (from, &header, &builder, limit, &datagrams), ==, STATUS_OK);
  g_assert_cmpuint (datagrams->len, >=, min_fragments);
  for (guint i = datagrams->len; i > 0; i--)
    {
      GBytes *bytes = g_ptr_array_index (datagrams, i - 1);
      g_auto (IkeOpened) opened = { 0 };

      g_assert_cmpuint (g_bytes_get_size (bytes), <=, limit);
      g_assert_true (
          ike_sk_open (to, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &opened));
      g_assert_cmpuint (opened.number, ==, i);
      g_assert_cmpuint (opened.total, ==, datagrams->len);
      g_assert_cmpuint (opened.first, ==, i == 1 ? IKE_PAYLOAD_VENDOR : 0);
      g_assert_cmpuint (opened.header.next_payload, ==, IKE_PAYLOAD_SKF);
      g_assert_cmpuint (opened.header.message_id, ==, 1);
      g_assert_cmpuint (opened.header.exchange, ==, IKE_EXCHANGE_IKE_AUTH);
      g_assert_true (opened.header.initiator && !opened.header.response);
      g_assert_cmpuint (opened.header.length, ==, g_bytes_get_size (bytes));
      g_assert_cmpint (ike_frag_queue_add (&queue, &opened, 0, &whole), ==,
                       i == 1 ? IKE_FRAG_COMPLETE : IKE_FRAG_STORED);
    }
  g_assert_cmpmem (whole.plain->data + 4, whole.plain->len - 4, data, len);
}

static void
test_round_trip (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  guint8 counter = 0;
  const Rng rng = { counting_fill, &counter };
  g_autoptr (IkeSk) client = NULL;
  g_autoptr (IkeSk) gateway = NULL;

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  client = ike_sk_new (&keymat, TRUE, &rng);
  gateway = ike_sk_new (&keymat, FALSE, &rng);
  seal_and_join (client, gateway, 3000, 1232, 3);
  seal_and_join (gateway, client, 60000, 576, 64); /* at least 64 fragments */
}

/* One message that fits is not cut, to the octet (FRG-08). */
static void
test_threshold (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  guint8 counter = 0;
  const Rng rng = { counting_fill, &counter };
  g_autoptr (IkeSk) sk = NULL;
  const IkeHeader header = { .spi_i = 1, .spi_r = 2 };

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  sk = ike_sk_new (&keymat, TRUE, &rng);
  for (guint extra = 0; extra < 2; extra++)
    {
      g_auto (IkeMessageBuilder) builder = { 0 };
      g_autoptr (GPtrArray) datagrams = NULL;
      g_autofree guint8 *data = g_malloc0 (2000);

      ike_message_builder_init (&builder);
      ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, data,
                               ike_sk_room (sk, FALSE, 1000) - 4 + extra);
      g_assert_cmpint (ike_frag_seal (sk, &header, &builder, 1000, &datagrams), ==, STATUS_OK);
      g_assert_cmpuint (datagrams->len, ==, 1 + extra);
    }
}

static guint
seal_len (IkeSk *sk, gsize len, int status)
{
  g_autofree guint8 *data = g_malloc0 (len);
  const IkeHeader header = { .spi_i = 1, .spi_r = 2, .exchange = IKE_EXCHANGE_INFORMATIONAL };
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GPtrArray) pieces = NULL;

  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_VENDOR, FALSE, data, len);
  g_assert_cmpint (ike_frag_seal (sk, &header, &builder, 100, &pieces), ==, status);
  return pieces != NULL ? pieces->len : 0;
}

/* As many pieces as we take are as many as we send. */
static void
test_most_pieces (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  guint8 counter = 0;
  const Rng rng = { counting_fill, &counter };
  g_autoptr (IkeSk) sk = NULL;
  gsize each = 0;
  gsize len = 0;

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  sk = ike_sk_new (&keymat, TRUE, &rng);
  each = 20000 / seal_len (sk, 20000, STATUS_OK);
  len = each * (IKE_FRAGMENTS_MAX - 8);
  while (seal_len (sk, len, STATUS_OK) < IKE_FRAGMENTS_MAX)
    len += each;
  g_assert_cmpuint (seal_len (sk, len, STATUS_OK), ==, IKE_FRAGMENTS_MAX);
  g_assert_cmpuint (seal_len (sk, len + 2 * each, STATUS_FATAL_LIMIT), ==, 0);
}

static void
test_limit (void)
{
  g_assert_cmpuint (ike_frag_limit (1280, AF_INET6), ==, 1228);
  g_assert_cmpuint (ike_frag_limit (576, AF_INET), ==, 544);
  g_assert_cmpuint (ike_frag_limit (20, AF_INET), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/frag/any-order", test_any_order);
  g_test_add_func ("/ike/frag/FRG-11/duplicates", test_duplicates);
  g_test_add_func ("/ike/frag/FRG-12/totals", test_totals);
  g_test_add_func ("/ike/frag/FRG-05/impossible", test_impossible);
  g_test_add_func ("/ike/frag/FRG-13/memory", test_memory);
  g_test_add_func ("/ike/frag/other-message", test_other_message);
  g_test_add_func ("/ike/frag/FRG-14/timeout", test_timeout);
  g_test_add_func ("/ike/frag/FRG-03+FRG-04+FRG-06/round-trip", test_round_trip);
  g_test_add_func ("/ike/frag/FRG-08/threshold", test_threshold);
  g_test_add_func ("/ike/frag/limit", test_limit);
  g_test_add_func ("/ike/frag/most-pieces", test_most_pieces);
  return g_test_run ();
}
