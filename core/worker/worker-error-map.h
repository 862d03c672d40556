// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The one translation from what the engine knows to what a user is told. */
#pragma once

#include "ike.h"
#include "vpn-enums.h"

typedef struct
{
  VpnReason reason;
  char *detail; /* owned; "" when there is nothing specific to say */
} WorkerError;

typedef struct /* what came of an address besides what the engine saw; none of it is proven */
{
  gboolean heard;       /* something came from there */
  gboolean understood;  /* and the engine could read it */
  int refused;          /* errno of the last datagram that ICMP sent back; 0: none */
  guint16 refused_port; /* where it was to go */
} WorkerContact;

/* auth decides what a refused AUTH payload means to the user, contact what silence means. Any
 * thread. */
WorkerError
worker_error_map (const IkeClosed *closed, IkeAuthMode auth, const WorkerContact *contact);
void worker_error_clear (WorkerError *error);

/* The step a user sees while the engine is at stage. */
VpnStep worker_step_of_stage (IkeStage stage);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WorkerError, worker_error_clear)
