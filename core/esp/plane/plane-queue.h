// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Bounded queue of IKE datagrams from the receive thread (push) to the control thread (pop). */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define PLANE_IKE_QUEUE 64 /* datagrams that wait at most */

typedef struct
{
  struct sockaddr_storage from;
  socklen_t from_len;
  gboolean natt; /* came with the marker (removed) */
  GBytes *data;  /* owned */
} PlaneIkeDatagram;

void plane_ike_datagram_clear (PlaneIkeDatagram *datagram);
typedef struct
{
  _Atomic guint head; /* written by the consumer */
  _Atomic guint tail; /* written by the producer */
  PlaneIkeDatagram slots[PLANE_IKE_QUEUE];
} PlaneQueue;

G_STATIC_ASSERT ((PLANE_IKE_QUEUE & (PLANE_IKE_QUEUE - 1)) == 0);

gboolean plane_queue_is_empty (const PlaneQueue *queue);
/* Copies data; FALSE when the queue is full. */
gboolean plane_queue_push (PlaneQueue *queue, const struct sockaddr_storage *from,
                           socklen_t from_len, gboolean natt, GBytes *data);
/* Moves the oldest out; FALSE when there is none. */
gboolean plane_queue_pop (PlaneQueue *queue, PlaneIkeDatagram *ret_datagram);
/* Only when no thread pushes any more. */
void plane_queue_clear (PlaneQueue *queue);
