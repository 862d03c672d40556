// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What genkand tells of a connection, as the three dictionaries NetworkManager takes: Config,
 * Ip4Config and Ip6Config. Pure functions; any thread. */
#pragma once

#include <glib.h>

typedef struct /* properties of org.genkan.VPN1.Connection; borrowed for the call */
{
  const char *interface;
  const char *gateway; /* outer address */
  const char *banner;
  guint mtu;
  const char *const *addresses; /* with prefix length */
  const char *const *routes;
  const char *const *dns;
  const char *const *domains;
} NmvFacts;

typedef struct /* zero: nothing yet */
{
  GVariant *general; /* owned a{sv} */
  GVariant *ip4;     /* owned a{sv}, NULL: no IPv4 inside */
  GVariant *ip6;     /* owned a{sv}, NULL: no IPv6 inside */
} NmvConfig;

void nmv_config_make (const NmvFacts *facts, NmvConfig *ret_config);
gboolean nmv_config_equal (const NmvConfig *a, const NmvConfig *b);
void nmv_config_clear (NmvConfig *config);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NmvConfig, nmv_config_clear)
