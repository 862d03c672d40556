// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Two planes in one process that tunnel to each other over loopback UDP. The TUN devices are
 * SOCK_SEQPACKET pairs: one write is one packet, as with the real thing.
 */
#pragma once

#include "esp-fixture.h"
#include "plane.h"

#define PAIR_TIMEOUT_MSEC 20000 /* for what must happen; tests wait for conditions, not times */

typedef struct
{
  int host_fd; /* owned: the kernel's side of the TUN device */
  int tun_fd;  /* owned: the plane's side */
  int udp_fd;  /* owned; IPv6 */
  int udp4_fd; /* owned */
  struct sockaddr_in6 address;
  struct sockaddr_in address4;
  Plane *plane; /* owned */
  gboolean vnet_hdr;
} PairSide;

typedef struct
{
  guint offloads; /* PlaneTunOffload */
  gboolean no_gso, no_gro;
  guint16 ike_port;
} PairOptions;

typedef struct
{
  PairSide a, b;
} PlanePair;

/* Started, peers set (IPv6); no SA yet. */
void plane_pair_init (PlanePair *pair, const PairOptions *options);
void plane_pair_clear (PlanePair *pair);
/* Installs both sides of an SA pair whose SPIs end in number, and activates it on both. */
void plane_pair_install (PlanePair *pair, const CrySuite *suite, guint8 number);
void plane_pair_params (EspFixture *fixture, const CrySuite *suite, gboolean mirror, guint8 number);

/* Hands a packet to the plane as the kernel would. */
void pair_side_send (PairSide *side, const guint8 *packet, gsize len);
/* The next packet the plane wrote; 0 when none comes within msec. */
gsize pair_side_receive (PairSide *side, guint8 *packet, gsize size, int msec);
/* Sends a raw datagram from side's socket. */
void pair_side_send_udp (PairSide *side, const PairSide *to, const void *data, gsize len);
guint64 pair_side_drops (const PairSide *side, EspDrop drop);
/* Waits until the counter has reached n. */
void pair_side_await_drops (const PairSide *side, EspDrop drop, guint64 n);
/* Waits until the plane's event descriptor is readable. */
void pair_side_await_event (const PairSide *side);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlanePair, plane_pair_clear)
