// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A TLS session inside EAP, as EAP-TLS, TTLS and PEAP begin: framing and handshake. Nothing but the
 * handshake is sent before the server has proven its name. Single owner, like a method.
 */
#pragma once

#include "cry-tls.h"
#include "eap-method.h"

typedef struct EapTlsSession EapTlsSession;

/* In addition to EapStep: the session is open and nothing of ours waits to be sent; the method
 * answers with eap_tls_session_say(). */
#define EAP_TLS_STEP_TALK 1000

/* setup is borrowed, outlives the session. */
EapTlsSession *eap_tls_session_new (const EapMethodSetup *setup, gboolean with_certificate)
    G_GNUC_WARN_UNUSED_RESULT;
void eap_tls_session_free (EapTlsSession *session);

/* A request. An EapStep, or EAP_TLS_STEP_TALK with what the server said inside (owned; NULL:
 * nothing). */
int eap_tls_session_recv (EapTlsSession *session, const guint8 *data, gsize len, EapTurn *turn,
                          SecretBuf **ret_data) G_GNUC_WARN_UNUSED_RESULT;
int eap_tls_session_sign (EapTlsSession *session, GBytes *signature, EapTurn *turn,
                          SecretBuf **ret_data) G_GNUC_WARN_UNUSED_RESULT;
/* Answers with data inside the session, or with an empty response when it is NULL. */
int eap_tls_session_say (EapTlsSession *session, const SecretBuf *data, EapTurn *turn)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean eap_tls_session_is_1_3 (const EapTlsSession *session);
/* The first len bytes of the keys that EAP takes out of the session: with TLS 1.2 exported under
 * label, with TLS 1.3 for the method's type (RFC 5216 section 2.3, RFC 5281 section 8, RFC 9190
 * section 2.3, RFC 9427 section 2.1). NULL on failure; owned. */
SecretBuf *eap_tls_session_keys (EapTlsSession *session, EapType type, const char *label, gsize len)
    G_GNUC_WARN_UNUSED_RESULT;
/* Keying material without context; NULL on failure; owned. */
SecretBuf *eap_tls_session_export (EapTlsSession *session, const char *label, gsize len)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EapTlsSession, eap_tls_session_free)
