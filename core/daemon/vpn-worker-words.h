// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a worker says, from the message to the function of VpnWorkerEvents that hears it. Knows
 * nothing of order and phases, which are VpnWorker's to hold it to. Main-loop thread. */
#pragma once

#include "vpn-worker.h"
#include "worker-rpc.h"

/* FALSE: a value outside its enum, which the honest worker never sends; nobody has heard of it. */
gboolean
vpn_worker_words_hand_on (const VpnWorkerEvents *events, gpointer owner, const RpcMessage *message);
