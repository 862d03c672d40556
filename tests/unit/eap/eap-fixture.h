// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* An authenticator in a few calls, for the tests of this folder. */
#pragma once

#include "eap.h"

/* A peer whose random source repeats the peer challenge of RFC 2759 section 9.2. */
EapPeer *fixture_peer (const char *const *methods, gboolean server_authenticated);

/* Feeds one packet; type 0 leaves type and data out (Success, Failure). */
void fixture_send (EapPeer *peer, guint8 code, guint8 id, guint8 type, const void *data, gsize len);
void fixture_request (EapPeer *peer, guint8 id, guint8 type, const char *text);
void fixture_success (EapPeer *peer);
void fixture_failure (EapPeer *peer);

/* The response must be there, with this identifier and type; type-data, owned. */
GBytes *fixture_response (EapPeer *peer, guint8 id, guint8 type);
void fixture_response_is (EapPeer *peer, guint8 id, guint8 type, const void *data, gsize len);
/* No packet and no event. */
void fixture_quiet (EapPeer *peer);
/* The next event must be of this type. Clear it. */
EapEvent fixture_event (EapPeer *peer, EapEventType type);
/* The next event asks for this; answers it with text (NULL declines). */
void fixture_answer (EapPeer *peer, EapSecretKind kind, const char *text);
void fixture_failed (EapPeer *peer, EapReason reason);

/* "User" and "clientPass" against the challenge of RFC 2759 section 9.2. */
extern const guint8 fixture_challenge[16];
extern const guint8 fixture_peer_challenge[16];
/* MSCHAPv2 type-data: a Challenge with these 16 octets. */
void fixture_mschapv2_challenge (EapPeer *peer, guint8 id, guint8 ms_id, const guint8 *challenge);
/* MSCHAPv2 Success or Failure with text. */
void fixture_mschapv2_text (EapPeer *peer, guint8 id, guint8 op, guint8 ms_id, const char *text);
/* Challenge, password, Success request of the RFC's example, verified and acknowledged. */
void fixture_mschapv2_verified (EapPeer *peer, guint8 id);
