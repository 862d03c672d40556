// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Trust anchors: sets of CA certificates from files. */
#include "cry-x509-anchor-private.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

struct CryAnchor
{
  GBytes *der;        /* owned */
  X509_NAME *subject; /* owned */
  CryCert *cert;      /* owned; NULL until it was wanted, and when it is not usable */
  gboolean was_wanted;
};

/* The header of one element of this tag; at moves to its contents, end to their end. */
static gboolean
enter (const guint8 **at, const guint8 **end, int wanted)
{
  int tag, class;
  long len;
  int form = ASN1_get_object (at, &len, &tag, &class, *end - *at);

  /* 0x80: malformed; 1: of indefinite length, which DER has not. */
  if ((form & 0x81) != 0 || class != V_ASN1_UNIVERSAL || tag != wanted || len > *end - *at)
    return FALSE;
  *end = *at + len;
  return TRUE;
}

static gboolean
skip (const guint8 **at, const guint8 *end, int wanted)
{
  const guint8 *inner = end;

  if (!enter (at, &inner, wanted))
    return FALSE;
  *at = inner;
  return TRUE;
}

/* RFC 5280 section 4.1: the sixth or, without a version, fifth field of the signed part. */
static X509_NAME *
find_subject (const guint8 *der, gsize len)
{
  static const int before[] = { V_ASN1_INTEGER, V_ASN1_SEQUENCE, V_ASN1_SEQUENCE, V_ASN1_SEQUENCE };
  const guint8 *at = der, *end = der + len;

  if (!enter (&at, &end, V_ASN1_SEQUENCE) || !enter (&at, &end, V_ASN1_SEQUENCE))
    return NULL;
  /* [0] { INTEGER version } */
  if (end - at >= 5 && at[0] == 0xa0 && at[1] == 3)
    at += 5;
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    if (!skip (&at, end, before[i]))
      return NULL;
  return d2i_X509_NAME (NULL, &at, end - at);
}

CryAnchor *
cry_anchor_new (const guint8 *der, gsize len)
{
  g_autoptr (X509_NAME) subject = len <= CRY_CERT_DER_MAX ? find_subject (der, len) : NULL;
  CryAnchor *anchor;

  ERR_clear_error ();
  if (subject == NULL)
    return NULL;
  anchor = g_new0 (CryAnchor, 1);
  anchor->subject = g_steal_pointer (&subject);
  anchor->der = g_bytes_new (der, len);
  return anchor;
}

void
cry_anchor_free (CryAnchor *anchor)
{
  if (anchor == NULL)
    return;
  g_bytes_unref (anchor->der);
  X509_NAME_free (anchor->subject);
  cry_cert_free (anchor->cert);
  g_free (anchor);
}

gboolean
cry_anchor_is_called (const CryAnchor *anchor, const X509_NAME *name)
{
  return X509_NAME_cmp (anchor->subject, name) == 0;
}

CryCert *
cry_anchor_cert (CryAnchor *anchor)
{
  gsize len;
  const guint8 *der = g_bytes_get_data (anchor->der, &len);

  if (!anchor->was_wanted)
    anchor->cert = cry_cert_new_der (der, len);
  anchor->was_wanted = TRUE;
  return anchor->cert;
}
