// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnFacts: what a worker told about its session, checked and made safe to show. A worker may have
 * fallen to the gateway: what is not in a table here, or not of its type, is left out; texts are
 * cleaned, lists are cut. Value with members; single owner.
 */
#pragma once

#include <glib.h>

typedef struct
{
  GVariant *peer;        /* owned or NULL; a{sv} as Connection.Peer */
  GVariant *shown;       /* owned or NULL; aa{sv} as Connection.Shown */
  GVariant *child_sas;   /* owned or NULL; aa{sv} as Connection.ChildSas */
  char *ike_suite;       /* owned or NULL */
  char *gateway_address; /* owned or NULL */
  gint64 own_not_after;  /* seconds since 1970; 0: we have no certificate */
  gboolean stalled;      /* packets leave, none comes back */
} VpnFacts;

/* a{sv} of the worker's PEER; what it does not name stays as it was. */
void vpn_facts_set_peer (VpnFacts *facts, GVariant *peer);
/* aa{sv} of the worker's SHOWN. */
void vpn_facts_set_shown (VpnFacts *facts, GVariant *certificates);
/* aa{sv} of the worker's CHILD_SAS. */
void vpn_facts_set_child_sas (VpnFacts *facts, GVariant *child_sas);
void vpn_facts_set_gateway_address (VpnFacts *facts, const char *address);
void vpn_facts_clear (VpnFacts *facts);

/* Floating a{sv}: what may be shown of a worker's COUNTERS. overrun: packets that its device had no
 * room for, which it cannot know of. */
GVariant *vpn_facts_clean_counters (GVariant *counters, guint64 overrun);
