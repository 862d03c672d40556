// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Security Associations and inner packets for the tests of esp and plane. */
#pragma once

#include "esp-open.h"
#include "esp-seal.h"

typedef struct
{
  EspSaParams params; /* borrows from the rest */
  EspTs local, remote;
  SecretBuf *encr_in, *encr_out, *integ_in, *integ_out;
} EspFixture;

extern const CrySuite fixture_gcm128, fixture_gcm256, fixture_chacha, fixture_cbc_sha256,
    fixture_cbc_sha1;

/* One side of an SA pair between any addresses of one family. The two sides (mirror FALSE and
 * TRUE) fit each other. */
void esp_fixture_init (EspFixture *fixture, const CrySuite *suite, gboolean mirror);
void esp_fixture_clear (EspFixture *fixture);
/* Adds ::/0 on both sides where fixture has room for one selector each. */
void esp_fixture_use_family (EspFixture *fixture, sa_family_t family);
EspTs esp_fixture_ts (const char *from, const char *to);

/* One packet alone through a batch of its own. */
EspDrop esp_fixture_seal (EspOutbound *sa, guint8 *buf, gsize len, gsize *ret_len);
EspDrop esp_fixture_open (EspInbound *sa, guint8 *packet, gsize len, EspOpened *ret_opened);

typedef struct /* an SA from near to far */
{
  EspFixture near, far;
  EspOutbound *out; /* of near */
  EspInbound *in;   /* of far */
  guint8 buf[2048];
} EspLink;

void esp_link_init (EspLink *link, const CrySuite *suite, gboolean esn, gboolean v6);
void esp_link_clear (EspLink *link);
/* Seals a UDP packet with that much payload into buf; the ESP packet's length. */
gsize esp_link_seal_udp (EspLink *link, gsize payload_len);
/* Opens what is in buf; the length of the inner packet. */
EspDrop esp_link_open (EspLink *link, gsize len, gsize *ret_len);

typedef struct
{
  gboolean v6;
  guint8 protocol; /* IPPROTO_TCP, IPPROTO_UDP or another without ports */
  guint16 src_port, dst_port;
  guint16 id;
  gboolean df;
  guint8 tclass;
  guint8 ttl; /* 0: 64 */
  guint32 seq, ack;
  guint8 flags;       /* TCP; 0: ACK */
  guint16 urgent;     /* TCP: the pointer */
  guint16 mss_option; /* 0: none */
  gsize payload_len;
  guint8 fill; /* payload octet i is fill + i */
} PacketSpec;

/* From 10.0.0.1 to 10.0.0.2 or fd00::1 to fd00::2, checksums right; returns the length. */
gsize packet_build (const PacketSpec *spec, guint8 *out);
/* The sum of 16-bit words, big endian, folded: deliberately not the code under test. */
guint32 packet_slow_sum (const guint8 *data, gsize len, guint32 sum);
/* Whether IPv4 header and TCP or UDP checksum are right, by the slow way. */
gboolean packet_checksums_are_right (const guint8 *packet, gsize len);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspFixture, esp_fixture_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspLink, esp_link_clear)
