// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What NetworkManager is told of a reason: one of its own three kinds of failure. */
#include "nmv-failure.h"

NMVpnPluginFailure
nmv_failure_from_reason (VpnReason reason)
{
  switch (vpn_reason_get_kind (reason))
    {
    /* Whatever a person can mend by typing something else. */
    case VPN_KIND_LOGIN:
    case VPN_KIND_PERSON:
    case VPN_KIND_KEY:
      return NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED;
    case VPN_KIND_NETWORK:
      return NM_VPN_PLUGIN_FAILURE_BAD_IP_CONFIG;
    case VPN_KIND_NONE:
    case VPN_KIND_USER:
    case VPN_KIND_UNREACHABLE:
    case VPN_KIND_UNTRUSTED:
    case VPN_KIND_REFUSED:
    case VPN_KIND_PROFILE:
    case VPN_KIND_FILE:
    case VPN_KIND_FAULT:
      return NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED;
    }
  return NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED;
}
