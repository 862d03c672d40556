// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-cp.h"

/* CFG_REPLY as a gateway writes it. */

#include <string.h>

#define IPV6_PREFIX_LEN 17 /* address and prefix length */

static void
add_prefix6 (ByteWriter *writer, guint16 type, const IpPrefix *prefix)
{
  guint8 value[IPV6_PREFIX_LEN];

  memcpy (value, prefix->address.octets, 16);
  value[16] = prefix->length;
  ike_cp_add (writer, type, value, sizeof value);
}

static guint32
netmask (const IpPrefix *prefix)
{
  return prefix->length == 0 ? 0 : G_MAXUINT32 << (32 - prefix->length);
}

static void
add_address (ByteWriter *writer, const IpPrefix *prefix)
{
  guint8 mask[4];

  if (prefix->address.family == AF_INET6)
    {
      add_prefix6 (writer, IKE_CP_INTERNAL_IP6_ADDRESS, prefix);
      return;
    }
  ike_cp_add (writer, IKE_CP_INTERNAL_IP4_ADDRESS, prefix->address.octets, 4);
  if (prefix->length == 0 || prefix->length >= 32)
    return;
  byte_put_u32 (mask, netmask (prefix));
  ike_cp_add (writer, IKE_CP_INTERNAL_IP4_NETMASK, mask, sizeof mask);
}

static void
add_subnet (ByteWriter *writer, const IpPrefix *prefix)
{
  guint8 value[8];

  if (prefix->address.family == AF_INET6)
    {
      add_prefix6 (writer, IKE_CP_INTERNAL_IP6_SUBNET, prefix);
      return;
    }
  memcpy (value, prefix->address.octets, 4);
  byte_put_u32 (value + 4, netmask (prefix));
  ike_cp_add (writer, IKE_CP_INTERNAL_IP4_SUBNET, value, sizeof value);
}

void
sim_cp_reply_write (IkeMessageBuilder *builder, const IkeConfigReply *reply)
{
  ByteWriter *writer = ike_payload_cp_begin (builder, IKE_CFG_REPLY);

  for (guint i = 0; i < reply->n_addresses; i++)
    add_address (writer, &reply->addresses[i]);
  for (guint i = 0; i < reply->n_dns; i++)
    ike_cp_add (writer,
                reply->dns[i].family == AF_INET ? IKE_CP_INTERNAL_IP4_DNS : IKE_CP_INTERNAL_IP6_DNS,
                reply->dns[i].octets, ip_family_octets (reply->dns[i].family));
  for (guint i = 0; i < reply->n_subnets; i++)
    add_subnet (writer, &reply->subnets[i]);
  for (guint i = 0; i < reply->n_domains; i++)
    ike_cp_add (writer, IKE_CP_INTERNAL_DNS_DOMAIN, reply->domains[i], strlen (reply->domains[i]));
  if (reply->banner != NULL)
    ike_cp_add (writer, IKE_CP_UNITY_BANNER, reply->banner, strlen (reply->banner));
  ike_message_builder_end (builder);
}
