// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientScheme: between the signatures of RFC 7427 and what PKCS#11 calls them: tokens sign a
 * hash that was made outside, and give and take some things without their DER. Pure functions.
 */
#pragma once

#include <glib.h>
#include <p11-kit/pkcs11.h>

typedef struct VpnClientScheme VpnClientScheme;

/* By the name of a CrySig; NULL: none of a token. */
const VpnClientScheme *vpn_client_scheme_find (const char *name);
/* What the token is given for octets; owned. Sets mechanism, which borrows pss. */
GBytes *
vpn_client_scheme_prepare (const VpnClientScheme *scheme, GBytes *octets, CK_MECHANISM *mechanism,
                           CK_RSA_PKCS_PSS_PARAMS *pss) G_GNUC_WARN_UNUSED_RESULT;
/* What the gateway is given for what the token made; owned. */
GBytes *vpn_client_scheme_finish (const VpnClientScheme *scheme, const guint8 *made, gsize len)
    G_GNUC_WARN_UNUSED_RESULT;

/* DER SubjectPublicKeyInfo of the attributes of a key; owned. Integers are big-endian; point is the
 * DER OCTET STRING that CKA_EC_POINT is, empty bytes are made of anything else. */
GBytes *vpn_client_scheme_rsa_key (GBytes *modulus, GBytes *exponent) G_GNUC_WARN_UNUSED_RESULT;
GBytes *vpn_client_scheme_ec_key (GBytes *parameters, GBytes *point) G_GNUC_WARN_UNUSED_RESULT;
