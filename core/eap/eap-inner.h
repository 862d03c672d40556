// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The EAP conversation inside a tunnel (TTLS, PEAP): a peer of its own, whose questions become
 * those of the method around it. Single owner, like a method. */
#pragma once

#include "eap-method.h"

typedef struct
{
  EapPeer *peer;  /* owned */
  guint32 ticket; /* the peer's, of the question that is open */
} EapInner;

/* Methods by setup's choice of what goes inside: "mschapv2" and "gtc" alone, else those and MD5. */
void eap_inner_init (EapInner *inner, const EapMethodSetup *setup);
void eap_inner_clear (EapInner *inner);

/* A packet of the server, or an answer of the user. An EapStep; with EAP_STEP_RESPOND ret_packet is
 * the inner response (owned). */
int eap_inner_recv (EapInner *inner, const guint8 *packet, gsize len, EapTurn *turn,
                    GBytes **ret_packet) G_GNUC_WARN_UNUSED_RESULT;
int eap_inner_answer (EapInner *inner, const SecretBuf *secret, EapTurn *turn, GBytes **ret_packet)
    G_GNUC_WARN_UNUSED_RESULT;

/* Sets turn's phase, and the reason of a refusal, to where the inner conversation stands. */
void eap_inner_tell_phase (const EapInner *inner, EapTurn *turn);
