// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What CONFIG says to a worker besides its profile. */
#pragma once

#include "vpn-worker.h"
#include "worker-rpc.h"

/* The runtime dictionary of worker-rpc.h, floating. fds gets the descriptors to send with it, in
 * the order the dictionary names them; borrowed from start. */
GVariant *vpn_worker_runtime (const VpnWorkerStart *start, int fds[RPC_FDS_MAX], guint *ret_n_fds);
/* The ways of ROAM to those of the gateways that the host can reach now: a(ayayqu), floating. */
GVariant *vpn_worker_runtime_ways (const IpAddress *gateways, guint n_gateways);
