// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Internet checksum (RFC 1071) over buffers. A running sum is in memory order: fold and store it
 * with esp_checksum_store(), whatever the host's byte order. Only the last piece of a sum may have
 * an odd length. Pure; any thread.
 */
#pragma once

#include "esp-inner.h"

/* Adds len bytes to sum. */
guint64 esp_checksum (const guint8 *data, gsize len, guint64 sum);
/* The same while copying. */
guint64 esp_checksum_copy (guint8 *to, const guint8 *from, gsize len, guint64 sum);
/* Pseudo header of TCP, UDP or ICMPv6; len is the upper layer's. */
guint64 esp_checksum_pseudo (const EspInner *inner, guint8 protocol, gsize len);

static inline guint16
esp_checksum_fold (guint64 sum)
{
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) sum;
}

/* Stores a folded sum or its complement at an unaligned place. */
static inline void
esp_checksum_store (guint8 *at, guint16 folded)
{
  __builtin_memcpy (at, &folded, sizeof folded);
}

/* Writes the checksum of the IPv4 header at packet, options included. */
void esp_checksum_ipv4 (guint8 *packet);
