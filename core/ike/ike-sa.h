// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeSa: one IKE SA: SPIs, keys, window, fragments under way and the tasks that use it. A session
 * has one current IKE SA, and during and after a rekey others beside it. Owned by the session.
 */
#pragma once

#include "ike-frag.h"
#include "ike-task.h"
#include "ike-window.h"

struct IkeSa
{
  guint64 spi_i, spi_r;
  gboolean initiator; /* we started it, so our messages carry the Initiator flag (MSG-07) */
  IkeSuite suite;
  IkeKeymat keymat; /* owned */
  IkeSk *sk;        /* owned; NULL until the keys are there */
  IkeWindow window;
  IkeFragQueue requests, responses; /* fragments of the peer's messages */
  IkeTask *task;                    /* owned; the one under way */
  GQueue tasks;                     /* IkeTask; owned; waiting */
  gboolean replaced;                /* a successor has taken over; nothing new is started here */
  gboolean gone; /* deleted by either side; kept a while to answer repeats (DEL-06) */

  /* A rekey of ours that the gateway's own crossed (RFC 7296 section 2.8.2): its successor and the
   * lower of the nonces of the exchange that made it. */
  IkeSa *rival;        /* borrowed from the session's list */
  GBytes *rival_nonce; /* owned */
};

/* An SPI that is not zero. */
guint64 ike_sa_new_spi (const Rng *rng);
IkeSa *ike_sa_new (const IkeWindowPolicy *policy, const Rng *rng) G_GNUC_WARN_UNUSED_RESULT;
void ike_sa_free (IkeSa *sa);
/* The SA has its keys: takes keymat. FALSE when the suite is not supported. */
gboolean ike_sa_set_keys (IkeSa *sa, const IkeSuite *suite, IkeKeymat *keymat, const Rng *rng);
/* Whether a message with this header belongs to the SA (MSG-08). */
gboolean ike_sa_owns (const IkeSa *sa, const IkeHeader *header);

/* Seals the chain as our next request, sends it along the session's path and starts the clock. */
int ike_sa_request (IkeSession *session, IkeSa *sa, IkeExchange exchange,
                    IkeMessageBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
/* Seals the chain as the answer to request and sends it where that came from (RTX-21). */
int ike_sa_respond (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeHeader *request,
                    IkeMessageBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
/* Sends stored datagrams. */
void ike_sa_send (IkeSession *session, const IkePath *path, const GPtrArray *datagrams);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeSa, ike_sa_free)
