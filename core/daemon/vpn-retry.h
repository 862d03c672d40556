// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnRetry: when the next attempt of a connection is due. Waits grow with every attempt that came
 * to nothing and begin anew after a connection that held for a while. Single owner; main-loop
 * thread.
 */
#pragma once

#include <gio/gio.h>

typedef struct VpnRetry VpnRetry;

/* A connection that held this long starts its waits from the beginning. */
#define VPN_RETRY_STABLE_US (10 * G_USEC_PER_SEC)

/* function is called once for each vpn_retry_schedule(), from the main loop. */
VpnRetry *
vpn_retry_new (void (*function) (gpointer owner), gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void vpn_retry_free (VpnRetry *retry);

/* The connection came up, was lost; now: g_get_monotonic_time(). */
void vpn_retry_note_up (VpnRetry *retry, gint64 now);
void vpn_retry_note_lost (VpnRetry *retry, gint64 now);
/* Better times: the next wait is the first one. */
void vpn_retry_reset (VpnRetry *retry);
/* Attempts that were scheduled since it was last reset. */
guint vpn_retry_count (const VpnRetry *retry);

/* Takes the place of a wait under way. Returns the wait in milliseconds. */
guint vpn_retry_schedule (VpnRetry *retry);
void vpn_retry_cancel (VpnRetry *retry);

/* The wait before the attempt of that count, in milliseconds; random: any number, so that the
 * clients of a gateway that restarts do not come back in the same instant. */
guint vpn_retry_delay_ms (guint count, guint32 random);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnRetry, vpn_retry_free)
