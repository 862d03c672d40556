// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Routes that cover what a gateway granted. A range that no prefix fits needs up to 254 routes; a
 * host takes only so many. What does not fit is covered by shorter prefixes: a packet too many in
 * the tunnel is dropped by the selectors, a packet too few would leave in clear. Pure; any thread.
 */
#pragma once

#include "ip.h"

/* ranges: of IpRange, those that are upside down count for nothing. Returns (owned) an array of at
 * most max (at least 2) IpPrefix, in order, none of them inside another, exact when max allows. */
GArray *worker_routes_cover (const GArray *ranges, guint max) G_GNUC_WARN_UNUSED_RESULT;

/* What of the granted ranges the gateway itself wants to see (RFC 7296 section 3.15.2): those parts
 * that it named as its subnets. Never more than granted; a family of which it named nothing that it
 * grants keeps all of it. servers: of IpAddress, which stay reachable where they are granted. Owned
 * array of IpRange. */
GArray *worker_routes_named (const GArray *granted, const IpPrefix *subnets, guint n_subnets,
                             const GArray *servers) G_GNUC_WARN_UNUSED_RESULT;
