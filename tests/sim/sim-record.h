// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Everything that a session sends, opened under its own keys. Test code; one thread. */
#pragma once

#include "sim-world.h"

#include "ike-message.h"
#include "ike-sk.h"

typedef struct
{
  GBytes *bytes; /* owned: the datagram */
  IkePath path;
  MonoTime at;
  IkeHeader header;
  IkeOpened opened;   /* owned; number 0: a whole message, else a fragment */
  IkeMessage message; /* of whole messages; borrows from the rest */
} SimSent;

typedef struct
{
  GPtrArray *sent;  /* owned, of SimSent, in order */
  GPtrArray *known; /* owned: keys */
} SimRecord;

/* Sets the configuration's overhear; the record must outlive the world. */
void sim_record_init (SimRecord *record, SimWorldConfig *config);
void sim_record_clear (SimRecord *record);
const SimSent *sim_record_get (const SimRecord *record, guint index);
/* The index-th whole message of that kind, or NULL. */
const SimSent *
sim_record_find (const SimRecord *record, IkeExchange exchange, gboolean response, guint index);
/* The last one of that kind, which must be there. */
const SimSent *sim_record_last (const SimRecord *record, IkeExchange exchange, gboolean response);
/* Names of the payloads but Notify and Vendor ID, in order; owned. */
char *sim_sent_order (const SimSent *sent);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimRecord, sim_record_clear)
