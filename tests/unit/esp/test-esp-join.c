// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-join.h"

#include "bytes.h"

#include <string.h>

#define TCP_FIN 0x01
#define TCP_PSH 0x08
#define TCP_ACK 0x10
#define PACKETS 64

typedef struct
{
  EspJoin *join;
  guint8 packets[PACKETS][2048];
  guint n;
} Batch;

static void
batch_init (Batch *batch, guint flags)
{
  batch->join = esp_join_new (PACKETS);
  batch->n = 0;
  esp_join_begin (batch->join, flags);
}

static void
batch_clear (Batch *batch)
{
  esp_join_free (batch->join);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static void
add_packet (Batch *batch, guint8 *packet, gsize len)
{
  EspInner inner;

  g_assert_true (esp_join_has_room (batch->join));
  g_assert_true (esp_inner_parse (packet, len, &inner));
  esp_join_add (batch->join, packet, &inner);
}

static guint8 *
add (Batch *batch, const PacketSpec *spec)
{
  guint8 *packet = batch->packets[batch->n++];
  gsize len = packet_build (spec, packet);

  add_packet (batch, packet, len);
  return packet;
}

static PacketSpec
tcp (guint32 seq, gsize payload_len)
{
  return (PacketSpec){ .protocol = IPPROTO_TCP,
                       .src_port = 80,
                       .dst_port = 1234,
                       .df = TRUE,
                       .seq = seq,
                       .payload_len = payload_len,
                       .fill = (guint8) seq };
}

/* The pieces of one result, put together. */
static gsize
take (Batch *batch, guint index, EspOffload *ret_offload, guint8 *out)
{
  struct iovec iov[ESP_JOIN_PIECES];
  guint n = esp_join_take (batch->join, index, ret_offload, iov);
  gsize len = 0;

  for (guint i = 0; i < n; i++)
    {
      memcpy (out + len, iov[i].iov_base, iov[i].iov_len);
      len += iov[i].iov_len;
    }
  return len;
}

/* Joining and splitting again must give the packets that went in. */
static void
check_inverse (const PacketSpec *specs, guint n)
{
  static guint8 super[65600], out[2048], want[2048];
  g_auto (Batch) batch = { 0 };
  EspOffload offload;
  EspSplit split;
  gsize len;

  batch_init (&batch, ESP_JOIN_TCP | ESP_JOIN_UDP);
  for (guint i = 0; i < n; i++)
    (void) add (&batch, &specs[i]);
  g_assert_cmpuint (esp_join_count (batch.join), ==, 1);
  len = take (&batch, 0, &offload, super);
  g_assert_true (offload.needs_csum);
  g_assert_cmpuint (offload.segment, ==, specs[0].payload_len);
  g_assert_true (esp_split_init (&split, &offload, super, len));
  for (guint i = 0; i < n; i++)
    {
      gsize want_len = packet_build (&specs[i], want);

      g_assert_cmpuint (esp_split_next_len (&split), ==, want_len);
      esp_split_next (&split, out);
      g_assert_cmpmem (out, want_len, want, want_len);
    }
  g_assert_cmpuint (esp_split_next_len (&split), ==, 0);
}

static void
test_inverse_of_split (void)
{
  for (guint i = 0; i < 8; i++)
    {
      PacketSpec specs[30];
      gboolean v6 = (i & 1) != 0, udp = (i & 2) != 0, df = (i & 4) != 0;

      for (guint j = 0; j < 30; j++)
        {
          specs[j] = tcp (1000 + j * 1200, j < 29 ? 1200 : 77);
          specs[j].v6 = v6;
          specs[j].df = df;
          specs[j].id = (guint16) (65530 + j);
          specs[j].protocol = udp ? IPPROTO_UDP : IPPROTO_TCP;
        }
      if (!udp)
        specs[29].flags = TCP_ACK | TCP_PSH;
      check_inverse (specs, 30);
    }
}

typedef struct
{
  const char *name;
  void (*change) (PacketSpec *second);
} Difference;

/* clang-format off */
static void change_seq (PacketSpec *s) { s->seq++; }
static void change_ack (PacketSpec *s) { s->ack++; }
static void change_port (PacketSpec *s) { s->dst_port++; }
static void change_tos (PacketSpec *s) { s->tclass = 1; }
static void change_df (PacketSpec *s) { s->df = FALSE; }
static void change_ttl (PacketSpec *s) { s->ttl = 63; }
static void add_fin (PacketSpec *s) { s->flags = TCP_ACK | TCP_FIN; }
static void add_option (PacketSpec *s) { s->mss_option = 1000; }
static void make_longer (PacketSpec *s) { s->payload_len++; }
static void make_empty (PacketSpec *s) { s->payload_len = 0; }
static void make_v6 (PacketSpec *s) { s->v6 = TRUE; }
static void make_udp (PacketSpec *s) { s->protocol = IPPROTO_UDP; }
/* clang-format on */

static void
test_differences_keep_apart (void)
{
  static const Difference table[] = {
    { "seq", change_seq },   { "ack", change_ack },    { "port", change_port },
    { "tos", change_tos },   { "df", change_df },      { "ttl", change_ttl },
    { "fin", add_fin },      { "option", add_option }, { "longer", make_longer },
    { "empty", make_empty }, { "v6", make_v6 },        { "udp", make_udp },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto (Batch) batch = { 0 };
      guint8 out[4096], want[2048];
      PacketSpec first = tcp (1, 100), second = tcp (101, 100);
      EspOffload offload;
      gsize len;

      g_test_message ("%s", table[i].name);
      table[i].change (&second);
      batch_init (&batch, ESP_JOIN_TCP | ESP_JOIN_UDP);
      (void) add (&batch, &first);
      (void) add (&batch, &second);
      g_assert_cmpuint (esp_join_count (batch.join), ==, 2);
      len = packet_build (&first, want);
      g_assert_cmpmem (out, take (&batch, 0, &offload, out), want, len);
      g_assert_cmpint (offload.kind, ==, ESP_GSO_NONE);
      g_assert_false (offload.needs_csum);
      len = packet_build (&second, want);
      g_assert_cmpmem (out, take (&batch, 1, &offload, out), want, len);
    }
}

/* What may be of the flow and cannot be told is not overtaken: here a first fragment. */
static void
test_fragment_between (void)
{
  g_auto (Batch) batch = { 0 };
  PacketSpec spec = tcp (1, 100);
  guint8 *fragment = NULL;
  gsize len = 0;
  EspOffload offload;
  guint8 out[4096];

  batch_init (&batch, ESP_JOIN_TCP);
  (void) add (&batch, &spec);
  fragment = batch.packets[batch.n++];
  spec = tcp (101, 100);
  len = packet_build (&spec, fragment);
  fragment[6] = 0x20;
  add_packet (&batch, fragment, len);
  spec = tcp (101, 100);
  (void) add (&batch, &spec);
  g_assert_cmpuint (esp_join_count (batch.join), ==, 3);
  g_assert_cmpuint (take (&batch, 0, &offload, out), ==, len);
}

static void
test_wrong_checksum_is_not_joined (void)
{
  for (guint broken = 0; broken < 3; broken++)
    {
      g_auto (Batch) batch = { 0 };
      PacketSpec spec;

      batch_init (&batch, ESP_JOIN_TCP);
      for (guint i = 0; i < 3; i++)
        {
          guint8 *packet = batch.packets[batch.n++];
          gsize len;

          spec = tcp (1 + i * 100, 100);
          len = packet_build (&spec, packet);
          packet[60] ^= i == broken ? 1 : 0;
          add_packet (&batch, packet, len);
        }
      /* The broken one stands alone; what is whole and adjacent is joined. */
      g_assert_cmpuint (esp_join_count (batch.join), ==, broken == 1 ? 3 : 2);
    }
}

static void
test_short_segment_and_push_end_a_super (void)
{
  g_auto (Batch) batch = { 0 };
  PacketSpec spec = tcp (1, 100);

  batch_init (&batch, ESP_JOIN_TCP);
  (void) add (&batch, &spec);
  spec = tcp (101, 50);
  (void) add (&batch, &spec);
  spec = tcp (151, 50);
  spec.flags = TCP_ACK | TCP_PSH;
  (void) add (&batch, &spec);
  spec = tcp (201, 50);
  (void) add (&batch, &spec);
  g_assert_cmpuint (esp_join_count (batch.join), ==, 3);
}

/* Flows interleave and are still joined; order within each is kept. */
static void
test_flows_interleave (void)
{
  g_auto (Batch) batch = { 0 };
  guint8 out[8192];
  EspOffload offload;

  batch_init (&batch, ESP_JOIN_TCP);
  for (guint i = 0; i < 5; i++)
    for (guint16 flow = 0; flow < 4; flow++)
      {
        PacketSpec spec = tcp (1 + i * 100, 100);

        spec.src_port = (guint16) (80 + flow);
        (void) add (&batch, &spec);
      }
  g_assert_cmpuint (esp_join_count (batch.join), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (take (&batch, i, &offload, out), ==, 40 + 500);
      g_assert_cmpuint (byte_get_u16 (out + 20), ==, 80 + i);
    }
}

static void
test_more_flows_than_places (void)
{
  g_auto (Batch) batch = { 0 };
  guint32 last[32] = { 0 };

  batch_init (&batch, ESP_JOIN_TCP);
  for (guint i = 0; i < 2; i++)
    for (guint16 flow = 0; flow < 32; flow++)
      {
        PacketSpec spec = tcp (1 + i * 100, 100);

        spec.src_port = flow;
        (void) add (&batch, &spec);
      }
  for (guint i = 0; i < esp_join_count (batch.join); i++)
    {
      guint8 out[8192];
      EspOffload offload;

      (void) take (&batch, i, &offload, out);
      g_assert_cmpuint (byte_get_u32 (out + 24), >, last[byte_get_u16 (out + 20)]);
      last[byte_get_u16 (out + 20)] = byte_get_u32 (out + 24);
    }
  g_assert_false (esp_join_has_room (batch.join));
}

static void
test_flags_switch_it_off (void)
{
  for (guint flags = 0; flags < 4; flags++)
    {
      g_auto (Batch) batch = { 0 };

      batch_init (&batch, flags);
      for (guint i = 0; i < 4; i++)
        {
          PacketSpec spec = tcp (1 + i / 2 * 100, 100);

          spec.protocol = (i & 1) != 0 ? IPPROTO_UDP : IPPROTO_TCP;
          (void) add (&batch, &spec);
        }
      g_assert_cmpuint (esp_join_count (batch.join), ==,
                        4 - ((flags & ESP_JOIN_TCP) != 0) - ((flags & ESP_JOIN_UDP) != 0));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/join/inverse-of-split", test_inverse_of_split);
  g_test_add_func ("/esp/join/differences", test_differences_keep_apart);
  g_test_add_func ("/esp/join/fragment-between", test_fragment_between);
  g_test_add_func ("/esp/join/wrong-checksum", test_wrong_checksum_is_not_joined);
  g_test_add_func ("/esp/join/ends", test_short_segment_and_push_end_a_super);
  g_test_add_func ("/esp/join/flows-interleave", test_flows_interleave);
  g_test_add_func ("/esp/join/many-flows", test_more_flows_than_places);
  g_test_add_func ("/esp/join/flags", test_flags_switch_it_off);
  return g_test_run ();
}
