// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The compound keys of PEAP and the MAC made with them. */
#include "eap-peap-binding.h"

#include "cry-prf.h"
#include "eap.h"

#include <string.h>

#define KEY_LEN        40 /* of the tunnel's keys that count */
#define ISK_LEN        32
#define IPMK_LEN       40
#define CMK_LEN        20
#define COMPOUND_LEN   (IPMK_LEN + CMK_LEN)
#define CSK_LEN        128
#define MSK_LEN        64
#define SHA1_LEN       20
#define AT_VERSION     5 /* in the TLV: behind its header and a reserved octet */
#define AT_RECEIVED    6
#define AT_SUBTYPE     7
#define SUBTYPE_ASK    0
#define SUBTYPE_ANSWER 1

/* T(n) = HMAC-SHA1 (key, T(n-1) | seed | n | 0 | 0), cut to len. */
static SecretBuf *
prf_plus (const guint8 *key, gsize key_len, const char *label, const void *seed, gsize seed_len,
          gsize len)
{
  g_autoptr (SecretBuf) out = secret_buf_new ((len + SHA1_LEN - 1) / SHA1_LEN * SHA1_LEN);
  guint8 *bytes = secret_buf_data (out);

  for (gsize at = 0; at < len; at += SHA1_LEN)
    {
      const guint8 tail[] = { (guint8) (at / SHA1_LEN + 1), 0, 0 };
      const CrySpan parts[] = {
        { at > 0 ? bytes + at - SHA1_LEN : bytes, at > 0 ? SHA1_LEN : 0 },
        { label, strlen (label) },
        { seed, seed_len },
        { tail, sizeof tail },
      };
      g_autoptr (SecretBuf) block
          = cry_prf (CRY_PRF_HMAC_SHA1, key, key_len, parts, G_N_ELEMENTS (parts));

      if (block == NULL)
        return NULL;
      memcpy (bytes + at, secret_buf_peek (block), SHA1_LEN);
    }
  secret_buf_truncate (out, len);
  return g_steal_pointer (&out);
}

gboolean
peap_binding_init (PeapBinding *binding, const SecretBuf *tunnel, const SecretBuf *inner)
{
  g_autoptr (SecretBuf) zeros = secret_buf_new (ISK_LEN);
  const SecretBuf *isk = inner != NULL ? inner : zeros;
  g_autoptr (SecretBuf) keys
      = prf_plus (secret_buf_peek (tunnel), KEY_LEN, "Inner Methods Compound Keys",
                  secret_buf_peek (isk), ISK_LEN, COMPOUND_LEN);

  *binding = (PeapBinding){ 0 };
  if (keys == NULL)
    return FALSE;
  binding->ipmk = secret_buf_new_copy (secret_buf_peek (keys), IPMK_LEN);
  binding->cmk = secret_buf_new_copy (secret_buf_peek (keys) + IPMK_LEN, CMK_LEN);
  return TRUE;
}

void
peap_binding_clear (PeapBinding *binding)
{
  g_clear_pointer (&binding->ipmk, secret_buf_free);
  g_clear_pointer (&binding->cmk, secret_buf_free);
}

/* Over the TLV with its MAC zero, and the method's type. */
static SecretBuf *
mac_of (const PeapBinding *binding, const guint8 *tlv)
{
  static const guint8 zeros[PEAP_MAC_LEN];
  static const guint8 type = EAP_TYPE_PEAP;
  const CrySpan parts[] = {
    { tlv, PEAP_MAC_AT },
    { zeros, sizeof zeros },
    { &type, 1 },
  };

  return cry_prf (CRY_PRF_HMAC_SHA1, secret_buf_peek (binding->cmk), CMK_LEN, parts,
                  G_N_ELEMENTS (parts));
}

gboolean
peap_binding_verifies (const PeapBinding *binding, const guint8 tlv[PEAP_BINDING_LEN])
{
  g_autoptr (SecretBuf) mac = mac_of (binding, tlv);

  return mac != NULL && tlv[AT_SUBTYPE] == SUBTYPE_ASK
         && secret_memequal (secret_buf_peek (mac), tlv + PEAP_MAC_AT, PEAP_MAC_LEN);
}

gboolean
peap_binding_answer (const PeapBinding *binding, const guint8 request[PEAP_BINDING_LEN],
                     guint8 ret_tlv[PEAP_BINDING_LEN])
{
  g_autoptr (SecretBuf) mac = NULL;

  memcpy (ret_tlv, request, PEAP_BINDING_LEN);
  ret_tlv[AT_VERSION] = 0;
  ret_tlv[AT_RECEIVED] = request[AT_VERSION];
  ret_tlv[AT_SUBTYPE] = SUBTYPE_ANSWER;
  mac = mac_of (binding, ret_tlv);
  if (mac == NULL)
    return FALSE;
  memcpy (ret_tlv + PEAP_MAC_AT, secret_buf_peek (mac), PEAP_MAC_LEN);
  return TRUE;
}

SecretBuf *
peap_binding_msk (const PeapBinding *binding)
{
  SecretBuf *keys = prf_plus (secret_buf_peek (binding->ipmk), IPMK_LEN,
                              "Session Key Generating Function", "", 1, CSK_LEN);

  if (keys != NULL)
    secret_buf_truncate (keys, MSK_LEN);
  return keys;
}
