// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The bouncer: decides whether a call may happen. One table says for every method of every
 * interface which polkit action it needs; a method that is not in the table is denied. uid 0 is
 * always allowed. polkit is asked asynchronously, because a person may have to type a password;
 * without polkitd every call that needs an action is denied. Main-loop thread.
 */
#pragma once

#include "vpn-call.h"
#include "vpn-exported.h"

typedef enum
{
  VPN_NEED_SIGHT = 1, /* nothing but that the caller may see the object */
  VPN_NEED_CONNECT,   /* connect, or connect-system for a system profile */
  VPN_NEED_MODIFY,    /* modify-own, or modify-system for a system profile */
  VPN_NEED_SCOPE,     /* the same by the method's "scope" argument, which is the second */
  VPN_NEED_READ,      /* nothing for one's own profile, connect-system for the system's */
  VPN_NEED_CONTROL,   /* as CONNECT for one's own connection, control-others for another's */
  VPN_NEED_COMPUTER,  /* connect-system */
  VPN_NEED_CAPTURE,   /* capture, whosever it is */
  VPN_NEED_OWNERSHIP, /* nothing for one's own connection, control-others for another's */
} VpnNeed;

typedef struct
{
  const char *interface;
  const char *method;
  VpnNeed need;
  gboolean takes_files; /* its options may be descriptors */
} VpnBouncerRule;

/* Calls of one user that polkit, which may wait for a person or for nobody, is asked about at once;
 * the others wait for these. */
#define VPN_BOUNCER_QUESTIONS_MAX 4

typedef struct VpnBouncer VpnBouncer;

VpnBouncer *vpn_bouncer_new (void) G_GNUC_WARN_UNUSED_RESULT;
VpnBouncer *vpn_bouncer_ref (VpnBouncer *bouncer);
/* Questions under way hold it as well. */
void vpn_bouncer_unref (VpnBouncer *bouncer);

/* The table, ending with a NULL interface. */
extern const VpnBouncerRule vpn_bouncer_rules[];
/* NULL: not listed, so denied. */
const VpnBouncerRule *vpn_bouncer_find_rule (const char *interface, const char *method);
/* The polkit action this call on target needs; NULL: none. */
const char *
vpn_bouncer_action (const VpnBouncerRule *rule, VpnExported *target, const VpnCall *call);

/* target must be visible to the caller already. Cancel when the caller leaves the bus. */
void vpn_bouncer_check_async (VpnBouncer *bouncer, VpnExported *target, VpnCall *call,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
/* Whether the caller might do that without anybody being asked; the same finish. */
void vpn_bouncer_ask_async (VpnBouncer *bouncer, VpnCall *call, const char *action,
                            GAsyncReadyCallback callback, gpointer user_data);
/* FALSE with VPN_ERROR_NOT_AUTHORIZED (or G_IO_ERROR_CANCELLED). */
gboolean vpn_bouncer_check_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnBouncer, vpn_bouncer_unref)
