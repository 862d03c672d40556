// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Joins the opened packets of one receive batch into super-packets for the TUN device: in-order
 * TCP segments of a flow and, where the device takes it, UDP datagrams of one size. No byte of
 * payload is copied: a super-packet is the first packet plus the payloads of the others. Packets of
 * one flow keep their order, also those that cannot be joined: fragments and packets with IPv4
 * options or IPv6 extension headers end every super-packet between the same addresses.
 *
 * Each packet's checksum is verified before it is joined, because the kernel takes the super-packet
 * for one whose checksum is still to be made and will not verify it. One thread; allocates only in
 * esp_join_new().
 */
#pragma once

#include "esp-gso.h"

#include <sys/uio.h>

#define ESP_JOIN_PIECES 64 /* packets of one super-packet: what every kernel with USO takes */

typedef enum
{
  ESP_JOIN_TCP = 1 << 0,
  ESP_JOIN_UDP = 1 << 1,
} EspJoinFlags;

typedef struct EspJoin EspJoin;

/* max_packets: of a batch. */
EspJoin *esp_join_new (guint max_packets) G_GNUC_WARN_UNUSED_RESULT;
void esp_join_free (EspJoin *join);

/* Starts an empty batch; what may be joined: EspJoinFlags. */
void esp_join_begin (EspJoin *join, guint flags);
/* Whether another packet fits. */
gboolean esp_join_has_room (const EspJoin *join);
/* Adds an inner packet that stays in place until the batch is written. inner: of packet. */
void esp_join_add (EspJoin *join, guint8 *packet, const EspInner *inner);

/* What came out, in the order to write it. */
guint esp_join_count (const EspJoin *join);
/* Completes the headers of one, in the first packet's place. iov holds ESP_JOIN_PIECES. Returns
 * how many of them are used. */
guint esp_join_take (EspJoin *join, guint index, EspOffload *ret_offload, struct iovec *iov);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJoin, esp_join_free)
