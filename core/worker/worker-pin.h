// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Whether a server proves by TLS to be the one with a certain certificate: what a worker does that
 * genkand starts for nothing else, in the same jail. Nothing is said to the server but the
 * handshake, and nobody believed who cannot complete it.
 */
#pragma once

#include <glib.h>

#define WORKER_PIN_MS 4000 /* from the first octet to the verdict */

/* fd: a connected stream, non-blocking. name: of the server, for its choice of a certificate. */
gboolean worker_pin_is_proven (int fd, const char *name, const char *fingerprint);
