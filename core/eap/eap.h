// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * EAP peer (RFC 3748) without I/O: request packets and time in, response packets and events out.
 *
 * After every input the owner drains eap_peer_pull_packet(), then eap_peer_pull_event(). No input
 * function calls back. While a ticket is open the peer is silent and a retransmitted request does
 * not restart the method. Single-threaded; lives on the thread of its owner.
 *
 * Methods: Identity, Notification, Nak, MD5 (only when allowed), GTC, MSCHAPv2. Credentials are
 * never produced unless the owner has told the peer that the authenticator may see them
 * (EapConfig.server_authenticated); without that every method is refused, because none of these
 * resists a dictionary attack (RFC 5998 section 4). A second method is accepted only when the one
 * before is complete, as gateways do that ask for a code after MSCHAPv2.
 */
#pragma once

#include "mono.h"
#include "rng.h"
#include "logsink.h"
#include "secret.h"

typedef struct EapPeer EapPeer;

typedef enum /* IANA EAP method types */
{
  EAP_TYPE_NONE = 0,
  EAP_TYPE_IDENTITY = 1,
  EAP_TYPE_NOTIFICATION = 2,
  EAP_TYPE_NAK = 3,
  EAP_TYPE_MD5 = 4,
  EAP_TYPE_GTC = 6,
  EAP_TYPE_MSCHAPV2 = 26,
} EapType;

#define EAP_PACKET_MAX ((gsize) 65535)
#define EAP_PROMPT_MAX ((gsize) 1024) /* bytes of a server's prompt that are kept */
#define EAP_ROUNDS_MAX 64             /* requests in one conversation */

typedef struct
{
  const char *identity;  /* answer to EAP-Request/Identity; borrowed for the call, copied */
  const char *user;      /* user name inside MSCHAPv2 ("DOMAIN\\user" allowed) */
  const guint8 *allowed; /* EapType values in order of preference for the Nak */
  gsize n_allowed;
  gboolean server_authenticated; /* the gateway's certificate, identity and AUTH were verified */
} EapConfig;

typedef enum
{
  EAP_SECRET_PASSWORD = 1, /* the account password; may be remembered */
  EAP_SECRET_RESPONSE,     /* a GTC round after the first or one whose prompt asks for a code */
  EAP_SECRET_NEW_PASSWORD, /* MSCHAPv2 password expired; the answer changes it */
} EapSecretKind;

typedef enum
{
  EAP_REASON_NONE = 0,
  EAP_REASON_REJECTED,           /* the server said Failure, or MSCHAPv2 E=691 */
  EAP_REASON_NO_METHOD,          /* nothing the server offered is allowed */
  EAP_REASON_SERVER_NOT_GENUINE, /* the authenticator response did not verify */
  EAP_REASON_CANCELLED,          /* the user declined to answer */
  EAP_REASON_PASSWORD_EXPIRED,   /* MSCHAPv2 E=648 */
  EAP_REASON_ACCOUNT_DISABLED,   /* E=647 */
  EAP_REASON_RESTRICTED_HOURS,   /* E=646 */
  EAP_REASON_NO_DIALIN,          /* E=649 */
  EAP_REASON_PROTOCOL,           /* the server broke the protocol */
  EAP_REASON_LIMIT,              /* too many rounds */
} EapReason;

typedef enum
{
  EAP_EVENT_NEED_SECRET = 1, /* answer with eap_peer_answer() */
  EAP_EVENT_MESSAGE,         /* Notification text for the user */
  EAP_EVENT_SUCCEEDED,       /* once; eap_peer_msk() is valid from now on */
  EAP_EVENT_FAILED,          /* once; reason and text say why */
} EapEventType;

typedef struct
{
  EapEventType type;
  guint32 ticket;     /* NEED_SECRET */
  EapSecretKind kind; /* NEED_SECRET */
  guint round;        /* NEED_SECRET: 1 for the first prompt of this conversation */
  gboolean retry;     /* NEED_SECRET: the previous answer was refused */
  EapType method;     /* method in progress */
  EapReason reason;   /* FAILED */
  char *text;         /* owned: the server's own prompt or message, cleaned UTF-8; or NULL */
} EapEvent;

EapPeer *eap_peer_new (const EapConfig *config, const Rng *rng, const LogSink *log)
    G_GNUC_WARN_UNUSED_RESULT;
void eap_peer_free (EapPeer *peer);

/* A whole EAP packet from the authenticator. STATUS_OK also for packets that were dropped. */
int eap_peer_recv (EapPeer *peer, const guint8 *packet, gsize len, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* secret NULL: the user declined; FAILED follows, with the server's words when it had refused the
 * answer before. Takes secret. A late or unknown ticket is ignored. */
int eap_peer_answer (EapPeer *peer, guint32 ticket, SecretBuf *secret, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;

/* The response to send, owned by the caller; FALSE when there is none. */
gboolean eap_peer_pull_packet (EapPeer *peer, GBytes **ret_packet);
gboolean eap_peer_pull_event (EapPeer *peer, EapEvent *ret_event);
void eap_event_clear (EapEvent *event);

/* The MSK (64 bytes) of a method that makes one, or NULL (GTC, MD5, Identity). Borrowed. */
const SecretBuf *eap_peer_msk (const EapPeer *peer);
/* Packets dropped as malformed or out of order. */
guint64 eap_peer_dropped (const EapPeer *peer);

const char *eap_type_name (EapType type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EapPeer, eap_peer_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EapEvent, eap_event_clear)
