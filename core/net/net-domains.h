// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetDomains: whose office answers for which DNS domain. A second office that claims what is
 * another's would see, and could answer, the other's questions (RFC 8598 section 8): it does not
 * get it. Any one thread.
 */
#pragma once

#include "net-plan.h"
#include "vpn-profile.h"

typedef struct NetDomains NetDomains;

NetDomains *net_domains_new (void) G_GNUC_WARN_UNUSED_RESULT;
void net_domains_free (NetDomains *domains);

/* What plan claims is owner's (borrowed, an identity only) until it claims anew or releases it.
 * What lies within a domain that another owner has, and this one had not, is left out of plan with
 * a warning, unless it is the same office. That is known from the profile alone: by the gateway, by
 * its name within the domain, or because the profile names the domain. */
void net_domains_claim (NetDomains *domains, gconstpointer owner, const VpnProfile *profile,
                        NetPlan *plan);
/* Does nothing for who has none. */
void net_domains_release (NetDomains *domains, gconstpointer owner);

/* By whole labels, both in lower case; "~" says nothing here, and "~." is above everything. */
gboolean net_domain_is_within (const char *domain, const char *above);
/* The profile names this very domain, in whatever case (network.dns-domains). */
gboolean net_domain_is_of_profile (const char *domain, const VpnProfile *profile);
/* Lower case without the root dot, "~" kept; NULL if it is no domain. "~." is the whole tree. */
char *net_domain_normalise (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetDomains, net_domains_free)
