// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-sk.h"

#include "cry-cipher.h"
#include "ike-frag.h"
#include "payload-nonce.h"
#include "payload-notify.h"
#include "status.h"
#include "test-support.h"

#include <string.h>

typedef struct
{
  KeySetup setup;
  IkeKeymat keymat;
  guint8 counter;
  Rng rng;
  IkeSk *client;
  IkeSk *gateway;
  IkeHeader header;
} Pair;

static const CrySuite gcm = { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE };
static const CrySuite chacha = { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE };
static const CrySuite cbc = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 };

static void
pair_init (Pair *pair, const CrySuite *suite)
{
  memset (pair, 0, sizeof *pair);
  key_setup_init (&pair->setup);
  pair->setup.suite.packet = *suite;
  g_assert_cmpint (ike_keymat_derive (&pair->setup.suite, &pair->setup.seed, &pair->keymat), ==,
                   STATUS_OK);
  pair->rng = (Rng){ counting_fill, &pair->counter };
  pair->client = ike_sk_new (&pair->keymat, TRUE, &pair->rng);
  pair->gateway = ike_sk_new (&pair->keymat, FALSE, &pair->rng);
  g_assert_nonnull (pair->client);
  g_assert_nonnull (pair->gateway);
  pair->header = (IkeHeader){
    .spi_i = 1,
    .spi_r = 2,
    .exchange = IKE_EXCHANGE_INFORMATIONAL,
    .initiator = TRUE,
    .message_id = 7,
  };
}

static void
pair_clear (Pair *pair)
{
  ike_sk_free (pair->client);
  ike_sk_free (pair->gateway);
  ike_keymat_clear (&pair->keymat);
  key_setup_clear (&pair->setup);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static void
check_round_trip (gconstpointer suite)
{
  g_auto (Pair) pair = { 0 };

  pair_init (&pair, suite);
  for (gsize len = 0; len < 70; len++)
    {
      guint8 plain[70] = { 0 };
      const IkeSkContent content = { .first = 0, .plain = plain, .len = len };
      g_autoptr (GBytes) sealed = NULL;
      g_auto (IkeOpened) opened = { 0 };

      memset (plain, (int) len, sizeof plain);
      sealed = ike_sk_seal (pair.client, &pair.header, &content);
      g_assert_nonnull (sealed);
      g_assert_true (ike_sk_open (pair.gateway, g_bytes_get_data (sealed, NULL),
                                  g_bytes_get_size (sealed), &opened));
      g_assert_cmpmem (opened.plain->data, opened.plain->len, plain, len);
      g_assert_cmpuint (opened.number, ==, 0);
      g_assert_cmpuint (opened.header.message_id, ==, 7);
      /* One's own messages do not open: the directions have their own keys (KEY-14). */
      g_assert_false (ike_sk_open (pair.client, g_bytes_get_data (sealed, NULL),
                                   g_bytes_get_size (sealed), &opened));
    }
}

/* Every octet of a datagram matters: header, SK header, IV, ciphertext, ICV (MSG-27). */
static void
break_any_bit (gconstpointer suite, guint16 number)
{
  g_auto (Pair) pair = { 0 };
  const IkeSkContent content = { .first = 0,
                                 .number = number,
                                 .total = number + 1,
                                 .plain = (const guint8 *) "0123456789",
                                 .len = 10 };
  g_autoptr (GBytes) sealed = NULL;
  gsize len;
  g_autofree guint8 *copy = NULL;

  pair_init (&pair, suite);
  sealed = ike_sk_seal (pair.client, &pair.header, &content);
  len = g_bytes_get_size (sealed);
  copy = g_memdup2 (g_bytes_get_data (sealed, NULL), len);
  for (gsize i = 0; i < len; i++)
    {
      IkeOpened opened = { 0 };

      copy[i] ^= 0x01;
      g_assert_false (ike_sk_open (pair.gateway, copy, len, &opened));
      copy[i] ^= 0x01;
    }
  for (gsize cut = 0; cut < len; cut++)
    {
      IkeOpened opened = { 0 };

      g_assert_false (ike_sk_open (pair.gateway, copy, cut, &opened));
    }
}

static void
check_any_bit_breaks (gconstpointer suite)
{
  break_any_bit (suite, 0);
  break_any_bit (suite, 2);
}

/* Seals what already has its padding, as another implementation may have made it. */
static GBytes *
seal_padded (const Pair *pair, const CrySuite *suite, const guint8 *plain, gsize len)
{
  g_autoptr (CryCipher) cipher
      = cry_cipher_new (suite, pair->keymat.ei, pair->keymat.ai, CRY_DIRECTION_SEAL);
  gsize prefix = IKE_HEADER_LEN + 4 + cry_suite_iv_len (suite);
  gsize total = prefix + len + cry_suite_icv_len (suite);
  g_autofree guint8 *out = g_malloc0 (total);
  CryPacket packet = { .aad = out,
                       .aad_len = IKE_HEADER_LEN + 4,
                       .iv = out + IKE_HEADER_LEN + 4,
                       .data = out + prefix,
                       .len = len,
                       .icv = out + prefix + len };

  out[7] = 1;
  out[15] = 2;
  out[16] = IKE_PAYLOAD_SK;
  out[17] = 0x20;
  out[18] = IKE_EXCHANGE_INFORMATIONAL;
  out[19] = IKE_FLAG_INITIATOR;
  byte_put_u32 (out + 24, (guint32) total);
  byte_put_u16 (out + IKE_HEADER_LEN + 2, (guint16) (total - IKE_HEADER_LEN));
  memcpy (out + prefix, plain, len);
  g_assert_cmpint (cry_cipher_seal (cipher, &packet), ==, STATUS_OK);
  return g_bytes_new (out, total);
}

/* Padding may be more than needed and of any contents, but not longer than what there is. */
static void
check_strange_padding (gconstpointer suite)
{
  guint8 plain[256 + 16];
  g_auto (Pair) pair = { 0 };

  pair_init (&pair, suite);
  memset (plain, 0xee, sizeof plain);
  for (gsize len = 16; len <= sizeof plain; len += 16)
    for (guint pad = 0; pad < 256; pad += 5)
      {
        g_autoptr (GBytes) sealed = NULL;
        g_auto (IkeOpened) opened = { 0 };
        gboolean fits = pad + 1 <= len;

        plain[len - 1] = (guint8) pad;
        sealed = seal_padded (&pair, suite, plain, len);
        plain[len - 1] = 0xee;
        g_assert_cmpint (ike_sk_open (pair.gateway, g_bytes_get_data (sealed, NULL),
                                      g_bytes_get_size (sealed), &opened),
                         ==, fits);
        if (fits)
          g_assert_cmpmem (opened.plain->data, opened.plain->len, plain, len - pad - 1);
      }
}

/* Not even room for IV, Pad Length and ICV. */
static void
check_too_short (gconstpointer data)
{
  const CrySuite *suite = data;
  gsize least = IKE_HEADER_LEN + 4 + cry_suite_iv_len (suite) + 1 + cry_suite_icv_len (suite);
  g_auto (Pair) pair = { 0 };

  pair_init (&pair, suite);
  for (gsize len = IKE_HEADER_LEN + 4; len < least; len++)
    {
      g_autofree guint8 *out = g_malloc0 (len);
      IkeOpened opened = { 0 };

      out[7] = 1;
      out[16] = IKE_PAYLOAD_SK;
      out[17] = 0x20;
      byte_put_u32 (out + 24, (guint32) len);
      byte_put_u16 (out + IKE_HEADER_LEN + 2, (guint16) (len - IKE_HEADER_LEN));
      g_assert_false (ike_sk_open (pair.gateway, out, len, &opened));
    }
}

/* AEAD: no padding; CBC: the least that aligns (MSG-28). */
static void
test_padding (void)
{
  g_auto (Pair) aead = { 0 };
  g_auto (Pair) block = { 0 };
  const IkeSkContent content = { .plain = (const guint8 *) "0123456789", .len = 10 };
  g_autoptr (GBytes) a = NULL;
  g_autoptr (GBytes) b = NULL;

  pair_init (&aead, &gcm);
  pair_init (&block, &cbc);
  a = ike_sk_seal (aead.client, &aead.header, &content);
  b = ike_sk_seal (block.client, &block.header, &content);
  g_assert_cmpuint (g_bytes_get_size (a), ==, 28 + 4 + 8 + 10 + 1 + 16);
  g_assert_cmpuint (g_bytes_get_size (b), ==, 28 + 4 + 16 + 16 + 16);
}

/* No IV is used twice under a key (MSG-29). */
static void
test_ivs_differ (void)
{
  const CrySuite *suites[] = { &gcm, &chacha, &cbc };

  for (gsize s = 0; s < G_N_ELEMENTS (suites); s++)
    {
      g_auto (Pair) pair = { 0 };
      const IkeSkContent content = { .plain = (const guint8 *) "x", .len = 1 };
      g_autoptr (GBytes) a = NULL;
      g_autoptr (GBytes) b = NULL;

      pair_init (&pair, suites[s]);
      a = ike_sk_seal (pair.client, &pair.header, &content);
      b = ike_sk_seal (pair.client, &pair.header, &content);
      g_assert_cmpint (memcmp ((const guint8 *) g_bytes_get_data (a, NULL) + 32,
                               (const guint8 *) g_bytes_get_data (b, NULL) + 32, 8),
                       !=, 0);
    }
}

/* What room says is what fits, to the octet. */
static void
check_room (gconstpointer suite)
{
  g_auto (Pair) pair = { 0 };
  guint8 plain[2000] = { 0 };

  pair_init (&pair, suite);
  for (gsize limit = 0; limit < 1400; limit += 7)
    {
      for (gboolean fragment = FALSE; fragment <= TRUE; fragment++)
        {
          gsize room = ike_sk_room (pair.client, fragment, limit);
          IkeSkContent content = {
            .number = (guint16) fragment, .total = (guint16) fragment, .plain = plain, .len = room
          };
          g_autoptr (GBytes) fits = NULL;
          g_autoptr (GBytes) longer = NULL;

          if (room == 0)
            continue;
          fits = ike_sk_seal (pair.client, &pair.header, &content);
          content.len = room + 1;
          longer = ike_sk_seal (pair.client, &pair.header, &content);
          g_assert_cmpuint (g_bytes_get_size (fits), <=, limit);
          g_assert_cmpuint (g_bytes_get_size (longer), >, limit);
        }
    }
}

/* Payloads in front of SK are skipped and covered by the ICV; one behind it is refused (MSG-11). */
static void
test_not_last (void)
{
  g_auto (Pair) pair = { 0 };
  const IkeSkContent content = { .plain = (const guint8 *) "abc", .len = 3 };
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  IkeOpened opened = { 0 };

  pair_init (&pair, &gcm);
  sealed = ike_sk_seal (pair.client, &pair.header, &content);
  g_byte_array_append (longer, g_bytes_get_data (sealed, NULL), (guint) g_bytes_get_size (sealed));
  g_byte_array_append (longer, (const guint8 *) "\0\0\0\4", 4);
  byte_put_u32 (longer->data + 24, longer->len);
  g_assert_false (ike_sk_open (pair.gateway, longer->data, longer->len, &opened));
}

static void
test_message (void)
{
  g_auto (Pair) pair = { 0 };
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GPtrArray) datagrams = NULL;
  g_auto (IkeOpened) opened = { 0 };
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  GBytes *bytes;

  pair_init (&pair, &gcm);
  ike_message_builder_init (&builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_NONCE, FALSE, pair.setup.ni, 32);
  ike_payload_notify_write (&builder, IKE_NOTIFY_INITIAL_CONTACT, NULL, 0);
  g_assert_cmpint (ike_frag_seal (pair.client, &pair.header, &builder, 0, &datagrams), ==,
                   STATUS_OK);
  g_assert_cmpuint (datagrams->len, ==, 1);
  bytes = g_ptr_array_index (datagrams, 0);
  g_assert_true (ike_sk_open (pair.gateway, g_bytes_get_data (bytes, NULL),
                              g_bytes_get_size (bytes), &opened));
  g_assert_cmpint (ike_opened_read (&opened, message), ==, IKE_MESSAGE_OK);
  g_assert_cmpuint (message->n_payloads, ==, 2);
  g_assert_true (ike_message_has (message, IKE_PAYLOAD_NONCE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ike/sk/KEY-14/round-trip/gcm", &gcm, check_round_trip);
  g_test_add_data_func ("/ike/sk/KEY-14/round-trip/chacha", &chacha, check_round_trip);
  g_test_add_data_func ("/ike/sk/KEY-14/round-trip/cbc", &cbc, check_round_trip);
  g_test_add_data_func ("/ike/sk/AEA-04+FRG-07+MSG-27/any-bit-breaks/gcm", &gcm,
                        check_any_bit_breaks);
  g_test_add_data_func ("/ike/sk/AEA-04+FRG-07+MSG-27/any-bit-breaks/chacha", &chacha,
                        check_any_bit_breaks);
  g_test_add_data_func ("/ike/sk/FRG-07+MSG-27/any-bit-breaks/cbc", &cbc, check_any_bit_breaks);
  g_test_add_data_func ("/ike/sk/MSG-26/strange-padding/gcm", &gcm, check_strange_padding);
  g_test_add_data_func ("/ike/sk/MSG-26/strange-padding/cbc", &cbc, check_strange_padding);
  g_test_add_data_func ("/ike/sk/MSG-26/too-short/gcm", &gcm, check_too_short);
  g_test_add_data_func ("/ike/sk/MSG-26/too-short/cbc", &cbc, check_too_short);
  g_test_add_func ("/ike/sk/AEA-07+MSG-28/padding", test_padding);
  g_test_add_func ("/ike/sk/AEA-02+MSG-29/ivs-differ", test_ivs_differ);
  g_test_add_data_func ("/ike/sk/room/gcm", &gcm, check_room);
  g_test_add_data_func ("/ike/sk/room/cbc", &cbc, check_room);
  g_test_add_func ("/ike/sk/MSG-11/not-last", test_not_last);
  g_test_add_func ("/ike/sk/message", test_message);
  return g_test_run ();
}
