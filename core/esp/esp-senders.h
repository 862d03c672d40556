// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * EspSenders: who in the office sends large TCP segments through the tunnel. A router that loses
 * what is large and says nothing leaves them stuck: their segment size was agreed on before, and
 * they hear nothing. Who finds that out here says it for that router (RFC 1191, RFC 8201). The
 * message has to quote a packet that the sender has under way: the one that would come next.
 *
 * A sample of connections. Value; one thread; no allocation.
 */
#pragma once

#include "esp-inner.h"

#define ESP_SENDERS_SLOTS 32
#define ESP_SENDERS_QUOTE 60 /* octets: headers of IPv6 and TCP */

typedef struct
{
  guint size; /* octets of its packets; 0: nobody */
  guint quote_len;
  guint8 quote[ESP_SENDERS_QUOTE]; /* the beginning of the packet that comes next */
} EspSender;

typedef struct
{
  EspSender slots[ESP_SENDERS_SLOTS];
} EspSenders;

/* packet came in, alone or joined: inner is of the whole, segment the payload of each part, or 0.
 * Only headers are read. */
void
esp_senders_note (EspSenders *senders, const guint8 *packet, const EspInner *inner, guint segment);
/* The message to the sender of that slot into out (ESP_ICMP_MAX octets), and its length; 0: there
 * is none, or what it sends fits mtu. */
gsize esp_senders_tell (const EspSenders *senders, guint slot, guint mtu, guint8 *out);
