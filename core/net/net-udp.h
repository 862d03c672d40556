// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The tunnel's UDP sockets. */
#pragma once

#include <gio/gio.h>

/* UDP socket for IKE and ESP: marked with VPN_FWMARK so that its packets skip the tunnel's rule,
 * non-blocking, bound to local_port (0: ephemeral), DF handling as the plane wants, large buffers.
 * Returns the descriptor or -1. ret_port gets the bound port (host order). */
int net_udp_open (int family, guint16 local_port, guint16 *ret_port, GError **error);
