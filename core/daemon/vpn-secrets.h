// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnSecrets: what one connection remembers while it lives, so that a reconnect needs no person:
 * password, pre-shared keys. Never one-time codes. Single owner; main-loop thread.
 */
#pragma once

#include "secret.h"
#include "vpn-enums.h"

typedef struct VpnSecrets VpnSecrets;

VpnSecrets *vpn_secrets_new (void) G_GNUC_WARN_UNUSED_RESULT;
void vpn_secrets_free (VpnSecrets *secrets);

/* What the gateway's question can be answered with, borrowed until the next call; NULL: a person
 * has to be asked. retry: the last answer was refused, what was remembered of this kind goes. */
const SecretBuf *vpn_secrets_recall (VpnSecrets *secrets, VpnSecretKind kind, gboolean retry);
/* A person's answer. A new password takes the place of the password. Borrowed. */
void vpn_secrets_remember (VpnSecrets *secrets, VpnSecretKind kind, const SecretBuf *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnSecrets, vpn_secrets_free)
