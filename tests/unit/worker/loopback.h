// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sockets for tests that talk to themselves. */
#pragma once

#include <glib.h>

/* A non-blocking UDP socket on a free port of 127.0.0.1, owned by the caller. */
int loopback_udp (guint16 *ret_port);
