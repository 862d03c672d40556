// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* From sealing to what leaves the TUN device: the same octets, in each flow's order. */
#include "esp-fixture.h"
#include "join-stream.h"

#define PACKETS 1000000u

typedef struct
{
  EspLink link;
  EspSealBatch seal;
  EspOpenBatch open;
  JoinStream stream;
  JoinCheck check;
  guint8 sealed[JOIN_STREAM_PACKETS][JOIN_STREAM_PACKET + 64];
  gsize len[JOIN_STREAM_PACKETS];
} Tunnel;

static void
seal_some (Tunnel *tunnel, GRand *rand, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 op[JOIN_STREAM_OP];
      guint8 *at = tunnel->sealed[i] + esp_headroom (tunnel->link.out);
      EspInner inner;
      gsize len;

      do
        {
          for (guint j = 0; j < sizeof op; j++)
            op[j] = (guint8) g_rand_int (rand);
          len = join_stream_next (&tunnel->stream, op, at);
        }
      while (!esp_inner_parse (at, len, &inner));
      if (!esp_seal_has_room (&tunnel->seal, tunnel->link.out))
        g_assert_true (esp_seal_finish (&tunnel->seal));
      g_assert_cmpint (
          esp_seal_add (&tunnel->seal, tunnel->link.out, tunnel->sealed[i], len, &tunnel->len[i]),
          ==, ESP_DROP_NONE);
    }
  g_assert_true (esp_seal_finish (&tunnel->seal));
}

static void
take_opened (Tunnel *tunnel)
{
  guint n = esp_open_finish (&tunnel->open);

  for (guint i = 0; i < n; i++)
    {
      EspOpened *opened = &tunnel->open.opened[i];

      g_assert_cmpint (opened->drop, ==, ESP_DROP_NONE);
      join_check_add (&tunnel->check, opened->packet, &opened->inner);
    }
}

static void
open_some (Tunnel *tunnel, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (!esp_open_has_room (&tunnel->open, tunnel->link.in))
        take_opened (tunnel);
      g_assert_cmpint (
          esp_open_add (&tunnel->open, tunnel->link.in, tunnel->sealed[i], tunnel->len[i], 0), ==,
          ESP_DROP_NONE);
    }
  take_opened (tunnel);
  join_check_finish (&tunnel->check);
}

/* A selector of each family at both ends. */
static void
init_both_families (EspLink *link, EspTs *any)
{
  esp_fixture_init (&link->near, &fixture_gcm128, FALSE);
  esp_fixture_init (&link->far, &fixture_gcm128, TRUE);
  any[0] = link->near.local;
  esp_fixture_use_family (&link->near, AF_INET6);
  any[1] = link->near.local;
  link->near.params.ts_local = link->near.params.ts_remote = any;
  link->far.params.ts_local = link->far.params.ts_remote = any;
  link->near.params.n_ts_local = link->near.params.n_ts_remote = 2;
  link->far.params.n_ts_local = link->far.params.n_ts_remote = 2;
  link->out = esp_outbound_new (&link->near.params);
  link->in = esp_inbound_new (&link->far.params);
}

static void
test_same_octets_same_order (void)
{
  g_autofree Tunnel *tunnel = g_new0 (Tunnel, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4301);
  EspTs any[2];

  init_both_families (&tunnel->link, any);
  join_check_init (&tunnel->check);
  for (guint done = 0; done < PACKETS;)
    {
      guint n = (guint) g_rand_int_range (rand, 1, JOIN_STREAM_PACKETS + 1);

      seal_some (tunnel, rand, n);
      open_some (tunnel, n);
      done += n;
    }
  /* A stream that is never joined would prove nothing. */
  g_assert_cmpuint (tunnel->check.joined, >, PACKETS / 10);
  g_test_message ("%u packets, %" G_GUINT64_FORMAT " in super-packets", PACKETS,
                  tunnel->check.joined);
  join_check_clear (&tunnel->check);
  esp_link_clear (&tunnel->link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/stream/same-octets-same-order", test_same_octets_same_order);
  return g_test_run ();
}
