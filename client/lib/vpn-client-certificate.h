// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What people are told about an X.509 certificate of a file. Certificates are parsed by GIO's TLS
 * backend with the rights of the user; nothing here decides whom to trust, the worker does. All
 * results are owned, translated and safe to print; any thread.
 */
#pragma once

#include <gio/gio.h>

/* The whole name of the holder, "CN=alice,O=Office". */
char *vpn_client_certificate_subject (GTlsCertificate *certificate);
/* The name of who vouches for it. */
char *vpn_client_certificate_issuer (GTlsCertificate *certificate);
/* What to call the holder: the common name, else the whole name. */
char *vpn_client_certificate_short_name (GTlsCertificate *certificate);
/* "Valid until 20 February 2027"; ret_good (may be NULL): it is valid at now. */
char *
vpn_client_certificate_validity (GTlsCertificate *certificate, GDateTime *now, gboolean *ret_good);
/* The same of its two ends, either of which may be NULL. */
char *vpn_client_certificate_period (GDateTime *from, GDateTime *until, GDateTime *now,
                                     gboolean *ret_good);
/* How long before its end somebody has to think of a certificate of his own. */
#define VPN_CLIENT_CERTIFICATE_SOON (30 * G_TIME_SPAN_DAY)
/* From here on it cannot wait. */
#define VPN_CLIENT_CERTIFICATE_URGENT (7 * G_TIME_SPAN_DAY)
/* "Your certificate ends on 20 February 2027, in 5 days; ask ...": when it will soon. end: seconds
 * since 1970, 0: there is none. NULL: nothing to say. */
char *vpn_client_certificate_warning (gint64 end, GDateTime *now);
/* SHA-256 of the DER form, "AB:CD:...". */
char *vpn_client_certificate_fingerprint (GTlsCertificate *certificate);
/* Somebody vouches for himself. */
gboolean vpn_client_certificate_is_root (GTlsCertificate *certificate);
