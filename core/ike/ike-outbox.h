// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeOutbox: what waits for the driver to be pulled (events, datagrams), the tickets that events
 * carry, and the count of what came in and was dropped. Part of IkeSession; same thread.
 */
#pragma once

#include "ike.h"

typedef struct
{
  const LogSink *log; /* borrowed from the session */
  GQueue events;      /* IkeEvent; owned */
  GQueue datagrams;   /* IkeDatagram; owned */
  guint32 last_ticket;
  guint64 dropped;
} IkeOutbox;

void ike_outbox_init (IkeOutbox *outbox, const LogSink *log);
void ike_outbox_clear (IkeOutbox *outbox);

/* Copies the event; what it owns moves into the queue. */
void ike_outbox_event (IkeOutbox *outbox, const IkeEvent *event);
/* Datagrams and ESP go there from now on. */
void ike_outbox_path (IkeOutbox *outbox, const IkePath *path, gboolean nat_local);
/* Copies the datagram; takes its data. */
void ike_outbox_datagram (IkeOutbox *outbox, const IkeDatagram *datagram);
/* A ticket that was never given before; not 0. */
guint32 ike_outbox_ticket (IkeOutbox *outbox);
/* A datagram of the network's is not taken; why is for the log. */
void ike_outbox_drop (IkeOutbox *outbox, const char *why);

/* The oldest one, owned by the caller then; FALSE when there is none. */
gboolean ike_outbox_pull_event (IkeOutbox *outbox, IkeEvent *ret_event);
gboolean ike_outbox_pull_datagram (IkeOutbox *outbox, IkeDatagram *ret_datagram);
