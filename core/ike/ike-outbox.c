// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-outbox.h"

/* Queues to the driver. */

void
ike_outbox_init (IkeOutbox *outbox, const LogSink *log)
{
  *outbox = (IkeOutbox){ .log = log };
  g_queue_init (&outbox->events);
  g_queue_init (&outbox->datagrams);
}

static void
free_event (gpointer data)
{
  ike_event_clear (data);
  g_free (data);
}

static void
free_datagram (gpointer data)
{
  ike_datagram_clear (data);
  g_free (data);
}

void
ike_outbox_clear (IkeOutbox *outbox)
{
  g_queue_clear_full (&outbox->events, free_event);
  g_queue_clear_full (&outbox->datagrams, free_datagram);
}

void
ike_outbox_event (IkeOutbox *outbox, const IkeEvent *event)
{
  g_queue_push_tail (&outbox->events, g_memdup2 (event, sizeof *event));
}

void
ike_outbox_path (IkeOutbox *outbox, const IkePath *path, gboolean nat_local)
{
  const IkeEvent event = { .type = IKE_EVENT_PATH, .path = *path, .nat_local = nat_local };

  ike_outbox_event (outbox, &event);
}

void
ike_outbox_datagram (IkeOutbox *outbox, const IkeDatagram *datagram)
{
  g_queue_push_tail (&outbox->datagrams, g_memdup2 (datagram, sizeof *datagram));
}

guint32
ike_outbox_ticket (IkeOutbox *outbox)
{
  return ++outbox->last_ticket;
}

void
ike_outbox_drop (IkeOutbox *outbox, const char *why)
{
  outbox->dropped++;
  log_sink_debug (outbox->log, "dropped a datagram: %s", why);
}

gboolean
ike_outbox_pull_event (IkeOutbox *outbox, IkeEvent *ret_event)
{
  g_autofree IkeEvent *event = g_queue_pop_head (&outbox->events);

  if (event == NULL)
    return FALSE;
  *ret_event = *event;
  return TRUE;
}

gboolean
ike_outbox_pull_datagram (IkeOutbox *outbox, IkeDatagram *ret_datagram)
{
  g_autofree IkeDatagram *datagram = g_queue_pop_head (&outbox->datagrams);

  if (datagram == NULL)
    return FALSE;
  *ret_datagram = *datagram;
  return TRUE;
}
