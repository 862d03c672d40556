// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnProfileObject: a stored profile as the D-Bus object org.genkan.VPN1.Profile. What concerns
 * more than this profile (unique names, starting connections, deleting) is its host's, the
 * manager. Main-loop thread.
 */
#pragma once

#include "vpn-enums.h"
#include "vpn-exported.h"
#include "vpn-profile.h"
#include "vpn-store.h"

#define VPN_TYPE_PROFILE_OBJECT (vpn_profile_object_get_type ())
G_DECLARE_FINAL_TYPE (VpnProfileObject, vpn_profile_object, VPN, PROFILE_OBJECT, VpnExported)

typedef struct
{
  /* Whether the profile may become this one, beside the others there are. */
  gboolean (*check) (gpointer host, VpnProfileObject *self, const VpnProfile *profile,
                     GError **error);
  /* It has become another one. */
  void (*changed) (gpointer host);
  void (*connect) (gpointer host, VpnProfileObject *self, VpnCall *call);
  void (*examine) (gpointer host, VpnProfileObject *self, VpnCall *call);
  gboolean (*remove) (gpointer host, VpnProfileObject *self, GError **error);
} VpnProfileHost;

/* number: of the object path. host and functions are borrowed and outlive the object; profile is
 * taken. */
VpnProfileObject *vpn_profile_object_new (guint number, VpnStoreScope scope, VpnProfile *profile,
                                          const char *file) G_GNUC_WARN_UNUSED_RESULT;
void vpn_profile_object_set_host (VpnProfileObject *self, const VpnProfileHost *functions,
                                  gpointer host, VpnStore *store);

const VpnProfile *vpn_profile_object_get_profile (VpnProfileObject *self);
const char *vpn_profile_object_get_name (VpnProfileObject *self);
const char *vpn_profile_object_get_uuid (VpnProfileObject *self);
const char *vpn_profile_object_get_file (VpnProfileObject *self);

/* A profile stays who it is: VPN_ERROR_INVALID_SETTING for another UUID. */
gboolean
vpn_profile_object_check_uuid (VpnProfileObject *self, const VpnProfile *profile, GError **error);
/* Takes profile, which stands in its file. FALSE: it is what it was. */
gboolean vpn_profile_object_replace (VpnProfileObject *self, VpnProfile *profile);

/* Whether it has a connection. */
gboolean vpn_profile_object_is_used (VpnProfileObject *self);
/* path: "/" when there is none. */
void vpn_profile_object_set_connection (VpnProfileObject *self, const char *path);
void vpn_profile_object_set_last (VpnProfileObject *self, VpnReason reason, const char *error);

/* Whether a front end of the owner is to connect it now (Profile.Wanted). */
gboolean vpn_profile_object_is_wanted (VpnProfileObject *self);
void vpn_profile_object_set_wanted (VpnProfileObject *self, gboolean wanted);
