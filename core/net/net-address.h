// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Addresses of the tunnel device. */
#pragma once

#include "net-netlink.h"

gboolean net_address_add (NetNl *nl, const char *ifname, const IpAddress *address, GError **error);
gboolean
net_address_remove (NetNl *nl, const char *ifname, const IpPrefix *address, GError **error);
