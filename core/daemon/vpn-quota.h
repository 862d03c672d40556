// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnQuota: what the calls of one user may hold of genkand at once, so that nobody can use up what
 * the others need. A call is charged when it arrives and discharged when it is freed. It arrives
 * before it is known whose it is: until then its bus name has an account of its own, with
 * smaller limits, which becomes part of the user's. uid 0 has no limits. Thread-safe: calls arrive
 * on the thread of GDBus.
 */
#pragma once

#include <glib.h>

#define VPN_QUOTA_CALLS          64               /* of one user */
#define VPN_QUOTA_OCTETS         ((gsize) 524288) /* of one user's calls */
#define VPN_QUOTA_FDS            32               /* of one user */
#define VPN_QUOTA_STRANGER_CALLS 16               /* of a name whose user is not known yet */
/* Calls of one user each second, and how many he may have saved up: far beyond what any front end
 * does. What a user may have unanswered (the bus allows a thousand for each of his connections) all
 * stands in one line before genkand, and the calls of others behind it. */
#define VPN_QUOTA_RATE  200
#define VPN_QUOTA_BURST 500
/* A profile file, or a profile's settings, is below it. */
#define VPN_QUOTA_CALL_OCTETS ((gsize) 81920) /* of one call */
#define VPN_QUOTA_CALL_FDS    4               /* of one call */
/* The bus gives one user hundreds of names: what they hold before they are known adds up. */
#define VPN_QUOTA_STRANGER_OCTETS (2 * VPN_QUOTA_CALL_OCTETS)
#define VPN_QUOTA_STRANGER_FDS    VPN_QUOTA_CALL_FDS
/* Refusals of one user that are told him each second. The bus lets nobody have more than so many
 * calls unanswered, so silence stops a flood at its source, where an answer would only make room
 * for the next call. */
#define VPN_QUOTA_REFUSALS 32

typedef struct VpnQuota VpnQuota;
typedef struct VpnCharge VpnCharge;

VpnQuota *vpn_quota_new (void) G_GNUC_WARN_UNUSED_RESULT;
VpnQuota *vpn_quota_ref (VpnQuota *quota);
/* Charges may outlive the last reference of others. */
void vpn_quota_unref (VpnQuota *quota);

typedef enum
{
  VPN_QUOTA_FITS = 0,
  VPN_QUOTA_REFUSE, /* it is too large, one too many or too soon */
  VPN_QUOTA_IGNORE, /* so are many others: not worth an answer any more */
} VpnQuotaVerdict;

/* A call of that bus name, at that time (monotonic microseconds). ret_charge: owned; only when it
 * fits. */
VpnQuotaVerdict vpn_quota_charge (VpnQuota *quota, const char *name, gsize octets, guint n_fds,
                                  gint64 now, VpnCharge **ret_charge) G_GNUC_WARN_UNUSED_RESULT;
void vpn_charge_free (VpnCharge *charge);

/* The bus told whose name it is; what it has under way counts as the user's. Idempotent. */
void vpn_quota_identify (VpnQuota *quota, const char *name, guint32 uid);
/* The name left the bus; what it has under way still counts. */
void vpn_quota_forget (VpnQuota *quota, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnQuota, vpn_quota_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnCharge, vpn_charge_free)
