// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan-read.h"

/* A plan out of what the worker says the gateway granted, believed value by value. */

#include "net-domains.h"
#include "net-ifname.h"
#include "text.h"
#include "vpn-error.h"

#include <libpsl.h>
#include <string.h>

#define MTU_MIN      576   /* bytes, RFC 791 */
#define MTU_MIN_IPV6 1280  /* bytes, RFC 8200: below it the kernel takes IPv6 off the device */
#define MTU_MAX      65535 /* bytes */
#define MTU_DEFAULT  1280  /* bytes, when the worker does not know */
#define BANNER_MAX   1024  /* bytes */

/* A plan on its way. */
typedef struct
{
  GVariant *message;         /* borrowed */
  const VpnProfile *profile; /* borrowed */
  NetPlan *plan;             /* owned */
  GStrvBuilder *warnings;    /* owned */
} Reading;

static void G_GNUC_PRINTF (2, 3) warn (Reading *reading, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_strv_builder_add (reading->warnings, text);
}

/* The value of key in *ret_value, NULL if absent. FALSE: of another type, or too long a list. */
static gboolean
lookup (const Reading *reading, const char *key, const char *type, GVariant **ret_value,
        GError **error)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (reading->message, key, NULL);

  if (value != NULL && !g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: \"%s\" is %s, not %s", key, g_variant_get_type_string (value),
                   type);
      return FALSE;
    }
  if (value != NULL && g_variant_is_container (value)
      && g_variant_n_children (value) > NET_LIST_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: \"%s\" has more than %d elements", key, NET_LIST_MAX);
      return FALSE;
    }
  *ret_value = g_steal_pointer (&value);
  return TRUE;
}

/* One element of a(ayy) or aay. */
static gboolean
read_prefix (GVariant *element, IpPrefix *ret_prefix)
{
  gboolean bare = g_variant_is_of_type (element, G_VARIANT_TYPE_BYTESTRING);
  g_autoptr (GVariant) bytes
      = bare ? g_variant_ref (element) : g_variant_get_child_value (element, 0);
  gsize len;
  const guint8 *octets = g_variant_get_fixed_array (bytes, &len, 1);
  guint8 length = (guint8) MIN (len * 8, G_MAXUINT8);

  if (!bare)
    g_variant_get_child (element, 1, "y", &length);
  return ip_prefix_from_bytes (ret_prefix, octets, len, length);
}

static gboolean
read_prefixes (const Reading *reading, const char *key, const char *type, IpPrefix *ret_list,
               guint *ret_n, GError **error)
{
  g_autoptr (GVariant) list = NULL;
  gsize n;

  if (!lookup (reading, key, type, &list, error))
    return FALSE;
  n = list != NULL ? g_variant_n_children (list) : 0;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) element = g_variant_get_child_value (list, i);

      if (!read_prefix (element, &ret_list[i]))
        {
          g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                       "Network plan: \"%s\" has an element that is no address", key);
          return FALSE;
        }
    }
  *ret_n = (guint) n;
  return TRUE;
}

static gboolean
holds_address (const IpPrefix *list, guint n, const IpAddress *address)
{
  for (guint i = 0; i < n; i++)
    if (ip_address_equal (&list[i].address, address))
      return TRUE;
  return FALSE;
}

static gboolean
is_wished (const VpnProfile *profile, int family)
{
  const char *wish
      = vpn_profile_get_string (profile, family == AF_INET6 ? VPN_KEY_IPV6 : VPN_KEY_IPV4);

  return !g_str_equal (wish, "no");
}

static gboolean
read_addresses (Reading *reading, GError **error)
{
  NetPlan *plan = reading->plan;
  IpPrefix granted[NET_LIST_MAX];
  guint n;

  if (!read_prefixes (reading, "addresses", "a(ayy)", granted, &n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const IpAddress *address = &granted[i].address;
      g_autofree char *text = ip_address_to_text (address);

      if (!is_wished (reading->profile, address->family))
        warn (reading, "The address %s is of a family that the profile does not want", text);
      else if (ip_address_equal (address, &plan->gateway))
        warn (reading, "The gateway gave this computer its own address %s, which is not used",
              text);
      else if (!ip_address_is_host (address))
        warn (reading, "The gateway gave this computer %s, which is no computer's address", text);
      else if (!holds_address (plan->addresses, plan->n_addresses, address))
        plan->addresses[plan->n_addresses++] = granted[i];
    }
  if (n == 0 || plan->n_addresses > 0)
    return TRUE;
  g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                       "The gateway gave this computer no address that it can use; ask the VPN's "
                       "administrator");
  return FALSE;
}

static void
add_route (NetPlan *plan, const IpPrefix *route)
{
  if (plan->n_routes < NET_LIST_MAX
      && (plan->n_addresses == 0 || net_plan_has_address (plan, route->address.family)))
    plan->routes[plan->n_routes++] = *route;
}

/* What of the granted network the profile asks for: of two prefixes the smaller one. The worker
 * asked for no more; one that has fallen to the gateway might now. */
static void
add_wished (NetPlan *plan, const IpPrefix *granted, const char *const *wishes)
{
  IpPrefix wish;

  for (guint i = 0; wishes[i] != NULL; i++)
    if (ip_prefix_parse (wishes[i], &wish))
      {
        if (ip_prefix_covers (&wish, granted))
          add_route (plan, granted);
        else if (ip_prefix_covers (granted, &wish))
          add_route (plan, &wish);
      }
}

static gboolean
read_routes (Reading *reading, GError **error)
{
  const char *const *wishes = vpn_profile_get_list (reading->profile, VPN_KEY_ROUTES);
  NetPlan *plan = reading->plan;
  IpPrefix granted[NET_LIST_MAX];
  guint n;

  if (!read_prefixes (reading, "routes", "a(ayy)", granted, &n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (wishes[0] == NULL)
      add_route (plan, &granted[i]);
    else
      add_wished (plan, &granted[i], wishes);
  net_plan_finish_routes (plan);
  return TRUE;
}

/* A server outside the tunnel would be asked in clear. */
static gboolean
read_servers (Reading *reading, GError **error)
{
  NetPlan *plan = reading->plan;
  IpPrefix granted[NET_LIST_MAX], kept[NET_LIST_MAX];
  guint n;

  if (!read_prefixes (reading, "dns", "aay", granted, &n, error))
    return FALSE;
  if (!vpn_profile_get_boolean (reading->profile, VPN_KEY_USE_DNS))
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      const IpAddress *address = &granted[i].address;
      g_autofree char *text = ip_address_to_text (address);

      if (!ip_address_is_host (address))
        warn (reading, "The name server %s is no computer's address and is not used", text);
      else if (!net_plan_routes (plan, address) || net_plan_excludes (plan, address))
        warn (reading,
              "The name server %s is not behind the VPN and is not used, because the "
              "office's names would be asked in clear",
              text);
      else if (!holds_address (kept, plan->n_dns, address))
        {
          kept[plan->n_dns] = granted[i];
          plan->dns[plan->n_dns++] = *address;
        }
    }
  return TRUE;
}

/* Whether everybody's names would go to one office: all of them, "com", "co.uk", "in-addr.arpa". A
 * word that no public registry knows, such as "corp", is an office's own. */
static gboolean
is_nobodys (const char *domain)
{
  const char *name = domain[0] == '~' ? domain + 1 : domain;

  return g_str_equal (name, ".")
         || psl_is_public_suffix2 (psl_builtin (), name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
}

/* The profile's list of what a gateway may name (RFC 8598 section 5); an empty one limits nothing.
 */
static gboolean
is_allowed (const VpnProfile *profile, const char *domain)
{
  const char *const *allowed = vpn_profile_get_list (profile, VPN_KEY_DNS_ALLOWED);

  for (guint i = 0; allowed[i] != NULL; i++)
    {
      g_autofree char *above = net_domain_normalise (allowed[i]);

      if (above != NULL && net_domain_is_within (domain, above))
        return TRUE;
    }
  return allowed[0] == NULL;
}

/* Whether the office's servers are asked for names in it; if not, the user is told why. */
static gboolean
may_claim (Reading *reading, const char *domain)
{
  if (net_domain_is_of_profile (domain, reading->profile))
    return TRUE;
  if (is_nobodys (domain))
    warn (reading,
          "The gateway claims the DNS domain %s, which belongs to everybody; it is not used "
          "(network.dns-domains can name it)",
          domain);
  else if (!is_allowed (reading->profile, domain))
    warn (reading,
          "The gateway claims the DNS domain %s, which this profile does not allow; it is not used "
          "(network.dns-allowed)",
          domain);
  else
    return TRUE;
  return FALSE;
}

/* Nothing of what the gateway claims may be its own. No domain would mean every name, which is more
 * than what was refused. With all traffic its servers are asked anyway, and those that the profile
 * names are not the gateway's choice, unless the profile limits domains as well. */
static void
drop_servers (Reading *reading)
{
  const VpnProfile *profile = reading->profile;
  NetPlan *plan = reading->plan;

  if (plan->n_dns == 0 || plan->full_ipv4 || plan->full_ipv6
      || (vpn_profile_get_list (profile, VPN_KEY_DNS)[0] != NULL
          && vpn_profile_get_list (profile, VPN_KEY_DNS_ALLOWED)[0] == NULL))
    return;
  plan->n_dns = 0;
  warn (reading, "The gateway's name servers are not used, because it claims no domain that can be "
                 "the office's (network.dns-domains can name one)");
}

static gboolean
read_domains (Reading *reading, GError **error)
{
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize n, kept = 0, refused = 0;

  if (!lookup (reading, "domains", "as", &list, error))
    return FALSE;
  n = list != NULL ? g_variant_n_children (list) : 0;
  for (gsize i = 0; i < n; i++)
    {
      const char *text;
      g_autofree char *domain = NULL;

      g_variant_get_child (list, i, "&s", &text);
      domain = net_domain_normalise (text);
      if (domain == NULL)
        warn (reading, "The gateway named a DNS domain that is none; it is not used");
      else if (may_claim (reading, domain))
        {
          g_strv_builder_add (builder, domain);
          kept++;
        }
      else
        refused++;
    }
  if (kept > 0)
    reading->plan->domains = g_strv_builder_end (builder);
  else if (refused > 0)
    drop_servers (reading);
  return TRUE;
}

static gboolean
read_mtu (const Reading *reading, GError **error)
{
  g_autoptr (GVariant) value = NULL;
  guint mtu;

  if (!lookup (reading, "mtu", "u", &value, error))
    return FALSE;
  mtu = value != NULL ? g_variant_get_uint32 (value) : MTU_DEFAULT;
  if (mtu < MTU_MIN || mtu > MTU_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: MTU %u is out of range", mtu);
      return FALSE;
    }
  reading->plan->mtu
      = net_plan_has_address (reading->plan, AF_INET6) ? MAX (mtu, MTU_MIN_IPV6) : mtu;
  return TRUE;
}

static gboolean
read_gateway (const Reading *reading, GError **error)
{
  g_autoptr (GVariant) value = NULL;
  IpPrefix gateway = { 0 };

  if (!lookup (reading, "gateway", "ay", &value, error))
    return FALSE;
  if (value != NULL && g_variant_n_children (value) > 0 && !read_prefix (value, &gateway))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           "Network plan: \"gateway\" is no address");
      return FALSE;
    }
  reading->plan->gateway = gateway.address;
  return TRUE;
}

static gboolean
read_banner (const Reading *reading, GError **error)
{
  g_autoptr (GVariant) value = NULL;
  gsize len;
  const char *text;

  if (!lookup (reading, "banner", "s", &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  text = g_variant_get_string (value, &len);
  if (len > 0)
    reading->plan->banner = text_clean (text, len, BANNER_MAX);
  return TRUE;
}

static void
take_wishes (const Reading *reading)
{
  const char *const *exclude = vpn_profile_get_list (reading->profile, VPN_KEY_EXCLUDE);
  const char *local = vpn_profile_get_string (reading->profile, VPN_KEY_LOCAL);
  NetPlan *plan = reading->plan;

  for (guint i = 0; exclude[i] != NULL && plan->n_exclude < NET_LIST_MAX; i++)
    if (ip_prefix_parse (exclude[i], &plan->exclude[plan->n_exclude]))
      plan->n_exclude++;
  if (g_str_equal (local, "allow"))
    plan->local = NET_LOCAL_ALLOW;
  else if (g_str_equal (local, "block"))
    plan->local = NET_LOCAL_BLOCK;
}

NetPlan *
net_plan_from_variant (GVariant *plan, const char *ifname, const VpnProfile *profile,
                       GError **error)
{
  g_autoptr (VpnProfile) defaults = profile == NULL ? vpn_profile_new () : NULL;
  g_autoptr (NetPlan) result = net_plan_new ();
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  Reading reading = { plan, profile != NULL ? profile : defaults, result, warnings };

  if (!net_ifname_is_valid (ifname) || !g_variant_is_of_type (plan, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           "Network plan: bad interface name or type");
      return NULL;
    }
  result->ifname = g_strdup (ifname);
  take_wishes (&reading);
  if (!read_gateway (&reading, error) || !read_addresses (&reading, error)
      || !read_routes (&reading, error) || !read_servers (&reading, error)
      || !read_domains (&reading, error) || !read_mtu (&reading, error)
      || !read_banner (&reading, error))
    return NULL;
  result->warnings = g_strv_builder_end (warnings);
  return g_steal_pointer (&result);
}
