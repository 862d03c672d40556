// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnPin: a server by which a network is known, and the certificate it has to prove:
 * "intranet.example.com:443=SHA256:...", as vpnctl and openssl write fingerprints. Pure; any
 * thread.
 */
#pragma once

#include <glib.h>

#define VPN_PIN_PORT 443 /* where none is written */

typedef struct
{
  char *host; /* owned; name or address */
  guint16 port;
  char *fingerprint; /* owned; "SHA256:" and hexadecimal digits in lower case */
} VpnPin;

/* FALSE: it is none; ret_pin is as it was. */
gboolean vpn_pin_parse (const char *text, VpnPin *ret_pin);
void vpn_pin_clear (VpnPin *pin);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VpnPin, vpn_pin_clear)
