// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * One-line account of a message for the debug log: exchange, ID, payloads, notify names. No key, no
 * nonce, no EAP or AUTH content and no identity is ever in it. Pure; any thread.
 */
#pragma once

#include "ike-chain.h"

/* "IKE_AUTH response 1 [IDR CERT AUTH N(MOBIKE_SUPPORTED) SA TSI TSR]"; owned. */
char *ike_message_dump (const IkeMessage *message);
