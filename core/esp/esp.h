// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * ESP Security Associations (RFC 4303) in tunnel mode, as pure transforms over the caller's
 * buffers. An SA pair is made once (cold) and then holds two hot halves: the outbound half belongs
 * to the transmit thread, the inbound half to the receive thread; nothing here locks.
 */
#pragma once

#include "cry-cipher.h"
#include "esp-drop.h"
#include "esp-inner.h"
#include "ip.h"

#define ESP_TS_MAX         64
#define ESP_REPLAY_MAX     4096 /* packets */
#define ESP_REPLAY_DEFAULT 1024
#define ESP_NEXT_IPV4      4
#define ESP_NEXT_IPV6      41
#define ESP_NEXT_DUMMY     59
#define ESP_BATCH_PACKETS  32    /* sealed or opened in one go */
#define ESP_BATCH_BYTES    32768 /* of them, roughly: what stays close */

typedef struct /* one selector */
{
  IpRange addresses;
  guint8 protocol; /* 0: any */
  guint16 port_from, port_to;
} EspTs;

typedef struct
{
  guint32 spi_in, spi_out;
  CrySuite suite;
  gboolean esn;
  const SecretBuf *encr_in, *encr_out, *integ_in, *integ_out; /* borrowed for the call */
  const EspTs *ts_local, *ts_remote;                          /* copied */
  gsize n_ts_local, n_ts_remote;
  guint replay_window;                /* packets; 0: ESP_REPLAY_DEFAULT */
  guint64 soft_bytes, hard_bytes;     /* 0: none */
  guint64 soft_packets, hard_packets; /* 0: by the sequence space */
  gboolean tfc_padding; /* every packet that leaves is as long as any (RFC 4303 section 2.7) */
  guint dummy_interval; /* milliseconds of silence until a dummy leaves (section 2.6); 0: none */
} EspSaParams;

typedef struct EspOutbound EspOutbound;
typedef struct EspInbound EspInbound;

/* NULL when the suite is not supported or a key has the wrong length. */
EspOutbound *esp_outbound_new (const EspSaParams *params) G_GNUC_WARN_UNUSED_RESULT;
EspInbound *esp_inbound_new (const EspSaParams *params) G_GNUC_WARN_UNUSED_RESULT;
void esp_outbound_free (EspOutbound *sa);
void esp_inbound_free (EspInbound *sa);

/* Bytes that seal adds before and at most after an inner packet of len bytes. */
gsize esp_headroom (const EspOutbound *sa);
gsize esp_sealed_len (const EspOutbound *sa, gsize len);
/* What an inner packet of len bytes is made with the octets that hide its length, where no packet
 * is longer than mtu. */
gsize esp_padded_len (const EspOutbound *sa, gsize len, gsize mtu);
/* Largest inner packet whose sealed form under suite fits an ESP packet of room bytes; 0: none. */
gsize esp_inner_mtu (const CrySuite *suite, gsize room);

typedef struct
{
  guint64 packets, bytes;
  gboolean soft_reached, hard_reached;
} EspUsage;

void esp_outbound_usage (const EspOutbound *sa, EspUsage *ret_usage);
void esp_inbound_usage (const EspInbound *sa, EspUsage *ret_usage);

/* Milliseconds of silence until a dummy is to leave; 0: never. */
guint esp_outbound_dummy_interval (const EspOutbound *sa);

/* The library that encrypts, as cry_cipher_library(). */
const char *esp_outbound_library (const EspOutbound *sa);

/* Whether the selectors of the SA cover this inner packet (source local, destination remote, or an
 * ICMP error of ours about a packet that came through the SA). */
gboolean esp_outbound_covers (const EspOutbound *sa, const guint8 *packet, const EspInner *inner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOutbound, esp_outbound_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspInbound, esp_inbound_free)
