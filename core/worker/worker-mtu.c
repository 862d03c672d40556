// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The search for the path's MTU. */
#include "worker-mtu.h"

#define BASE 1280 /* bytes: practically every path carries it (RFC 8899 section 5.1.2) */

#define LATER        (200 * MONO_MSEC)
#define BREAKS_MAX   4 /* asked about in a row */
#define BREAKS_EVERY (10 * MONO_SEC)
#define BREAK_FORGET (2 * MONO_SEC) /* what did not go on by then had come to its end */
#define SENDS_GET_ON 4 /* large packets in one look: fewer may be repeats of lost ones */

void
worker_mtu_init (WorkerMtu *self, guint mtu, guint least)
{
  *self = (WorkerMtu){ .mtu = mtu,
                       .top = mtu,
                       .least = least,
                       .confirmed = MONO_NEVER,
                       .raise_at = MONO_NEVER,
                       .progress = MONO_NEVER,
                       .breaks = BREAKS_MAX };
}

void
worker_mtu_begin (WorkerMtu *self, guint mtu, guint least)
{
  guint64 tx = self->tx_seen, rx = self->rx_seen;

  worker_mtu_init (self, mtu, least);
  self->tx_seen = tx;
  self->rx_seen = rx;
  self->wish = mtu;
}

static gboolean
set_mtu (WorkerMtu *self, guint mtu)
{
  gboolean changed = self->mtu != mtu;

  self->mtu = mtu;
  return changed;
}

gboolean
worker_mtu_told (WorkerMtu *self, guint mtu)
{
  guint before = self->mtu;

  if (mtu == 0 || MAX (mtu, self->least) >= self->mtu)
    return FALSE;
  self->mtu = MAX (mtu, self->least);
  self->low = 0;
  self->high = 0;
  /* Anybody can write such a message: it is believed at once, and looked into. */
  self->wish = before;
  return TRUE;
}

static void
refill (WorkerMtu *self, MonoTime now)
{
  if (self->breaks == BREAKS_MAX)
    self->breaks_at = mono_add (now, BREAKS_EVERY);
  else if (now >= self->breaks_at)
    {
      self->breaks++;
      self->breaks_at = mono_add (now, BREAKS_EVERY);
    }
}

static gboolean
is_searching (const WorkerMtu *self)
{
  return self->wish != 0 || self->asked != 0;
}

static void
confirm (WorkerMtu *self, MonoTime interval, MonoTime now)
{
  if (!is_searching (self) && self->confirmed != MONO_NEVER && now - self->confirmed >= interval)
    self->wish = self->mtu;
}

void
worker_mtu_look (WorkerMtu *self, gboolean moving, guint64 tx, guint64 rx, MonoTime now)
{
  guint64 sent = tx - self->tx_seen, received = rx - self->rx_seen;

  self->tx_seen = tx;
  self->rx_seen = rx;
  refill (self, now);
  if (received > 0 || sent >= SENDS_GET_ON)
    self->progress = now;
  if (received > 0 || sent > 0)
    confirm (self, WORKER_MTU_BUSY, now);
  else if (moving)
    confirm (self, WORKER_MTU_CONFIRM, now);
}

/* A transfer that has come to its end breaks off as well, so there is a limit. */
static void
notice_break (WorkerMtu *self, MonoTime now)
{
  if (self->progress == MONO_NEVER || now - self->progress < WORKER_MTU_BREAK)
    return;
  if (now - self->progress < BREAK_FORGET && self->breaks > 0 && !is_searching (self)
      && self->confirmed != MONO_NEVER && self->mtu > self->least)
    {
      self->wish = self->mtu;
      self->breaks--;
    }
  self->progress = MONO_NEVER;
}

guint
worker_mtu_next (WorkerMtu *self, MonoTime now)
{
  notice_break (self, now);
  if (!is_searching (self) && now >= self->raise_at)
    {
      self->raise_at = MONO_NEVER;
      self->again = FALSE;
      self->wish = self->top;
      self->low = self->mtu;
    }
  if (self->asked != 0 || self->wish == 0 || now < self->not_before)
    return 0;
  self->asked = self->wish;
  self->wish = 0;
  return self->asked;
}

void
worker_mtu_not_now (WorkerMtu *self, MonoTime now)
{
  self->not_before = mono_add (now, LATER);
  self->wish = self->asked;
  self->asked = 0;
}

/* Half of what is unknown is asked about, or the search is over. TRUE: mtu is another. */
static gboolean
go_on (WorkerMtu *self, MonoTime now)
{
  gboolean changed = FALSE;

  if (self->low != 0 && self->high > self->low + WORKER_MTU_STEP)
    {
      self->wish = self->low + (self->high - self->low) / 2;
      return FALSE;
    }
  /* An answer that was only late counts as a loss: what is lost for its size is lost again. */
  if (self->low != 0 && self->high > self->low && !self->again)
    {
      self->again = TRUE;
      self->wish = self->high;
      return FALSE;
    }
  if (self->low != 0)
    changed = set_mtu (self, self->low);
  self->confirmed = now;
  if (self->mtu >= self->top)
    self->raise_at = MONO_NEVER;
  else if (self->raise_at == MONO_NEVER)
    self->raise_at = mono_add (now, WORKER_MTU_RAISE);
  return changed;
}

static gboolean
take_arrived (WorkerMtu *self, guint size)
{
  gboolean is_rescue = self->high != 0 && self->mtu >= self->high;

  self->low = size;
  if (size >= self->high)
    self->high = 0;
  /* It had been late, and so may have been what was asked before it. */
  if (self->again && self->high == 0 && size < self->top)
    self->wish = self->top;
  return is_rescue ? set_mtu (self, size) : FALSE;
}

/* Whoever sends such packets now sends into a hole, so a size that surely arrives comes first. */
static gboolean
take_lost (WorkerMtu *self, guint size)
{
  self->high = size;
  if (size > self->mtu)
    return FALSE;
  self->again = FALSE;
  self->low = 0;
  if (size > BASE)
    {
      self->wish = BASE;
      return FALSE;
    }
  /* Not even that: what every path carries has to do. */
  self->high = 0;
  return set_mtu (self, self->least);
}

gboolean
worker_mtu_probed (WorkerMtu *self, guint size, gboolean arrived, MonoTime now)
{
  gboolean changed;

  if (size != self->asked)
    return FALSE;
  self->asked = 0;
  changed = arrived ? take_arrived (self, size) : take_lost (self, size);
  if (self->wish != 0)
    return changed;
  changed |= go_on (self, now);
  return changed;
}

MonoTime
worker_mtu_deadline (const WorkerMtu *self, MonoTime now)
{
  MonoTime at = is_searching (self) ? MONO_NEVER : self->raise_at;

  if (self->asked == 0 && self->wish != 0)
    return MAX (now, self->not_before);
  return self->progress != MONO_NEVER ? mono_min (at, mono_add (self->progress, WORKER_MTU_BREAK))
                                      : at;
}
