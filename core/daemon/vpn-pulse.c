// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnPulse: one timer, twice. */
#include "vpn-pulse.h"

#include "vpn-source.h"

struct VpnPulse
{
  const VpnPulseEvents *events; /* borrowed */
  gpointer owner;               /* borrowed */
  guint silent_ms, dead_ms;
  GSource *timer; /* owned; NULL: nothing is expected */
  gboolean silent;
};

VpnPulse *
vpn_pulse_new (const VpnPulseEvents *events, gpointer owner, guint silent_ms, guint dead_ms)
{
  VpnPulse *pulse = g_new0 (VpnPulse, 1);

  pulse->events = events;
  pulse->owner = owner;
  pulse->silent_ms = silent_ms;
  pulse->dead_ms = dead_ms;
  return pulse;
}

void
vpn_pulse_free (VpnPulse *pulse)
{
  if (pulse == NULL)
    return;
  vpn_source_clear (&pulse->timer);
  g_free (pulse);
}

static gboolean
on_dead (gpointer user_data)
{
  VpnPulse *pulse = user_data;

  vpn_source_clear (&pulse->timer);
  pulse->events->dead (pulse->owner);
  return G_SOURCE_REMOVE;
}

/* The second wait begins only now: when all of the machine stood still, both are over at once, and
 * the worker must have its chance to say something first. */
static gboolean
on_silent (gpointer user_data)
{
  VpnPulse *pulse = user_data;

  vpn_source_clear (&pulse->timer);
  pulse->timer = vpn_source_timeout (pulse->dead_ms, on_dead, pulse);
  pulse->silent = TRUE;
  pulse->events->silent (pulse->owner, TRUE);
  return G_SOURCE_REMOVE;
}

void
vpn_pulse_beat (VpnPulse *pulse, gboolean another_follows)
{
  vpn_source_clear (&pulse->timer);
  if (another_follows)
    pulse->timer = vpn_source_timeout (pulse->silent_ms, on_silent, pulse);
  if (!pulse->silent)
    return;
  pulse->silent = FALSE;
  pulse->events->silent (pulse->owner, FALSE);
}
