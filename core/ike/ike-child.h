// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeChild: the session's record of one Child SA, and the list of them. The keys are not here:
 * they leave once, in SA_INSTALL. What is to be done about a Child SA is decided in ike-upkeep.c.
 * Part of IkeSession; same thread.
 */
#pragma once

#include "ike-proposal-choice.h"
#include "ike-sa.h"
#include "ike-ts.h"

#define IKE_CHILDREN_MAX 16 /* Child SAs alive at once; more than any honest collision needs */

typedef struct
{
  guint32 spi_in, spi_out;
  IkeSuite suite;
  IkeTsList ts_local, ts_remote;
  MonoTime soft, hard; /* soft also moves on when the gateway refuses a rekey */
  guint refusals;      /* of rekeys, in a row */
  guint32 successor;   /* spi_in of what the gateway's rekey made in its place, 0 for none */
  GBytes *nonce;       /* owned: lower nonce of the gateway's exchange that made the successor */
  gboolean active;     /* its outbound half is in use */
  gboolean unwanted;   /* we are to delete it, or are about it */
} IkeChild;

typedef struct
{
  GPtrArray *list;               /* IkeChild; owned */
  IkeTsList ts_local, ts_remote; /* of the first one: addresses and routes are made for them */
  guint32 deleted_early[4];      /* outbound SPIs the gateway deleted that we did not know (yet) */
  guint n_deleted_early;
  struct
  {
    guint32 spi_in;
    MonoTime until;
  } retired[IKE_CHILDREN_MAX]; /* deleted, but packets may still be under way */
  guint n_retired;
  guint32 orphans[IKE_CHILDREN_MAX]; /* inbound SPIs of halves at the gateway that are of no use */
  guint n_orphans;
  guint refusals; /* of new Child SAs, in a row */
  CryKe group;    /* of the last key exchange for one; NONE: there was none */
} IkeChildren;

typedef struct /* everything to make a Child SA of; borrowed for the call */
{
  const IkeSa *sa; /* whose SK_d */
  const IkeSuite *suite;
  const IkeMessage *peers; /* what the gateway said in the exchange */
  guint32 spi_in, spi_out;
  gboolean we_initiated; /* the exchange (KEY-10) */
  CrySpan ni, nr;
  const SecretBuf *shared; /* NULL without key exchange */
  const IkeTsList *ts_local, *ts_remote;
  guint32 replaces; /* spi_in, 0 for none */
} IkeChildSeed;

void ike_children_init (IkeChildren *children);
void ike_children_clear (IkeChildren *children);
IkeChild *ike_children_get (const IkeChildren *children, guint index);
IkeChild *ike_children_find_in (const IkeChildren *children, guint32 spi_in);
IkeChild *ike_children_find_out (const IkeChildren *children, guint32 spi_out);
/* Some Child SA that carries traffic or could, or NULL; not that one. */
IkeChild *ike_children_any_but (const IkeChildren *children, const IkeChild *except);
/* The time at which one of them has to be rekeyed or ended. */
MonoTime ike_children_deadline (const IkeChildren *children);

/* The gateway deleted an SA we do not know: it may be the one whose making we have not heard of
 * yet. The last few are remembered. */
void ike_children_note_deleted (IkeChildren *children, guint32 spi_out);
gboolean ike_children_was_deleted (const IkeChildren *children, guint32 spi_out);
/* The gateway holds the other half of an SA that we have no record of and shall delete it. */
void ike_children_note_orphan (IkeChildren *children, guint32 spi_in);

/* An inbound SPI nobody uses. */
guint32 ike_child_new_spi (IkeSession *session);
/* Derives the keys, records the SA and has it installed. ret_child may be NULL; borrowed. */
int ike_child_install (IkeSession *session, const IkeChildSeed *seed, IkeChild **ret_child)
    G_GNUC_WARN_UNUSED_RESULT;
/* Its outbound half carries the traffic from now on. */
void ike_child_activate (IkeSession *session, IkeChild *child);
/* The SA is gone at once: its successor, or any other, takes over first. child is freed. */
void ike_child_remove (IkeSession *session, IkeChild *child);
/* The same for one that both sides have deleted: what the gateway sent before may still arrive, so
 * the data plane keeps its inbound half for a while. child is freed. */
void ike_child_retire (IkeSession *session, IkeChild *child);
/* Ends the retired ones whose time has come; all: every one. */
void ike_child_end_retired (IkeSession *session, gboolean all);
