// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The octets that AUTH covers, and AUTH itself. */
#include "ike-authsig.h"

/* What is signed, and by which scheme. */

#include <string.h>

#define KEY_PAD "Key Pad for IKEv2" /* 17 octets, no terminator */

GBytes *
ike_auth_octets (const IkeAuthInput *input)
{
  g_autoptr (SecretBuf) mac = NULL;
  GByteArray *octets;

  mac = cry_prf (input->prf, secret_buf_peek (input->sk_p), secret_buf_len (input->sk_p),
                 &input->id_body, 1);
  if (mac == NULL)
    return NULL;
  octets = g_byte_array_new ();
  g_byte_array_append (octets, input->message.data, (guint) input->message.len);
  g_byte_array_append (octets, input->peer_nonce.data, (guint) input->peer_nonce.len);
  g_byte_array_append (octets, secret_buf_peek (mac), (guint) secret_buf_len (mac));
  g_byte_array_append (octets, input->int_auth.data, (guint) input->int_auth.len);
  return g_byte_array_free_to_bytes (octets);
}

static SecretBuf *
psk_mac (CryPrf prf, const SecretBuf *secret, GBytes *octets)
{
  g_autoptr (SecretBuf) padded = NULL;
  const CrySpan pad = { KEY_PAD, strlen (KEY_PAD) };
  gsize len;
  const guint8 *data = g_bytes_get_data (octets, &len);
  const CrySpan all = { data, len };

  padded = cry_prf (prf, secret_buf_peek (secret), secret_buf_len (secret), &pad, 1);
  if (padded == NULL)
    return NULL;
  return cry_prf (prf, secret_buf_peek (padded), secret_buf_len (padded), &all, 1);
}

GBytes *
ike_auth_psk (CryPrf prf, const SecretBuf *secret, GBytes *octets)
{
  g_autoptr (SecretBuf) mac = psk_mac (prf, secret, octets);

  return mac != NULL ? g_bytes_new (secret_buf_peek (mac), secret_buf_len (mac)) : NULL;
}

gboolean
ike_auth_psk_verify (CryPrf prf, const SecretBuf *secret, GBytes *octets, const IkeAuth *auth)
{
  g_autoptr (SecretBuf) mac = psk_mac (prf, secret, octets);

  return mac != NULL && auth->method == IKE_AUTH_METHOD_SHARED_KEY
         && auth->len == secret_buf_len (mac)
         && secret_memequal (auth->data, secret_buf_peek (mac), auth->len);
}

gboolean
ike_auth_lifetime_read (const IkeMessage *message, MonoTime *ret_lifetime)
{
  IkeNotify notify = { 0 };

  if (!ike_message_find_notify (message, IKE_NOTIFY_AUTH_LIFETIME, &notify) || notify.len != 4)
    return FALSE;
  *ret_lifetime = byte_get_u32 (notify.data) * MONO_SEC;
  return TRUE;
}

/* ---- Hashes --------------------------------------------------------------------------------- */

static const CryHash our_hashes_in_order[] = {
  CRY_HASH_SHA2_256,
  CRY_HASH_SHA2_384,
  CRY_HASH_SHA2_512,
  CRY_HASH_IDENTITY,
};

static gboolean
has_hash (IkeHashSet set, CryHash hash)
{
  return (set & (1u << hash)) != 0;
}

IkeHashSet
ike_hash_set_default (void)
{
  IkeHashSet set = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (our_hashes_in_order); i++)
    set |= 1u << our_hashes_in_order[i];
  return set;
}

IkeHashSet
ike_hash_set_read (const IkeMessage *init)
{
  IkeHashSet set = 0;
  ByteReader reader;
  IkeNotify notify;

  if (!ike_message_find_notify (init, IKE_NOTIFY_SIGNATURE_HASH_ALGORITHMS, &notify))
    return 0;
  reader = byte_reader (notify.data, notify.len);
  while (reader.left >= 2)
    {
      guint16 hash = byte_read_u16 (&reader);

      if (hash >= CRY_HASH_SHA1 && hash <= CRY_HASH_IDENTITY)
        set |= 1u << hash;
    }
  return set;
}

void
ike_hash_set_write (IkeMessageBuilder *builder, IkeHashSet hashes)
{
  guint8 list[2 * G_N_ELEMENTS (our_hashes_in_order)];
  gsize len = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (our_hashes_in_order); i++)
    {
      if (!has_hash (hashes, our_hashes_in_order[i]))
        continue;
      byte_put_u16 (list + len, (guint16) our_hashes_in_order[i]);
      len += 2;
    }
  ike_payload_notify_write (builder, IKE_NOTIFY_SIGNATURE_HASH_ALGORITHMS, list, len);
}

/* ---- Signatures ----------------------------------------------------------------------------- */

/* How a type of key signs: with RFC 7427 in order of preference (the hash as strong as the key
 * first), and in the old way, where the method fixes the scheme. */
typedef struct
{
  CryKeyType key;
  CrySig preferred[3];
  guint8 old_method; /* 0: none */
  CrySig old_sig;
  gsize old_half; /* octets of r and of s in methods 9 to 11 */
} KeyRule;

static const KeyRule key_rules[] = {
  { CRY_KEY_RSA,
    { CRY_SIG_RSA_PSS_SHA2_256, CRY_SIG_RSA_PSS_SHA2_384, CRY_SIG_RSA_PSS_SHA2_512 },
    IKE_AUTH_METHOD_RSA,
    CRY_SIG_RSA_PKCS1_SHA1,
    0 },
  { CRY_KEY_ECDSA_P256,
    { CRY_SIG_ECDSA_SHA2_256, CRY_SIG_ECDSA_SHA2_384, CRY_SIG_ECDSA_SHA2_512 },
    IKE_AUTH_METHOD_ECDSA_256,
    CRY_SIG_ECDSA_SHA2_256,
    32 },
  { CRY_KEY_ECDSA_P384,
    { CRY_SIG_ECDSA_SHA2_384, CRY_SIG_ECDSA_SHA2_512, CRY_SIG_ECDSA_SHA2_256 },
    IKE_AUTH_METHOD_ECDSA_384,
    CRY_SIG_ECDSA_SHA2_384,
    48 },
  { CRY_KEY_ECDSA_P521,
    { CRY_SIG_ECDSA_SHA2_512, CRY_SIG_ECDSA_SHA2_384, CRY_SIG_ECDSA_SHA2_256 },
    IKE_AUTH_METHOD_ECDSA_521,
    CRY_SIG_ECDSA_SHA2_512,
    66 },
  { CRY_KEY_ED25519, { CRY_SIG_ED25519, CRY_SIG_NONE, CRY_SIG_NONE }, 0, CRY_SIG_NONE, 0 },
  { CRY_KEY_ED448, { CRY_SIG_ED448, CRY_SIG_NONE, CRY_SIG_NONE }, 0, CRY_SIG_NONE, 0 },
};

static const KeyRule *
find_rule (CryKeyType key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (key_rules); i++)
    {
      if (key_rules[i].key == key)
        return &key_rules[i];
    }
  return NULL;
}

gboolean
ike_auth_scheme_choose (CryKeyType key, IkeHashSet peer_hashes, IkeAuthScheme *ret_scheme)
{
  const KeyRule *rule = find_rule (key);

  if (rule == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (rule->preferred); i++)
    {
      CrySig sig = rule->preferred[i];

      if (sig == CRY_SIG_NONE || !has_hash (peer_hashes, cry_sig_hash (sig)))
        continue;
      ret_scheme->method = IKE_AUTH_METHOD_SIGNATURE;
      ret_scheme->sig = sig;
      return TRUE;
    }
  if (rule->old_method == 0)
    return FALSE;
  ret_scheme->method = rule->old_method;
  ret_scheme->sig = rule->old_sig;
  return TRUE;
}

gboolean
ike_auth_scheme_make_pkcs1 (IkeAuthScheme *scheme)
{
  static const CrySig pairs[][2] = {
    { CRY_SIG_RSA_PSS_SHA2_256, CRY_SIG_RSA_PKCS1_SHA2_256 },
    { CRY_SIG_RSA_PSS_SHA2_384, CRY_SIG_RSA_PKCS1_SHA2_384 },
    { CRY_SIG_RSA_PSS_SHA2_512, CRY_SIG_RSA_PKCS1_SHA2_512 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (scheme->sig == pairs[i][0])
      {
        scheme->sig = pairs[i][1];
        return TRUE;
      }
  return FALSE;
}

/* One INTEGER of a DER Ecdsa-Sig-Value, written big-endian into half octets. */
static void
read_integer (ByteReader *reader, guint8 *out, gsize half)
{
  guint8 tag = byte_read_u8 (reader);
  gsize len = byte_read_u8 (reader);
  const guint8 *data = byte_read_bytes (reader, len);

  if (data != NULL && len > 0 && data[0] == 0)
    {
      data++;
      len--;
    }
  if (data == NULL || tag != 0x02 || len > half)
    {
      byte_reader_fail (reader);
      return;
    }
  memset (out, 0, half - len);
  memcpy (out + half - len, data, len);
}

/* RFC 4754 wants r || s where RFC 7427 has a SEQUENCE of both. */
static GBytes *
der_to_rs (GBytes *signature, gsize half)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (signature, &len);
  ByteReader reader = byte_reader (data, len);
  guint8 rs[2 * 66];
  ByteReader body;
  gsize body_len;

  if (byte_read_u8 (&reader) != 0x30)
    return NULL;
  body_len = byte_read_u8 (&reader);
  if (body_len == 0x81)
    body_len = byte_read_u8 (&reader);
  body = byte_read_sub (&reader, body_len);
  read_integer (&body, rs, half);
  read_integer (&body, rs + half, half);
  if (!byte_reader_done (&body) || !byte_reader_done (&reader))
    return NULL;
  return g_bytes_new (rs, 2 * half);
}

GBytes *
ike_auth_sig_pack (const IkeAuthScheme *scheme, CryKeyType key, GBytes *signature)
{
  const KeyRule *rule = find_rule (key);
  gsize id_len;
  const guint8 *id = cry_sig_algorithm_identifier (scheme->sig, &id_len);
  ByteWriter writer;
  gsize len;
  const guint8 *data = g_bytes_get_data (signature, &len);

  if (scheme->method != IKE_AUTH_METHOD_SIGNATURE)
    {
      if (rule == NULL || rule->old_method != scheme->method)
        return NULL;
      return rule->old_half > 0 ? der_to_rs (signature, rule->old_half) : g_bytes_ref (signature);
    }
  byte_writer_init (&writer, 1 + G_MAXUINT8 + CRY_SIG_OCTETS_MAX);
  byte_write_u8 (&writer, (guint8) id_len);
  byte_write_bytes (&writer, id, id_len);
  byte_write_bytes (&writer, data, len);
  return byte_writer_steal (&writer);
}

/* Method 14: one octet of length, AlgorithmIdentifier, signature. */
static gboolean
verify_rfc7427 (const IkeAuth *auth, const CryPublicKey *key, GBytes *octets, IkeHashSet our_hashes,
                CrySig *ret_sig)
{
  ByteReader reader = byte_reader (auth->data, auth->len);
  gsize id_len = byte_read_u8 (&reader);
  const guint8 *id = byte_read_bytes (&reader, id_len);
  gsize len;
  const guint8 *data = g_bytes_get_data (octets, &len);
  CrySig sig;

  if (id == NULL)
    return FALSE;
  sig = cry_sig_from_algorithm_identifier (id, id_len);
  if (sig == CRY_SIG_NONE || !has_hash (our_hashes, cry_sig_hash (sig))
      || !cry_sig_fits_key (sig, cry_public_key_type (key)))
    return FALSE;
  *ret_sig = sig;
  return cry_sig_verify (sig, key, data, len, reader.at, reader.left);
}

static gboolean
verify_rsa (const IkeAuth *auth, const CryPublicKey *key, GBytes *octets, gboolean sha1,
            CrySig *ret_sig)
{
  static const CrySig schemes[] = {
    CRY_SIG_RSA_PKCS1_SHA2_256,
    CRY_SIG_RSA_PKCS1_SHA2_384,
    CRY_SIG_RSA_PKCS1_SHA2_512,
    CRY_SIG_RSA_PKCS1_SHA1,
  };
  gsize n = sha1 ? G_N_ELEMENTS (schemes) : G_N_ELEMENTS (schemes) - 1;
  gsize len;
  const guint8 *data = g_bytes_get_data (octets, &len);

  if (cry_public_key_type (key) != CRY_KEY_RSA)
    return FALSE;
  /* The DigestInfo inside says which hash it was, but only a verification can read it. */
  for (gsize i = 0; i < n; i++)
    {
      if (!cry_sig_verify (schemes[i], key, data, len, auth->data, auth->len))
        continue;
      *ret_sig = schemes[i];
      return TRUE;
    }
  return FALSE;
}

static gboolean
verify_ecdsa (const IkeAuth *auth, const CryPublicKey *key, GBytes *octets, CrySig *ret_sig)
{
  const KeyRule *rule = find_rule (cry_public_key_type (key));
  gsize len;
  const guint8 *data = g_bytes_get_data (octets, &len);

  if (rule == NULL || rule->old_method != auth->method)
    return FALSE;
  *ret_sig = rule->old_sig;
  return cry_sig_verify_rs (rule->old_sig, key, data, len, auth->data, auth->len);
}

gboolean
ike_auth_sig_verify (const IkeAuth *auth, const CryPublicKey *key, GBytes *octets,
                     IkeHashSet our_hashes, IkeHashSet peer_hashes, CrySig *ret_sig)
{
  CrySig sig = CRY_SIG_NONE;
  gboolean proven = FALSE;

  switch (auth->method)
    {
    case IKE_AUTH_METHOD_SIGNATURE:
      proven = verify_rfc7427 (auth, key, octets, our_hashes, &sig);
      break;
    case IKE_AUTH_METHOD_RSA:
      proven = verify_rsa (auth, key, octets, peer_hashes == 0, &sig);
      break;
    case IKE_AUTH_METHOD_ECDSA_256:
    case IKE_AUTH_METHOD_ECDSA_384:
    case IKE_AUTH_METHOD_ECDSA_521:
      proven = verify_ecdsa (auth, key, octets, &sig);
      break;
    default:
      break;
    }
  if (proven && ret_sig != NULL)
    *ret_sig = sig;
  return proven;
}
