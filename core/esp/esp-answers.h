// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * EspAnswers: whether what comes in through the tunnel answers what left by it. On a path that is
 * dead one way only packets still come: the office repeats itself because it hears nothing. A
 * repeat answers nothing, and TCP tells which is one: data is answered by its acknowledgement, an
 * acknowledgement by what comes after it in the sequence (RFC 9293 section 3.4). Of other protocols
 * any packet from the host that was asked is an answer.
 *
 * A sample: the oldest open question of a few flows. One thread tells what left, another what came;
 * no lock, no allocation.
 */
#pragma once

#include "esp-inner.h"

#include <stdatomic.h>

#define ESP_ANSWERS_SLOTS 64

typedef struct
{
  _Atomic guint64 slots[ESP_ANSWERS_SLOTS]; /* 0: no question; else who was asked, and what */
} EspAnswers;

/* inner: of packet. TRUE: it waits for an answer that is bound to come, in a TCP connection that
 * has begun. */
gboolean esp_answers_sent (EspAnswers *answers, const guint8 *packet, const EspInner *inner);
/* TRUE: it answers something that was sent. */
gboolean esp_answers_came (EspAnswers *answers, const guint8 *packet, const EspInner *inner);
