// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What methods with a login inside TLS (TTLS, PEAP) have in common: the session, the EAP
 * conversation in it, and the way between the two. First member of such a method's state, like
 * which it has a single owner.
 */
#pragma once

#include "eap-inner.h"
#include "eap-tls-session.h"

/* How the method packs what goes through the session; tunnel is its state. */
typedef struct
{
  /* The session is open and it is our turn. said: what the server said inside, borrowed, or NULL.
   * An EapStep. */
  int (*talk) (gpointer tunnel, const SecretBuf *said, EapTurn *turn);
  /* Answers with a packet of the inner peer. An EapStep. */
  int (*say_packet) (gpointer tunnel, GBytes *packet, EapTurn *turn);
} EapTunnelPacking;

typedef struct
{
  EapTlsSession *session; /* owned */
  EapInner inner;
  const EapTunnelPacking *packing;
} EapTunnel;

/* packing is a constant. */
void
eap_tunnel_init (EapTunnel *tunnel, const EapMethodSetup *setup, const EapTunnelPacking *packing);
void eap_tunnel_clear (EapTunnel *tunnel);

/* A packet for the inner peer, and its answer into the session. An EapStep. */
int eap_tunnel_recv_inner (EapTunnel *tunnel, const guint8 *packet, gsize len, EapTurn *turn)
    G_GNUC_WARN_UNUSED_RESULT;

/* For EapMethod: tunnel is the method's state. */
int eap_tunnel_request (gpointer tunnel, const guint8 *data, gsize len, EapTurn *turn);
int eap_tunnel_answer (gpointer tunnel, const SecretBuf *secret, EapTurn *turn);
