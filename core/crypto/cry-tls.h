// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * CryTls: the client of one TLS 1.2 or 1.3 session without I/O (RFC 5246, RFC 8446): records in,
 * records out. The server must prove server_name with a certificate of trust before anything but
 * the handshake is sent to it, and bring along an OCSP response that vouches for it where the
 * revocation policy of trust wants that. A client certificate's key is elsewhere: a signature is
 * asked for and waited for.
 *
 * The library makes its own random numbers here. It reads no file, no clock that matters (when is
 * a parameter) and no configuration. No session is resumed. Single-threaded.
 */
#pragma once

#include "cry-x509.h"

typedef struct CryTls CryTls;

typedef struct
{
  const CryTrust *trust;   /* anchors; outlives the session */
  const char *server_name; /* DNS name the server's certificate must be good for; copied */
  const char *pin;         /* cry_cert_fingerprint() of the one certificate that counts, whoever
                            * issued it and for whatever name, or NULL; copied */
  gint64 when;             /* seconds since 1970 */
  GPtrArray *certificates; /* CryCert, own leaf first; copied; NULL: none is shown */
} CryTlsConfig;

typedef enum
{
  CRY_TLS_STEP_WAIT = 0, /* more records are needed */
  CRY_TLS_STEP_SIGN,     /* cry_tls_wanted_signature() says what; go on with cry_tls_sign() */
  CRY_TLS_STEP_OPEN,     /* the handshake is complete */
  CRY_TLS_STEP_FAILED,   /* for good; cry_tls_fault() says why */
} CryTlsStep;

typedef enum
{
  CRY_TLS_FAULT_NONE = 0,
  CRY_TLS_FAULT_CERT,     /* path validation of the server's certificate failed: verdict */
  CRY_TLS_FAULT_NAME,     /* it is good for other names: found */
  CRY_TLS_FAULT_ALERT,    /* the server refused us: text is the alert */
  CRY_TLS_FAULT_PROTOCOL, /* anything else: text is the library's */
} CryTlsFaultKind;

typedef struct
{
  CryTlsFaultKind kind;
  CryVerdict verdict; /* owned */
  char *found;        /* owned */
  char *text;         /* owned */
} CryTlsFault;

/* Once in the life of a process, after cry_init() and while files can still be read. */
void cry_tls_init (void);

/* NULL when the library refuses, such as a certificate it cannot use. */
CryTls *cry_tls_new (const CryTlsConfig *config) G_GNUC_WARN_UNUSED_RESULT;
void cry_tls_free (CryTls *tls);

/* Takes records of the server; len 0 begins. */
CryTlsStep cry_tls_step (CryTls *tls, const guint8 *records, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* What to sign and how, after CRY_TLS_STEP_SIGN; borrowed until cry_tls_sign(). */
GBytes *cry_tls_wanted_signature (const CryTls *tls, CrySig *ret_sig);
/* The signature in the form of cry_private_key_sign(). */
CryTlsStep cry_tls_sign (CryTls *tls, GBytes *signature) G_GNUC_WARN_UNUSED_RESULT;

/* Records to send, owned; NULL when there are none. */
GBytes *cry_tls_take_records (CryTls *tls) G_GNUC_WARN_UNUSED_RESULT;
/* What the server said inside the session since the last call, owned; NULL: nothing. */
SecretBuf *cry_tls_take_data (CryTls *tls) G_GNUC_WARN_UNUSED_RESULT;
/* Seals data into records to send; FALSE when the session is not open. */
gboolean cry_tls_put_data (CryTls *tls, const SecretBuf *data) G_GNUC_WARN_UNUSED_RESULT;

gboolean cry_tls_is_1_3 (const CryTls *tls);
/* Keying material (RFC 5705, RFC 8446 section 7.5); context NULL: none. NULL on failure. */
SecretBuf *cry_tls_export (CryTls *tls, const char *label, const guint8 *context, gsize context_len,
                           gsize len) G_GNUC_WARN_UNUSED_RESULT;
const CryTlsFault *cry_tls_fault (const CryTls *tls); /* borrowed */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryTls, cry_tls_free)
