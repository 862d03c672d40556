// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What comes before a worker starts: looking the gateway up, whether there is a way to it, and
 * the files of the profile. Main-loop thread.
 */
#pragma once

#include "vpn-connect-options.h"
#include "vpn-worker.h"

/* vpn_resolver_resolve_async() of the profile's gateway, and in the family it asks for. */
void vpn_launch_look_up (const char *helper, const VpnProfile *profile, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
/* Why nothing that is sent can arrive at gateways, or NONE; ret_detail: owned, for the reason.
 * ifname: of our own device, which is no way there; may be NULL. */
VpnReason vpn_launch_judge (const VpnProfile *profile, const GArray *gateways, const char *ifname,
                            char **ret_detail);
/* Those to which something leads come first, else in the order there is: nobody waits for one. */
void vpn_launch_order (GArray *gateways);
/* What a failed look-up means here. */
VpnReason vpn_launch_judge_lookup (const GError *error, const char *ifname);

/* vpn_worker_start() with the files of options and the path's MTU put into
 * start. */
gboolean
vpn_launch_worker (VpnWorker *worker, const VpnProfile *profile, const VpnConnectOptions *options,
                   VpnWorkerStart *start, GError **error);
