// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-cp.h"

#include <string.h>

#define DNS_NAME_MAX    253
#define DNS_LABEL_MAX   63
#define IPV6_PREFIX_LEN 17 /* address and prefix length */

static void
add_wanted_address (ByteWriter *writer, guint16 type, const IkeEndpoint *last, gsize addr_len)
{
  guint8 value[IPV6_PREFIX_LEN] = { 0 };

  if (last->family == AF_UNSPEC)
    {
      ike_cp_add (writer, type, NULL, 0);
      return;
    }
  memcpy (value, last->addr, addr_len);
  value[16] = 128; /* sent for IPv6 only */
  ike_cp_add (writer, type, value, addr_len == 4 ? 4 : IPV6_PREFIX_LEN);
}

void
ike_cp_request_write (IkeMessageBuilder *builder, const IkeCpRequest *request)
{
  ByteWriter *writer = ike_payload_cp_begin (builder, IKE_CFG_REQUEST);

  if (request->want_ipv4)
    {
      add_wanted_address (writer, IKE_CP_INTERNAL_IP4_ADDRESS, &request->last_ipv4, 4);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_NETMASK, NULL, 0);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_DNS, NULL, 0);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_SUBNET, NULL, 0);
    }
  if (request->want_ipv6)
    {
      add_wanted_address (writer, IKE_CP_INTERNAL_IP6_ADDRESS, &request->last_ipv6, 16);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP6_DNS, NULL, 0);
      ike_cp_add (writer, IKE_CP_INTERNAL_IP6_SUBNET, NULL, 0);
    }
  ike_cp_add (writer, IKE_CP_INTERNAL_DNS_DOMAIN, NULL, 0);
  ike_cp_add (writer, IKE_CP_UNITY_BANNER, NULL, 0);
  ike_message_builder_end (builder);
}

/* ---- Checks of what came -------------------------------------------------------------------- */

/* Unusable as an address of ours or of a server: this network, loopback, multicast, reserved. */
static gboolean
is_usable4 (const guint8 *addr)
{
  return addr[0] != 0 && addr[0] != 127 && addr[0] < 224;
}

static gboolean
is_usable6 (const guint8 *addr)
{
  static const guint8 zero[15];

  if (addr[0] == 0xff) /* multicast */
    return FALSE;
  if (addr[0] == 0xfe && (addr[1] & 0xc0) == 0x80) /* link-local says nothing without a link */
    return FALSE;
  /* Unspecified, loopback and the IPv4-mapped block. */
  return !(memcmp (addr, zero, sizeof zero) == 0 && addr[15] <= 1)
         && !(memcmp (addr, zero, 10) == 0 && addr[10] == 0xff && addr[11] == 0xff);
}

/* FALSE when the ones of the mask are not contiguous. */
static gboolean
prefix_of_netmask (const guint8 *mask, guint8 *ret_prefix)
{
  guint32 bits = byte_get_u32 (mask);
  guint prefix = 0;

  while (prefix < 32 && (bits & 0x80000000u) != 0)
    {
      bits <<= 1;
      prefix++;
    }
  if (bits != 0)
    return FALSE;
  *ret_prefix = (guint8) prefix;
  return TRUE;
}

static gboolean
is_label_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

gboolean
ike_cp_is_dns_name (const char *name, gsize len)
{
  gsize label = 0;
  guint dots = 0;

  if (len == 0 || len > DNS_NAME_MAX)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    {
      if (name[i] == '.')
        {
          if (label == 0 || name[i - 1] == '-')
            return FALSE;
          dots++;
          label = 0;
          continue;
        }
      if (!is_label_char (name[i]) || (label == 0 && name[i] == '-') || ++label > DNS_LABEL_MAX)
        return FALSE;
    }
  return label > 0 && name[len - 1] != '-' && dots > 0;
}

/* ---- Reading -------------------------------------------------------------------------------- */

static void
take_address4 (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  if (attribute->len != 4 || reply->n_addr4 > 0 || !is_usable4 (attribute->data))
    return;
  memcpy (reply->addr4[0].addr, attribute->data, 4);
  reply->addr4[0].prefix = 32;
  reply->n_addr4 = 1;
}

static void
take_address6 (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  if (attribute->len != IPV6_PREFIX_LEN || reply->n_addr6 > 0 || !is_usable6 (attribute->data)
      || attribute->data[16] > 128)
    return;
  memcpy (reply->addr6[0].addr, attribute->data, 16);
  reply->addr6[0].prefix = attribute->data[16];
  reply->n_addr6 = 1;
}

static void
take_dns4 (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  if (attribute->len == 4 && reply->n_dns4 < IKE_CP_LIST_MAX && is_usable4 (attribute->data))
    memcpy (reply->dns4[reply->n_dns4++], attribute->data, 4);
}

static void
take_dns6 (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  /* Some gateways append a prefix length as they do for addresses. */
  if ((attribute->len == 16 || attribute->len == IPV6_PREFIX_LEN) && reply->n_dns6 < IKE_CP_LIST_MAX
      && is_usable6 (attribute->data))
    memcpy (reply->dns6[reply->n_dns6++], attribute->data, 16);
}

static void
take_subnet4 (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  guint8 prefix;

  if (attribute->len != 8 || reply->n_subnets == IKE_CP_LIST_MAX
      || !prefix_of_netmask (attribute->data + 4, &prefix))
    return;
  reply->subnets[reply->n_subnets].family = AF_INET;
  memcpy (reply->subnets[reply->n_subnets].addr, attribute->data, 4);
  reply->subnets[reply->n_subnets].prefix = prefix;
  reply->n_subnets++;
}

static void
take_subnet6 (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  if (attribute->len != IPV6_PREFIX_LEN || reply->n_subnets == IKE_CP_LIST_MAX
      || attribute->data[16] > 128)
    return;
  reply->subnets[reply->n_subnets].family = AF_INET6;
  memcpy (reply->subnets[reply->n_subnets].addr, attribute->data, 16);
  reply->subnets[reply->n_subnets].prefix = attribute->data[16];
  reply->n_subnets++;
}

static void
take_domain (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  const char *name = (const char *) attribute->data;
  gsize len = attribute->len;

  if (len > 0 && name[len - 1] == '.')
    len--;
  if (reply->n_domains < IKE_CP_LIST_MAX && ike_cp_is_dns_name (name, len))
    reply->domains[reply->n_domains++] = g_ascii_strdown (name, (gssize) len);
}

/* Bytes that are no UTF-8 become replacement characters; controls except line ends vanish, so that
 * the text cannot act on a terminal. */
static void
take_banner (IkeConfigReply *reply, const IkeCpAttribute *attribute)
{
  g_autofree char *text = NULL;
  GString *clean;

  if (attribute->len == 0 || reply->banner != NULL)
    return;
  text = g_utf8_make_valid ((const char *) attribute->data,
                            (gssize) MIN (attribute->len, IKE_BANNER_MAX));
  clean = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' || g_unichar_isprint (c))
        g_string_append_unichar (clean, c);
    }
  reply->banner = g_string_free (clean, FALSE);
}

/* The netmask belongs to the one address that was asked for, whichever comes first. */
static void
take_netmask (guint8 *netmask, const IkeCpAttribute *attribute)
{
  guint8 prefix;

  if (attribute->len == 4 && prefix_of_netmask (attribute->data, &prefix) && prefix > 0)
    *netmask = prefix;
}

static void
take_attribute (IkeConfigReply *reply, const IkeCpAttribute *attribute, guint8 *netmask)
{
  switch (attribute->type)
    {
    case IKE_CP_INTERNAL_IP4_ADDRESS:
      take_address4 (reply, attribute);
      break;
    case IKE_CP_INTERNAL_IP4_NETMASK:
      take_netmask (netmask, attribute);
      break;
    case IKE_CP_INTERNAL_IP4_DNS:
      take_dns4 (reply, attribute);
      break;
    case IKE_CP_INTERNAL_IP4_SUBNET:
      take_subnet4 (reply, attribute);
      break;
    case IKE_CP_INTERNAL_IP6_ADDRESS:
      take_address6 (reply, attribute);
      break;
    case IKE_CP_INTERNAL_IP6_DNS:
      take_dns6 (reply, attribute);
      break;
    case IKE_CP_INTERNAL_IP6_SUBNET:
      take_subnet6 (reply, attribute);
      break;
    case IKE_CP_INTERNAL_DNS_DOMAIN:
      take_domain (reply, attribute);
      break;
    case IKE_CP_UNITY_BANNER:
      take_banner (reply, attribute);
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
  IkeCpAttribute attribute;
  IkeConfigReply *reply;
  guint8 netmask = 32;
  IkeCp cp;

  if (!ike_payload_cp_read (payload, &cp) || cp.kind != IKE_CFG_REPLY)
    return NULL;
  reply = g_new0 (IkeConfigReply, 1);
  while (ike_cp_next (&cp, &attribute))
    take_attribute (reply, &attribute, &netmask);
  if (!request->want_ipv4)
    reply->n_addr4 = 0;
  if (!request->want_ipv6)
    reply->n_addr6 = 0;
  if (reply->n_addr4 > 0)
    reply->addr4[0].prefix = netmask;
  if (reply->n_dns4 + reply->n_dns6 == 0)
    drop_domains (reply);
  return reply;
}

/* ---- Gateway side --------------------------------------------------------------------------- */

static void
add_prefix (ByteWriter *writer, guint16 type, const guint8 *addr, guint8 prefix)
{
  guint8 value[IPV6_PREFIX_LEN];

  memcpy (value, addr, 16);
  value[16] = prefix;
  ike_cp_add (writer, type, value, sizeof value);
}

static void
add_subnet4 (ByteWriter *writer, const guint8 *addr, guint8 prefix)
{
  guint8 value[8];

  memcpy (value, addr, 4);
  byte_put_u32 (value + 4, prefix == 0 ? 0 : G_MAXUINT32 << (32 - prefix));
  ike_cp_add (writer, IKE_CP_INTERNAL_IP4_SUBNET, value, sizeof value);
}

static void
add_addresses (ByteWriter *writer, const IkeConfigReply *reply)
{
  guint8 netmask[4];

  for (guint i = 0; i < reply->n_addr4; i++)
    {
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_ADDRESS, reply->addr4[i].addr, 4);
      if (reply->addr4[i].prefix == 0 || reply->addr4[i].prefix >= 32)
        continue;
      byte_put_u32 (netmask, G_MAXUINT32 << (32 - reply->addr4[i].prefix));
      ike_cp_add (writer, IKE_CP_INTERNAL_IP4_NETMASK, netmask, sizeof netmask);
    }
  for (guint i = 0; i < reply->n_addr6; i++)
    add_prefix (writer, IKE_CP_INTERNAL_IP6_ADDRESS, reply->addr6[i].addr, reply->addr6[i].prefix);
}

void
ike_cp_reply_write (IkeMessageBuilder *builder, const IkeConfigReply *reply)
{
  ByteWriter *writer = ike_payload_cp_begin (builder, IKE_CFG_REPLY);

  add_addresses (writer, reply);
  for (guint i = 0; i < reply->n_dns4; i++)
    ike_cp_add (writer, IKE_CP_INTERNAL_IP4_DNS, reply->dns4[i], 4);
  for (guint i = 0; i < reply->n_dns6; i++)
    ike_cp_add (writer, IKE_CP_INTERNAL_IP6_DNS, reply->dns6[i], 16);
  for (guint i = 0; i < reply->n_subnets; i++)
    {
      if (reply->subnets[i].family == AF_INET)
        add_subnet4 (writer, reply->subnets[i].addr, reply->subnets[i].prefix);
      else
        add_prefix (writer, IKE_CP_INTERNAL_IP6_SUBNET, reply->subnets[i].addr,
                    reply->subnets[i].prefix);
    }
  for (guint i = 0; i < reply->n_domains; i++)
    ike_cp_add (writer, IKE_CP_INTERNAL_DNS_DOMAIN, reply->domains[i], strlen (reply->domains[i]));
  if (reply->banner != NULL)
    ike_cp_add (writer, IKE_CP_UNITY_BANNER, reply->banner, strlen (reply->banner));
  ike_message_builder_end (builder);
}
