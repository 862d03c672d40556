// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* From a gateway's octets to routes, through worker and genkand. First octet: what the profile
 * wants; second: type of the first payload; the rest is what a gateway that has the keys puts into
 * its IKE_AUTH response. Whatever it grants is routed, and nothing else is taken of it. */
#include "plan-check.h"

#include "ike-cp.h"
#include "ike-message.h"
#include "payload-ts.h"
#include "worker-report.h"

#include <string.h>

#define MTU 1400 /* bytes */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

/* What was proposed: all that the profile asks for. */
static void
propose (const VpnProfile *profile, IkeTsList *ret_policy)
{
  const char *const *routes = vpn_profile_get_list (profile, VPN_KEY_ROUTES);

  for (guint i = 0; routes[i] != NULL; i++)
    {
      IpRange range;

      g_assert (ip_range_parse (routes[i], &range));
      ret_policy->ts[ret_policy->n++] = ike_ts_of_range (&range);
    }
  if (ret_policy->n > 0)
    return;
  ret_policy->ts[ret_policy->n++] = ike_ts_any (AF_INET);
  ret_policy->ts[ret_policy->n++] = ike_ts_any (AF_INET6);
}

/* FALSE: no Child SA comes of it. */
static gboolean
negotiate (const IkeMessage *response, const VpnProfile *profile, WorkerChild *ret_child)
{
  g_autofree IkeTsList *policy = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *granted = g_new0 (IkeTsList, 1);

  propose (profile, policy);
  if (!ike_message_read_ts (response, TRUE, local, remote))
    return FALSE;
  ike_ts_list_narrow (policy, remote, granted);
  memcpy (ret_child->ts_remote, granted->ts, sizeof granted->ts);
  ret_child->n_ts_remote = granted->n;
  return granted->n > 0;
}

static NetPlan *
make_plan (const IkeConfigReply *reply, const WorkerChild *child, const VpnProfile *profile)
{
  static const IkeEndpoint gateway = { { AF_INET, { 192, 0, 2, 1 } }, 4500 };
  static const char *const no_domains[] = { NULL };
  g_autoptr (GArray) no_dns = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  const WorkerConfig config = { .use_dns = vpn_profile_get_boolean (profile, VPN_KEY_USE_DNS),
                                .dns = no_dns,
                                .dns_domains = no_domains };
  g_autoptr (GVariant) message
      = g_variant_ref_sink (worker_report_plan (&config, reply, child, &gateway, MTU));
  g_autoptr (GError) error = NULL;
  NetPlan *plan = net_plan_from_variant (message, "genkan0", profile, &error);

  g_assert ((plan == NULL) == (error != NULL));
  return plan;
}

/* An address that a program could want to reach. */
static void
check_routed (const NetPlan *plan, const IpAddress *address)
{
  g_assert (net_plan_routes (plan, address) || !ip_address_is_host (address));
}

static void
check_granted (const NetPlan *plan, const IkeConfigReply *reply, const WorkerChild *child)
{
  for (guint i = 0; i < child->n_ts_remote; i++)
    {
      const IpRange *range = &child->ts_remote[i].range;

      if (!net_plan_has_address (plan, range->first.family))
        continue;
      check_routed (plan, &range->first);
      check_routed (plan, &range->last);
    }
  for (guint i = 0; i < plan->n_addresses; i++)
    {
      gboolean is_given = FALSE;

      for (guint k = 0; k < reply->n_addresses; k++)
        is_given |= ip_address_equal (&plan->addresses[i].address, &reply->addresses[k].address);
      g_assert (is_given);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static const IkeCpRequest request = { .want_ipv4 = TRUE, .want_ipv6 = TRUE };
  const IkeHeader header = { .major = 2, .exchange = IKE_EXCHANGE_IKE_AUTH, .response = TRUE };
  const VpnProfile *profile;
  g_autoptr (WorkerChild) child = g_new0 (WorkerChild, 1);
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  g_autoptr (NetPlan) plan = NULL;
  const IkePayload *payload;
  IkeConfigReply *reply;

  if (len < 2 || ike_message_read_inner (&header, data[1], data + 2, len - 2, message) != 0)
    return 0;
  payload = ike_message_find (message, IKE_PAYLOAD_CP);
  reply = payload != NULL ? ike_cp_reply_read (payload, &request) : NULL;
  if (reply == NULL)
    return 0;
  profile = plan_wish_profile (data[0] % PLAN_WISHES);
  if (negotiate (message, profile, child))
    plan = make_plan (reply, child, profile);
  if (plan != NULL)
    {
      check_granted (plan, reply, child);
      plan_check (plan, profile);
    }
  ike_config_reply_free (reply);
  return 0;
}
