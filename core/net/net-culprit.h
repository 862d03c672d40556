// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Which program sent a netlink message, as far as that can be told. */
#pragma once

#include <glib.h>

/* The program behind a netlink port, such as "systemd-networkd"; owned. NULL: the kernel, we
 * ourselves, one that has ended, or one that chose a number that says nothing. */
char *net_culprit_of_port (guint32 port);
