// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * One CREATE_CHILD_SA exchange of ours for a Child SA (RFC 7296 sections 1.3.1 and 1.3.3), embedded
 * in the task that makes one from nothing or rekeys one. Same thread as the session.
 */
#pragma once

#include "ike-child.h"
#include "ike-exchange.h"

typedef struct
{
  guint32 spi_in; /* of the SA to be made */
  IkeProposals offered;
  CryKe group;   /* of kex; NONE: the first one offered */
  CryKex *kex;   /* owned; NULL without key exchange */
  GBytes *nonce; /* owned */
  IkeTsList ts_local, ts_remote;
  gboolean no_pfs;  /* the gateway refused a key exchange, and we do not insist */
  gboolean widened; /* it refused the algorithms in use: everything is offered (SAP-23) */
  guint rounds;     /* requests sent, bounded */
} IkeChildExchange;

typedef enum
{
  IKE_CHILD_MADE = 1,    /* installed, not yet active */
  IKE_CHILD_AGAIN = 2,   /* sent anew with what the gateway asked for */
  IKE_CHILD_REFUSED = 3, /* the gateway said why: result->notify */
  IKE_CHILD_UNUSABLE
  = 4,                /* it answered something else than was asked, and shall delete its half; or
                             it has deleted that itself already */
  IKE_CHILD_OVER = 5, /* the session has ended */
} IkeChildOutcome;

typedef struct
{
  IkeChild *child; /* borrowed; MADE */
  GBytes *nonce;   /* owned by the caller; MADE: lower nonce of the exchange */
  guint16 notify;  /* REFUSED */
} IkeChildResult;

void ike_child_exchange_clear (IkeChildExchange *exchange);
/* Sends the request; rekeyed NULL: a Child SA from nothing. The caller fills in the selectors. */
int ike_child_exchange_send (IkeChildExchange *exchange, IkeSa *sa, const IkeChild *rekeyed)
    G_GNUC_WARN_UNUSED_RESULT;
/* Takes the response: an IkeChildOutcome or a fatal status. rekeyed as above; NULL also when it has
 * gone meanwhile. */
int ike_child_exchange_take (IkeChildExchange *exchange, IkeSa *sa, const IkeMessage *response,
                             const IkeChild *rekeyed, IkeChildResult *ret_result)
    G_GNUC_WARN_UNUSED_RESULT;

/* What we offer or allow for a Child SA under that inbound SPI. */
void ike_child_proposals (const IkeSession *session, guint32 spi_in, gboolean groups,
                          IkeProposals *ret_proposals);
