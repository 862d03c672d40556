// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-report.h"

#include <arpa/inet.h>
#include <string.h>

#define ROUTES_MAX     128 /* NET_LIST_MAX of core/net, which the worker must not include */
#define IPV4_HEADER    20  /* bytes */
#define IPV6_HEADER    40
#define UDP_HEADER     8
#define ESP_HEADER     8 /* SPI and sequence number */
#define ESP_TRAILER    2 /* pad length and next header, inside the encryption */
#define ESP_ALIGN      4 /* RFC 4303 section 2.4 */
#define INNER_MIN_IPV4 576
#define INNER_MIN_IPV6 1280

typedef struct
{
  guint8 addr[16];
  guint len;  /* 4 or 16 octets */
  guint bits; /* prefix */
} Prefix;

static guint
address_len (sa_family_t family)
{
  return family == AF_INET ? 4 : 16;
}

/* Sets all bits of addr after the first bits ones. */
static void
set_host_bits (guint8 *addr, guint len, guint bits)
{
  for (guint i = 0; i < len; i++)
    {
      guint kept = (guint) CLAMP ((int) bits - (int) i * 8, 0, 8);

      addr[i] |= (guint8) ~(0xff00u >> kept);
    }
}

static gboolean
host_bits_are_zero (const guint8 *addr, guint len, guint bits)
{
  for (guint i = 0; i < len; i++)
    {
      guint kept = (guint) CLAMP ((int) bits - (int) i * 8, 0, 8);

      if ((addr[i] & (guint8) ~(0xff00u >> kept)) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Adds one; FALSE when that wraps to zero. */
static gboolean
increment (guint8 *addr, guint len)
{
  for (guint i = len; i-- > 0;)
    {
      if (++addr[i] != 0)
        return TRUE;
    }
  return FALSE;
}

/* The largest prefix that starts at from and does not pass to; ret_last is its last address. */
static guint
largest_prefix (const guint8 *from, const guint8 *to, guint len, guint8 *ret_last)
{
  for (guint bits = 0; bits <= len * 8; bits++)
    {
      if (!host_bits_are_zero (from, len, bits))
        continue;
      memcpy (ret_last, from, len);
      set_host_bits (ret_last, len, bits);
      if (memcmp (ret_last, to, len) <= 0)
        return bits;
    }
  return len * 8;
}

static gboolean
has_prefix (const GArray *prefixes, const Prefix *prefix)
{
  for (guint i = 0; i < prefixes->len; i++)
    {
      if (memcmp (&g_array_index (prefixes, Prefix, i), prefix, sizeof *prefix) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A range is the union of at most 2 * bits prefixes; what would pass ROUTES_MAX is left out. */
static void
append_range (GArray *prefixes, const IkeTs *ts)
{
  guint len = address_len (ts->family);
  guint8 from[16], last[16];

  memcpy (from, ts->from, len);
  while (memcmp (from, ts->to, len) <= 0 && prefixes->len < ROUTES_MAX)
    {
      Prefix prefix = { .len = len };

      prefix.bits = largest_prefix (from, ts->to, len, last);
      memcpy (prefix.addr, from, len);
      if (!has_prefix (prefixes, &prefix))
        g_array_append_val (prefixes, prefix);
      memcpy (from, last, len);
      if (!increment (from, len))
        return;
    }
}

static GVariant *
octets (const guint8 *data, gsize len)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, len, 1);
}

static void
put_text (GVariantDict *dict, const char *key, const char *text)
{
  g_variant_dict_insert (dict, key, "s", text != NULL ? text : "");
}

static char *
address_text (sa_family_t family, const guint8 *addr)
{
  char text[INET6_ADDRSTRLEN];

  return g_strdup (inet_ntop (family, addr, text, sizeof text) != NULL ? text : "");
}

char *
worker_endpoint_text (const IkeEndpoint *endpoint)
{
  return endpoint->family == AF_UNSPEC ? g_strdup ("")
                                       : address_text (endpoint->family, endpoint->addr);
}

static char *
range_text (const IkeTs *ts)
{
  guint len = address_len (ts->family);
  guint8 last[16];
  guint bits = largest_prefix (ts->from, ts->to, len, last);
  g_autofree char *from = address_text (ts->family, ts->from);
  g_autofree char *to = address_text (ts->family, ts->to);

  if (memcmp (last, ts->to, len) == 0)
    return g_strdup_printf ("%s/%u", from, bits);
  return g_strdup_printf ("%s-%s", from, to);
}

static char *
ts_text (const IkeTs *ts)
{
  g_autofree char *range = range_text (ts);

  if (ts->protocol == 0 && ts->port_from == 0 && ts->port_to == 65535)
    return g_steal_pointer (&range);
  return g_strdup_printf ("%s protocol %u ports %u-%u", range, ts->protocol, ts->port_from,
                          ts->port_to);
}

static GVariant *
ts_list (const IkeTs *ts, gsize n_ts)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (gsize i = 0; i < n_ts; i++)
    {
      g_autofree char *text = ts_text (&ts[i]);

      g_variant_builder_add (&builder, "s", text);
    }
  return g_variant_builder_end (&builder);
}

static gint64
to_wall_seconds (MonoTime at, gint64 wall_offset)
{
  return at == MONO_NEVER ? 0 : (at + wall_offset) / MONO_SEC;
}

WorkerChild *
worker_child_new (const IkeChildSa *child, gint64 wall_offset)
{
  WorkerChild *copy = g_new0 (WorkerChild, 1);

  copy->spi_in = child->spi_in;
  copy->spi_out = child->spi_out;
  copy->suite = g_strdup (child->suite_text);
  copy->soft = to_wall_seconds (child->soft, wall_offset);
  copy->hard = to_wall_seconds (child->hard, wall_offset);
  memcpy (copy->ts_local, child->ts_local, sizeof copy->ts_local);
  memcpy (copy->ts_remote, child->ts_remote, sizeof copy->ts_remote);
  copy->n_ts_local = child->n_ts_local;
  copy->n_ts_remote = child->n_ts_remote;
  return copy;
}

void
worker_child_free (WorkerChild *child)
{
  if (child == NULL)
    return;
  g_free (child->suite);
  g_free (child);
}

GVariant *
worker_report_peer (const IkePeerInfo *peer)
{
  g_autofree char *address = worker_endpoint_text (&peer->path.remote);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  put_text (&dict, "identity", peer->identity);
  put_text (&dict, "method", peer->auth_method);
  put_text (&dict, "subject", peer->subject);
  put_text (&dict, "issuer", peer->issuer);
  put_text (&dict, "fingerprint", peer->fingerprint);
  g_variant_dict_insert (&dict, "not-after", "x", peer->not_after);
  put_text (&dict, "ike-suite", peer->ike_suite);
  /* Only ours: gateways that force encapsulation, as we do, pretend to be behind one. */
  g_variant_dict_insert (&dict, "nat", "b", peer->nat_local);
  put_text (&dict, "address", address);
  return g_variant_dict_end (&dict);
}

static GVariant *
report_child (const WorkerChild *child)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "spi-in", "u", child->spi_in);
  g_variant_dict_insert (&dict, "spi-out", "u", child->spi_out);
  put_text (&dict, "suite", child->suite);
  g_variant_dict_insert (&dict, "soft", "x", child->soft);
  g_variant_dict_insert (&dict, "hard", "x", child->hard);
  g_variant_dict_insert_value (&dict, "local-ts", ts_list (child->ts_local, child->n_ts_local));
  g_variant_dict_insert_value (&dict, "remote-ts", ts_list (child->ts_remote, child->n_ts_remote));
  return g_variant_dict_end (&dict);
}

GVariant *
worker_report_child_sas (const GPtrArray *children)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < children->len; i++)
    g_variant_builder_add_value (&builder, report_child (g_ptr_array_index (children, i)));
  return g_variant_builder_end (&builder);
}

static GVariant *
plan_addresses (const IkeConfigReply *reply)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayy)"));
  for (guint i = 0; i < reply->n_addr4; i++)
    g_variant_builder_add (&builder, "(@ayy)", octets (reply->addr4[i].addr, 4),
                           reply->addr4[i].prefix);
  for (guint i = 0; i < reply->n_addr6; i++)
    g_variant_builder_add (&builder, "(@ayy)", octets (reply->addr6[i].addr, 16),
                           reply->addr6[i].prefix);
  return g_variant_builder_end (&builder);
}

/* Negotiated selectors of the families that have an inner address; others could carry nothing. */
static GVariant *
plan_routes (const IkeConfigReply *reply, const WorkerChild *child)
{
  g_autoptr (GArray) prefixes = g_array_new (FALSE, TRUE, sizeof (Prefix));
  GVariantBuilder builder;

  for (gsize i = 0; i < child->n_ts_remote; i++)
    {
      guint granted = child->ts_remote[i].family == AF_INET ? reply->n_addr4 : reply->n_addr6;

      if (granted > 0)
        append_range (prefixes, &child->ts_remote[i]);
    }
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayy)"));
  for (guint i = 0; i < prefixes->len; i++)
    {
      const Prefix *prefix = &g_array_index (prefixes, Prefix, i);

      g_variant_builder_add (&builder, "(@ayy)", octets (prefix->addr, prefix->len),
                             (guint8) prefix->bits);
    }
  return g_variant_builder_end (&builder);
}

static void
add_profile_dns (GVariantBuilder *builder, const char *const *texts)
{
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      guint8 addr[16];

      if (inet_pton (AF_INET, texts[i], addr) == 1)
        g_variant_builder_add_value (builder, octets (addr, 4));
      else if (inet_pton (AF_INET6, texts[i], addr) == 1)
        g_variant_builder_add_value (builder, octets (addr, 16));
    }
}

static GVariant *
plan_dns (const VpnProfile *profile, const IkeConfigReply *reply)
{
  const char *const *own = vpn_profile_get_list (profile, VPN_KEY_DNS);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  if (!vpn_profile_get_boolean (profile, VPN_KEY_USE_DNS))
    return g_variant_builder_end (&builder);
  add_profile_dns (&builder, own);
  for (guint i = 0; own[0] == NULL && i < reply->n_dns4; i++)
    g_variant_builder_add_value (&builder, octets (reply->dns4[i], 4));
  for (guint i = 0; own[0] == NULL && i < reply->n_dns6; i++)
    g_variant_builder_add_value (&builder, octets (reply->dns6[i], 16));
  return g_variant_builder_end (&builder);
}

static GVariant *
plan_domains (const VpnProfile *profile, const IkeConfigReply *reply)
{
  const char *const *own = vpn_profile_get_list (profile, VPN_KEY_DNS_DOMAINS);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  if (!vpn_profile_get_boolean (profile, VPN_KEY_USE_DNS))
    return g_variant_builder_end (&builder);
  for (gsize i = 0; own[i] != NULL; i++)
    g_variant_builder_add (&builder, "s", own[i]);
  for (guint i = 0; own[0] == NULL && i < reply->n_domains; i++)
    g_variant_builder_add (&builder, "s", reply->domains[i]);
  return g_variant_builder_end (&builder);
}

GVariant *
worker_report_plan (const VpnProfile *profile, const IkeConfigReply *reply,
                    const WorkerChild *child, const IkeEndpoint *gateway, guint mtu)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "addresses", plan_addresses (reply));
  g_variant_dict_insert_value (&dict, "dns", plan_dns (profile, reply));
  g_variant_dict_insert_value (&dict, "domains", plan_domains (profile, reply));
  g_variant_dict_insert_value (&dict, "routes", plan_routes (reply, child));
  g_variant_dict_insert (&dict, "mtu", "u", mtu);
  put_text (&dict, "banner", reply->banner);
  g_variant_dict_insert_value (&dict, "gateway",
                               octets (gateway->addr, address_len (gateway->family)));
  return g_variant_dict_end (&dict);
}

static GVariant *
report_drops (const PlaneStats *stats)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{st}"));
  for (guint i = ESP_DROP_NONE + 1; i < ESP_N_DROPS; i++)
    {
      if (stats->drops[i] > 0)
        g_variant_builder_add (&builder, "{st}", esp_drop_key ((EspDrop) i), stats->drops[i]);
    }
  return g_variant_builder_end (&builder);
}

GVariant *
worker_report_counters (const PlaneStats *stats, guint64 ike_dropped)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "tx-bytes", "t", stats->tx_bytes);
  g_variant_dict_insert (&dict, "rx-bytes", "t", stats->rx_bytes);
  g_variant_dict_insert (&dict, "tx-packets", "t", stats->tx_packets);
  g_variant_dict_insert (&dict, "rx-packets", "t", stats->rx_packets);
  g_variant_dict_insert (&dict, "tx-batches", "t", stats->tx_batches);
  g_variant_dict_insert (&dict, "rx-batches", "t", stats->rx_batches);
  g_variant_dict_insert (&dict, "ike-dropped", "t", ike_dropped);
  g_variant_dict_insert_value (&dict, "drops", report_drops (stats));
  g_variant_dict_insert (&dict, "gso", "b", stats->gso);
  g_variant_dict_insert (&dict, "gro", "b", stats->gro);
  g_variant_dict_insert (&dict, "vnet-hdr", "b", stats->vnet_hdr);
  g_variant_dict_insert (&dict, "uso", "b", stats->uso);
  return g_variant_dict_end (&dict);
}

guint
worker_inner_mtu (guint path_mtu, sa_family_t family, const CrySuite *suite, gboolean inner_ipv6)
{
  guint least = inner_ipv6 ? INNER_MIN_IPV6 : INNER_MIN_IPV4;
  guint outer = (family == AF_INET ? IPV4_HEADER : IPV6_HEADER) + UDP_HEADER + ESP_HEADER
                + (guint) cry_suite_iv_len (suite) + (guint) cry_suite_icv_len (suite);
  guint align = MAX ((guint) cry_suite_block_len (suite), ESP_ALIGN);
  guint room = path_mtu > outer ? path_mtu - outer : 0;

  room -= room % align;
  return room >= least + ESP_TRAILER ? room - ESP_TRAILER : least;
}
