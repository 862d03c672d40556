// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnCall: one D-Bus method call on its way through genkand: who asks (bus name and uid as the bus
 * vouches for them), for what, and the one answer. A call that is dropped unanswered answers
 * "internal error", so that no caller ever hangs. Reference counted; main-loop thread.
 */
#pragma once

#include "vpn-error.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

typedef struct VpnCall VpnCall;

/* Takes the invocation. */
VpnCall *vpn_call_new (GDBusMethodInvocation *invocation, guint32 uid) G_GNUC_WARN_UNUSED_RESULT;
VpnCall *vpn_call_ref (VpnCall *call);
void vpn_call_unref (VpnCall *call);

const char *vpn_call_get_sender (const VpnCall *call);
guint32 vpn_call_get_uid (const VpnCall *call);
/* Whether the caller can wait while a person is asked for a password by polkit. */
gboolean vpn_call_is_interactive (const VpnCall *call);
const char *vpn_call_get_interface (const VpnCall *call);
const char *vpn_call_get_method (const VpnCall *call);
const char *vpn_call_get_path (const VpnCall *call);
/* Borrowed. */
GVariant *vpn_call_get_parameters (const VpnCall *call);
/* Duplicate of the descriptor with this handle, owned by the caller; -1: no such handle. */
int vpn_call_dup_fd (const VpnCall *call, gint32 handle);

/* Answers. value: tuple, consumed if floating; NULL: (). Only the first answer counts. */
void vpn_call_return (VpnCall *call, GVariant *value);
/* (h): takes fd. */
void vpn_call_return_fd (VpnCall *call, int fd);
void vpn_call_return_path (VpnCall *call, const char *path);
/* error is borrowed. */
void vpn_call_fail (VpnCall *call, const GError *error);
G_GNUC_PRINTF (3, 4)
void vpn_call_fail_code (VpnCall *call, VpnError code, const char *format, ...);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnCall, vpn_call_unref)
