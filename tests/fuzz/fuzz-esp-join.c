// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A peer that holds the keys chooses every packet that is joined. Six octets of the input choose
 * one; whatever they are, the same packets must come out, and none may overtake its flow.
 */
#include "join-stream.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static guint8 packets[JOIN_STREAM_PACKETS][JOIN_STREAM_PACKET];
  JoinStream stream = { 0 };
  g_autofree JoinCheck *check = g_new (JoinCheck, 1);

  join_check_init (check);
  for (; len >= JOIN_STREAM_OP; data += JOIN_STREAM_OP, len -= JOIN_STREAM_OP)
    {
      guint8 *packet = packets[check->n];
      gsize packet_len = join_stream_next (&stream, data, packet);
      EspInner inner;

      if (!esp_inner_parse (packet, packet_len, &inner))
        continue;
      join_check_add (check, packet, &inner);
      if (check->n == JOIN_STREAM_PACKETS)
        join_check_finish (check);
    }
  join_check_finish (check);
  join_check_clear (check);
  return 0;
}
