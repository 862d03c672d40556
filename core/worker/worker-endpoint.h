// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IkeEndpoint as the system, the RPC and people write it. Pure; any thread. */
#pragma once

#include "ike.h"

/* A way from here to the gateway that genkand knows. Ports are unset. */
typedef struct
{
  IkeEndpoint local, remote;
  guint mtu;       /* bytes of the path as the kernel knows it */
  guint32 ifindex; /* link to be named to go that way; 0: the system chooses it by itself */
} WorkerWay;

socklen_t
worker_endpoint_to_sockaddr (const IkeEndpoint *endpoint, struct sockaddr_storage *ret_address);
/* FALSE for a family that is neither IPv4 nor IPv6. */
gboolean
worker_endpoint_from_sockaddr (const struct sockaddr_storage *address, IkeEndpoint *ret_endpoint);
/* octets: an ay of 4 or 16; FALSE for any other number. The port is 0. */
gboolean worker_endpoint_from_octets (GVariant *octets, IkeEndpoint *ret_endpoint);
/* "192.0.2.1", owned; "" for an unset endpoint. */
char *worker_endpoint_text (const IkeEndpoint *endpoint);
gboolean worker_endpoint_is_same_host (const IkeEndpoint *a, const IkeEndpoint *b);

/* way: (ayayqu) as in ROAM. FALSE when the two addresses are not of one known family. */
gboolean worker_way_read (GVariant *way, WorkerWay *ret_way);
gboolean worker_way_equal (const WorkerWay *a, const WorkerWay *b);
