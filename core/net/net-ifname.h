// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What an interface of ours may be called: stricter than the kernel, because the name ends up in a
 * packet filter rule, on resolvconf's command line and in a journal. */
#pragma once

#include <glib.h>

#include <net/if.h>
#include <string.h>

static inline gboolean
net_ifname_is_valid (const char *ifname)
{
  gsize len = ifname != NULL ? strlen (ifname) : 0;

  if (len == 0 || len >= IFNAMSIZ || !g_ascii_isalpha (ifname[0]))
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (ifname[i]) && strchr ("-_.", ifname[i]) == NULL)
      return FALSE;
  return TRUE;
}
