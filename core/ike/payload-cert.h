// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CERT and CERTREQ payloads (RFC 7296 sections 3.6 and 3.7). Pure; any thread. */
#pragma once

#include "ike-chain.h"

typedef struct
{
  guint8 encoding;    /* IkeCertEncoding, or a number we do not know (skip it, PKI-02) */
  const guint8 *data; /* borrowed: DER, or the key hashes of a CERTREQ */
  gsize len;
} IkeCert;

#define IKE_CERT_HASH_LEN 20 /* SHA-1 of a CA's SubjectPublicKeyInfo */

gboolean ike_payload_cert_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_cert_read (const IkePayload *payload, IkeCert *ret_cert);
void ike_payload_cert_write (IkeMessageBuilder *builder, const guint8 *der, gsize len);
/* hashes: concatenated 20-octet key hashes as cry_trust_key_hashes() makes them; none: "any". At
 * most max_hashes are written, because a whole system store would not fit a request. */
void ike_payload_certreq_write (IkeMessageBuilder *builder, const guint8 *hashes, gsize len,
                                gsize max_hashes);
/* Asks for OCSP responses about the gateway's certificates, whoever signs them (RFC 4806 section
 * 3.1). */
void ike_payload_certreq_write_ocsp (IkeMessageBuilder *builder);
/* OCSP responses in the message, DER, at most CRY_CHAIN_MAX; owned, of GBytes. */
GPtrArray *ike_message_ocsp (const IkeMessage *message) G_GNUC_WARN_UNUSED_RESULT;
/* Certificates of the message that could be decoded, in message order, at most CRY_CHAIN_MAX: the
 * first is the one AUTH is made with (PKI-01). An empty array when there is none; owned, of
 * CryCert. */
GPtrArray *ike_message_certificates (const IkeMessage *message) G_GNUC_WARN_UNUSED_RESULT;
