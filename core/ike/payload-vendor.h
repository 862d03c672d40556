// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Vendor ID payload (RFC 7296 section 3.12). Received ones are ignored (MSG-33). Any thread. */
#pragma once

#include "ike-chain.h"

void ike_payload_vendor_write (IkeMessageBuilder *builder, const void *data, gsize len);
