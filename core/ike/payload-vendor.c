// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "payload-vendor.h"

void
ike_payload_vendor_write (IkeMessageBuilder *builder, const void *data, gsize len)
{
  ike_message_builder_add (builder, IKE_PAYLOAD_VENDOR, FALSE, data, len);
}
