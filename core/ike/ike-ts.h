// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Traffic selectors as sets (RFC 7296 sections 2.9 and 3.13). Pure; any thread. */
#pragma once

#include "ike.h"

typedef struct
{
  gsize n;
  IkeTs ts[IKE_TS_MAX];
} IkeTsList;

/* Every address, protocol and port of the family. */
IkeTs ike_ts_any (sa_family_t family);
IkeTs ike_ts_from_prefix (sa_family_t family, const guint8 *addr, guint8 prefix);
gboolean ike_ts_is_any (const IkeTs *ts);
/* The port range OPAQUE (65535 to 0, TSN-09). */
gboolean ike_ts_is_opaque (const IkeTs *ts);
/* FALSE when the first address is above the last, or the ports are and it is not OPAQUE (TSN-17).
 * */
gboolean ike_ts_is_valid (const IkeTs *ts);
gboolean ike_ts_equal (const IkeTs *a, const IkeTs *b);
/* Whether all of inner is in outer. */
gboolean ike_ts_contains (const IkeTs *outer, const IkeTs *inner);
gboolean ike_ts_has_address (const IkeTs *ts, sa_family_t family, const guint8 *addr);

/* Whether inner is not empty and each of its selectors lies in one of outer: the check of an answer
 * against what was proposed (TSN-03), and of a rekey against what is in use (TSN-13). */
gboolean ike_ts_list_contains (const IkeTsList *outer, const IkeTsList *inner);
gboolean ike_ts_list_has_address (const IkeTsList *list, sa_family_t family, const guint8 *addr);
/* Responder: what of proposed the policy allows, in the order proposed; empty: TS_UNACCEPTABLE. */
void ike_ts_list_narrow (const IkeTsList *policy, const IkeTsList *proposed, IkeTsList *ret_list);
void ike_ts_list_add (IkeTsList *list, const IkeTs *ts);

typedef struct
{
  guint8 addr[16];
  guint8 prefix;
} IkeTsPrefix;

#define IKE_TS_PREFIXES_MAX 256 /* a range of IPv6 addresses needs 254 at worst */

/* The smallest list of prefixes that covers exactly the address range; returns how many. */
gsize ike_ts_to_prefixes (const IkeTs *ts, IkeTsPrefix ret_prefixes[IKE_TS_PREFIXES_MAX]);

/* "10.0.0.0/8", "10.0.0.5-10.0.0.9[tcp/443]" for logs; owned. */
char *ike_ts_to_text (const IkeTs *ts);
