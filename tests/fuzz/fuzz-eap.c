// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* First octet: what the user does (bit 0: answers, bit 1: declines the second question), and which
 * methods are allowed (bits 2 to 4). Then packets, each after two octets of length. At most one
 * final event may come, and nothing after it. */
#include "bytes.h"
#include "eap.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

typedef struct
{
  EapPeer *peer;
  guint8 choices;
  guint questions;
  gboolean over;
} Conversation;

static void
fill_with_zeros (gpointer ctx, guint8 *buf, gsize len)
{
  for (gsize i = 0; i < len; i++)
    buf[i] = 0;
}

static void
take_event (Conversation *conversation, const EapEvent *event)
{
  gboolean declines = (conversation->choices & 2) != 0 && conversation->questions == 1;

  g_assert (!conversation->over);
  g_assert (event->text == NULL || g_utf8_validate (event->text, -1, NULL));
  if (event->type == EAP_EVENT_SUCCEEDED || event->type == EAP_EVENT_FAILED)
    conversation->over = TRUE;
  if (event->type != EAP_EVENT_NEED_SECRET)
    return;
  conversation->questions++;
  if ((conversation->choices & 1) != 0)
    g_assert (eap_peer_answer (conversation->peer, event->ticket,
                               declines ? NULL : secret_buf_new_copy ("secret", 6), 0)
              == 0);
}

static void
drain (Conversation *conversation)
{
  gboolean busy = TRUE;

  while (busy)
    {
      g_auto (EapEvent) event = { 0 };
      g_autoptr (GBytes) packet = NULL;

      busy = FALSE;
      if (eap_peer_pull_packet (conversation->peer, &packet))
        {
          const guint8 *bytes = g_bytes_get_data (packet, NULL);

          g_assert (bytes[0] == 2 && byte_get_u16 (bytes + 2) == g_bytes_get_size (packet));
          busy = TRUE;
        }
      if (eap_peer_pull_event (conversation->peer, &event))
        {
          take_event (conversation, &event);
          busy = TRUE;
        }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static const char *const names[] = { "mschapv2", "gtc", "md5" };
  static const Rng rng = { .fill = fill_with_zeros };
  ByteReader reader = byte_reader (data, len);
  Conversation conversation = { .choices = byte_read_u8 (&reader) };
  const char *methods[G_N_ELEMENTS (names) + 1] = { NULL };
  gsize n_methods = 0;
  EapConfig config = {
    .identity = "user", .user = "CORP\\user", .methods = methods, .server_authenticated = TRUE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if ((conversation.choices & 4 << i) != 0)
      methods[n_methods++] = names[i];
  conversation.peer = eap_peer_new (&config, &rng, NULL);
  while (reader.left > 0)
    {
      gsize wanted = byte_read_u16 (&reader);
      gsize size = MIN (wanted, reader.left);
      const guint8 *packet = byte_read_bytes (&reader, size);

      if (packet != NULL)
        g_assert (eap_peer_recv (conversation.peer, packet, size, 0) == 0);
      drain (&conversation);
    }
  eap_peer_free (conversation.peer);
  return 0;
}
