// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetCulprits: which program sent a netlink message, as far as can be told. The network's usual
 * managers are asked of the bus, because /proc hides the processes of other users from a service;
 * whoever else shows there is named by it. Main-loop thread.
 */
#pragma once

#include <gio/gio.h>

typedef struct NetCulprits NetCulprits;

/* bus may be NULL. */
NetCulprits *net_culprits_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void net_culprits_free (NetCulprits *culprits);
/* The program behind a netlink port, such as "systemd-networkd"; owned. NULL: the kernel, we
 * ourselves, one that has ended, or one that chose a number that says nothing. */
char *net_culprits_find (const NetCulprits *culprits, guint32 port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetCulprits, net_culprits_free)
