// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Cryptographic binding of PEAP version 0 (MS-PEAP section 3.1.5.5): both sides show that the end
 * of the tunnel and the end of the inner method are one. Pure; the functions fail only when the
 * crypto library does. */
#pragma once

#include "eap-peap-tlv.h"

#define PEAP_TUNNEL_KEY_LEN 60 /* of the keys that the tunnel exports */

typedef struct
{
  SecretBuf *ipmk; /* owned: 40 bytes, for the MSK */
  SecretBuf *cmk;  /* owned: 20 bytes, for the MAC */
} PeapBinding;

/* inner is the MSK of the inner method, of which 32 bytes count, or NULL when it makes none. */
gboolean peap_binding_init (PeapBinding *binding, const SecretBuf *tunnel, const SecretBuf *inner);
void peap_binding_clear (PeapBinding *binding);
/* Whether the server's TLV is a request that it could make; the answer to it. */
gboolean peap_binding_verifies (const PeapBinding *binding, const guint8 tlv[PEAP_BINDING_LEN]);
gboolean peap_binding_answer (const PeapBinding *binding, const guint8 request[PEAP_BINDING_LEN],
                              guint8 ret_tlv[PEAP_BINDING_LEN]);
/* The MSK of a conversation that was bound, 64 bytes; NULL on failure; owned. */
SecretBuf *peap_binding_msk (const PeapBinding *binding) G_GNUC_WARN_UNUSED_RESULT;
