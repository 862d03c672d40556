// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnHostSide: what one connection has on this host and keeps from one worker to the next: the TUN
 * device and the plan in force. NetApplier queues; nothing is queued again here.
 *
 * Functions given to it run on the main loop that made the call, never from inside a call of the
 * owner. Single owner; main-loop thread.
 */
#pragma once

#include "net-applier.h"
#include "net-tun.h"

/* Plans that may wait to be applied; only a worker that does not wait for answers sends more. */
#define VPN_HOST_SIDE_PLANS_MAX 8

typedef struct VpnHostSide VpnHostSide;

/* error: borrowed; NULL: done. */
typedef void (*VpnHostSideFunc) (gpointer owner, const GError *error);

/* Goes on from what a journal of this name says. config is borrowed for the call. */
VpnHostSide *
vpn_host_side_new (const NetApplierConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Closes the device. What was applied stays unless vpn_host_side_close() was called, whose undo
 * goes on without its owner. No function is called any more. NULL is legal. */
void vpn_host_side_free (VpnHostSide *host);

/* Opens the device if it is not open; ifname: its name, NULL: the usual one or, where something
 * else is called that, the first free one. */
gboolean
vpn_host_side_open_tun (VpnHostSide *host, const char *ifname, const char *usual, GError **error);
/* Takes fd for the device; FALSE: it is none, or there is one. */
gboolean vpn_host_side_adopt_tun (VpnHostSide *host, int fd);
/* Whether the device was adopted: a worker of before has it too. */
gboolean vpn_host_side_is_adopted (const VpnHostSide *host);
/* Closes a device that is of no use any more, for another one to be opened. */
void vpn_host_side_drop_tun (VpnHostSide *host);
/* Borrowed; without descriptor and with an empty name before it is open. */
const NetTun *vpn_host_side_get_tun (const VpnHostSide *host);
/* The plan in force, borrowed until the next turn of the main loop; NULL: none. */
const NetPlan *vpn_host_side_get_plan (const VpnHostSide *host);
/* Borrowed (net_applier_get_lock()). */
NetLock *vpn_host_side_get_lock (VpnHostSide *host);
/* Sentences about what is not as it should be; owned. */
GStrv vpn_host_side_get_warnings (const VpnHostSide *host);

/* What becomes of packets to the address: "BYPASS", "PROTECT" or "DISCARD". host may be NULL.
 * ret_why: owned. */
const char *
vpn_host_side_decide (const VpnHostSide *host, const IpAddress *address, char **ret_why);

/* Puts plan (taken) in the place of the one in force, after those that wait. When it fails the one
 * before stays in force. wish: triggered, it withdraws the plan unless it is in force already, and
 * done is not called any more. FALSE: too many wait (VPN_ERROR_LIMIT). */
gboolean vpn_host_side_apply (VpnHostSide *host, NetPlan *plan, GCancellable *wish,
                              VpnHostSideFunc done, gpointer owner, GError **error);
/* What is in force stays closed: nothing flows, nothing leaves (net_applier_hold_async()) until the
 * next plan. */
void vpn_host_side_hold (VpnHostSide *host);
/* While it is closed: signer, a uid, may open web pages in clear (net_applier_sign_in_async()), or
 * with NULL nobody any more. */
void vpn_host_side_sign_in (VpnHostSide *host, const guint32 *signer);
/* Undoes everything, once; nothing may be applied any more. */
void vpn_host_side_close (VpnHostSide *host, VpnHostSideFunc done, gpointer owner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnHostSide, vpn_host_side_free)
