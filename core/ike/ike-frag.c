// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Cuts messages into fragments and puts them together. */
#include "ike-frag.h"

/* Cutting messages, and putting the pieces together. */

#include "status.h"

#include <string.h>

#define UDP_HEADER_LEN  8
#define NON_ESP_MARKER  4
#define IPV4_HEADER_LEN 20
#define IPV6_HEADER_LEN 40

gsize
ike_frag_limit (guint16 packet_size, sa_family_t family)
{
  gsize ip = family == AF_INET6 ? IPV6_HEADER_LEN : IPV4_HEADER_LEN;
  gsize overhead = ip + UDP_HEADER_LEN + NON_ESP_MARKER;

  return packet_size > overhead ? packet_size - overhead : 0;
}

static int
seal_piece (IkeSk *sk, const IkeHeader *header, const IkeSkContent *content, GPtrArray *datagrams)
{
  GBytes *datagram = ike_sk_seal (sk, header, content);

  if (datagram == NULL)
    return STATUS_FATAL_CRYPTO;
  g_ptr_array_add (datagrams, datagram);
  return STATUS_OK;
}

static int
seal_fragments (IkeSk *sk, const IkeHeader *header, const IkeSkContent *whole, gsize room,
                GPtrArray *datagrams)
{
  gsize total = (whole->len + room - 1) / room;

  if (total > IKE_FRAGMENTS_MAX)
    return STATUS_FATAL_LIMIT;
  for (gsize i = 0; i < total; i++)
    {
      IkeSkContent piece = { 0 };
      int status;

      piece.first = i == 0 ? whole->first : IKE_PAYLOAD_NONE;
      piece.number = (guint16) (i + 1);
      piece.total = (guint16) total;
      piece.plain = whole->plain + i * room;
      piece.len = MIN (room, whole->len - i * room);
      status = seal_piece (sk, header, &piece, datagrams);
      if (status != STATUS_OK)
        return status;
    }
  return STATUS_OK;
}

int
ike_frag_seal (IkeSk *sk, const IkeHeader *header, IkeMessageBuilder *builder, gsize limit,
               GPtrArray **ret_datagrams)
{
  g_autoptr (GPtrArray) datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  IkeSkContent content = { 0 };
  int status;

  if (!ike_message_builder_ok (builder))
    return STATUS_FATAL_LIMIT;
  content.first = builder->first;
  content.plain = byte_writer_data (&builder->chain);
  content.len = byte_writer_len (&builder->chain);
  if (limit == 0 || content.len <= ike_sk_room (sk, FALSE, limit))
    status = seal_piece (sk, header, &content, datagrams);
  else if (ike_sk_room (sk, TRUE, limit) == 0)
    status = STATUS_FATAL_LIMIT;
  else
    status = seal_fragments (sk, header, &content, ike_sk_room (sk, TRUE, limit), datagrams);
  if (status == STATUS_OK)
    *ret_datagrams = g_steal_pointer (&datagrams);
  return status;
}

/* ---- Reassembly ----------------------------------------------------------------------------- */

void
ike_frag_queue_clear (IkeFragQueue *queue)
{
  for (guint i = 0; i < queue->total; i++)
    {
      IkeOpened part = { .plain = queue->parts[i] };

      ike_opened_clear (&part);
    }
  g_free (queue->parts);
  memset (queue, 0, sizeof *queue);
}

static void
start_queue (IkeFragQueue *queue, const IkeOpened *fragment, MonoTime now)
{
  ike_frag_queue_clear (queue);
  queue->message_id = fragment->header.message_id;
  queue->total = fragment->total;
  queue->started = now;
  queue->parts = g_new0 (GByteArray *, fragment->total);
}

static void
join (IkeFragQueue *queue, IkeOpened *ret_whole)
{
  IkeOpened whole = { .header = queue->header, .first = queue->first, .reserved = queue->reserved };

  whole.plain = g_byte_array_sized_new ((guint) queue->n_octets);
  for (guint i = 0; i < queue->total; i++)
    g_byte_array_append (whole.plain, queue->parts[i]->data, queue->parts[i]->len);
  ike_frag_queue_clear (queue);
  *ret_whole = whole;
}

static gboolean
is_other_message (const IkeFragQueue *queue, const IkeOpened *fragment, MonoTime now)
{
  return queue->total == 0 || queue->message_id != fragment->header.message_id
         || now - queue->started > IKE_FRAGMENT_TIMEOUT;
}

int
ike_frag_queue_add (IkeFragQueue *queue, IkeOpened *fragment, MonoTime now, IkeOpened *ret_whole)
{
  g_auto (IkeOpened) piece = *fragment;

  fragment->plain = NULL;
  if (piece.number == 0 || piece.number > piece.total || piece.total > IKE_FRAGMENTS_MAX)
    return IKE_FRAG_DROPPED;
  /* The sender cut the message anew because the larger pieces did not get through (FRG-12). */
  if (is_other_message (queue, &piece, now) || piece.total > queue->total)
    start_queue (queue, &piece, now);
  if (piece.total < queue->total || queue->parts[piece.number - 1] != NULL
      || queue->n_octets + piece.plain->len > IKE_MESSAGE_MAX)
    return IKE_FRAG_DROPPED;

  if (piece.number == 1)
    {
      queue->first = piece.first;
      queue->reserved = piece.reserved;
      queue->header = piece.header;
    }
  queue->n_octets += piece.plain->len;
  queue->n_have++;
  queue->parts[piece.number - 1] = g_steal_pointer (&piece.plain);
  if (queue->n_have < queue->total)
    return IKE_FRAG_STORED;
  join (queue, ret_whole);
  return IKE_FRAG_COMPLETE;
}
