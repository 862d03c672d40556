// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Explicit congestion notification through the tunnel (RFC 6040). Pure; any thread. */
#pragma once

#include <glib.h>

/* The traffic class octet (DSCP and ECN) of an IP packet of at least 20 octets. */
guint8 esp_traffic_class (const guint8 *inner);

/* Combines the outer header's ECN bits into the inner packet (section 4.2). FALSE when the packet
 * must be dropped: congestion was marked, and the inner transport does not understand marks. The
 * DSCP stays (RFC 4301 section 5.1.2.1). ret_odd: whether no ingress would have made the two so. */
gboolean esp_ecn_decapsulate (guint8 *inner, guint8 outer_class, gboolean *ret_odd);
