// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The TLVs at the end of PEAP version 0, in an EAP packet of their own (MS-PEAP section 2.2.8):
 * result, cryptographic binding, and the refusal of what is not known. Pure. */
#pragma once

#include "secret.h"

#define PEAP_BINDING_LEN 60 /* the whole TLV */
#define PEAP_MAC_LEN     20
#define PEAP_MAC_AT      (PEAP_BINDING_LEN - PEAP_MAC_LEN)

typedef enum
{
  PEAP_RESULT_NONE = 0,
  PEAP_RESULT_SUCCESS = 1,
  PEAP_RESULT_FAILURE = 2,
} PeapResult;

typedef struct
{
  PeapResult result;
  gboolean has_binding;
  guint8 binding[PEAP_BINDING_LEN];
  guint16 unknown; /* type of a mandatory TLV that is not known; 0: none */
} PeapTlvs;

/* Whether these octets are an EAP request with a header, as PEAP has it for TLVs only; some servers
 * send Identity with one, too. */
gboolean peap_tlvs_has_header (const guint8 *data, gsize len);
gboolean peap_tlvs_are_in (const guint8 *packet, gsize len);
/* FALSE when malformed. packet is such a request. */
gboolean peap_tlvs_read (const guint8 *packet, gsize len, PeapTlvs *ret_tlvs);
/* The response with a result, and with a binding unless it is NULL; or with a NAK; owned. */
SecretBuf *peap_tlvs_answer (guint8 identifier, PeapResult result, const guint8 *binding)
    G_GNUC_WARN_UNUSED_RESULT;
SecretBuf *peap_tlvs_nak (guint8 identifier, guint16 unknown) G_GNUC_WARN_UNUSED_RESULT;
