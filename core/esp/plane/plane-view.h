// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What the packet threads see of the configuration: an immutable record that the control thread
 * replaces as a whole. A reader announces the record it uses for the length of one batch; what was
 * replaced is freed only when no reader has announced it, so nobody ever waits.
 */
#pragma once

#include "plane-link.h"
#include "plane-tap.h"
#include "plane.h"

#include <stdatomic.h>

typedef struct
{
  guint32 spi_in;
  EspInbound *in;   /* owned; used by the receive thread */
  EspOutbound *out; /* owned; used by the transmit thread */
  _Atomic int soft; /* PlaneSoft */
} PlaneSa;

typedef enum
{
  PLANE_SOFT_NONE,
  PLANE_SOFT_PENDING, /* reached, the control thread does not know yet */
  PLANE_SOFT_TOLD,
} PlaneSoft;

typedef struct
{
  PlanePeer peer;
  guint16 mtu;
  gboolean fragment; /* sealed packets may be fragmented on their way */
  PlaneTap *tap;     /* owned; NULL: nobody watches */
  guint n_in, n_out;
  PlaneSa *in[PLANE_SA_MAX];
  PlaneSa *out[PLANE_SA_MAX]; /* newest first */
} PlaneView;

typedef enum
{
  PLANE_READER_TX,
  PLANE_READER_RX,
  PLANE_N_READERS,
} PlaneReader;

typedef struct
{
  _Atomic (PlaneView *) current;                 /* owned */
  _Atomic (PlaneView *) in_use[PLANE_N_READERS]; /* NULL: between batches */
  GQueue retired;                                /* PlaneRetired, oldest first; owned */
} PlaneViews;

void plane_views_init (PlaneViews *views);
/* Only when no reader runs any more. */
void plane_views_clear (PlaneViews *views);

/* For a packet thread: the record to use until plane_views_leave(). */
const PlaneView *plane_views_enter (PlaneViews *views, PlaneReader reader);
void plane_views_leave (PlaneViews *views, PlaneReader reader);

/* For the control thread: a copy of the current record to change and publish. */
PlaneView *plane_views_edit (PlaneViews *views);
/* Replaces the current record. removed: the SA that it has no longer, or NULL; a tap that it has no
 * longer goes as well. */
void plane_views_publish (PlaneViews *views, PlaneView *view, PlaneSa *removed);
const PlaneView *plane_views_peek (const PlaneViews *views);

/* The SA with that inbound SPI, or NULL. */
PlaneSa *plane_view_find (const PlaneView *view, guint32 spi_in);
/* Marks the SA when a soft limit is reached. TRUE once: the control thread must be told. */
gboolean plane_sa_note_usage (PlaneSa *sa, const EspUsage *usage);

void plane_sa_free (PlaneSa *sa);
