// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a server of MS-CHAPv2 says in text (RFC 2759 sections 5 and 6), the same in EAP-MSCHAPv2 and
 * inside TTLS. Pure. */
#pragma once

#include "eap-mschapv2-crypt.h"
#include "eap.h"

typedef enum /* RFC 2759 section 6 */
{
  MSCHAPV2_ERROR_RESTRICTED_HOURS = 646,
  MSCHAPV2_ERROR_ACCOUNT_DISABLED = 647,
  MSCHAPV2_ERROR_PASSWORD_EXPIRED = 648,
  MSCHAPV2_ERROR_NO_DIALIN = 649,
  MSCHAPV2_ERROR_AUTHENTICATION = 691,
  MSCHAPV2_ERROR_CHANGING_PASSWORD = 709,
} Mschapv2Error;

typedef struct /* "E=691 R=1 C=... V=3 M=..." */
{
  guint error;
  gboolean may_retry;
  gboolean has_challenge;
  guint8 challenge[MSCHAPV2_CHALLENGE_LEN];
  guint version;
  char *message; /* owned or NULL */
} Mschapv2Refusal;

/* Servers leave fields out and reorder them; whatever cannot be read stays zero. */
void mschapv2_words_read_refusal (const guint8 *text, gsize len, Mschapv2Refusal *ret_refusal);
void mschapv2_refusal_clear (Mschapv2Refusal *refusal);
EapReason mschapv2_words_reason (guint error);
/* Whether text is "S=" and the hex digits of proof, then perhaps a message. */
gboolean
mschapv2_words_prove (const guint8 *text, gsize len, const guint8 proof[MSCHAPV2_PROOF_LEN]);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mschapv2Refusal, mschapv2_refusal_clear)
