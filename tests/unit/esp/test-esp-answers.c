// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-answers.h"
#include "esp-fixture.h"

#include "bytes.h"

#include <string.h>

#define SYN 0x02
#define RST 0x04
#define ACK 0x10

typedef struct
{
  EspAnswers answers;
} Scene;

/* From one end of a connection to the other; there: as the other end says it. */
static gsize
segment (guint8 *packet, gboolean there, guint32 seq, guint32 ack, gsize len, guint8 flags)
{
  PacketSpec spec = { .protocol = IPPROTO_TCP,
                      .src_port = there ? 80 : 4000,
                      .dst_port = there ? 4000 : 80,
                      .seq = seq,
                      .ack = ack,
                      .flags = flags,
                      .payload_len = len };
  gsize total = packet_build (&spec, packet);

  byte_put_u16 (packet + 34, 500);
  if (there)
    {
      memcpy (packet + 12, (guint8[]){ 10, 0, 0, 2 }, 4);
      memcpy (packet + 16, (guint8[]){ 10, 0, 0, 1 }, 4);
    }
  return total;
}

static gboolean
sent (Scene *self, const guint8 *packet, gsize len)
{
  EspInner inner;

  g_assert_true (esp_inner_parse (packet, len, &inner));
  return esp_answers_sent (&self->answers, packet, &inner);
}

static gboolean
came (Scene *self, const guint8 *packet, gsize len)
{
  EspInner inner;

  g_assert_true (esp_inner_parse (packet, len, &inner));
  return esp_answers_came (&self->answers, packet, &inner);
}

static gboolean
we_say (Scene *self, guint32 seq, guint32 ack, gsize len, guint8 flags)
{
  guint8 packet[2048];

  return sent (self, packet, segment (packet, FALSE, seq, ack, len, flags));
}

static gboolean
they_say (Scene *self, guint32 seq, guint32 ack, gsize len, guint8 flags)
{
  guint8 packet[2048];

  return came (self, packet, segment (packet, TRUE, seq, ack, len, flags));
}

/* Also where the numbers begin anew. */
static void
test_data (Scene *self, gconstpointer unused)
{
  const guint32 seq = 0xffffff00;

  g_assert_true (we_say (self, seq, 7, 1000, ACK));
  g_assert_false (they_say (self, 7, seq, 0, ACK));
  g_assert_false (they_say (self, 7, seq + 999, 100, ACK));
  g_assert_true (they_say (self, 7, seq + 1000, 0, ACK));
  /* It has been answered. */
  g_assert_false (they_say (self, 7, seq + 1000, 0, ACK));
}

/* The first of several is the one that is answered first. */
static void
test_the_oldest_counts (Scene *self, gconstpointer unused)
{
  (void) we_say (self, 100, 7, 10, ACK);
  (void) we_say (self, 110, 7, 10, ACK);
  g_assert_true (they_say (self, 7, 110, 0, ACK));
}

/* A download: what comes after what we have acknowledged shows that it was heard; a repeat shows
 * that it was not. */
static void
test_acknowledgement (Scene *self, gconstpointer unused)
{
  g_assert_true (we_say (self, 1, 5000, 0, ACK));
  g_assert_false (they_say (self, 4000, 1, 1000, ACK));
  g_assert_true (we_say (self, 1, 5000, 0, ACK));
  g_assert_true (they_say (self, 5000, 1, 1000, ACK));
}

/* Whoever has no room is asked again and again, whether he is heard or not. */
static void
test_no_room (Scene *self, gconstpointer unused)
{
  guint8 packet[2048];
  gsize len = segment (packet, FALSE, 1, 5000, 0, ACK);

  byte_put_u16 (packet + 34, 0);
  g_assert_false (sent (self, packet, len));
}

/* A host may not be there: that it is asked for a connection promises nothing. Ports are used
 * again. */
static void
test_beginning_and_end (Scene *self, gconstpointer unused)
{
  (void) we_say (self, 90000, 7, 10, ACK);
  g_assert_false (we_say (self, 100, 0, 0, SYN));
  g_assert_true (they_say (self, 900, 101, 0, SYN | ACK));
  g_assert_true (we_say (self, 101, 901, 10, ACK));
  g_assert_true (they_say (self, 0, 0, 0, RST));
  g_assert_false (we_say (self, 111, 0, 0, RST));
}

static void
test_other_protocols (Scene *self, gconstpointer unused)
{
  PacketSpec spec = { .v6 = TRUE, .protocol = IPPROTO_UDP, .src_port = 1, .dst_port = 2 };
  guint8 packet[2048], swap[16];
  gsize len = packet_build (&spec, packet);

  g_assert_false (sent (self, packet, len));
  g_assert_false (came (self, packet, len)); /* from ourselves */
  memcpy (swap, packet + 8, 16);
  memmove (packet + 8, packet + 24, 16);
  memcpy (packet + 24, swap, 16);
  g_assert_true (came (self, packet, len));
  g_assert_false (came (self, packet, len));
}

/* A router of the office has read what it complains of. */
static void
test_complaint (Scene *self, gconstpointer unused)
{
  PacketSpec spec = { .protocol = IPPROTO_ICMP, .payload_len = 40 };
  guint8 packet[2048];
  gsize len = packet_build (&spec, packet);

  packet[20] = 3;
  g_assert_true (came (self, packet, len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/esp/answers/" path, Scene, NULL, NULL, func, NULL)
  ADD ("DPD-02/data", test_data);
  ADD ("DPD-02/the-oldest-counts", test_the_oldest_counts);
  ADD ("DPD-02/acknowledgement", test_acknowledgement);
  ADD ("DPD-02/no-room", test_no_room);
  ADD ("DPD-02/beginning-and-end", test_beginning_and_end);
  ADD ("DPD-02/other-protocols", test_other_protocols);
  ADD ("DPD-02/complaint", test_complaint);
#undef ADD
  return g_test_run ();
}
