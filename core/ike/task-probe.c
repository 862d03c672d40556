// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-probe.h"

/* Path MTU discovery of the packetization layer (RFC 8899) by liveness checks of a size, since the
 * packets of ESP get no answer of their own. The padding is a status notify of private use, which
 * whoever does not know it ignores (RFC 7296 section 3.10.1).
 *
 * A probe that is lost twice is followed by an empty request with the same Message ID, so that
 * the check is answered, and no session is lost for a question about size. It is the one repeat
 * that is not the same octets (RFC 7296 section 2.1 wants it so): the pieces of RFC 7383 section
 * 2.5.2 would serve, but strongSwan does not take an INFORMATIONAL in pieces where it is built with
 * mediation, and fragments of IP are lost in just the networks that this is about. Whichever of the
 * two arrives first, there is the same to answer, and the other one is its repeat. */

#include "ike-frag.h"
#include "ike-session-private.h"
#include "payload-notify.h"

#define PADDING_NOTIFY 40960
#define PADDING_HEADER 8 /* octets of a notify payload without its data */

#define TIMES        2 /* lost twice is no accident */
#define INTERVAL_MIN (200 * MONO_MSEC)
#define INTERVAL_MAX (2 * MONO_SEC)

typedef struct
{
  IkeTask base;
  guint size;
} ProbeTask;

/* Sooner than any other request is repeated: whoever waits for the result sends into a hole. */
static void
hurry (const IkeTask *base)
{
  MonoTime now = base->session->now;

  ike_window_repeat_by (&base->sa->window,
                        now + CLAMP (2 * base->session->rtt, INTERVAL_MIN, INTERVAL_MAX));
}

static int
probe_begin (IkeTask *base)
{
  const ProbeTask *task = (const ProbeTask *) base;
  sa_family_t family = base->session->path.remote.address.family;
  gsize room = ike_sk_room (base->sa->sk, FALSE, ike_frag_limit ((guint16) task->size, family));
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree guint8 *padding = NULL;
  int status = STATUS_OK;

  room -= MIN (room, PADDING_HEADER);
  padding = g_malloc0 (room);
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, PADDING_NOTIFY, padding, room);
  status = ike_sa_probe (base->sa, &builder, TIMES);
  if (status == STATUS_OK)
    hurry (base);
  return status;
}

static int
probe_repeat (IkeTask *base)
{
  if (base->sa->window.repeats <= TIMES)
    hurry (base);
  return STATUS_OK;
}

static int
probe_handle (IkeTask *base, const IkeMessage *response)
{
  const ProbeTask *task = (const ProbeTask *) base;
  const IkeEvent event = { .type = IKE_EVENT_PROBED,
                           .size = task->size,
                           .arrived = ike_window_is_probing (&base->sa->window) };

  (void) response;
  ike_outbox_event (&base->session->outbox, &event);
  base->done = TRUE;
  return STATUS_OK;
}

static void
probe_free (IkeTask *task)
{
  g_free (task);
}

IkeTask *
ike_task_probe_new (guint size)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_PROBE,
    .begin = probe_begin,
    .handle = probe_handle,
    .repeat = probe_repeat,
    .free = probe_free,
  };
  ProbeTask *task = g_new0 (ProbeTask, 1);

  task->base.klass = &klass;
  task->size = size;
  return &task->base;
}
