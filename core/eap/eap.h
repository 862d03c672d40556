// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * EAP peer (RFC 3748) without I/O: request packets and time in, response packets and events out.
 *
 * After every input the owner drains eap_peer_pull_packet(), then eap_peer_pull_event(). No input
 * function calls back. While a ticket is open the peer is silent and a retransmitted request does
 * not restart the method. Single-threaded; lives on the thread of its owner.
 *
 * Credentials are never produced unless whoever asks has proven itself: the authenticator
 * (EapConfig.server_authenticated), or the server inside a method that proves it with a
 * certificate. No other method resists a dictionary attack (RFC 5998 section 4), so each of those
 * is refused without it. A second method is accepted only when the one before is complete, as
 * gateways do that ask for a code after MSCHAPv2.
 */
#pragma once

#include "cry-sig.h"
#include "cry-x509.h"
#include "logsink.h"
#include "mono.h"
#include "rng.h"
#include "secret.h"

typedef struct EapPeer EapPeer;

/* X (IANA's number of the type, NAME, name of eap_method_name), each of eap-NAME.c. */
#define EAP_METHODS(X) \
  X (4, MD5, md5)      \
  X (6, GTC, gtc)      \
  X (13, TLS, tls)     \
  X (21, TTLS, ttls)   \
  X (25, PEAP, peap)   \
  X (26, MSCHAPV2, mschapv2)

typedef enum
{
  EAP_TYPE_NONE = 0,
  EAP_TYPE_IDENTITY = 1,
  EAP_TYPE_NOTIFICATION = 2,
  EAP_TYPE_NAK = 3,
  EAP_TYPE_TLV = 33, /* PEAP's result, inside its tunnel */
#define EAP_TYPE_ENUM(number, NAME, name) EAP_TYPE_##NAME = number,
  EAP_METHODS (EAP_TYPE_ENUM)
#undef EAP_TYPE_ENUM
} EapType;

#define EAP_PACKET_MAX ((gsize) 65535)
#define EAP_PROMPT_MAX ((gsize) 1024) /* bytes of a server's prompt that are kept */
#define EAP_ROUNDS_MAX 64             /* requests in one conversation, repeated ones included */

/* Borrowed for the call to eap_peer_new(), which copies, unless said otherwise. */
typedef struct
{
  const char *identity; /* answer to EAP-Request/Identity */
  const char *user;     /* the name inside a method ("DOMAIN\\user" allowed); NULL: identity */
  const char *const *methods;    /* names, the preferred one first; NULL-terminated */
  const char *inner;             /* what TTLS and PEAP carry: "pap" ...; NULL or "auto": EAP */
  gboolean server_authenticated; /* the gateway's certificate, identity and AUTH were verified */

  /* The server behind the authenticator, for methods that prove it. */
  const char *server_name; /* DNS name its certificate must be good for */
  const CryTrust *trust;   /* anchors for it; outlives the peer; NULL: such methods are refused */
  GPtrArray
      *certificates;  /* CryCert, own leaf first; outlives the peer; NULL: EAP-TLS is refused */
  gint64 wall_offset; /* microseconds: wall clock since 1970 = now + wall_offset */
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
  EAP_REASON_SERVER_NOT_GENUINE, /* it got the user's proof and could not prove itself after it */
  EAP_REASON_SERVER_CERT,        /* path validation of its certificate failed; verdict says how */
  EAP_REASON_SERVER_NAME,        /* its certificate is for another name */
  EAP_REASON_TLS,                /* no TLS session came about; text says why */
  EAP_REASON_CERT_REFUSED,       /* the server refused our certificate; text is its alert */
  EAP_REASON_NO_SIGNATURE,       /* the private key could not sign */
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
  EAP_EVENT_NEED_SIGNATURE,  /* answer with eap_peer_answer_signature() */
  EAP_EVENT_MESSAGE,         /* Notification text for the user */
  EAP_EVENT_SUCCEEDED,       /* once; eap_peer_msk() is valid from now on */
  EAP_EVENT_FAILED,          /* once; reason, text and the fault of the server say why */
} EapEventType;

typedef struct
{
  EapEventType type;
  guint32 ticket;     /* NEED_SECRET, NEED_SIGNATURE */
  EapSecretKind kind; /* NEED_SECRET */
  guint round;        /* NEED_SECRET: 1 for the first prompt of this conversation */
  gboolean retry;     /* NEED_SECRET: the previous answer was refused */
  EapType method;     /* method in progress */
  EapReason reason;   /* FAILED */
  char *text;         /* owned: the server's own prompt or message, cleaned UTF-8; or NULL */
  CrySig sig;         /* NEED_SIGNATURE: scheme to sign with */
  GBytes *octets;     /* owned; NEED_SIGNATURE: what to sign */
  CryVerdict verdict; /* owned; FAILED with SERVER_CERT */
  char *expected;     /* owned; FAILED with SERVER_NAME: the name wanted */
  char *found;        /* owned; and the names its certificate is for */
} EapEvent;

/* NULL when every name of a method and of what goes inside is known, else the first that is not. */
const char *eap_config_check (const EapConfig *config);
/* rng and log are borrowed and outlive the peer. Unknown methods are skipped. */
EapPeer *eap_peer_new (const EapConfig *config, const Rng *rng, const LogSink *log)
    G_GNUC_WARN_UNUSED_RESULT;
void eap_peer_free (EapPeer *peer);

/* A whole EAP packet from the authenticator. STATUS_OK also for packets that were dropped. */
int eap_peer_recv (EapPeer *peer, const guint8 *packet, gsize len, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* The authenticator ended the conversation outside of EAP: as an EAP Failure. */
void eap_peer_refused (EapPeer *peer);
/* secret NULL: the user declined; FAILED follows, with the server's words when it had refused the
 * answer before. Takes secret. A late or unknown ticket is ignored. */
int eap_peer_answer (EapPeer *peer, guint32 ticket, SecretBuf *secret, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* signature NULL or empty: the key cannot; FAILED follows. Borrowed. */
int eap_peer_answer_signature (EapPeer *peer, guint32 ticket, GBytes *signature, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;

/* The response to send, owned by the caller; FALSE when there is none. */
gboolean eap_peer_pull_packet (EapPeer *peer, GBytes **ret_packet);
gboolean eap_peer_pull_event (EapPeer *peer, EapEvent *ret_event);
void eap_event_clear (EapEvent *event);

/* The MSK (64 bytes) of a method that makes one, or NULL (GTC, MD5, Identity). Borrowed. */
const SecretBuf *eap_peer_msk (const EapPeer *peer);
/* Packets dropped as malformed or out of order. */
guint64 eap_peer_dropped (const EapPeer *peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EapPeer, eap_peer_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EapEvent, eap_event_clear)
