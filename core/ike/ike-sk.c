// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The Encrypted payload. */
#include "ike-sk.h"

/* The Encrypted payload and its fragments. */

#include "cry-cipher.h"
#include "status.h"

#include <string.h>

#define GENERIC_HEADER_LEN  4
#define FRAGMENT_HEADER_LEN 4

struct IkeSk
{
  CryCipher *out; /* owned */
  CryCipher *in;  /* owned */
  CrySuite suite;
  guint64 iv; /* the next one, where it only must not repeat */
  Rng rng;
};

IkeSk *
ike_sk_new (const IkeKeymat *keymat, gboolean initiator, const Rng *rng)
{
  g_autoptr (IkeSk) sk = g_new0 (IkeSk, 1);

  sk->suite = keymat->suite;
  sk->rng = *rng;
  sk->out = cry_cipher_new (&keymat->suite, initiator ? keymat->ei : keymat->er,
                            initiator ? keymat->ai : keymat->ar, CRY_DIRECTION_SEAL);
  sk->in = cry_cipher_new (&keymat->suite, initiator ? keymat->er : keymat->ei,
                           initiator ? keymat->ar : keymat->ai, CRY_DIRECTION_OPEN);
  if (sk->out == NULL || sk->in == NULL)
    return NULL;
  return g_steal_pointer (&sk);
}

void
ike_sk_free (IkeSk *sk)
{
  if (sk == NULL)
    return;
  cry_cipher_free (sk->out);
  cry_cipher_free (sk->in);
  g_free (sk);
}

/* Octets in front of the IV, from the IKE header on. */
static gsize
prefix_len (gboolean fragment)
{
  return IKE_HEADER_LEN + GENERIC_HEADER_LEN + (fragment ? FRAGMENT_HEADER_LEN : 0);
}

/* Padding before the Pad Length octet: the least that aligns (MSG-28). */
static gsize
padding_for (const IkeSk *sk, gsize len)
{
  gsize block = cry_suite_block_len (&sk->suite);

  return (block - (len + 1) % block) % block;
}

gsize
ike_sk_room (const IkeSk *sk, gboolean fragment, gsize limit)
{
  gsize fixed
      = prefix_len (fragment) + cry_suite_iv_len (&sk->suite) + cry_suite_icv_len (&sk->suite);
  gsize block = cry_suite_block_len (&sk->suite);
  gsize room;

  if (limit <= fixed)
    return 0;
  room = (limit - fixed) / block * block;
  return room > 0 ? room - 1 : 0; /* the Pad Length octet */
}

static void
write_iv (IkeSk *sk, guint8 *iv, gsize len)
{
  if (cry_suite_iv_is_random (&sk->suite))
    {
      rng_fill (&sk->rng, iv, len);
      return;
    }
  byte_put_u32 (iv, (guint32) (sk->iv >> 32));
  byte_put_u32 (iv + 4, (guint32) sk->iv);
  sk->iv++;
}

static void
write_prefix (ByteWriter *writer, const IkeHeader *header, const IkeSkContent *content, gsize total)
{
  IkeHeader out = *header;

  out.next_payload = content->number != 0 ? IKE_PAYLOAD_SKF : IKE_PAYLOAD_SK;
  out.length = (guint32) total;
  ike_header_write (writer, &out);
  byte_write_u8 (writer, content->first);
  byte_write_u8 (writer, 0);
  byte_write_u16 (writer, (guint16) (total - IKE_HEADER_LEN));
  if (content->number == 0)
    return;
  byte_write_u16 (writer, content->number);
  byte_write_u16 (writer, content->total);
}

GBytes *
ike_sk_seal (IkeSk *sk, const IkeHeader *header, const IkeSkContent *content)
{
  gsize iv_len = cry_suite_iv_len (&sk->suite);
  gsize icv_len = cry_suite_icv_len (&sk->suite);
  gsize prefix = prefix_len (content->number != 0);
  gsize padding = padding_for (sk, content->len);
  gsize clear_len = content->len + padding + 1;
  gsize total = prefix + iv_len + clear_len + icv_len;
  g_auto (ByteWriter) writer = { 0 };
  CryPacket packet = { 0 };
  guint8 *bytes;

  if (content->len > IKE_MESSAGE_MAX || total > G_MAXUINT16)
    return NULL;
  byte_writer_init (&writer, total);
  /* The whole size at once: the clear text must not stay behind in a buffer that was outgrown. */
  g_byte_array_set_size (writer.array, (guint) total);
  g_byte_array_set_size (writer.array, 0);
  write_prefix (&writer, header, content, total);
  byte_write_zeros (&writer, iv_len);
  byte_write_bytes (&writer, content->plain, content->len);
  byte_write_zeros (&writer, padding);
  byte_write_u8 (&writer, (guint8) padding);
  byte_write_zeros (&writer, icv_len);
  if (!byte_writer_ok (&writer))
    return NULL;

  bytes = byte_writer_data (&writer);
  write_iv (sk, bytes + prefix, iv_len);
  packet.aad = bytes;
  packet.aad_len = prefix;
  packet.iv = bytes + prefix;
  packet.data = bytes + prefix + iv_len;
  packet.len = clear_len;
  packet.icv = packet.data + clear_len;
  if (cry_cipher_seal (sk->out, &packet) != STATUS_OK)
    {
      secret_wipe (packet.data, packet.len);
      return NULL;
    }
  return byte_writer_steal (&writer);
}

/* Walks the unprotected payloads to the encrypted one, which must be the last. FALSE: none. */
static gboolean
find_encrypted (ByteReader *reader, guint8 *ret_type, gsize *ret_prefix, IkeOpened *opened)
{
  guint8 type = opened->header.next_payload;
  gsize prefix = IKE_HEADER_LEN;

  for (guint i = 0; i < IKE_PAYLOADS_MAX && type != IKE_PAYLOAD_NONE; i++)
    {
      guint8 next = byte_read_u8 (reader);
      guint8 reserved = byte_read_u8 (reader);
      guint16 len;

      len = byte_read_u16 (reader);
      if (!byte_reader_ok (reader) || len < GENERIC_HEADER_LEN)
        return FALSE;
      if (type == IKE_PAYLOAD_SK || type == IKE_PAYLOAD_SKF)
        {
          *ret_type = type;
          *ret_prefix = prefix + GENERIC_HEADER_LEN;
          opened->first = next;
          opened->reserved = reserved;
          return len - GENERIC_HEADER_LEN == (int) reader->left;
        }
      byte_read_skip (reader, len - GENERIC_HEADER_LEN);
      prefix += len;
      type = next;
    }
  return FALSE;
}

/* Removes padding from what was decrypted. FALSE: Pad Length is impossible. */
static gboolean
strip_padding (GByteArray *plain)
{
  guint8 padding;

  if (plain->len == 0)
    return FALSE;
  padding = plain->data[plain->len - 1];
  if (padding + 1u > plain->len)
    return FALSE;
  g_byte_array_set_size (plain, plain->len - padding - 1);
  return TRUE;
}

static void
free_wiped (GByteArray *array)
{
  secret_wipe (array->data, array->len);
  g_byte_array_unref (array);
}

/* Decrypts a copy of the ciphertext; NULL when the ICV or the padding is wrong. */
static GByteArray *
decrypt (IkeSk *sk, const guint8 *data, gsize prefix, gsize len)
{
  gsize iv_len = cry_suite_iv_len (&sk->suite);
  gsize icv_len = cry_suite_icv_len (&sk->suite);
  gsize block = cry_suite_block_len (&sk->suite);
  guint8 icv[CRY_ICV_MAX];
  CryPacket packet = { 0 };
  GByteArray *plain;
  gsize clear_len;

  if (len < prefix + iv_len + 1 + icv_len)
    return NULL;
  clear_len = len - prefix - iv_len - icv_len;
  if (clear_len % block != 0)
    return NULL;
  plain = g_byte_array_sized_new ((guint) clear_len);
  g_byte_array_append (plain, data + prefix + iv_len, (guint) clear_len);
  memcpy (icv, data + len - icv_len, icv_len);
  packet.aad = data;
  packet.aad_len = prefix;
  packet.iv = data + prefix;
  packet.data = plain->data;
  packet.len = clear_len;
  packet.icv = icv;
  if (!cry_cipher_open (sk->in, &packet) || !strip_padding (plain))
    {
      free_wiped (plain);
      return NULL;
    }
  return plain;
}

gboolean
ike_sk_open (IkeSk *sk, const guint8 *data, gsize len, IkeOpened *ret_opened)
{
  ByteReader reader = byte_reader (data, len);
  IkeOpened opened = { 0 };
  gsize prefix;
  guint8 type;

  if (!ike_header_read (data, len, &opened.header))
    return FALSE;
  byte_read_skip (&reader, IKE_HEADER_LEN);
  if (!find_encrypted (&reader, &type, &prefix, &opened))
    return FALSE;
  if (type == IKE_PAYLOAD_SKF)
    {
      opened.number = byte_read_u16 (&reader);
      opened.total = byte_read_u16 (&reader);
      if (!byte_reader_ok (&reader) || opened.number == 0 || opened.number > opened.total)
        return FALSE;
      prefix += FRAGMENT_HEADER_LEN;
    }
  opened.plain = decrypt (sk, data, prefix, len);
  if (opened.plain == NULL)
    return FALSE;
  *ret_opened = opened;
  return TRUE;
}

int
ike_opened_read (const IkeOpened *opened, IkeMessage *ret_message)
{
  int result = ike_message_read_inner (&opened->header, opened->first, opened->plain->data,
                                       opened->plain->len, ret_message);

  ret_message->reserved = opened->reserved;
  return result;
}

void
ike_opened_clear (IkeOpened *opened)
{
  g_clear_pointer (&opened->plain, free_wiped);
}
