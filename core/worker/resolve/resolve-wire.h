// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What genkan-resolve writes to its standard output: u8 status, u8 count, then count records of
 * u8 4 or 6 and 16 octets of address (an IPv4 address uses the first 4, the rest is zero).
 * Called as: genkan-resolve 0|4|6 HOST.
 */
#pragma once

#include <glib.h>

#define RESOLVE_ADDRESSES_MAX 16
#define RESOLVE_HEADER_LEN    ((gsize) 2)
#define RESOLVE_RECORD_LEN    ((gsize) 17)
#define RESOLVE_ANSWER_MAX    (RESOLVE_HEADER_LEN + RESOLVE_ADDRESSES_MAX * RESOLVE_RECORD_LEN)
#define RESOLVE_SECONDS_MAX   12 /* the process ends itself then, should nobody else end it */

typedef enum
{
  RESOLVE_OK = 0,
  RESOLVE_NOT_FOUND = 1, /* the name does not exist or has no address */
  RESOLVE_TRY_AGAIN = 2, /* no name server answered */
  RESOLVE_FAILED = 3,
} ResolveStatus;
