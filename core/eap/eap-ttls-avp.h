// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The attributes inside TTLS (RFC 5281 section 10): those of RADIUS in the form of Diameter. */
#pragma once

#include "bytes.h"
#include "secret.h"

#define AVP_USER_NAME         1
#define AVP_USER_PASSWORD     2
#define AVP_CHAP_PASSWORD     3
#define AVP_REPLY_MESSAGE     18
#define AVP_CHAP_CHALLENGE    60
#define AVP_EAP_MESSAGE       79
#define AVP_VENDOR_MICROSOFT  311
#define AVP_MS_CHAP_ERROR     2 /* these four are Microsoft's (RFC 2548) */
#define AVP_MS_CHAP_CHALLENGE 11
#define AVP_MS_CHAP2_RESPONSE 25
#define AVP_MS_CHAP2_SUCCESS  26

typedef struct
{
  guint32 code;
  guint32 vendor; /* 0: none */
  gboolean is_mandatory;
  const guint8 *data; /* borrowed */
  gsize len;
} EapTtlsAvp;

/* The next attribute; FALSE at the end and when it is malformed, which the reader tells. */
gboolean eap_ttls_avp_read (ByteReader *reader, EapTtlsAvp *ret_avp);

/* Attributes to send, in a secret that is large enough. */
typedef struct
{
  SecretBuf *buf; /* owned */
  gsize len;      /* bytes used */
} EapTtlsAvps;

void eap_ttls_avps_init (EapTtlsAvps *avps);
/* Appends a mandatory attribute; its data is to be filled by the caller. NULL when it does not
 * fit. */
guint8 *eap_ttls_avps_add (EapTtlsAvps *avps, guint32 code, guint32 vendor, gsize len);
gboolean
eap_ttls_avps_put (EapTtlsAvps *avps, guint32 code, guint32 vendor, const void *data, gsize len);
/* What has been appended; owned. avps is empty then. */
SecretBuf *eap_ttls_avps_steal (EapTtlsAvps *avps) G_GNUC_WARN_UNUSED_RESULT;
void eap_ttls_avps_clear (EapTtlsAvps *avps);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EapTtlsAvps, eap_ttls_avps_clear)
