// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-own.h"

/* A plan without the host's own addresses. */

#include "net-host.h"
#include "vpn-error.h"

gboolean
net_own_keep_of (const GArray *host, NetPlan *plan, GError **error)
{
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  guint n_granted = plan->n_addresses;

  if (plan->warnings != NULL)
    g_strv_builder_addv (warnings, (const char **) plan->warnings);
  plan->n_addresses = 0;
  for (guint i = 0; i < n_granted; i++)
    {
      const NetHostAddress *own = net_host_find (host, plan, &plan->addresses[i].address);
      g_autofree char *text = ip_address_to_text (&plan->addresses[i].address);
      g_autofree char *warning = NULL;

      if (own == NULL || own->is_tunnel)
        {
          plan->addresses[plan->n_addresses++] = plan->addresses[i];
          continue;
        }
      warning = g_strdup_printf ("The gateway gave this computer the address %s, which it has on "
                                 "%s already; it is not used",
                                 text, own->ifname);
      g_strv_builder_add (warnings, warning);
    }
  g_strfreev (plan->warnings);
  plan->warnings = g_strv_builder_end (warnings);
  if (plan->n_addresses > 0 || n_granted == 0)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, "%s",
               plan->warnings[g_strv_length (plan->warnings) - 1]);
  return FALSE;
}

gboolean
net_own_keep (NetPlan *plan, GError **error)
{
  g_autoptr (NetNl) nl = net_nl_open (error);
  g_autoptr (GArray) host = nl != NULL ? net_host_read (nl) : NULL;

  if (nl == NULL)
    return FALSE;
  return host == NULL || net_own_keep_of (host, plan, error);
}
