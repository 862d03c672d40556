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

/* Every protocol and port of the addresses. */
IkeTs ike_ts_of_range (const IpRange *range);
/* Every address, protocol and port of the family. */
IkeTs ike_ts_any (int family);
/* FALSE when the first address is above the last, or the ports are and it is not OPAQUE (65535 to
 * 0, TSN-09, TSN-17). */
gboolean ike_ts_is_valid (const IkeTs *ts);

/* Whether inner is not empty and each of its selectors lies in one of outer: the check of a rekey
 * against what is in use (TSN-13). */
gboolean ike_ts_list_contains (const IkeTsList *outer, const IkeTsList *inner);
gboolean ike_ts_list_has_address (const IkeTsList *list, const IpAddress *address);
/* What of proposed the policy allows, in the order proposed; empty: TS_UNACCEPTABLE. */
void ike_ts_list_narrow (const IkeTsList *policy, const IkeTsList *proposed, IkeTsList *ret_list);
/* Unless it is in there already, or there is no room. */
void ike_ts_list_add (IkeTsList *list, const IkeTs *ts);
