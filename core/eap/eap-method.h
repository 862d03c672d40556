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
  EAP_STEP_RESPOND = 0, /* turn->data is the response, turn->phase where the method stands then */
  EAP_STEP_NEED_SECRET, /* turn->kind, retry and text say which; answer() follows */
  EAP_STEP_NEED_SIGNATURE, /* turn->sig and octets say which; sign() follows */
  EAP_STEP_DROP,           /* malformed or out of order: nothing happened */
  EAP_STEP_FAIL,           /* the conversation ends now with turn->reason, without a response */
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
  MonoTime now;       /* in */
  EapPhase stands;    /* in: the phase after the last response */
  SecretBuf *data;    /* out, owned: type-data of the response; NULL: none */
  EapPhase phase;     /* out, with EAP_STEP_RESPOND */
  EapSecretKind kind; /* out */
  gboolean retry;     /* out */
  CrySig sig;         /* out */
  GBytes *octets;     /* out, owned */
  EapReason reason;   /* out, with EAP_STEP_FAIL; with EAP_STEP_RESPOND what a Failure will mean,
                         if not that the login was refused */
  char *text;         /* out, owned: the server's words, cleaned; or NULL */
  CryVerdict verdict; /* out, owned */
  char *expected;     /* out, owned */
  char *found;        /* out, owned */
  char *notice;       /* out, owned: words for the user beside all that; or NULL */
} EapTurn;

/* Borrowed from the peer and its owner, who outlive the method. */
typedef struct
{
  EapConfig config; /* names are the peer's copies; methods is not set */
  const Rng *rng;
  const LogSink *log;
} EapMethodSetup;

typedef enum
{
  EAP_METHOD_PROVES_SERVER = 1 << 0, /* before anything of the user is sent */
  EAP_METHOD_NEEDS_CERTIFICATE = 1 << 1,
} EapMethodFlags;

typedef struct
{
  EapType type;
  const char *name; /* in profiles */
  guint flags;
  gpointer (*create) (const EapMethodSetup *setup); /* NULL: a method without state */
  void (*destroy) (gpointer state);
  int (*request) (gpointer state, const guint8 *data, gsize len, EapTurn *turn);
  /* The secret stays the peer's. */
  int (*answer) (gpointer state, const SecretBuf *secret, EapTurn *turn);
  int (*sign) (gpointer state, GBytes *signature, EapTurn *turn);
  SecretBuf *(*steal_msk) (gpointer state); /* NULL function or result: no keys */
} EapMethod;

#define EAP_METHOD_EXTERN(number, NAME, name) extern const EapMethod eap_method_##name;
EAP_METHODS (EAP_METHOD_EXTERN)
#undef EAP_METHOD_EXTERN

/* A peer that knows these methods only, the preferred one first; they are constants. Of config
 * everything but methods counts. */
EapPeer *
eap_peer_new_with (const EapMethod *const *methods, gsize n_methods, const EapConfig *config,
                   const Rng *rng, const LogSink *log) G_GNUC_WARN_UNUSED_RESULT;
#define EAP_MSK_LEN 64

/* The keys of the method in progress, for the tunnel around it; NULL: it makes none. Owned. */
SecretBuf *eap_peer_take_msk (EapPeer *peer) G_GNUC_WARN_UNUSED_RESULT;
/* Where the method in progress stands; MIDWAY without one. */
EapPhase eap_peer_phase (const EapPeer *peer);
/* Why a server that refused did so; text is borrowed, or NULL. */
EapReason eap_peer_refusal (const EapPeer *peer, const char **ret_text);

/* Whether TTLS or PEAP can carry what a profile calls this. */
gboolean eap_ttls_knows_inner (const char *name);

/* The server's words as text_clean() leaves them, at most EAP_PROMPT_MAX bytes. NULL when nothing
 * is left. Owned. */
char *eap_text_clean (const guint8 *bytes, gsize len);
/* Whether a prompt asks for something that is made for this one login. */
gboolean eap_text_asks_for_code (const char *text);
