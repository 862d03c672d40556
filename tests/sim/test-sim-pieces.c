// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Fragments as they leave (RFC 7383). */
#include "sim-pki.h"
#include "sim-talk.h"

#include "bytes.h"
#include "payload-notify.h"
#include "status.h"

#define LIMIT    544 /* of an IKE message in an IPv4 packet of 576 */
#define BIG_LIST "aes256gcm16-prfsha256-modp4096"

static void
prepare (Talk *talk)
{
  sim_world_defaults (&talk->config, SIM_AUTH_CERT);
  talk->config.client.fragment_size = 576;
  sim_record_init (&talk->record, &talk->config);
}

/* Pieces of requests or responses of that exchange, from a message on. */
static guint
n_pieces (const Talk *talk, guint from, IkeExchange exchange, gboolean response)
{
  guint n = 0;

  for (guint i = from; i < talk->record.sent->len; i++)
    {
      const SimSent *sent = sim_record_get (&talk->record, i);

      n += sent->header.exchange == exchange && sent->header.response == response
           && sent->opened.number > 0;
    }
  return n;
}

/* Said in IKE_SA_INIT, which itself leaves whole whatever its size. */
static void
test_announced (void)
{
  g_auto (Talk) talk = { 0 };
  IkeNotify notify = { 0 };
  const SimSent *init = NULL;

  prepare (&talk);
  talk.config.client.ike_proposals = talk.config.gateway.ike_proposals = BIG_LIST;
  talk_connect (&talk);
  init = sim_record_get (&talk.record, 0);
  g_assert_true (
      ike_message_find_notify (&init->message, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, &notify));
  g_assert_cmpuint (notify.protocol, ==, 0);
  g_assert_cmpuint (notify.spi_len, ==, 0);
  g_assert_cmpuint (notify.len, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (init->bytes), >, LIMIT);
  g_assert_cmpuint (n_pieces (&talk, 0, IKE_EXCHANGE_IKE_AUTH, FALSE), >, 1);
  for (guint i = 1; i < talk.record.sent->len; i++)
    g_assert_cmpuint (g_bytes_get_size (sim_record_get (&talk.record, i)->bytes), <=, LIMIT);
}

static void
test_one_side_only (void)
{
  g_auto (Talk) talk = { 0 };

  prepare (&talk);
  talk.config.gateway.no_fragmentation = TRUE;
  talk_connect (&talk);
  g_assert_cmpuint (n_pieces (&talk, 0, IKE_EXCHANGE_IKE_AUTH, FALSE), ==, 0);
}

/* Repeats are the same pieces, and when these do not get through there are more of them. */
static void
test_repeats (void)
{
  g_autoptr (GPtrArray) certs = sim_pki_certs ("client-rsa");
  g_autoptr (CryPrivateKey) key = sim_pki_key ("client-rsa");
  g_auto (Talk) talk = { 0 };
  const SimSent *piece = NULL;
  guint repeated = 0;
  guint16 total = 0;

  prepare (&talk);
  talk.config.client.fragment_size = 1280;
  talk.config.client.certificates = certs;
  talk.config.client_key = key;
  talk.config.gateway.silent_at = SIM_AT_AUTH;
  talk.world = sim_world_new (&talk.config);
  sim_world_start (talk.world);
  sim_world_run (talk.world, 15 * MONO_SEC);
  for (guint i = 1; i < talk.record.sent->len; i++)
    {
      const SimSent *sent = sim_record_get (&talk.record, i);

      if (sent->opened.number != 1)
        continue;
      if (piece == NULL || sent->opened.total != total)
        {
          g_assert_cmpuint (sent->opened.total, >, total);
          total = sent->opened.total;
          piece = sent;
          continue;
        }
      g_assert_true (g_bytes_equal (sent->bytes, piece->bytes));
      repeated++;
    }
  g_assert_cmpuint (repeated, >=, 3);
  /* Two cuts were seen: of packets of 1280 and of 576 octets. */
  g_assert_cmpuint (total, >=, 3);
}

/* On the successor of an IKE SA as before, in requests and in answers. */
static void
test_after_rekeys (void)
{
  g_auto (Talk) talk = { 0 };

  prepare (&talk);
  talk.config.client.ike_proposals = talk.config.gateway.ike_proposals = BIG_LIST;
  talk_connect (&talk);
  for (guint i = 0; i < 2; i++)
    {
      guint from = talk.record.sent->len;

      g_assert_cmpint (
          ike_session_rekey (sim_world_session (talk.world), TRUE, sim_world_now (talk.world)), ==,
          STATUS_OK);
      sim_world_pump (talk.world);
      sim_world_run (talk.world, MONO_SEC);
      g_assert_cmpuint (n_pieces (&talk, from, IKE_EXCHANGE_CREATE_CHILD_SA, FALSE), ==, 2);
      g_assert_true (
          sim_gateway_rekey_ike (sim_world_gateway (talk.world), sim_world_now (talk.world)));
      sim_world_run (talk.world, MONO_SEC);
      g_assert_cmpuint (n_pieces (&talk, from, IKE_EXCHANGE_CREATE_CHILD_SA, TRUE), ==, 2);
    }
  g_assert_cmpuint (sim_world_n_events (talk.world, IKE_EVENT_IKE_REKEYED), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/pieces/FRG-01+FRG-02/announced", test_announced);
  g_test_add_func ("/sim/pieces/FRG-01/one-side-only", test_one_side_only);
  g_test_add_func ("/sim/pieces/FRG-10+FRG-16/repeats", test_repeats);
  g_test_add_func ("/sim/pieces/FRG-17+RKI-07/after-rekeys", test_after_rekeys);
  return g_test_run ();
}
