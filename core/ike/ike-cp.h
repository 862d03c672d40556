// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Meaning of the configuration payload (RFC 7296 section 3.15, RFC 8598). Pure; any thread. */
#pragma once

#include "payload-cp.h"

#define IKE_BANNER_MAX 1024 /* octets of a banner that are kept */

typedef struct
{
  gboolean want_ipv4, want_ipv6;
  IpAddress last_ipv4, last_ipv6; /* suggested again after a reconnect; none: any (CPA-03) */
} IkeCpRequest;

/* Adds a CFG_REQUEST for addresses, DNS, subnets, domains and a banner. */
void ike_cp_request_write (IkeMessageBuilder *builder, const IkeCpRequest *request);

/* Validates a CFG_REPLY: unknown, empty and wrong-length attributes are passed over (CPA-05,
 * CPA-07, MSG-24), so are unusable addresses (CPA-18) and names that are no DNS names (DNS-12).
 * Only the first address of a family is taken (CPA-06). Domains count only with a DNS server
 * (DNS-02). Owned; NULL when the payload is no CFG_REPLY (CPA-16). */
IkeConfigReply *ike_cp_reply_read (const IkePayload *payload, const IkeCpRequest *request)
    G_GNUC_WARN_UNUSED_RESULT;
