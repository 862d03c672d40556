// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Identities: comparing them and proving them by a certificate (RFC 4945 section 3.1). Parsing and
 * text are in ike.h. Pure; any thread. */
#pragma once

#include "ike.h"

void ike_id_copy (const IkeId *id, IkeId *ret_id);
/* Same type and value; FQDN and e-mail without regard to ASCII case (PKI-06), the rest bitwise. */
gboolean ike_id_equal (const IkeId *a, const IkeId *b);

/* Whether the certificate itself carries the identity (PKI-05). FALSE for KEY_ID, which no
 * certificate can prove. */
gboolean ike_id_is_in_cert (const IkeId *id, const CryCert *cert);

typedef enum
{
  IKE_ID_PROVEN = 0,
  IKE_ID_WRONG_CERT = 1, /* the certificate is not for the expected name (PKI-08) */
  IKE_ID_WRONG_IDR = 2,  /* the gateway's IDr is neither the expected one nor in the certificate */
} IkeIdVerdict;

/* The gateway's IDr and certificate against what the profile expects (type NONE: nothing, which
 * only a shared key allows). cert NULL: shared key, IDr itself must be the expected one. An IDr of
 * another type or name passes when the certificate proves both it and the expected one (PKI-09,
 * PKI-10). */
int ike_id_check_gateway (const IkeId *expected, const IkeId *idr, const CryCert *cert)
    G_GNUC_WARN_UNUSED_RESULT;
