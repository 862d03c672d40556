// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A link between the client and the gateway, in virtual time: delays, drops, duplicates and
 * reorders datagrams by a seed, and can translate the client's address as a NAT does. Test code;
 * one thread.
 */
#pragma once

#include "ike.h"
#include "sim-clock.h"

typedef struct
{
  guint drop_per_mille; /* each direction */
  guint duplicate_per_mille;
  guint reorder_per_mille; /* such a datagram is held back by reorder_delay */
  MonoTime delay;          /* one way [10 ms] */
  MonoTime jitter;         /* up to this much on top, at random */
  MonoTime reorder_delay;  /* [80 ms] */
  gsize mtu;               /* larger UDP payloads vanish; 0: none do */
  gboolean nat;            /* the gateway sees another source address */
  gboolean from_elsewhere; /* what the client gets comes from an address that nobody knows */
  IpAddress dead;          /* what has this address of the client's vanishes; none: nothing does */
} SimLinkConfig;

typedef enum
{
  SIM_TO_GATEWAY = 0,
  SIM_TO_CLIENT = 1,
} SimDirection;

typedef struct SimLink SimLink;

SimLink *sim_link_new (const SimLinkConfig *config, guint64 seed);
void sim_link_free (SimLink *link);
/* Replaces the behaviour from now on (a cut: drop_per_mille 1000). */
void sim_link_set (SimLink *link, const SimLinkConfig *config);
/* Sends; the path is the sender's. The data is referenced. */
void
sim_link_send (SimLink *link, SimDirection direction, const IkeDatagram *datagram, MonoTime now);
/* The next datagram that has arrived by now. ret_path is the receiver's (local is its own). */
gboolean sim_link_receive (SimLink *link, MonoTime now, SimDirection *ret_direction,
                           IkeDatagram *ret_datagram);
MonoTime sim_link_deadline (const SimLink *link);
guint64 sim_link_count (const SimLink *link, SimDirection direction); /* datagrams handed in */

/* The address the gateway sees behind the NAT, and the same back. */
void
sim_link_map (const SimLink *link, SimDirection direction, const IkePath *from, IkePath *ret_path);
