// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A session and its simulated gateway, with everything that the session says on record. Test code;
 * one thread. */
#pragma once

#include "sim-record.h"
#include "sim-world.h"

typedef struct
{
  SimWorldConfig config;
  SimRecord record;
  SimWorld *world; /* owned; NULL before talk_connect or talk_start */
} Talk;

/* Whole messages only, so that each can be read. */
void talk_prepare (Talk *talk, SimAuth auth);
/* Until ESTABLISHED. */
void talk_connect (Talk *talk);
void talk_prepare_and_connect (Talk *talk, SimAuth auth);
void talk_rekey (Talk *talk, gboolean ike_sa);
void talk_gateway_rekeys (Talk *talk, gboolean ike_sa);
void talk_close (Talk *talk);
void talk_clear (Talk *talk);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)
