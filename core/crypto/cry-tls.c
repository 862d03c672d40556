// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A TLS client over memory buffers. A session that shows a certificate has a library context of its
 * own, where keys that are elsewhere (cry-tls-key.c) compete with nobody's. */
#include "cry-tls.h"

#include "cry-tls-key-private.h"
#include "cry-x509-private.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string.h>

/* 112 bits, as for the gateway's certificate. */
#define SECURITY_LEVEL 2
#define READ_CHUNK     ((gsize) 4096)

/* What a signature elsewhere can be asked for, and what a server may prove itself with. */
#define SIGNATURE_ALGORITHMS                              \
  "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:" \
  "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"         \
  "RSA+SHA256:RSA+SHA384:RSA+SHA512"

struct CryTls
{
  const CryTrust *trust; /* borrowed */
  char *server_name;     /* owned */
  char *pin;             /* owned; NULL: none */
  gint64 when;
  CryTlsLibrary *library; /* owned; NULL: the default one */
  SSL_CTX *context;       /* owned */
  SSL *ssl;               /* owned; owns both buffers below */
  BIO *incoming;
  BIO *outgoing;
  CryTlsSigner signer;
  GPtrArray *certs; /* owned: the server's, its own first; NULL before they came */
  GByteArray *data; /* owned: application data not taken yet; wiped */
  CryTlsFault fault;
  gboolean is_open;
};

typedef STACK_OF (X509) X509Stack;

/* ---- The server's certificate ---------------------------------------------------------------- */

static CryCert *
cert_of (X509 *x509)
{
  g_autofree guint8 *der = NULL;
  int len = i2d_X509 (x509, NULL);
  guint8 *at;

  if (len <= 0)
    return NULL;
  at = der = g_malloc ((gsize) len);
  i2d_X509 (x509, &at);
  return cry_cert_new_der (der, (gsize) len);
}

/* What the server sent, its own certificate first; NULL when one cannot be read. */
static GPtrArray *
certs_of (X509_STORE_CTX *store)
{
  g_autoptr (GPtrArray) certs = g_ptr_array_new_with_free_func ((GDestroyNotify) cry_cert_free);
  X509 *leaf = X509_STORE_CTX_get0_cert (store);
  X509Stack *others = X509_STORE_CTX_get0_untrusted (store);

  for (int i = -1; i < sk_X509_num (others) && certs->len <= CRY_CHAIN_MAX; i++)
    {
      CryCert *cert = cert_of (i < 0 ? leaf : sk_X509_value (others, i));

      if (cert == NULL)
        return NULL;
      g_ptr_array_add (certs, cert);
    }
  return g_steal_pointer (&certs);
}

static gboolean
proves_name (CryTls *tls, const CryCert *leaf)
{
  g_auto (GStrv) names = NULL;

  if (cry_cert_matches (leaf, CRY_NAME_DNS, (const guint8 *) tls->server_name,
                        strlen (tls->server_name)))
    return TRUE;
  names = cry_cert_names (leaf);
  tls->fault.kind = CRY_TLS_FAULT_NAME;
  tls->fault.found = names[0] != NULL ? g_strjoinv (", ", names) : cry_cert_subject_text (leaf);
  return FALSE;
}

/* What the library makes the alert of. */
static int
error_of_verdict (CryVerdictCode code)
{
  if (code == CRY_VERDICT_UNKNOWN_CA)
    return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
  return code == CRY_VERDICT_EXPIRED ? X509_V_ERR_CERT_HAS_EXPIRED : X509_V_ERR_CERT_REJECTED;
}

/* staple NULL: an OCSP response about them may still come, or was not asked for. */
static gboolean
is_trusted (CryTls *tls, GBytes *const *staple)
{
  const CryPathRequest request = {
    .leaf = g_ptr_array_index (tls->certs, 0),
    .intermediates = (CryCert *const *) tls->certs->pdata + 1,
    .n_intermediates = tls->certs->len - 1,
    .ocsp = staple,
    .n_ocsp = staple != NULL && *staple != NULL,
    .ocsp_later = staple == NULL,
    .when = tls->when,
  };

  cry_verdict_clear (&tls->fault.verdict);
  cry_trust_verify (tls->trust, &request, &tls->fault.verdict);
  if (tls->fault.verdict.code == CRY_VERDICT_OK)
    return TRUE;
  tls->fault.kind = CRY_TLS_FAULT_CERT;
  return FALSE;
}

/* The server's first flight is complete, with an OCSP response or without; nothing of ours but the
 * greeting has left yet (RFC 9190 section 5.4). */
static int
take_staple (SSL *ssl, void *user_data)
{
  CryTls *tls = user_data;
  const guint8 *der = NULL;
  long len = SSL_get_tlsext_status_ocsp_resp (ssl, &der);
  g_autoptr (GBytes) staple = len > 0 ? g_bytes_new (der, (gsize) len) : NULL;

  return is_trusted (tls, &staple) ? 1 : 0;
}

/* Of all certificates one alone is good, and that its key is there the handshake shows. */
static gboolean
is_pinned (CryTls *tls)
{
  tls->fault.found = cry_cert_fingerprint (g_ptr_array_index (tls->certs, 0));
  if (g_str_equal (tls->fault.found, tls->pin))
    {
      g_clear_pointer (&tls->fault.found, g_free);
      return TRUE;
    }
  tls->fault.kind = CRY_TLS_FAULT_NAME;
  return FALSE;
}

/* In place of the library's own check: the same one as for gateways, and the name. */
static int
verify (X509_STORE_CTX *store, void *user_data)
{
  CryTls *tls = user_data;

  g_clear_pointer (&tls->certs, g_ptr_array_unref);
  tls->certs = certs_of (store);
  if (tls->certs == NULL)
    {
      X509_STORE_CTX_set_error (store, X509_V_ERR_UNSPECIFIED);
      return 0;
    }
  if (tls->pin != NULL)
    {
      X509_STORE_CTX_set_error (store, X509_V_ERR_CERT_REJECTED);
      return is_pinned (tls);
    }
  if (!is_trusted (tls, NULL))
    {
      X509_STORE_CTX_set_error (store, error_of_verdict (tls->fault.verdict.code));
      return 0;
    }
  if (proves_name (tls, g_ptr_array_index (tls->certs, 0)))
    return 1;
  X509_STORE_CTX_set_error (store, X509_V_ERR_HOSTNAME_MISMATCH);
  return 0;
}

/* ---- Life ------------------------------------------------------------------------------------ */

/* The library says alerts in this way only. */
static void
note_alert (const SSL *ssl, int where, int value)
{
  CryTls *tls = SSL_get_app_data (ssl);

  if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT || tls->fault.kind != CRY_TLS_FAULT_NONE
      || (value & 0xff) == SSL_AD_CLOSE_NOTIFY)
    return;
  tls->fault.kind = CRY_TLS_FAULT_ALERT;
  tls->fault.text = g_strdup (SSL_alert_desc_string_long (value));
}

static X509 *
own_copy (CryTls *tls, const CryCert *cert)
{
  X509 *copy = X509_new_ex (tls->library->context, NULL);
  gsize len;
  const guint8 *der = cry_cert_der (cert, &len);

  if (copy == NULL || d2i_X509 (&copy, &der, (long) len) == NULL)
    return NULL;
  return copy;
}

static gboolean
use_certificates (CryTls *tls, const GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      g_autoptr (X509) cert = own_copy (tls, g_ptr_array_index (certificates, i));
      g_autoptr (EVP_PKEY) key = NULL;

      if (cert == NULL)
        return FALSE;
      if (i > 0 && SSL_add1_chain_cert (tls->ssl, cert) != 1)
        return FALSE;
      if (i > 0)
        continue;
      key = cry_tls_key_new (tls->library, cert, &tls->signer);
      if (key == NULL || SSL_use_certificate (tls->ssl, cert) != 1
          || SSL_use_PrivateKey (tls->ssl, key) != 1)
        return FALSE;
    }
  SSL_set_mode (tls->ssl, SSL_MODE_ASYNC);
  return TRUE;
}

static gboolean
set_policy (SSL_CTX *context)
{
  SSL_CTX_set_security_level (context, SECURITY_LEVEL);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  /* Login servers without RFC 5746 exist (strongSwan is one). What that protects from needs a
   * session that is renegotiated, which this client never does. */
  SSL_CTX_set_options (context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
                                    | SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  return SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION) == 1
         && SSL_CTX_set_max_proto_version (context, TLS1_3_VERSION) == 1
         && SSL_CTX_set1_sigalgs_list (context, SIGNATURE_ALGORITHMS) == 1;
}

static gboolean
set_up (CryTls *tls)
{
  tls->context = SSL_CTX_new_ex (tls->library != NULL ? tls->library->context : NULL, NULL,
                                 TLS_client_method ());
  if (tls->context == NULL || !set_policy (tls->context))
    return FALSE;
  SSL_CTX_set_cert_verify_callback (tls->context, verify, tls);
  tls->ssl = SSL_new (tls->context);
  tls->incoming = BIO_new (BIO_s_mem ());
  tls->outgoing = BIO_new (BIO_s_mem ());
  if (tls->ssl == NULL || tls->incoming == NULL || tls->outgoing == NULL)
    {
      BIO_free (tls->incoming);
      BIO_free (tls->outgoing);
      return FALSE;
    }
  SSL_set_bio (tls->ssl, tls->incoming, tls->outgoing);
  SSL_set_app_data (tls->ssl, tls);
  SSL_set_info_callback (tls->ssl, note_alert);
  SSL_set_connect_state (tls->ssl);
  return cry_trust_get_revocation (tls->trust) == CRY_REVOCATION_OFF
         || (SSL_CTX_set_tlsext_status_cb (tls->context, take_staple) == 1
             && SSL_CTX_set_tlsext_status_arg (tls->context, tls) == 1
             && SSL_set_tlsext_status_type (tls->ssl, TLSEXT_STATUSTYPE_ocsp) == 1);
}

CryTls *
cry_tls_new (const CryTlsConfig *config)
{
  g_autoptr (CryTls) tls = g_new0 (CryTls, 1);

  tls->trust = config->trust;
  tls->server_name = g_strdup (config->server_name);
  tls->pin = g_strdup (config->pin);
  tls->when = config->when;
  tls->data = g_byte_array_new ();
  if (config->certificates != NULL)
    tls->library = cry_tls_library_new ();
  if ((config->certificates == NULL) == (tls->library == NULL) && set_up (tls)
      && (config->certificates == NULL || use_certificates (tls, config->certificates)))
    return g_steal_pointer (&tls);
  ERR_clear_error ();
  return NULL;
}

static void
wipe_data (CryTls *tls)
{
  secret_wipe (tls->data->data, tls->data->len);
  g_byte_array_set_size (tls->data, 0);
}

void
cry_tls_free (CryTls *tls)
{
  if (tls == NULL)
    return;
  if (tls->signer.octets != NULL)
    {
      /* A handshake that waits in the middle of a call has to come back from it. */
      tls->signer.given_up = TRUE;
      (void) SSL_do_handshake (tls->ssl);
      ERR_clear_error ();
    }
  SSL_free (tls->ssl);
  SSL_CTX_free (tls->context);
  cry_tls_library_free (tls->library);
  cry_tls_signer_clear (&tls->signer);
  wipe_data (tls);
  g_clear_pointer (&tls->certs, g_ptr_array_unref);
  g_byte_array_unref (tls->data);
  cry_verdict_clear (&tls->fault.verdict);
  g_free (tls->fault.found);
  g_free (tls->fault.text);
  g_free (tls->server_name);
  g_free (tls->pin);
  g_free (tls);
}

/* What the library would fetch or allocate at the first session: providers, algorithms, strings. */
void
cry_tls_init (void)
{
  g_autoptr (CryTrust) trust = cry_trust_new ();
  g_autoptr (CryTls) warm = NULL;
  g_autoptr (GBytes) hello = NULL;

  g_assert (OPENSSL_init_ssl (OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_LOAD_SSL_STRINGS, NULL)
            == 1);
  warm = cry_tls_new (&(CryTlsConfig){ .trust = trust, .server_name = "localhost" });
  g_assert (warm != NULL && cry_tls_step (warm, NULL, 0) == CRY_TLS_STEP_WAIT);
  hello = cry_tls_take_records (warm);
  g_assert (hello != NULL);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

static CryTlsStep
fail (CryTls *tls)
{
  if (tls->fault.kind == CRY_TLS_FAULT_NONE)
    {
      const char *reason = ERR_reason_error_string (ERR_peek_last_error ());

      tls->fault.kind = CRY_TLS_FAULT_PROTOCOL;
      tls->fault.text = g_strdup (reason != NULL ? reason : "the session ended early");
    }
  ERR_clear_error ();
  tls->is_open = FALSE;
  return CRY_TLS_STEP_FAILED;
}

static CryTlsStep
shake_hands (CryTls *tls)
{
  int result = SSL_do_handshake (tls->ssl);

  if (result == 1)
    {
      tls->is_open = TRUE;
      SSL_clear_mode (tls->ssl, SSL_MODE_ASYNC);
      return CRY_TLS_STEP_OPEN;
    }
  switch (SSL_get_error (tls->ssl, result))
    {
    case SSL_ERROR_WANT_READ:
      return CRY_TLS_STEP_WAIT;
    case SSL_ERROR_WANT_ASYNC:
      return tls->signer.octets != NULL ? CRY_TLS_STEP_SIGN : fail (tls);
    default:
      return fail (tls);
    }
}

/* Application data, tickets and alerts of an open session. */
static CryTlsStep
read_all (CryTls *tls)
{
  guint8 chunk[READ_CHUNK];
  int got;

  while ((got = SSL_read (tls->ssl, chunk, sizeof chunk)) > 0)
    {
      if (tls->data->len + (guint) got > SECRET_BUF_MAX)
        return fail (tls);
      g_byte_array_append (tls->data, chunk, (guint) got);
    }
  secret_wipe (chunk, sizeof chunk);
  switch (SSL_get_error (tls->ssl, got))
    {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_ZERO_RETURN: /* close_notify; what came before it counts */
      return CRY_TLS_STEP_OPEN;
    default:
      return fail (tls);
    }
}

static CryTlsStep
go_on (CryTls *tls)
{
  CryTlsStep step = CRY_TLS_STEP_OPEN;

  ERR_clear_error ();
  if (tls->fault.kind != CRY_TLS_FAULT_NONE)
    return CRY_TLS_STEP_FAILED;
  if (!tls->is_open)
    step = shake_hands (tls);
  return step == CRY_TLS_STEP_OPEN ? read_all (tls) : step;
}

CryTlsStep
cry_tls_step (CryTls *tls, const guint8 *records, gsize len)
{
  if (len > 0 && (len > G_MAXINT || BIO_write (tls->incoming, records, (int) len) != (int) len))
    return fail (tls);
  if (tls->signer.octets != NULL)
    return CRY_TLS_STEP_SIGN;
  return go_on (tls);
}

GBytes *
cry_tls_wanted_signature (const CryTls *tls, CrySig *ret_sig)
{
  *ret_sig = tls->signer.sig;
  return tls->signer.octets;
}

CryTlsStep
cry_tls_sign (CryTls *tls, GBytes *signature)
{
  if (tls->signer.octets == NULL)
    return fail (tls);
  tls->signer.signature = g_bytes_ref (signature);
  return go_on (tls);
}

GBytes *
cry_tls_take_records (CryTls *tls)
{
  char *bytes;
  long len = BIO_get_mem_data (tls->outgoing, &bytes);
  GBytes *records;

  if (len <= 0)
    return NULL;
  records = g_bytes_new (bytes, (gsize) len);
  (void) BIO_reset (tls->outgoing);
  return records;
}

SecretBuf *
cry_tls_take_data (CryTls *tls)
{
  SecretBuf *data;

  if (tls->data->len == 0)
    return NULL;
  data = secret_buf_new_copy (tls->data->data, tls->data->len);
  wipe_data (tls);
  return data;
}

gboolean
cry_tls_put_data (CryTls *tls, const SecretBuf *data)
{
  gsize len = secret_buf_len (data);

  /* The library refuses to write nothing. */
  return tls->is_open
         && (len == 0 || SSL_write (tls->ssl, secret_buf_peek (data), (int) len) == (int) len);
}

gboolean
cry_tls_is_1_3 (const CryTls *tls)
{
  return SSL_version (tls->ssl) == TLS1_3_VERSION;
}

SecretBuf *
cry_tls_export (CryTls *tls, const char *label, const guint8 *context, gsize context_len, gsize len)
{
  g_autoptr (SecretBuf) secret = secret_buf_new (len);

  if (!tls->is_open
      || SSL_export_keying_material (tls->ssl, secret_buf_data (secret), len, label, strlen (label),
                                     context, context_len, context != NULL)
             != 1)
    {
      ERR_clear_error ();
      return NULL;
    }
  return g_steal_pointer (&secret);
}

const CryTlsFault *
cry_tls_fault (const CryTls *tls)
{
  return &tls->fault;
}
