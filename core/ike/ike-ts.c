// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-ts.h"

/* Containing and intersecting selectors. */

IkeTs
ike_ts_of_range (const IpRange *range)
{
  return (IkeTs){ .range = *range, .port_to = G_MAXUINT16 };
}

IkeTs
ike_ts_any (int family)
{
  const IpPrefix all = { .address = { .family = (guint8) family } };
  IpRange range;

  ip_prefix_to_range (&all, &range);
  return ike_ts_of_range (&range);
}

/* The port is hidden, as in a fragment. */
static gboolean
is_opaque (const IkeTs *ts)
{
  return ts->port_from == G_MAXUINT16 && ts->port_to == 0;
}

gboolean
ike_ts_is_valid (const IkeTs *ts)
{
  return ip_range_is_valid (&ts->range) && (ts->port_from <= ts->port_to || is_opaque (ts));
}

static gboolean
ports_contain (const IkeTs *outer, const IkeTs *inner)
{
  /* All ports include packets whose port is hidden; no other range does. */
  if (outer->port_from == 0 && outer->port_to == G_MAXUINT16)
    return TRUE;
  if (is_opaque (outer) || is_opaque (inner))
    return is_opaque (outer) && is_opaque (inner);
  return outer->port_from <= inner->port_from && inner->port_to <= outer->port_to;
}

static gboolean
contains (const IkeTs *outer, const IkeTs *inner)
{
  return ike_ts_is_valid (inner) && (outer->protocol == 0 || outer->protocol == inner->protocol)
         && ports_contain (outer, inner) && ip_range_covers (&outer->range, &inner->range);
}

static gboolean
list_contains_one (const IkeTsList *outer, const IkeTs *inner)
{
  for (gsize i = 0; i < outer->n; i++)
    if (contains (&outer->ts[i], inner))
      return TRUE;
  return FALSE;
}

gboolean
ike_ts_list_contains (const IkeTsList *outer, const IkeTsList *inner)
{
  for (gsize i = 0; i < inner->n; i++)
    if (!list_contains_one (outer, &inner->ts[i]))
      return FALSE;
  return inner->n > 0;
}

gboolean
ike_ts_list_has_address (const IkeTsList *list, const IpAddress *address)
{
  for (gsize i = 0; i < list->n; i++)
    if (ip_range_contains (&list->ts[i].range, address))
      return TRUE;
  return FALSE;
}

void
ike_ts_list_add (IkeTsList *list, const IkeTs *ts)
{
  if (list->n < IKE_TS_MAX && !list_contains_one (list, ts))
    list->ts[list->n++] = *ts;
}

/* What both have in common; FALSE when that is nothing. */
static gboolean
intersect (const IkeTs *a, const IkeTs *b, IkeTs *ret_ts)
{
  IkeTs ts = *a;

  if (a->protocol != 0 && b->protocol != 0 && a->protocol != b->protocol)
    return FALSE;
  ts.protocol = a->protocol != 0 ? a->protocol : b->protocol;
  if (ports_contain (a, b))
    {
      ts.port_from = b->port_from;
      ts.port_to = b->port_to;
    }
  else if (!ports_contain (b, a))
    {
      ts.port_from = MAX (a->port_from, b->port_from);
      ts.port_to = MIN (a->port_to, b->port_to);
      if (ts.port_from > ts.port_to)
        return FALSE;
    }
  if (!ip_range_intersect (&a->range, &b->range, &ts.range))
    return FALSE;
  *ret_ts = ts;
  return TRUE;
}

void
ike_ts_list_narrow (const IkeTsList *policy, const IkeTsList *proposed, IkeTsList *ret_list)
{
  IkeTsList list = { 0 };

  for (gsize i = 0; i < proposed->n; i++)
    for (gsize k = 0; ike_ts_is_valid (&proposed->ts[i]) && k < policy->n; k++)
      {
        IkeTs common;

        if (intersect (&proposed->ts[i], &policy->ts[k], &common))
          ike_ts_list_add (&list, &common);
      }
  *ret_list = list;
}
