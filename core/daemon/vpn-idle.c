// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnIdle: one timer, while nothing moves. */
#include "vpn-idle.h"

#include "vpn-source.h"

struct VpnIdle
{
  VpnIdleOver over;
  gpointer owner; /* borrowed */
  GSource *timer; /* owned; NULL: nothing is counted */
};

VpnIdle *
vpn_idle_new (VpnIdleOver over, gpointer owner)
{
  VpnIdle *idle = g_new0 (VpnIdle, 1);

  *idle = (VpnIdle){ over, owner, NULL };
  return idle;
}

void
vpn_idle_free (VpnIdle *idle)
{
  if (idle == NULL)
    return;
  vpn_source_clear (&idle->timer);
  g_free (idle);
}

static gboolean
on_limit (gpointer user_data)
{
  VpnIdle *idle = user_data;

  vpn_source_clear (&idle->timer);
  idle->over (idle->owner);
  return G_SOURCE_REMOVE;
}

void
vpn_idle_rest (VpnIdle *idle, guint limit_ms)
{
  vpn_idle_stop (idle);
  if (limit_ms > 0)
    idle->timer = vpn_source_timeout (limit_ms, on_limit, idle);
}

void
vpn_idle_stop (VpnIdle *idle)
{
  vpn_source_clear (&idle->timer);
}
