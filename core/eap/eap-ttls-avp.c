// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reading and writing the attributes of TTLS. */
#include "eap-ttls-avp.h"

#include <string.h>

#define FLAG_VENDOR    0x80u
#define FLAG_MANDATORY 0x40u
#define HEADER_LEN     8
#define VENDOR_LEN     4
#define ALIGNMENT      4
#define AVPS_MAX       ((gsize) 16384) /* bytes that we say at once */

static gsize
padding_of (gsize len)
{
  return (ALIGNMENT - len % ALIGNMENT) % ALIGNMENT;
}

gboolean
eap_ttls_avp_read (ByteReader *reader, EapTtlsAvp *ret_avp)
{
  guint32 code, word;
  gsize len, header = HEADER_LEN;

  if (!byte_reader_ok (reader) || reader->left == 0)
    return FALSE;
  code = byte_read_u32 (reader);
  word = byte_read_u32 (reader);
  *ret_avp = (EapTtlsAvp){ .code = code, .is_mandatory = (word >> 24 & FLAG_MANDATORY) != 0 };
  if ((word >> 24 & FLAG_VENDOR) != 0)
    {
      ret_avp->vendor = byte_read_u32 (reader);
      header += VENDOR_LEN;
    }
  len = word & 0xffffff;
  if (len < header)
    {
      byte_reader_fail (reader);
      return FALSE;
    }
  ret_avp->len = len - header;
  ret_avp->data = byte_read_bytes (reader, ret_avp->len);
  /* Some servers do not pad the last one. */
  byte_read_skip (reader, MIN (padding_of (len), reader->left));
  return byte_reader_ok (reader);
}

void
eap_ttls_avps_init (EapTtlsAvps *avps)
{
  *avps = (EapTtlsAvps){ .buf = secret_buf_new (AVPS_MAX) };
}

void
eap_ttls_avps_clear (EapTtlsAvps *avps)
{
  g_clear_pointer (&avps->buf, secret_buf_free);
}

guint8 *
eap_ttls_avps_add (EapTtlsAvps *avps, guint32 code, guint32 vendor, gsize len)
{
  gsize header = HEADER_LEN + (vendor != 0 ? VENDOR_LEN : 0);
  guint8 *at = secret_buf_data (avps->buf) + avps->len;
  guint32 flags = FLAG_MANDATORY | (vendor != 0 ? FLAG_VENDOR : 0);

  if (len > AVPS_MAX || avps->len + header + len + padding_of (len) > AVPS_MAX)
    return NULL;
  byte_put_u32 (at, code);
  byte_put_u32 (at + 4, flags << 24 | (guint32) (header + len));
  if (vendor != 0)
    byte_put_u32 (at + HEADER_LEN, vendor);
  /* The buffer came zeroed, so padding is. */
  avps->len += header + len + padding_of (len);
  return at + header;
}

gboolean
eap_ttls_avps_put (EapTtlsAvps *avps, guint32 code, guint32 vendor, const void *data, gsize len)
{
  guint8 *at = eap_ttls_avps_add (avps, code, vendor, len);

  if (at == NULL)
    return FALSE;
  if (len > 0)
    memcpy (at, data, len);
  return TRUE;
}

SecretBuf *
eap_ttls_avps_steal (EapTtlsAvps *avps)
{
  secret_buf_truncate (avps->buf, avps->len);
  avps->len = 0;
  return g_steal_pointer (&avps->buf);
}
