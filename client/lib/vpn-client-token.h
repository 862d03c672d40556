// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientToken: the private key that a PKCS#11 URI (RFC 7512) names, on a smart card or another
 * token of a module that p11-kit knows. The key never leaves the token; it signs there. A call may
 * take as long as the token, or whoever has to touch it. Single owner; any one thread at a time.
 *
 * Errors: VPN_ERROR_NOT_FOUND no such token or key, VPN_ERROR_NOT_AUTHORIZED the PIN is wrong,
 * VPN_ERROR_LIMIT the PIN is locked, VPN_ERROR_FAILED the rest.
 */
#pragma once

#include "secret.h"

#include <gio/gio.h>

typedef struct VpnClientToken VpnClientToken;

VpnClientToken *vpn_client_token_open (const char *uri, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void vpn_client_token_free (VpnClientToken *self);

/* What people call it. */
const char *vpn_client_token_get_label (const VpnClientToken *self);
/* Whether a PIN has to be typed here before it signs; some tokens have keys of their own for it. */
gboolean vpn_client_token_needs_pin (const VpnClientToken *self);
/* One more wrong PIN locks it, as far as the token says. */
gboolean vpn_client_token_is_last_try (VpnClientToken *self);
/* pin: NULL when none has to be typed here. */
gboolean vpn_client_token_unlock (VpnClientToken *self, SecretBuf *pin, GError **error);

/* Both after unlocking. The public half, DER SubjectPublicKeyInfo; owned; empty when the token does
 * not show it. */
GBytes *vpn_client_token_get_public_key (VpnClientToken *self) G_GNUC_WARN_UNUSED_RESULT;
/* scheme: name of a CrySig. In the form of RFC 7427; owned. */
GBytes *vpn_client_token_sign (VpnClientToken *self, const char *scheme, GBytes *octets,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The certificate that a URI names, in PEM, owned. */
char *vpn_client_token_read_certificate (const char *uri, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnClientToken, vpn_client_token_free)
