// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnResolver: turns a gateway's name into addresses without a DNS answer ever being parsed in
 * genkand. A short-lived unprivileged process (genkan-resolve) asks the system's resolver and
 * returns a bounded binary list. A numeric address is answered at once, without a process.
 * Main-loop thread.
 */
#pragma once

#include "ip.h"

#include <gio/gio.h>

#define VPN_RESOLVER_ADDRESSES_MAX 16
#define VPN_RESOLVER_TIMEOUT_MS    10000

/* helper: path of genkan-resolve, or NULL for the installed one; host: name or address; family:
 * AF_UNSPEC, AF_INET or AF_INET6 only. Strings are borrowed for the call. Cancelling ends the
 * process. */
void vpn_resolver_resolve_async (const char *helper, const char *host, sa_family_t family,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
/* GArray of IpAddress in the order to try them, at least one and at most
 * VPN_RESOLVER_ADDRESSES_MAX; owned. NULL: VPN_ERROR_NOT_FOUND when the name has no address,
 * VPN_ERROR_IO when the resolver failed or took too long, G_IO_ERROR_CANCELLED when cancelled. */
GArray *
vpn_resolver_resolve_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the process answered (resolve-wire.h); family as above. IpAddress, at least one; owned.
 * NULL: it is no answer, or has no such address. Pure. */
GArray *
vpn_resolver_read (const guint8 *answer, gsize len, sa_family_t family) G_GNUC_WARN_UNUSED_RESULT;

/* Puts the address, if it is one of them, to the front, and those before it, which were tried and
 * did not answer, to the end. */
void vpn_resolver_prefer (GArray *addresses, const IpAddress *answered);
