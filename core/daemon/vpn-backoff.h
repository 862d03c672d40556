// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnBackoff: when the next attempt of a connection is due. Waits grow with every attempt that came
 * to nothing and shrink again with the time that a connection held. Single owner; main-loop thread.
 */
#pragma once

#include <gio/gio.h>

typedef struct VpnBackoff VpnBackoff;

/* So long has a connection to hold for one attempt to be forgotten. */
#define VPN_BACKOFF_STEP_US (2 * G_USEC_PER_SEC)

/* function is called once for each vpn_backoff_schedule(), from the main loop. */
VpnBackoff *
vpn_backoff_new (void (*function) (gpointer owner), gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void vpn_backoff_free (VpnBackoff *backoff);

/* The connection came up, was lost; now: g_get_monotonic_time(). */
void vpn_backoff_note_up (VpnBackoff *backoff, gint64 now);
void vpn_backoff_note_lost (VpnBackoff *backoff, gint64 now);
/* Microseconds since it was lost; 0 when it is up or never was. */
gint64 vpn_backoff_lost_for (const VpnBackoff *backoff, gint64 now);
/* Better times: the next wait is the first one. */
void vpn_backoff_reset (VpnBackoff *backoff);
/* Attempts that were scheduled since it was last reset. */
guint vpn_backoff_count (const VpnBackoff *backoff);

/* Takes the place of a wait under way. Returns the wait in milliseconds. */
guint vpn_backoff_schedule (VpnBackoff *backoff);
void vpn_backoff_cancel (VpnBackoff *backoff);

/* The wait before the attempt of that count, in milliseconds; random: any number, so that the
 * clients of a gateway that restarts do not come back in the same instant. */
guint vpn_backoff_delay_ms (guint count, guint32 random);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnBackoff, vpn_backoff_free)
