// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The authenticator's side of EAP for the scripted gateway: Identity, then MSCHAPv2 or GTC. Written
 * apart from core/eap, so that one checks the other. Test code; one thread. */
#pragma once

#include "rng.h"
#include "secret.h"
#include "sim-gateway.h"

typedef struct
{
  const SimGatewayConfig *config; /* borrowed */
  const Rng *rng;                 /* borrowed */
  guint8 id;
  gboolean have_identity;
  gboolean proven;  /* the user's secret was right; waiting for the last acknowledgement */
  gboolean refused; /* the same after the last wrong one */
  guint round;      /* GTC: prompts answered */
  guint wrong;      /* wrong answers so far */
  guint8 challenge[16];
  SecretBuf *msk; /* owned; MSCHAPv2 only */
} SimEap;

typedef enum
{
  SIM_EAP_CONTINUE, /* ret_packet is the next request */
  SIM_EAP_SUCCESS,  /* ret_packet is EAP-Success */
  SIM_EAP_FAILURE,  /* ret_packet is EAP-Failure */
} SimEapResult;

void sim_eap_init (SimEap *eap, const SimGatewayConfig *config, const Rng *rng);
void sim_eap_clear (SimEap *eap);
/* EAP-Request/Identity, or EAP-Success when it misbehaves that way; owned. */
GBytes *sim_eap_start (SimEap *eap);
/* A response of the peer. ret_packet is owned. */
SimEapResult sim_eap_step (SimEap *eap, const guint8 *packet, gsize len, GBytes **ret_packet);
