// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Name servers and domains of a connection, through whatever manages the host's resolver. Three
 * back ends, chosen at run time: systemd-resolved, resolvconf(8), /etc/resolv.conf itself.
 * Asynchronous, on the thread-default main context; errors are VPN_ERROR.
 */
#pragma once

#include "net-dns-state.h"
#include "net-plan.h"

#define NET_DNS_APPLY_TIMEOUT 3000 /* ms; resolved may have to be started */
#define NET_DNS_UNDO_TIMEOUT  1000 /* ms; a disconnect ends within two seconds */

/* For whom a call acts; borrowed for the call. */
typedef struct
{
  GDBusConnection *bus;    /* NULL: no D-Bus */
  const char *runtime_dir; /* of net-resolv-conf.h */
  const char *name;        /* the connection's, [a-z0-9-] */
} NetDnsPlace;

/* One implementation. The functions take over task and complete it with a boolean or an error;
 * nothing else lives longer than the call. Undoing what is gone, or what somebody else has since
 * replaced, succeeds. check: whether what was applied still holds. */
typedef struct
{
  void (*apply) (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan,
                 GTask *task);
  void (*undo) (const NetDnsState *state, const NetDnsPlace *place, GTask *task);
  void (*check) (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan,
                 GTask *task);
} NetDnsBackend;

/* Picks the back end for the host as it is now. Finishes with an owned state, never an error. */
void net_dns_choose_async (const NetDnsPlace *place, const char *ifname,
                           GAsyncReadyCallback callback, gpointer user_data);
NetDnsState *net_dns_choose_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

void
net_dns_apply_async (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void net_dns_undo_async (const NetDnsState *state, const NetDnsPlace *place,
                         GAsyncReadyCallback callback, gpointer user_data);
void net_dns_check_async (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan,
                          GAsyncReadyCallback callback, gpointer user_data);
/* Of all three; of a check FALSE without an error: something is lost. */
gboolean net_dns_finish (GAsyncResult *result, GError **error);
