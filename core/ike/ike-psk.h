// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A pre-shared key as people write it down. Pure; any thread. */
#pragma once

#include "secret.h"

/* The octets that are meant: behind "0x" hexadecimal digits, behind "0s" base64, as strongSwan and
 * libreswan have it; whatever is neither, a text that only begins so included, is meant as it
 * stands. Takes typed; owned. */
SecretBuf *ike_psk_read (SecretBuf *typed) G_GNUC_WARN_UNUSED_RESULT;
