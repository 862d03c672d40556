// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The traffic selectors of an SA (RFC 4301 section 4.4.1.1, RFC 7296 section 3.13.1). Immutable
 * after creation; any thread.
 */
#pragma once

#include "esp.h"

typedef struct EspSelectors EspSelectors;

/* NULL when a side has no selector, too many, or one that is no range of addresses. */
EspSelectors *esp_selectors_new (const EspSaParams *params) G_GNUC_WARN_UNUSED_RESULT;
void esp_selectors_free (EspSelectors *selectors);

/* Source local, destination remote; or an ICMP error from who received a packet that these
 * selectors let in to who sent it (RFC 4301 section 6.2). */
gboolean esp_selectors_match_outbound (const EspSelectors *selectors, const guint8 *packet,
                                       const EspInner *inner);
/* Source remote, destination local; or an ICMP error from anywhere to a local address about a
 * packet that these selectors sent out (RFC 4301 section 6.2). */
gboolean esp_selectors_match_inbound (const EspSelectors *selectors, const guint8 *packet,
                                      const EspInner *inner);
