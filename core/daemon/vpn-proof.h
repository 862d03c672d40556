// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Recognises what a client's private key has to sign for a session, so that a worker that has
 * fallen to the network cannot have anything else signed: a mail, a login to some other server, a
 * certificate. Looks at the shape alone, octet by octet; pure; any thread.
 */
#pragma once

#include <glib.h>

/* An initiator's octets of AUTH (RFC 7296 section 2.15): its own IKE_SA_INIT request, whole, then
 * the gateway's nonce and a MAC over the identity, and with IKE_INTERMEDIATE what RFC 9242 section
 * 3.3.2 adds. */
gboolean vpn_proof_is_auth (const guint8 *data, gsize len);

/* A client's CertificateVerify: of TLS 1.3 (RFC 8446 section 4.4.3), or of TLS 1.2 (RFC 5246
 * section 7.4.8), all messages of the handshake from ClientHello to ClientKeyExchange. */
gboolean vpn_proof_is_certificate_verify (const guint8 *data, gsize len);
