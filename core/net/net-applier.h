// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetApplier: makes a NetPlan true on this host, keeps it true, holds it closed or undoes it.
 *
 * Calls are serialised here: one that is made while another runs waits for it, in order, and its
 * callback comes when it has been done itself; callers need no flags of their own. Callbacks never
 * come from within the call. What is wanted stands in the connection's journal before anything is
 * done, so that whatever happens (disconnect, worker death, death of genkand) it can be made again
 * or undone. From a successful apply on, everything the plan needs is watched and put back at once
 * when another program takes it away. Main-loop thread; asynchronous because DNS goes over D-Bus.
 *
 * Native layout (see docs/architecture.md, "Routes that cannot loop"): routes live in table
 * VPN_ROUTE_TABLE + slot; a rule sends everything without VPN_FWMARK there; unreachable routes of
 * lower preference stand behind every tunnel route, so that traffic of the office range is refused,
 * not leaked, while the device is gone. Delegated connections have the packet filter guard only.
 */
#pragma once

#include "net-lock.h"
#include "net-plan.h"
#include "net-steps.h"

typedef struct NetApplier NetApplier;

/* Called from the main loop, never from within a call. Any may be NULL. */
typedef struct
{
  /* thing ("link", "address", "route", "rule", "guard", "dns") was lost and put back. culprit: the
   * program that took it away, NULL: not known. */
  void (*repaired) (gpointer owner, const char *thing, const char *culprit);
  /* net_applier_get_warnings() has changed. */
  void (*warnings_changed) (gpointer owner);
  /* The device of a plan that flows is not there any more: what is held stays held, and the owner
   * has to make another one. Told again with each news until it has. */
  void (*device_gone) (gpointer owner, const char *culprit);
  /* Somebody touched the packet filter's table of the slot's NetLeash. */
  void (*leash_touched) (gpointer owner, const char *culprit);
} NetApplierEvents;

typedef struct
{
  const char *runtime_dir; /* journals live in runtime_dir/journal; borrowed for the call */
  const char *name;        /* journal name of this connection, [a-z0-9-]; borrowed for the call */
  guint slot;              /* 0..255, one per connection: table and rule priority */
  gboolean delegated;      /* NetworkManager applies addresses, routes and DNS */
  GDBusConnection *bus;    /* system bus for resolved; NULL: no D-Bus */
  const NetApplierEvents *events; /* static; NULL: none */
  gpointer owner;                 /* borrowed; handed to the events, until net_applier_free() */
} NetApplierConfig;

/* What a journal of this name says an earlier run wanted is wanted still: undo takes it away, hold
 * and apply go on from it. */
NetApplier *
net_applier_new (const NetApplierConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Frees; what was applied stays and the journal with it, but nobody keeps it any more. */
void net_applier_free (NetApplier *applier);

/* VPN_PROTECTION_FLOWING. Applies, or moves from the plan before to this one with no gap. On
 * failure that one is in force again and error says which step failed (VPN_ERROR_FAILED). Name
 * servers that cannot be set and a missing packet filter are warnings. */
void net_applier_apply_async (NetApplier *applier, const NetPlan *plan, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* VPN_PROTECTION_HELD: the plan before stays, guard and fences in force, its tunnel routes away.
 * Nothing to do where there is none; works without the device. */
void net_applier_hold_async (NetApplier *applier, GAsyncReadyCallback callback, gpointer user_data);
/* VPN_PROTECTION_HELD, but signer (a uid; NULL: nobody any more) may open web pages in clear and
 * everybody ask the host's own name servers, to sign in at the network; the next plan ends that.
 * Nothing to do without a plan; VPN_ERROR_FAILED without a packet filter. */
void net_applier_sign_in_async (NetApplier *applier, const guint32 *signer,
                                GAsyncReadyCallback callback, gpointer user_data);
/* VPN_PROTECTION_OPEN. Undoes everything, reports the first failure but goes on; withdraws what
 * waits; ends within two seconds. */
void net_applier_undo_async (NetApplier *applier, GAsyncReadyCallback callback, gpointer user_data);
/* Of all four. */
gboolean net_applier_finish (NetApplier *applier, GAsyncResult *result, GError **error);

/* The second bolt of its guard (net-lock.h), which a copy of its socket keeps over the death of
 * this process; borrowed. */
NetLock *net_applier_get_lock (NetApplier *applier);
/* The plan in force, NULL with VPN_PROTECTION_OPEN; borrowed until the next callback. */
const NetPlan *net_applier_get_plan (const NetApplier *applier);
/* Sentences for people about what is not as it should be, the plan's own included; owned. */
GStrv net_applier_get_warnings (const NetApplier *applier);
/* What becomes of packets to the address now: "BYPASS", "PROTECT" or "DISCARD" (net-policy.h).
 * NULL: with no connection. ret_why: owned. */
const char *
net_applier_decide (const NetApplier *applier, const IpAddress *address, char **ret_why);
/* How often something was lost and put back. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetApplier, net_applier_free)
