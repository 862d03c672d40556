// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IKE_AUTH as its files share it: task-auth.c runs the exchange and makes the first Child SA,
 * task-auth-own.c proves us, task-auth-ppk.c has the post-quantum key in that, task-auth-first.c
 * writes the first request, task-auth-gateway.c proves the gateway, task-auth-eap.c carries EAP.
 */
#pragma once

#include "ike-session-private.h"

#include "eap.h"

typedef struct
{
  IkeTask base;
  guint32 spi_in;          /* of the first Child SA */
  IkeProposals offered;    /* for it */
  IkeAuthScheme scheme;    /* of our own signature */
  MonoTime asked_at;       /* when the driver was asked for the PSK or a signature */
  IkeSecretKind waits_for; /* which shared secret the task waits for; 0: for none */
  GBytes *own_auth;        /* owned: AUTH data of our PSK or signature, once it is there */
  GBytes *own_auth_plain; /* owned: the same without the post-quantum key, where that is optional */
  guint8 own_method;
  gboolean second_round; /* the certificate is done with, EAP follows (RFC 4739) */
  GBytes *gateway_id;    /* owned: body of IDr as it came, for the final AUTH of EAP */
  EapPeer *eap;          /* owned; NULL until the gateway is proven */
  guint32 eap_ticket;    /* the peer's, for base.ticket */
  gboolean eap_retry;    /* the question that is open follows a wrong answer */
  guint16 eap_notify;    /* the error notify that ended the conversation, 0 for none */
  guint eap_rounds;      /* packets of the gateway, repeats included */
  gboolean eap_done;     /* SUCCEEDED; only the last AUTH pair is missing */
} IkeAuthTask;

/* ---- task-auth-first.c ----------------------------------------------------------------------- */

int ike_auth_send_first (IkeAuthTask *task) G_GNUC_WARN_UNUSED_RESULT;

/* Begins again with the name of the gateway where there was none, or without it, once and only
 * while nothing of the user's has been sent and nobody else has answered. FALSE: not this time. */
gboolean ike_auth_ask_the_other_way (IkeSession *session);

/* ---- task-auth-own.c ------------------------------------------------------------------------- */

/* Sends the first request, or asks for the PSK or the signature that it needs before. */
int ike_auth_own_begin (IkeAuthTask *task) G_GNUC_WARN_UNUSED_RESULT;
/* Goes on with the driver's answer, or ends the session when that is no use. Takes what it needs
 * out of answer. */
int ike_auth_own_take (IkeAuthTask *task, IkeAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
/* Begins again with an RSA signature in the older padding, once: a gateway that lists hashes does
 * not say which paddings it takes (RFC 7427 section 4), and some take the older one alone. FALSE:
 * there is nothing else to try. */
gboolean ike_auth_own_sign_otherwise (IkeAuthTask *task);
/* The octets we prove ourselves with in this round, with that SK_pi; owned. */
GBytes *
ike_auth_own_octets (const IkeAuthTask *task, const SecretBuf *sk_pi) G_GNUC_WARN_UNUSED_RESULT;

/* Asks the driver for that secret, unless another candidate has done so, and marks the task as
 * waiting. */
int ike_auth_own_wait_for (IkeAuthTask *task, IkeSecretKind kind) G_GNUC_WARN_UNUSED_RESULT;

/* ---- task-auth-ppk.c ------------------------------------------------------------------------- */

/* Whether the gateway has such a key, too, and ours is not there yet. */
gboolean ike_auth_ppk_is_missing (const IkeSa *sa);
int ike_auth_ppk_mix (IkeSa *sa, const SecretBuf *ppk) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the key is in what this side proves itself with. */
gboolean ike_auth_ppk_is_used (const IkeSa *sa);
/* SK_pi of AUTH: with the key, if there is one for this gateway. */
const SecretBuf *ike_auth_ppk_sk_pi (const IkeSa *sa);
/* Whether AUTH is to be made without the key, too: for a gateway that turns out not to have it. */
gboolean ike_auth_ppk_wants_plain (const IkeAuthTask *task);
/* Adds what belongs to our AUTH. */
void ike_auth_ppk_write (const IkeAuthTask *task, IkeMessageBuilder *builder);
/* The answer to our AUTH says whether the gateway uses the key, and with it what the gateway's own
 * AUTH is made with. FALSE: it does not and must; the candidate, or the session, has failed. */
gboolean ike_auth_ppk_take (const IkeAuthTask *task, const IkeMessage *response);

/* ---- task-auth-gateway.c --------------------------------------------------------------------- */

/* Whether the first response proves the gateway. FALSE: the candidate has failed. On TRUE its IKE
 * SA is the current one, PEER has been queued and the body of IDr kept. */
gboolean ike_auth_gateway_proves (IkeAuthTask *task, const IkeMessage *response);
/* The octets the gateway proves itself with, for an IDr body; owned. */
GBytes *ike_auth_gateway_octets (const IkeSa *sa, GBytes *id_body) G_GNUC_WARN_UNUSED_RESULT;

/* ---- task-auth-eap.c ------------------------------------------------------------------------- */

/* The gateway is proven, and has seen our certificate: names the user, whom EAP will prove. */
int ike_auth_eap_announce (IkeAuthTask *task) G_GNUC_WARN_UNUSED_RESULT;
/* The gateway is proven: starts the conversation with the EAP packet of its first response. */
int ike_auth_eap_start (IkeAuthTask *task, const IkeMessage *response) G_GNUC_WARN_UNUSED_RESULT;
int ike_auth_eap_take (IkeAuthTask *task, const IkeMessage *response) G_GNUC_WARN_UNUSED_RESULT;
int ike_auth_eap_answer (IkeAuthTask *task, IkeAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
/* The gateway ended the conversation with an error notify: the session ends with what is known. */
void ike_auth_eap_refused (IkeAuthTask *task, guint16 notify);
/* Whether the last AUTH of the gateway is made with the key of the conversation. */
gboolean ike_auth_eap_is_confirmed (const IkeAuthTask *task, const IkeMessage *response);
