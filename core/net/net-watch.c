// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-watch.h"

/* The facts of the host's own network, and when they change. */

#include "net-link.h"
#include "net-slot.h"
#include "vpn-error.h"

#include <glib-unix.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <string.h>
#include <unistd.h>

#define COALESCE    50   /* ms */
#define FACTS_MAX   4096 /* remembered at once; a host has a few dozen */
#define LINK_STATE  (IFF_UP | IFF_RUNNING)
#define BUFFER_SIZE (256 * 1024) /* bytes; an overrun only costs a needless callback */

/*
 * The kernel repeats itself: every router advertisement announces the same addresses and routes
 * again, every Wi-Fi scan the same link. So what is known is kept as a set of facts, and only a
 * fact that appears or disappears counts.
 */
struct NetWatch
{
  NetWatchFunc changed;
  gpointer user_data;
  NetNl *nl;          /* owned */
  GHashTable *facts;  /* owned strings */
  GHashTable *tuns;   /* indexes of TUN devices, ours among them: their news is of our making */
  GSource *readable;  /* owned */
  GSource *timer;     /* owned; NULL: nothing to tell */
  gboolean listening; /* the first dump is in */
};

static gboolean
on_timer (gpointer user_data)
{
  NetWatch *watch = user_data;

  g_clear_pointer (&watch->timer, g_source_unref);
  watch->changed (watch->user_data);
  return G_SOURCE_REMOVE;
}

/* The callback comes 50 ms after the first of a burst: a steady stream must not starve it. */
static void
schedule (NetWatch *watch)
{
  if (!watch->listening || watch->timer != NULL)
    return;
  watch->timer = g_timeout_source_new (COALESCE);
  g_source_set_callback (watch->timer, on_timer, watch, NULL);
  g_source_attach (watch->timer, g_main_context_get_thread_default ());
}

/* Takes over fact. */
static void
note (NetWatch *watch, char *fact, gboolean there)
{
  gboolean known = g_hash_table_contains (watch->facts, fact);

  if (known == there)
    {
      g_free (fact);
      return;
    }
  if (!there)
    {
      g_hash_table_remove (watch->facts, fact);
      g_free (fact);
    }
  else if (g_hash_table_size (watch->facts) < FACTS_MAX)
    g_hash_table_add (watch->facts, fact);
  else
    g_free (fact);
  schedule (watch);
}

static gboolean
is_foreign (const NetWatch *watch, int ifindex)
{
  return g_hash_table_contains (watch->tuns, GINT_TO_POINTER (ifindex));
}

typedef struct
{
  const char *place; /* start of the facts of which one at most holds */
  const char *fact;  /* the one that holds now; "": none */
} Replacement;

static gboolean
is_replaced (gpointer key, gpointer value, gpointer user_data)
{
  const Replacement *replacement = user_data;

  return g_str_has_prefix (key, replacement->place) && !g_str_equal (key, replacement->fact);
}

/* The kernel does not announce the end of what something else replaces. */
static void
forget_others (NetWatch *watch, const char *place, const char *fact)
{
  Replacement replacement = { .place = place, .fact = fact };

  if (g_hash_table_foreach_remove (watch->facts, is_replaced, &replacement) > 0)
    schedule (watch);
}

typedef struct
{
  const char *start, *end; /* of the facts of routes through one device */
} Device;

static gboolean
is_through (gpointer key, gpointer value, gpointer user_data)
{
  const Device *device = user_data;

  return g_str_has_prefix (key, device->start) && g_str_has_suffix (key, device->end);
}

/* Nor does it announce the end of routes that go with an address or a link: the same one a moment
 * later is news. family: AF_UNSPEC: either. */
static void
forget_routes (NetWatch *watch, int family, guint ifindex)
{
  g_autofree char *start = family != AF_UNSPEC ? g_strdup_printf ("route %d ", family) : NULL;
  g_autofree char *end = g_strdup_printf (" %u", ifindex);
  const Device device = { start != NULL ? start : "route ", end };

  g_hash_table_foreach_remove (watch->facts, is_through, (gpointer) &device);
}

static void
on_link (NetWatch *watch, struct nlmsghdr *message)
{
  const struct ifinfomsg *info = nlmsg_data (message);
  struct nlattr *name = nlmsg_find_attr (message, sizeof *info, IFLA_IFNAME);
  gboolean gone = message->nlmsg_type == RTM_DELLINK;
  gboolean up = !gone && (info->ifi_flags & LINK_STATE) == LINK_STATE;
  g_autofree char *place = NULL;
  char *fact;

  if (!gone && name != NULL && net_link_is_tun (nla_get_string (name)))
    g_hash_table_add (watch->tuns, GINT_TO_POINTER (info->ifi_index));
  if ((info->ifi_flags & IFF_LOOPBACK) != 0 || is_foreign (watch, info->ifi_index))
    return;
  /* What fits the first wire of a path is a fact of the link. */
  place = g_strdup_printf ("link %d ", info->ifi_index);
  fact = g_strdup_printf ("%smtu %u", place, net_nl_get_u32 (message, sizeof *info, IFLA_MTU, 0));
  forget_others (watch, place, up ? fact : "");
  if (!up)
    forget_routes (watch, AF_UNSPEC, (guint) info->ifi_index);
  note (watch, fact, up);
}

static void
on_address (NetWatch *watch, struct nlmsghdr *message)
{
  const struct ifaddrmsg *info = nlmsg_data (message);
  struct nlattr *addr = nlmsg_find_attr (message, sizeof *info, IFA_ADDRESS);
  struct nlattr *flags = nlmsg_find_attr (message, sizeof *info, IFA_FLAGS);
  guint32 state = flags != NULL ? nla_get_u32 (flags) : info->ifa_flags;
  IpPrefix prefix;
  g_autofree char *text = NULL;

  if (addr == NULL || is_foreign (watch, (int) info->ifa_index)
      || !ip_prefix_from_bytes (&prefix, nla_data (addr), (gsize) nla_len (addr),
                                info->ifa_prefixlen))
    return;
  if (message->nlmsg_type == RTM_DELADDR)
    forget_routes (watch, info->ifa_family, info->ifa_index);
  text = ip_prefix_to_text (&prefix);
  /* An address that is still being checked for duplicates is of no use yet. */
  note (watch, g_strdup_printf ("address %u %s", info->ifa_index, text),
        message->nlmsg_type == RTM_NEWADDR && (state & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0);
}

static void
on_route (NetWatch *watch, struct nlmsghdr *message)
{
  const struct rtmsg *info = nlmsg_data (message);
  guint32 table = net_nl_get_u32 (message, sizeof *info, RTA_TABLE, info->rtm_table);
  guint32 oif = net_nl_get_u32 (message, sizeof *info, RTA_OIF, 0);
  IpAddress gateway = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *place = NULL;
  char *fact;

  if (info->rtm_dst_len != 0 || (info->rtm_flags & RTM_F_CLONED) != 0 || table == RT_TABLE_LOCAL
      || NET_TABLE_IS_OURS (table) || is_foreign (watch, (int) oif))
    return;
  net_nl_get_address (message, sizeof *info, RTA_GATEWAY, &gateway);
  text = ip_address_to_text (&gateway);
  place = g_strdup_printf ("route %u %u %u ", info->rtm_family, table,
                           net_nl_get_u32 (message, sizeof *info, RTA_PRIORITY, 0));
  fact = g_strdup_printf ("%s%s %u", place, text, oif);
  if (message->nlmsg_type == RTM_NEWROUTE && (message->nlmsg_flags & NLM_F_REPLACE) != 0)
    forget_others (watch, place, fact);
  note (watch, fact, message->nlmsg_type == RTM_NEWROUTE);
}

static void
note_message (struct nlmsghdr *message, gpointer watch)
{
  switch (message->nlmsg_type)
    {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      on_link (watch, message);
      break;
    case RTM_NEWADDR:
    case RTM_DELADDR:
      on_address (watch, message);
      break;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      on_route (watch, message);
      break;
    default: /* the kernel's numbers, not ours */
      break;
    }
}

static int
on_message (struct nl_msg *received, void *watch)
{
  note_message (nlmsg_hdr (received), watch);
  return NL_OK;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  NetWatch *watch = user_data;
  int status;

  do
    status = nl_recvmsgs_default (watch->nl);
  while (status >= 0);
  /* Overrun: something was lost, so something happened. */
  if (status != -NLE_AGAIN)
    schedule (watch);
  return G_SOURCE_CONTINUE;
}

/* Fills the set with what is there already. */
static gboolean
dump (NetWatch *watch, GError **error)
{
  g_autoptr (NetNl) nl = net_nl_open (error);
  struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
  struct ifaddrmsg address = { .ifa_family = AF_UNSPEC };
  struct rtmsg route = { .rtm_family = AF_UNSPEC };

  if (nl == NULL)
    return FALSE;
  if (net_nl_dump (nl, net_nl_message (RTM_GETLINK, 0, &link, sizeof link), note_message, watch)
      && net_nl_dump (nl, net_nl_message (RTM_GETADDR, 0, &address, sizeof address), note_message,
                      watch)
      && net_nl_dump (nl, net_nl_message (RTM_GETROUTE, 0, &route, sizeof route), note_message,
                      watch))
    return TRUE;
  g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot read the network's state");
  return FALSE;
}

static gboolean
listen_to_kernel (NetWatch *watch, GError **error)
{
  watch->nl = net_nl_open (error);
  if (watch->nl == NULL)
    return FALSE;
  nl_socket_disable_seq_check (watch->nl);
  nl_socket_modify_cb (watch->nl, NL_CB_VALID, NL_CB_CUSTOM, on_message, watch);
  nl_socket_set_buffer_size (watch->nl, BUFFER_SIZE, 0);
  if (nl_socket_add_memberships (watch->nl, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                                 RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, 0)
          == 0
      && nl_socket_set_nonblocking (watch->nl) == 0)
    return TRUE;
  g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot listen to the kernel");
  return FALSE;
}

NetWatch *
net_watch_new (NetWatchFunc changed, gpointer user_data, GError **error)
{
  g_autoptr (NetWatch) watch = g_new0 (NetWatch, 1);

  watch->changed = changed;
  watch->user_data = user_data;
  watch->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  watch->tuns = g_hash_table_new (NULL, NULL);
  /* Listening first: what changes during the dump then waits in the socket. */
  if (!listen_to_kernel (watch, error) || !dump (watch, error))
    return NULL;
  watch->listening = TRUE;
  watch->readable = g_unix_fd_source_new (nl_socket_get_fd (watch->nl), G_IO_IN);
  g_source_set_callback (watch->readable, G_SOURCE_FUNC (on_readable), watch, NULL);
  g_source_attach (watch->readable, g_main_context_get_thread_default ());
  return g_steal_pointer (&watch);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
net_watch_free (NetWatch *watch)
{
  if (watch == NULL)
    return;
  clear_source (&watch->readable);
  clear_source (&watch->timer);
  g_clear_pointer (&watch->nl, nl_socket_free);
  g_hash_table_unref (watch->facts);
  g_hash_table_unref (watch->tuns);
  g_free (watch);
}
