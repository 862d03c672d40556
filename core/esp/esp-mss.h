// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Keeps TCP peers behind the tunnel from sending what does not fit it. Pure; any thread. */
#pragma once

#include "esp-inner.h"

/* Lowers the MSS option of a complete TCP SYN (RFC 9293 section 3.7.1) to what mtu allows; the
 * checksum stays as right or wrong as it was. Leaves all other packets alone. inner: of packet. */
void esp_mss_clamp (guint8 *packet, const EspInner *inner, guint mtu);
