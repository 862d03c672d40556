// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Why a packet was dropped: one table gives the enum, the counter's index and the text. */
#pragma once

#include <glib.h>

#define ESP_DROP_TABLE(X)                                                          \
  X (NONE, "none", "not dropped")                                                  \
  X (SHORT, "short", "shorter than its headers")                                   \
  X (NO_SA, "no-sa", "no Security Association for this SPI")                       \
  X (REPLAY, "replay", "sequence number seen before or too old")                   \
  X (INTEGRITY, "integrity", "integrity check failed")                             \
  X (PADDING, "padding", "padding is malformed")                                   \
  X (NEXT_HEADER, "next-header", "inner protocol is neither IPv4 nor IPv6")        \
  X (INNER, "inner", "inner packet is malformed")                                  \
  X (SELECTOR, "selector", "inner addresses are outside the negotiated selectors") \
  X (ECN, "ecn", "marked congested, which the inner packet cannot say")            \
  X (DUMMY, "dummy", "traffic-flow-confidentiality dummy")                         \
  X (POLICY, "policy", "no selector covers this outgoing packet")                  \
  X (SEQUENCE, "sequence", "sequence numbers used up")                             \
  X (LIFETIME, "lifetime", "hard lifetime reached")                                \
  X (TOO_BIG, "too-big", "larger than the path allows")                            \
  X (QUEUE_FULL, "queue-full", "the queue was full")                               \
  X (SEND, "send", "the system refused to send it")                                \
  X (TUN_WRITE, "tun-write", "the system refused to take it in")                   \
  X (CRYPTO, "crypto", "the crypto library failed")

typedef enum
{
#define ESP_DROP_ENUM(name, key, text) ESP_DROP_##name,
  ESP_DROP_TABLE (ESP_DROP_ENUM)
#undef ESP_DROP_ENUM
      ESP_N_DROPS
} EspDrop;

const char *esp_drop_key (EspDrop drop);
const char *esp_drop_text (EspDrop drop);
