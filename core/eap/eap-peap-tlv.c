// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reading and writing the TLVs of PEAP. */
#include "eap-peap-tlv.h"

#include "bytes.h"
#include "eap.h"

#include <string.h>

#define CODE_REQUEST  1
#define CODE_RESPONSE 2
#define HEADER_LEN    4 /* of EAP, and of a TLV */
#define BEFORE_TLVS   5 /* EAP's header and type */

#define TLV_RESULT    3
#define TLV_NAK       4
#define TLV_BINDING   12
#define TLV_TYPE_MASK 0x3fff
#define TLV_MANDATORY 0x8000
#define RESULT_LEN    2
#define NAK_LEN       6

gboolean
peap_tlvs_has_header (const guint8 *data, gsize len)
{
  return len >= BEFORE_TLVS && data[0] == CODE_REQUEST && byte_get_u16 (data + 2) == len
         && (data[HEADER_LEN] == EAP_TYPE_TLV || data[HEADER_LEN] == EAP_TYPE_IDENTITY);
}

gboolean
peap_tlvs_are_in (const guint8 *packet, gsize len)
{
  return peap_tlvs_has_header (packet, len) && packet[HEADER_LEN] == EAP_TYPE_TLV;
}

static void
take_tlv (PeapTlvs *tlvs, guint16 type, const guint8 *value, gsize len)
{
  guint16 kind = type & TLV_TYPE_MASK;

  if (kind == TLV_RESULT && len == RESULT_LEN)
    tlvs->result
        = byte_get_u16 (value) == PEAP_RESULT_SUCCESS ? PEAP_RESULT_SUCCESS : PEAP_RESULT_FAILURE;
  else if (kind == TLV_BINDING && len == PEAP_BINDING_LEN - HEADER_LEN)
    {
      tlvs->has_binding = TRUE;
      memcpy (tlvs->binding, value - HEADER_LEN, PEAP_BINDING_LEN);
    }
  else if ((type & TLV_MANDATORY) != 0 && tlvs->unknown == 0)
    tlvs->unknown = kind;
}

gboolean
peap_tlvs_read (const guint8 *packet, gsize len, PeapTlvs *ret_tlvs)
{
  ByteReader reader = byte_reader (packet, len);

  *ret_tlvs = (PeapTlvs){ 0 };
  byte_read_skip (&reader, BEFORE_TLVS);
  while (byte_reader_ok (&reader) && reader.left > 0)
    {
      guint16 type = byte_read_u16 (&reader);
      guint16 value_len = byte_read_u16 (&reader);
      const guint8 *value = byte_read_bytes (&reader, value_len);

      if (value != NULL)
        take_tlv (ret_tlvs, type, value, value_len);
    }
  return byte_reader_ok (&reader);
}

/* A response with room for len octets of TLVs. */
static SecretBuf *
new_response (guint8 identifier, gsize len)
{
  SecretBuf *packet = secret_buf_new (BEFORE_TLVS + len);
  guint8 *at = secret_buf_data (packet);

  at[0] = CODE_RESPONSE;
  at[1] = identifier;
  byte_put_u16 (at + 2, (guint16) (BEFORE_TLVS + len));
  at[HEADER_LEN] = EAP_TYPE_TLV;
  return packet;
}

static guint8 *
put_tlv (guint8 *at, guint16 type, guint16 len)
{
  byte_put_u16 (at, TLV_MANDATORY | type);
  byte_put_u16 (at + 2, len);
  return at + HEADER_LEN;
}

SecretBuf *
peap_tlvs_answer (guint8 identifier, PeapResult result, const guint8 *binding)
{
  gsize len = HEADER_LEN + RESULT_LEN + (binding != NULL ? PEAP_BINDING_LEN : 0);
  SecretBuf *packet = new_response (identifier, len);
  guint8 *at = put_tlv (secret_buf_data (packet) + BEFORE_TLVS, TLV_RESULT, RESULT_LEN);

  byte_put_u16 (at, (guint16) result);
  if (binding != NULL)
    memcpy (at + RESULT_LEN, binding, PEAP_BINDING_LEN);
  return packet;
}

SecretBuf *
peap_tlvs_nak (guint8 identifier, guint16 unknown)
{
  SecretBuf *packet = new_response (identifier, HEADER_LEN + NAK_LEN);
  guint8 *at = put_tlv (secret_buf_data (packet) + BEFORE_TLVS, TLV_NAK, NAK_LEN);

  /* Four octets of vendor, none, and the type. */
  byte_put_u16 (at + 4, unknown);
  return packet;
}
