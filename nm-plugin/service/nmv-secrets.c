// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Secrets as NetworkManager keeps them. */
#include "nmv-secrets.h"

#include "vpn-names.h"
#include "vpn-sealed.h"

#include <string.h>
#include <unistd.h>

/* PEM says it in the label (RFC 7468 section 11) or, in the old form, in a header. */
#define ENCRYPTED_WORD "ENCRYPTED"

static gboolean
key_has_passphrase (const VpnClientFiles *files)
{
  int fd = files != NULL ? vpn_client_files_get (files, VPN_OPTION_KEY_FILE) : -1;
  g_autofree char *text = NULL;
  ssize_t len;
  gboolean found;

  if (fd < 0)
    return FALSE;
  text = g_malloc0 (VPN_SEALED_MAX);
  len = pread (fd, text, VPN_SEALED_MAX, 0);
  if (len <= 0)
    return FALSE;
  found = memmem (text, (gsize) len, ENCRYPTED_WORD, strlen (ENCRYPTED_WORD)) != NULL;
  explicit_bzero (text, (gsize) len);
  return found;
}

gboolean
nmv_secrets_find_first (const VpnProfile *profile, const VpnClientFiles *files,
                        VpnSecretKind *ret_kind)
{
  const char *method = vpn_profile_get_string (profile, VPN_KEY_AUTH);

  if (strcmp (method, "psk") == 0)
    *ret_kind = VPN_SECRET_PSK;
  else if (strcmp (method, "eap") == 0)
    *ret_kind = VPN_SECRET_PASSWORD;
  else if (key_has_passphrase (files))
    *ret_kind = VPN_SECRET_KEY_PASSPHRASE;
  else
    return FALSE;
  return TRUE;
}

const char *
nmv_secrets_get (NMConnection *connection, VpnSecretKind kind)
{
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);

  if (vpn == NULL)
    return NULL;
  return nm_setting_vpn_get_secret (vpn, vpn_secret_kind_to_string (kind));
}

gboolean
nmv_secrets_is_missing (NMConnection *connection, VpnSecretKind kind)
{
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);
  NMSettingSecretFlags flags = NM_SETTING_SECRET_FLAG_NONE;

  if (vpn == NULL || nmv_secrets_get (connection, kind) != NULL)
    return FALSE;
  (void) nm_setting_get_secret_flags (NM_SETTING (vpn), vpn_secret_kind_to_string (kind), &flags,
                                      NULL);
  return (flags & NM_SETTING_SECRET_FLAG_NOT_REQUIRED) == 0;
}
