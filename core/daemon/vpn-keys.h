// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnKeys: the private key of one connection. The caller read the file with its own rights and
 * handed a sealed copy in; the key stays here and signs for the worker. Main-loop thread.
 */
#pragma once

#include "cry-sig.h"
#include "secret.h"

#include <gio/gio.h>

#define VPN_KEYS_PASSPHRASE_TRIES 3

typedef struct VpnKeys VpnKeys;

/* Reads a sealed memfd (vpn-sealed.h); fd is borrowed. */
VpnKeys *vpn_keys_new (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void vpn_keys_free (VpnKeys *keys);

/* A CryPrivateKeyResult; passphrase may be NULL. Once it is OK the file's contents are wiped. */
int vpn_keys_unlock (VpnKeys *keys, const SecretBuf *passphrase) G_GNUC_WARN_UNUSED_RESULT;
/* How many passphrases were tried. */
guint vpn_keys_get_tries (const VpnKeys *keys);
/* The public half, DER SubjectPublicKeyInfo; owned; NULL when the key is locked. */
GBytes *vpn_keys_get_public (const VpnKeys *keys) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when the key is locked or the scheme does not fit it. */
GBytes *vpn_keys_sign (const VpnKeys *keys, CrySig sig, GBytes *octets) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnKeys, vpn_keys_free)
