// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDemands: by the profile's way to log in. */
#include "vpn-demands.h"

#include "vpn-proof.h"

static gboolean
logs_in_with (const VpnDemands *demands, const char *method)
{
  return g_str_equal (vpn_profile_get_string (demands->profile, VPN_KEY_AUTH), method);
}

static gboolean
has_eap_method (const VpnDemands *demands, const char *method)
{
  return logs_in_with (demands, "eap")
         && g_strv_contains (vpn_profile_get_list (demands->profile, VPN_KEY_EAP_METHODS), method);
}

/* Whether some EAP method of the profile asks a person. */
static gboolean
has_words (const VpnDemands *demands)
{
  const char *const *methods = vpn_profile_get_list (demands->profile, VPN_KEY_EAP_METHODS);

  if (!logs_in_with (demands, "eap"))
    return FALSE;
  for (guint i = 0; methods[i] != NULL; i++)
    if (!g_str_equal (methods[i], "tls"))
      return TRUE;
  return FALSE;
}

static gboolean
has_ppk (const VpnDemands *demands)
{
  return *vpn_profile_get_string (demands->profile, VPN_KEY_PPK_ID) != '\0';
}

VpnBreach
vpn_demands_secret (VpnDemands *demands, VpnSecretKind kind)
{
  gboolean fits = FALSE;

  switch (kind)
    {
    case VPN_SECRET_PSK:
      fits = logs_in_with (demands, "psk");
      break;
    case VPN_SECRET_PPK:
      fits = has_ppk (demands);
      break;
    case VPN_SECRET_PASSWORD:
    case VPN_SECRET_RESPONSE:
    case VPN_SECRET_NEW_PASSWORD:
      fits = has_words (demands);
      break;
    case VPN_SECRET_KEY_PASSPHRASE: /* genkand's own to ask */
    case VPN_SECRET_PIN:            /* of the front end */
      break;
    }
  if (!fits)
    return VPN_BREACH_SECRET_KIND;
  if (demands->is_up)
    return VPN_BREACH_SECRET_LATE;
  return ++demands->n_secrets > VPN_DEMANDS_SECRETS_MAX ? VPN_BREACH_SECRET_COUNT : VPN_BREACH_NONE;
}

static guint
count_signatures_allowed (const VpnDemands *demands)
{
  gboolean twice
      = has_ppk (demands) && !vpn_profile_get_boolean (demands->profile, VPN_KEY_PPK_REQUIRED);

  return VPN_DEMANDS_SIGNATURES_MAX * (twice ? 2 : 1);
}

VpnBreach
vpn_demands_signature (VpnDemands *demands, GBytes *octets)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (octets, &len);
  gboolean by_tls = has_eap_method (demands, "tls");
  gboolean by_auth = logs_in_with (demands, "cert")
                     || (logs_in_with (demands, "eap")
                         && vpn_profile_get_boolean (demands->profile, VPN_KEY_CERT_FIRST));

  if (!by_auth && !by_tls)
    return VPN_BREACH_SIGNATURE_KIND;
  if (demands->is_up)
    return VPN_BREACH_SIGNATURE_LATE;
  if (++demands->n_signatures > count_signatures_allowed (demands))
    return VPN_BREACH_SIGNATURE_COUNT;
  if ((by_auth && vpn_proof_is_auth (data, len))
      || (by_tls && vpn_proof_is_certificate_verify (data, len)))
    return VPN_BREACH_NONE;
  return VPN_BREACH_SIGNATURE_FORM;
}

gboolean
vpn_demands_allow (const VpnDemands *demands, CrySig sig)
{
  return cry_sig_hash (sig) != CRY_HASH_SHA1
         || vpn_profile_get_boolean (demands->profile, VPN_KEY_LEGACY);
}
