// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A run of fragments, eight octets each: message ID (1), number (2), total (2), length (1), seconds
 * that pass (1), content (1). What completes must have the length of its parts. */
#include "ike-frag.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  ByteReader reader = byte_reader (data, len);
  IkeFragQueue queue = { 0 };
  MonoTime now = 0;

  while (reader.left >= 8)
    {
      IkeOpened fragment = { 0 };
      g_auto (IkeOpened) whole = { 0 };
      guint8 content;
      int result;

      fragment.header.message_id = byte_read_u8 (&reader);
      fragment.number = byte_read_u16 (&reader);
      fragment.total = byte_read_u16 (&reader);
      fragment.plain = g_byte_array_new ();
      g_byte_array_set_size (fragment.plain, byte_read_u8 (&reader) * 64u);
      now += byte_read_u8 (&reader) * MONO_SEC;
      content = byte_read_u8 (&reader);
      if (fragment.plain->len > 0)
        memset (fragment.plain->data, content, fragment.plain->len);
      fragment.first = content;
      result = ike_frag_queue_add (&queue, &fragment, now, &whole);
      g_assert (fragment.plain == NULL);
      g_assert ((result == IKE_FRAG_COMPLETE) == (whole.plain != NULL));
      g_assert (queue.n_octets <= IKE_MESSAGE_MAX && queue.total <= IKE_FRAGMENTS_MAX);
      g_assert (queue.n_have <= queue.total);
      if (whole.plain != NULL)
        g_assert (whole.plain->len <= IKE_MESSAGE_MAX && whole.number == 0);
    }
  ike_frag_queue_clear (&queue);
  return 0;
}
