// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * PlaneTap: what passes the data plane, written down as pcapng blocks. Each block is one message to
 * a SOCK_SEQPACKET socket, so that both packet threads write without a lock and a message never
 * tears; what the socket has no room for is lost, told with the next packet, and holds up nobody.
 *
 * Interface 0 has the packets inside the tunnel, as they are sealed and as they were opened;
 * interface 1 what the sockets carry, behind IP and UDP headers that are made up from what a socket
 * tells: addresses, ports and traffic class. A stream's messages stand there as the datagrams they
 * are instead of (RFC 9329). Of the packets inside nothing is kept but headers, and of sealed ones
 * SPI and sequence number, unless the flags say otherwise.
 */
#pragma once

#include "esp-inner.h"
#include "plane-queue.h"

typedef struct PlaneTap PlaneTap;

typedef enum /* the thread that calls, too */
{
  PLANE_TAP_INBOUND,
  PLANE_TAP_OUTBOUND,
  PLANE_TAP_N,
} PlaneTapDirection;

typedef struct /* between whom a datagram travels */
{
  const struct sockaddr_storage *peer; /* borrowed */
  IpAddress local;                     /* none: not known */
  guint16 local_port;
  guint8 tclass;
} PlaneTapFlow;

/* Control thread. Takes fd and begins the file; flags: PlaneCapture bits. */
PlaneTap *plane_tap_new (int fd, guint flags) G_GNUC_WARN_UNUSED_RESULT;
/* When no packet thread uses it any more. */
void plane_tap_free (PlaneTap *tap);

/* A packet inside the tunnel; len: of it, where inner was read from a larger one. */
void plane_tap_inner (PlaneTap *tap, PlaneTapDirection direction, const guint8 *packet, gsize len,
                      const EspInner *inner);
/* What UDP carries: ESP, of which little is kept, or IKE and all else. marked: a non-ESP marker
 * stands before data. */
void plane_tap_esp (PlaneTap *tap, PlaneTapDirection direction, const PlaneTapFlow *flow,
                    const guint8 *data, gsize len);
void plane_tap_ike (PlaneTap *tap, PlaneTapDirection direction, const PlaneTapFlow *flow,
                    const guint8 *data, gsize len, gboolean marked);
