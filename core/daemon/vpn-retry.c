// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnRetry: a table of waits and one timer. */
#include "vpn-retry.h"

#include "vpn-source.h"

struct VpnRetry
{
  void (*function) (gpointer owner);
  gpointer owner; /* borrowed */
  GSource *timer; /* owned or NULL */
  guint count;
  gint64 up_at; /* monotonic microseconds; 0: not up since */
};

/* Milliseconds; the last one repeats. */
static const guint delays_ms[] = { 200, 1000, 2000, 4000, 8000, 16000, 30000 };

guint
vpn_retry_delay_ms (guint count, guint32 random)
{
  guint delay = delays_ms[MIN (count, G_N_ELEMENTS (delays_ms) - 1)];

  return delay - random % (delay / 4 + 1);
}

VpnRetry *
vpn_retry_new (void (*function) (gpointer owner), gpointer owner)
{
  VpnRetry *retry = g_new0 (VpnRetry, 1);

  retry->function = function;
  retry->owner = owner;
  return retry;
}

void
vpn_retry_free (VpnRetry *retry)
{
  if (retry == NULL)
    return;
  vpn_retry_cancel (retry);
  g_free (retry);
}

void
vpn_retry_note_up (VpnRetry *retry, gint64 now)
{
  retry->up_at = now;
}

void
vpn_retry_note_lost (VpnRetry *retry, gint64 now)
{
  if (retry->up_at != 0 && now - retry->up_at > VPN_RETRY_STABLE_US)
    retry->count = 0;
  retry->up_at = 0;
}

void
vpn_retry_reset (VpnRetry *retry)
{
  retry->count = 0;
}

guint
vpn_retry_count (const VpnRetry *retry)
{
  return retry->count;
}

static gboolean
on_due (gpointer user_data)
{
  VpnRetry *retry = user_data;

  vpn_source_clear (&retry->timer);
  retry->function (retry->owner);
  return G_SOURCE_REMOVE;
}

guint
vpn_retry_schedule (VpnRetry *retry)
{
  guint delay = vpn_retry_delay_ms (retry->count++, g_random_int ());

  vpn_retry_cancel (retry);
  retry->timer = vpn_source_timeout (delay, on_due, retry);
  return delay;
}

void
vpn_retry_cancel (VpnRetry *retry)
{
  vpn_source_clear (&retry->timer);
}
