// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-cp.h"

/* What we ask for, and what of the answer can be used. */

#include "text.h"

#include <string.h>

#define IPV6_PREFIX_LEN 17 /* address and prefix length */

static void
add_wanted_address (ByteWriter *writer, guint16 type, const IpAddress *last)
{
  guint8 value[IPV6_PREFIX_LEN] = { 0 };
  gsize len = ip_family_octets (last->family);

  memcpy (value, last->octets, len);
  value[16] = 128; /* sent for IPv6 only */
  ike_cp_add (writer, type, value, len == 16 ? IPV6_PREFIX_LEN : len);
}

void
ike_cp_request_write (IkeMessageBuilder *builder, const IkeCpRequest *request)
{
  ByteWriter *writer = ike_payload_cp_begin (builder, IKE_CFG_REQUEST);

  if (request->want_ipv4)
    {
      add_wanted_address (writer, IKE_CP_INTERNAL_IP4_ADDRESS, &request->last_ipv4);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_NETMASK, NULL, 0);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_DNS, NULL, 0);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_SUBNET, NULL, 0);
    }
  if (request->want_ipv6)
    {
      add_wanted_address (writer, IKE_CP_INTERNAL_IP6_ADDRESS, &request->last_ipv6);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP6_DNS, NULL, 0);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP6_SUBNET, NULL, 0);
    }
  ike_cp_add (writer, IKE_CP_INTERNAL_DNS_DOMAIN, NULL, 0);
  ike_cp_add (writer, IKE_CP_UNITY_BANNER, NULL, 0);
  ike_message_builder_end (builder);
}

/* ---- Reading -------------------------------------------------------------------------------- */

typedef struct
{
  const IkeCpRequest *request;
  IkeConfigReply *reply;
  guint8 netmask; /* of the IPv4 address, whichever comes first */
} Reading;

/* FALSE when the ones of the mask are not contiguous. */
static gboolean
length_of_netmask (const guint8 *mask, guint8 *ret_length)
{
  guint32 bits = byte_get_u32 (mask);
  guint8 length = 0;

  while (length < 32 && (bits & 0x80000000u) != 0)
    {
      bits <<= 1;
      length++;
    }
  if (bits != 0)
    return FALSE;
  *ret_length = length;
  return TRUE;
}

gboolean
ike_config_reply_has (const IkeConfigReply *config, int family)
{
  for (guint i = 0; i < config->n_addresses; i++)
    if (config->addresses[i].address.family == family)
      return TRUE;
  return FALSE;
}

static void
take_address (Reading *reading, const IkeCpAttribute *attribute, int family)
{
  IkeConfigReply *reply = reading->reply;
  gsize len = ip_family_octets (family);
  gboolean is_wanted
      = family == AF_INET ? reading->request->want_ipv4 : reading->request->want_ipv6;
  IpPrefix prefix;

  if (is_wanted && attribute->len == (family == AF_INET ? len : IPV6_PREFIX_LEN)
      && !ike_config_reply_has (reply, family)
      && ip_prefix_from_bytes (&prefix, attribute->data, len,
                               family == AF_INET ? 32 : attribute->data[16])
      && ip_address_is_host (&prefix.address))
    reply->addresses[reply->n_addresses++] = prefix;
}

static void
take_netmask (Reading *reading, const IkeCpAttribute *attribute)
{
  guint8 length = 0;

  if (attribute->len == 4 && length_of_netmask (attribute->data, &length) && length > 0)
    reading->netmask = length;
}

static void
take_dns (Reading *reading, const IkeCpAttribute *attribute, int family)
{
  IkeConfigReply *reply = reading->reply;
  gsize len = ip_family_octets (family);
  IpAddress address;

  /* Some gateways append a prefix length as they do for addresses. */
  if ((attribute->len == len || (family == AF_INET6 && attribute->len == IPV6_PREFIX_LEN))
      && reply->n_dns < IKE_CP_LIST_MAX && ip_address_from_bytes (&address, attribute->data, len)
      && ip_address_is_host (&address))
    reply->dns[reply->n_dns++] = address;
}

static void
take_subnet (Reading *reading, const IkeCpAttribute *attribute, int family)
{
  IkeConfigReply *reply = reading->reply;
  guint8 length = 0;

  if (attribute->len != (family == AF_INET ? 8 : IPV6_PREFIX_LEN)
      || reply->n_subnets == IKE_CP_LIST_MAX)
    return;
  if (family == AF_INET6)
    length = attribute->data[16];
  else if (!length_of_netmask (attribute->data + 4, &length))
    return;
  if (ip_prefix_from_bytes (&reply->subnets[reply->n_subnets], attribute->data,
                            ip_family_octets (family), length))
    reply->n_subnets++;
}

/* Whose it may be is for whoever knows the registries and the profile to say (DNS-07): a single
 * label can be an office's own. */
static void
take_domain (Reading *reading, const IkeCpAttribute *attribute)
{
  IkeConfigReply *reply = reading->reply;
  const char *name = (const char *) attribute->data;
  gsize len = attribute->len;

  if (len > 0 && name[len - 1] == '.')
    len--;
  if (reply->n_domains < IKE_CP_LIST_MAX && text_is_dns_name (name, len))
    reply->domains[reply->n_domains++] = g_ascii_strdown (name, (gssize) len);
}

static void
take_banner (Reading *reading, const IkeCpAttribute *attribute)
{
  if (attribute->len > 0 && reading->reply->banner == NULL)
    reading->reply->banner = text_clean (attribute->data, attribute->len, IKE_BANNER_MAX);
}

static void
take_attribute (Reading *reading, const IkeCpAttribute *attribute)
{
  switch (attribute->type)
    {
    case IKE_CP_INTERNAL_IP4_ADDRESS:
      take_address (reading, attribute, AF_INET);
      break;
    case IKE_CP_INTERNAL_IP6_ADDRESS:
      take_address (reading, attribute, AF_INET6);
      break;
    case IKE_CP_INTERNAL_IP4_NETMASK:
      take_netmask (reading, attribute);
      break;
    case IKE_CP_INTERNAL_IP4_DNS:
      take_dns (reading, attribute, AF_INET);
      break;
    case IKE_CP_INTERNAL_IP6_DNS:
      take_dns (reading, attribute, AF_INET6);
      break;
    case IKE_CP_INTERNAL_IP4_SUBNET:
      take_subnet (reading, attribute, AF_INET);
      break;
    case IKE_CP_INTERNAL_IP6_SUBNET:
      take_subnet (reading, attribute, AF_INET6);
      break;
    case IKE_CP_INTERNAL_DNS_DOMAIN:
      take_domain (reading, attribute);
      break;
    case IKE_CP_UNITY_BANNER:
      take_banner (reading, attribute);
      break;
    default:
      break;
    }
}

static void
drop_domains (IkeConfigReply *reply)
{
  for (guint i = 0; i < reply->n_domains; i++)
    g_clear_pointer (&reply->domains[i], g_free);
  reply->n_domains = 0;
}

IkeConfigReply *
ike_cp_reply_read (const IkePayload *payload, const IkeCpRequest *request)
{
  Reading reading = { .request = request, .netmask = 32 };
  IkeCpAttribute attribute;
  IkeCp cp;

  if (!ike_payload_cp_read (payload, &cp) || cp.kind != IKE_CFG_REPLY)
    return NULL;
  reading.reply = g_new0 (IkeConfigReply, 1);
  while (ike_cp_next (&cp, &attribute))
    take_attribute (&reading, &attribute);
  for (guint i = 0; i < reading.reply->n_addresses; i++)
    if (reading.reply->addresses[i].address.family == AF_INET)
      reading.reply->addresses[i].length = reading.netmask;
  if (reading.reply->n_dns == 0)
    drop_domains (reading.reply);
  return reading.reply;
}
