// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Profile files come from anybody (mail, a web page): whatever the parser accepts must be written
 * and read back as the same profile. */
#include "vpn-profile.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (VpnProfile) profile = vpn_profile_from_data ((const char *) data, len, NULL);
  g_autoptr (VpnProfile) again = NULL;
  g_autofree char *written = NULL;

  if (profile == NULL)
    return 0;
  (void) vpn_profile_validate (profile, NULL);
  written = vpn_profile_to_data (profile);
  again = vpn_profile_from_data (written, strlen (written), NULL);
  g_assert (again != NULL && vpn_profile_equal (profile, again));
  return 0;
}
