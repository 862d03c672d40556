// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NAT detection (RFC 7296 section 2.23). Pure; any thread. */
#pragma once

#include "ike-chain.h"

#define IKE_NATT_HASH_LEN 20

/* Adds both NAT_DETECTION notifies for a message sent along path. force: the source hash is made
 * wrong on purpose, so that the peer sees a NAT and encapsulates ESP in UDP. */
void ike_natt_write (IkeMessageBuilder *builder, const IkeHeader *header, const IkePath *path,
                     gboolean force);

typedef struct
{
  gboolean supported;  /* both notifies were there */
  gboolean nat_local;  /* destination hash does not match: we are behind a NAT */
  gboolean nat_remote; /* no source hash matches: the peer is (NAT-03) */
} IkeNatt;

/* path is ours: the message came from path->remote to path->local. */
void ike_natt_check (const IkeMessage *message, const IkePath *path, IkeNatt *ret_natt);
