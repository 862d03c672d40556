// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-tls.h"

#include "bytes.h"
#include "cry-init.h"
#include "sandbox-fixture.h"
#include "tls-fixture.h"

#include <openssl/rsa.h>

#include <string.h>

#define SERVER_NAME  "vpn.example.org"
#define STEPS_MAX    20
#define RECORD_ALERT 21

typedef struct
{
  PkiCert root;
  PkiCert server;
  CryTrust *trust;
} Pki;

typedef struct
{
  gboolean only_1_2;
  const char *key; /* of the client: "RSA", "P-256", "P-384", "ED25519"; NULL: no certificate */
} Variant;

static void
set_up (Pki *pki)
{
  pki->root = pki_root ("Test CA");
  pki->server = pki_leaf (&pki->root);
  pki->trust = cry_trust_new ();
  pki_trust (pki->trust, &pki->root);
}

static void
tear_down (Pki *pki)
{
  pki_clear (&pki->root);
  pki_clear (&pki->server);
  cry_trust_free (pki->trust);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pki, tear_down)

static CryTls *
client_of (const Pki *pki, const char *name, GPtrArray *certificates)
{
  const CryTlsConfig config
      = { .trust = pki->trust, .server_name = name, .when = PKI_NOW, .certificates = certificates };
  CryTls *tls = cry_tls_new (&config);

  g_assert_nonnull (tls);
  return tls;
}

static CryTlsStep
sign (CryTls *tls, const PkiCert *cert)
{
  g_autoptr (CryPrivateKey) key = tls_fixture_key (cert);
  g_autoptr (GBytes) signature = NULL;
  CrySig sig;
  GBytes *octets = cry_tls_wanted_signature (tls, &sig);

  g_assert_nonnull (octets);
  signature
      = cry_private_key_sign (key, sig, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_assert_nonnull (signature);
  return cry_tls_sign (tls, signature);
}

/* Until neither side has anything to send; the last step of the client. */
static CryTlsStep
converse (CryTls *tls, TlsServer *server, const PkiCert *client)
{
  g_autoptr (GBytes) to_client = NULL;
  CryTlsStep step = CRY_TLS_STEP_WAIT;

  for (guint i = 0; i < STEPS_MAX; i++)
    {
      g_autoptr (GBytes) to_server = NULL;
      gsize len = 0;
      const guint8 *records = to_client != NULL ? g_bytes_get_data (to_client, &len) : NULL;

      step = cry_tls_step (tls, records, len);
      if (step == CRY_TLS_STEP_SIGN)
        step = sign (tls, client);
      to_server = cry_tls_take_records (tls);
      g_clear_pointer (&to_client, g_bytes_unref);
      if (to_server != NULL)
        to_client = tls_server_step (server, to_server);
      if (to_client == NULL)
        return step;
    }
  g_assert_not_reached ();
}

static void
assert_heard (TlsServer *server, const char *text)
{
  g_autoptr (GBytes) heard = tls_server_heard (server);

  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), text, strlen (text));
}

static void
talk (CryTls *tls, TlsServer *server)
{
  g_autoptr (SecretBuf) question = secret_buf_new_copy ("password", 8);
  g_autoptr (SecretBuf) answer = NULL;

  g_assert_true (cry_tls_put_data (tls, question));
  tls_server_say (server, "welcome", 7);
  g_assert_cmpint (converse (tls, server, NULL), ==, CRY_TLS_STEP_OPEN);
  assert_heard (server, "password");
  answer = cry_tls_take_data (tls);
  g_assert_cmpmem (secret_buf_peek (answer), secret_buf_len (answer), "welcome", 7);
  g_assert_null (cry_tls_take_data (tls));
}

static void
assert_same_keys (CryTls *tls, TlsServer *server)
{
  g_autoptr (SecretBuf) own = cry_tls_export (tls, "a label", (const guint8 *) "\x0d", 1, 128);
  g_autoptr (GBytes) theirs
      = tls_server_export (server, "a label", (const guint8 *) "\x0d", 1, 128);
  g_autoptr (SecretBuf) plain = cry_tls_export (tls, "a label", NULL, 0, 64);
  g_autoptr (GBytes) plain_theirs = tls_server_export (server, "a label", NULL, 0, 64);

  g_assert_cmpmem (secret_buf_peek (own), secret_buf_len (own), g_bytes_get_data (theirs, NULL),
                   g_bytes_get_size (theirs));
  g_assert_cmpmem (secret_buf_peek (plain), secret_buf_len (plain),
                   g_bytes_get_data (plain_theirs, NULL), g_bytes_get_size (plain_theirs));
}

static EVP_PKEY *
new_key (const char *name)
{
  if (g_str_equal (name, "RSA"))
    return EVP_RSA_gen (2048);
  return name[0] == 'P' ? EVP_EC_gen (name) : EVP_PKEY_Q_keygen (NULL, NULL, name);
}

/* The whole session, with a client certificate whose key is elsewhere where there is one. */
static void
test_session (gconstpointer data)
{
  const Variant *variant = data;
  g_auto (Pki) pki = { 0 };
  g_autoptr (EVP_PKEY) key = variant->key != NULL ? new_key (variant->key) : NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_auto (PkiCert) client = { 0 };

  set_up (&pki);
  if (key != NULL)
    {
      client = pki_issue (&(PkiSpec){ .subject = "alice",
                                      .issuer = &pki.root,
                                      .pkey = key,
                                      .usage = "digitalSignature",
                                      .extended_usage = "clientAuth" });
      own = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free);
      g_ptr_array_add (own, pki_cert (&client));
    }
  g_autoptr (TlsServer) server
      = tls_server_new (&(TlsServerSpec){ .cert = &pki.server,
                                          .only_1_2 = variant->only_1_2,
                                          .client_ca = key != NULL ? &pki.root : NULL });
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, own);
  g_assert_cmpint (converse (tls, server, &client), ==, CRY_TLS_STEP_OPEN);
  g_assert_true (tls_server_is_open (server));
  g_assert_cmpint (cry_tls_is_1_3 (tls), ==, !variant->only_1_2);
  talk (tls, server);
  assert_same_keys (tls, server);
}

/* Nothing but the start of a handshake has been sent to a server that is not the right one. */
static void
assert_refused (CryTls *tls, TlsServer *server, CryTlsFaultKind kind)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy ("x", 1);

  g_assert_cmpint (converse (tls, server, NULL), ==, CRY_TLS_STEP_FAILED);
  g_assert_cmpint (cry_tls_fault (tls)->kind, ==, kind);
  g_assert_false (cry_tls_put_data (tls, secret));
  g_assert_null (cry_tls_export (tls, "a label", NULL, 0, 64));
  g_assert_false (tls_server_is_open (server));
  g_assert_cmpint (cry_tls_step (tls, NULL, 0), ==, CRY_TLS_STEP_FAILED);
}

static void
test_wrong_name (gconstpointer data)
{
  const Variant *variant = data;
  g_auto (Pki) pki = { 0 };

  set_up (&pki);
  g_autoptr (TlsServer) server
      = tls_server_new (&(TlsServerSpec){ .cert = &pki.server, .only_1_2 = variant->only_1_2 });
  g_autoptr (CryTls) tls = client_of (&pki, "radius.example.org", NULL);
  assert_refused (tls, server, CRY_TLS_FAULT_NAME);
  g_assert_cmpstr (cry_tls_fault (tls)->found, ==, "dns:" SERVER_NAME);
}

static void
test_unknown_ca (gconstpointer data)
{
  const Variant *variant = data;
  g_auto (Pki) pki = { 0 };
  g_auto (PkiCert) other_root = pki_root ("Other CA");
  g_auto (PkiCert) stranger = pki_leaf (&other_root);

  set_up (&pki);
  g_autoptr (TlsServer) server
      = tls_server_new (&(TlsServerSpec){ .cert = &stranger, .only_1_2 = variant->only_1_2 });
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, NULL);
  assert_refused (tls, server, CRY_TLS_FAULT_CERT);
  g_assert_cmpint (cry_tls_fault (tls)->verdict.code, ==, CRY_VERDICT_UNKNOWN_CA);
  g_assert_cmpstr (cry_tls_fault (tls)->verdict.detail, ==, "CN=Other CA");
}

/* The server wants a certificate and gets none: its alert is the reason. */
static void
test_alert (gconstpointer data)
{
  const Variant *variant = data;
  g_auto (Pki) pki = { 0 };

  set_up (&pki);
  g_autoptr (TlsServer) server = tls_server_new (&(TlsServerSpec){
      .cert = &pki.server, .client_ca = &pki.root, .only_1_2 = variant->only_1_2 });
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, NULL);
  g_assert_cmpint (converse (tls, server, NULL), ==, CRY_TLS_STEP_FAILED);
  g_assert_cmpint (cry_tls_fault (tls)->kind, ==, CRY_TLS_FAULT_ALERT);
  g_assert_nonnull (cry_tls_fault (tls)->text);
}

/* Body of an extension of a ClientHello that is one record; NULL: it is not there. */
static const guint8 *
find_extension (const guint8 *hello, gsize len, guint16 type, gsize *ret_len)
{
  ByteReader reader = byte_reader (hello, len);
  ByteReader extensions;

  (void) byte_read_bytes (&reader, 5 + 4 + 2 + 32);
  (void) byte_read_bytes (&reader, byte_read_u8 (&reader));
  (void) byte_read_bytes (&reader, byte_read_u16 (&reader));
  (void) byte_read_bytes (&reader, byte_read_u8 (&reader));
  extensions = byte_read_sub (&reader, byte_read_u16 (&reader));
  while (byte_reader_ok (&extensions) && !byte_reader_done (&extensions))
    {
      guint16 found = byte_read_u16 (&extensions);
      gsize body_len = byte_read_u16 (&extensions);
      const guint8 *body = byte_read_bytes (&extensions, body_len);

      if (found == type)
        {
          *ret_len = body_len;
          return body;
        }
    }
  return NULL;
}

static void
assert_only_null_compression (const guint8 *hello, gsize len)
{
  ByteReader reader = byte_reader (hello, len);

  (void) byte_read_bytes (&reader, 5 + 4 + 2 + 32);
  (void) byte_read_bytes (&reader, byte_read_u8 (&reader));
  (void) byte_read_bytes (&reader, byte_read_u16 (&reader));
  g_assert_cmpuint (byte_read_u8 (&reader), ==, 1);
  g_assert_cmpuint (byte_read_u8 (&reader), ==, 0);
  g_assert_true (byte_reader_ok (&reader));
}

/* What is offered: TLS 1.3 and 1.2 and nothing older, the master secret bound to the handshake, and
 * no renegotiation but the safe one. */
static void
test_hello (void)
{
  g_auto (Pki) pki = { 0 };
  g_autoptr (GBytes) hello = NULL;
  const guint8 *bytes, *body;
  gsize len, body_len = 0;

  set_up (&pki);
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, NULL);
  g_assert_cmpint (cry_tls_step (tls, NULL, 0), ==, CRY_TLS_STEP_WAIT);
  hello = cry_tls_take_records (tls);
  bytes = g_bytes_get_data (hello, &len);
  body = find_extension (bytes, len, 43, &body_len); /* supported_versions */
  g_assert_nonnull (body);
  g_assert_cmpmem (body, body_len, "\4\3\4\3\3", 5);
  g_assert_nonnull (find_extension (bytes, len, 23, &body_len)); /* extended_master_secret */
  body = find_extension (bytes, len, 0xff01, &body_len); /* renegotiation_info, or its SCSV */
  g_assert_true (body != NULL || memmem (bytes, len, "\0\xff", 2) != NULL);
}

/* No early data, no login asked for after the handshake, no compression (RFC 9190 section 2.1). */
static void
test_not_offered (void)
{
  g_auto (Pki) pki = { 0 };
  g_autoptr (GBytes) hello = NULL;
  const guint8 *bytes;
  gsize len, body_len = 0;

  set_up (&pki);
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, NULL);
  g_assert_cmpint (cry_tls_step (tls, NULL, 0), ==, CRY_TLS_STEP_WAIT);
  hello = cry_tls_take_records (tls);
  bytes = g_bytes_get_data (hello, &len);
  g_assert_nonnull (find_extension (bytes, len, 13, &body_len)); /* signature_algorithms: parsed */
  g_assert_null (find_extension (bytes, len, 42, &body_len));    /* early_data */
  g_assert_null (find_extension (bytes, len, 49, &body_len));    /* post_handshake_auth */
  g_assert_null (find_extension (bytes, len, 35, &body_len));    /* session_ticket */
  assert_only_null_compression (bytes, len);
}

/* A server that wants another handshake, or a certificate afterwards, gets neither. */
static void
test_asked_again (gconstpointer data)
{
  const Variant *variant = data;
  g_auto (Pki) pki = { 0 };

  set_up (&pki);
  g_autoptr (TlsServer) server
      = tls_server_new (&(TlsServerSpec){ .cert = &pki.server, .only_1_2 = variant->only_1_2 });
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, NULL);
  g_assert_cmpint (converse (tls, server, NULL), ==, CRY_TLS_STEP_OPEN);
  if (variant->only_1_2)
    {
      g_autoptr (GBytes) again = NULL;
      CryTlsStep step;
      gsize len;

      tls_server_renegotiate (server);
      again = tls_server_step (server, NULL);
      const guint8 *records = g_bytes_get_data (again, &len);
      step = cry_tls_step (tls, records, len);
      g_clear_pointer (&again, g_bytes_unref);
      again = cry_tls_take_records (tls);
      /* Either a warning that it will not, or the end; never a second ClientHello. */
      g_assert_true (step == CRY_TLS_STEP_OPEN || step == CRY_TLS_STEP_FAILED);
      g_assert_true (again == NULL
                     || ((const guint8 *) g_bytes_get_data (again, &len))[0] == RECORD_ALERT);
    }
  else
    g_assert_false (tls_server_ask_certificate (server));
}

/* How the session ends with such a policy and such an OCSP response (NULL: none). */
static void
assert_stapled (const Pki *pki, gboolean only_1_2, CryRevocation revocation, GBytes *staple,
                CryVerdictCode expected)
{
  g_autoptr (TlsServer) server = tls_server_new (
      &(TlsServerSpec){ .cert = &pki->server, .only_1_2 = only_1_2, .staple = staple });
  g_autoptr (CryTls) tls = NULL;

  cry_trust_set_revocation (pki->trust, revocation);
  tls = client_of (pki, SERVER_NAME, NULL);
  if (expected != CRY_VERDICT_OK)
    {
      assert_refused (tls, server, CRY_TLS_FAULT_CERT);
      g_assert_cmpint (cry_tls_fault (tls)->verdict.code, ==, expected);
      return;
    }
  g_assert_cmpint (converse (tls, server, NULL), ==, CRY_TLS_STEP_OPEN);
  talk (tls, server);
}

/* Strict wants to be told that it was not revoked, relaxed listens, off does not ask. */
static void
test_stapled (gconstpointer data)
{
  const Variant *variant = data;
  g_auto (Pki) pki = { 0 };
  g_autoptr (GBytes) good = NULL, bad = NULL, other = NULL, junk = g_bytes_new_static ("x", 1);

  set_up (&pki);
  good = pki_ocsp (&(PkiOcsp){ .issuer = &pki.root, .cert = &pki.server, .signer = &pki.root });
  bad = pki_ocsp (
      &(PkiOcsp){ .issuer = &pki.root, .cert = &pki.server, .signer = &pki.root, .revoked = TRUE });
  other = pki_ocsp (&(PkiOcsp){ .issuer = &pki.root, .cert = &pki.root, .signer = &pki.root });
  const struct
  {
    CryRevocation revocation;
    GBytes *staple;
    CryVerdictCode expected;
  } rows[] = {
    { CRY_REVOCATION_STRICT, good, CRY_VERDICT_OK },
    { CRY_REVOCATION_STRICT, NULL, CRY_VERDICT_NO_CRL },
    { CRY_REVOCATION_STRICT, other, CRY_VERDICT_NO_CRL },
    { CRY_REVOCATION_STRICT, junk, CRY_VERDICT_NO_CRL },
    { CRY_REVOCATION_STRICT, bad, CRY_VERDICT_REVOKED },
    { CRY_REVOCATION_RELAXED, good, CRY_VERDICT_OK },
    { CRY_REVOCATION_RELAXED, NULL, CRY_VERDICT_OK },
    { CRY_REVOCATION_RELAXED, bad, CRY_VERDICT_REVOKED },
    { CRY_REVOCATION_OFF, bad, CRY_VERDICT_OK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_stapled (&pki, variant->only_1_2, rows[i].revocation, rows[i].staple, rows[i].expected);
}

static void
test_junk (void)
{
  g_auto (Pki) pki = { 0 };

  set_up (&pki);
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, NULL);
  g_assert_cmpint (cry_tls_step (tls, NULL, 0), ==, CRY_TLS_STEP_WAIT);
  g_assert_cmpint (cry_tls_step (tls, (const guint8 *) "HTTP/1.1 400", 12), ==,
                   CRY_TLS_STEP_FAILED);
  g_assert_cmpint (cry_tls_fault (tls)->kind, ==, CRY_TLS_FAULT_PROTOCOL);
  g_assert_nonnull (cry_tls_fault (tls)->text);
}

/* A user who goes away while the token is being looked for. */
static void
test_freed_while_signing (void)
{
  g_auto (Pki) pki = { 0 };
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free);

  set_up (&pki);
  g_ptr_array_add (own, pki_cert (&pki.server));
  g_autoptr (TlsServer) server
      = tls_server_new (&(TlsServerSpec){ .cert = &pki.server, .client_ca = &pki.root });
  g_autoptr (CryTls) tls = client_of (&pki, SERVER_NAME, own);
  g_autoptr (GBytes) hello = NULL;
  g_autoptr (GBytes) flight = NULL;
  gsize len;

  g_assert_cmpint (cry_tls_step (tls, NULL, 0), ==, CRY_TLS_STEP_WAIT);
  hello = cry_tls_take_records (tls);
  flight = tls_server_step (server, hello);
  const guint8 *records = g_bytes_get_data (flight, &len);
  g_assert_cmpint (cry_tls_step (tls, records, len), ==, CRY_TLS_STEP_SIGN);
  g_assert_cmpint (cry_tls_step (tls, NULL, 0), ==, CRY_TLS_STEP_SIGN);
}

/* In the worker's jail, with a configuration of the administrator's that must not be read. */
static void
work_in_sandbox (void)
{
  static const Variant variant = { FALSE, "P-256" };

  g_assert_true (g_setenv ("OPENSSL_CONF", "/nonexistent/openssl.cnf", TRUE));
  g_assert_true (g_setenv ("OPENSSL_MODULES", "/nonexistent", TRUE));
  cry_init ();
  cry_tls_init ();
  /* The server, which would not run in there, has its lookups behind it. */
  test_session (&variant);
  sandbox_close_file_system ();
  test_session (&variant);
  test_unknown_ca (&variant);
}

static void
test_works_without_files (void)
{
  sandbox_run (work_in_sandbox);
}

int
main (int argc, char **argv)
{
  static const Variant variants[] = {
    { FALSE, NULL },      { TRUE, NULL },      { FALSE, "RSA" },   { TRUE, "RSA" },
    { FALSE, "P-256" },   { TRUE, "P-256" },   { FALSE, "P-384" }, { TRUE, "P-384" },
    { TRUE, "P-521" },    { FALSE, "P-521" },  { FALSE, "ED448" }, { TRUE, "ED448" },
    { FALSE, "ED25519" }, { TRUE, "ED25519" },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/tls/works-without-files", test_works_without_files);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/crypto/tls/session/%s/%s", variants[i].only_1_2 ? "1.2" : "1.3",
                             variants[i].key != NULL ? variants[i].key : "server-only");

      g_test_add_data_func (path, &variants[i], test_session);
    }
  g_test_add_data_func ("/crypto/tls/wrong-name/1.3", &variants[0], test_wrong_name);
  g_test_add_data_func ("/crypto/tls/wrong-name/1.2", &variants[1], test_wrong_name);
  g_test_add_data_func ("/crypto/tls/unknown-ca/1.3", &variants[0], test_unknown_ca);
  g_test_add_data_func ("/crypto/tls/unknown-ca/1.2", &variants[1], test_unknown_ca);
  g_test_add_data_func ("/crypto/tls/alert/1.3", &variants[0], test_alert);
  g_test_add_data_func ("/crypto/tls/alert/1.2", &variants[1], test_alert);
  g_test_add_func ("/crypto/tls/ETL-06+ETL-18/hello", test_hello);
  g_test_add_data_func ("/crypto/tls/ETL-16/stapled/1.3", &variants[0], test_stapled);
  g_test_add_data_func ("/crypto/tls/ETL-16/stapled/1.2", &variants[1], test_stapled);
  g_test_add_func ("/crypto/tls/ETL-07/not-offered", test_not_offered);
  g_test_add_data_func ("/crypto/tls/ETL-07/asked-again/1.3", &variants[0], test_asked_again);
  g_test_add_data_func ("/crypto/tls/ETL-07/asked-again/1.2", &variants[1], test_asked_again);
  g_test_add_func ("/crypto/tls/junk", test_junk);
  g_test_add_func ("/crypto/tls/freed-while-signing", test_freed_while_signing);
  return g_test_run ();
}
