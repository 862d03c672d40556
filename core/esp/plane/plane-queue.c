// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A bounded queue between two threads. */
#include "plane-queue.h"

static guint
load (const _Atomic guint *index, memory_order order)
{
  return atomic_load_explicit ((_Atomic guint *) index, order);
}

void
plane_ike_datagram_clear (PlaneIkeDatagram *datagram)
{
  g_clear_pointer (&datagram->data, g_bytes_unref);
}

gboolean
plane_queue_is_empty (const PlaneQueue *queue)
{
  return load (&queue->head, memory_order_acquire) == load (&queue->tail, memory_order_acquire);
}

gboolean
plane_queue_push (PlaneQueue *queue, const PlaneIkeDatagram *datagram)
{
  guint tail = load (&queue->tail, memory_order_relaxed);
  PlaneIkeDatagram *slot = &queue->slots[tail % PLANE_IKE_QUEUE];

  if (tail - load (&queue->head, memory_order_acquire) == PLANE_IKE_QUEUE)
    return FALSE;
  *slot = *datagram;
  g_bytes_ref (slot->data);
  atomic_store_explicit (&queue->tail, tail + 1, memory_order_release);
  return TRUE;
}

gboolean
plane_queue_pop (PlaneQueue *queue, PlaneIkeDatagram *ret_datagram)
{
  guint head = load (&queue->head, memory_order_relaxed);

  if (head == load (&queue->tail, memory_order_acquire))
    return FALSE;
  *ret_datagram = queue->slots[head % PLANE_IKE_QUEUE];
  atomic_store_explicit (&queue->head, head + 1, memory_order_release);
  return TRUE;
}

void
plane_queue_clear (PlaneQueue *queue)
{
  PlaneIkeDatagram datagram;

  while (plane_queue_pop (queue, &datagram))
    plane_ike_datagram_clear (&datagram);
}
