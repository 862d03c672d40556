// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Published states, steps and reasons. The numbers and the kebab-case names are stable D-Bus API.
 * Each enum is one table that gives the value, the name and (for reasons) the user's sentence.
 */
#pragma once

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

/* Why a connection is not up. The sentence and the advice are translated in vpn-enums.c; a %s in a
 * sentence does not exist: details travel separately ("Detail" property). */
#define VPN_REASON_TABLE(X)                                                                       \
  X (0, NONE, "none")                                                                             \
  X (1, USER, "user")                           /* asked for by the user */                       \
  X (2, GATEWAY_NOT_FOUND, "gateway-not-found") /* name does not resolve */                       \
  X (3, GATEWAY_SILENT, "gateway-silent")       /* no answer at all */                            \
  X (4, NO_COMMON_PROPOSAL, "no-common-proposal")                                                 \
  X (5, NO_COMMON_CHILD_PROPOSAL, "no-common-child-proposal")                                     \
  X (6, GATEWAY_UNTRUSTED, "gateway-untrusted") /* unknown CA */                                  \
  X (7, GATEWAY_CERT_EXPIRED, "gateway-certificate-expired")                                      \
  X (8, GATEWAY_CERT_NOT_YET_VALID, "gateway-certificate-not-yet-valid")                          \
  X (9, GATEWAY_CERT_INVALID, "gateway-certificate-invalid")                                      \
  X (10, GATEWAY_WRONG_IDENTITY, "gateway-wrong-identity")                                        \
  X (11, GATEWAY_AUTH_FAILED, "gateway-authentication-failed")                                    \
  X (12, GATEWAY_NOT_PROVEN, "gateway-not-proven") /* wanted credentials before proving itself */ \
  X (13, LOGIN_FAILED, "login-failed")                                                            \
  X (14, PASSWORD_EXPIRED, "password-expired")                                                    \
  X (15, ACCOUNT_DISABLED, "account-disabled")                                                    \
  X (16, LOGIN_NOT_ALLOWED, "login-not-allowed") /* hours, no dial-in permission */               \
  X (17, NO_LOGIN_METHOD, "no-login-method")     /* EAP method not allowed or unknown */          \
  X (18, NO_SECRETS, "no-secrets")               /* nobody could be asked, or declined */         \
  X (19, NO_ADDRESS, "no-address")                                                                \
  X (20, NO_TRAFFIC_ALLOWED, "no-traffic-allowed") /* TS_UNACCEPTABLE */                          \
  X (21, GATEWAY_REFUSED, "gateway-refused")       /* other error notify */                       \
  X (22, GATEWAY_CLOSED, "gateway-closed")         /* Delete */                                   \
  X (23, GATEWAY_LOST, "gateway-lost")             /* liveness */                                 \
  X (24, GATEWAY_BUSY, "gateway-busy")                                                            \
  X (25, GATEWAY_IKEV1_ONLY, "gateway-ikev1-only")                                                \
  X (26, PROTOCOL_ERROR, "protocol-error")                                                        \
  X (27, BAD_PROFILE, "bad-profile")                                                              \
  X (28, FILE_MISSING, "file-missing") /* a certificate or key was not handed in */               \
  X (29, KEY_UNUSABLE, "key-unusable")                                                            \
  X (30, NETWORK_SETUP, "network-setup") /* TUN, route or DNS could not be set */                 \
  X (31, WORKER_DIED, "worker-died")                                                              \
  X (32, INTERNAL, "internal")                                                                    \
  X (33, PSK_MISMATCH, "psk-mismatch")                                                            \
  X (34, SESSION_EXPIRED, "session-expired")

typedef enum
{
#define VPN_REASON_ENUM(value, name, nick) VPN_REASON_##name = value,
  VPN_REASON_TABLE (VPN_REASON_ENUM)
#undef VPN_REASON_ENUM
} VpnReason;

/* What an agent is asked for. */
#define VPN_SECRET_TABLE(X)                                                        \
  X (1, PSK, "psk")                                                                \
  X (2, PASSWORD, "password")                                                      \
  X (3, RESPONSE, "response") /* one-time code or another prompt of the gateway */ \
  X (4, NEW_PASSWORD, "new-password")                                              \
  X (5, KEY_PASSPHRASE, "key-passphrase")

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
const char *vpn_reason_to_string (VpnReason reason);
const char *vpn_secret_kind_to_string (VpnSecretKind kind);
gboolean vpn_state_from_string (const char *text, VpnState *ret_state);
gboolean vpn_protection_from_string (const char *text, VpnProtection *ret_protection);
gboolean vpn_step_from_string (const char *text, VpnStep *ret_step);
gboolean vpn_reason_from_string (const char *text, VpnReason *ret_reason);
gboolean vpn_secret_kind_from_string (const char *text, VpnSecretKind *ret_kind);

/* Translated, for people. */
const char *vpn_state_label (VpnState state); /* "Connected" */
const char *vpn_step_label (VpnStep step);    /* "Checking the gateway's identity" */
/* One sentence that says what happened and what to do next, without period and newline. detail (may
 * be NULL) is the specific part, woven in; for GATEWAY_WRONG_IDENTITY it is
 * "FOUND" VPN_DETAIL_NOT_EQUAL "EXPECTED". Both are made safe to print here. gateway may be NULL.
 * Owned by the caller. */
#define VPN_DETAIL_NOT_EQUAL " != "
char *vpn_reason_explain (VpnReason reason, const char *gateway, const char *detail);
/* The same while the connection is being re-established by itself, for which nobody has to do
 * anything. Owned by the caller. */
char *vpn_reason_explain_reconnecting (VpnReason reason, const char *gateway, const char *detail);
/* Whether trying again by itself can help (gateway silent, lost, busy; worker died). */
gboolean vpn_reason_is_transient (VpnReason reason);
