// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetDnsState: through which manager of the host's resolver a connection's name servers were set,
 * and all that undoing needs. A value; JSON is how the journal keeps it. */
#pragma once

#include <json-glib/json-glib.h>

typedef enum
{
  NET_DNS_FILE = 0, /* net-resolv-conf.h */
  NET_DNS_RESOLVED,
  NET_DNS_RESOLVCONF,
  NET_N_DNS
} NetDnsKind;

typedef struct
{
  NetDnsKind kind;
  char *ifname; /* owned */
  guint ifindex;
} NetDnsState;

NetDnsState *net_dns_state_new (NetDnsKind kind, const char *ifname) G_GNUC_WARN_UNUSED_RESULT;
void net_dns_state_free (NetDnsState *state);
JsonObject *net_dns_state_to_json (const NetDnsState *state);
NetDnsState *net_dns_state_from_json (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetDnsState, net_dns_state_free)
