// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Published states, steps and kinds of secrets. The numbers and the kebab-case names are stable
 * D-Bus API. Each enum is one table that gives the value and the name. The reasons have a header of
 * their own, which comes with this one.
 */
#pragma once

#include "vpn-reason.h"

#include <glib.h>

/* State of a connection as front ends see it. */
#define VPN_STATE_TABLE(X)              \
  X (0, DISCONNECTED, "disconnected")   \
  X (1, CONNECTING, "connecting")       \
  X (2, CONNECTED, "connected")         \
  X (3, RECONNECTING, "reconnecting")   \
  X (4, DISCONNECTING, "disconnecting") \
  X (5, FAILED, "failed")

typedef enum
{
#define VPN_STATE_ENUM(value, name, nick) VPN_STATE_##name = value,
  VPN_STATE_TABLE (VPN_STATE_ENUM)
#undef VPN_STATE_ENUM
} VpnState;

/* What a connection's owner is promised, beside its state: a promise once made is kept until its
 * owner takes it back, whatever becomes of the connection. */
#define VPN_PROTECTION_TABLE(X)                                            \
  X (0, OPEN, "open")       /* nothing is protected, nothing is changed */ \
  X (1, HELD, "held")       /* what the tunnel would carry is refused */   \
  X (2, FLOWING, "flowing") /* what the tunnel carries goes through it */

typedef enum
{
#define VPN_PROTECTION_ENUM(value, name, nick) VPN_PROTECTION_##name = value,
  VPN_PROTECTION_TABLE (VPN_PROTECTION_ENUM)
#undef VPN_PROTECTION_ENUM
} VpnProtection;

/* Steps of connecting, in order; each is announced when it starts. */
#define VPN_STEP_TABLE(X)                                       \
  X (0, NONE, "none")                                           \
  X (1, RESOLVE, "resolve") /* finding the gateway's address */ \
  X (2, CONTACT, "contact") /* IKE_SA_INIT */                   \
  X (3, VERIFY_GATEWAY, "verify-gateway")                       \
  X (4, SIGN_IN, "sign-in")     /* EAP */                       \
  X (5, CONFIGURE, "configure") /* addresses and Child SA */    \
  X (6, NETWORK, "network")     /* interface, routes, DNS */    \
  X (7, DONE, "done")

typedef enum
{
#define VPN_STEP_ENUM(value, name, nick) VPN_STEP_##name = value,
  VPN_STEP_TABLE (VPN_STEP_ENUM)
#undef VPN_STEP_ENUM
} VpnStep;

/* What an agent is asked for. */
#define VPN_SECRET_TABLE(X)                                                        \
  X (1, PSK, "psk")                                                                \
  X (2, PASSWORD, "password")                                                      \
  X (3, RESPONSE, "response") /* one-time code or another prompt of the gateway */ \
  X (4, NEW_PASSWORD, "new-password")                                              \
  X (5, KEY_PASSPHRASE, "key-passphrase")                                          \
  X (6, PPK, "ppk") /* post-quantum pre-shared key (RFC 8784) */                   \
  X (7, PIN, "pin") /* of a token; asked by the front end that talks to it, never over the bus */

typedef enum
{
#define VPN_SECRET_ENUM(value, name, nick) VPN_SECRET_##name = value,
  VPN_SECRET_TABLE (VPN_SECRET_ENUM)
#undef VPN_SECRET_ENUM
} VpnSecretKind;

/* Stable kebab-case names; NULL for a value outside the enum. */
const char *vpn_state_to_string (VpnState state);
const char *vpn_protection_to_string (VpnProtection protection);
const char *vpn_step_to_string (VpnStep step);
const char *vpn_secret_kind_to_string (VpnSecretKind kind);
gboolean vpn_state_from_string (const char *text, VpnState *ret_state);
gboolean vpn_protection_from_string (const char *text, VpnProtection *ret_protection);
gboolean vpn_step_from_string (const char *text, VpnStep *ret_step);
gboolean vpn_secret_kind_from_string (const char *text, VpnSecretKind *ret_kind);

/* Translated, for people. */
const char *vpn_state_label (VpnState state);           /* "Connected" */
const char *vpn_step_label (VpnStep step);              /* "Checking the gateway's identity" */
const char *vpn_secret_kind_label (VpnSecretKind kind); /* "Password"; "Answer" for a RESPONSE */
