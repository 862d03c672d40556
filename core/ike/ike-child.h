// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeChild: the session's record of one Child SA. The keys are not here: they leave once, in
 * SA_INSTALL. Owned by the session.
 */
#pragma once

#include "cry-kex.h"
#include "ike-keymat.h"
#include "ike-task.h"
#include "ike-ts.h"

struct IkeChild
{
  guint32 spi_in, spi_out;
  IkeSuite suite;
  IkeTsList ts_local, ts_remote;
  MonoTime soft, hard; /* soft also moves on when the gateway refuses a rekey */
  guint refusals;      /* of rekeys, in a row */
  guint32 successor;   /* spi_in of what the gateway's rekey made in its place, 0 for none */
  GBytes *nonce;       /* owned: lower nonce of the gateway's exchange that made the successor */
  gboolean active;     /* its outbound half is in use */
  gboolean deleting;   /* our Delete is on its way */
};

typedef struct /* everything to make a Child SA of; borrowed for the call */
{
  const IkeSa *sa; /* whose SK_d */
  const IkeSuite *suite;
  guint32 spi_in, spi_out;
  gboolean we_initiated; /* the exchange (KEY-10) */
  CrySpan ni, nr;
  const SecretBuf *shared; /* NULL without key exchange */
  const IkeTsList *ts_local, *ts_remote;
  guint32 replaces; /* spi_in, 0 for none */
} IkeChildSeed;

void ike_child_free (IkeChild *child);
/* An inbound SPI nobody uses. */
guint32 ike_child_new_spi (IkeSession *session);
IkeChild *ike_child_find_in (IkeSession *session, guint32 spi_in);
IkeChild *ike_child_find_out (IkeSession *session, guint32 spi_out);
/* Some Child SA that carries traffic or could, or NULL. */
IkeChild *ike_child_any (IkeSession *session);

/* Derives the keys, records the SA and has it installed. ret_child may be NULL; borrowed. */
int ike_child_install (IkeSession *session, const IkeChildSeed *seed, IkeChild **ret_child)
    G_GNUC_WARN_UNUSED_RESULT;
/* Its outbound half carries the traffic from now on. */
void ike_child_activate (IkeSession *session, IkeChild *child);
/* The SA is gone: its successor, if any, takes over first. child is freed. */
void ike_child_remove (IkeSession *session, IkeChild *child);
/* Makes sure that a session without Child SA gets one, unless one is under way. */
void ike_child_ensure (IkeSession *session);
/* A rekey of the Child SA was refused for now: tries later, or ends the session with account when
 * that has happened too often. Takes account. */
void ike_child_refused (IkeSession *session, IkeChild *child, IkeClosed *account);

/* Acts on lifetimes. */
void ike_child_tick (IkeSession *session);
MonoTime ike_child_deadline (const IkeSession *session);

/* ---- What task-child.c and the rekeys of both directions share ------------------------------- */

/* What we offer or allow for a Child SA under that inbound SPI. */
void ike_child_proposals (const IkeSession *session, guint32 spi_in, gboolean groups,
                          IkeProposals *ret_proposals);
/* Selectors of a message; FALSE when they are missing, too many, or none is of a known type. */
gboolean ike_child_read_ts (const IkeMessage *message, gboolean we_initiated, IkeTsList *ret_local,
                            IkeTsList *ret_remote);
void ike_child_write_ts (IkeMessageBuilder *builder, gboolean we_initiated,
                         const IkeTsList *ts_local, const IkeTsList *ts_remote);
/* The lower of both octet by octet, a prefix being lower (COL-02); borrowed. */
GBytes *ike_nonce_lower (GBytes *a, GBytes *b);
CrySpan ike_span (GBytes *bytes);

/* One CREATE_CHILD_SA exchange of ours for a Child SA, embedded in its task. */
typedef struct
{
  guint32 spi_in; /* of the SA to be made */
  IkeProposals offered;
  CryKe group;   /* of kex; NONE: the first one offered */
  CryKex *kex;   /* owned; NULL without key exchange */
  GBytes *nonce; /* owned */
  IkeTsList ts_local, ts_remote;
  guint rounds; /* requests sent, bounded */
} IkeChildExchange;

typedef enum
{
  IKE_CHILD_MADE = 1,     /* installed, not yet active */
  IKE_CHILD_AGAIN = 2,    /* sent anew with what the gateway asked for */
  IKE_CHILD_REFUSED = 3,  /* the gateway said why: result->notify */
  IKE_CHILD_UNUSABLE = 4, /* it answered something else than was asked, and its half is being
                             deleted; or it has deleted that itself already */
} IkeChildOutcome;

typedef struct
{
  IkeChild *child; /* borrowed; MADE */
  GBytes *nonce;   /* owned by the caller; MADE: lower nonce of the exchange */
  guint16 notify;  /* REFUSED */
} IkeChildResult;

void ike_child_exchange_clear (IkeChildExchange *exchange);
/* Sends the request; rekeyed NULL: a Child SA from nothing. The caller fills in the selectors. */
int ike_child_exchange_send (IkeChildExchange *exchange, IkeSession *session, IkeSa *sa,
                             const IkeChild *rekeyed) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the response: an IkeChildOutcome or a fatal status. rekeyed as above; NULL also when it has
 * gone meanwhile. */
int ike_child_exchange_take (IkeChildExchange *exchange, IkeSession *session, IkeSa *sa,
                             const IkeMessage *response, const IkeChild *rekeyed,
                             IkeChildResult *ret_result) G_GNUC_WARN_UNUSED_RESULT;
