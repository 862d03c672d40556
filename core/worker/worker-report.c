// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The dictionaries of worker-rpc.h out of what the engine and the plane know. */
#include "worker-report.h"

#include "worker-endpoint.h"
#include "worker-routes.h"

#include <string.h>

#define ROUTES_MAX     128 /* NET_LIST_MAX of core/net, which the worker must not include */
#define IPV4_HEADER    20  /* bytes */
#define IPV6_HEADER    40
#define UDP_HEADER     8
#define INNER_MIN_IPV4 576
#define INNER_MIN_IPV6 1280

static GVariant *
address_octets (const IpAddress *address)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, address->octets,
                                    ip_family_octets (address->family), 1);
}

static void
add_prefix (GVariantBuilder *builder, const IpPrefix *prefix)
{
  g_variant_builder_add (builder, "(@ayy)", address_octets (&prefix->address), prefix->length);
}

static void
put_text (GVariantDict *dict, const char *key, const char *text)
{
  g_variant_dict_insert (dict, key, "s", text != NULL ? text : "");
}

static char *
ts_text (const IkeTs *ts)
{
  g_autofree char *text = ip_range_to_text (&ts->range);

  if (ts->protocol == 0 && ts->port_from == 0 && ts->port_to == G_MAXUINT16)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s protocol %u ports %u-%u", text, ts->protocol, ts->port_from,
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
  copy->crypto = child->suite;
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
worker_report_peer (const IkePeerInfo *peer, gint64 own_not_after)
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
  g_variant_dict_insert (&dict, "own-not-after", "x", own_not_after);
  put_text (&dict, "ike-suite", peer->ike_suite);
  /* Only ours: gateways that force encapsulation, as we do, pretend to be behind one. */
  g_variant_dict_insert (&dict, "nat", "b", peer->nat_local);
  put_text (&dict, "address", address);
  put_text (&dict, "transport", peer->path.transport == IKE_TRANSPORT_TCP ? "tcp" : "udp");
  return g_variant_dict_end (&dict);
}

static GVariant *
report_certificate (const CryCert *cert)
{
  g_autofree char *subject = cry_cert_subject_text (cert);
  g_autofree char *issuer = cry_cert_issuer_text (cert);
  g_autofree char *fingerprint = cry_cert_fingerprint (cert);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  put_text (&dict, "subject", subject);
  put_text (&dict, "issuer", issuer);
  put_text (&dict, "fingerprint", fingerprint);
  g_variant_dict_insert (&dict, "not-before", "x", cry_cert_not_before (cert));
  g_variant_dict_insert (&dict, "not-after", "x", cry_cert_not_after (cert));
  return g_variant_dict_end (&dict);
}

GVariant *
worker_report_shown (const GPtrArray *certificates)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < certificates->len; i++)
    g_variant_builder_add_value (&builder,
                                 report_certificate (g_ptr_array_index (certificates, i)));
  return g_variant_builder_end (&builder);
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
  for (guint i = 0; i < reply->n_addresses; i++)
    add_prefix (&builder, &reply->addresses[i]);
  return g_variant_builder_end (&builder);
}

/* Negotiated selectors of the families that have an inner address; others could carry nothing. */
static GArray *
granted_ranges (const IkeConfigReply *reply, const WorkerChild *child)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (IpRange));

  for (gsize i = 0; i < child->n_ts_remote; i++)
    if (ike_config_reply_has (reply, child->ts_remote[i].range.first.family))
      g_array_append_val (ranges, child->ts_remote[i].range);
  return ranges;
}

/* The profile's, else the gateway's; none where the profile wants none. Of IpAddress. */
static GArray *
name_servers (const WorkerConfig *config, const IkeConfigReply *reply)
{
  GArray *servers = g_array_new (FALSE, FALSE, sizeof (IpAddress));

  if (!config->use_dns)
    return servers;
  if (config->dns->len > 0)
    g_array_append_vals (servers, config->dns->data, config->dns->len);
  else
    g_array_append_vals (servers, reply->dns, reply->n_dns);
  return servers;
}

static GVariant *
plan_routes (const WorkerConfig *config, const IkeConfigReply *reply, const WorkerChild *child,
             const GArray *servers)
{
  g_autoptr (GArray) granted = granted_ranges (reply, child);
  g_autoptr (GArray) named
      = worker_routes_named (granted, reply->subnets, reply->n_subnets, servers);
  g_autoptr (GArray) routes
      = worker_routes_cover (config->use_subnets ? named : granted, ROUTES_MAX);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayy)"));
  for (guint i = 0; i < routes->len; i++)
    add_prefix (&builder, &g_array_index (routes, IpPrefix, i));
  return g_variant_builder_end (&builder);
}

static GVariant *
plan_dns (const GArray *servers)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < servers->len; i++)
    g_variant_builder_add_value (&builder, address_octets (&g_array_index (servers, IpAddress, i)));
  return g_variant_builder_end (&builder);
}

static GVariant *
plan_domains (const WorkerConfig *config, const IkeConfigReply *reply)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  if (!config->use_dns)
    return g_variant_builder_end (&builder);
  for (gsize i = 0; config->dns_domains[i] != NULL; i++)
    g_variant_builder_add (&builder, "s", config->dns_domains[i]);
  for (guint i = 0; config->dns_domains[0] == NULL && i < reply->n_domains; i++)
    g_variant_builder_add (&builder, "s", reply->domains[i]);
  return g_variant_builder_end (&builder);
}

GVariant *
worker_report_plan (const WorkerConfig *config, const IkeConfigReply *reply,
                    const WorkerChild *child, const IkeEndpoint *gateway, guint mtu)
{
  g_autoptr (GArray) servers = name_servers (config, reply);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "addresses", plan_addresses (reply));
  g_variant_dict_insert_value (&dict, "dns", plan_dns (servers));
  g_variant_dict_insert_value (&dict, "domains", plan_domains (config, reply));
  g_variant_dict_insert_value (&dict, "routes", plan_routes (config, reply, child, servers));
  g_variant_dict_insert (&dict, "mtu", "u", mtu);
  put_text (&dict, "banner", reply->banner);
  g_variant_dict_insert_value (&dict, "gateway", address_octets (&gateway->address));
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
  g_variant_dict_insert (&dict, "ipsec-mb", "b", stats->ipsec_mb);
  return g_variant_dict_end (&dict);
}

/* Largest inner packet that fits the path once it is sealed; 0: none does. */
static guint
room_inside (guint path_mtu, sa_family_t family, const CrySuite *suite)
{
  guint outer = (family == AF_INET ? IPV4_HEADER : IPV6_HEADER) + UDP_HEADER;

  return (guint) esp_inner_mtu (suite, path_mtu > outer ? path_mtu - outer : 0);
}

guint
worker_inner_mtu (guint path_mtu, sa_family_t family, const CrySuite *suite, gboolean inner_ipv6)
{
  guint least = inner_ipv6 ? INNER_MIN_IPV6 : INNER_MIN_IPV4;

  return MAX (least, room_inside (path_mtu, family, suite));
}

gboolean
worker_inner_fits (guint inner_len, guint path_mtu, sa_family_t family, const CrySuite *suite)
{
  return inner_len <= room_inside (path_mtu, family, suite);
}
