// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The link over UDP, in batches: a send buffer whose runs of equal-sized datagrams leave as one
 * UDP_SEGMENT message each, all in one sendmmsg(); and receive slots of which each may hold what
 * UDP_GRO merged.
 */
#pragma once

#include "plane-link.h"

#include <sys/socket.h>
#include <sys/uio.h>

#define PLANE_SEND_RUNS   64
#define PLANE_SEND_BUFFER (160 * 1024)
#define PLANE_SEND_FLUSH  (64 * 1024) /* worth a system call */
#define PLANE_RUN_PACKETS 64          /* what every kernel with UDP_SEGMENT takes */
#define PLANE_RUN_BYTES   65000       /* below what fits one IPv4 or IPv6 datagram */
#define PLANE_RECV_SLOTS  32
#define PLANE_RECV_BUFFER 65536
#define PLANE_CONTROL_LEN 128

typedef struct
{
  gsize at;
  guint32 len;     /* of all */
  guint32 segment; /* of each but the last */
  guint32 n;
  guint8 tclass;   /* traffic class octet of the outer header */
  gboolean closed; /* ends with a shorter one */
} PlaneRun;

struct PlaneSend
{
  const PlaneLink *link; /* borrowed: what the batch leaves by */
  PlaneDf df;            /* of all of it, bundled or not */
  gsize used;
  guint n_runs;
  PlaneRun runs[PLANE_SEND_RUNS];
  struct mmsghdr messages[PLANE_SEND_RUNS];
  struct iovec iov[PLANE_SEND_RUNS];
  _Alignas(8) guint8 control[PLANE_SEND_RUNS][PLANE_CONTROL_LEN];
  guint8 buf[PLANE_SEND_BUFFER];
};

/* A link of datagrams: non-blocking and unconnected. Probes what the kernel offers. */
void plane_udp_init (PlaneLink *link, int fd, gboolean no_gso, gboolean no_gro);

/* Host order. */
guint16 plane_port_of (const struct sockaddr_storage *address);

/* Whatever the ports. */
gboolean plane_is_same_host (const struct sockaddr_storage *a, const struct sockaddr_storage *b);

/* Place for a datagram of len octets; NULL: flush first. */
guint8 *plane_send_reserve (PlaneSend *send, gsize len);
/* Adds the len octets that were written at the place. */
void plane_send_commit (PlaneSend *send, gsize len, guint8 tclass);
/* Waits a moment until the socket has room, FALSE: it has none, and what is not begun is dropped.
 * The device's queue holds back the senders meanwhile. */
gboolean plane_send_wait (int fd);
/* Forgets everything, counted as dropped. */
void plane_send_discard (PlaneSend *send, EspDrop drop, PlaneCounters *counters);

struct PlaneRecv
{
  struct mmsghdr messages[PLANE_RECV_SLOTS];
  struct iovec iov[PLANE_RECV_SLOTS];
  struct sockaddr_storage from[PLANE_RECV_SLOTS];
  _Alignas(8) guint8 control[PLANE_RECV_SLOTS][PLANE_CONTROL_LEN];
  guint8 buf[PLANE_RECV_SLOTS][PLANE_RECV_BUFFER];
};

typedef struct
{
  guint8 *data; /* borrowed from the slot */
  gsize len;    /* of all */
  gsize segment;
  const struct sockaddr_storage *from;
  socklen_t from_len;
  PlaneSource source; /* the address they were sent to */
  guint8 tclass;
  guint32 lost; /* what the socket had no room for, ever; 0: nothing, or not told */
} PlaneDatagrams;

PlaneDatagrams plane_recv_slot (const PlaneRecv *recv, guint slot);
