// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeSession: one IKE SA of an IKEv2 remote-access initiator and its Child SAs, from IKE_SA_INIT
 * to Delete (RFC 7296), through rekeys. Bytes and time in, bytes and events out.
 *
 * After any input the driver drains ike_session_pull_event(), then ike_session_pull_datagram(),
 * then arms one timer from ike_session_deadline(). Events come first because an answer must not
 * leave before the SA it promises is installed (RFC 7296 section 2.8); what is left to send when
 * CLOSED arrives (a Delete) still goes out before the session is freed. Nothing calls back. The
 * session owns no socket, no clock and no random source; the same seed and inputs give the same
 * bytes. Single-threaded.
 *
 * Waiting for the world is an event with a ticket (NEED_SECRET, NEED_SIGNATURE); meanwhile the
 * session answers retransmissions and liveness. A late or unknown ticket is ignored.
 * Every session ends in exactly one IKE_EVENT_CLOSED. The driver then frees it; reconnecting is a
 * new session.
 */
#pragma once

#include "cry-sig.h"
#include "cry-x509.h"
#include "ip.h"
#include "logsink.h"
#include "mono.h"
#include "rng.h"
#include "secret.h"

typedef struct IkeSession IkeSession;

/* ---- Addresses and paths ------------------------------------------------------------------- */

typedef struct
{
  IpAddress address;
  guint16 port; /* host order */
} IkeEndpoint;

typedef enum /* the form in which IKE, and ESP beside it, travel */
{
  IKE_TRANSPORT_UDP = 0, /* bare IKE messages and no ESP (RFC 7296 section 2): the way to begin */
  IKE_TRANSPORT_NATT,    /* IKE behind the four-octet non-ESP marker, ESP in UDP (RFC 3948) */
  IKE_TRANSPORT_TCP,     /* as NATT, each in a frame of a TCP stream (RFC 9329) */
} IkeTransport;

/* Where a datagram came from or goes to. Ports are those on the wire; the marker is added and
 * removed by the driver. */
typedef struct
{
  IkeEndpoint local;
  IkeEndpoint remote;
  IkeTransport transport;
} IkePath;

typedef struct
{
  IkePath path;
  GBytes *data;       /* owned */
  gboolean keepalive; /* data is the octet 0xFF of RFC 3948 section 2.3: sent without marker */
  gboolean probe;     /* is to arrive in one piece or not at all */
} IkeDatagram;

/* ---- Configuration ------------------------------------------------------------------------- */

typedef enum /* RFC 7296 section 3.5 */
{
  IKE_ID_NONE = 0,
  IKE_ID_IPV4 = 1,
  IKE_ID_FQDN = 2,
  IKE_ID_EMAIL = 3,
  IKE_ID_IPV6 = 5,
  IKE_ID_DN = 9,
  IKE_ID_KEY_ID = 11,
} IkeIdType;

typedef struct
{
  IkeIdType type;
  GBytes *data; /* owned; encoded as in the payload */
} IkeId;

typedef enum
{
  IKE_AUTH_PSK = 1,
  IKE_AUTH_CERT,
  IKE_AUTH_EAP, /* gateway by certificate, user by EAP */
} IkeAuthMode;

typedef enum
{
  IKE_SEND_IDR_AUTO = 0, /* with the name; a gateway that knows none of it is asked without */
  IKE_SEND_IDR_LATER,    /* without; a gateway that shows another name is asked with it */
  IKE_SEND_IDR_YES,
  IKE_SEND_IDR_NO,
} IkeSendIdr;

/* One traffic selector (RFC 7296 section 3.13.1). */
typedef struct
{
  IpRange range;
  guint8 protocol; /* 0: any */
  guint16 port_from, port_to;
} IkeTs;

#define IKE_TS_MAX      64
#define IKE_WAYS_MAX    8
#define IKE_CP_LIST_MAX 16
#define IKE_MESSAGE_MAX ((gsize) 65536) /* bytes of a reassembled message */

/* Everything is borrowed for the call to ike_session_new(), which copies, unless said otherwise.
 * Zero in a time or count means the default in brackets. */
typedef struct
{
  IkeAuthMode auth;
  IkeId local_id; /* type NONE: the certificate's if that is used, else an empty KEY_ID */
  gboolean certificate_first; /* EAP: the certificate proves this computer before (RFC 4739) */
  IkeId user_id;   /* with that: who the user is, IDi of the login; type NONE: an empty KEY_ID */
  IkeId remote_id; /* what the gateway must prove; required unless auth is PSK */
  IkeSendIdr send_idr;
  const char *eap_identity;       /* EAP: answer to Identity */
  const char *eap_user;           /* EAP: user name inside a method; NULL: eap_identity */
  const char *const *eap_methods; /* EAP: names as in EapConfig, at least one */
  const char *eap_inner;          /* EAP: what TTLS and PEAP carry, as in EapConfig */
  const char *eap_server_name;    /* EAP: DNS name of the server behind the gateway, or NULL */
  const CryTrust *eap_trust;      /* EAP: anchors for it, or NULL; must outlive the session */
  const CryTrust *trust;          /* anchors for the gateway; must outlive the session */
  GPtrArray *certificates;        /* CERT and EAP-TLS: CryCert, own leaf first, then intermediates;
                              borrowed, must outlive the session */
  gint64 wall_offset;             /* microseconds: wall clock since 1970 = now + wall_offset */
  const char *ppk_id;             /* name of the post-quantum key (RFC 8784); NULL: none is used */
  gboolean ppk_optional;          /* go on with a gateway that does not use it */

  const char *ike_proposals; /* "aes256gcm16-prfsha384-ecp256,..."; NULL: defaults */
  const char *esp_proposals; /* "aes256gcm16-ecp256,..."; NULL: defaults */
  gboolean require_pq;       /* offer nothing that a quantum computer breaks */
  gboolean legacy;  /* let the lists name SHA-1 and modp1024/1536, and the gateway sign so */
  gboolean esn_off; /* propose 32-bit sequence numbers only */

  gboolean want_ipv4, want_ipv6;  /* configuration payload requests */
  IpAddress last_ipv4, last_ipv6; /* what was granted before, to ask for again; none: any */
  IkeTs ts_remote[IKE_TS_MAX];    /* TSr to propose; none: 0.0.0.0/0 and ::/0 as wanted */
  gsize n_ts_remote;

  gboolean fragmentation_off;
  guint16 fragment_size; /* bytes of an IP packet; at least 576 */
  guint16 natt_port;     /* where the gateway listens for IKE_TRANSPORT_NATT */
  gboolean force_encap;  /* behave as if NAT was detected; a userspace data plane wants it */
  gboolean initial_contact;
  gboolean gateway_only; /* end once the gateway has proven itself, before a word of the user's */
  gboolean redirect_off; /* do not say that another gateway may be named (RFC 5685) */
  IpAddress redirected_from; /* the gateway that named this one; none: nobody */

  MonoTime retransmit_first; /* [500 ms] first interval; then times 1.8 up to retransmit_max */
  MonoTime retransmit_max;   /* [8 s] */
  MonoTime give_up;          /* of silence on one request */
  MonoTime contact_give_up;  /* the same before the gateway is proven [give_up] */
  MonoTime person_give_up;   /* the same while EAP may wait for a person elsewhere [give_up] */
  MonoTime dpd_interval;     /* liveness check after this much inbound silence */
  MonoTime keepalive;        /* NAT keepalive when nothing was sent */
  MonoTime ike_lifetime;     /* soft; hard is 10 % later */
  MonoTime child_lifetime;   /* soft; hard is 10 % later */
  guint lifetime_jitter;     /* per cent taken off the soft lifetime at random [10] */
} IkeConfig;

/* ---- Events -------------------------------------------------------------------------------- */

typedef enum /* progress, in the order a user sees it */
{
  IKE_STAGE_IDLE = 0,
  IKE_STAGE_INIT,      /* IKE_SA_INIT under way: reaching the gateway */
  IKE_STAGE_GATEWAY,   /* IKE_AUTH: proving the gateway */
  IKE_STAGE_USER,      /* EAP under way */
  IKE_STAGE_CONFIGURE, /* final IKE_AUTH: addresses and Child SA */
  IKE_STAGE_ESTABLISHED,
  IKE_STAGE_CLOSING,
  IKE_STAGE_CLOSED,
} IkeStage;

typedef enum
{
  IKE_REASON_NONE = 0,
  IKE_REASON_LOCAL_CLOSE,       /* ike_session_close() */
  IKE_REASON_PEER_CLOSE,        /* gateway sent Delete for the IKE SA */
  IKE_REASON_NO_RESPONSE,       /* nothing came back at all */
  IKE_REASON_LIVENESS,          /* established, then silent */
  IKE_REASON_NO_PROPOSAL,       /* NO_PROPOSAL_CHOSEN for the IKE SA */
  IKE_REASON_NO_CHILD_PROPOSAL, /* NO_PROPOSAL_CHOSEN for the Child SA */
  IKE_REASON_NO_COMMON_GROUP,   /* INVALID_KE_PAYLOAD names a group we did not offer */
  IKE_REASON_AUTH_REJECTED,     /* AUTHENTICATION_FAILED from the gateway about us */
  IKE_REASON_GATEWAY_AUTH,      /* the gateway's AUTH payload does not verify */
  IKE_REASON_GATEWAY_IDENTITY,  /* its identity or certificate is for another name */
  IKE_REASON_GATEWAY_CERT,      /* path validation failed; verdict says how */
  IKE_REASON_GATEWAY_NO_CERT,   /* it sent no certificate, or no AUTH, before EAP */
  IKE_REASON_EAP,               /* user authentication failed; eap_reason says how */
  IKE_REASON_SECRET_CANCELLED,  /* the user (or lack of one) declined to answer */
  IKE_REASON_SIGNATURE_REFUSED, /* the key could not sign */
  IKE_REASON_NO_ADDRESS,        /* INTERNAL_ADDRESS_FAILURE, or no address in CFG_REPLY */
  IKE_REASON_TS_UNACCEPTABLE,
  IKE_REASON_CHILD_REFUSED, /* other error notify for the first Child SA, or at once */
  IKE_REASON_CHILD_LOST,    /* the only Child SA went away and could not be replaced */
  IKE_REASON_PROTOCOL,      /* the gateway broke the protocol */
  IKE_REASON_GATEWAY_BUSY,  /* TEMPORARY_FAILURE or NO_ADDITIONAL_SAS until we gave up */
  IKE_REASON_EXPIRED,       /* hard lifetime reached without a successor */
  IKE_REASON_WRONG_VERSION, /* INVALID_MAJOR_VERSION: IKEv1 only */
  IKE_REASON_REDIRECTED,    /* it named another gateway (RFC 5685); found is its address or name */
  IKE_REASON_GATEWAY_LACKS, /* it does not offer what the profile insists on; found says what */
  IKE_REASON_PPK,           /* refused together with a login that the post-quantum key is part of */
  IKE_REASON_INTERNAL,
} IkeReason;

typedef struct /* the one account of why a session ended */
{
  IkeStage stage; /* where it stood */
  IkeReason reason;
  guint16 notify;     /* error notify type the gateway sent, 0 for none */
  gboolean proven;    /* the gateway had proved itself before; else anybody may have caused this */
  guint eap_reason;   /* EapReason when reason is EAP */
  CryVerdict verdict; /* when reason is GATEWAY_CERT; owned */
  char *expected;     /* owned: identity wanted, text, or NULL */
  char *found;        /* owned: identities found, text, or NULL */
  char *peer_text;    /* owned: the gateway's own words (EAP failure message), or NULL */
  GPtrArray *shown;   /* counted or NULL: CryCert, leaf first, of a gateway that is not believed */
} IkeClosed;

typedef struct /* what IKE_AUTH proved about the gateway */
{
  char *identity;     /* owned text of IDr */
  char *auth_method;  /* owned: "pre-shared key", "RSA-PSS with SHA-256" ... */
  char *subject;      /* owned or NULL */
  char *issuer;       /* owned or NULL */
  char *fingerprint;  /* owned or NULL */
  gint64 not_after;   /* seconds since 1970, 0 without certificate */
  char *ike_suite;    /* owned: "AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_256" */
  gboolean nat_local; /* we are behind a NAT */
  gboolean nat_remote;
  IkePath path;
} IkePeerInfo;

typedef struct /* CFG_REPLY, after validation */
{
  IpPrefix addresses[IKE_CP_LIST_MAX]; /* ours; at most one of a family */
  guint n_addresses;
  IpAddress dns[IKE_CP_LIST_MAX];
  guint n_dns;
  char *domains[IKE_CP_LIST_MAX]; /* owned; validated DNS names (RFC 8598) */
  guint n_domains;
  IpPrefix subnets[IKE_CP_LIST_MAX];
  guint n_subnets;
  char *banner; /* owned or NULL; cleaned */
} IkeConfigReply;

typedef struct /* a Child SA whose keys are ready */
{
  guint32 spi_in, spi_out; /* host order */
  CrySuite suite;
  gboolean esn;
  gboolean encap;       /* ESP in UDP; always true today */
  gboolean tfc_padding; /* the gateway did not say that it cannot have it (RFC 7296 1.3.1) */
  SecretBuf *encr_in, *encr_out, *integ_in, *integ_out; /* owned; integ NULL for AEAD */
  IkeTs ts_local[IKE_TS_MAX], ts_remote[IKE_TS_MAX];    /* negotiated */
  gsize n_ts_local, n_ts_remote;
  guint32 replaces_spi_in; /* Child SA this one takes over from, 0 for none */
  char *suite_text;        /* owned: "AES_GCM_16_256/ESN" */
  MonoTime soft, hard;     /* absolute */
  IkePath path;
} IkeChildSa;

typedef struct /* what encrypts IKE; borrowed until the next call with the session */
{
  guint64 spi_i, spi_r;
  CrySuite suite;
  const SecretBuf *ei, *er, *ai, *ar; /* SK_e and SK_a; ai, ar NULL for an AEAD */
} IkeSaKeys;

typedef enum
{
  IKE_EVENT_STAGE = 1,      /* stage */
  IKE_EVENT_NEED_SECRET,    /* ticket, secret */
  IKE_EVENT_NEED_SIGNATURE, /* ticket, sig, octets */
  IKE_EVENT_PEER,           /* peer: once, as soon as the gateway is proven */
  IKE_EVENT_CONFIG,         /* config: before the first SA_INSTALL */
  IKE_EVENT_SA_INSTALL,     /* child: inbound must be ready before datagrams are pulled */
  IKE_EVENT_SA_ACTIVATE,    /* spi_in: use its outbound half from now on */
  IKE_EVENT_SA_RETIRE,   /* spi_in: nothing is sent on it any more; what is under way may arrive */
  IKE_EVENT_SA_REMOVE,   /* spi_in: for good, a while after RETIRE or without one */
  IKE_EVENT_IKE_REKEYED, /* text: suite of the new IKE SA */
  IKE_EVENT_PROBED,      /* size, arrived: what ike_session_probe() asked */
  IKE_EVENT_PATH,        /* path, nat_local: datagrams and ESP go here (float to NATT, MOBIKE) */
  IKE_EVENT_MESSAGE,     /* text: words of the gateway for the user (EAP Notification) */
  IKE_EVENT_CLOSED,      /* closed: last event of the session */
} IkeEventType;

typedef enum
{
  IKE_SECRET_PSK = 1,
  IKE_SECRET_PASSWORD,
  IKE_SECRET_RESPONSE, /* one-time code, or any further prompt */
  IKE_SECRET_NEW_PASSWORD,
  IKE_SECRET_PPK,
} IkeSecretKind;

typedef struct
{
  IkeSecretKind kind;
  guint round;    /* 1 for the first prompt */
  gboolean retry; /* the previous answer was refused */
  char *prompt;   /* owned: the gateway's own words, or NULL */
} IkeSecretRequest;

typedef struct
{
  IkeEventType type;
  IkeStage stage;
  guint32 ticket;
  IkeSecretRequest secret;
  CrySig sig;             /* NEED_SIGNATURE: scheme to sign with */
  GBytes *octets;         /* owned; NEED_SIGNATURE: what to sign */
  IkePeerInfo *peer;      /* owned */
  IkeConfigReply *config; /* owned */
  IkeChildSa *child;      /* owned */
  guint32 spi_in;
  IkePath path;
  gboolean nat_local; /* PATH: a NAT was in front of us when the gateway told last */
  guint size;
  gboolean arrived;
  char *text;        /* owned */
  IkeClosed *closed; /* owned */
} IkeEvent;

typedef struct /* exactly one is set; NULL both: declined */
{
  SecretBuf *secret; /* taken */
  GBytes *signature; /* borrowed */
} IkeAnswer;

/* ---- Life cycle ---------------------------------------------------------------------------- */

/* NULL when the configuration cannot work; ret_why then says why (owned, for the log). path is the
 * first path: local port as bound, remote port of its transport. */
IkeSession *ike_session_new (const IkeConfig *config, const IkePath *path, const Rng *rng,
                             const LogSink *log, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;
void ike_session_free (IkeSession *session);

int ike_session_start (IkeSession *session, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
/* One datagram without marker. The address it came from is in path->remote. */
int ike_session_recv (IkeSession *session, const IkePath *path, const guint8 *data, gsize len,
                      MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
int ike_session_tick (IkeSession *session, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
/* The local address or socket changed: the gateway is told on the new path (MOBIKE), or asked there
 * whether it follows. To another address of a gateway without MOBIKE no session moves: it ends. */
int ike_session_path_changed (IkeSession *session, const IkePath *path, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* Whether an IP packet of size bytes gets to the gateway in one piece (RFC 8899): a padded liveness
 * check of that size, sent twice in one piece, and then without the padding, so that it is answered
 * in any case. IKE_EVENT_PROBED tells, unless the session ends first. FALSE: not now, and no event.
 */
gboolean ike_session_probe (IkeSession *session, guint size, MonoTime now);
/* Other ways to the gateway than the present path, which replace those known before: when it does
 * not answer, they are asked as well, and one that does becomes the path. Our addresses among them
 * are told to the gateway (RFC 4555 sections 3.4, 3.6 and 3.10). Their ports do not matter; what is
 * beyond IKE_WAYS_MAX is left out. Nothing is sent before the next message. */
void ike_session_set_ways (IkeSession *session, const IkePath *ways, guint n_ways);
int ike_session_answer (IkeSession *session, guint32 ticket, IkeAnswer *answer, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* Asks for an orderly end: Delete is sent once, CLOSED follows when it is answered or at latest
 * after one second. */
int ike_session_close (IkeSession *session, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;

/* What the data plane saw, coalesced by the driver. */
int ike_session_on_inbound_traffic (IkeSession *session, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
int ike_session_on_outbound_traffic (IkeSession *session, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
/* Packets left for a while and nothing came back, again: the gateway is asked whether it is there,
 * then told where we are if it can be, then the Child SA is made anew, and in the end the session
 * ends (RFC 7296 section 2.4). */
int ike_session_on_unanswered_traffic (IkeSession *session, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
/* When the request went out that the gateway has not answered; MONO_NEVER: there is none. */
MonoTime ike_session_waits_since (const IkeSession *session);
/* Soft volume or sequence limit of a Child SA reached: rekey it now. */
int ike_session_on_soft_limit (IkeSession *session, guint32 spi_in, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* ESP came from the gateway's address under an SPI that nobody knows: the gateway is told, but not
 * often, since anybody can send that. */
int ike_session_on_stray_spi (IkeSession *session, guint32 spi_in, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* User's wish. */
int
ike_session_rekey (IkeSession *session, gboolean ike_sa, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;

gboolean ike_session_pull_datagram (IkeSession *session, IkeDatagram *ret_datagram);
gboolean ike_session_pull_event (IkeSession *session, IkeEvent *ret_event);
MonoTime ike_session_deadline (const IkeSession *session);
IkeStage ike_session_stage (const IkeSession *session);
/* Those of the IKE SA in use; for whoever is to see what IKE says. FALSE: there is none. */
gboolean ike_session_peek_keys (const IkeSession *session, IkeSaKeys *ret_keys);
/* Datagrams dropped: malformed, unauthenticated, replayed, unexpected. */
guint64 ike_session_dropped (const IkeSession *session);

void ike_datagram_clear (IkeDatagram *datagram);
void ike_event_clear (IkeEvent *event);
void ike_closed_free (IkeClosed *closed);
void ike_peer_info_free (IkePeerInfo *peer);
void ike_config_reply_free (IkeConfigReply *config);
/* Whether it grants an address of the family. */
gboolean ike_config_reply_has (const IkeConfigReply *config, int family);
void ike_child_sa_free (IkeChildSa *child);

const char *ike_stage_name (IkeStage stage);
const char *ike_reason_name (IkeReason reason);
/* "NO_PROPOSAL_CHOSEN" ..., or NULL for an unknown notify. */
const char *ike_notify_name (guint16 notify);

/* Parses an identity as a user writes it: "vpn.example.org", "alice@example.org", "192.0.2.1",
 * "2001:db8::1", "keyid:...", "dn:CN=..,O=.." (RFC 4514 subset). FALSE: ret_why says why. */
gboolean ike_id_parse (const char *text, IkeId *ret_id, char **ret_why);
char *ike_id_to_text (const IkeId *id); /* owned */
void ike_id_clear (IkeId *id);

/* NULL when the list is well-formed for the purpose (ike: IKE SA, else ESP), else an owned text
 * that names the bad word. NULL list is legal. */
char *ike_proposals_check (const char *list, gboolean ike, gboolean legacy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeSession, ike_session_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeEvent, ike_event_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeDatagram, ike_datagram_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeId, ike_id_clear)
