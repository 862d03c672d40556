// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Generic Token Card (RFC 3748 section 5.6): the server's prompt, the user's answer, as often as
 * the server likes. Gateways use it for a password, a one-time code, or one after the other. */
#include "eap-method.h"

typedef struct
{
  gboolean answered; /* the last request has its response */
} GtcState;

static gpointer
create (const EapMethodSetup *setup)
{
  return g_new0 (GtcState, 1);
}

static void
destroy (gpointer state)
{
  g_free (state);
}

static int
request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  GtcState *gtc = state;

  gtc->answered = FALSE;
  turn->text = eap_text_clean (data, len);
  turn->kind = turn->first && !eap_text_asks_for_code (turn->text) ? EAP_SECRET_PASSWORD
                                                                   : EAP_SECRET_RESPONSE;
  return EAP_STEP_NEED_SECRET;
}

static int
answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  GtcState *gtc = state;

  gtc->answered = TRUE;
  turn->data = secret_buf_dup (secret);
  return EAP_STEP_RESPOND;
}

static EapPhase
phase (gconstpointer state)
{
  const GtcState *gtc = state;

  return gtc->answered ? EAP_PHASE_MAY_END : EAP_PHASE_MIDWAY;
}

const EapMethod eap_method_gtc = {
  .type = EAP_TYPE_GTC,
  .create = create,
  .destroy = destroy,
  .request = request,
  .answer = answer,
  .phase = phase,
};
