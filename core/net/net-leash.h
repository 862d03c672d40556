// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetLeash: how far the sockets of one connection reach. A worker holds UDP sockets that genkand
 * made, and UDP can be sent anywhere: to this computer's own services, to the neighbourhood, into
 * the Internet. An nftables table of its own ("inet genkan-send-SLOT") lets what leaves from their
 * ports with our mark go to the gateway's addresses and ports, and drops the rest. It stands from
 * before the first datagram to the end of the attempt, and like the guard it outlives a genkand
 * that is killed. Single owner; main-loop thread.
 */
#pragma once

#include "ip.h"

#include <gio/gio.h>

/* Addresses that a gateway may tell of later (RFC 4555 section 3.4). */
#define NET_LEASH_MORE_MAX 8

typedef struct NetLeash NetLeash;

/* slot: of the connection, or above NET_SLOT_MAX; ports: of the gateway, for IKE and for NAT
 * traversal. */
NetLeash *net_leash_new (guint slot, guint16 ike_port, guint16 natt_port) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the table away. NULL is legal. */
void net_leash_free (NetLeash *leash);

/* What leaves from these sockets (-1: none) goes to these addresses (IpAddress). FALSE: nothing
 * holds the worker, and error says why. */
gboolean
net_leash_tie (NetLeash *leash, int udp4, int udp6, const GArray *gateways, GError **error);
/* One address more, which the worker says is the gateway's: of the world, not of this computer or
 * of a network it is on. FALSE: error says why not. */
gboolean net_leash_lengthen (NetLeash *leash, const IpAddress *address, GError **error);
gboolean net_leash_reaches (const NetLeash *leash, const IpAddress *address);
/* Whether it is known where the worker's sockets may go. */
gboolean net_leash_is_tied (const NetLeash *leash);
/* TRUE: somebody had taken the table of a tied one away; it stands again. */
gboolean net_leash_renew (NetLeash *leash);

/* What one that is tied holds, in one line, and back for a worker that an earlier genkand tied:
 * the table is made where it does not stand. FALSE: the line makes no sense. */
char *net_leash_to_text (const NetLeash *leash) G_GNUC_WARN_UNUSED_RESULT;
gboolean net_leash_tie_again (NetLeash *leash, const char *text);

/* Name of the table of a slot; owned. */
char *net_leash_table (guint slot) G_GNUC_WARN_UNUSED_RESULT;

/* Takes away the table of a slot, whoever made it. */
void net_leash_remove (guint slot);
/* Takes away all tables but those of kept slots, of an array of NET_SLOT_MAX + 1. */
void net_leash_sweep (const gboolean *kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetLeash, net_leash_free)
