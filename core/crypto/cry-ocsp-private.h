// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* OCSP responses that a peer brings along (RFC 6960), for this folder only. Nothing is fetched.
 * Time is a parameter; any thread. */
#pragma once

#include "cry-ossl-private.h"

#define CRY_OCSP_MAX     8               /* responses looked at */
#define CRY_OCSP_DER_MAX ((gsize) 65536) /* bytes of one */

typedef enum
{
  CRY_OCSP_SILENT = 0, /* none that counts speaks of the certificate */
  CRY_OCSP_GOOD,
  CRY_OCSP_REVOKED,
} CryOcsp;

/* What the DER responses say about cert, which issuer issued, at the time when (seconds since
 * 1970). Those count that the issuer signed, or somebody whom it named for that (section 4.2.2.2),
 * and that are not outdated. Each is looked at alone. */
CryOcsp cry_ocsp_look (GBytes *const *responses, gsize n, X509 *cert, X509 *issuer, gint64 when);
