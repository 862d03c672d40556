// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The octets of a worker's PLAN message, for several profiles and on a host that has an address.
 * What is accepted must hold the promises of net-plan.h, and never go beyond the profile. */
#include "plan-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GVariant) variant
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));

  for (guint i = 0; i < PLAN_WISHES; i++)
    {
      const VpnProfile *profile = plan_wish_profile (i);
      g_autoptr (NetPlan) plan = net_plan_from_variant (variant, "genkan0", profile, NULL);

      if (plan != NULL)
        plan_check (plan, profile);
    }
  return 0;
}
