// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IKE fragmentation (RFC 7383): cutting what is sent and bounded reassembly of what comes. Owner:
 * the IKE SA; the thread of the session.
 */
#pragma once

#include "ike-sk.h"
#include "mono.h"

#define IKE_FRAGMENT_SIZE_MIN 576             /* bytes of an IP packet every path carries */
#define IKE_FRAGMENTS_MAX     1024            /* pieces of one message we accept */
#define IKE_FRAGMENT_TIMEOUT  (30 * MONO_SEC) /* an unfinished message is dropped after this */

/* Seals a chain as one message, or as fragments when limit is not 0 and the message would be longer
 * than limit octets (IKE octets: without UDP, IP and marker). Sets ret_datagrams to an owned array
 * of GBytes, in order. STATUS_OK, STATUS_FATAL_LIMIT or STATUS_FATAL_CRYPTO. */
int ike_frag_seal (IkeSk *sk, const IkeHeader *header, IkeMessageBuilder *builder, gsize limit,
                   GPtrArray **ret_datagrams) G_GNUC_WARN_UNUSED_RESULT;

/* IKE octets that fit an IP packet of packet_size: minus IP (20 or 40), UDP (8) and marker (4). */
gsize ike_frag_limit (guint16 packet_size, sa_family_t family);

/* Reassembly of one message at a time in one direction; a fragment of another message (ID) takes
 * the place of what was there. Feed only fragments that were opened and whose message ID is
 * expected. */
typedef struct
{
  guint32 message_id;
  guint8 first, reserved; /* from fragment 1 */
  guint16 total;          /* 0: empty */
  guint16 n_have;
  gsize n_octets;
  MonoTime started;
  IkeHeader header;
  GByteArray **parts; /* owned array of total owned pieces, NULL where missing */
} IkeFragQueue;

typedef enum
{
  IKE_FRAG_STORED = 0,   /* more are needed */
  IKE_FRAG_COMPLETE = 1, /* ret_whole is the message; the queue is empty */
  IKE_FRAG_DROPPED = 2,  /* duplicate, smaller total, or above a limit */
} IkeFragResult;

/* Takes the piece out of fragment in every case. ret_whole is owned, as if one SK had come. Any
 * order; a bigger total starts anew (FRG-12), a smaller one is dropped (FRG-11). */
int ike_frag_queue_add (IkeFragQueue *queue, IkeOpened *fragment, MonoTime now,
                        IkeOpened *ret_whole) G_GNUC_WARN_UNUSED_RESULT;
/* Wipes and empties; a zeroed queue is empty. */
void ike_frag_queue_clear (IkeFragQueue *queue);
