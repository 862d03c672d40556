// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The plane as its control functions and its two threads see it. */
#pragma once

#include "esp-answers.h"
#include "esp-join.h"
#include "esp-open.h"
#include "esp-seal.h"
#include "esp-senders.h"
#include "plane-counters.h"
#include "plane-queue.h"
#include "plane-tcp.h"
#include "plane-tun.h"
#include "plane-udp.h"
#include "plane-view.h"

#include <poll.h>
#include <pthread.h>

#define PLANE_JOIN_PACKETS 2048 /* of one write round */
#define PLANE_PUMP_READS   64   /* of the TUN device before the configuration is looked at again */

typedef enum
{
  PLANE_LINK_IPV4,
  PLANE_LINK_IPV6,
  PLANE_LINK_TCP, /* alone */
  PLANE_N_LINKS,
} PlaneLinkIndex;

typedef struct
{
  pthread_t thread;
  gboolean started;
  int wake_fd; /* owned eventfd: look at the stop flag and the configuration */
  PlaneCounters counters;
} PlaneWorker;

struct Plane
{
  PlaneTun tun;
  PlaneLink links[PLANE_N_LINKS];
  guint16 ike_port;
  guint join_flags;
  gboolean vnet_hdr, uso;
  _Atomic gboolean stop;
  int event_fd; /* owned: tells the control thread */

  PlaneViews views;
  PlaneQueue incoming, outgoing; /* IKE */
  PlaneQueue notices;            /* inner packets of ours, to those who send too large ones */
  _Atomic gboolean resized;      /* such may have to be told */
  _Atomic gboolean watched;      /* the control thread waits for a packet to leave */
  _Atomic guint32 stray;         /* SPI that no SA has; 0: none, or told */
  _Atomic int ike_error;         /* errno of the last IKE datagram refused; 0: none, or told */
  EspAnswers answers;            /* the transmit thread asks */
  PlaneWorker tx, rx;

  /* transmit thread */
  PlaneSend *send;    /* owned */
  guint8 *tun_buffer; /* owned, PLANE_TUN_BUFFER */
  EspSealBatch seal;

  /* receive thread */
  PlaneRecv *recv; /* owned */
  EspJoin *join;   /* owned */
  EspSenders senders;
  EspOpenBatch open;
};

/* Thread bodies; data is the Plane. */
void *plane_tx_main (void *data);
void *plane_rx_main (void *data);

/* The link that carries to the peer; NULL when there is none for its family, or no peer. */
PlaneLink *plane_link_to (Plane *plane, const struct sockaddr_storage *peer);

/* Between whom a datagram travels by the link; source: ours, as far as it is known. */
PlaneTapFlow plane_tap_flow (const PlaneView *view, const PlaneLink *link,
                             const struct sockaddr_storage *peer, const PlaneSource *source);

/* Sleeps until one of the n descriptors is readable (negative ones are left out) or the thread is
 * wanted, at most for msec (-1: as long as it takes). FALSE: that much time has passed and nothing
 * else. fds has room for one more. */
gboolean plane_wait (const PlaneWorker *worker, struct pollfd *fds, guint n, int msec);
/* Readable from now on until it is read. */
void plane_signal (int event_fd);
void plane_unsignal (int event_fd);
/* Tells the control thread of soft limits that the reader's half of the SAs passed. */
void plane_note_limits (Plane *plane, const PlaneView *view, PlaneReader reader);

static inline gboolean
plane_is_stopping (const Plane *plane)
{
  return atomic_load_explicit ((_Atomic gboolean *) &plane->stop, memory_order_acquire);
}
