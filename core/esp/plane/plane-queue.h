// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Bounded queue of IKE datagrams from one thread (push) to another (pop). */
#pragma once

#include "ip.h"

#include <glib.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define PLANE_IKE_QUEUE  64 /* datagrams that wait at most */
#define PLANE_MARKER_LEN 4  /* octets of the non-ESP marker, all zero */

typedef struct /* which of the host's addresses a datagram has, and by which link it leaves */
{
  guint32 ifindex;   /* 0: the system chooses both */
  IpAddress address; /* of the peer's family; none: not told */
} PlaneSource;

typedef struct
{
  struct sockaddr_storage peer; /* where it came from or goes to */
  socklen_t peer_len;
  PlaneSource source; /* received: the address it was sent to, if the system tells */
  gboolean probe;     /* to send: is not to arrive if it must be fragmented */
  gboolean marked;    /* has the non-ESP marker on the wire (RFC 3948), not in data */
  GBytes *data;       /* owned */
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
/* Takes a reference of the data; FALSE when the queue is full. */
gboolean plane_queue_push (PlaneQueue *queue, const PlaneIkeDatagram *datagram);
/* Moves the oldest out; FALSE when there is none. */
gboolean plane_queue_pop (PlaneQueue *queue, PlaneIkeDatagram *ret_datagram);
/* Only when no thread pushes any more. */
void plane_queue_clear (PlaneQueue *queue);
