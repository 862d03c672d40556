// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns-state.h"

/* The state of a connection's name servers as a value and as JSON. */

#include "net-ifname.h"
#include "net-json.h"

static const char *const backend_names[NET_N_DNS] = { "file", "resolved", "resolvconf" };

NetDnsState *
net_dns_state_new (NetDnsKind kind, const char *ifname)
{
  NetDnsState *state = g_new0 (NetDnsState, 1);

  state->kind = kind;
  state->ifname = g_strdup (ifname);
  state->ifindex = if_nametoindex (ifname);
  return state;
}

void
net_dns_state_free (NetDnsState *state)
{
  if (state == NULL)
    return;
  g_free (state->ifname);
  g_free (state);
}

JsonObject *
net_dns_state_to_json (const NetDnsState *state)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "backend", backend_names[state->kind]);
  json_object_set_string_member (object, "interface", state->ifname);
  json_object_set_int_member (object, "ifindex", state->ifindex);
  return object;
}

NetDnsState *
net_dns_state_from_json (JsonObject *object)
{
  const char *backend = net_json_string (object, "backend");
  const char *ifname = net_json_string (object, "interface");
  g_autoptr (NetDnsState) state = NULL;

  if (backend == NULL || !net_ifname_is_valid (ifname))
    return NULL;
  for (guint kind = 0; kind < NET_N_DNS; kind++)
    if (g_str_equal (backend, backend_names[kind]))
      state = net_dns_state_new (kind, ifname);
  if (state == NULL || !net_json_uint (object, "ifindex", G_MAXINT32, &state->ifindex))
    return NULL;
  return g_steal_pointer (&state);
}
