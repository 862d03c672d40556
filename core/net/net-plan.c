// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan.h"

#include "net-ifname.h"
#include "net-prefix.h"
#include "text.h"
#include "vpn-error.h"

#include <string.h>

#define MTU_MIN      576   /* bytes, RFC 791 */
#define MTU_MIN_IPV6 1280  /* bytes, RFC 8200: below it the kernel takes IPv6 off the device */
#define MTU_MAX      65535 /* bytes */
#define MTU_DEFAULT  1280  /* bytes, when the worker does not know */
#define BANNER_MAX   1024  /* bytes */
#define DOMAIN_MAX   253   /* characters, RFC 1035 */
#define LABEL_MAX    63    /* characters, RFC 1035 */

NetPlan *
net_plan_new (void)
{
  return g_new0 (NetPlan, 1);
}

NetPlan *
net_plan_copy (const NetPlan *plan)
{
  NetPlan *copy = g_new (NetPlan, 1);

  *copy = *plan;
  copy->ifname = g_strdup (plan->ifname);
  copy->domains = g_strdupv (plan->domains);
  copy->banner = g_strdup (plan->banner);
  return copy;
}

void
net_plan_free (NetPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->ifname);
  g_strfreev (plan->domains);
  g_free (plan->banner);
  g_free (plan);
}

static gboolean
lists_equal (const NetPrefix *a, guint n_a, const NetPrefix *b, guint n_b)
{
  if (n_a != n_b)
    return FALSE;
  for (guint i = 0; i < n_a; i++)
    if (!net_prefix_equal (&a[i], &b[i]))
      return FALSE;
  return TRUE;
}

static gboolean
domains_equal (char *const *a, char *const *b)
{
  const char *const none[] = { NULL };

  return g_strv_equal (a != NULL ? (const char *const *) a : none,
                       b != NULL ? (const char *const *) b : none);
}

gboolean
net_plan_equal (const NetPlan *a, const NetPlan *b)
{
  return g_strcmp0 (a->ifname, b->ifname) == 0 && a->mtu == b->mtu
         && lists_equal (a->addresses, a->n_addresses, b->addresses, b->n_addresses)
         && lists_equal (a->routes, a->n_routes, b->routes, b->n_routes)
         && lists_equal (a->dns, a->n_dns, b->dns, b->n_dns)
         && domains_equal (a->domains, b->domains) && a->full_ipv4 == b->full_ipv4
         && a->full_ipv6 == b->full_ipv6 && net_prefix_equal (&a->gateway, &b->gateway)
         && g_strcmp0 (a->banner, b->banner) == 0;
}

/* The value of key, NULL if absent (no error) or of another type (error). */
static GVariant *
lookup (GVariant *plan, const char *key, const char *type, GError **error)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (plan, key, NULL);

  if (value == NULL)
    return NULL;
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: \"%s\" is %s, not %s", key, g_variant_get_type_string (value),
                   type);
      return NULL;
    }
  if (g_variant_is_container (value) && g_variant_n_children (value) > NET_LIST_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: \"%s\" has more than %d elements", key, NET_LIST_MAX);
      return NULL;
    }
  return g_steal_pointer (&value);
}

/* One element of a(ayy) or aay. */
static gboolean
read_prefix (GVariant *element, NetPrefix *ret_prefix)
{
  g_autoptr (GVariant) bytes = NULL;
  const guint8 *addr;
  gsize len;
  guint8 prefix;

  if (g_variant_is_of_type (element, G_VARIANT_TYPE_BYTESTRING))
    bytes = g_variant_ref (element);
  else
    bytes = g_variant_get_child_value (element, 0);
  addr = g_variant_get_fixed_array (bytes, &len, 1);
  if (len != 4 && len != 16)
    return FALSE;
  prefix = (guint8) (len * 8);
  if (!g_variant_is_of_type (element, G_VARIANT_TYPE_BYTESTRING))
    g_variant_get_child (element, 1, "y", &prefix);
  return net_prefix_from_bytes (addr, len, prefix, ret_prefix);
}

static gboolean
read_prefixes (GVariant *plan, const char *key, const char *type, NetPrefix *ret_list, guint *ret_n,
               GError **error)
{
  GError *local = NULL;
  g_autoptr (GVariant) list = lookup (plan, key, type, &local);
  gsize n = list != NULL ? g_variant_n_children (list) : 0;

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
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

/* Addresses and name servers must be somebody's own. */
static gboolean
check_hosts (const char *key, const NetPrefix *list, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      NetPrefix host = net_prefix_host (&list[i]);
      g_autofree char *text = NULL;

      if (!net_prefix_is_reserved (&host))
        continue;
      text = net_prefix_to_text (&list[i]);
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: \"%s\" has %s, which no gateway may give away", key, text);
      return FALSE;
    }
  return TRUE;
}

/* Keeps the first of equal hosts: the order of name servers means something. */
static guint
drop_repeats (NetPrefix *list, guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < kept && !known; j++)
        known = list[j].family == list[i].family
                && memcmp (list[j].addr, list[i].addr, sizeof list[i].addr) == 0;
      if (!known)
        list[kept++] = list[i];
    }
  return kept;
}

static void
finish_routes (NetPlan *plan)
{
  guint kept = 0;

  /* Traffic selectors of 0.0.0.0-255.255.255.255 are fine; one that names the loopback or
   * link-local range alone takes nothing that may leave the host, so it is left out. */
  for (guint i = 0; i < plan->n_routes; i++)
    {
      NetPrefix masked = plan->routes[i];

      net_prefix_mask (&masked);
      if (!net_prefix_is_reserved (&masked))
        plan->routes[kept++] = masked;
    }
  plan->n_routes = net_prefix_minimise (plan->routes, kept);
  for (guint i = 0; i < plan->n_routes; i++)
    {
      plan->full_ipv4 |= plan->routes[i].family == AF_INET && plan->routes[i].prefix == 0;
      plan->full_ipv6 |= plan->routes[i].family == AF_INET6 && plan->routes[i].prefix == 0;
    }
}

/* Lower case without the root dot, "~" kept; NULL if it is no domain. "~." is the whole tree. */
static char *
normalise_domain (const char *text)
{
  const char *name = text[0] == '~' ? text + 1 : text;
  gsize len = strlen (name), label = 0;

  if (g_str_equal (text, "~."))
    return g_strdup (text);
  if (len > 0 && name[len - 1] == '.')
    len--;
  if (len == 0 || len > DOMAIN_MAX)
    return NULL;
  for (gsize i = 0; i < len; i++)
    {
      gboolean edge = label == 0 || i + 1 == len || name[i + 1] == '.';

      if (name[i] == '.' ? label == 0 : ++label > LABEL_MAX)
        return NULL;
      if (name[i] == '.')
        label = 0;
      else if (!g_ascii_isalnum (name[i]) && name[i] != '_' && (name[i] != '-' || edge))
        return NULL;
    }
  return g_ascii_strdown (text, (gssize) (len + (gsize) (name - text)));
}

static gboolean
read_domains (GVariant *plan, NetPlan *ret_plan, GError **error)
{
  GError *local = NULL;
  g_autoptr (GVariant) list = lookup (plan, "domains", "as", &local);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize n = list != NULL ? g_variant_n_children (list) : 0;

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      const char *text;
      g_autofree char *domain = NULL;

      g_variant_get_child (list, i, "&s", &text);
      domain = normalise_domain (text);
      if (domain == NULL)
        {
          g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                       "Network plan: element %" G_GSIZE_FORMAT " of \"domains\" is no domain", i);
          return FALSE;
        }
      g_strv_builder_add (builder, domain);
    }
  if (n > 0)
    ret_plan->domains = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_mtu (GVariant *plan, NetPlan *ret_plan, GError **error)
{
  GError *local = NULL;
  g_autoptr (GVariant) value = lookup (plan, "mtu", "u", &local);
  guint mtu = value != NULL ? g_variant_get_uint32 (value) : MTU_DEFAULT;
  gboolean ipv6 = FALSE;

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (mtu < MTU_MIN || mtu > MTU_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   "Network plan: MTU %u is out of range", mtu);
      return FALSE;
    }
  for (guint i = 0; i < ret_plan->n_addresses; i++)
    ipv6 |= ret_plan->addresses[i].family == AF_INET6;
  ret_plan->mtu = ipv6 ? MAX (mtu, MTU_MIN_IPV6) : mtu;
  return TRUE;
}

static gboolean
read_gateway (GVariant *plan, NetPlan *ret_plan, GError **error)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (plan, "gateway", NULL);

  if (value == NULL)
    return TRUE;
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING)
      || (g_variant_n_children (value) > 0 && !read_prefix (value, &ret_plan->gateway)))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           "Network plan: \"gateway\" is no address");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_banner (GVariant *plan, NetPlan *ret_plan, GError **error)
{
  GError *local = NULL;
  g_autoptr (GVariant) value = lookup (plan, "banner", "s", &local);
  gsize len;
  const char *text;

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (value == NULL)
    return TRUE;
  text = g_variant_get_string (value, &len);
  if (len > 0)
    ret_plan->banner = text_clean (text, len, BANNER_MAX);
  return TRUE;
}

NetPlan *
net_plan_from_variant (GVariant *plan, const char *ifname, GError **error)
{
  g_autoptr (NetPlan) result = net_plan_new ();

  if (!net_ifname_is_valid (ifname) || !g_variant_is_of_type (plan, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           "Network plan: bad interface name or type");
      return NULL;
    }
  result->ifname = g_strdup (ifname);
  if (!read_prefixes (plan, "addresses", "a(ayy)", result->addresses, &result->n_addresses, error)
      || !read_prefixes (plan, "routes", "a(ayy)", result->routes, &result->n_routes, error)
      || !read_prefixes (plan, "dns", "aay", result->dns, &result->n_dns, error)
      || !check_hosts ("addresses", result->addresses, result->n_addresses, error)
      || !check_hosts ("dns", result->dns, result->n_dns, error)
      || !read_domains (plan, result, error) || !read_mtu (plan, result, error)
      || !read_gateway (plan, result, error) || !read_banner (plan, result, error))
    return NULL;
  result->n_addresses = drop_repeats (result->addresses, result->n_addresses);
  result->n_dns = drop_repeats (result->dns, result->n_dns);
  finish_routes (result);
  return g_steal_pointer (&result);
}
