// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-message.h"

/* From octets to a validated chain of payloads, by one table of rules. */

#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-cp.h"
#include "payload-delete.h"
#include "payload-eap.h"
#include "payload-id.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-notify.h"
#include "payload-sa.h"
#include "payload-ts.h"

typedef struct
{
  guint8 type;
  gboolean single;                                      /* at most once in a message (MSG-31) */
  gboolean (*is_valid) (const guint8 *data, gsize len); /* NULL: any body */
} PayloadRule;

static const PayloadRule payload_rules[] = {
  { IKE_PAYLOAD_SA, TRUE, ike_payload_sa_is_valid },
  { IKE_PAYLOAD_KE, TRUE, ike_payload_ke_is_valid },
  { IKE_PAYLOAD_IDI, TRUE, ike_payload_id_is_valid },
  { IKE_PAYLOAD_IDR, TRUE, ike_payload_id_is_valid },
  { IKE_PAYLOAD_CERT, FALSE, ike_payload_cert_is_valid },
  { IKE_PAYLOAD_CERTREQ, FALSE, ike_payload_cert_is_valid },
  { IKE_PAYLOAD_AUTH, TRUE, ike_payload_auth_is_valid },
  { IKE_PAYLOAD_NONCE, TRUE, ike_payload_nonce_is_valid },
  { IKE_PAYLOAD_NOTIFY, FALSE, ike_payload_notify_is_valid },
  { IKE_PAYLOAD_DELETE, FALSE, ike_payload_delete_is_valid },
  { IKE_PAYLOAD_VENDOR, FALSE, NULL },
  { IKE_PAYLOAD_TSI, TRUE, ike_payload_ts_is_valid },
  { IKE_PAYLOAD_TSR, TRUE, ike_payload_ts_is_valid },
  { IKE_PAYLOAD_SK, TRUE, NULL },
  { IKE_PAYLOAD_CP, FALSE, ike_payload_cp_is_valid },
  { IKE_PAYLOAD_EAP, TRUE, ike_payload_eap_is_valid },
  { IKE_PAYLOAD_SKF, TRUE, NULL },
};

static const PayloadRule *
find_rule (guint8 type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (payload_rules); i++)
    {
      if (payload_rules[i].type == type)
        return &payload_rules[i];
    }
  return NULL;
}

static gboolean
is_encrypted (guint8 type)
{
  return type == IKE_PAYLOAD_SK || type == IKE_PAYLOAD_SKF;
}

/* Adds a payload to the message. FALSE: the message is malformed. The first unknown critical type
 * is remembered, but parsing goes on: malformed is worse and is to be reported first. */
static gboolean
take_payload (IkeMessage *message, const IkePayload *payload)
{
  const PayloadRule *rule = find_rule (payload->type);

  if (rule == NULL)
    {
      if (payload->critical && message->unknown_critical == 0)
        message->unknown_critical = payload->type;
      return TRUE;
    }
  if (rule->single && (message->present & IKE_PAYLOAD_BIT (payload->type)) != 0)
    return FALSE;
  if (rule->is_valid != NULL && !rule->is_valid (payload->data, payload->len))
    return FALSE;

  message->present |= IKE_PAYLOAD_BIT (payload->type);
  message->payloads[message->n_payloads++] = *payload;
  return TRUE;
}

/* Reads the chain that starts with type first; outer chains may end with SK or SKF. */
static int
read_chain (IkeMessage *message, guint8 first, ByteReader *reader, gboolean outer)
{
  guint8 type = first;
  guint count = 0;

  while (type != IKE_PAYLOAD_NONE)
    {
      IkePayload payload = { .type = type };
      guint8 next = byte_read_u8 (reader);
      guint16 len;

      payload.critical = (byte_read_u8 (reader) & IKE_PAYLOAD_CRITICAL) != 0;
      len = byte_read_u16 (reader);
      if (!byte_reader_ok (reader) || len < IKE_PAYLOAD_HEADER_LEN || ++count > IKE_PAYLOADS_MAX)
        return IKE_MESSAGE_MALFORMED;
      payload.len = len - IKE_PAYLOAD_HEADER_LEN;
      payload.data = byte_read_bytes (reader, payload.len);
      if (payload.data == NULL || (is_encrypted (type) && !outer))
        return IKE_MESSAGE_MALFORMED;
      if (!take_payload (message, &payload))
        return IKE_MESSAGE_MALFORMED;
      /* The next field of an encrypted payload names its first inner payload. */
      type = is_encrypted (type) ? IKE_PAYLOAD_NONE : next;
    }
  if (!byte_reader_done (reader))
    return IKE_MESSAGE_MALFORMED;
  return message->unknown_critical != 0 ? IKE_MESSAGE_UNKNOWN_CRITICAL : IKE_MESSAGE_OK;
}

static void
start_message (IkeMessage *message, const IkeHeader *header)
{
  message->header = *header;
  message->octets = NULL;
  message->n_octets = 0;
  message->n_payloads = 0;
  message->present = 0;
  message->unknown_critical = 0;
  message->first = header->next_payload;
  message->reserved = 0;
}

int
ike_message_read (const guint8 *data, gsize len, IkeMessage *ret_message)
{
  ByteReader reader = byte_reader (data, len);
  IkeHeader header;

  if (!ike_header_read (data, len, &header))
    return IKE_MESSAGE_MALFORMED;
  byte_read_skip (&reader, IKE_HEADER_LEN);
  start_message (ret_message, &header);
  ret_message->octets = data;
  ret_message->n_octets = len;
  return read_chain (ret_message, header.next_payload, &reader, TRUE);
}

int
ike_message_read_inner (const IkeHeader *header, guint8 first, const guint8 *data, gsize len,
                        IkeMessage *ret_message)
{
  ByteReader reader = byte_reader (data, len);

  start_message (ret_message, header);
  ret_message->octets = data;
  ret_message->n_octets = len;
  ret_message->first = first;
  return read_chain (ret_message, first, &reader, FALSE);
}
