// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-redirect.h"

/* The form of the notifies of RFC 5685 section 9. */

#include "text.h"

#include <string.h>

typedef enum
{
  GATEWAY_IPV4 = 1,
  GATEWAY_IPV6 = 2,
  GATEWAY_FQDN = 3,
} GatewayKind;

static char *
read_target (GatewayKind kind, const guint8 *data, gsize len)
{
  IpAddress address;

  switch (kind)
    {
    case GATEWAY_IPV4:
    case GATEWAY_IPV6:
      if (!ip_address_from_bytes (&address, data, len)
          || address.family != (kind == GATEWAY_IPV4 ? AF_INET : AF_INET6))
        return NULL;
      return ip_address_to_text (&address);
    case GATEWAY_FQDN:
      return text_is_dns_name ((const char *) data, len) ? g_strndup ((const char *) data, len)
                                                         : NULL;
    }
  return NULL;
}

gboolean
ike_redirect_read (const IkeNotify *notify, CrySpan nonce, char **ret_target)
{
  ByteReader reader = byte_reader (notify->data, notify->len);
  GatewayKind kind = (GatewayKind) byte_read_u8 (&reader);
  gsize len = byte_read_u8 (&reader);
  const guint8 *target = byte_read_bytes (&reader, len);
  char *text = NULL;

  if (target == NULL || reader.left != nonce.len
      || (nonce.len > 0 && memcmp (reader.at, nonce.data, nonce.len) != 0))
    return FALSE;
  text = read_target (kind, target, len);
  if (text == NULL)
    return FALSE;
  *ret_target = text;
  return TRUE;
}

void
ike_redirect_write_supported (IkeMessageBuilder *builder, const IpAddress *from)
{
  guint8 data[2 + 16];
  gsize len = ip_family_octets (from->family);

  if (from->family == 0)
    {
      ike_payload_notify_write (builder, IKE_NOTIFY_REDIRECT_SUPPORTED, NULL, 0);
      return;
    }
  data[0] = from->family == AF_INET ? GATEWAY_IPV4 : GATEWAY_IPV6;
  data[1] = (guint8) len;
  memcpy (data + 2, from->octets, len);
  ike_payload_notify_write (builder, IKE_NOTIFY_REDIRECTED_FROM, data, 2 + len);
}
