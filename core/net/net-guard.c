// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-guard.h"

#include "net-netlink.h"
#include "net-prefix.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <nftables/libnftables.h>

/* Comma-separated elements of one family; FALSE if there are none. */
static gboolean
append_set (GString *rules, const char *match, const NetPrefix *list, guint n, sa_family_t family)
{
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = NULL;

      if (list[i].family != family)
        continue;
      text = net_prefix_to_text (&list[i]);
      g_string_append (rules, any ? ", " : match);
      g_string_append (rules, any ? "" : " { ");
      g_string_append (rules, text);
      any = TRUE;
    }
  if (any)
    g_string_append (rules, " }");
  return any;
}

static void
append_input (GString *rules, const NetPlan *plan)
{
  static const sa_family_t families[] = { AF_INET, AF_INET6 };
  NetPrefix hosts[NET_LIST_MAX];

  for (guint i = 0; i < plan->n_addresses; i++)
    hosts[i] = net_prefix_host (&plan->addresses[i]);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *match
          = g_strdup_printf ("    iifname != { \"lo\", \"%s\" } %s daddr", plan->ifname,
                             families[i] == AF_INET ? "ip" : "ip6");

      if (append_set (rules, match, hosts, plan->n_addresses, families[i]))
        g_string_append (rules, " fib saddr type != local drop\n");
    }
}

static void
append_output (GString *rules, const NetPlan *plan)
{
  /* Any tunnel: what another connection takes out of this one's range is on no wire either. */
  g_string_append (rules, "    oifname \"lo\" accept\n    meta oifkind \"tun\" accept\n");
  g_string_append_printf (rules, "    meta mark 0x%08x accept\n", VPN_FWMARK);
  /* What never leaves the link stays possible: it is not the tunnel's to carry. */
  g_string_append (rules, "    ip daddr { 169.254.0.0/16, 224.0.0.0/4, 255.255.255.255 } accept\n"
                          "    ip6 daddr { fe80::/10, ff00::/8 } accept\n"
                          "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n");
  if (append_set (rules, "    ip daddr", plan->routes, plan->n_routes, AF_INET))
    g_string_append (rules, " drop\n");
  if (append_set (rules, "    ip6 daddr", plan->routes, plan->n_routes, AF_INET6))
    g_string_append (rules, " drop\n");
}

char *
net_guard_rules (guint slot, const NetPlan *plan, gboolean match_socket)
{
  GString *rules = g_string_new (NULL);

  g_string_append_printf (rules,
                          "table inet genkan-%u {\n"
                          "  chain input {\n"
                          "    type filter hook prerouting priority raw; policy accept;\n",
                          slot);
  if (match_socket)
    g_string_append_printf (rules, "    meta l4proto udp socket mark 0x%08x meta mark set 0x%08x\n",
                            VPN_FWMARK, VPN_FWMARK);
  append_input (rules, plan);
  g_string_append (rules, "  }\n"
                          "  chain output {\n"
                          "    type filter hook postrouting priority filter; policy accept;\n");
  append_output (rules, plan);
  g_string_append (rules, "  }\n}\n");
  return g_string_free (rules, FALSE);
}

/* libnftables ends the process when the kernel has no netfilter socket, so it is asked only after
 * nf_tables itself has answered. */
static gboolean
kernel_has_nftables (void)
{
  struct nfgenmsg header = { .nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0 };
  g_autoptr (NetNl) nl = nl_socket_alloc ();

  return nl != NULL && nl_connect (nl, NETLINK_NETFILTER) >= 0
         && nl_send_sync (nl, net_nl_message ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETGEN, 0,
                                              &header, sizeof header))
                >= 0;
}

static gboolean
run (const char *commands, char **ret_message)
{
  struct nft_ctx *nft = kernel_has_nftables () ? nft_ctx_new (NFT_CTX_DEFAULT) : NULL;
  gboolean ok;

  if (nft == NULL)
    {
      *ret_message = g_strdup ("the kernel has no nftables");
      return FALSE;
    }
  /* Otherwise it writes to our standard streams. */
  nft_ctx_buffer_output (nft);
  nft_ctx_buffer_error (nft);
  ok = nft_run_cmd_from_buffer (nft, commands) == 0;
  if (!ok)
    *ret_message = g_strdup (nft_ctx_get_error_buffer (nft));
  nft_ctx_free (nft);
  return ok;
}

gboolean
net_guard_set (guint slot, const NetPlan *plan)
{
  g_autofree char *fresh = g_strdup_printf ("create table inet genkan-%u\n", slot);
  /* Declaring it first makes the delete succeed whether it was there or not. */
  g_autofree char *replaced
      = g_strdup_printf ("table inet genkan-%u\ndelete table inet genkan-%u\n", slot, slot);
  const struct
  {
    const char *head;
    gboolean match_socket;
  } tries[] = {
    /* Mostly there is no table yet. Nothing is deleted then, for which closing the netlink socket
     * would wait until the kernel has seen the last reader off: 10 to 20 ms. */
    { fresh, TRUE },
    { replaced, TRUE },
    { replaced, FALSE }, /* kernels without nft_socket */
  };
  g_autofree char *message = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *rules = net_guard_rules (slot, plan, tries[i].match_socket);
      g_autofree char *commands = g_strconcat (tries[i].head, rules, NULL);

      g_clear_pointer (&message, g_free);
      if (run (commands, &message))
        return TRUE;
    }
  g_strdelimit (message, "\n", ' ');
  g_warning ("No packet filter guard for %s: %s", plan->ifname, message);
  return FALSE;
}

gboolean
net_guard_remove (guint slot, GError **error)
{
  g_autofree char *commands
      = g_strdup_printf ("table inet genkan-%u\ndelete table inet genkan-%u\n", slot, slot);
  g_autofree char *message = NULL;

  if (!kernel_has_nftables () || run (commands, &message))
    return TRUE;
  g_strdelimit (message, "\n", ' ');
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot remove the packet filter guard: %s",
               message);
  return FALSE;
}
