// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnAttempt: one try to have a session with the gateway, from looking up its name to the end of
 * the worker that carries the session. It owns the look-up, the sockets, the worker and every timer
 * between them; freeing it cancels all of that, so nothing late ever arrives. The device and the
 * plan in force belong to the VpnHostSide, which outlives it.
 *
 * Order of use: new, answers and wishes through its worker, close or not, free. The owner's
 * functions run on the main loop that made the object, never from inside a call of the owner; the
 * owner may free the object inside lost and ended. Main-loop thread.
 */
#pragma once

#include "vpn-connect-options.h"
#include "vpn-host.h"
#include "vpn-services.h"
#include "vpn-worker.h"

typedef struct VpnAttempt VpnAttempt;

/* Longest time a worker may say nothing before it is up: longer than a person is waited for, and
 * far longer than any gateway is. */
#define VPN_ATTEMPT_STALL_MS ((VPN_AGENT_TIMEOUT_S + 60) * 1000)

/* Longest wait for a name whose addresses are known: behind a dead tunnel that takes all of DNS the
 * question is never answered. */
#define VPN_ATTEMPT_LOOKUP_AGAIN_MS 2000

/* Longest time a worker that is up already may take to tell a new genkand what it has. */
#define VPN_ATTEMPT_REPORT_MS 5000

/* What the owner hears; every pointer is borrowed for the call. What the worker says is checked as
 * vpn-worker.h tells, plans are checked to the end and applied before they are told. Nothing but
 * ended comes after vpn_attempt_close(). */
typedef struct
{
  void (*step) (gpointer owner, VpnStep step, const char *detail);
  void (*contact) (gpointer owner,
                   const char *address); /* the gateway's first address to be tried */
  void (*need_secret) (gpointer owner, const VpnWorkerSecretRequest *request);
  void (*need_signature) (gpointer owner, guint32 ticket, CrySig sig, GBytes *octets);
  void (*peer) (gpointer owner, GVariant *peer);           /* a{sv} */
  void (*shown) (gpointer owner, GVariant *certificates);  /* aa{sv} */
  void (*child_sas) (gpointer owner, GVariant *child_sas); /* aa{sv} */
  void (*counters) (gpointer owner, GVariant *counters); /* a{sv}; in the order they were wanted */
  void (*message) (gpointer owner, const char *text);
  void (*log) (gpointer owner, LogSinkLevel level, const char *text);
  void (*breach) (gpointer owner, VpnBreach breach); /* the worker's; it is gone */
  /* Whether the plan may be applied, without what the owner leaves out of it; FALSE: error says why
   * not. */
  gboolean (*accepts) (gpointer owner, NetPlan *plan, GError **error);
  void (*plan) (gpointer owner);  /* another plan is in force */
  void (*reach) (gpointer owner); /* its worker may go to one address more */
  void (*up) (gpointer owner);    /* once: traffic flows, by the plan in force */
  void (*stalled) (gpointer owner, gboolean stalled); /* packets leave, none comes back */
  void (*moves) (gpointer owner, gboolean moves);     /* whether packets do, in any direction */
  /* Once: it will not get any further; the owner closes or frees it. proven: the gateway had proven
   * itself before that. */
  void (*lost) (gpointer owner, VpnReason reason, const char *detail, gboolean proven);
  void (*ended) (gpointer owner); /* once after close: nothing of it is left */
} VpnAttemptEvents;

typedef struct /* borrowed; outlives the attempt */
{
  const VpnServices *services;
  const VpnProfile *profile;
  const VpnConnectOptions *options;
  GBytes *public_key; /* taken; of who signs, or NULL */
  VpnHostSide *host;
  const char *name; /* of the connection, for the worker's log */
  guint slot;       /* likewise */
  GArray *gateways; /* counted; IpAddress, where the gateway was the last time, or NULL */
  int worker_fd, worker_pidfd; /* taken; of a worker that is up already; -1: a new one */
  const char *leash;           /* for the call; vpn_attempt_get_leash() of that worker's, or NULL */
  guint trust_gateways : 1;    /* go there without asking for the name again */
} VpnAttemptConfig;

/* Begins in the next turn of the main loop. events outlives the object (it is a constant). */
VpnAttempt *vpn_attempt_new (const VpnAttemptConfig *config, const VpnAttemptEvents *events,
                             gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
/* The worker goes at once. NULL is legal. */
void vpn_attempt_free (VpnAttempt *attempt);
/* The worker says goodbye, within VPN_WORKER_CLOSE_MS. Idempotent. */
void vpn_attempt_close (VpnAttempt *attempt);

/* Borrowed; NULL when there is none or it is gone. */
VpnWorker *vpn_attempt_get_worker (VpnAttempt *attempt);
/* Whether it has got as far as to contact the gateway. */
gboolean vpn_attempt_is_launched (const VpnAttempt *attempt);
/* Whether a route of the host leads to one of the gateway's addresses now. */
gboolean vpn_attempt_has_way (const VpnAttempt *attempt);
/* IpAddress, the one that answered first; borrowed; NULL before the name is known. */
GArray *vpn_attempt_get_gateways (VpnAttempt *attempt);
/* Somebody touched the packet filter. TRUE: what keeps the worker to its gateway was gone, and
 * stands again. */
gboolean vpn_attempt_renew_leash (VpnAttempt *attempt);
/* For a genkand that comes after this one (net_leash_to_text()); owned, NULL: there is none. */
char *vpn_attempt_get_leash (VpnAttempt *attempt) G_GNUC_WARN_UNUSED_RESULT;
/* The answer arrives as counters. */
void vpn_attempt_want_counters (VpnAttempt *attempt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnAttempt, vpn_attempt_free)
