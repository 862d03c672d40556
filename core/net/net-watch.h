// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetWatch: tells when the host's own network changed (link and its MTU, address, default route),
 * coalesced over 50 ms. The callback runs on the main loop of the thread that made it. */
#pragma once

#include <glib.h>

typedef struct NetWatch NetWatch;
typedef void (*NetWatchFunc) (gpointer user_data);

NetWatch *
net_watch_new (NetWatchFunc changed, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void net_watch_free (NetWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetWatch, net_watch_free)
