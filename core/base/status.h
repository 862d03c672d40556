// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Return codes of the engine folders (base, crypto, eap, ike, esp).
 *
 * Zero is success. A negative code is fatal to the object it came from: the caller forwards it
 * unchanged. A positive code is a documented condition of that one function: the direct caller
 * handles it and never forwards it; each module numbers its own from 1. Malformed input from the
 * network is neither: it is a counted drop and success, because the network may send anything.
 */
#pragma once

#include <glib.h>

typedef enum
{
  STATUS_OK = 0,
  STATUS_FATAL_INTERNAL = -1, /* a state this code must never reach */
  STATUS_FATAL_CRYPTO = -2,   /* the crypto library refused a legal operation */
  STATUS_FATAL_LIMIT = -3,    /* a named maximum was exceeded by our own side */
  STATUS_FATAL_CONFIG = -4,   /* the configuration handed in cannot work */
} StatusFatal;

static inline gboolean
status_is_fatal (int status)
{
  return status < 0;
}

/* Name of a fatal code for logs; never NULL. */
const char *status_fatal_name (int status);
