// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Look-up, way and files of a worker that is about to start. */
#include "vpn-launch.h"

#include "config.h"
#include "net-reach.h"
#include "net-ways.h"
#include "vpn-error.h"

#include <fcntl.h>
#include <unistd.h>

static sa_family_t
wanted_family (const VpnProfile *profile)
{
  const char *family = vpn_profile_get_string (profile, VPN_KEY_FAMILY);

  if (g_str_equal (family, "ipv4"))
    return AF_INET;
  return g_str_equal (family, "ipv6") ? AF_INET6 : AF_UNSPEC;
}

void
vpn_launch_look_up (const char *helper, const VpnProfile *profile, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_resolver_resolve_async (helper, vpn_profile_get_string (profile, VPN_KEY_GATEWAY),
                              wanted_family (profile), cancellable, callback, user_data);
}

static VpnReason
reason_of_reach (NetReach reach)
{
  switch (reach)
    {
    case NET_REACH_OK:
      return VPN_REASON_NONE;
    case NET_REACH_OFFLINE:
      return VPN_REASON_OFFLINE;
    case NET_REACH_NO_ROUTE:
      return VPN_REASON_NO_ROUTE;
    }
  return VPN_REASON_NONE;
}

/* Whoever wrote the number of this computer into the profile forwards a port; a name that leads
 * here is a mistake, or a filter's answer. */
static gboolean
is_usable (const IpAddress *address, gboolean is_number)
{
  if (ip_address_is_unspecified (address) || ip_address_is_multicast (address))
    return FALSE;
  return is_number || !ip_address_is_loopback (address);
}

VpnReason
vpn_launch_judge (const VpnProfile *profile, const GArray *gateways, const char *ifname,
                  char **ret_detail)
{
  const char *name = vpn_profile_get_string (profile, VPN_KEY_GATEWAY);
  IpAddress addresses[VPN_RESOLVER_ADDRESSES_MAX], number;
  gboolean is_number = ip_address_parse (name, &number);
  guint n = 0;

  for (guint i = 0; i < MIN (gateways->len, G_N_ELEMENTS (addresses)); i++)
    {
      addresses[n] = g_array_index (gateways, IpAddress, i);
      if (is_usable (&addresses[n], is_number))
        n++;
      else if (*ret_detail == NULL)
        *ret_detail = ip_address_to_text (&addresses[n]);
    }
  if (n == 0)
    return VPN_REASON_GATEWAY_ADDRESS_UNUSABLE;
  g_clear_pointer (ret_detail, g_free);
  return reason_of_reach (net_reach (addresses, n, ifname));
}

void
vpn_launch_order (GArray *gateways)
{
  NetWay way;
  guint n = 0;

  for (guint i = 0; i < gateways->len; i++)
    {
      IpAddress address = g_array_index (gateways, IpAddress, i);

      if (net_ways_find (&address, &way, 1) == 0)
        continue;
      g_array_remove_index (gateways, i);
      g_array_insert_val (gateways, n++, address);
    }
}

VpnReason
vpn_launch_judge_lookup (const GError *error, const char *ifname)
{
  NetReach reach = net_reach (NULL, 0, ifname);

  if (reach == NET_REACH_OFFLINE)
    return VPN_REASON_OFFLINE;
  if (g_error_matches (error, VPN_ERROR, VPN_ERROR_NOT_FOUND))
    return VPN_REASON_GATEWAY_NOT_FOUND;
  return reach == NET_REACH_OK ? VPN_REASON_NAME_SERVERS_SILENT : VPN_REASON_NO_ROUTE;
}

static int
open_ca (const VpnProfile *profile, const VpnFiles *files)
{
  int ca = vpn_files_get (files, VPN_FILE_CA);

  if (ca >= 0)
    return fcntl (ca, F_DUPFD_CLOEXEC, 3);
  if (g_str_equal (vpn_profile_get_string (profile, VPN_KEY_AUTH), "psk"))
    return -1;
  return open (GENKAN_SYSTEM_CA_BUNDLE, O_RDONLY | O_CLOEXEC);
}

gboolean
vpn_launch_worker (VpnWorker *worker, const VpnProfile *profile, const VpnConnectOptions *options,
                   VpnWorkerStart *start, GError **error)
{
  NetWay way;
  gboolean ok;

  if (net_ways_find (&start->gateways[0], &way, 1) == 0)
    way.mtu = NET_WAY_MTU;
  start->path_mtu = (guint16) MIN (way.mtu, G_MAXUINT16);
  start->ca = open_ca (profile, options->files);
  start->aaa_ca = vpn_files_get (options->files, VPN_FILE_AAA_CA);
  start->certificate = vpn_files_get (options->files, VPN_FILE_CERTIFICATE);
  ok = vpn_worker_start (worker, profile, start, error);
  if (start->ca >= 0)
    close (start->ca);
  return ok;
}
