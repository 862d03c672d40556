// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The server of a method of the TLS family, for the tests of this folder: the TLS library's own
 * server behind the framing of EAP. */
#pragma once

#include "eap-fixture.h"
#include "tls-fixture.h"

#define TALK_SERVER_NAME "vpn.example.org"

typedef struct
{
  EapType type;
  const char *method;      /* its name in a profile */
  const char *inner;       /* what goes inside, or NULL */
  const char *server_name; /* NULL: TALK_SERVER_NAME */
  gboolean only_1_2;
  gboolean other_ca;          /* the client trusts somebody else */
  gboolean unknown_client;    /* the client's certificate is of somebody else */
  gboolean not_authenticated; /* the gateway has not proven itself */
  gsize fragment;             /* bytes of a request; 0: 1000 */
  const char *at_once;        /* the server says this octet as soon as it can; NULL: nothing */
} TalkSpec;

typedef struct
{
  TalkSpec spec;
  PkiCert root, other_root, server_cert, client_cert;
  CryTrust *trust;
  GPtrArray *own; /* CryCert of the client */
  CryPrivateKey *key;
  TlsServer *server;
  EapPeer *peer;
  guint8 id;
  guint signatures; /* asked for so far */
  gsize last_said;  /* octets of the client's last message */
  EapEvent failure; /* owned; of EAP-TLS; the others leave theirs to the test */
} Talk;

void talk_init (Talk *talk, const TalkSpec *spec);
void talk_clear (Talk *talk);
/* Start and handshake, until the server has nothing more to send or the client says nothing. */
void talk_handshake (Talk *talk);
/* The server says this inside the session, NULL for an empty request, and hears the answer. */
void talk_say (Talk *talk, const void *data, gsize len);
/* Takes the response that an answer of the user has made. */
void talk_listen (Talk *talk);
/* The client said exactly this inside since the last look. */
void talk_heard_is (Talk *talk, const void *data, gsize len);
GBytes *talk_heard (Talk *talk);
/* Success, and the keys are those of the server. */
void talk_succeeds (Talk *talk, const char *label_1_2);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)
