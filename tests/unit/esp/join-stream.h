// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Streams of inner packets that are joinable, nearly joinable or not at all, of a few flows mixed;
 * and the judgement of what joining made of a batch: the same octets, in each flow's order.
 */
#pragma once

#include "esp-join.h"

#define JOIN_STREAM_OP      6 /* octets that choose a packet */
#define JOIN_STREAM_FLOWS   16
#define JOIN_STREAM_PACKET  512
#define JOIN_STREAM_PACKETS 128 /* of a batch */

typedef struct
{
  guint32 seq[JOIN_STREAM_FLOWS];
  guint16 id[JOIN_STREAM_FLOWS];
} JoinStream;

/* The next packet, as op says; its length. Any six octets are a choice. */
gsize join_stream_next (JoinStream *stream, const guint8 *op, guint8 *out);

typedef struct
{
  guint8 packet[JOIN_STREAM_PACKET]; /* as it went in */
  gsize len;
  EspInner inner;
  gboolean seen;
} JoinInput;

typedef struct
{
  EspJoin *join;
  guint n;
  JoinInput inputs[JOIN_STREAM_PACKETS];
  guint64 joined; /* packets that left in a super-packet, of all batches */
} JoinCheck;

void join_check_init (JoinCheck *check);
void join_check_clear (JoinCheck *check);
/* packet: stays in place until join_check_finish(). */
void join_check_add (JoinCheck *check, guint8 *packet, const EspInner *inner);
/* Takes everything out and asserts that it is what went in. Begins a new batch. */
void join_check_finish (JoinCheck *check);
