// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Plane: the data plane of one connection. A transmit thread (TUN to UDP) and a receive thread
 * (UDP to TUN) move packets in batches; the owner's control thread only publishes immutable SA
 * records and reads counters. No allocation, lock or log per packet; no wake-up while idle. A TCP
 * stream may stand in for UDP (RFC 9329).
 *
 * The transmit thread is the only writer of the sockets, the receive thread their only reader.
 * It hands IKE datagrams to the control thread through a bounded queue with an eventfd: those that
 * came from ike_port (no marker) and those with the non-ESP marker (RFC 3948 section 2.2). NAT
 * keepalives are dropped there.
 *
 * All functions are for the control thread.
 */
#pragma once

#include "esp.h"
#include "mono.h"
#include "plane-queue.h"

#include <sys/socket.h>

typedef struct Plane Plane;

#define PLANE_SA_MAX 16 /* inbound SAs alive at once */

typedef enum /* what the opener of the TUN device got from TUNSETOFFLOAD */
{
  PLANE_TUN_VNET_HDR = 1 << 0,
  PLANE_TUN_CSUM = 1 << 1,
  PLANE_TUN_TSO = 1 << 2, /* TSO4, TSO6 */
  PLANE_TUN_USO = 1 << 3, /* USO4 and USO6 */
} PlaneTunOffload;

typedef struct /* a stream to the gateway, for all of its life */
{
  int fd; /* borrowed; non-blocking, connected */
  struct sockaddr_storage peer;
} PlaneTcp;

typedef struct
{
  int tun_fd;              /* borrowed; non-blocking; IFF_NO_PI */
  int udp4_fd, udp6_fd;    /* borrowed; non-blocking, unconnected; -1: none (not both) */
  const PlaneTcp *tcp;     /* instead of UDP (both -1 then) or NULL */
  guint tun_offloads;      /* PlaneTunOffload bits */
  guint16 ike_port;        /* remote port whose datagrams carry no marker (500) */
  guint16 tun_mtu;         /* bytes of an inner packet */
  gboolean no_gso, no_gro; /* force the plain fallbacks, for tests and bench */
} PlaneConfig;

/* Starts both threads; NULL and errno when a thread or eventfd cannot be had. */
Plane *plane_new (const PlaneConfig *config) G_GNUC_WARN_UNUSED_RESULT;
/* Stops the threads, waits for them and frees. */
void plane_free (Plane *plane);

/* Where sealed packets go, by the socket of its family; the SAs stay what they are. source: with
 * which address of ours; NULL: the system chooses. */
void plane_set_peer (Plane *plane, const struct sockaddr *peer, socklen_t len,
                     const PlaneSource *source);
/* Bytes of an inner packet. fragment: its sealed form may be fragmented, as is true before the
 * first call; else whatever does not fit the path in one piece is dropped. Who sends larger ones by
 * TCP from the other side is told. */
void plane_set_mtu (Plane *plane, guint16 tun_mtu, gboolean fragment);
/* Bytes of the path to the peer that the network told since the last call, or 0. */
guint plane_pull_path_mtu (Plane *plane);

/* Makes the inbound half live. STATUS_OK, STATUS_FATAL_LIMIT (too many), STATUS_FATAL_CONFIG (bad
 * keys). The outbound half waits for plane_activate(). */
int plane_install (Plane *plane, const EspSaParams *params) G_GNUC_WARN_UNUSED_RESULT;
/* Sends through this SA from now on; packets in flight on the old one drain. */
void plane_activate (Plane *plane, guint32 spi_in);
void plane_remove (Plane *plane, guint32 spi_in);

/* Readable when IKE datagrams, soft-limit notices, an error or a path MTU wait. */
int plane_event_fd (const Plane *plane);

/* Hands an IKE datagram to the transmit thread; what is queued when the plane is freed still goes
 * out. The data is referenced. FALSE when the queue is full: it is lost. */
gboolean plane_send_ike (Plane *plane, const PlaneIkeDatagram *datagram);
/* The errno with which the system refused an IKE datagram since the last call, ECONNRESET when the
 * stream has ended, or 0. */
int plane_pull_ike_error (Plane *plane);
/* TRUE when ICMP said since the last call that a datagram to this port (host order) of the gateway
 * did not arrive, and why (an errno). Anybody on the way can say so. */
gboolean plane_pull_refusal (Plane *plane, int *ret_error, guint16 *ret_port);
/* The oldest IKE datagram that waits; FALSE when none does. */
gboolean plane_pull_ike (Plane *plane, PlaneIkeDatagram *ret_datagram);

/* spi_in of an SA that passed a soft limit (once per SA); FALSE when none. */
gboolean plane_pull_soft_limit (Plane *plane, guint32 *ret_spi_in);

/* SPI of ESP that came from the peer and that no SA has, the first since the last call; 0: none. */
guint32 plane_pull_stray (Plane *plane);

typedef enum /* what is kept beside headers */
{
  PLANE_CAPTURE_CONTENTS = 1 << 0, /* packets inside the tunnel */
  PLANE_CAPTURE_SEALED = 1 << 1,   /* sealed packets */
} PlaneCapture;

/* Copies what passes to fd, a SOCK_SEQPACKET socket, as plane-tap.h tells, until the next call.
 * Takes fd; -1: not any more. flags: PlaneCapture bits. What it has no room for is left out. */
void plane_capture (Plane *plane, int fd, guint flags);

typedef struct
{
  guint64 tx_packets, tx_bytes, rx_packets, rx_bytes; /* inner */
  guint64 tx_large, rx_large;                         /* packets of at least 1024 bytes */
  guint64 tx_questions, rx_answers;                   /* EspAnswers */
  guint64 tx_batches, rx_batches;                     /* system calls that moved them */
  guint64 odd_marks; /* packets whose congestion marks do not fit (RFC 6040 section 4.2) */
  guint64 drops[ESP_N_DROPS];
  gboolean gso, gro, vnet_hdr, uso; /* what the probes found */
  gboolean ipsec_mb;                /* whether libipsec-mb encrypts for the newest SA */
} PlaneStats;

/* plane_event_fd() becomes readable when the next packet leaves; once. */
void plane_watch_traffic (Plane *plane);
void plane_stats (const Plane *plane, PlaneStats *ret_stats);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plane, plane_free)
