// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What signed octets look like. */
#include "vpn-proof.h"

#include <string.h>

/* ---- IKEv2 --------------------------------------------------------------------------------- */

#define IKE_HEADER_LEN   28
#define IKE_VERSION      0x20
#define IKE_SA_INIT      34
#define IKE_FLAGS        0x08 /* Initiator, and no Response */
#define PAYLOAD_HEADER   4
#define PAYLOAD_SA       33
#define PAYLOAD_KE       34
#define PAYLOAD_NONCE    40
#define NONCE_MIN        16 /* octets, RFC 7296 section 2.10 */
#define NONCE_MAX        256
#define MAC_MIN          16 /* octets of the prf */
#define MAC_MAX          64
#define INTERMEDIATE_MAX (2 * MAC_MAX + 4)

static guint32
get_u32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

/* Whether the payloads, the first of that type, fill the message and have what it is sent for. */
static gboolean
has_init_payloads (const guint8 *data, gsize len, guint8 type)
{
  guint n_sa = 0, n_ke = 0, n_nonce = 0;

  while (type != 0)
    {
      gsize payload = len >= PAYLOAD_HEADER ? (gsize) data[2] << 8 | data[3] : 0;

      if (payload < PAYLOAD_HEADER || payload > len)
        return FALSE;
      n_sa += type == PAYLOAD_SA ? 1 : 0;
      n_ke += type == PAYLOAD_KE ? 1 : 0;
      n_nonce += type == PAYLOAD_NONCE ? 1 : 0;
      type = data[0];
      data += payload;
      len -= payload;
    }
  return len == 0 && n_sa == 1 && n_ke == 1 && n_nonce == 1;
}

gboolean
vpn_proof_is_auth (const guint8 *data, gsize len)
{
  static const guint8 no_spi[8];
  gsize message, rest;

  if (len < IKE_HEADER_LEN || memcmp (data, no_spi, 8) == 0 || memcmp (data + 8, no_spi, 8) != 0)
    return FALSE;
  message = get_u32 (data + 24);
  if (data[17] != IKE_VERSION || data[18] != IKE_SA_INIT || data[19] != IKE_FLAGS
      || get_u32 (data + 20) != 0 || message < IKE_HEADER_LEN || message > len)
    return FALSE;
  rest = len - message;
  return rest >= NONCE_MIN + MAC_MIN && rest <= NONCE_MAX + MAC_MAX + INTERMEDIATE_MAX
         && has_init_payloads (data + IKE_HEADER_LEN, message - IKE_HEADER_LEN, data[16]);
}

/* ---- TLS ----------------------------------------------------------------------------------- */

#define SPACES            64 /* octets before the context string */
#define SHA256_LEN        32
#define SHA384_LEN        48
#define HANDSHAKE_HEADER  4
#define CLIENT_HELLO      1
#define SERVER_HELLO      2
#define CLIENT_KEYS       16
#define SERVER_HELLO_DONE 14

static gboolean
is_tls13 (const guint8 *data, gsize len)
{
  /* With its own terminator, which is the octet of zero behind it. */
  static const char context[] = "TLS 1.3, client CertificateVerify";

  if (len != SPACES + sizeof context + SHA256_LEN && len != SPACES + sizeof context + SHA384_LEN)
    return FALSE;
  for (gsize i = 0; i < SPACES; i++)
    if (data[i] != ' ')
      return FALSE;
  return memcmp (data + SPACES, context, sizeof context) == 0;
}

/* The first message, the second, and the last; and the server has asked for something. */
static gboolean
is_tls12 (const guint8 *data, gsize len)
{
  guint n_messages = 0;
  gboolean done = FALSE;
  guint8 type = 0;

  while (len > 0)
    {
      gsize message
          = len >= HANDSHAKE_HEADER ? HANDSHAKE_HEADER + (get_u32 (data) & 0xffffff) : G_MAXSIZE;

      if (message > len || type == CLIENT_KEYS)
        return FALSE;
      type = data[0];
      if ((n_messages == 0) != (type == CLIENT_HELLO)
          || (n_messages == 1) != (type == SERVER_HELLO))
        return FALSE;
      done = done || type == SERVER_HELLO_DONE;
      n_messages++;
      data += message;
      len -= message;
    }
  return type == CLIENT_KEYS && done;
}

gboolean
vpn_proof_is_certificate_verify (const guint8 *data, gsize len)
{
  return is_tls13 (data, len) || is_tls12 (data, len);
}
