// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Monotonic time as a value. Engine code never reads a clock: the driver hands the time in.
 *
 * Unit: microseconds of CLOCK_BOOTTIME (it counts suspend, so that a lifetime that passed while
 * the laptop slept has passed). Any thread.
 */
#pragma once

#include <glib.h>

typedef gint64 MonoTime;

#define MONO_NEVER  G_MAXINT64
#define MONO_USEC   ((MonoTime) 1)
#define MONO_MSEC   ((MonoTime) 1000)
#define MONO_SEC    ((MonoTime) 1000000)
#define MONO_MINUTE (60 * MONO_SEC)
#define MONO_HOUR   (60 * MONO_MINUTE)

/* Sum that saturates at MONO_NEVER; span must not be negative. */
static inline MonoTime
mono_add (MonoTime at, MonoTime span)
{
  return at > MONO_NEVER - span ? MONO_NEVER : at + span;
}

static inline MonoTime
mono_min (MonoTime a, MonoTime b)
{
  return a < b ? a : b;
}

/* Time left until deadline: 0 when it has passed, MONO_NEVER when there is none. */
static inline MonoTime
mono_until (MonoTime deadline, MonoTime now)
{
  if (deadline == MONO_NEVER)
    return MONO_NEVER;
  return deadline > now ? deadline - now : 0;
}
