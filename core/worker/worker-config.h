// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * WorkerConfig: what a CONFIG message means to the engine. Owns everything the IkeConfig in it
 * borrows. Control thread.
 */
#pragma once

#include "ike.h"
#include "vpn-enums.h"
#include "vpn-profile.h"
#include "ip.h"
#include "worker-rpc.h"

#define WORKER_GATEWAYS_MAX 16

typedef struct
{
  IkeConfig ike;
  VpnProfile *profile;     /* owned; storage of the texts below, nobody else reads it */
  CryTrust *trust;         /* owned or NULL */
  CryTrust *aaa_trust;     /* owned or NULL: as trust */
  GPtrArray *certificates; /* owned or NULL */
  GBytes *public_key;      /* owned or NULL: of who signs, DER SubjectPublicKeyInfo */
  IkeEndpoint gateways[WORKER_GATEWAYS_MAX]; /* those there is a socket for; port unset */
  IkeEndpoint locals[WORKER_GATEWAYS_MAX];   /* our end towards each; address zero when unknown */
  guint n_gateways;
  GVariant *ways;           /* owned or NULL: a(ayayqu) as in ROAM */
  int udp4, udp6, tcp, tun; /* owned; -1 when there is none; tcp instead of udp */
  guint tun_offloads;
  guint16 tun_mtu, path_mtu, local_port;
  guint16 tcp_port; /* of the gateway, to which tcp is connected; 0: there is no stream */
  guint16 ike_port; /* of the gateway; the other one is ike.natt_port */
  gboolean probe;   /* ends when the gateway is proven or something of the user's is wanted */

  gboolean needs_ipv4, needs_ipv6; /* not worth having without */
  guint inner_mtu;                 /* bytes; 0: what the path allows */
  guint replay_window;             /* packets */
  gboolean tfc_padding;            /* where the gateway can have it */
  guint dummy_interval;            /* milliseconds; 0: none */
  guint64 child_volume;            /* bytes until new keys; 0: any number */
  gboolean use_subnets;            /* the profile names no networks, so the gateway may */
  gboolean use_dns;                /* FALSE: neither servers nor domains */
  GArray *dns;                     /* owned; of IpAddress; empty: the gateway's */
  const char *const *dns_domains;  /* borrowed from profile; empty: the gateway's */
} WorkerConfig;

/* Takes the descriptors of message, also on failure. NULL: ret_reason and ret_detail (owned) say
 * what is wrong with the profile or the files. */
WorkerConfig *worker_config_new (RpcMessage *message, VpnReason *ret_reason, char **ret_detail)
    G_GNUC_WARN_UNUSED_RESULT;
/* Whether our own certificate is valid and of the key that signs, before anything is sent. */
gboolean worker_config_check_own (const WorkerConfig *config, MonoTime now, VpnReason *ret_reason,
                                  char **ret_detail);
void worker_config_free (WorkerConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WorkerConfig, worker_config_free)
