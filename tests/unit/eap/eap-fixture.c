// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-fixture.h"
#include "bytes.h"

#include <string.h>

const guint8 fixture_challenge[16] = { 0x5b, 0x5d, 0x7c, 0x7d, 0x7b, 0x3f, 0x2f, 0x3e,
                                       0x3c, 0x2c, 0x60, 0x21, 0x32, 0x26, 0x26, 0x28 };
const guint8 fixture_peer_challenge[16] = { 0x21, 0x40, 0x23, 0x24, 0x25, 0x5e, 0x26, 0x2a,
                                            0x28, 0x29, 0x5f, 0x2b, 0x3a, 0x33, 0x7c, 0x7e };

static void
fill_with_challenge (gpointer ctx, guint8 *buf, gsize len)
{
  for (gsize i = 0; i < len; i++)
    buf[i] = fixture_peer_challenge[i % sizeof fixture_peer_challenge];
}

EapPeer *
fixture_peer (const char *const *methods, gboolean server_authenticated)
{
  static const Rng rng = { fill_with_challenge, NULL };
  const EapConfig config = { .identity = "user@example.org",
                             .user = "CORP\\User",
                             .methods = methods,
                             .server_authenticated = server_authenticated };

  return eap_peer_new (&config, &rng, NULL);
}

void
fixture_send (EapPeer *peer, guint8 code, guint8 id, guint8 type, const void *data, gsize len)
{
  g_auto (ByteWriter) writer = { 0 };

  byte_writer_init (&writer, EAP_PACKET_MAX);
  byte_write_u8 (&writer, code);
  byte_write_u8 (&writer, id);
  byte_write_u16 (&writer, (guint16) (type != 0 ? 5 + len : 4));
  if (type != 0)
    {
      byte_write_u8 (&writer, type);
      byte_write_bytes (&writer, data, len);
    }
  g_assert_cmpint (eap_peer_recv (peer, byte_writer_data (&writer), byte_writer_len (&writer), 0),
                   ==, 0);
}

void
fixture_request (EapPeer *peer, guint8 id, guint8 type, const char *text)
{
  fixture_send (peer, 1, id, type, text, strlen (text));
}

void
fixture_success (EapPeer *peer)
{
  fixture_send (peer, 3, 99, 0, NULL, 0);
}

void
fixture_failure (EapPeer *peer)
{
  fixture_send (peer, 4, 99, 0, NULL, 0);
}

GBytes *
fixture_response (EapPeer *peer, guint8 id, guint8 type)
{
  g_autoptr (GBytes) packet = NULL;
  const guint8 *bytes;
  gsize len;

  g_assert_true (eap_peer_pull_packet (peer, &packet));
  bytes = g_bytes_get_data (packet, &len);
  g_assert_cmpuint (len, >=, 5);
  g_assert_cmpuint (bytes[0], ==, 2);
  g_assert_cmpuint (bytes[1], ==, id);
  g_assert_cmpuint (byte_get_u16 (bytes + 2), ==, len);
  g_assert_cmpuint (bytes[4], ==, type);
  return g_bytes_new (bytes + 5, len - 5);
}

void
fixture_response_is (EapPeer *peer, guint8 id, guint8 type, const void *data, gsize len)
{
  g_autoptr (GBytes) found = fixture_response (peer, id, type);

  g_assert_cmpmem (g_bytes_get_data (found, NULL), g_bytes_get_size (found), data, len);
}

void
fixture_quiet (EapPeer *peer)
{
  GBytes *packet = NULL;
  EapEvent event;

  g_assert_false (eap_peer_pull_packet (peer, &packet));
  g_assert_false (eap_peer_pull_event (peer, &event));
}

EapEvent
fixture_event (EapPeer *peer, EapEventType type)
{
  EapEvent event;

  g_assert_true (eap_peer_pull_event (peer, &event));
  g_assert_cmpint (event.type, ==, type);
  return event;
}

void
fixture_answer (EapPeer *peer, EapSecretKind kind, const char *text)
{
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  SecretBuf *secret = text != NULL ? secret_buf_new_copy (text, strlen (text)) : NULL;

  g_assert_cmpint (event.kind, ==, kind);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret, 0), ==, 0);
}

void
fixture_failed (EapPeer *peer, EapReason reason)
{
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_FAILED);

  g_assert_cmpint (event.reason, ==, reason);
  g_assert_null (eap_peer_msk (peer));
  fixture_quiet (peer);
}

void
fixture_mschapv2_challenge (EapPeer *peer, guint8 id, guint8 ms_id, const guint8 *challenge)
{
  guint8 data[4 + 1 + 16 + 7] = { 1, ms_id, 0, sizeof data, 16 };

  memcpy (data + 5, challenge, 16);
  memcpy (data + 21, "gateway", 7);
  fixture_send (peer, 1, id, EAP_TYPE_MSCHAPV2, data, sizeof data);
}

void
fixture_mschapv2_text (EapPeer *peer, guint8 id, guint8 op, guint8 ms_id, const char *text)
{
  g_auto (ByteWriter) writer = { 0 };

  byte_writer_init (&writer, EAP_PACKET_MAX);
  byte_write_u8 (&writer, op);
  byte_write_u8 (&writer, ms_id);
  byte_write_u16 (&writer, (guint16) (4 + strlen (text)));
  byte_write_bytes (&writer, text, strlen (text));
  fixture_send (peer, 1, id, EAP_TYPE_MSCHAPV2, byte_writer_data (&writer),
                byte_writer_len (&writer));
}

void
fixture_mschapv2_verified (EapPeer *peer, guint8 id)
{
  g_autoptr (GBytes) response = NULL;

  fixture_mschapv2_challenge (peer, id, id, fixture_challenge);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
  response = fixture_response (peer, id, EAP_TYPE_MSCHAPV2);
  fixture_mschapv2_text (peer, (guint8) (id + 1), 3, id,
                         "S=407A5589115FD0D6209F510FE9C04566932CDA56 M=welcome");
  fixture_response_is (peer, (guint8) (id + 1), EAP_TYPE_MSCHAPV2, "\x03", 1);
}
