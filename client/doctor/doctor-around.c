// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What is around a VPN on this computer: clock, networks that the office has too, sizes, name
 * servers, other VPNs. */
#include "doctor-private.h"

#include "config.h"
#include "ip.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/timex.h>

#define SMALL_MTU     1400 /* bytes; what usual networks pass is more */
#define IKE_PORT      500
#define NATT_PORT     4500
#define UDP_TABLE_MAX (1024 * 1024) /* bytes */

/* ---- The clock ------------------------------------------------------------------------------- */

void
doctor_look_at_clock (DoctorContext *context)
{
  struct timex state = { .modes = 0 };
  GStatBuf program;
  gboolean is_set = adjtimex (&state) != TIME_ERROR;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  /* Nothing can be older than the program that says so. */
  if (g_stat ("/proc/self/exe", &program) == 0 && now + 86400 < program.st_mtime)
    doctor_report_add (context->report, "clock", DOCTOR_BAD,
                       g_strdup (_ ("The clock of this computer is behind")),
                       _ ("Set date and time, or switch on that they are set by the network"));
  else
    doctor_report_add (context->report, "clock", is_set ? DOCTOR_GOOD : DOCTOR_NOTE,
                       g_strdup (is_set ? _ ("The clock is set by the network")
                                        : _ ("Nothing sets the clock of this computer")),
                       is_set ? NULL
                              : _ ("Where certificates are said to be not valid yet or expired, "
                                   "look at date and time first"));
}

/* ---- Networks on both sides ------------------------------------------------------------------ */

static gboolean
read_network (const struct ifaddrs *at, IpRange *ret_range)
{
  IpPrefix prefix = { 0 };
  const guint8 *mask;
  guint octets, length = 0;

  if (at->ifa_addr == NULL || at->ifa_netmask == NULL
      || (at->ifa_flags & (IFF_LOOPBACK | IFF_POINTOPOINT)) != 0)
    return FALSE;
  if (at->ifa_addr->sa_family == AF_INET)
    {
      const struct sockaddr_in *address = (const void *) at->ifa_addr;

      ip_address_from_octets (&prefix.address, AF_INET, (const guint8 *) &address->sin_addr);
      mask = (const guint8 *) &((const struct sockaddr_in *) (const void *) at->ifa_netmask)
                 ->sin_addr;
    }
  else if (at->ifa_addr->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *address = (const void *) at->ifa_addr;

      ip_address_from_octets (&prefix.address, AF_INET6, (const guint8 *) &address->sin6_addr);
      mask = (const guint8 *) &((const struct sockaddr_in6 *) (const void *) at->ifa_netmask)
                 ->sin6_addr;
    }
  else
    return FALSE;
  if (ip_address_is_link_local (&prefix.address))
    return FALSE;
  octets = ip_family_octets (prefix.address.family);
  for (guint i = 0; i < octets; i++)
    length += (guint) __builtin_popcount (mask[i]);
  prefix.length = (guint8) length;
  ip_prefix_mask (&prefix);
  ip_prefix_to_range (&prefix, ret_range);
  return TRUE;
}

/* One of the profile that overlaps with network, or NULL. A route to everything is meant. */
static const char *
find_route_to (const VpnProfile *profile, const IpRange *network)
{
  const char *const *routes = vpn_profile_get_list (profile, VPN_KEY_ROUTES);

  for (gsize i = 0; routes[i] != NULL; i++)
    {
      IpRange range;

      if (!g_str_has_suffix (routes[i], "/0") && ip_range_parse (routes[i], &range)
          && (ip_range_contains (&range, &network->first)
              || ip_range_contains (network, &range.first)))
        return routes[i];
    }
  return NULL;
}

void
doctor_look_at_overlap (DoctorContext *context)
{
  struct ifaddrs *list = NULL;

  if (context->profile == NULL || getifaddrs (&list) != 0)
    return;
  for (const struct ifaddrs *at = list; at != NULL; at = at->ifa_next)
    {
      IpRange network;
      const char *route;
      g_autofree char *text = NULL;

      if (!read_network (at, &network)
          || (route = find_route_to (context->profile, &network)) == NULL)
        continue;
      text = ip_range_to_text (&network);
      doctor_report_add (
          context->report, "overlap", DOCTOR_NOTE,
          g_strdup_printf (_ ("The network you are on (%s, %s) has addresses of the office's (%s)"),
                           at->ifa_name, text, route),
          _ ("While connected they mean the office's; network.local or network.exclude keeps "
             "those you need here"));
    }
  freeifaddrs (list);
}

/* ---- Sizes and names ------------------------------------------------------------------------- */

void
doctor_look_at_mtu (DoctorContext *context)
{
  guint32 mtu;

  if (context->gateway == NULL || !g_variant_lookup (context->gateway, "path-mtu", "u", &mtu))
    return;
  if (mtu < SMALL_MTU)
    doctor_report_add (context->report, "mtu", DOCTOR_NOTE,
                       g_strdup_printf (_ ("Packets of at most %u bytes get to the gateway"), mtu),
                       _ ("If large transfers get stuck, set network.mtu to 150 less than that"));
  else
    doctor_report_add (
        context->report, "mtu", DOCTOR_GOOD,
        g_strdup_printf (_ ("Packets of %u bytes get to the gateway, as far as is known"), mtu),
        NULL);
}

void
doctor_look_at_dns (DoctorContext *context)
{
  const char *way;
  gboolean ok;

  if (!doctor_get_row (context, "dns", &ok, &way))
    return;
  if (g_str_equal (way, "resolved"))
    doctor_report_add (context->report, "dns", DOCTOR_GOOD,
                       g_strdup (_ ("The office's name servers are asked for the office's names "
                                    "only (systemd-resolved)")),
                       NULL);
  else if (g_str_equal (way, "resolved-unused"))
    doctor_report_add (
        context->report, "dns", DOCTOR_NOTE,
        g_strdup (_ ("systemd-resolved runs, but programs do not ask it (/etc/resolv.conf): while "
                     "connected the office's name servers answer every name")),
        _ ("Make /etc/resolv.conf a link to /run/systemd/resolve/stub-resolv.conf if names outside "
           "the office stop working"));
  else
    doctor_report_add (
        context->report, "dns", DOCTOR_NOTE,
        g_strdup_printf (_ ("There is no systemd-resolved: while connected the office's name "
                            "servers answer every name (%s)"),
                         g_str_equal (way, "file") ? "/etc/resolv.conf" : way),
        _ ("Install and start systemd-resolved if names outside the office stop working"));
}

/* ---- Other VPNs ------------------------------------------------------------------------------ */

static gboolean
has_line (const char *directory, const char *name, const char *file, const char *line)
{
  g_autofree char *path = g_build_filename (directory, name, file, NULL);
  g_autofree char *contents = NULL;

  return g_file_get_contents (path, &contents, NULL, NULL)
         && (*line == '\0' || strstr (contents, line) != NULL);
}

static gboolean
is_foreign_vpn (const char *directory, const char *name)
{
  if (g_str_has_prefix (name, "genkan"))
    return FALSE;
  return has_line (directory, name, "uevent", "DEVTYPE=wireguard")
         || has_line (directory, name, "tun_flags", "") || g_str_has_prefix (name, "ppp")
         || g_str_has_prefix (name, "ipsec") || g_str_has_prefix (name, "xfrm");
}

static void
look_for_devices (DoctorContext *context)
{
  const char *directory = "/sys/class/net";
  g_autoptr (GDir) devices = g_dir_open (directory, 0, NULL);
  g_autoptr (GString) found = g_string_new (context->rival);
  const char *name;

  while (devices != NULL && (name = g_dir_read_name (devices)) != NULL)
    if (is_foreign_vpn (directory, name))
      g_string_append_printf (found, "%s%s", found->len > 0 ? ", " : "", name);
  if (found->len > 0)
    doctor_report_add (context->report, "other-vpn", DOCTOR_NOTE,
                       g_strdup_printf (_ ("Another VPN seems to be active (%s)"), found->str),
                       _ ("Disconnect it if this one does not reach what it should"));
  else
    doctor_report_add (context->report, "other-vpn", DOCTOR_GOOD,
                       g_strdup (_ ("No other VPN is active")), NULL);
}

/* Whether table, of /proc/net/udp's form, has a socket bound to port. */
static gboolean
has_udp_port (const char *table, guint port)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      const char *address = strchr (lines[i], ':');
      const char *colon = address != NULL ? strchr (address + 1, ':') : NULL;

      if (colon != NULL && g_ascii_strtoull (colon + 1, NULL, 16) == port)
        return TRUE;
    }
  return FALSE;
}

/* Somebody listens there: ours are bound to other ports. */
static void
look_for_daemons (DoctorContext *context)
{
  static const char *const tables[] = { "/proc/net/udp", "/proc/net/udp6" };
  gboolean found = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *table = NULL;
      gsize len;

      if (g_file_get_contents (tables[i], &table, &len, NULL) && len < UDP_TABLE_MAX)
        found = found || has_udp_port (table, IKE_PORT) || has_udp_port (table, NATT_PORT);
    }
  if (found)
    doctor_report_add (context->report, "other-ike", DOCTOR_NOTE,
                       g_strdup (_ ("Another IKE service of this computer has UDP port 500 or "
                                    "4500 (such as strongSwan's or libreswan's)")),
                       _ ("Genkan uses other ports and works beside it; only both to one gateway "
                          "get into each other's way"));
}

void
doctor_look_at_rivals (DoctorContext *context)
{
  look_for_devices (context);
  look_for_daemons (context);
}
