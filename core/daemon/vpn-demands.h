// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnDemands: what one worker may ask of its user and of the user's key. The profile says how one
 * logs in; that happens once, before the session is up, because a session is never authenticated
 * anew: another login is another worker. Pure, but for its counts; main-loop thread.
 */
#pragma once

#include "cry-sig.h"
#include "vpn-breach.h"
#include "vpn-enums.h"
#include "vpn-profile.h"

/* A login with several codes, a change of password and a mistyped one is far below. */
#define VPN_DEMANDS_SECRETS_MAX 32
/* Answers to IKE_SA_INIT that are followed side by side (eight), once more after a slow person;
 * twice as many where each is with and without a post-quantum key. */
#define VPN_DEMANDS_SIGNATURES_MAX 16

typedef struct
{
  const VpnProfile *profile; /* borrowed */
  gboolean is_up;            /* nobody has to log in any more */
  guint n_secrets, n_signatures;
} VpnDemands;

/* Counts it. NONE: it may be asked. */
VpnBreach vpn_demands_secret (VpnDemands *demands, VpnSecretKind kind) G_GNUC_WARN_UNUSED_RESULT;
VpnBreach vpn_demands_signature (VpnDemands *demands, GBytes *octets) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the profile lets its key be used like that: not with SHA-1 unless it says ike.legacy. An
 * honest worker may want that of an old gateway, and is told no. */
gboolean vpn_demands_allow (const VpnDemands *demands, CrySig sig);
