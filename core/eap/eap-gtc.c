// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-method.h"

/* Generic Token Card (RFC 3748 section 5.6): the server's prompt, the user's answer, as often as
 * the server likes. Gateways use it for a password, a one-time code, or one after the other. */

static int
request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  turn->text = eap_text_clean (data, len);
  turn->kind = turn->first && !eap_text_asks_for_code (turn->text) ? EAP_SECRET_PASSWORD
                                                                   : EAP_SECRET_RESPONSE;
  return EAP_STEP_NEED_SECRET;
}

static int
answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  turn->phase = EAP_PHASE_MAY_END;
  turn->data = secret_buf_dup (secret);
  return EAP_STEP_RESPOND;
}

const EapMethod eap_method_gtc = {
  .type = EAP_TYPE_GTC,
  .name = "gtc",
  .request = request,
  .answer = answer,
};
