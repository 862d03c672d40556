// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Counters of one packet thread: it alone writes, any thread reads (relaxed). */
#pragma once

#include "esp-drop.h"

#include <stdatomic.h>

#define PLANE_LARGE 1024 /* bytes of an inner packet */

typedef struct
{
  _Atomic guint64 packets, bytes, batches;
  _Atomic guint64 large; /* of the packets: what tells whether the path carries such */
  _Atomic guint64 odd_marks;
  _Atomic guint64 questions, answers; /* EspAnswers: sent and bound to be answered; came */
  _Atomic guint64 drops[ESP_N_DROPS];
} PlaneCounters;

static inline void
plane_counter_add (_Atomic guint64 *counter, guint64 n)
{
  guint64 now = atomic_load_explicit (counter, memory_order_relaxed);

  atomic_store_explicit (counter, now + n, memory_order_relaxed);
}

static inline void
plane_count_packet (PlaneCounters *counters, gsize bytes)
{
  plane_counter_add (&counters->packets, 1);
  plane_counter_add (&counters->bytes, bytes);
  if (bytes >= PLANE_LARGE)
    plane_counter_add (&counters->large, 1);
}

static inline void
plane_count_drop (PlaneCounters *counters, EspDrop drop)
{
  plane_counter_add (&counters->drops[drop], 1);
}
