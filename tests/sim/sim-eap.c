// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-eap.h"

#include "bytes.h"
#include "cry-hash.h"
#include "cry-legacy.h"

#include <string.h>

#define CODE_REQUEST  1
#define CODE_RESPONSE 2
#define CODE_SUCCESS  3
#define CODE_FAILURE  4

#define TYPE_IDENTITY 1
#define TYPE_GTC      6
#define TYPE_MSCHAPV2 26

#define OP_CHALLENGE 1
#define OP_RESPONSE  2
#define OP_SUCCESS   3
#define OP_FAILURE   4

#define SHA1_LEN 20

void
sim_eap_init (SimEap *eap, const SimGatewayConfig *config, const Rng *rng)
{
  memset (eap, 0, sizeof *eap);
  eap->config = config;
  eap->rng = rng;
  eap->id = 1;
}

void
sim_eap_clear (SimEap *eap)
{
  g_clear_pointer (&eap->msk, secret_buf_free);
}

static GBytes *
new_packet (guint8 code, guint8 id, const void *data, gsize len)
{
  ByteWriter writer;

  byte_writer_init (&writer, G_MAXUINT16);
  byte_write_u8 (&writer, code);
  byte_write_u8 (&writer, id);
  byte_write_u16 (&writer, (guint16) (4 + len));
  byte_write_bytes (&writer, data, len);
  return byte_writer_steal (&writer);
}

static GBytes *
new_request (SimEap *eap, guint8 type, const void *data, gsize len)
{
  g_autofree guint8 *body = g_malloc (len + 1);

  body[0] = type;
  if (len > 0)
    memcpy (body + 1, data, len);
  return new_packet (CODE_REQUEST, ++eap->id, body, len + 1);
}

GBytes *
sim_eap_start (SimEap *eap)
{
  if ((eap->config->bad & SIM_BAD_EARLY_EAP_SUCCESS) != 0)
    return new_packet (CODE_SUCCESS, eap->id, "", 0);
  return new_request (eap, TYPE_IDENTITY, NULL, 0);
}

/* ---- MSCHAPv2, RFC 2759 and RFC 3079 --------------------------------------------------------- */

static void
sha1 (const CrySpan *parts, gsize n, guint8 ret_digest[SHA1_LEN])
{
  g_assert_true (cry_hash (CRY_HASH_SHA1, parts, n, ret_digest));
}

static void
nt_hash (const char *password, guint8 ret_hash[16])
{
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (password, -1, NULL, NULL, NULL);
  gsize n = 0;

  while (wide[n] != 0)
    {
      wide[n] = GUINT16_TO_LE (wide[n]);
      n++;
    }
  g_assert_true (cry_legacy_md4 ((const guint8 *) wide, 2 * n, ret_hash));
}

static void
nt_response (const guint8 hash[16], const guint8 challenge[8], guint8 ret_response[24])
{
  guint8 keys[21] = { 0 };

  memcpy (keys, hash, 16);
  for (guint i = 0; i < 3; i++)
    g_assert_true (cry_legacy_des (keys + 7 * i, challenge, ret_response + 8 * i));
}

static void
side_key (const guint8 master[16], const char *magic, guint8 ret_key[16])
{
  guint8 pad1[40] = { 0 };
  guint8 pad2[40];
  guint8 digest[SHA1_LEN];
  const CrySpan parts[] = {
    { master, 16 },
    { pad1, sizeof pad1 },
    { magic, strlen (magic) },
    { pad2, sizeof pad2 },
  };

  memset (pad2, 0xf2, sizeof pad2);
  sha1 (parts, G_N_ELEMENTS (parts), digest);
  memcpy (ret_key, digest, 16);
}

static SecretBuf *
make_msk (const guint8 hash_hash[16], const guint8 response[24])
{
  SecretBuf *msk = secret_buf_new (64);
  const char *magic = "This is the MPPE Master Key";
  const CrySpan parts[] = { { hash_hash, 16 }, { response, 24 }, { magic, strlen (magic) } };
  guint8 master[SHA1_LEN];

  sha1 (parts, G_N_ELEMENTS (parts), master);
  side_key (master,
            "On the client side, this is the send key; on the server side, it is the receive key.",
            secret_buf_data (msk));
  side_key (master,
            "On the client side, this is the receive key; on the server side, it is the send key.",
            secret_buf_data (msk) + 16);
  return msk;
}

static void
challenge_hash (const SimEap *eap, const guint8 *peer_challenge, const char *user,
                guint8 ret_hash[SHA1_LEN])
{
  const CrySpan parts[] = {
    { peer_challenge, 16 },
    { eap->challenge, 16 },
    { user, strlen (user) },
  };

  sha1 (parts, G_N_ELEMENTS (parts), ret_hash);
}

/* The server's proof of knowing the password, in hex. */
static char *
server_proof (const guint8 hash_hash[16], const guint8 response[24], const guint8 challenge[8])
{
  const char *magic1 = "Magic server to client signing constant";
  const char *magic2 = "Pad to make it do more than one iteration";
  guint8 digest[SHA1_LEN];
  const CrySpan first[] = { { hash_hash, 16 }, { response, 24 }, { magic1, strlen (magic1) } };
  const CrySpan second[] = { { digest, SHA1_LEN }, { challenge, 8 }, { magic2, strlen (magic2) } };
  GString *text = g_string_new ("S=");

  sha1 (first, G_N_ELEMENTS (first), digest);
  sha1 (second, G_N_ELEMENTS (second), digest);
  for (guint i = 0; i < SHA1_LEN; i++)
    g_string_append_printf (text, "%02X", digest[i]);
  return g_string_free (text, FALSE);
}

static GBytes *
mschapv2_request (SimEap *eap, guint8 op, const void *data, gsize len)
{
  g_autofree guint8 *body = g_malloc (4 + len);

  body[0] = op;
  body[1] = eap->id;
  byte_put_u16 (body + 2, (guint16) (4 + len));
  memcpy (body + 4, data, len);
  return new_request (eap, TYPE_MSCHAPV2, body, 4 + len);
}

static GBytes *
mschapv2_challenge (SimEap *eap)
{
  guint8 data[1 + 16 + 7];

  rng_fill (eap->rng, eap->challenge, 16);
  data[0] = 16;
  memcpy (data + 1, eap->challenge, 16);
  memcpy (data + 17, "gateway", 7);
  return mschapv2_request (eap, OP_CHALLENGE, data, sizeof data);
}

static GBytes *
mschapv2_refuse (SimEap *eap)
{
  GString *text = g_string_new (NULL);
  gboolean retry = eap->wrong < eap->config->retries;
  GBytes *packet;

  eap->wrong++;
  eap->refused = !retry;
  rng_fill (eap->rng, eap->challenge, 16);
  g_string_append_printf (
      text, "E=%u R=%d C=", eap->config->mschapv2_error != 0 ? eap->config->mschapv2_error : 691,
      retry);
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (text, "%02X", eap->challenge[i]);
  /* An expired password cannot be changed here. */
  g_string_append (text,
                   eap->config->mschapv2_error == 648 ? " V=2 M=Expired" : " V=3 M=Wrong password");
  packet = mschapv2_request (eap, OP_FAILURE, text->str, text->len);
  g_string_free (text, TRUE);
  return packet;
}

static GBytes *
mschapv2_check (SimEap *eap, ByteReader *reader)
{
  const guint8 *peer_challenge = byte_read_bytes (reader, 16);
  guint8 hash[16];
  guint8 hash_hash[16];
  guint8 challenge[SHA1_LEN];
  guint8 expected[24];
  const guint8 *response;
  const char *bare = strrchr (eap->config->user, '\\');
  g_autofree char *proof = NULL;

  byte_read_skip (reader, 8);
  response = byte_read_bytes (reader, 24);
  if (response == NULL)
    return mschapv2_refuse (eap);
  nt_hash (eap->config->password, hash);
  cry_legacy_md4 (hash, 16, hash_hash);
  challenge_hash (eap, peer_challenge, bare != NULL ? bare + 1 : eap->config->user, challenge);
  nt_response (hash, challenge, expected);
  if (memcmp (response, expected, 24) != 0)
    return mschapv2_refuse (eap);
  eap->proven = TRUE;
  eap->msk = make_msk (hash_hash, response);
  proof = server_proof (hash_hash, response, challenge);
  if ((eap->config->bad & SIM_BAD_MSCHAPV2_PROOF) != 0)
    proof[2] = proof[2] == '0' ? '1' : '0';
  return mschapv2_request (eap, OP_SUCCESS, proof, strlen (proof));
}

static SimEapResult
mschapv2_step (SimEap *eap, ByteReader *reader, GBytes **ret_packet)
{
  guint8 op = byte_read_u8 (reader);

  if (op == OP_SUCCESS && eap->proven)
    {
      *ret_packet = new_packet (CODE_SUCCESS, eap->id, "", 0);
      return SIM_EAP_SUCCESS;
    }
  if (op == OP_RESPONSE && !eap->proven && !eap->refused)
    {
      byte_read_skip (reader, 4); /* MS-CHAPv2-ID, MS-Length, Value-Size */
      *ret_packet = mschapv2_check (eap, reader);
      return SIM_EAP_CONTINUE;
    }
  *ret_packet = new_packet (CODE_FAILURE, eap->id, "", 0);
  return SIM_EAP_FAILURE;
}

/* ---- GTC ------------------------------------------------------------------------------------- */

static guint
n_rounds (const SimGatewayConfig *config)
{
  guint n = 0;

  while (n < SIM_PROMPTS_MAX && config->prompts[n] != NULL)
    n++;
  return n;
}

static GBytes *
gtc_request (SimEap *eap)
{
  const char *prompt = eap->config->prompts[eap->round];

  return new_request (eap, TYPE_GTC, prompt, strlen (prompt));
}

static SimEapResult
gtc_step (SimEap *eap, const ByteReader *reader, GBytes **ret_packet)
{
  const char *answer = eap->config->answers[eap->round];

  if (strlen (answer) == reader->left && memcmp (answer, reader->at, reader->left) == 0)
    eap->round++;
  else if (eap->wrong++ >= eap->config->retries)
    {
      *ret_packet = new_packet (CODE_FAILURE, eap->id, "", 0);
      return SIM_EAP_FAILURE;
    }
  if (eap->round == n_rounds (eap->config))
    {
      *ret_packet = new_packet (CODE_SUCCESS, eap->id, "", 0);
      return SIM_EAP_SUCCESS;
    }
  *ret_packet = gtc_request (eap);
  return SIM_EAP_CONTINUE;
}

SimEapResult
sim_eap_step (SimEap *eap, const guint8 *packet, gsize len, GBytes **ret_packet)
{
  ByteReader reader = byte_reader (packet, len);
  guint8 code = byte_read_u8 (&reader);
  guint8 id = byte_read_u8 (&reader);
  guint8 type;

  byte_read_skip (&reader, 2);
  type = byte_read_u8 (&reader);
  if (code == CODE_RESPONSE && id == eap->id && !eap->have_identity && type == TYPE_IDENTITY)
    {
      eap->have_identity = TRUE;
      *ret_packet
          = eap->config->auth == SIM_AUTH_GTC ? gtc_request (eap) : mschapv2_challenge (eap);
      return SIM_EAP_CONTINUE;
    }
  if (code == CODE_RESPONSE && id == eap->id && type == TYPE_MSCHAPV2 && eap->have_identity
      && eap->config->auth == SIM_AUTH_MSCHAPV2)
    return mschapv2_step (eap, &reader, ret_packet);
  if (code == CODE_RESPONSE && id == eap->id && type == TYPE_GTC && eap->have_identity
      && eap->config->auth == SIM_AUTH_GTC)
    return gtc_step (eap, &reader, ret_packet);
  *ret_packet = new_packet (CODE_FAILURE, eap->id, "", 0);
  return SIM_EAP_FAILURE;
}
