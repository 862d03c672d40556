// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Fragments of TLS messages, both ways. */
#include "eap-tls-frame.h"

#include "bytes.h"

#include <string.h>

#define FLAG_LENGTH 0x80
#define FLAG_MORE   0x40
#define FLAG_START  0x20
/* The low bits are the version of TTLS or PEAP; ours is 0, and every packet says so. */

#define FLAGS_LEN  1
#define LENGTH_LEN 4

void
eap_tls_frame_init (EapTlsFrame *frame)
{
  *frame = (EapTlsFrame){ .incoming = g_byte_array_new () };
}

void
eap_tls_frame_clear (EapTlsFrame *frame)
{
  g_clear_pointer (&frame->incoming, g_byte_array_unref);
  g_clear_pointer (&frame->outgoing, g_bytes_unref);
}

static EapTlsFrameResult
forget_incoming (EapTlsFrame *frame)
{
  g_byte_array_set_size (frame->incoming, 0);
  frame->expected = 0;
  return EAP_TLS_FRAME_DROP;
}

static EapTlsFrameResult
take_fragment (EapTlsFrame *frame, guint8 flags, ByteReader *reader)
{
  gsize announced = (flags & FLAG_LENGTH) != 0 ? byte_read_u32 (reader) : frame->expected;
  gsize total;

  if (!byte_reader_ok (reader))
    return EAP_TLS_FRAME_DROP;
  total = frame->incoming->len + reader->left;
  if (announced > EAP_TLS_MESSAGE_MAX || total > EAP_TLS_MESSAGE_MAX
      || (frame->expected != 0 && announced != frame->expected)
      || (announced != 0 && total > announced))
    return forget_incoming (frame);
  frame->expected = announced;
  g_byte_array_append (frame->incoming, reader->at, (guint) reader->left);
  if ((flags & FLAG_MORE) != 0)
    /* An empty fragment leads nowhere. */
    return reader->left > 0 ? EAP_TLS_FRAME_ACKNOWLEDGE : forget_incoming (frame);
  if (announced != 0 && total != announced)
    return forget_incoming (frame);
  frame->expected = 0;
  return EAP_TLS_FRAME_MESSAGE;
}

EapTlsFrameResult
eap_tls_frame_recv (EapTlsFrame *frame, const guint8 *data, gsize len)
{
  ByteReader reader = byte_reader (data, len);
  guint8 flags = byte_read_u8 (&reader);

  if (!byte_reader_ok (&reader))
    return EAP_TLS_FRAME_DROP;
  if ((flags & FLAG_START) != 0)
    return EAP_TLS_FRAME_START;
  if (frame->outgoing == NULL)
    return take_fragment (frame, flags, &reader);
  return reader.left == 0 && (flags & (FLAG_LENGTH | FLAG_MORE)) == 0 ? EAP_TLS_FRAME_GO_ON
                                                                      : EAP_TLS_FRAME_DROP;
}

void
eap_tls_frame_send (EapTlsFrame *frame, GBytes *message)
{
  g_clear_pointer (&frame->outgoing, g_bytes_unref);
  frame->outgoing = message;
  frame->sent = 0;
}

SecretBuf *
eap_tls_frame_next (EapTlsFrame *frame)
{
  gsize total = frame->outgoing != NULL ? g_bytes_get_size (frame->outgoing) : 0;
  gsize len = MIN (total - frame->sent, EAP_TLS_FRAGMENT_MAX);
  gboolean is_last = frame->sent + len == total;
  gboolean is_announced = frame->sent == 0 && !is_last;
  gsize before = FLAGS_LEN + (is_announced ? LENGTH_LEN : 0);
  SecretBuf *packet = secret_buf_new (before + len);
  guint8 *at = secret_buf_data (packet);

  at[0] = (guint8) ((is_announced ? FLAG_LENGTH : 0) | (is_last ? 0 : FLAG_MORE));
  if (is_announced)
    byte_put_u32 (at + FLAGS_LEN, (guint32) total);
  if (len > 0)
    memcpy (at + before, (const guint8 *) g_bytes_get_data (frame->outgoing, NULL) + frame->sent,
            len);
  frame->sent += len;
  if (is_last)
    {
      g_clear_pointer (&frame->outgoing, g_bytes_unref);
      frame->sent = 0;
    }
  return packet;
}
