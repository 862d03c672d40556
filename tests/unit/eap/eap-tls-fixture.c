// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-tls-fixture.h"

#include "bytes.h"

#include <string.h>

/* EAP-TLS, TTLS and PEAP as a server frames them, apart from the code under test. */

#define FLAG_LENGTH 0x80
#define FLAG_MORE   0x40
#define FLAG_START  0x20

static void
fill (gpointer ctx, guint8 *buf, gsize len)
{
  memcpy (buf, fixture_peer_challenge, MIN (len, sizeof fixture_peer_challenge));
}

void
talk_init (Talk *talk, const TalkSpec *spec)
{
  static const Rng rng = { fill, NULL };
  const char *methods[] = { spec->method, NULL };
  EapConfig config
      = { .identity = "anonymous@example.org",
          .user = "User",
          .methods = methods,
          .inner = spec->inner,
          .server_authenticated = !spec->not_authenticated,
          .server_name = spec->server_name != NULL ? spec->server_name : TALK_SERVER_NAME,
          .wall_offset = PKI_NOW * MONO_SEC };

  *talk = (Talk){ .spec = *spec,
                  .root = pki_root ("Office CA"),
                  .other_root = pki_root ("Other CA"),
                  .trust = cry_trust_new (),
                  .own = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free) };
  talk->server_cert = pki_leaf (&talk->root);
  talk->client_cert
      = pki_issue (&(PkiSpec){ .subject = "alice",
                               .issuer = spec->unknown_client ? &talk->other_root : &talk->root,
                               .usage = "digitalSignature",
                               .extended_usage = "clientAuth" });
  talk->key = tls_fixture_key (&talk->client_cert);
  g_ptr_array_add (talk->own, pki_cert (&talk->client_cert));
  pki_trust (talk->trust, spec->other_ca ? &talk->other_root : &talk->root);
  config.trust = talk->trust;
  config.certificates = talk->own;
  talk->server = tls_server_new (
      &(TlsServerSpec){ .cert = &talk->server_cert,
                        .only_1_2 = spec->only_1_2,
                        .client_ca = spec->type == EAP_TYPE_TLS ? &talk->root : NULL });
  talk->peer = eap_peer_new (&config, &rng, NULL);
}

void
talk_clear (Talk *talk)
{
  eap_event_clear (&talk->failure);
  eap_peer_free (talk->peer);
  tls_server_free (talk->server);
  cry_private_key_free (talk->key);
  g_ptr_array_unref (talk->own);
  cry_trust_free (talk->trust);
  pki_clear (&talk->root);
  pki_clear (&talk->other_root);
  pki_clear (&talk->server_cert);
  pki_clear (&talk->client_cert);
}

/* A question for a signature is answered as the key's owner would. Others stay for the test. */
static void
sign_if_asked (Talk *talk)
{
  g_auto (EapEvent) event = { 0 };
  g_autoptr (GBytes) signature = NULL;
  gsize len;
  const guint8 *octets;

  if (talk->spec.type != EAP_TYPE_TLS || !eap_peer_pull_event (talk->peer, &event))
    return;
  if (event.type != EAP_EVENT_NEED_SIGNATURE)
    {
      g_assert_cmpint (event.type, ==, EAP_EVENT_FAILED);
      talk->failure = event;
      event = (EapEvent){ 0 };
      return;
    }
  talk->signatures++;
  octets = g_bytes_get_data (event.octets, &len);
  if (talk->key != NULL)
    signature = cry_private_key_sign (talk->key, event.sig, octets, len);
  g_assert_cmpint (eap_peer_answer_signature (talk->peer, event.ticket, signature, 0), ==, 0);
}

/* Type-data of the response; NULL when there is none. */
static GBytes *
response_to (Talk *talk)
{
  g_autoptr (GBytes) packet = NULL;

  if (!eap_peer_pull_packet (talk->peer, &packet))
    return NULL;
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (packet, NULL))[4], ==, talk->spec.type);
  return g_bytes_new_from_bytes (packet, 5, g_bytes_get_size (packet) - 5);
}

static GBytes *
ask (Talk *talk, guint8 flags, const guint8 *data, gsize len, gsize total)
{
  g_auto (ByteWriter) writer = { 0 };

  byte_writer_init (&writer, EAP_PACKET_MAX);
  byte_write_u8 (&writer, flags);
  if ((flags & FLAG_LENGTH) != 0)
    byte_write_u32 (&writer, (guint32) total);
  byte_write_bytes (&writer, data, len);
  fixture_send (talk->peer, 1, ++talk->id, (guint8) talk->spec.type, byte_writer_data (&writer),
                byte_writer_len (&writer));
  sign_if_asked (talk);
  return response_to (talk);
}

/* All fragments of a message but the last are acknowledged; the response to the last. */
static GBytes *
ask_in_fragments (Talk *talk, GBytes *message)
{
  gsize len = 0;
  const guint8 *at = message != NULL ? g_bytes_get_data (message, &len) : NULL;
  gsize size = talk->spec.fragment != 0 ? talk->spec.fragment : 1000;

  for (gsize sent = 0; len - sent > size; sent += size)
    {
      g_autoptr (GBytes) response
          = ask (talk, sent == 0 ? FLAG_LENGTH | FLAG_MORE : FLAG_MORE, at + sent, size, len);

      g_assert_cmpmem (g_bytes_get_data (response, NULL), g_bytes_get_size (response), "\0", 1);
      if (len - sent - size <= size)
        return ask (talk, 0, at + sent + size, len - sent - size, len);
    }
  return ask (talk, 0, at, len, len);
}

/* The rest of the message that a response begins; asks for it piece by piece. */
static GBytes *
whole (Talk *talk, GBytes *response)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  gsize expected = 0;

  for (;;)
    {
      gsize len;
      const guint8 *data = g_bytes_get_data (response, &len);
      gsize before = (data[0] & FLAG_LENGTH) != 0 ? 5 : 1;

      if (before == 5)
        expected = byte_get_u32 (data + 1);
      g_byte_array_append (message, data + before, (guint) (len - before));
      g_assert_cmpuint (data[0] & 7, ==, 0);
      if ((data[0] & FLAG_MORE) == 0)
        break;
      g_assert_cmpuint (len, <=, 1020);
      g_bytes_unref (response);
      response = ask (talk, 0, NULL, 0, 0);
      g_assert_nonnull (response);
    }
  g_bytes_unref (response);
  g_assert_true (expected == 0 || expected == message->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

/* In the same packet as what it sends when the session has just opened. */
static GBytes *
say_at_once (Talk *talk, GBytes *records)
{
  g_autoptr (GByteArray) both = NULL;
  g_autoptr (GBytes) more = NULL;

  if (talk->spec.at_once == NULL || records == NULL || !tls_server_is_open (talk->server))
    return records;
  tls_server_say (talk->server, talk->spec.at_once, 1);
  talk->spec.at_once = NULL;
  more = tls_server_step (talk->server, NULL);
  both = g_bytes_unref_to_array (records);
  g_byte_array_append (both, g_bytes_get_data (more, NULL), (guint) g_bytes_get_size (more));
  return g_byte_array_free_to_bytes (g_steal_pointer (&both));
}

/* Goes on for as long as both have something to say. */
static void
converse (Talk *talk, GBytes *response)
{
  while (response != NULL)
    {
      g_autoptr (GBytes) message = whole (talk, response);
      g_autoptr (GBytes) records = tls_server_step (talk->server, message);

      talk->last_said = g_bytes_get_size (message);
      records = say_at_once (talk, g_steal_pointer (&records));
      response = records != NULL ? ask_in_fragments (talk, records) : NULL;
    }
}

void
talk_handshake (Talk *talk)
{
  converse (talk, ask (talk, FLAG_START, NULL, 0, 0));
}

void
talk_say (Talk *talk, const void *data, gsize len)
{
  g_autoptr (GBytes) records = NULL;

  if (data != NULL)
    tls_server_say (talk->server, data, len);
  records = tls_server_step (talk->server, NULL);
  converse (talk, ask_in_fragments (talk, records));
}

void
talk_listen (Talk *talk)
{
  GBytes *response = response_to (talk);

  g_assert_nonnull (response);
  converse (talk, response);
}

GBytes *
talk_heard (Talk *talk)
{
  return tls_server_heard (talk->server);
}

void
talk_heard_is (Talk *talk, const void *data, gsize len)
{
  g_autoptr (GBytes) heard = talk_heard (talk);

  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), data, len);
}

void
talk_succeeds (Talk *talk, const char *label_1_2)
{
  g_auto (EapEvent) event = { 0 };
  g_autoptr (GBytes) keys = NULL;
  const guint8 type = (guint8) talk->spec.type;

  fixture_success (talk->peer);
  event = fixture_event (talk->peer, EAP_EVENT_SUCCEEDED);
  keys = talk->spec.only_1_2
             ? tls_server_export (talk->server, label_1_2, NULL, 0, 128)
             : tls_server_export (talk->server, "EXPORTER_EAP_TLS_Key_Material", &type, 1, 128);
  g_assert_nonnull (eap_peer_msk (talk->peer));
  g_assert_cmpmem (secret_buf_peek (eap_peer_msk (talk->peer)),
                   secret_buf_len (eap_peer_msk (talk->peer)), g_bytes_get_data (keys, NULL), 64);
}
