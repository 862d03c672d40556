// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "payload-cert.h"

/* Certificates, and the authorities whose are asked for. */

gboolean
ike_payload_cert_is_valid (const guint8 *data, gsize len)
{
  return len >= 1;
}

gboolean
ike_payload_cert_read (const IkePayload *payload, IkeCert *ret_cert)
{
  if (payload->len < 1)
    return FALSE;
  ret_cert->encoding = payload->data[0];
  ret_cert->data = payload->data + 1;
  ret_cert->len = payload->len - 1;
  return TRUE;
}

static void
write_cert (IkeMessageBuilder *builder, guint8 type, guint8 encoding, const guint8 *data, gsize len)
{
  ByteWriter *writer = ike_message_builder_begin (builder, type);

  byte_write_u8 (writer, encoding);
  if (len > 0)
    byte_write_bytes (writer, data, len);
  ike_message_builder_end (builder);
}

void
ike_payload_cert_write (IkeMessageBuilder *builder, const guint8 *der, gsize len)
{
  write_cert (builder, IKE_PAYLOAD_CERT, IKE_CERT_X509_SIGNATURE, der, len);
}

void
ike_payload_certreq_write (IkeMessageBuilder *builder, const guint8 *hashes, gsize len,
                           gsize max_hashes)
{
  gsize n = MIN (len / IKE_CERT_HASH_LEN, max_hashes);

  write_cert (builder, IKE_PAYLOAD_CERTREQ, IKE_CERT_X509_SIGNATURE, hashes, n * IKE_CERT_HASH_LEN);
}

void
ike_payload_certreq_write_ocsp (IkeMessageBuilder *builder)
{
  write_cert (builder, IKE_PAYLOAD_CERTREQ, IKE_CERT_OCSP_CONTENT, NULL, 0);
}

GPtrArray *
ike_message_ocsp (const IkeMessage *message)
{
  GPtrArray *responses = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_CERT);

  for (; payload != NULL && responses->len < CRY_CHAIN_MAX;
       payload = ike_message_find_next (message, payload))
    {
      IkeCert raw;

      if (ike_payload_cert_read (payload, &raw) && raw.encoding == IKE_CERT_OCSP_CONTENT)
        g_ptr_array_add (responses, g_bytes_new (raw.data, raw.len));
    }
  return responses;
}

GPtrArray *
ike_message_certificates (const IkeMessage *message)
{
  GPtrArray *certs = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free);
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_CERT);

  for (; payload != NULL && certs->len < CRY_CHAIN_MAX;
       payload = ike_message_find_next (message, payload))
    {
      IkeCert raw;
      CryCert *cert;

      if (!ike_payload_cert_read (payload, &raw) || raw.encoding != IKE_CERT_X509_SIGNATURE)
        continue;
      cert = cry_cert_new_der (raw.data, raw.len);
      if (cert != NULL)
        g_ptr_array_add (certs, cert);
    }
  return certs;
}
