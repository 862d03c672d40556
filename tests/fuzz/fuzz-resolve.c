// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What genkan-resolve answers genkand: the octets that a DNS answer was made of. The first octet
 * here is the family that was asked for. */
#include "vpn-resolver.h"

#include <sys/socket.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static const sa_family_t families[] = { AF_UNSPEC, AF_INET, AF_INET6 };
  sa_family_t family = len > 0 ? families[data[0] % G_N_ELEMENTS (families)] : AF_UNSPEC;
  g_autoptr (GArray) addresses = len > 0 ? vpn_resolver_read (data + 1, len - 1, family) : NULL;

  if (addresses == NULL)
    return 0;
  g_assert (addresses->len > 0 && addresses->len <= VPN_RESOLVER_ADDRESSES_MAX);
  for (guint i = 0; i < addresses->len; i++)
    {
      int found = g_array_index (addresses, IpAddress, i).family;

      g_assert (found == AF_INET || found == AF_INET6);
      g_assert (family == AF_UNSPEC || found == family);
    }
  return 0;
}
