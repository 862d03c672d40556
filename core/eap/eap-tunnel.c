// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Between a TLS session and the EAP conversation inside it. */
#include "eap-tunnel.h"

void
eap_tunnel_init (EapTunnel *tunnel, const EapMethodSetup *setup, const EapTunnelPacking *packing)
{
  tunnel->session = eap_tls_session_new (setup, FALSE);
  eap_inner_init (&tunnel->inner, setup);
  tunnel->packing = packing;
}

void
eap_tunnel_clear (EapTunnel *tunnel)
{
  eap_tls_session_free (tunnel->session);
  eap_inner_clear (&tunnel->inner);
}

int
eap_tunnel_recv_inner (EapTunnel *tunnel, const guint8 *packet, gsize len, EapTurn *turn)
{
  g_autoptr (GBytes) response = NULL;
  int step = eap_inner_recv (&tunnel->inner, packet, len, turn, &response);

  return step == EAP_STEP_RESPOND ? tunnel->packing->say_packet (tunnel, response, turn) : step;
}

int
eap_tunnel_request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  EapTunnel *tunnel = state;
  g_autoptr (SecretBuf) said = NULL;
  int step = eap_tls_session_recv (tunnel->session, data, len, turn, &said);

  return step == EAP_TLS_STEP_TALK ? tunnel->packing->talk (tunnel, said, turn) : step;
}

int
eap_tunnel_answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  EapTunnel *tunnel = state;
  g_autoptr (GBytes) response = NULL;
  int step = eap_inner_answer (&tunnel->inner, secret, turn, &response);

  return step == EAP_STEP_RESPOND ? tunnel->packing->say_packet (tunnel, response, turn) : step;
}
