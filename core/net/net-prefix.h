// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Arithmetic on NetPrefix that only this folder needs; pure. See also net-plan.h. */
#pragma once

#include "net-plan.h"

/* 32 or 128. */
guint net_prefix_bits (sa_family_t family);
/* From 4 or 16 octets; FALSE for another length or a prefix that is too long. */
gboolean net_prefix_from_bytes (const guint8 *addr, gsize len, guint prefix, NetPrefix *ret_prefix);
/* Clears the host bits. */
void net_prefix_mask (NetPrefix *prefix);
/* The address alone, as /32 or /128. */
NetPrefix net_prefix_host (const NetPrefix *prefix);
gboolean net_prefix_equal (const NetPrefix *a, const NetPrefix *b);
/* Lies wholly within a range that belongs to the host or its link and never to a tunnel: loopback,
 * link-local, multicast, unspecified, reserved. */
gboolean net_prefix_is_reserved (const NetPrefix *prefix);
/* The link-local range of the family. */
NetPrefix net_prefix_link_local (sa_family_t family);
/* Masks, drops what lies in another element, joins halves; sorts. Returns the new count. */
guint net_prefix_minimise (NetPrefix *list, guint n);
