// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Insides of the scripted gateway, shared by sim-gateway*.c only. */
#pragma once

#include "cry-kex.h"
#include "ike-authsig.h"
#include "ike-cp.h"
#include "ike-followup.h"
#include "ike-frag.h"
#include "ike-id.h"
#include "ike-message.h"
#include "ike-natt.h"
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"
#include "ike-ts.h"
#include "payload-cert.h"
#include "payload-delete.h"
#include "payload-eap.h"
#include "payload-id.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-notify.h"
#include "payload-sa.h"
#include "payload-ts.h"
#include "sim-cp.h"
#include "sim-eap.h"
#include "sim-gateway.h"

typedef enum
{
  SIM_TASK_NONE = 0,
  SIM_TASK_REKEY_CHILD,
  SIM_TASK_REKEY_IKE,
  SIM_TASK_PING,
  SIM_TASK_DELETE_CHILD,
  SIM_TASK_DELETE_IKE,
} SimTaskKind;

typedef struct SimIke SimIke;

typedef struct /* one Child SA; owned by its IKE SA */
{
  SimChild public;                                      /* keys in it are borrowed from below */
  SecretBuf *encr_in, *encr_out, *integ_in, *integ_out; /* owned */
  gboolean rekeying; /* an exchange of ours is about to replace it */
} SimChildState;

typedef struct /* something the gateway wants to do, or is doing */
{
  SimTaskKind kind;
  guint32 child_spi; /* spi_in of the Child SA concerned */
  MonoTime not_before;
  /* While it is under way. */
  guint32 message_id;
  GPtrArray *datagrams; /* owned, of GBytes */
  MonoTime resend_at;
  MonoTime interval;
  CryKex *kex; /* owned */
  guint8 nonce[IKE_NONCE_LEN];
  guint32 new_child_spi;
  guint64 new_ike_spi;
  /* The client's exchange for the same SA that crossed ours (RFC 7296 section 2.8.1). */
  guint32 rival_child_spi;
  SimIke *rival_ike;           /* borrowed from gateway->sas */
  GBytes *rival_ni, *rival_nr; /* owned */
  IkeFollowup *followup;       /* owned: further key exchanges of a rekey of ours */
} SimTask;

struct SimIke
{
  SimGateway *gateway; /* borrowed: owns this */
  guint64 spi_i, spi_r;
  gboolean initiator; /* the gateway started this IKE SA, by a rekey */
  gboolean established;
  gboolean replaced; /* a successor has taken over; waiting for Delete */
  gboolean gone;     /* to be freed after the present input */
  IkeSuite suite;
  IkeKeymat keymat;
  IkeSk *sk;    /* owned */
  IkePath path; /* where the last authenticated request came from */
  MonoTime since;

  guint32 next_in; /* message ID of the next request from the client */
  guint32 next_out;
  GPtrArray *response; /* owned: datagrams of the last response */
  IkeFragQueue requests, responses;
  GQueue *wanted; /* owned, of SimTask: not begun */
  SimTask *task;  /* owned: under way */

  gboolean fragmentation;
  gboolean ppk;        /* the client has one */
  gboolean additional; /* and knows further key exchanges */
  guint n_intermediate;
  GBytes *int_auth_i, *int_auth_r; /* owned */
  IkeSk *old_sk;                   /* owned: before the last IKE_INTERMEDIATE */
  IkeFollowup *followup;           /* owned: a rekey of the client's that is not complete */
  IkeHashSet peer_hashes;
  GBytes *init_request, *init_response, *ni, *nr; /* owned */
  /* From the first IKE_AUTH request until the Child SA is made. */
  GBytes *idi_body;              /* owned */
  IkeProposals *child_proposals; /* owned */
  IkeTsList child_tsi, child_tsr;
  gboolean want_cp;
  gboolean asked_by_name;
  gboolean asked_for_ocsp;
  GBytes *first_packet; /* owned: of EAP */
  gboolean eap_running, eap_done;
  SimEap eap;

  GPtrArray *children; /* owned, of SimChildState, oldest first */
};

struct SimGateway
{
  SimGatewayConfig config;
  const Rng *rng;   /* borrowed */
  GPtrArray *sas;   /* owned, of SimIke, oldest first */
  GQueue *outbox;   /* owned, of IkeDatagram */
  GBytes *previous; /* owned: last answer, for replays */
  SimGatewayStats stats;
  MonoTime next_liveness;
  guint8 n_cookies;
};

/* ---- sim-gateway-wire.c: what leaves --------------------------------------------------------- */

void sim_send (SimGateway *gateway, const IkePath *path, GBytes *data);
/* Adds the oddities and misbehaviour that concern whole messages. */
void sim_decorate (SimGateway *gateway, IkeMessageBuilder *builder);
/* Answers an unprotected request, keeping nothing. */
GBytes *sim_answer_init (SimGateway *gateway, const IkeHeader *request, guint64 spi_r,
                         const IkePath *path, IkeMessageBuilder *builder);
/* Seals, caches and sends the response to the request with that header. */
void sim_respond (SimIke *ike, const IkeHeader *request, IkeMessageBuilder *builder);
void sim_respond_notify (SimIke *ike, const IkeHeader *request, guint16 type);
/* Begins an exchange of the gateway: seals the request into task->datagrams and sends it. */
void
sim_request (SimIke *ike, SimTask *task, guint8 exchange, IkeMessageBuilder *builder, MonoTime now);
void sim_resend (SimIke *ike, GPtrArray *datagrams);
/* TRUE when the script wants silence or an error there; the error has then been answered. */
gboolean sim_is_scripted (SimIke *ike, const IkeHeader *request, SimAt at);
/* Whether an error is due there, counting it. */
gboolean sim_take_error (SimGateway *gateway, SimAt at);

/* ---- sim-gateway.c --------------------------------------------------------------------------- */

SimIke *sim_ike_new (SimGateway *gateway, guint64 spi_i, guint64 spi_r, gboolean initiator);
guint64 sim_new_spi (SimGateway *gateway);
void sim_want (SimIke *ike, SimTaskKind kind, guint32 child_spi, MonoTime not_before);
/* Newest established IKE SA that has no successor, or NULL. */
SimIke *sim_newest (const SimGateway *gateway);
void sim_task_free (SimTask *task);

/* ---- sim-gateway-init.c, -auth.c, -child.c, -task.c ------------------------------------------ */

void sim_handle_init (SimGateway *gateway, const IkePath *path, const guint8 *data, gsize len,
                      MonoTime now);
void sim_handle_auth (SimIke *ike, const IkeMessage *message, MonoTime now);
void sim_handle_create_child (SimIke *ike, const IkeMessage *message, MonoTime now);
void sim_handle_informational (SimIke *ike, const IkeMessage *message, MonoTime now);
void sim_handle_response (SimIke *ike, const IkeMessage *message, MonoTime now);
/* ---- sim-gateway-further.c ------------------------------------------------------------------- */

void sim_handle_intermediate (SimIke *ike, const IkeMessage *message);
/* The response to it, complete and not yet sealed, is covered by AUTH. */
void sim_cover_response (SimIke *ike, const IkeHeader *header, IkeMessageBuilder *builder);
/* The client's rekey goes on in IKE_FOLLOWUP_KE; takes keying. */
void sim_expect_followup (SimIke *ike, IkeKeying *keying, guint64 spi, IkeMessageBuilder *builder,
                          MonoTime now);
void sim_handle_followup (SimIke *ike, const IkeMessage *message, MonoTime now);
/* Of our own rekey: sends the next one, with the link of the last response. FALSE: all are done. */
gboolean sim_send_followup (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now);
/* The response to it; likewise. */
gboolean sim_take_followup (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now);
/* The client's rekey is complete. */
SimIke *sim_succeed (SimIke *ike, const IkeFollowup *followup, MonoTime now);

/* The successor of ike, which has its keys: the rest of it. */
void sim_inherit (const SimIke *ike, SimIke *fresh, const IkeSuite *suite, MonoTime now);

/* Starts the next wanted task that is due, when none is under way. */
void sim_start_task (SimIke *ike, MonoTime now);

typedef struct
{
  const IkeProposals *offer;
  guint16 group_sent;
  const SecretBuf *shared; /* NULL: no PFS */
  CrySpan ni, nr;
  gboolean we_started; /* this exchange */
  guint32 spi_in;      /* ours */
  IkeTsList tsi, tsr;  /* as sent by the initiator of the exchange, narrowed */
  IkeChoice choice;
} SimChildSpec;

/* Adds the Child SA; its index is the last. */
SimChildState *sim_child_add (SimIke *ike, const SimChildSpec *spec, MonoTime now);
/* Chooses from spec->offer into spec->choice; groups: a key exchange is possible. Returns 0, or the
 * error notify to send instead. */
guint16 sim_child_choose (SimIke *ike, SimChildSpec *spec, gboolean groups);
/* Narrows, adds the Child SA and writes SA, TSi and TSr of the answer. Same result. */
guint16
sim_child_answer (SimIke *ike, SimChildSpec *spec, IkeMessageBuilder *builder, MonoTime now);
SimChildState *sim_find_child (const SimIke *ike, guint32 spi_in);
SimChildState *sim_find_child_out (const SimIke *ike, guint32 spi_out);
void sim_remove_child (SimIke *ike, SimChildState *child);
void sim_child_free (SimChildState *child);
/* Our own list, with SPI. */
void sim_own_proposals (const SimGateway *gateway, IkeProtocol protocol, IkeProposals *ret_list);
void sim_move_children (SimIke *from, SimIke *to);
/* TRUE when the lowest of the four nonces is one of the first two (RFC 7296 section 2.8.1). */
gboolean sim_lowest_is_first (const CrySpan mine[2], const CrySpan theirs[2]);
