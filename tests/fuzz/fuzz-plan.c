// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The octets of a worker's PLAN message. What is accepted must hold the promises of net-plan.h. */
#include "net-plan-read.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
check (const IpPrefix *list, guint n)
{
  g_assert (n <= NET_LIST_MAX);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = ip_prefix_to_text (&list[i]);
      IpPrefix again;

      g_assert (ip_prefix_parse (text, &again));
      g_assert (ip_prefix_covers (&list[i], &again) && ip_prefix_covers (&again, &list[i]));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GVariant) variant
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  g_autoptr (NetPlan) plan = net_plan_from_variant (variant, "genkan0", NULL, NULL);

  if (plan == NULL)
    return 0;
  check (plan->addresses, plan->n_addresses);
  check (plan->routes, plan->n_routes);
  g_assert (plan->n_dns <= NET_LIST_MAX);
  for (guint i = 0; i < plan->n_dns; i++)
    g_assert (net_plan_routes (plan, &plan->dns[i]));
  g_assert (plan->mtu >= 576 && plan->mtu <= 65535);
  for (guint i = 1; i < plan->n_routes; i++)
    g_assert (!ip_prefix_covers (&plan->routes[i - 1], &plan->routes[i]));
  return 0;
}
