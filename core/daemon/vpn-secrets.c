// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnSecrets: one slot for each kind of secret that may be kept. */
#include "vpn-secrets.h"

struct VpnSecrets
{
  SecretBuf *password; /* owned or NULL */
  SecretBuf *psk;      /* owned or NULL */
  SecretBuf *ppk;      /* owned or NULL */
};

VpnSecrets *
vpn_secrets_new (void)
{
  return g_new0 (VpnSecrets, 1);
}

void
vpn_secrets_free (VpnSecrets *secrets)
{
  if (secrets == NULL)
    return;
  secret_buf_free (secrets->password);
  secret_buf_free (secrets->psk);
  secret_buf_free (secrets->ppk);
  g_free (secrets);
}

/* Where an answer of this kind is kept; NULL: nowhere. */
static SecretBuf **
slot_of (VpnSecrets *secrets, VpnSecretKind kind)
{
  switch (kind)
    {
    case VPN_SECRET_PASSWORD:
    case VPN_SECRET_NEW_PASSWORD:
      return &secrets->password;
    case VPN_SECRET_PSK:
      return &secrets->psk;
    case VPN_SECRET_PPK:
      return &secrets->ppk;
    case VPN_SECRET_RESPONSE:
    case VPN_SECRET_KEY_PASSPHRASE:
    case VPN_SECRET_PIN:
      return NULL;
    }
  return NULL;
}

const SecretBuf *
vpn_secrets_recall (VpnSecrets *secrets, VpnSecretKind kind, gboolean retry)
{
  SecretBuf **slot = slot_of (secrets, kind);

  /* The old password must not become the new one. */
  if (slot == NULL || kind == VPN_SECRET_NEW_PASSWORD)
    return NULL;
  if (retry)
    g_clear_pointer (slot, secret_buf_free);
  return *slot;
}

void
vpn_secrets_remember (VpnSecrets *secrets, VpnSecretKind kind, const SecretBuf *secret)
{
  SecretBuf **slot = slot_of (secrets, kind);

  if (slot == NULL)
    return;
  secret_buf_free (*slot);
  *slot = secret_buf_dup (secret);
}
