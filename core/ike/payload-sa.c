// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The SA payload. */
#include "payload-sa.h"

/* Proposals on the wire. */

#define MORE_PROPOSALS       2
#define MORE_TRANSFORMS      3
#define ATTRIBUTE_TV         0x8000
#define ATTRIBUTE_KEY_LENGTH 14
#define ESP_SPI_FIRST        256 /* 1 to 255 are reserved (RFC 4303 section 2.1) */

#define PROPOSAL_HEADER_LEN  8
#define TRANSFORM_HEADER_LEN 8

static gboolean
read_attributes (ByteReader *reader, IkeTransform *transform)
{
  gboolean have_key_length = FALSE;

  while (reader->left > 0)
    {
      guint16 type = byte_read_u16 (reader);
      guint16 value = byte_read_u16 (reader);

      if ((type & ATTRIBUTE_TV) == 0)
        byte_read_skip (reader, value);
      if (!byte_reader_ok (reader))
        return FALSE;
      if (type != (ATTRIBUTE_TV | ATTRIBUTE_KEY_LENGTH))
        {
          /* A Key Length in TLV form is no valid Key Length, so it is just strange (MSG-16). */
          transform->strange = TRUE;
          continue;
        }
      if (have_key_length)
        return FALSE;
      have_key_length = TRUE;
      transform->key_bits = value;
      if (value == 0)
        transform->strange = TRUE;
    }
  return byte_reader_done (reader);
}

static gboolean
read_transform (ByteReader *reader, gboolean last, IkeTransform *ret_transform)
{
  IkeTransform transform = { 0 };
  guint8 more = byte_read_u8 (reader);
  ByteReader body;
  guint16 len;

  byte_read_skip (reader, 1);
  len = byte_read_u16 (reader);
  if (!byte_reader_ok (reader) || len < TRANSFORM_HEADER_LEN
      || more != (last ? 0 : MORE_TRANSFORMS))
    return FALSE;
  body = byte_read_sub (reader, len - 4u);
  transform.type = byte_read_u8 (&body);
  byte_read_skip (&body, 1);
  transform.id = byte_read_u16 (&body);
  if (!read_attributes (&body, &transform))
    return FALSE;
  *ret_transform = transform;
  return TRUE;
}

static gboolean
read_spi (ByteReader *body, IkeProposal *proposal)
{
  switch (proposal->spi_len)
    {
    case 0:
      break;
    case 4:
      proposal->spi = byte_read_u32 (body);
      break;
    case 8:
      proposal->spi = byte_read_u64 (body);
      break;
    default:
      return FALSE;
    }
  if (!byte_reader_ok (body))
    return FALSE;
  switch (proposal->protocol)
    {
    case IKE_PROTOCOL_IKE:
      return proposal->spi_len == 0 || (proposal->spi_len == 8 && proposal->spi != 0);
    case IKE_PROTOCOL_ESP:
      return proposal->spi_len == 4 && proposal->spi >= ESP_SPI_FIRST;
    default:
      return TRUE;
    }
}

static gboolean
read_proposal (ByteReader *reader, gboolean *ret_last, IkeProposal *ret_proposal)
{
  guint8 more = byte_read_u8 (reader);
  ByteReader body;
  guint n_transforms;
  guint16 len;

  byte_read_skip (reader, 1);
  len = byte_read_u16 (reader);
  if (!byte_reader_ok (reader) || len < PROPOSAL_HEADER_LEN
      || (more != 0 && more != MORE_PROPOSALS))
    return FALSE;
  body = byte_read_sub (reader, len - 4u);
  *ret_last = more == 0;
  ret_proposal->number = byte_read_u8 (&body);
  ret_proposal->protocol = byte_read_u8 (&body);
  ret_proposal->spi_len = byte_read_u8 (&body);
  ret_proposal->spi = 0;
  ret_proposal->strange = FALSE;
  ret_proposal->n_transforms = 0;
  n_transforms = byte_read_u8 (&body);
  if (!byte_reader_ok (&body) || !read_spi (&body, ret_proposal))
    return FALSE;
  for (guint i = 0; i < n_transforms; i++)
    {
      IkeTransform transform;

      if (!read_transform (&body, i + 1 == n_transforms, &transform))
        return FALSE;
      if (ret_proposal->n_transforms < IKE_TRANSFORMS_MAX)
        ret_proposal->transforms[ret_proposal->n_transforms++] = transform;
      else
        ret_proposal->strange = TRUE;
    }
  return byte_reader_done (&body);
}

/* Walks the proposals; ret_proposals may be NULL to only validate. */
static gboolean
read_all (const guint8 *data, gsize len, IkeProposals *ret_proposals)
{
  ByteReader reader = byte_reader (data, len);
  IkeProposal scratch;
  gboolean last = FALSE;
  guint n = 0;

  while (!last)
    {
      gboolean keep = ret_proposals != NULL && n < IKE_PROPOSALS_MAX;

      if (!read_proposal (&reader, &last, keep ? &ret_proposals->items[n] : &scratch))
        return FALSE;
      if (keep)
        n++;
    }
  if (ret_proposals != NULL)
    ret_proposals->n_items = n;
  return byte_reader_done (&reader);
}

gboolean
ike_payload_sa_is_valid (const guint8 *data, gsize len)
{
  return read_all (data, len, NULL);
}

gboolean
ike_payload_sa_read (const IkePayload *payload, IkeProposals *ret_proposals)
{
  return read_all (payload->data, payload->len, ret_proposals);
}

static void
write_transform (ByteWriter *writer, const IkeTransform *transform, gboolean last)
{
  gboolean has_key_length = transform->key_bits != 0;

  byte_write_u8 (writer, last ? 0 : MORE_TRANSFORMS);
  byte_write_u8 (writer, 0);
  byte_write_u16 (writer, TRANSFORM_HEADER_LEN + (has_key_length ? 4 : 0));
  byte_write_u8 (writer, transform->type);
  byte_write_u8 (writer, 0);
  byte_write_u16 (writer, transform->id);
  if (has_key_length)
    {
      byte_write_u16 (writer, ATTRIBUTE_TV | ATTRIBUTE_KEY_LENGTH);
      byte_write_u16 (writer, transform->key_bits);
    }
}

static void
write_proposal (ByteWriter *writer, const IkeProposal *proposal, gboolean last)
{
  gsize start = byte_writer_len (writer);

  byte_write_u8 (writer, last ? 0 : MORE_PROPOSALS);
  byte_write_u8 (writer, 0);
  byte_write_u16 (writer, 0);
  byte_write_u8 (writer, proposal->number);
  byte_write_u8 (writer, proposal->protocol);
  byte_write_u8 (writer, proposal->spi_len);
  byte_write_u8 (writer, (guint8) proposal->n_transforms);
  if (proposal->spi_len == 4)
    byte_write_u32 (writer, (guint32) proposal->spi);
  else if (proposal->spi_len == 8)
    byte_write_u64 (writer, proposal->spi);
  for (guint i = 0; i < proposal->n_transforms; i++)
    write_transform (writer, &proposal->transforms[i], i + 1 == proposal->n_transforms);
  if (byte_writer_ok (writer))
    byte_patch_u16 (writer, start + 2, (guint16) (byte_writer_len (writer) - start));
}

void
ike_payload_sa_write (IkeMessageBuilder *builder, const IkeProposals *proposals)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_SA);

  for (guint i = 0; i < proposals->n_items; i++)
    write_proposal (writer, &proposals->items[i], i + 1 == proposals->n_items);
  ike_message_builder_end (builder);
}

void
ike_payload_sa_write_one (IkeMessageBuilder *builder, const IkeProposal *proposal)
{
  write_proposal (ike_message_builder_begin (builder, IKE_PAYLOAD_SA), proposal, TRUE);
  ike_message_builder_end (builder);
}
