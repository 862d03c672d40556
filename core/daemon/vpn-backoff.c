// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnBackoff: a table of waits and one timer. */
#include "vpn-backoff.h"

#include "vpn-source.h"

struct VpnBackoff
{
  void (*function) (gpointer owner);
  gpointer owner; /* borrowed */
  GSource *timer; /* owned or NULL */
  guint count;
  gint64 up_at;   /* monotonic microseconds; 0: not up since */
  gint64 lost_at; /* likewise; 0: not lost since */
};

/* Milliseconds; the last one repeats. No longer, because ten seconds after the way is usable the
 * connection shall be back, and nothing tells when a way is. */
static const guint delays_ms[] = { 200, 1000, 2000, 4000, 8000 };

guint
vpn_backoff_delay_ms (guint count, guint32 random)
{
  guint delay = delays_ms[MIN (count, G_N_ELEMENTS (delays_ms) - 1)];

  return delay - random % (delay / 4 + 1);
}

VpnBackoff *
vpn_backoff_new (void (*function) (gpointer owner), gpointer owner)
{
  VpnBackoff *backoff = g_new0 (VpnBackoff, 1);

  backoff->function = function;
  backoff->owner = owner;
  return backoff;
}

void
vpn_backoff_free (VpnBackoff *backoff)
{
  if (backoff == NULL)
    return;
  vpn_backoff_cancel (backoff);
  g_free (backoff);
}

void
vpn_backoff_note_up (VpnBackoff *backoff, gint64 now)
{
  backoff->up_at = now;
  backoff->lost_at = 0;
}

void
vpn_backoff_note_lost (VpnBackoff *backoff, gint64 now)
{
  if (backoff->up_at != 0)
    {
      guint count = MIN (backoff->count, G_N_ELEMENTS (delays_ms));

      backoff->count = count - (guint) MIN ((now - backoff->up_at) / VPN_BACKOFF_STEP_US, count);
    }
  backoff->up_at = 0;
  if (backoff->lost_at == 0)
    backoff->lost_at = now;
}

gint64
vpn_backoff_lost_for (const VpnBackoff *backoff, gint64 now)
{
  return backoff->lost_at != 0 ? now - backoff->lost_at : 0;
}

void
vpn_backoff_reset (VpnBackoff *backoff)
{
  backoff->count = 0;
}

guint
vpn_backoff_count (const VpnBackoff *backoff)
{
  return backoff->count;
}

static gboolean
on_due (gpointer user_data)
{
  VpnBackoff *backoff = user_data;

  vpn_source_clear (&backoff->timer);
  backoff->function (backoff->owner);
  return G_SOURCE_REMOVE;
}

guint
vpn_backoff_schedule (VpnBackoff *backoff)
{
  guint delay = vpn_backoff_delay_ms (backoff->count++, g_random_int ());

  vpn_backoff_cancel (backoff);
  backoff->timer = vpn_source_timeout (delay, on_due, backoff);
  return delay;
}

void
vpn_backoff_cancel (VpnBackoff *backoff)
{
  vpn_source_clear (&backoff->timer);
}
