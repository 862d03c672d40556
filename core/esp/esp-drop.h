// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Why a packet was dropped: one table gives the enum, the counter's index and its name. The words
 * for people are the front ends' (client/lib/vpn-client-drops.c). */
#pragma once

#include <glib.h>

#define ESP_DROP_TABLE(X)                                             \
  X (NONE, "none")                                                    \
  X (SHORT, "short")             /* shorter than its headers */       \
  X (NO_SA, "no-sa")             /* none with this SPI */             \
  X (REPLAY, "replay")           /* number seen before or too old */  \
  X (INTEGRITY, "integrity")     /* wrong ICV */                      \
  X (PADDING, "padding")         /* malformed */                      \
  X (NEXT_HEADER, "next-header") /* neither IPv4 nor IPv6 */          \
  X (INNER, "inner")             /* malformed inner packet */         \
  X (SELECTOR, "selector")       /* inbound, outside of them */       \
  X (ECN, "ecn")                 /* a mark the inner one can't say */ \
  X (DUMMY, "dummy")             /* RFC 4303 section 2.6 */           \
  X (POLICY, "policy")           /* outbound, no selector covers */   \
  X (SEQUENCE, "sequence")       /* numbers used up */                \
  X (LIFETIME, "lifetime")       /* hard limit reached */             \
  X (TOO_BIG, "too-big")         /* for the path */                   \
  X (QUEUE_FULL, "queue-full")                                        \
  X (SEND, "send")           /* refused by the system */              \
  X (TUN_WRITE, "tun-write") /* refused by the system */              \
  X (CRYPTO, "crypto")       /* the library failed */

typedef enum
{
#define ESP_DROP_ENUM(name, key) ESP_DROP_##name,
  ESP_DROP_TABLE (ESP_DROP_ENUM)
#undef ESP_DROP_ENUM
      ESP_N_DROPS
} EspDrop;

const char *esp_drop_key (EspDrop drop);
