// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-guard.h"

/* The guard's rules as text, and their replacement through libnftables. */

#include "net-nft.h"
#include "net-slot.h"
#include "vpn-error.h"

#include <string.h>

/* What never leaves its link or is needed to have one is not the tunnel's to carry: DHCP, neighbour
 * discovery, multicast, and the rest of what came in fragments (the first of which is judged). */
#define LINK_OUTPUT                                                        \
  "    ip daddr { 169.254.0.0/16, 224.0.0.0/4, 255.255.255.255 } accept\n" \
  "    ip6 daddr { fe80::/10, ff00::/8 } accept\n"                         \
  "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"   \
  "    udp sport 68 udp dport 67 accept\n"
#define LINK_INPUT                                                       \
  "    ip daddr { 224.0.0.0/4, 255.255.255.255 } accept\n"               \
  "    ip saddr { 0.0.0.0, 169.254.0.0/16 } accept\n"                    \
  "    ip6 daddr ff00::/8 accept\n"                                      \
  "    ip6 saddr { ::, fe80::/10 } accept\n"                             \
  "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n" \
  "    udp sport 67 udp dport 68 accept\n"                               \
  "    ip frag-off & 0x1fff != 0 accept\n"                               \
  "    frag frag-off != 0 accept\n"

static const int families[] = { AF_INET, AF_INET6 };

static const char *
keyword (int family)
{
  return family == AF_INET6 ? "ip6" : "ip";
}

/* "{ a, b }" of one family; NULL if there is none; owned. */
static char *
set_text (const IpPrefix *list, guint n, int family)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *prefix = NULL;

      if (list[i].address.family != family)
        continue;
      prefix = ip_prefix_to_text (&list[i]);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "{ ", prefix);
    }
  if (text->len == 0)
    return NULL;
  g_string_append (text, " }");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The tunnel's addresses; one that the host has elsewhere too stays the host's. */
static char *
own_addresses (const NetPlan *plan, const GArray *host, int family)
{
  IpPrefix own[NET_LIST_MAX];
  guint n = 0;

  for (guint i = 0; i < plan->n_addresses; i++)
    if (net_host_find (host, plan, &plan->addresses[i].address) == NULL)
      own[n++] = ip_prefix_host (&plan->addresses[i].address);
  return set_text (own, n, family);
}

/* What may pass in clear by the wish of the user, seen from the side of direction. */
static void
append_exceptions (GString *rules, const NetPlan *plan, const GArray *host, gboolean input)
{
  g_autoptr (GArray) bypass = net_host_bypass (host, plan);
  const char *device = input ? "iifname" : "oifname", *side = input ? "saddr" : "daddr";

  for (guint i = 0; i < bypass->len; i++)
    {
      const NetBypass *one = &g_array_index (bypass, NetBypass, i);
      g_autofree char *network = ip_prefix_to_text (&one->network);

      g_string_append_printf (rules, "    %s \"%s\" %s %s %s accept\n", device, one->ifname,
                              keyword (one->network.address.family), side, network);
    }
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *exclude = set_text (plan->exclude, plan->n_exclude, families[i]);

      if (exclude != NULL)
        g_string_append_printf (rules, "    %s %s %s accept\n", keyword (families[i]), side,
                                exclude);
    }
}

/* A page to sign in at: what one person's browser asks, and names, which a resolver asks for. */
static void
append_sign_in (GString *rules, const NetPlan *plan, gboolean input)
{
  if (plan->sign_in && input)
    g_string_append (rules, "    tcp sport { 53, 80, 443 } tcp flags & (syn | ack) != syn accept\n"
                            "    udp sport 53 accept\n");
  else if (plan->sign_in)
    g_string_append_printf (rules,
                            "    meta skuid %u tcp dport { 80, 443 } accept\n"
                            "    meta l4proto { tcp, udp } th dport 53 accept\n",
                            plan->sign_in_uid);
}

/* Everything else of what the plan takes; of a closed family simply everything. */
static void
append_drops (GString *rules, const NetPlan *plan, const char *side, const char *condition)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *routes = set_text (plan->routes, plan->n_routes, families[i]);

      if (net_plan_closes (plan, families[i]))
        g_string_append_printf (rules, "    meta nfproto ipv%c%s drop\n",
                                families[i] == AF_INET6 ? '6' : '4', condition);
      else if (routes != NULL)
        g_string_append_printf (rules, "    %s %s %s%s drop\n", keyword (families[i]), side, routes,
                                condition);
    }
}

static void
append_input (GString *rules, const NetPlan *plan, const GArray *host, gboolean match_socket)
{
  g_string_append (rules, "  chain input {\n"
                          "    type filter hook prerouting priority raw; policy accept;\n"
                          "    iifname \"lo\" accept\n");
  if (match_socket)
    g_string_append_printf (rules,
                            "    meta l4proto { udp, icmp, icmpv6 } socket mark 0x%08x meta mark "
                            "set 0x%08x accept\n",
                            VPN_FWMARK, VPN_FWMARK);
  g_string_append_printf (rules,
                          "    iifname \"%s\" icmp type redirect drop\n"
                          "    iifname \"%s\" icmpv6 type { nd-router-solicit, nd-router-advert, "
                          "nd-redirect } drop\n",
                          plan->ifname, plan->ifname);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *own = own_addresses (plan, host, families[i]);

      if (own != NULL)
        g_string_append_printf (rules,
                                "    iifname != \"%s\" %s daddr %s fib saddr type != local drop\n",
                                plan->ifname, keyword (families[i]), own);
    }
  if (match_socket)
    {
      g_string_append (rules, "    meta iifkind \"tun\" accept\n");
      append_exceptions (rules, plan, host, TRUE);
      g_string_append (rules, LINK_INPUT);
      append_sign_in (rules, plan, TRUE);
      append_drops (rules, plan, "saddr", " fib saddr type != local");
    }
  g_string_append (rules, "  }\n");
}

static void
append_output (GString *rules, const NetPlan *plan, const GArray *host)
{
  /* Any tunnel: what another connection takes out of this one's range is on no wire either. */
  g_string_append (rules, "  chain output {\n"
                          "    type filter hook postrouting priority filter; policy accept;\n"
                          "    oifname \"lo\" accept\n"
                          "    meta oifkind \"tun\" accept\n");
  /* While the host has no other address the kernel takes the tunnel's for what goes around it: the
   * LAN would read it, and the gateway believe that we have moved into our own tunnel. */
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *own = own_addresses (plan, host, families[i]);

      if (own != NULL)
        g_string_append_printf (rules, "    meta mark 0x%08x %s saddr %s drop\n", VPN_FWMARK,
                                keyword (families[i]), own);
    }
  g_string_append_printf (rules, "    meta mark 0x%08x accept\n" LINK_OUTPUT, VPN_FWMARK);
  append_exceptions (rules, plan, host, FALSE);
  append_sign_in (rules, plan, FALSE);
  append_drops (rules, plan, "daddr", "");
  g_string_append (rules, "  }\n");
}

char *
net_guard_rules (guint slot, const NetPlan *plan, const GArray *host, gboolean match_socket,
                 gboolean with_arp)
{
  GString *rules = g_string_new (NULL);
  g_autofree char *own = with_arp ? own_addresses (plan, host, AF_INET) : NULL;

  g_string_append_printf (rules, "table inet genkan-%u {\n", slot);
  append_input (rules, plan, host, match_socket);
  append_output (rules, plan, host);
  g_string_append (rules, "}\n");
  if (own != NULL)
    g_string_append_printf (rules,
                            "table arp genkan-%u {\n"
                            "  chain input {\n"
                            "    type filter hook input priority filter; policy accept;\n"
                            "    arp daddr ip %s drop\n"
                            "  }\n}\n",
                            slot, own);
  return g_string_free (rules, FALSE);
}

static gboolean
has_arp_table (const char *rules)
{
  return strstr (rules, "table arp ") != NULL;
}

/* The tables as they stand, in the packet filter's own words; NULL: one is missing. */
static char *
list_tables (guint slot, gboolean with_arp)
{
  g_autofree char *inet = g_strdup_printf ("list table inet genkan-%u\n", slot);
  g_autofree char *arp = g_strdup_printf ("list table arp genkan-%u\n", slot);
  g_autofree char *rules = NULL, *arp_rules = NULL;

  if (!net_nft_run (inet, &rules) || (with_arp && !net_nft_run (arp, &arp_rules)))
    return NULL;
  return g_strconcat (rules, arp_rules, NULL);
}

/* Declaring a table first makes the delete succeed whether it was there or not. */
static char *
removal (guint slot, gboolean with_arp)
{
  GString *commands = g_string_new (NULL);

  g_string_append_printf (commands, "table inet genkan-%u\ndelete table inet genkan-%u\n", slot,
                          slot);
  if (with_arp)
    g_string_append_printf (commands, "table arp genkan-%u\ndelete table arp genkan-%u\n", slot,
                            slot);
  return g_string_free (commands, FALSE);
}

char *
net_guard_set (guint slot, const NetPlan *plan, const GArray *host, GError **error)
{
  /* Kernels may lack the socket match or the ARP family. */
  static const struct
  {
    gboolean match_socket, with_arp;
  } tries[] = { { TRUE, TRUE }, { TRUE, FALSE }, { FALSE, FALSE } };
  g_autofree char *message = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *rules
          = net_guard_rules (slot, plan, host, tries[i].match_socket, tries[i].with_arp);
      g_autofree char *old = removal (slot, tries[i].with_arp);
      g_autofree char *commands = g_strconcat (old, rules, NULL);
      char *listing = NULL;

      g_clear_pointer (&message, g_free);
      if (!net_nft_run (commands, &message))
        continue;
      listing = list_tables (slot, has_arp_table (rules));
      if (listing != NULL)
        return listing;
    }
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot set the packet filter guard: %s",
               message);
  return NULL;
}

gboolean
net_guard_is (guint slot, const char *listing)
{
  g_autofree char *now = list_tables (slot, has_arp_table (listing));

  return g_strcmp0 (now, listing) == 0;
}

gboolean
net_guard_remove (guint slot, GError **error)
{
  g_autofree char *both = removal (slot, TRUE), *inet = removal (slot, FALSE);
  g_autofree char *message = NULL;

  if (!net_nft_is_there () || net_nft_run (both, &message))
    return TRUE;
  g_clear_pointer (&message, g_free);
  if (net_nft_run (inet, &message))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot remove the packet filter guard: %s",
               message);
  return FALSE;
}

gboolean
net_guard_try (GError **error)
{
  g_autofree char *said = NULL;

  if (net_nft_run ("add table inet genkan-try\ndelete table inet genkan-try\n", &said))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "%s", g_strstrip (said));
  return FALSE;
}

gboolean
net_guard_find (gboolean *ret_used)
{
  g_autofree char *tables = NULL;
  g_auto (GStrv) lines = NULL;

  if (!net_nft_is_there ())
    return TRUE;
  if (!net_nft_run ("list tables\n", &tables))
    return FALSE;
  lines = g_strsplit (tables, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *name = strstr (lines[i], " genkan-");
      guint64 slot;

      if (name != NULL
          && g_ascii_string_to_unsigned (name + strlen (" genkan-"), 10, 0, NET_SLOT_MAX, &slot,
                                         NULL))
        ret_used[slot] = TRUE;
    }
  return TRUE;
}
