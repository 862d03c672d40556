// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a worker can do that an honest one never does. Each ends it at once, is counted by its
 * connection (Connection.Breaches) and named in the log. */
#pragma once

#include <glib.h>

/* name, nick, what is said of the worker */
#define VPN_BREACH_TABLE(X)                                                                      \
  X (MESSAGE, "message", "its message broke the rules")                                          \
  X (VALUE, "value", "it sent an illegal value")                                                 \
  X (RATE, "rate", "it sends more than anybody can use")                                         \
  X (SECRET_KIND, "secret-kind", "it asked for a secret that the profile does not use")          \
  X (SECRET_LATE, "secret-late", "it asked for a secret when nobody has to log in any more")     \
  X (SECRET_COUNT, "secret-count", "it asked for too many secrets")                              \
  X (SIGNATURE_KIND, "signature-kind", "it asked for a signature that the profile does not use") \
  X (SIGNATURE_LATE, "signature-late",                                                           \
     "it asked for a signature when nobody has to log in any more")                              \
  X (SIGNATURE_COUNT, "signature-count", "it asked for too many signatures")                     \
  X (SIGNATURE_FORM, "signature-form", "it asked for a signature over what is no login")         \
  X (PLAN_GATEWAY, "plan-gateway", "its plan names a gateway that it was not sent to")

typedef enum
{
  VPN_BREACH_NONE = 0,
#define VPN_BREACH_ENUM(name, nick, sentence) VPN_BREACH_##name,
  VPN_BREACH_TABLE (VPN_BREACH_ENUM)
#undef VPN_BREACH_ENUM
      VPN_BREACH_N,
} VpnBreach;

/* Of one of the table. */
const char *vpn_breach_nick (VpnBreach breach);
const char *vpn_breach_sentence (VpnBreach breach);
