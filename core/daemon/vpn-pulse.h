// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnPulse: whether a worker still looks after the traffic. While packets move it says so every
 * RPC_PULSE_MS; one that stops saying it, stopped or hung, carries nothing, and what it said last
 * is not true any more. At rest nothing is expected and nothing wakes up.
 *
 * Main-loop thread; single owner.
 */
#pragma once

#include <glib.h>

/* Milliseconds. Silent: people are told while it is still within three seconds. Dead: another
 * worker is the quicker way back. */
#define VPN_PULSE_SILENT_MS 2300
#define VPN_PULSE_DEAD_MS   8000

typedef struct VpnPulse VpnPulse;

/* From the main loop. dead comes once a silence; the owner may free the pulse in it. */
typedef struct
{
  void (*silent) (gpointer owner, gboolean silent); /* silence, or its end */
  void (*dead) (gpointer owner);
} VpnPulseEvents;

/* events: constant; owner: borrowed. silent_ms: after the last beat; dead_ms: after that. */
VpnPulse *vpn_pulse_new (const VpnPulseEvents *events, gpointer owner, guint silent_ms,
                         guint dead_ms) G_GNUC_WARN_UNUSED_RESULT;
void vpn_pulse_free (VpnPulse *pulse); /* NULL is legal */

/* FALSE: none is expected from here on. */
void vpn_pulse_beat (VpnPulse *pulse, gboolean another_follows);
