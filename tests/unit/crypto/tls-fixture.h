// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A TLS server over memory buffers, for the tests of everything that speaks TLS. */
#pragma once

#include "pki-fixture.h"

typedef struct TlsServer TlsServer;

typedef struct
{
  const PkiCert *cert;      /* borrowed for the call */
  const PkiCert *client_ca; /* a certificate of it is demanded; NULL: none is asked for */
  GBytes *staple;           /* the OCSP response it brings along when asked; NULL: none */
  gboolean only_1_2;        /* else TLS 1.3 */
} TlsServerSpec;

TlsServer *tls_server_new (const TlsServerSpec *spec);
void tls_server_free (TlsServer *server);
/* Takes records, NULL for none, and gives those it has to send; owned, NULL for none. */
GBytes *tls_server_step (TlsServer *server, GBytes *records);
gboolean tls_server_is_open (const TlsServer *server);
/* The alert that came from the client, or NULL. */
const char *tls_server_alert (const TlsServer *server);
/* What the client said inside; owned, empty when nothing. */
GBytes *tls_server_heard (TlsServer *server);
/* TLS 1.2: asks for another handshake; goes out with the next step. */
void tls_server_renegotiate (TlsServer *server);
/* TLS 1.3: asks for a certificate now; FALSE: the client never said that it could be asked. */
gboolean tls_server_ask_certificate (TlsServer *server);
/* Puts another session ticket (TLS 1.3) in front of what it says next. */
void tls_server_make_ticket (TlsServer *server);
void tls_server_say (TlsServer *server, const void *data, gsize len);
GBytes *tls_server_export (TlsServer *server, const char *label, const guint8 *context,
                           gsize context_len, gsize len);

/* A key as cry_private_key_parse() makes it of the fixture's. */
CryPrivateKey *tls_fixture_key (const PkiCert *cert);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsServer, tls_server_free)
