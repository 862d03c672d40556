// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * WorkerOddity: when to speak of something harmless that somebody else causes, packet by packet: at
 * once, and then not again for a while, with how often it was (RFC 6040 section 4.2). Value; time
 * is a parameter; one thread.
 */
#pragma once

#include "mono.h"

#define WORKER_ODDITY_SPACING (10 * MONO_MINUTE)

typedef struct
{
  guint64 told;   /* of those counted */
  MonoTime quiet; /* until then */
} WorkerOddity;

/* count: how often it was so far. How many times there is to speak of now; 0: nothing to say. */
guint64 worker_oddity_look (WorkerOddity *oddity, guint64 count, MonoTime now);
