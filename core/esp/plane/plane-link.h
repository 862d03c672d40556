// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * PlaneLink: one way of carrying sealed packets and IKE to the gateway and back, as a table of
 * functions over a descriptor. The transmit thread is the only writer of the descriptor, the
 * receive thread its only reader. There is one link per address family, and both live as long as
 * the plane: which of them carries is a matter of the peer's address. Or there is a stream instead.
 */
#pragma once

#include "plane-counters.h"
#include "plane-queue.h"

typedef struct PlaneLink PlaneLink;
typedef struct PlaneSend PlaneSend;
typedef struct PlaneRecv PlaneRecv;
typedef struct PlaneStream PlaneStream;

typedef struct /* where a link carries to */
{
  struct sockaddr_storage address;
  socklen_t len; /* 0: not known yet */
  PlaneSource source;
} PlanePeer;

typedef enum /* who may fragment what a link sends */
{
  PLANE_DF_UNSET = 0,
  PLANE_DF_CLEAR, /* anybody: it must arrive, in pieces if need be */
  PLANE_DF_SET,   /* nobody: what is too big for the path as the kernel knows it is refused */
  PLANE_DF_PROBE, /* nobody, whatever the kernel knows of the path */
} PlaneDf;

typedef struct
{
  /* Transmit thread. Sends the whole batch; what the system refuses is counted as dropped. */
  void (*flush) (PlaneLink *link, PlaneSend *send, const PlanePeer *peer, PlaneCounters *counters);
  /* Transmit thread. 0, or the errno with which the system refused the datagram. */
  int (*send_ike) (PlaneLink *link, const PlaneIkeDatagram *datagram);
  /* Transmit thread. Whether something waits for room in the descriptor, and sends what there is
   * room for. NULL: nothing ever waits. */
  gboolean (*has_rest) (const PlaneLink *link);
  void (*send_rest) (PlaneLink *link);
  /* Receive thread. Fills slots; how many, 0: nothing waits, -1: an error that was counted. */
  int (*fill) (PlaneLink *link, PlaneRecv *recv, PlaneCounters *counters);
  /* Receive thread. Empties the error queue, which would keep poll() from sleeping. TRUE when it
   * told of a smaller path to the peer, which is in mtu_hint now, or of a datagram that did not
   * arrive, which is in refusal. */
  gboolean (*take_errors) (PlaneLink *link, PlaneRecv *recv, const PlanePeer *peer);
} PlaneLinkClass;

struct PlaneLink
{
  const PlaneLinkClass *klass; /* NULL: there is no such link */
  int fd;                      /* borrowed */
  _Atomic gboolean gso;        /* given up by the transmit thread when the device refuses */
  gboolean gro;
  sa_family_t family;
  PlaneDf df;             /* transmit thread: as the descriptor is set */
  _Atomic guint mtu_hint; /* bytes of the path to the peer; 0: nothing new */
  _Atomic guint refusal;  /* errno << 16 | port of what ICMP sent back last; 0: nothing new */
  guint32 lost;           /* receive thread: of what the descriptor lost, as far as counted */
  guint16 port;           /* ours */
  gboolean gone;          /* receive thread: the descriptor is not usable any more */
  PlaneStream *stream;    /* owned; of plane-tcp.c, NULL: datagrams */
};
