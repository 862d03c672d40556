// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnIdle: ends what nobody uses (connection.idle-timeout). It counts from the moment when the last
 * packet had passed, in either direction; messages of IKE, dummies and keepalives are no use. One
 * timer, and none while packets move. Main-loop thread; single owner.
 */
#pragma once

#include <glib.h>

typedef struct VpnIdle VpnIdle;

/* From the main loop, once; the owner may free the object in it. */
typedef void (*VpnIdleOver) (gpointer owner);

/* owner: borrowed. */
VpnIdle *vpn_idle_new (VpnIdleOver over, gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void vpn_idle_free (VpnIdle *idle); /* NULL is legal */

/* Packets stand still from here on; over after limit_ms of that, 0: never. */
void vpn_idle_rest (VpnIdle *idle, guint limit_ms);
/* They move, or there is no tunnel for them: nothing is counted until the next rest. */
void vpn_idle_stop (VpnIdle *idle);
