// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The plane as its control functions and its two threads see it. */
#pragma once

#include "esp-join.h"
#include "esp-open.h"
#include "esp-seal.h"
#include "plane-counters.h"
#include "plane-queue.h"
#include "plane-tun.h"
#include "plane-udp.h"
#include "plane-view.h"

#include <pthread.h>

#define PLANE_JOIN_PACKETS 2048 /* of one write round */
#define PLANE_PUMP_READS   64   /* of the TUN device before the configuration is looked at again */

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
  int udp_fd; /* borrowed */
  guint16 ike_port;
  guint join_flags;
  gboolean vnet_hdr, uso, gro;
  _Atomic gboolean stop;
  int event_fd; /* owned: tells the control thread */

  PlaneViews views;
  PlaneQueue queue;
  PlaneWorker tx, rx;

  /* transmit thread */
  PlaneSend *send;    /* owned */
  guint8 *tun_buffer; /* owned, PLANE_TUN_BUFFER */
  EspSealBatch seal;

  /* receive thread */
  PlaneRecv *recv; /* owned */
  EspJoin *join;   /* owned */
  EspOpenBatch open;
};

/* Thread bodies; data is the Plane. */
void *plane_tx_main (void *data);
void *plane_rx_main (void *data);

/* Sleeps until fd is readable or the thread is wanted. fd < 0: only the latter. Returns the
 * revents of fd. */
short plane_wait (const PlaneWorker *worker, int fd);
/* Readable from now on until it is read. */
void plane_signal (int event_fd);
/* Tells the control thread of soft limits that the reader's half of the SAs passed. */
void plane_note_limits (Plane *plane, const PlaneView *view, PlaneReader reader);

static inline gboolean
plane_is_stopping (const Plane *plane)
{
  return atomic_load_explicit ((_Atomic gboolean *) &plane->stop, memory_order_acquire);
}
