// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Routes of a slot's own table, as steps: tunnel, unreachable and throw. */
#pragma once

#include "net-netlink.h"
#include "net-steps.h"

/* ifname: only for NET_STEP_ROUTE. */
gboolean
net_route_add (NetNl *nl, guint slot, const char *ifname, const NetStep *step, GError **error);
gboolean net_route_remove (NetNl *nl, guint slot, const NetStep *step, GError **error);
/* Removes a route of the table that is none of ours, as it was announced. */
gboolean net_route_remove_stray (NetNl *nl, const struct nlmsghdr *announced, GError **error);
/* The step an announced route of the slot's table is, with ifindex the device; FALSE: none. */
gboolean net_route_read (struct nlmsghdr *message, guint ifindex, NetStep *ret_step);
/* A request for all routes of the slot's table. */
struct nl_msg *net_route_list (guint slot, int family);
guint32 net_route_get_table (struct nlmsghdr *message);
