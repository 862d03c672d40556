// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What genkand tells about a connection, in words, so that all front ends say the same. All results
 * are owned, translated and safe to print; main-loop thread. */
#pragma once

#include "vpn-dbus.h"

/* "vpn.example.org (192.0.2.1)" */
char *vpn_client_describe_gateway (VpnDbusConnection *proxy);
/* What was proven and how: "vpn.example.org, proven by RSA-PSS with SHA-256"; "" for nothing. */
char *vpn_client_describe_identity (VpnDbusConnection *proxy);
/* Servers and the domains they are for; "" for none. */
char *vpn_client_describe_dns (VpnDbusConnection *proxy);
/* The algorithms of the traffic and of the IKE SA, as the profile names them. */
char *vpn_client_describe_encryption (VpnDbusConnection *proxy);
/* The protection of the traffic in words: "AES-256-GCM, keys agreed by ECDH with P-256". */
char *vpn_client_describe_encryption_in_words (VpnDbusConnection *proxy);
/* That our own certificate will soon end; NULL: it will not, or there is none. */
char *vpn_client_describe_certificate_end (VpnDbusConnection *proxy);
/* What works and deserves a look, the above too, one sentence each; never NULL. */
GStrv vpn_client_describe_warnings (VpnDbusConnection *proxy);
/* counters: a{sv} of GetCounters; NULL gives NULL. */
char *vpn_client_describe_traffic (GVariant *counters);
