// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Messages of the gateway made by hand under the session's own keys, so that each octet of them can
 * be wrong. Test code; one thread. */
#pragma once

#include "sim-world.h"

#include "ike-session-private.h"

typedef struct
{
  SimWorld *world;     /* owned */
  IkeSession *session; /* borrowed from world */
  IkeSa *sa;           /* borrowed: whose messages are forged; NULL: the current one's */
  IkeSk *sk;           /* owned: the gateway's half of the keys */
  IkeMessageBuilder builder;
  IkeOpened answer;     /* owned; of the last request that was answered */
  IkeMessage message;   /* borrows from answer */
  GBytes *answer_bytes; /* owned; first datagram of it, or NULL */
  guint n_answers;      /* datagrams that the last input produced */
  IkePath answer_path;
  guint8 nonce[IKE_NONCE_LEN];
} Forge;

/* Makes a world and runs it to that stage. */
void forge_init (Forge *forge, SimWorldConfig *config, IkeStage stage);
void forge_clear (Forge *forge);
/* For g_test_add(): a session with a pre-shared key, established. */
void forge_set_up (Forge *forge, gconstpointer data);
void forge_tear_down (Forge *forge, gconstpointer data);
/* From now on messages of that IKE SA. */
void forge_use (Forge *forge, IkeSa *sa);

IkeHeader forge_header (const Forge *forge, guint8 exchange, guint32 id);
/* Message ID that the session expects of the gateway's next request. */
guint32 forge_next_id (const Forge *forge);
/* What the builder holds, as a request; owned. */
GBytes *forge_seal (Forge *forge, guint8 exchange, guint32 id);
/* Hands the datagram to the session and collects what it sends. */
void forge_feed (Forge *forge, GBytes *bytes, const IkePath *path);
void forge_collect (Forge *forge);
/* Sends what the builder holds as the next request and reads the answer, which must come. */
void forge_ask (Forge *forge, guint8 exchange);

/* Sends what the builder holds as the response to the session's request under way. */
void forge_reply (Forge *forge, guint8 exchange);

/* The answer is that one error notify. */
void forge_assert_refused (Forge *forge, guint16 notify);
/* The session is established and has one Child SA. */
void forge_assert_lives (Forge *forge);
IkeChild *forge_child (Forge *forge);
