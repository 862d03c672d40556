// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-liveness.h"

/* Liveness: an empty INFORMATIONAL exchange (RFC 7296 section 2.4). That it is answered is all that
 * matters; when it is not, the window says so. */

#include "ike-session-private.h"

/* Where there are other ways to the gateway, they are asked after this much silence. */
#define OTHER_WAY_AFTER (250 * MONO_MSEC)

typedef struct
{
  IkeTask base;
  gboolean urgent;
  guint32 stray; /* SPI of ESP that nobody knows; 0: none came */
} LivenessTask;

static int
liveness_begin (IkeTask *base)
{
  const LivenessTask *task = (const LivenessTask *) base;
  const IkeHeader header = { .spi_i = base->sa->spi_i, .spi_r = base->sa->spi_r };
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkePath others[IKE_MOBIKE_PATHS_MAX];
  int status = STATUS_OK;

  ike_message_builder_init (&builder);
  if (task->stray != 0)
    {
      guint8 spi[4];

      byte_put_u32 (spi, task->stray);
      ike_payload_notify_write (&builder, IKE_NOTIFY_INVALID_SPI, spi, sizeof spi);
    }
  /* Behind a NAT its mapping may change with nobody noticing but the gateway (MOB-13). */
  if (base->session->mobike.supported)
    ike_natt_write (&builder, &header, &base->session->path, base->session->setup.force_encap);
  status = ike_sa_request (base->sa, IKE_EXCHANGE_INFORMATIONAL, &builder);
  if (status == STATUS_OK
      && ike_mobike_paths (&base->session->mobike, &base->session->path,
                           &base->session->children.ts_remote, others)
             > 0)
    ike_window_repeat_by (&base->sa->window, base->session->now + OTHER_WAY_AFTER);
  if (status == STATUS_OK && task->urgent)
    ike_window_hurry (&base->sa->window, base->session->now);
  return status;
}

static int
liveness_handle (IkeTask *base, const IkeMessage *response)
{
  const LivenessTask *task = (const LivenessTask *) base;
  IkeMobike *mobike = &base->session->mobike;

  /* Who was asked because nothing came back, and never said before how it sees us, is told. */
  if (mobike->supported && ike_mobike_sees_us_elsewhere (mobike, response, task->urgent))
    mobike->pending = TRUE;
  base->done = TRUE;
  return STATUS_OK;
}

static void
liveness_free (IkeTask *task)
{
  g_free (task);
}

static LivenessTask *
new_task (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_LIVENESS,
    .begin = liveness_begin,
    .handle = liveness_handle,
    .free = liveness_free,
  };
  LivenessTask *task = g_new0 (LivenessTask, 1);

  task->base.klass = &klass;
  return task;
}

IkeTask *
ike_task_liveness_new (gboolean urgent)
{
  LivenessTask *task = new_task ();

  task->urgent = urgent;
  return &task->base;
}

IkeTask *
ike_task_liveness_new_stray (guint32 spi_in)
{
  LivenessTask *task = new_task ();

  task->stray = spi_in;
  return &task->base;
}
