// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What the worker tells genkand, built from what the engine and the plane know: the dictionaries
 * of worker-rpc.h. All results are floating. Pure; any thread.
 */
#pragma once

#include "ike.h"
#include "plane.h"
#include "worker-config.h"

/* A Child SA as long as it lives, for the list and for the plan. */
typedef struct
{
  guint32 spi_in, spi_out;
  CrySuite crypto;
  char *suite;       /* owned */
  gint64 soft, hard; /* seconds since 1970 */
  IkeTs ts_local[IKE_TS_MAX], ts_remote[IKE_TS_MAX];
  gsize n_ts_local, n_ts_remote;
} WorkerChild;

WorkerChild *
worker_child_new (const IkeChildSa *child, gint64 wall_offset) G_GNUC_WARN_UNUSED_RESULT;
void worker_child_free (WorkerChild *child);

GVariant *worker_report_peer (const IkePeerInfo *peer, gint64 own_not_after);
/* certificates: GPtrArray of CryCert */
GVariant *worker_report_shown (const GPtrArray *certificates);
/* children: GPtrArray of WorkerChild */
GVariant *worker_report_child_sas (const GPtrArray *children);
/* What the host should look like: what the gateway granted, as the profile wants it. Its routes
 * cover everything that was granted, and more where one by one they would be too many. */
GVariant *worker_report_plan (const WorkerConfig *config, const IkeConfigReply *reply,
                              const WorkerChild *child, const IkeEndpoint *gateway, guint mtu);
GVariant *worker_report_counters (const PlaneStats *stats, guint64 ike_dropped);

/* Largest inner packet (bytes) that fits a path of path_mtu bytes once it is sealed by suite and
 * put into UDP over IP of the family. At least what the inner family needs (576, or 1280 with
 * inner_ipv6): the outer packet is fragmented then. */
guint
worker_inner_mtu (guint path_mtu, sa_family_t family, const CrySuite *suite, gboolean inner_ipv6);

/* Whether an inner packet of inner_len bytes, sealed, gets through such a path in one piece. */
gboolean
worker_inner_fits (guint inner_len, guint path_mtu, sa_family_t family, const CrySuite *suite);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WorkerChild, worker_child_free)
