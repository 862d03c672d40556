// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan-json.h"

/* What a plan needs to be made true again, written down and read back. */

#include "net-ifname.h"
#include "net-json.h"
#include "text.h"

#include <string.h>

#define MTU_MAX 65535

static const char *const local_names[] = { "machine", "allow", "block" };

static void
set_prefixes (JsonObject *object, const char *name, const IpPrefix *list, guint n)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = ip_prefix_to_text (&list[i]);

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  net_json_set_strings (object, name, (const char *const *) texts);
}

static gboolean
get_prefixes (JsonObject *object, const char *name, IpPrefix *ret_list, guint *ret_n)
{
  g_auto (GStrv) texts = net_json_strings (object, name, NET_LIST_MAX);

  if (texts == NULL)
    return FALSE;
  for (*ret_n = 0; texts[*ret_n] != NULL; ++*ret_n)
    if (!ip_prefix_parse (texts[*ret_n], &ret_list[*ret_n]))
      return FALSE;
  return TRUE;
}

JsonObject *
net_plan_to_json (const NetPlan *plan)
{
  JsonObject *object = json_object_new ();
  g_autofree char *gateway = ip_address_to_text (&plan->gateway);
  IpPrefix dns[NET_LIST_MAX];

  for (guint i = 0; i < plan->n_dns; i++)
    dns[i] = ip_prefix_host (&plan->dns[i]);
  json_object_set_string_member (object, "interface", plan->ifname);
  json_object_set_int_member (object, "mtu", plan->mtu);
  set_prefixes (object, "addresses", plan->addresses, plan->n_addresses);
  set_prefixes (object, "routes", plan->routes, plan->n_routes);
  set_prefixes (object, "exclude", plan->exclude, plan->n_exclude);
  set_prefixes (object, "dns", dns, plan->n_dns);
  net_json_set_strings (object, "domains", (const char *const *) plan->domains);
  json_object_set_string_member (object, "local", local_names[plan->local]);
  json_object_set_string_member (object, "gateway", gateway);
  return object;
}

static gboolean
get_dns (JsonObject *object, NetPlan *plan)
{
  IpPrefix dns[NET_LIST_MAX];

  if (!get_prefixes (object, "dns", dns, &plan->n_dns))
    return FALSE;
  for (guint i = 0; i < plan->n_dns; i++)
    plan->dns[i] = dns[i].address;
  return TRUE;
}

static gboolean
get_domains (JsonObject *object, NetPlan *plan)
{
  if (!json_object_has_member (object, "domains"))
    return TRUE;
  plan->domains = net_json_strings (object, "domains", NET_LIST_MAX);
  if (plan->domains == NULL || plan->domains[0] == NULL)
    return FALSE;
  for (guint i = 0; plan->domains[i] != NULL; i++)
    {
      const char *name = plan->domains[i][0] == '~' ? plan->domains[i] + 1 : plan->domains[i];

      if (!g_str_equal (plan->domains[i], "~.") && !text_is_dns_name (name, strlen (name)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
get_local (JsonObject *object, NetPlan *plan)
{
  const char *local = net_json_string (object, "local");

  for (guint i = 0; local != NULL && i < G_N_ELEMENTS (local_names); i++)
    if (g_str_equal (local, local_names[i]))
      {
        plan->local = i;
        return TRUE;
      }
  return FALSE;
}

NetPlan *
net_plan_from_json (JsonObject *object)
{
  g_autoptr (NetPlan) plan = net_plan_new ();
  const char *ifname = net_json_string (object, "interface");
  const char *gateway = net_json_string (object, "gateway");

  if (!net_ifname_is_valid (ifname) || !net_json_uint (object, "mtu", MTU_MAX, &plan->mtu)
      || !get_prefixes (object, "addresses", plan->addresses, &plan->n_addresses)
      || !get_prefixes (object, "routes", plan->routes, &plan->n_routes)
      || !get_prefixes (object, "exclude", plan->exclude, &plan->n_exclude)
      || !get_dns (object, plan) || !get_domains (object, plan) || !get_local (object, plan)
      || gateway == NULL || (gateway[0] != '\0' && !ip_address_parse (gateway, &plan->gateway)))
    return NULL;
  plan->ifname = g_strdup (ifname);
  net_plan_finish_routes (plan);
  return g_steal_pointer (&plan);
}
