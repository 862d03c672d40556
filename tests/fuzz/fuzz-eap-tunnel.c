// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "bytes.h"
#include "eap.h"
#include "tls-fixture.h"

#include <string.h>

/* What a proven server says inside TTLS and PEAP, and in EAP-TLS.
 *
 * First octet: PEAP instead of TTLS (bit 0), TLS 1.2 instead of 1.3 (bit 1), whether the user
 * answers (bit 2), what goes inside (bits 3 to 5), EAP-TLS instead (bit 6). Then messages, each
 * after two octets of length: with the top bit set as type-data, else sealed by the server's end of
 * the session. At most one final event may come, and nothing after it. */

#define RAW 0x8000u

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

typedef struct
{
  PkiCert root, cert, own;
  CryTrust *trust;
  GPtrArray *certificates;
  CryPrivateKey *key;
} Office;

typedef struct
{
  EapPeer *peer;
  TlsServer *server;
  EapType type;
  guint8 choices;
  guint8 id;
  gboolean over;
} Conversation;

static const Office *
office (void)
{
  static Office made;

  if (made.trust == NULL)
    {
      made.root = pki_root ("Office CA");
      made.cert = pki_leaf (&made.root);
      made.trust = cry_trust_new ();
      pki_trust (made.trust, &made.root);
      made.own = pki_issue (&(PkiSpec){ .subject = "alice",
                                        .issuer = &made.root,
                                        .usage = "digitalSignature",
                                        .extended_usage = "clientAuth" });
      made.certificates = g_ptr_array_new ();
      g_ptr_array_add (made.certificates, pki_cert (&made.own));
      made.key = tls_fixture_key (&made.own);
    }
  return &made;
}

static void
fill_with_zeros (gpointer ctx, guint8 *buf, gsize len)
{
  memset (buf, 0, len);
}

static void
sign (Conversation *self, const EapEvent *event)
{
  gsize len;
  const guint8 *octets = g_bytes_get_data (event->octets, &len);
  g_autoptr (GBytes) signature = cry_private_key_sign (office ()->key, event->sig, octets, len);

  g_assert (eap_peer_answer_signature (self->peer, event->ticket, signature, 0) == 0);
}

static void
take_events (Conversation *self)
{
  EapEvent event;

  while (eap_peer_pull_event (self->peer, &event))
    {
      g_assert (!self->over);
      g_assert (event.text == NULL || g_utf8_validate (event.text, -1, NULL));
      self->over = event.type == EAP_EVENT_SUCCEEDED || event.type == EAP_EVENT_FAILED;
      if (event.type == EAP_EVENT_NEED_SECRET && (self->choices & 4) != 0)
        g_assert (eap_peer_answer (self->peer, event.ticket, secret_buf_new_copy ("secret", 6), 0)
                  == 0);
      if (event.type == EAP_EVENT_NEED_SIGNATURE)
        sign (self, &event);
      eap_event_clear (&event);
    }
}

/* One request; the TLS records of the response, owned, NULL when there is none. Responses are short
 * enough to come in one piece. */
static GBytes *
ask (Conversation *self, const guint8 *data, gsize len)
{
  g_autofree guint8 *packet = g_malloc (5 + len);
  g_autoptr (GBytes) response = NULL;
  gsize size;

  packet[0] = 1;
  packet[1] = ++self->id;
  byte_put_u16 (packet + 2, (guint16) (5 + len));
  packet[4] = (guint8) self->type;
  memcpy (packet + 5, data, len);
  g_assert (eap_peer_recv (self->peer, packet, 5 + len, 0) == 0);
  take_events (self);
  if (!eap_peer_pull_packet (self->peer, &response))
    return NULL;
  size = g_bytes_get_size (response);
  return size > 6 ? g_bytes_new_from_bytes (response, 6, size - 6) : NULL;
}

static void
talk (Conversation *self, const guint8 *data, gsize len)
{
  g_autoptr (GBytes) response = ask (self, data, len);

  while (response != NULL)
    {
      g_autoptr (GBytes) records = tls_server_step (self->server, response);
      gsize size = records != NULL ? g_bytes_get_size (records) : 0;
      g_autofree guint8 *framed = g_malloc0 (1 + size);

      g_clear_pointer (&response, g_bytes_unref);
      if (size == 0)
        break;
      memcpy (framed + 1, g_bytes_get_data (records, NULL), size);
      response = ask (self, framed, 1 + size);
    }
  g_bytes_unref (tls_server_heard (self->server));
}

static void
say (Conversation *self, const guint8 *data, gsize len)
{
  g_autoptr (GBytes) records = NULL;
  g_autofree guint8 *framed = NULL;
  gsize size;

  if (!tls_server_is_open (self->server))
    return;
  if (len > 0)
    tls_server_say (self->server, data, len);
  records = tls_server_step (self->server, NULL);
  size = records != NULL ? g_bytes_get_size (records) : 0;
  framed = g_malloc0 (1 + size);
  if (size > 0)
    memcpy (framed + 1, g_bytes_get_data (records, NULL), size);
  talk (self, framed, 1 + size);
}

static EapType
type_of (guint8 choices)
{
  if ((choices & 0x40) != 0)
    return EAP_TYPE_TLS;
  return (choices & 1) != 0 ? EAP_TYPE_PEAP : EAP_TYPE_TTLS;
}

static void
begin (Conversation *self)
{
  static const char *const names[]
      = { [EAP_TYPE_TLS] = "tls", [EAP_TYPE_TTLS] = "ttls", [EAP_TYPE_PEAP] = "peap" };
  static const char *const inner[]
      = { "auto", "pap", "chap", "mschapv2", "eap-mschapv2", "eap-gtc", "auto", "auto" };
  static const Rng rng = { .fill = fill_with_zeros };
  EapType type = type_of (self->choices);
  const char *methods[] = { names[type], NULL };
  const EapConfig config = { .identity = "anonymous",
                             .user = "CORP\\user",
                             .methods = methods,
                             .inner = inner[self->choices >> 3 & 7],
                             .server_authenticated = TRUE,
                             .server_name = "vpn.example.org",
                             .trust = office ()->trust,
                             .certificates = office ()->certificates,
                             .wall_offset = PKI_NOW * MONO_SEC };

  self->type = type;
  self->peer = eap_peer_new (&config, &rng, NULL);
  self->server = tls_server_new (
      &(TlsServerSpec){ .cert = &office ()->cert,
                        .client_ca = type == EAP_TYPE_TLS ? &office ()->root : NULL,
                        .only_1_2 = (self->choices & 2) != 0 });
  talk (self, (const guint8 *) "\x20", 1);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  ByteReader reader = byte_reader (data, len);
  Conversation conversation = { .choices = byte_read_u8 (&reader) };

  begin (&conversation);
  while (reader.left > 0 && !conversation.over)
    {
      guint16 word = byte_read_u16 (&reader);
      gsize size = MIN (word & ~RAW, reader.left);
      const guint8 *message = byte_read_bytes (&reader, size);

      if (message != NULL && (word & RAW) != 0)
        talk (&conversation, message, size);
      else if (message != NULL)
        say (&conversation, message, size);
    }
  eap_peer_free (conversation.peer);
  tls_server_free (conversation.server);
  return 0;
}
