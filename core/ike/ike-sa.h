// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeSa: one IKE SA: SPIs, keys, window, fragments under way and the tasks that use it. A session
 * has one current IKE SA. Before a gateway is proven there are more: the one that asks with
 * IKE_SA_INIT, and a candidate for every answer to it, since anybody can answer. During and after
 * a rekey there are others, too. Owned by the session's list.
 */
#pragma once

#include "ike-authsig.h"
#include "ike-followup.h"
#include "ike-frag.h"
#include "ike-natt.h"
#include "ike-tasks.h"
#include "ike-window.h"

typedef struct /* what IKE_AUTH needs of the IKE_SA_INIT it follows */
{
  GBytes *request;  /* owned: as this answer's sender got it */
  GBytes *response; /* owned */
  GBytes *ni, *nr;  /* owned: nonce data */
  IkeHashSet peer_hashes;
  gboolean multiple_auth; /* the peer knows RFC 4739 */
  gboolean ppk;           /* the peer knows RFC 8784 */
  IkeKeymat with_ppk; /* owned: d, pi and pr with the post-quantum key in them, once it is there */
  guint n_intermediate;            /* further key exchanges that are done */
  GBytes *int_auth_i, *int_auth_r; /* owned: what AUTH says of them; NULL without */
  IkeNatt natt;
  IkePath path; /* where this one's messages go until it is proven */
} IkeHandshake;

struct IkeSa
{
  IkeSession *session; /* borrowed */
  guint64 spi_i, spi_r;
  gboolean initiator; /* we started it, so our messages carry the Initiator flag (MSG-07) */
  IkeSuite suite;
  IkeKeymat keymat; /* owned */
  IkeSk *sk;        /* owned; NULL until the keys are there */
  IkeWindow window;
  IkeFragQueue requests, responses; /* fragments of the peer's messages */
  IkeTasks tasks;
  IkeHandshake *handshake; /* owned; until the session is established */
  gboolean fragments;      /* the peer understands RFC 7383 */
  gboolean additional;     /* and further key exchanges (RFC 9370) */
  gboolean replaced;       /* a successor has taken over; nothing new is started here */
  gboolean unwanted;       /* we are to delete it */
  gboolean gone; /* deleted by either side, or failed; kept a while to answer repeats (DEL-06) */

  IkeFollowup *followup; /* owned: the gateway's own rekey that waits for further key exchanges */
  gboolean following;    /* a rekey of ours does */

  /* A rekey of ours that the gateway's own crossed (RFC 7296 section 2.8.2): its successor and the
   * lower of the nonces of the exchange that made it. */
  IkeSa *rival;        /* borrowed from the session's list */
  GBytes *rival_nonce; /* owned */
};

/* An SPI that is not zero. */
guint64 ike_sa_new_spi (const Rng *rng);
/* first_id: Message ID of our first request. */
IkeSa *ike_sa_new (IkeSession *session, guint32 first_id) G_GNUC_WARN_UNUSED_RESULT;
void ike_sa_free (IkeSa *sa);
void ike_handshake_free (IkeHandshake *handshake);
/* What AUTH says of the exchanges between IKE_SA_INIT and IKE_AUTH; owned, NULL: none were. */
GBytes *ike_handshake_int_auth (const IkeHandshake *handshake) G_GNUC_WARN_UNUSED_RESULT;
/* The SA has its keys, or others from now on: takes keymat. FALSE when the suite is not
 * supported. */
gboolean ike_sa_set_keys (IkeSa *sa, const IkeSuite *suite, IkeKeymat *keymat, const Rng *rng);
/* Whether a message with this header belongs to the SA (MSG-08). Two candidates may share an SPI
 * that a forger took over; only their keys tell them apart. */
gboolean ike_sa_owns (const IkeSa *sa, const IkeHeader *header);

/* Seals the chain as our next request, sends it and starts the clock. */
int ike_sa_request (IkeSa *sa, IkeExchange exchange, IkeMessageBuilder *builder)
    G_GNUC_WARN_UNUSED_RESULT;
/* Sends the chain as an INFORMATIONAL request in one message, whatever its size, so many times in
 * all that it arrives in one piece or not at all; then an empty one in its place. */
int ike_sa_probe (IkeSa *sa, IkeMessageBuilder *builder, guint times) G_GNUC_WARN_UNUSED_RESULT;
/* Seals the chain as the answer to request and sends it where that came from (RTX-21). */
int ike_sa_respond (IkeSa *sa, const IkePath *path, const IkeHeader *request,
                    IkeMessageBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
/* Sends the stored datagrams of the request under way, if any, once more. */
void ike_sa_repeat (IkeSa *sa);
/* Sends stored datagrams. */
void ike_sa_send (IkeSa *sa, const IkePath *path, const GPtrArray *datagrams);
/* Where its requests go. */
const IkePath *ike_sa_path (const IkeSa *sa);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeHandshake, ike_handshake_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeSa, ike_sa_free)
