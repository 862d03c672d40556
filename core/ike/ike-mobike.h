// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeMobike: what is known for moving between addresses (RFC 4555): whether the gateway follows,
 * its other addresses and ours, and how it sees us. Only we move; a datagram that came from
 * elsewhere moves nothing unless we asked there (MOB-14). Part of IkeSession; same thread.
 */
#pragma once

#include "ike-chain.h"
#include "ike-natt.h"
#include "ike-ts.h"

#define IKE_MOBIKE_ADDRESSES_MAX 8
#define IKE_MOBIKE_PATHS_MAX     16 /* asked at once when the present one is silent */

typedef struct
{
  gboolean supported;                         /* the gateway said so in IKE_AUTH (MOB-01) */
  gboolean pending;                           /* it is to be told of the present path */
  IpAddress others[IKE_MOBIKE_ADDRESSES_MAX]; /* where it may be reached as well */
  guint n_others;
  IkePath ways[IKE_WAYS_MAX]; /* other ways than the present path, as the driver knows them */
  guint n_ways;
  gboolean told;                  /* the gateway has a list of further addresses of ours */
  gboolean elsewhere;             /* the request under way was sent along other paths as well */
  guint refusals;                 /* of paths, since the last that was accepted */
  guint8 seen[IKE_NATT_HASH_LEN]; /* our address as it saw us last */
  guint64 seen_spi;               /* of the IKE SA that it said so on; 0: never */
} IkeMobike;

/* Takes the gateway's list out of a message, which replaces the former one (MOB-04). Nothing
 * happens when the message has none. */
void ike_mobike_take_addresses (IkeMobike *mobike, const IkeMessage *message);
/* Every pair of an address of ours and one of the gateway's of the same family, path excepted. An
 * address of the gateway's list that is inside the tunnel is left out: gateways also tell of those
 * that only their own network can reach. With a tunnel for everything there is no telling. Returns
 * their number. */
guint ike_mobike_paths (const IkeMobike *mobike, const IkePath *path, const IkeTsList *inside,
                        IkePath ret_paths[IKE_MOBIKE_PATHS_MAX]);
/* Makes to, one of those, the path; the gateway's address that was left stays known. */
void ike_mobike_go (IkeMobike *mobike, IkePath *path, const IkePath *to);
/* Our further addresses, or that there is none any more when the gateway has a list (MOB-04). */
void
ike_mobike_write_addresses (IkeMobike *mobike, const IkePath *path, IkeMessageBuilder *builder);
/* Whether the gateway sees us otherwise than the last time: our NAT's mapping is another (MOB-13).
 * unknown is returned where there was no last time on this IKE SA, whose SPIs are in what it says.
 */
gboolean
ike_mobike_sees_us_elsewhere (IkeMobike *mobike, const IkeMessage *response, gboolean unknown);
/* Answers what of a request wants to come back: COOKIE2 unchanged (MOB-11), and NAT detection by
 * our own for the path the request came along (MOB-12). header is that of the answer. */
void ike_mobike_answer (const IkeMessage *request, const IkeHeader *header, const IkePath *path,
                        gboolean force_encap, IkeMessageBuilder *builder);
