// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeMobike: what is known for moving between addresses (RFC 4555): whether the gateway follows,
 * its other addresses, and how it sees us. Only we move; nothing here follows where a datagram
 * came from (MOB-14). Part of IkeSession; same thread.
 */
#pragma once

#include "ike-chain.h"
#include "ike-natt.h"
#include "ike-ts.h"

#define IKE_MOBIKE_ADDRESSES_MAX 8

typedef struct
{
  gboolean supported;                         /* the gateway said so in IKE_AUTH (MOB-01) */
  gboolean pending;                           /* it is to be told of the present path */
  IpAddress others[IKE_MOBIKE_ADDRESSES_MAX]; /* where it may be reached as well */
  guint n_others;
  guint next;                     /* index of the one to try next */
  guint8 seen[IKE_NATT_HASH_LEN]; /* our address as it saw us last */
  gboolean was_seen;
} IkeMobike;

/* Takes the gateway's list out of a message, which replaces the former one (MOB-04). Nothing
 * happens when the message has none. */
void ike_mobike_take_addresses (IkeMobike *mobike, const IkeMessage *message);
/* The next of the gateway's addresses of that family that is not inside the tunnel, whose place in
 * the list the present one takes: gateways also tell of addresses that only their own network can
 * reach. With a tunnel for everything there is no telling. FALSE: there is no other. */
gboolean ike_mobike_next_address (IkeMobike *mobike, const IkeTsList *inside, IpAddress *address);
/* Whether the gateway sees us otherwise than the last time: our NAT's mapping is another (MOB-13).
 * */
gboolean ike_mobike_sees_us_elsewhere (IkeMobike *mobike, const IkeMessage *response);
/* Answers what of a request wants to come back: COOKIE2 unchanged (MOB-11), and NAT detection by
 * our own for the path the request came along (MOB-12). header is that of the answer. */
void ike_mobike_answer (const IkeMessage *request, const IkeHeader *header, const IkePath *path,
                        gboolean force_encap, IkeMessageBuilder *builder);
