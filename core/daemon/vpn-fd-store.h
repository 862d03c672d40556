// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnFdStore: descriptors that outlive genkand in the service manager's store (sd_notify(3),
 * FDSTORE=1), so that a genkand that is restarted finds devices and workers where it left them.
 * Without a service manager nothing is kept and nothing is found. Each is named by its connection
 * and by what it is. Single owner; main-loop thread.
 */
#pragma once

#include <glib.h>

typedef struct VpnFdStore VpnFdStore;

/* What there can be of one connection. */
#define VPN_FD_TUN    "tun"    /* the TUN device */
#define VPN_FD_WORKER "worker" /* our end of the RPC */
#define VPN_FD_PID    "pid"    /* pidfd of the worker */
#define VPN_FD_LOCK   "lock"   /* what the guard's second bolt belongs to */

/* Takes what the service manager handed to this process; once. */
VpnFdStore *vpn_fd_store_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Closes ours; what is in the store stays there. NULL is legal. */
void vpn_fd_store_free (VpnFdStore *store);

/* What an earlier run kept, owned by the caller; -1: nothing. */
int vpn_fd_store_take (VpnFdStore *store, const char *connection, const char *what)
    G_GNUC_WARN_UNUSED_RESULT;
/* Keeps a copy in the place of the one of this name; fd is borrowed. */
void vpn_fd_store_keep (VpnFdStore *store, const char *connection, const char *what, int fd);
void vpn_fd_store_forget (VpnFdStore *store, const char *connection, const char *what);
/* Nobody wants what was not taken. */
void vpn_fd_store_drop_rest (VpnFdStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnFdStore, vpn_fd_store_free)
