// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The rule that sends everything of a family without VPN_FWMARK into the slot's table. */
#pragma once

#include "net-netlink.h"

/* whole: the table takes everything, so it is asked after those of connections that take a part. */
gboolean net_rule_add (NetNl *nl, guint slot, int family, gboolean whole, GError **error);
gboolean net_rule_remove (NetNl *nl, guint slot, int family, gboolean whole, GError **error);
/* Whether an announced rule is the slot's, and which of the two. */
gboolean net_rule_read (struct nlmsghdr *message, guint slot, gboolean *ret_whole);
/* A request for all rules of a family. */
struct nl_msg *net_rule_list (int family);
guint32 net_rule_get_table (struct nlmsghdr *message);
