// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * SimGateway: a scripted IKEv2 responder for tests. It speaks with the engine's own codec, runs in
 * virtual time without I/O, starts exchanges of its own on demand, and misbehaves as told. Single
 * owner, one thread.
 *
 * It serves one client: a new IKE_SA_INIT with another SPI makes another IKE SA beside the old
 * ones.
 */
#pragma once

#include "ike-ts.h"
#include "ike.h"
#include "sim-clock.h"

typedef enum
{
  SIM_AUTH_PSK = 0,
  SIM_AUTH_CERT,     /* both by certificate */
  SIM_AUTH_MSCHAPV2, /* gateway by certificate, user by EAP-MSCHAPv2 */
  SIM_AUTH_GTC,      /* gateway by certificate, user by one or more rounds of EAP-GTC */
} SimAuth;

/* Where something is to go wrong: the gateway's answer to ... */
typedef enum
{
  SIM_AT_NOWHERE = 0,
  SIM_AT_INIT,         /* IKE_SA_INIT */
  SIM_AT_INTERMEDIATE, /* IKE_INTERMEDIATE */
  SIM_AT_FOLLOWUP,     /* IKE_FOLLOWUP_KE */
  SIM_AT_AUTH,         /* first IKE_AUTH */
  SIM_AT_EAP,          /* an IKE_AUTH that carries EAP */
  SIM_AT_AUTH_FINAL,   /* the last IKE_AUTH, the one with the Child SA */
  SIM_AT_REKEY_CHILD,
  SIM_AT_REKEY_IKE,
  SIM_AT_INFORMATIONAL,
} SimAt;

/* Misbehaviour that is independent of the place. */
typedef enum
{
  SIM_BAD_AUTH = 1 << 0,              /* AUTH with one bit turned */
  SIM_BAD_ID = 1 << 1,                /* IDr is other_id */
  SIM_BAD_NO_CERT = 1 << 2,           /* no CERT payload */
  SIM_BAD_NO_AUTH = 1 << 3,           /* EAP starts without AUTH and CERT */
  SIM_BAD_GARBAGE = 1 << 4,           /* random datagrams in front of each answer */
  SIM_BAD_CRITICAL = 1 << 5,          /* unknown critical payload in every answer */
  SIM_BAD_ICV = 1 << 6,               /* each protected answer comes corrupted first, then right */
  SIM_BAD_REPLAY = 1 << 7,            /* every datagram twice, and the previous answer again */
  SIM_BAD_FORGED_ERROR = 1 << 8,      /* unprotected NO_PROPOSAL_CHOSEN in front of IKE_SA_INIT */
  SIM_BAD_EARLY_EAP_SUCCESS = 1 << 9, /* EAP-Success at once, without asking anything */
  SIM_BAD_WIDER_TS = 1 << 10,         /* TSr wider than what was proposed */
  SIM_BAD_PROPOSAL = 1 << 11,         /* chooses a transform that was not offered */
  SIM_BAD_TRANSPORT_MODE = 1 << 12,   /* USE_TRANSPORT_MODE in the answer without being asked */
  SIM_BAD_MSCHAPV2_PROOF = 1 << 13,   /* the server's own proof is wrong */
  SIM_BAD_FORGED_ANSWER = 1 << 14,   /* somebody else's answer in front of the one to IKE_SA_INIT */
  SIM_BAD_NO_NATT = 1 << 15,         /* knows nothing of NAT traversal */
  SIM_BAD_WIDER_TSI = 1 << 16,       /* TSi wider than the address it grants */
  SIM_BAD_NAMELESS = 1 << 17,        /* refuses whoever asks for it by any name */
  SIM_BAD_SHY = 1 << 18,             /* IDr is other_id unless it is asked for by its name */
  SIM_BAD_EAP_LOOP = 1 << 19,        /* sends its first EAP packet again, whatever comes */
  SIM_BAD_COOKIE2 = 1 << 20,         /* turns a bit of COOKIE2 */
  SIM_BAD_IPCOMP = 1 << 21,          /* IPCOMP_SUPPORTED in the answer without being asked */
  SIM_BAD_PPK_IGNORED = 1 << 22,     /* believes without the post-quantum key, whatever came */
  SIM_BAD_NO_INTERMEDIATE = 1 << 23, /* chooses further key exchanges without saying that it can */
  SIM_BAD_FURTHER_METHOD = 1 << 24,  /* answers a further key exchange with another method */
  SIM_BAD_FURTHER_SHARE = 1 << 25,   /* ... with an octet too few */
  SIM_BAD_NO_LINK = 1 << 26,         /* without the link to IKE_FOLLOWUP_KE, or with another */
  SIM_BAD_CERT = 1 << 27,            /* something else in place of its certificate */
} SimBad;

/* Harmless oddities that a client must live with. */
typedef enum
{
  SIM_ODD_VENDOR_IDS = 1 << 0,      /* unknown Vendor IDs and status notifies everywhere */
  SIM_ODD_UNKNOWN_PAYLOAD = 1 << 1, /* unknown non-critical payloads everywhere */
  SIM_ODD_REVERSED = 1 << 2,        /* payloads in reverse order */
  SIM_ODD_NO_HASHES = 1 << 3,       /* knows no RFC 7427: no SIGNATURE_HASH_ALGORITHMS */
  SIM_ODD_CHAIN_SHUFFLED = 1 << 4,  /* CERT chain: leaf, a stranger, the leaf again, the rest */
  SIM_ODD_POLITE = 1 << 5,          /* IDr beside a refusal in the first IKE_AUTH */
} SimOdd;

#define SIM_PROMPTS_MAX 4

typedef struct
{
  SimAuth auth;
  const char *id;           /* IDr as text ["vpn.example.org"] */
  const char *other_id;     /* for SIM_BAD_ID ["other.example.org"] */
  const char *psk;          /* ["secret"] */
  const char *ppk_id, *ppk; /* post-quantum key (RFC 8784); NULL: knows nothing of them */
  GBytes *ocsp;             /* an OCSP response for whoever asks; borrowed, NULL: none */
  gboolean ocsp_unasked;    /* and for everybody else */
  GPtrArray *certificates;  /* of CryCert, leaf first; borrowed */
  CryPrivateKey *key;       /* borrowed */
  GPtrArray *client_cas;    /* of CryCert: hashes for CERTREQ; borrowed; NULL: none sent */
  const char *user;         /* EAP ["alice"] */
  const char *password;     /* MSCHAPv2, and the first GTC round ["wonderland"] */
  const char *prompts[SIM_PROMPTS_MAX]; /* GTC: prompt of each round [one: "Password: "] */
  const char *answers[SIM_PROMPTS_MAX]; /* GTC: right answer of each round [password] */
  guint retries;                        /* wrong passwords answered by another try before Failure */
  guint mschapv2_error;                 /* what is wrong with a wrong password [691] */

  const char *ike_proposals; /* NULL: the defaults */
  const char *esp_proposals;
  gboolean legacy;
  gboolean cookie;      /* ask for a cookie first */
  gboolean new_cookies; /* each time for another one; all of them are taken */
  CryKe group;          /* INVALID_KE_PAYLOAD until this is used; NONE: takes what comes */
  IkeConfigReply cp;    /* CFG_REPLY [10.9.0.2, DNS 10.9.0.1]; borrowed */
  gboolean no_cp;       /* ignore CFG_REQUEST */
  IkeTsList ts;         /* what it routes; none: everything of both families */
  gboolean no_fragmentation;
  gsize fragment_size;  /* octets of an IKE message before it is cut [1232] */
  MonoTime rekey_child; /* rekeys Child SAs this old by itself; 0: never */
  MonoTime rekey_ike;
  MonoTime liveness; /* sends an empty INFORMATIONAL at this interval; 0: never */
  gboolean no_tfc;   /* says that it cannot have ESP packets longer than they need to be */
  gboolean no_pfs;   /* Child rekeys of its own without KE */

  gboolean mobike;   /* RFC 4555 */
  IpAddress other;   /* where it can be reached as well; none: nowhere else */
  IpAddress deaf_at; /* it hears nothing that is sent to this address */

  SimAt silent_at; /* does not answer there, ever */
  SimAt error_at;  /* answers error_notify there */
  guint16 error_notify;
  guint16 notify;      /* status notify beside what proves it in IKE_AUTH; 0: none */
  GBytes *notify_data; /* borrowed */
  guint error_count;   /* so many times, then as usual [always] */
  guint bad;           /* SimBad */
  guint odd;           /* SimOdd */
} SimGatewayConfig;

/* All protocols and ports of "10.1.0.0/16" or "10.0.0.5-10.0.0.9". */
IkeTs sim_ts (const char *text);
/* The addresses, whatever protocol and ports. */
void sim_assert_range (const IkeTs *found, const IkeTs *expected);

typedef struct SimGateway SimGateway;

/* Everything a test may know about a Child SA. Keys are borrowed. */
typedef struct
{
  guint32 spi_in, spi_out; /* of the gateway, host order */
  CrySuite suite;
  gboolean esn;
  const SecretBuf *encr_in, *encr_out, *integ_in, *integ_out;
  IkeTsList ts_local, ts_remote;
  MonoTime since;
  IkePath path; /* where its packets go: follows a move only when told of it, or by a rekey */
} SimChild;

/* Fields that are zero get the default in brackets. config is copied, what it points to must
 * outlive the gateway; rng likewise. */
SimGateway *sim_gateway_new (const SimGatewayConfig *config, const Rng *rng);
void sim_gateway_free (SimGateway *gateway);
/* Changes what is read at run time (misbehaviour, silence, errors); keeps the rest. */
SimGatewayConfig *sim_gateway_config (SimGateway *gateway);

void sim_gateway_recv (SimGateway *gateway, const IkePath *path, const guint8 *data, gsize len,
                       MonoTime now);
void sim_gateway_tick (SimGateway *gateway, MonoTime now);
gboolean sim_gateway_pull (SimGateway *gateway, IkeDatagram *ret_datagram);
MonoTime sim_gateway_deadline (const SimGateway *gateway);

/* Its administrator changes his mind; borrowed. */
void sim_gateway_set_esp_proposals (SimGateway *gateway, const char *list);

/* Exchanges of its own on the newest established IKE SA. They are retransmitted until answered and
 * queue up behind one another. FALSE: no such SA. */
gboolean sim_gateway_rekey_child (SimGateway *gateway, MonoTime now); /* the newest Child SA */
gboolean sim_gateway_rekey_ike (SimGateway *gateway, MonoTime now);
gboolean sim_gateway_ping (SimGateway *gateway, MonoTime now);
gboolean sim_gateway_delete_child (SimGateway *gateway, MonoTime now);
gboolean sim_gateway_delete_ike (SimGateway *gateway, MonoTime now);
/* Forgets everything without a word, as a reboot does. */
void sim_gateway_crash (SimGateway *gateway);

guint sim_gateway_n_ike (const SimGateway *gateway);      /* established IKE SAs */
guint sim_gateway_n_children (const SimGateway *gateway); /* of all of them */
/* Newest first. FALSE: there are not so many. */
gboolean sim_gateway_child (const SimGateway *gateway, guint index, SimChild *ret_child);
/* Counters a test may look at. */
typedef struct
{
  guint64 received;     /* datagrams */
  guint64 requests;     /* new requests of the client processed */
  guint64 repeated;     /* requests answered from the cache */
  guint64 dropped;      /* malformed, unauthenticated, unexpected */
  guint64 answered;     /* own requests that got their response */
  guint64 rekeys_child; /* started by the client */
  guint64 rekeys_ike;
  guint64 updates; /* UPDATE_SA_ADDRESSES */
  guint64 initial_contact;
  IpAddress asked_for;    /* the IPv4 address that CFG_REQUEST named, or none */
  guint32 stray_spi;      /* that its last INVALID_SPI names */
  guint64 error_notifies; /* received from the client */
  guint64 eap_responses;  /* EAP payloads the client sent */
  guint64 intermediate;   /* further key exchanges before IKE_AUTH */
  guint64 followups;      /* ... of a rekey */
  guint64 with_ppk;       /* logins with the post-quantum key */
  guint max_datagram;     /* longest IKE message received */
} SimGatewayStats;
const SimGatewayStats *sim_gateway_stats (const SimGateway *gateway);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimGateway, sim_gateway_free)
