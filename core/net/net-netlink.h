// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetNl: a route netlink socket for the single steps that keeping a plan is made of, one file per
 * noun. Every step is idempotent: adding what is there and removing what is gone succeed. Rules
 * need an inverted match, which rtnl_rule cannot express, so all messages are written by hand with
 * libnl's message builder. Synchronous (the kernel answers at once); any one thread.
 */
#pragma once

#include "ip.h"

#include <netlink/msg.h>
#include <netlink/netlink.h>

typedef struct nl_sock NetNl;

NetNl *net_nl_open (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sends message (consumed) and waits for the kernel's answer. harmless: NLE_ codes that count as
 * success, 0-terminated. what names the step in the error. */
gboolean net_nl_talk (NetNl *nl, struct nl_msg *message, const int *harmless, const char *what,
                      GError **error);
struct nl_msg *net_nl_message (int type, int flags, const void *header, gsize len);
void net_nl_put_address (struct nl_msg *message, int attribute, const IpAddress *address);

typedef void (*NetNlFunc) (struct nlmsghdr *message, gpointer user_data);
/* Sends a request for a list (consumed) and calls func with each element. What the kernel has no
 * table or family for is an empty list. FALSE if it cannot be read. */
gboolean net_nl_dump (NetNl *nl, struct nl_msg *request, NetNlFunc func, gpointer user_data);
/* A number of four octets, or otherwise where the message has none. */
guint32
net_nl_get_u32 (struct nlmsghdr *message, gsize header_len, int attribute, guint32 otherwise);
/* FALSE where the message has no address of that family there. */
gboolean net_nl_get_address (struct nlmsghdr *message, gsize header_len, int attribute,
                             IpAddress *ret_address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetNl, nl_socket_free)
