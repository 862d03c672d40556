// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The adapter between genkand's socket, the engine (IkeSession) and the data plane: the only code
 * of the worker that knows descriptors, clocks and all three of them. Runs on the calling thread,
 * which is the control thread of all three.
 */
#pragma once

#include "worker-uplink.h"

/* Sends READY, serves one session and returns after CLOSED was sent. rpc_fd is borrowed. */
WorkerExit worker_driver_run (int rpc_fd);
