// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-news.h"

/* The sockets, watches and signals by which the keeper hears of the world. */

#include "net-culprit.h"
#include "net-dns-resolved.h"
#include "net-leash.h"
#include "net-netlink.h"
#include "net-resolv-conf.h"
#include "net-route.h"
#include "net-rule.h"
#include "net-slot.h"
#include "vpn-error.h"

#include <errno.h>
#include <glib-unix.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define BUFFER_SIZE (512 * 1024) /* bytes; an overrun only costs a needless look */
#define FILE_EVENTS \
  (IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
/* Somebody writes; what has come of it shows when it is closed. */
#define WRITING      (IN_MODIFY | IN_CREATE)
#define WRITING_TIME 250 /* ms, in case it never is */

#define NM_NAME "org.freedesktop.NetworkManager"

struct NetNews
{
  NetNewsFunc func;
  gpointer user_data;
  NetCulprits *culprits; /* owned */
  guint slot;
  char *ifname;           /* owned */
  char *guard, *leash;    /* owned; names of the packet filter tables */
  NetNl *kernel, *filter; /* owned; filter NULL: the kernel has none */
  int files;              /* inotify; -1: none */
  char *target;           /* owned; name of the file that resolv.conf leads to, NULL: itself */
  GSource *writing;       /* owned; runs out when a file has been open for too long; NULL: none */
  GSource *sources[3];    /* owned */
  guint n_sources;
  GDBusConnection *bus; /* counted or NULL */
  guint subscriptions[3];
  guint n_subscriptions;
};

static void
add_source (NetNews *news, int fd, GUnixFDSourceFunc func)
{
  GSource *source = g_unix_fd_source_new (fd, G_IO_IN);

  g_source_set_callback (source, G_SOURCE_FUNC (func), news, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  news->sources[news->n_sources++] = source;
}

static void
tell (const NetNews *news, NetNewsKind kind, const struct nlmsghdr *message)
{
  g_autofree char *culprit
      = message != NULL ? net_culprits_find (news->culprits, message->nlmsg_pid) : NULL;

  news->func (kind, culprit, news->user_data);
}

/* ---- The kernel ----------------------------------------------------------------------------- */

static gboolean
is_device (const NetNews *news, struct nlmsghdr *message)
{
  /* Links and addresses have the index at the same place. */
  const struct ifinfomsg *info = nlmsg_data (message);
  struct nlattr *name = message->nlmsg_type == RTM_NEWLINK || message->nlmsg_type == RTM_DELLINK
                            ? nlmsg_find_attr (message, sizeof *info, IFLA_IFNAME)
                            : NULL;

  if (name != NULL)
    return g_str_equal (nla_get_string (name), news->ifname);
  return (guint) info->ifi_index == if_nametoindex (news->ifname);
}

static int
on_kernel_message (struct nl_msg *received, void *user_data)
{
  const NetNews *news = user_data;
  struct nlmsghdr *message = nlmsg_hdr (received);

  switch (message->nlmsg_type)
    {
    case RTM_NEWLINK:
    case RTM_DELLINK:
    case RTM_NEWADDR:
    case RTM_DELADDR:
      if (is_device (news, message))
        tell (news, NET_NEWS_KERNEL, message);
      else
        tell (news, NET_NEWS_HOST, NULL);
      break;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      if (net_route_get_table (message) == NET_TABLE (news->slot))
        tell (news, NET_NEWS_KERNEL, message);
      break;
    case RTM_NEWRULE:
    case RTM_DELRULE:
      if (net_rule_get_table (message) == NET_TABLE (news->slot))
        tell (news, NET_NEWS_KERNEL, message);
      break;
    default: /* the kernel's numbers, not ours */
      break;
    }
  return NL_OK;
}

/* Reads all there is. TRUE: something was lost, so something happened. */
static gboolean
drain (NetNl *nl)
{
  int status;

  do
    status = nl_recvmsgs_default (nl);
  while (status >= 0);
  return status != -NLE_AGAIN;
}

static gboolean
on_kernel_readable (int fd, GIOCondition condition, gpointer user_data)
{
  NetNews *news = user_data;

  if (drain (news->kernel))
    tell (news, NET_NEWS_KERNEL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
prepare_socket (NetNl *nl, nl_recvmsg_msg_cb_t on_message, NetNews *news)
{
  nl_socket_disable_seq_check (nl);
  nl_socket_modify_cb (nl, NL_CB_VALID, NL_CB_CUSTOM, on_message, news);
  nl_socket_set_buffer_size (nl, BUFFER_SIZE, 0);
}

static gboolean
listen_to_kernel (NetNews *news, GError **error)
{
  news->kernel = net_nl_open (error);
  if (news->kernel == NULL)
    return FALSE;
  prepare_socket (news->kernel, on_kernel_message, news);
  if (nl_socket_add_memberships (news->kernel, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR,
                                 RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
                                 RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, 0)
          != 0
      || nl_socket_set_nonblocking (news->kernel) != 0)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot listen to the kernel");
      return FALSE;
    }
  add_source (news, nl_socket_get_fd (news->kernel), on_kernel_readable);
  return TRUE;
}

/* ---- The packet filter ---------------------------------------------------------------------- */

static int
on_filter_message (struct nl_msg *received, void *user_data)
{
  const NetNews *news = user_data;
  struct nlmsghdr *message = nlmsg_hdr (received);
  /* Every object of nf_tables names its table in its first attribute. */
  struct nlattr *table = nlmsg_find_attr (message, sizeof (struct nfgenmsg), NFTA_TABLE_NAME);

  if (message->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES || table == NULL
      || (message->nlmsg_type & 0xff) == NFT_MSG_NEWGEN)
    return NL_OK;
  if (g_str_equal (nla_get_string (table), news->guard))
    tell (news, NET_NEWS_GUARD, message);
  else if (g_str_equal (nla_get_string (table), news->leash))
    tell (news, NET_NEWS_LEASH, message);
  return NL_OK;
}

static gboolean
on_filter_readable (int fd, GIOCondition condition, gpointer user_data)
{
  NetNews *news = user_data;

  if (drain (news->filter))
    tell (news, NET_NEWS_GUARD | NET_NEWS_LEASH, NULL);
  return G_SOURCE_CONTINUE;
}

static void
listen_to_filter (NetNews *news)
{
  news->filter = nl_socket_alloc ();
  if (news->filter == NULL || nl_connect (news->filter, NETLINK_NETFILTER) < 0)
    return;
  prepare_socket (news->filter, on_filter_message, news);
  if (nl_socket_add_membership (news->filter, NFNLGRP_NFTABLES) == 0
      && nl_socket_set_nonblocking (news->filter) == 0)
    add_source (news, nl_socket_get_fd (news->filter), on_filter_readable);
}

/* ---- Files ---------------------------------------------------------------------------------- */

/* The directories, because who replaces a file by rename leaves a watch on the old one behind; and
 * the file, because a mount point is in no directory that can be seen. */
static void
watch_files (NetNews *news)
{
  g_autofree char *target = realpath (NET_RESOLV_CONF, NULL);

  g_clear_pointer (&news->target, g_free);
  inotify_add_watch (news->files, "/etc", FILE_EVENTS | IN_ONLYDIR);
  inotify_add_watch (news->files, NET_RESOLV_CONF, IN_MODIFY | IN_CLOSE_WRITE);
  if (target != NULL)
    {
      g_autofree char *dir = g_path_get_dirname (target);

      news->target = g_path_get_basename (target);
      inotify_add_watch (news->files, dir, FILE_EVENTS | IN_ONLYDIR);
    }
}

/* Temporary files tell too: systemd-resolved throws its new file away where it is like the old one,
 * but it writes it only when a link was set up anew. */
static gboolean
is_about_dns (const NetNews *news, const struct inotify_event *event)
{
  return event->len == 0 || strstr (event->name, "resolv.conf") != NULL
         || g_strcmp0 (event->name, news->target) == 0;
}

static void
tell_dns (NetNews *news)
{
  if (news->writing != NULL)
    g_source_destroy (news->writing);
  g_clear_pointer (&news->writing, g_source_unref);
  watch_files (news);
  tell (news, NET_NEWS_DNS, NULL);
}

static gboolean
on_written (gpointer user_data)
{
  tell_dns (user_data);
  return G_SOURCE_REMOVE;
}

/* A file that is half written is nobody's: taken for the new original it would be put back in the
 * end, and replaced now it would be lost with what its writer has still to say. */
static void
wait_for_writer (NetNews *news)
{
  if (news->writing != NULL)
    return;
  news->writing = g_timeout_source_new (WRITING_TIME);
  g_source_set_callback (news->writing, on_written, news, NULL);
  g_source_attach (news->writing, g_main_context_get_thread_default ());
}

static gboolean
on_files_readable (int fd, GIOCondition condition, gpointer user_data)
{
  NetNews *news = user_data;
  char buffer[4096] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  guint32 seen = 0;
  gssize len;

  while ((len = read (fd, buffer, sizeof buffer)) > 0)
    for (gssize at = 0; at < len;)
      {
        const struct inotify_event *event = (const struct inotify_event *) (void *) (buffer + at);

        if (is_about_dns (news, event))
          seen |= event->mask;
        at += (gssize) (sizeof *event + event->len);
      }
  if ((seen & ~(guint32) WRITING) != 0)
    tell_dns (news);
  else if (seen != 0)
    wait_for_writer (news);
  return G_SOURCE_CONTINUE;
}

static void
listen_to_files (NetNews *news)
{
  news->files = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (news->files < 0)
    return;
  watch_files (news);
  add_source (news, news->files, on_files_readable);
}

/* ---- The bus -------------------------------------------------------------------------------- */

static void
on_name_owner_changed (GDBusConnection *bus, const char *sender, const char *path,
                       const char *interface, const char *signal, GVariant *parameters,
                       gpointer user_data)
{
  const char *owner = "";

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    g_variant_get (parameters, "(&s&s&s)", NULL, NULL, &owner);
  /* Who is back has forgotten what it was told. */
  if (owner[0] != '\0')
    tell (user_data, NET_NEWS_DNS | NET_NEWS_KERNEL, NULL);
}

/* It sets the resolver up anew at each of its changes, and after sleep. */
static void
on_nm_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
               const char *signal, GVariant *parameters, gpointer user_data)
{
  tell (user_data, NET_NEWS_DNS | NET_NEWS_HOST, NULL);
}

static void
listen_to_bus (NetNews *news, GDBusConnection *bus)
{
  static const char *const names[] = { NET_DNS_RESOLVED_NAME, NM_NAME };

  news->bus = g_object_ref (bus);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    news->subscriptions[news->n_subscriptions++] = g_dbus_connection_signal_subscribe (
        bus, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
        "/org/freedesktop/DBus", names[i], G_DBUS_SIGNAL_FLAGS_NONE, on_name_owner_changed, news,
        NULL);
  news->subscriptions[news->n_subscriptions++] = g_dbus_connection_signal_subscribe (
      bus, NM_NAME, NM_NAME, "StateChanged", "/org/freedesktop/NetworkManager", NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_nm_changed, news, NULL);
}

NetNews *
net_news_new (guint slot, const char *ifname, GDBusConnection *bus, NetNewsFunc func,
              gpointer user_data, GError **error)
{
  g_autoptr (NetNews) news = g_new0 (NetNews, 1);

  news->func = func;
  news->user_data = user_data;
  news->slot = slot;
  news->ifname = g_strdup (ifname);
  news->guard = g_strdup_printf ("genkan-%u", slot);
  news->leash = net_leash_table (slot);
  news->files = -1;
  news->culprits = net_culprits_new (bus);
  if (!listen_to_kernel (news, error))
    return NULL;
  listen_to_filter (news);
  listen_to_files (news);
  if (bus != NULL)
    listen_to_bus (news, bus);
  return g_steal_pointer (&news);
}

void
net_news_free (NetNews *news)
{
  if (news == NULL)
    return;
  for (guint i = 0; i < news->n_sources; i++)
    {
      g_source_destroy (news->sources[i]);
      g_source_unref (news->sources[i]);
    }
  for (guint i = 0; i < news->n_subscriptions; i++)
    g_dbus_connection_signal_unsubscribe (news->bus, news->subscriptions[i]);
  g_clear_object (&news->bus);
  if (news->writing != NULL)
    g_source_destroy (news->writing);
  g_clear_pointer (&news->writing, g_source_unref);
  if (news->files >= 0)
    close (news->files);
  net_culprits_free (news->culprits);
  g_clear_pointer (&news->kernel, nl_socket_free);
  g_clear_pointer (&news->filter, nl_socket_free);
  g_free (news->ifname);
  g_free (news->guard);
  g_free (news->leash);
  g_free (news->target);
  g_free (news);
}
