// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* How front ends word things, so that vpnctl, the tray and NetworkManager say the same. All
 * results are owned, translated and safe to print; any thread. */
#pragma once

#include "vpn-enums.h"

/* Text that comes from a peer or the daemon. */
char *vpn_client_text_clean (const char *text);
/* Text for a notification, whose body some desktops read as markup and others do not: without
 * the characters that begin any, which their lookalikes stand for. */
char *vpn_client_text_no_markup (const char *text);
/* "a, b" of cleaned elements; "" for none. NULL is an empty list. */
char *vpn_client_text_list (const char *const *list);
/* The same for addresses with prefix lengths, which are left out where they say nothing:
 * "203.0.113.5, 10.0.0.1/24". */
char *vpn_client_text_addresses (const char *const *addresses);
/* "2 h 5 min", "38 s". */
char *vpn_client_text_duration (gint64 seconds);
/* "1.3 MB". */
char *vpn_client_text_bytes (guint64 bytes);
/* "Connected"; "Blocked" for a connection that has failed while what it protects is held back. */
char *vpn_client_text_state (VpnState state, VpnProtection protection);
/* "Getting an address (203.0.113.5)". */
char *vpn_client_text_step (VpnStep step, const char *detail);
/* Where the traffic goes: "198.51.100.0/24", or "everything" for the default routes. */
char *vpn_client_text_routes (const char *const *routes);
/* What to ask: "Password for alice at office", or "office: Code of token 8812" with the gateway's
 * own words. Without colon at the end. user and prompt may be empty. */
char *vpn_client_text_prompt (VpnSecretKind kind, const char *profile, const char *user,
                              const char *prompt);
/* Why the same is asked again; translated, static. */
const char *vpn_client_text_refusal (VpnSecretKind kind);
