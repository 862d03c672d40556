// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetApplier: makes a NetPlan true on this host and undoes it.
 *
 * Every step is written to the connection's journal before it is done, so that whatever happens
 * (disconnect, worker death, death of genkand) can be undone from the journal alone. Steps are
 * reversible and idempotent. Main-loop thread; asynchronous because DNS goes over D-Bus.
 *
 * Native layout (see docs/architecture.md, "Routes that cannot loop"): routes live in table
 * VPN_ROUTE_TABLE + slot; a rule sends everything without VPN_FWMARK there; unreachable routes of
 * lower preference stand behind every tunnel route, so that traffic of the office range is refused,
 * not leaked, while the device is gone.
 */
#pragma once

#include "net-plan.h"

typedef struct NetApplier NetApplier;

typedef struct
{
  const char *runtime_dir; /* journals live in runtime_dir/journal; borrowed for the call */
  const char *name;        /* journal name of this connection, [a-z0-9-]; borrowed for the call */
  guint slot;              /* 0..255, one per connection: table and rule priority */
  gboolean delegated;      /* NetworkManager applies addresses, routes and DNS: only remember */
  GDBusConnection *bus;    /* system bus for resolved; NULL: no D-Bus */
} NetApplierConfig;

NetApplier *
net_applier_new (const NetApplierConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Frees; what was applied stays and the journal with it. */
void net_applier_free (NetApplier *applier);

/* Applies, or moves from the plan applied before to this one with no gap. On failure everything of
 * this call is undone and error says which step failed (VPN_ERROR_FAILED). */
void net_applier_apply_async (NetApplier *applier, const NetPlan *plan, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean net_applier_apply_finish (NetApplier *applier, GAsyncResult *result, GError **error);

/* Undoes everything, reports the first failure but goes on; ends within two seconds. */
void net_applier_undo_async (NetApplier *applier, GAsyncReadyCallback callback, gpointer user_data);
gboolean net_applier_undo_finish (NetApplier *applier, GAsyncResult *result, GError **error);

/* Undoes what journals of an earlier run left behind; returns how many. Synchronous, at start. */
guint net_recover (const char *runtime_dir, GDBusConnection *bus);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetApplier, net_applier_free)
