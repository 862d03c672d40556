// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-host.h"

/* Which networks this machine is on, and which of them are its own making. */

#include "net-link.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

typedef struct
{
  char name[IFNAMSIZ];
  char kind[16]; /* "" for hardware */
  guint index, master, flags;
} Link;

static void
on_link (struct nlmsghdr *message, gpointer user_data)
{
  const struct ifinfomsg *info = nlmsg_data (message);
  struct nlattr *name = nlmsg_find_attr (message, sizeof *info, IFLA_IFNAME);
  struct nlattr *details = nlmsg_find_attr (message, sizeof *info, IFLA_LINKINFO);
  struct nlattr *kind
      = details != NULL ? nla_find (nla_data (details), nla_len (details), IFLA_INFO_KIND) : NULL;
  Link link = { .index = (guint) info->ifi_index, .flags = info->ifi_flags };

  link.master = net_nl_get_u32 (message, sizeof *info, IFLA_MASTER, 0);
  if (name != NULL)
    g_strlcpy (link.name, nla_get_string (name), sizeof link.name);
  if (kind != NULL)
    g_strlcpy (link.kind, nla_get_string (kind), sizeof link.kind);
  g_array_append_val ((GArray *) user_data, link);
}

static const Link *
find_link (const GArray *links, guint index)
{
  for (guint i = 0; i < links->len; i++)
    if (g_array_index (links, Link, i).index == index)
      return &g_array_index (links, Link, i);
  return NULL;
}

/* Containers hang on veth pairs, virtual machines on TAP devices. A port of any other kind may be
 * a wire or an antenna, and then the bridge's network is the neighbourhood's. */
static gboolean
is_machines (const GArray *links, const Link *bridge)
{
  if (!g_str_equal (bridge->kind, "bridge"))
    return FALSE;
  for (guint i = 0; i < links->len; i++)
    {
      const Link *port = &g_array_index (links, Link, i);

      if (port->master == bridge->index && !g_str_equal (port->kind, "veth")
          && !g_str_equal (port->kind, "tun"))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_tunnel (const Link *link)
{
  return g_str_equal (link->kind, "tun") || g_str_equal (link->kind, "wireguard")
         || (link->flags & IFF_POINTOPOINT) != 0;
}

typedef struct
{
  const GArray *links; /* Link */
  GArray *addresses;   /* NetHostAddress */
} Reading;

static void
on_address (struct nlmsghdr *message, gpointer user_data)
{
  const struct ifaddrmsg *info = nlmsg_data (message);
  const Reading *reading = user_data;
  const Link *link = find_link (reading->links, info->ifa_index);
  NetHostAddress address = { 0 };

  if (link == NULL || (link->flags & IFF_LOOPBACK) != 0
      || (!net_nl_get_address (message, sizeof *info, IFA_LOCAL, &address.prefix.address)
          && !net_nl_get_address (message, sizeof *info, IFA_ADDRESS, &address.prefix.address)))
    return;
  address.prefix.length = info->ifa_prefixlen;
  address.is_tunnel = is_tunnel (link);
  address.is_machines = is_machines (reading->links, link);
  g_strlcpy (address.ifname, link->name, sizeof address.ifname);
  g_array_append_val (reading->addresses, address);
}

GArray *
net_host_read (NetNl *nl)
{
  g_autoptr (GArray) links = g_array_new (FALSE, TRUE, sizeof (Link));
  g_autoptr (GArray) addresses = g_array_new (FALSE, TRUE, sizeof (NetHostAddress));
  Reading reading = { links, addresses };
  struct ifinfomsg any_link = { .ifi_family = AF_UNSPEC };
  struct ifaddrmsg any_address = { .ifa_family = AF_UNSPEC };

  if (!net_nl_dump (nl, net_nl_message (RTM_GETLINK, 0, &any_link, sizeof any_link), on_link, links)
      || !net_nl_dump (nl, net_nl_message (RTM_GETADDR, 0, &any_address, sizeof any_address),
                       on_address, &reading))
    return NULL;
  return g_steal_pointer (&addresses);
}

const NetHostAddress *
net_host_find (const GArray *host, const NetPlan *plan, const IpAddress *address)
{
  for (guint i = 0; i < host->len; i++)
    {
      const NetHostAddress *known = &g_array_index (host, NetHostAddress, i);

      if (ip_address_equal (&known->prefix.address, address)
          && !g_str_equal (known->ifname, plan->ifname))
        return known;
    }
  return NULL;
}

/* RFC 1918, RFC 3927, RFC 4193: nobody can announce a public network as the neighbourhood
 * (CVE-2023-36672). */
static gboolean
is_private (const IpPrefix *prefix)
{
  static const IpPrefix ranges[] = {
    { { AF_INET, { 10 } }, 8 },        { { AF_INET, { 172, 16 } }, 12 },
    { { AF_INET, { 192, 168 } }, 16 }, { { AF_INET, { 169, 254 } }, 16 },
    { { AF_INET6, { 0xfc } }, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (ip_prefix_covers (&ranges[i], prefix))
      return TRUE;
  return FALSE;
}

/* Whether the office names the network, rather than everything. */
static gboolean
is_claimed (const NetPlan *plan, const IpPrefix *network)
{
  for (guint i = 0; i < plan->n_routes && !net_plan_is_full (plan, network->address.family); i++)
    if (ip_prefix_covers (&plan->routes[i], network)
        || ip_prefix_covers (network, &plan->routes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
stays_outside (const NetPlan *plan, const NetHostAddress *address, const IpPrefix *network)
{
  if (plan->local == NET_LOCAL_BLOCK || address->is_tunnel)
    return FALSE;
  if (address->is_machines)
    return TRUE;
  return plan->local == NET_LOCAL_ALLOW && is_private (network) && !is_claimed (plan, network);
}

GArray *
net_host_bypass (const GArray *host, const NetPlan *plan)
{
  GArray *bypass = g_array_new (FALSE, TRUE, sizeof (NetBypass));

  for (guint i = 0; i < host->len && bypass->len < NET_LIST_MAX; i++)
    {
      const NetHostAddress *address = &g_array_index (host, NetHostAddress, i);
      NetBypass one = { .network = address->prefix };

      ip_prefix_mask (&one.network);
      g_strlcpy (one.ifname, address->ifname, sizeof one.ifname);
      if (!ip_address_is_link_local (&one.network.address)
          && stays_outside (plan, address, &one.network))
        g_array_append_val (bypass, one);
    }
  return bypass;
}

void
net_host_overlaps (const GArray *host, const NetPlan *plan, GStrvBuilder *ret_sentences)
{
  for (guint i = 0; i < host->len; i++)
    {
      const NetHostAddress *address = &g_array_index (host, NetHostAddress, i);
      IpPrefix network = address->prefix;
      g_autofree char *text = NULL, *sentence = NULL;

      ip_prefix_mask (&network);
      if (address->is_tunnel || address->is_machines || ip_prefix_is_reserved (&network)
          || !is_claimed (plan, &network) || net_plan_excludes (plan, &network.address))
        continue;
      text = ip_prefix_to_text (&network);
      sentence = g_strdup_printf (
          "The network %s of this place (%s) is also one of the office: its devices cannot be "
          "reached while the VPN is up (network.exclude can keep them)",
          text, address->ifname);
      g_strv_builder_add (ret_sentences, sentence);
    }
}
