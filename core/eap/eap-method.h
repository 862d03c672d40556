// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What a method implements, for this folder only. The peer (eap-peer.c) owns the packet level:
 * identifiers, retransmissions, tickets and events. A method sees type-data in and leaves type-data
 * out. Single-threaded, like the peer.
 */
#pragma once

#include "eap.h"

/* What a method did with a request or an answer. STATUS_FATAL_* codes are forwarded. */
typedef enum
{
  EAP_STEP_RESPOND = 0, /* turn->data is the response */
  EAP_STEP_NEED_SECRET, /* turn->kind, retry and text say which; answer() follows */
  EAP_STEP_DROP,        /* malformed or out of order: nothing happened */
  EAP_STEP_FAIL,        /* the conversation ends now with turn->reason, without a response */
} EapStep;

typedef enum
{
  EAP_PHASE_MIDWAY = 0, /* neither Success nor another method is legal */
  EAP_PHASE_MAY_END,    /* the method is content */
  EAP_PHASE_REFUSED,    /* the server refused and was told that we heard it: Failure must follow */
} EapPhase;

/* One request or answer and what came of it. */
typedef struct
{
  guint8 identifier;  /* in: of the EAP packet being answered */
  gboolean first;     /* in: no secret has been asked for in this conversation */
  SecretBuf *data;    /* out, owned: type-data of the response */
  EapSecretKind kind; /* out */
  gboolean retry;     /* out */
  EapReason reason;   /* out, with EAP_STEP_FAIL or EAP_PHASE_REFUSED */
  char *text;         /* out, owned: the server's words, cleaned; or NULL */
} EapTurn;

typedef struct
{
  const char *user; /* borrowed from the peer, which outlives the method */
  const Rng *rng;   /* borrowed from the peer's owner */
} EapMethodSetup;

typedef struct
{
  EapType type;
  gpointer (*create) (const EapMethodSetup *setup);
  void (*destroy) (gpointer state);
  int (*request) (gpointer state, const guint8 *data, gsize len, EapTurn *turn);
  /* The secret stays the peer's. */
  int (*answer) (gpointer state, const SecretBuf *secret, EapTurn *turn);
  EapPhase (*phase) (gconstpointer state);
  SecretBuf *(*steal_msk) (gpointer state); /* NULL function or result: no keys */
} EapMethod;

/* NULL when this peer does not implement the type. */
const EapMethod *eap_method_find (guint8 type);

extern const EapMethod eap_method_gtc;
extern const EapMethod eap_method_md5;
extern const EapMethod eap_method_mschapv2;

/* The server's words as one line that is safe to show: valid UTF-8 without control or direction
 * characters, at most EAP_PROMPT_MAX bytes of input. NULL when nothing is left. Owned. */
char *eap_text_clean (const guint8 *bytes, gsize len);
/* Whether a prompt asks for something that is made for this one login. */
gboolean eap_text_asks_for_code (const char *text);
