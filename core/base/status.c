// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Names of the status codes. */
#include "status.h"

const char *
status_fatal_name (int status)
{
  switch (status)
    {
    case STATUS_OK:
      return "ok";
    case STATUS_FATAL_INTERNAL:
      return "internal";
    case STATUS_FATAL_CRYPTO:
      return "crypto";
    case STATUS_FATAL_LIMIT:
      return "limit";
    case STATUS_FATAL_CONFIG:
      return "config";
    default:
      return status > 0 ? "condition" : "unknown";
    }
}
