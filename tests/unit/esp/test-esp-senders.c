// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-icmp.h"
#include "esp-senders.h"

#include "bytes.h"

typedef struct
{
  EspSenders senders;
  guint8 packet[2048], out[ESP_ICMP_MAX];
} Scene;

static void
note (Scene *self, const PacketSpec *spec, guint segment)
{
  gsize len = packet_build (spec, self->packet);
  EspInner inner;

  g_assert_true (esp_inner_parse (self->packet, len, &inner));
  esp_senders_note (&self->senders, self->packet, &inner, segment);
}

/* How many are told, and how long the last message was. */
static guint
tell (Scene *self, guint mtu, gsize *ret_len)
{
  guint n = 0;

  for (guint i = 0; i < ESP_SENDERS_SLOTS; i++)
    {
      guint8 out[ESP_ICMP_MAX];
      gsize len = esp_senders_tell (&self->senders, i, mtu, out);

      if (len == 0)
        continue;
      memcpy (self->out, out, len);
      *ret_len = len;
      n++;
    }
  return n;
}

static PacketSpec
download (gboolean v6)
{
  return (PacketSpec){ .v6 = v6,
                       .protocol = IPPROTO_TCP,
                       .src_port = 443,
                       .dst_port = 40000,
                       .df = TRUE,
                       .seq = 1000,
                       .payload_len = 1380 };
}

/* RFC 1191: it names the MTU and quotes what the sender has not heard of yet. */
static void
test_ipv4 (Scene *self, gconstpointer unused)
{
  PacketSpec spec = download (FALSE);
  gsize len = 0;

  note (self, &spec, 0);
  g_assert_cmpuint (tell (self, 1420, &len), ==, 0);
  g_assert_cmpuint (tell (self, 1200, &len), ==, 1);
  g_assert_cmpuint (len, ==, 20 + 8 + 40);
  g_assert_cmphex (packet_slow_sum (self->out, 20, 0), ==, 0xffff);
  g_assert_cmphex (packet_slow_sum (self->out + 20, len - 20, 0), ==, 0xffff);
  g_assert_cmpmem (self->out + 12, 4, self->packet + 16, 4);
  g_assert_cmpmem (self->out + 16, 4, self->packet + 12, 4);
  g_assert_cmpuint (self->out[20] << 8 | self->out[21], ==, 0x0304);
  g_assert_cmpuint (byte_get_u16 (self->out + 26), ==, 1200);
  g_assert_cmphex (packet_slow_sum (self->out + 28, 20, 0), ==, 0xffff);
  g_assert_cmpuint (byte_get_u16 (self->out + 30), ==, 1420);
  g_assert_cmpuint (byte_get_u16 (self->out + 48), ==, 443);
  g_assert_cmpuint (byte_get_u32 (self->out + 52), ==, 1000 + 1380);
}

static void
test_ipv6 (Scene *self, gconstpointer unused)
{
  PacketSpec spec = download (TRUE);
  gsize len = 0;

  note (self, &spec, 0);
  g_assert_cmpuint (tell (self, 1280, &len), ==, 1);
  g_assert_cmpuint (len, ==, 40 + 8 + 60);
  g_assert_cmpuint (self->out[40], ==, 2);
  g_assert_cmpuint (byte_get_u32 (self->out + 44), ==, 1280);
  g_assert_cmpuint (byte_get_u32 (self->out + 48 + 44), ==, 1000 + 1380);
}

/* Packets that were joined are as large as each of them was, and all of them have come. */
static void
test_joined (Scene *self, gconstpointer unused)
{
  PacketSpec spec = download (FALSE);
  gsize len = 0;

  note (self, &spec, 690);
  g_assert_cmpuint (tell (self, 730, &len), ==, 0);
  g_assert_cmpuint (tell (self, 729, &len), ==, 1);
  g_assert_cmpuint (byte_get_u32 (self->out + 52), ==, 1000 + 1380);
}

/* What is small, a fragment or no TCP is nobody's download. */
static void
test_others (Scene *self, gconstpointer unused)
{
  PacketSpec spec = download (FALSE);
  gsize len = 0;

  spec.payload_len = 100;
  note (self, &spec, 0);
  spec.payload_len = 1380;
  spec.protocol = IPPROTO_UDP;
  note (self, &spec, 0);
  g_assert_cmpuint (tell (self, 68, &len), ==, 0);
  spec = download (FALSE);
  note (self, &spec, 0);
  spec.src_port = 80;
  note (self, &spec, 0);
  g_assert_cmpuint (tell (self, 1200, &len), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/esp/senders/" path, Scene, NULL, NULL, func, NULL)
  ADD ("ICM-11/ipv4", test_ipv4);
  ADD ("ICM-11/ipv6", test_ipv6);
  ADD ("ICM-11/joined", test_joined);
  ADD ("ICM-11/others", test_others);
#undef ADD
  return g_test_run ();
}
