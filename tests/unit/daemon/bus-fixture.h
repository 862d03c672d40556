// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Two ends of a D-Bus connection without a bus between them: ours is what the daemon uses, theirs
 * plays whoever is called or calls. */
#pragma once

#include <gio/gio.h>

typedef struct
{
  GDBusConnection *ours;   /* owned */
  GDBusConnection *theirs; /* owned */
} BusPair;

void bus_pair_set_up (BusPair *self);
void bus_pair_tear_down (BusPair *self);
/* Runs the main loop until *done is not 0; ten seconds at most. */
void bus_pump (const guint *done);
