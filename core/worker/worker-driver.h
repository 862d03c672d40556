// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The adapter between genkand's socket, the engine (IkeSession) and the data plane: the only code
 * of the worker that knows descriptors, clocks and all three of them. Runs on the calling thread,
 * which is the control thread of all three.
 */
#pragma once

typedef enum
{
  WORKER_EXIT_OK = 0,        /* CLOSED was sent */
  WORKER_EXIT_START = 1,     /* could not start: self-test or sandbox */
  WORKER_EXIT_ORPHANED = 2,  /* genkand went away; the gateway was told goodbye */
  WORKER_EXIT_VIOLATION = 3, /* genkand broke the rules */
} WorkerExit;

/* Sends READY, serves one session and returns after CLOSED was sent. rpc_fd is borrowed. */
WorkerExit worker_driver_run (int rpc_fd);
