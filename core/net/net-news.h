// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetNews: tells when something that a connection relies on may have changed: the kernel's links,
 * addresses, routes and rules, the packet filter, the resolver's configuration, and what
 * systemd-resolved and NetworkManager say of themselves. It does not know what is wanted: whoever
 * is told looks. The callback runs on the main loop of the thread that made it.
 */
#pragma once

#include <gio/gio.h>

typedef enum
{
  NET_NEWS_KERNEL = 1 << 0, /* of the slot's own table, rules or device */
  NET_NEWS_HOST = 1 << 1,   /* of another device or address: nothing urgent */
  NET_NEWS_GUARD = 1 << 2,
  NET_NEWS_DNS = 1 << 3,
  NET_NEWS_LEASH = 1 << 4, /* of what keeps the slot's worker to its gateway */
} NetNewsKind;

typedef struct NetNews NetNews;

/* culprit: the program that did it, where it is known; borrowed, NULL: it is not. */
typedef void (*NetNewsFunc) (NetNewsKind news, const char *culprit, gpointer user_data);

/* bus may be NULL. What cannot be watched on this host is not. */
NetNews *net_news_new (guint slot, const char *ifname, GDBusConnection *bus, NetNewsFunc func,
                       gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void net_news_free (NetNews *news);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetNews, net_news_free)
