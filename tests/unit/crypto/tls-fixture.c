// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "tls-fixture.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <string.h>

/* The library's own server, so that the client is checked against code that is not ours. */

struct TlsServer
{
  SSL_CTX *context;
  SSL *ssl;
  BIO *incoming, *outgoing; /* of ssl */
  GByteArray *heard;
  const char *alert; /* static */
  GBytes *staple;    /* owned or NULL */
};

static void
note_alert (const SSL *ssl, int where, int value)
{
  TlsServer *server = SSL_get_app_data (ssl);

  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
    server->alert = SSL_alert_desc_string_long (value);
}

static int
add_staple (SSL *ssl, void *user_data)
{
  TlsServer *server = user_data;
  gsize len = 0;
  gconstpointer der = server->staple != NULL ? g_bytes_get_data (server->staple, &len) : NULL;

  if (der == NULL)
    return SSL_TLSEXT_ERR_NOACK;
  g_assert_cmpint (SSL_set_tlsext_status_ocsp_resp (ssl, OPENSSL_memdup (der, len), (long) len), ==,
                   1);
  return SSL_TLSEXT_ERR_OK;
}

TlsServer *
tls_server_new (const TlsServerSpec *spec)
{
  TlsServer *server = g_new0 (TlsServer, 1);
  int version = spec->only_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;

  server->heard = g_byte_array_new ();
  server->context = SSL_CTX_new (TLS_server_method ());
  g_assert_nonnull (server->context);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (server->context, version), ==, 1);
  g_assert_cmpint (SSL_CTX_set_max_proto_version (server->context, version), ==, 1);
  g_assert_cmpint (SSL_CTX_use_certificate (server->context, spec->cert->x509), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (server->context, spec->cert->pkey), ==, 1);
  if (spec->client_ca != NULL)
    {
      X509_VERIFY_PARAM_set_time (SSL_CTX_get0_param (server->context), (time_t) PKI_NOW);
      X509_STORE_add_cert (SSL_CTX_get_cert_store (server->context), spec->client_ca->x509);
      SSL_CTX_set_verify (server->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
  server->staple = spec->staple != NULL ? g_bytes_ref (spec->staple) : NULL;
  SSL_CTX_set_tlsext_status_cb (server->context, add_staple);
  SSL_CTX_set_tlsext_status_arg (server->context, server);
  server->ssl = SSL_new (server->context);
  server->incoming = BIO_new (BIO_s_mem ());
  server->outgoing = BIO_new (BIO_s_mem ());
  SSL_set_bio (server->ssl, server->incoming, server->outgoing);
  SSL_set_app_data (server->ssl, server);
  SSL_set_info_callback (server->ssl, note_alert);
  SSL_set_accept_state (server->ssl);
  return server;
}

void
tls_server_free (TlsServer *server)
{
  SSL_free (server->ssl);
  SSL_CTX_free (server->context);
  g_byte_array_unref (server->heard);
  g_clear_pointer (&server->staple, g_bytes_unref);
  g_free (server);
}

GBytes *
tls_server_step (TlsServer *server, GBytes *records)
{
  guint8 chunk[1024];
  char *bytes;
  long len;
  int got;
  GBytes *out;

  if (records != NULL && g_bytes_get_size (records) > 0)
    BIO_write (server->incoming, g_bytes_get_data (records, NULL),
               (int) g_bytes_get_size (records));
  while ((got = SSL_read (server->ssl, chunk, sizeof chunk)) > 0)
    g_byte_array_append (server->heard, chunk, (guint) got);
  ERR_clear_error ();
  len = BIO_get_mem_data (server->outgoing, &bytes);
  out = len > 0 ? g_bytes_new (bytes, (gsize) len) : NULL;
  (void) BIO_reset (server->outgoing);
  return out;
}

gboolean
tls_server_is_open (const TlsServer *server)
{
  return SSL_is_init_finished (server->ssl);
}

const char *
tls_server_alert (const TlsServer *server)
{
  return server->alert;
}

GBytes *
tls_server_heard (TlsServer *server)
{
  GBytes *heard = g_bytes_new (server->heard->data, server->heard->len);

  g_byte_array_set_size (server->heard, 0);
  return heard;
}

void
tls_server_make_ticket (TlsServer *server)
{
  g_assert_cmpint (SSL_new_session_ticket (server->ssl), ==, 1);
  g_assert_cmpint (SSL_do_handshake (server->ssl), ==, 1);
}

void
tls_server_renegotiate (TlsServer *server)
{
  g_assert_cmpint (SSL_renegotiate (server->ssl), ==, 1);
  (void) SSL_do_handshake (server->ssl);
  ERR_clear_error ();
}

gboolean
tls_server_ask_certificate (TlsServer *server)
{
  gboolean asked;

  SSL_set_verify (server->ssl, SSL_VERIFY_PEER, NULL);
  asked = SSL_verify_client_post_handshake (server->ssl) == 1;
  ERR_clear_error ();
  return asked;
}

void
tls_server_say (TlsServer *server, const void *data, gsize len)
{
  g_assert_cmpint (SSL_write (server->ssl, data, (int) len), ==, (int) len);
}

GBytes *
tls_server_export (TlsServer *server, const char *label, const guint8 *context, gsize context_len,
                   gsize len)
{
  g_autofree guint8 *secret = g_malloc (len);

  g_assert_cmpint (SSL_export_keying_material (server->ssl, secret, len, label, strlen (label),
                                               context, context_len, context != NULL),
                   ==, 1);
  return g_bytes_new (secret, len);
}

CryPrivateKey *
tls_fixture_key (const PkiCert *cert)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  g_autoptr (SecretBuf) file = NULL;
  CryPrivateKey *key = NULL;
  char *data = NULL;
  long len;

  g_assert_cmpint (PEM_write_bio_PKCS8PrivateKey (bio, cert->pkey, NULL, NULL, 0, NULL, NULL), ==,
                   1);
  len = BIO_get_mem_data (bio, &data);
  file = secret_buf_new_copy (data, (gsize) len);
  g_assert_cmpint (cry_private_key_parse (file, NULL, &key), ==, CRY_PRIVATE_KEY_OK);
  return key;
}
