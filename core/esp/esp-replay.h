// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Anti-replay window (RFC 4303 section 3.4.3) as a ring of bit blocks (the idea of RFC 6479: moving
 * the window clears whole blocks and shifts nothing), and the inference of the high half of an
 * extended sequence number (RFC 4303 appendix A2.2). Check before the ICV, update after it. One
 * thread.
 */
#pragma once

#include <glib.h>

#define ESP_REPLAY_WORDS 128 /* 64 bits each: a power of two with a block to spare over 4096 */

typedef struct
{
  guint64 top;    /* highest number accepted; 0: none yet */
  guint64 window; /* packets, 1..4096 */
  guint64 bits[ESP_REPLAY_WORDS];
} EspReplay;

/* window: clamped to 1..ESP_REPLAY_MAX. */
void esp_replay_init (EspReplay *replay, guint window);

/* The full sequence number of a packet that carries low. FALSE when no number can be meant. */
gboolean esp_replay_infer (const EspReplay *replay, guint32 low, gboolean esn, guint64 *ret_seq);

/* Whether seq is new and not too old. */
gboolean esp_replay_check (const EspReplay *replay, guint64 seq);

/* Marks seq, which passed the check and whose ICV was right. */
void esp_replay_update (EspReplay *replay, guint64 seq);
