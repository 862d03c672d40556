// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnTurns: work of users that waits for the main loop, one line for each user. The lines are
 * served in turn, one piece of work at a time, so that nobody ever waits for more than one of each
 * other user, however many those have. Main-loop thread.
 */
#pragma once

#include <glib.h>

typedef struct VpnTurns VpnTurns;

/* Takes item. */
typedef void (*VpnTurnsFunc) (gpointer item);

/* serve: at an item's turn, never from inside vpn_turns_add(). drop: for what still waits when it
 * goes. */
VpnTurns *vpn_turns_new (VpnTurnsFunc serve, GDestroyNotify drop) G_GNUC_WARN_UNUSED_RESULT;
void vpn_turns_free (VpnTurns *turns);
/* Takes item. */
void vpn_turns_add (VpnTurns *turns, guint32 uid, gpointer item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnTurns, vpn_turns_free)
