// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The leak guard: an nftables table "inet genkan-SLOT" of ours alone.
 *
 * It drops packets for the tunnel's addresses that did not come out of the tunnel (CVE-2019-14899),
 * and packets for what belongs into the tunnel that are about to leave elsewhere without our mark,
 * whatever other routing rule or bound socket sent them there. It also gives the answers to our
 * own datagrams their mark back, so that reverse path filters find them on the right interface.
 *
 * Routing alone keeps the tunnel tight against everything but such local exceptions, so a kernel
 * without nftables costs a warning, not the connection. Any one thread.
 */
#pragma once

#include "net-plan.h"

/* Replaces the table as one transaction. FALSE if there is no guard now (warned about). */
gboolean net_guard_set (guint slot, const NetPlan *plan);
/* The table may be gone already. */
gboolean net_guard_remove (guint slot, GError **error);
/* The table as the packet filter reads it; pure; owned. match_socket: use the socket's own mark. */
char *net_guard_rules (guint slot, const NetPlan *plan, gboolean match_socket);
