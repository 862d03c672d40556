// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-domains.h"

/* DNS domains, and which connection came first with each. */

#include "text.h"

#include <string.h>

typedef struct
{
  gconstpointer owner; /* borrowed */
  char *gateway;       /* owned; of its profile */
  char **domains;      /* owned */
} Claim;

struct NetDomains
{
  GPtrArray *claims; /* owned; Claim, at most one of an owner */
};

static void
claim_free (gpointer data)
{
  Claim *claim = data;

  g_free (claim->gateway);
  g_strfreev (claim->domains);
  g_free (claim);
}

NetDomains *
net_domains_new (void)
{
  NetDomains *domains = g_new0 (NetDomains, 1);

  domains->claims = g_ptr_array_new_with_free_func (claim_free);
  return domains;
}

void
net_domains_free (NetDomains *domains)
{
  if (domains == NULL)
    return;
  g_ptr_array_unref (domains->claims);
  g_free (domains);
}

char *
net_domain_normalise (const char *text)
{
  const char *name = text[0] == '~' ? text + 1 : text;
  gsize len = strlen (name);

  if (g_str_equal (text, "~."))
    return g_strdup (text);
  if (len > 0 && name[len - 1] == '.')
    len--;
  if (!text_is_dns_name (name, len))
    return NULL;
  return g_ascii_strdown (text, (gssize) (len + (gsize) (name - text)));
}

gboolean
net_domain_is_within (const char *domain, const char *above)
{
  const char *name = domain[0] == '~' ? domain + 1 : domain;
  const char *top = above[0] == '~' ? above + 1 : above;
  gsize name_len = strlen (name), top_len = strlen (top);

  if (g_str_equal (top, "."))
    return TRUE;
  return name_len >= top_len && g_str_equal (name + name_len - top_len, top)
         && (name_len == top_len || name[name_len - top_len - 1] == '.');
}

gboolean
net_domain_is_of_profile (const char *domain, const VpnProfile *profile)
{
  const char *const *domains = vpn_profile_get_list (profile, VPN_KEY_DNS_DOMAINS);

  for (guint i = 0; domains[i] != NULL; i++)
    {
      g_autofree char *named = net_domain_normalise (domains[i]);

      if (g_strcmp0 (named, domain) == 0)
        return TRUE;
    }
  return FALSE;
}

/* "~." is what a profile said about all that nobody else has. */
static gboolean
covers (const Claim *claim, const char *domain)
{
  for (guint i = 0; claim->domains[i] != NULL; i++)
    if (!g_str_equal (claim->domains[i], "~.") && net_domain_is_within (domain, claim->domains[i]))
      return TRUE;
  return FALSE;
}

static Claim *
find_claim (const NetDomains *domains, gconstpointer owner)
{
  for (guint i = 0; i < domains->claims->len; i++)
    if (((Claim *) domains->claims->pdata[i])->owner == owner)
      return domains->claims->pdata[i];
  return NULL;
}

/* Whether another office has it, and this one, before (NULL: nothing yet), had not. */
static gboolean
is_others (const NetDomains *domains, const Claim *before, const char *gateway, const char *domain)
{
  if (before != NULL && covers (before, domain))
    return FALSE;
  for (guint i = 0; i < domains->claims->len; i++)
    {
      const Claim *claim = domains->claims->pdata[i];

      if (claim != before && !g_str_equal (claim->gateway, gateway) && covers (claim, domain))
        return TRUE;
    }
  return FALSE;
}

static void
add_warning (NetPlan *plan, const char *domain)
{
  guint n = plan->warnings != NULL ? g_strv_length (plan->warnings) : 0;

  plan->warnings = g_renew (char *, plan->warnings, n + 2);
  plan->warnings[n] = g_strdup_printf (
      "The gateway claims the DNS domain %s, which another VPN answers for already; it is not used "
      "(network.dns-domains can name it)",
      domain);
  plan->warnings[n + 1] = NULL;
}

/* The gateway's name servers would be asked for every name instead, where no domain is left. */
static void
keep_domains (NetPlan *plan, const VpnProfile *profile, char **kept)
{
  g_strfreev (plan->domains);
  plan->domains = kept;
  if (kept[0] != NULL)
    return;
  g_clear_pointer (&plan->domains, g_strfreev);
  if (!plan->full_ipv4 && !plan->full_ipv6
      && vpn_profile_get_list (profile, VPN_KEY_DNS)[0] == NULL)
    plan->n_dns = 0;
}

static void
replace_claim (NetDomains *domains, gconstpointer owner, const char *gateway, const NetPlan *plan)
{
  Claim *claim;

  net_domains_release (domains, owner);
  if (plan->domains == NULL)
    return;
  claim = g_new0 (Claim, 1);
  claim->owner = owner;
  claim->gateway = g_strdup (gateway);
  claim->domains = g_strdupv (plan->domains);
  g_ptr_array_add (domains->claims, claim);
}

void
net_domains_claim (NetDomains *domains, gconstpointer owner, const VpnProfile *profile,
                   NetPlan *plan)
{
  const Claim *before = find_claim (domains, owner);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_autofree char *gateway
      = g_ascii_strdown (vpn_profile_get_string (profile, VPN_KEY_GATEWAY), -1);

  for (guint i = 0; plan->domains != NULL && plan->domains[i] != NULL; i++)
    {
      const char *domain = plan->domains[i];

      if (net_domain_is_of_profile (domain, profile) || net_domain_is_within (gateway, domain)
          || !is_others (domains, before, gateway, domain))
        g_strv_builder_add (kept, domain);
      else
        add_warning (plan, domain);
    }
  if (plan->domains != NULL)
    keep_domains (plan, profile, g_strv_builder_end (kept));
  replace_claim (domains, owner, gateway, plan);
}

void
net_domains_release (NetDomains *domains, gconstpointer owner)
{
  Claim *claim = find_claim (domains, owner);

  if (claim != NULL)
    g_ptr_array_remove (domains->claims, claim);
}
