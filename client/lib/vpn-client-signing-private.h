// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientSigning: answers RequestSignature with the keys of tokens, which stay unlocked as long
 * as it lives. The tokens are talked to in threads of their own. GObject of the main-loop thread.
 *
 * Signal "question" (VpnClientQuestion *question): a PIN is needed; answer or decline it.
 */
#pragma once

#include <gio/gio.h>

#define VPN_CLIENT_PIN_TRIES 3

#define VPN_TYPE_CLIENT_SIGNING (vpn_client_signing_get_type ())
G_DECLARE_FINAL_TYPE (VpnClientSigning, vpn_client_signing, VPN, CLIENT_SIGNING, GObject)

VpnClientSigning *vpn_client_signing_new (void);
/* arguments: of RequestSignature. Takes over invocation. */
void vpn_client_signing_begin (VpnClientSigning *self, GVariant *arguments,
                               GDBusMethodInvocation *invocation);
