// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The framing that EAP-TLS, TTLS and PEAP share (RFC 5216 section 2.1.5, RFC 5281 section 9.2.2):
 * TLS messages in fragments, each acknowledged by the other side. Single owner, like a method.
 */
#pragma once

#include "secret.h"

#define EAP_TLS_MESSAGE_MAX  ((gsize) 65536) /* bytes of a message from the server */
#define EAP_TLS_FRAGMENT_MAX ((gsize) 1000) /* bytes of ours that fit the minimum EAP MTU of 1020 */

typedef enum
{
  EAP_TLS_FRAME_START,       /* the server begins */
  EAP_TLS_FRAME_MESSAGE,     /* incoming is whole, maybe empty; it is the caller's to empty */
  EAP_TLS_FRAME_ACKNOWLEDGE, /* a fragment came: an empty response asks for the next */
  EAP_TLS_FRAME_GO_ON,       /* ours was acknowledged: send the next */
  EAP_TLS_FRAME_DROP,        /* malformed or out of order */
} EapTlsFrameResult;

typedef struct
{
  GByteArray *incoming; /* owned: what came so far of a message */
  gsize expected;       /* bytes of it as announced; 0: not */
  GBytes *outgoing;     /* owned: what is being sent, or NULL */
  gsize sent;           /* bytes of it */
} EapTlsFrame;

void eap_tls_frame_init (EapTlsFrame *frame);
void eap_tls_frame_clear (EapTlsFrame *frame);
EapTlsFrameResult eap_tls_frame_recv (EapTlsFrame *frame, const guint8 *data, gsize len);
/* Takes a message to send; eap_tls_frame_next() gives its fragments. */
void eap_tls_frame_send (EapTlsFrame *frame, GBytes *message);
/* Type-data of the next response: a fragment, or the empty one when nothing is to be sent. Owned.
 */
SecretBuf *eap_tls_frame_next (EapTlsFrame *frame) G_GNUC_WARN_UNUSED_RESULT;
