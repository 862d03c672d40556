// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* EAP-TTLS version 0 (RFC 5281, with TLS 1.3 RFC 9427): the server by certificate, then the user
 * inside TLS with PAP, CHAP, MS-CHAPv2 or EAP. */
#include "eap-method.h"

#include "cry-legacy.h"
#include "eap-mschapv2-crypt.h"
#include "eap-mschapv2-words.h"
#include "eap-ttls-avp.h"
#include "eap-tunnel.h"
#include "status.h"

#include <string.h>

#define CHALLENGE_LEN   16
#define IMPLICIT_LEN    (CHALLENGE_LEN + 1) /* a challenge and an identifier out of the TLS keys */
#define PASSWORD_BLOCK  16                  /* a password is padded so, to hide its length */
#define CHAP_LEN        17                  /* identifier and MD5 */
#define MS_RESPONSE_LEN 50                  /* RFC 2548 section 2.3.2 */
#define MS_RESERVED_LEN 8

typedef enum
{
  CARRIES_EAP,
  CARRIES_PAP,
  CARRIES_CHAP,
  CARRIES_MSCHAPV2,
} Carried;

typedef enum
{
  STATE_IDLE = 0, /* the handshake is under way */
  STATE_ASKED,    /* waiting for the user */
  STATE_ANSWERED, /* waiting for the server */
} TtlsState;

typedef struct
{
  EapTunnel tunnel; /* its inner peer is used when EAP is carried */
  Carried carried;
  TtlsState state;
  const char *user;                 /* borrowed from the peer */
  const Rng *rng;                   /* borrowed */
  guint8 proof[MSCHAPV2_PROOF_LEN]; /* what the server must show with MS-CHAPv2 */
} Ttls;

static const struct
{
  const char *name;
  Carried carried;
} inner_names[] = {
  { "auto", CARRIES_EAP },          { "pap", CARRIES_PAP },          { "chap", CARRIES_CHAP },
  { "mschapv2", CARRIES_MSCHAPV2 }, { "eap-mschapv2", CARRIES_EAP }, { "eap-gtc", CARRIES_EAP },
};

static gboolean
find_inner (const char *name, Carried *ret_carried)
{
  for (gsize i = 0; i < G_N_ELEMENTS (inner_names); i++)
    if (strcmp (inner_names[i].name, name) == 0)
      {
        *ret_carried = inner_names[i].carried;
        return TRUE;
      }
  return FALSE;
}

gboolean
eap_ttls_knows_inner (const char *name)
{
  Carried carried;

  return find_inner (name, &carried);
}

/* ---- What the user says ---------------------------------------------------------------------- */

static gboolean
put_pap (const Ttls *self, const SecretBuf *password, EapTtlsAvps *avps)
{
  gsize len = secret_buf_len (password);
  gsize padded = MAX ((len + PASSWORD_BLOCK - 1) / PASSWORD_BLOCK, 1) * PASSWORD_BLOCK;
  guint8 *at = eap_ttls_avps_add (avps, AVP_USER_PASSWORD, 0, padded);

  if (at == NULL)
    return FALSE;
  memcpy (at, secret_buf_peek (password), len);
  return TRUE;
}

static gboolean
put_chap (const Ttls *self, const SecretBuf *password, const guint8 *implicit, EapTtlsAvps *avps)
{
  gsize len = secret_buf_len (password);
  g_autoptr (SecretBuf) hashed = secret_buf_new (1 + len + CHALLENGE_LEN);
  guint8 *at = secret_buf_data (hashed);
  guint8 response[CHAP_LEN];

  at[0] = response[0] = implicit[CHALLENGE_LEN];
  memcpy (at + 1, secret_buf_peek (password), len);
  memcpy (at + 1 + len, implicit, CHALLENGE_LEN);
  return cry_legacy_md5 (at, secret_buf_len (hashed), response + 1)
         && eap_ttls_avps_put (avps, AVP_CHAP_CHALLENGE, 0, implicit, CHALLENGE_LEN)
         && eap_ttls_avps_put (avps, AVP_CHAP_PASSWORD, 0, response, sizeof response);
}

static gboolean
put_mschapv2 (Ttls *self, const SecretBuf *password, const guint8 *implicit, EapTtlsAvps *avps)
{
  g_autoptr (SecretBuf) hash = mschapv2_nt_hash (password);
  Mschapv2Input input = { .user = self->user, .nt_hash = hash };
  guint8 data[MS_RESPONSE_LEN] = { implicit[CHALLENGE_LEN] };
  guint8 *challenge = data + 2;
  guint8 *response = challenge + MSCHAPV2_CHALLENGE_LEN + MS_RESERVED_LEN;

  rng_fill (self->rng, challenge, MSCHAPV2_CHALLENGE_LEN);
  memcpy (input.authenticator_challenge, implicit, CHALLENGE_LEN);
  memcpy (input.peer_challenge, challenge, MSCHAPV2_CHALLENGE_LEN);
  return hash != NULL && mschapv2_nt_response (&input, response)
         && mschapv2_authenticator_proof (&input, response, self->proof)
         && eap_ttls_avps_put (avps, AVP_MS_CHAP_CHALLENGE, AVP_VENDOR_MICROSOFT, implicit,
                               CHALLENGE_LEN)
         && eap_ttls_avps_put (avps, AVP_MS_CHAP2_RESPONSE, AVP_VENDOR_MICROSOFT, data,
                               sizeof data);
}

static gboolean
put_password (Ttls *self, const SecretBuf *password, EapTtlsAvps *avps)
{
  g_autoptr (SecretBuf) implicit
      = eap_tls_session_export (self->tunnel.session, "ttls challenge", IMPLICIT_LEN);

  if (implicit == NULL
      || !eap_ttls_avps_put (avps, AVP_USER_NAME, 0, self->user, strlen (self->user)))
    return FALSE;
  switch (self->carried)
    {
    case CARRIES_PAP:
      return put_pap (self, password, avps);
    case CARRIES_CHAP:
      return put_chap (self, password, secret_buf_peek (implicit), avps);
    case CARRIES_MSCHAPV2:
      return put_mschapv2 (self, password, secret_buf_peek (implicit), avps);
    case CARRIES_EAP:
      break;
    }
  return FALSE;
}

static int
say_password (Ttls *self, const SecretBuf *password, EapTurn *turn)
{
  g_auto (EapTtlsAvps) avps = { 0 };
  g_autoptr (SecretBuf) data = NULL;

  eap_ttls_avps_init (&avps);
  if (!put_password (self, password, &avps))
    return STATUS_FATAL_CRYPTO;
  data = eap_ttls_avps_steal (&avps);
  self->state = STATE_ANSWERED;
  /* With MS-CHAPv2 the server still has something to prove (RFC 5281 section 11.2.4). */
  turn->phase = self->carried == CARRIES_MSCHAPV2 ? EAP_PHASE_MIDWAY : EAP_PHASE_MAY_END;
  return eap_tls_session_say (self->tunnel.session, data, turn);
}

static int
say_packet (gpointer tunnel, GBytes *packet, EapTurn *turn)
{
  Ttls *self = tunnel;
  g_auto (EapTtlsAvps) avps = { 0 };
  g_autoptr (SecretBuf) data = NULL;

  eap_ttls_avps_init (&avps);
  if (!eap_ttls_avps_put (&avps, AVP_EAP_MESSAGE, 0, g_bytes_get_data (packet, NULL),
                          g_bytes_get_size (packet)))
    return STATUS_FATAL_LIMIT;
  data = eap_ttls_avps_steal (&avps);
  eap_inner_tell_phase (&self->tunnel.inner, turn);
  return eap_tls_session_say (self->tunnel.session, data, turn);
}

/* The client speaks first inside the tunnel; with EAP as if it had been asked who it is (RFC 5281
 * section 11.2.1). */
static int
begin (Ttls *self, EapTurn *turn)
{
  static const guint8 who[] = { 1, 0, 0, 5, EAP_TYPE_IDENTITY };

  if (self->carried == CARRIES_EAP)
    {
      self->state = STATE_ANSWERED;
      return eap_tunnel_recv_inner (&self->tunnel, who, sizeof who, turn);
    }
  self->state = STATE_ASKED;
  turn->kind = EAP_SECRET_PASSWORD;
  return EAP_STEP_NEED_SECRET;
}

/* ---- What the server says -------------------------------------------------------------------- */

typedef struct
{
  GByteArray *eap;    /* owned: EAP-Message, which long packets come in pieces of */
  EapTtlsAvp success; /* data borrowed */
  EapTtlsAvp error;
  gboolean is_beyond_us; /* what must be understood and is not (RFC 5281 section 10.1) */
} Said;

static void
said_clear (Said *said)
{
  g_byte_array_unref (said->eap);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, said_clear)

static void
take_avp (Said *said, const EapTtlsAvp *avp, EapTurn *turn)
{
  if (avp->vendor == AVP_VENDOR_MICROSOFT && avp->code == AVP_MS_CHAP2_SUCCESS)
    said->success = *avp;
  else if (avp->vendor == AVP_VENDOR_MICROSOFT && avp->code == AVP_MS_CHAP_ERROR)
    said->error = *avp;
  else if (avp->vendor == 0 && avp->code == AVP_EAP_MESSAGE)
    g_byte_array_append (said->eap, avp->data, (guint) avp->len);
  else if (avp->vendor == 0 && avp->code == AVP_REPLY_MESSAGE)
    {
      g_free (turn->notice);
      turn->notice = eap_text_clean (avp->data, avp->len);
    }
  else if (avp->is_mandatory)
    said->is_beyond_us = TRUE;
}

static int
take_success (Ttls *self, const EapTtlsAvp *success, EapTurn *turn)
{
  /* Behind the identifier. */
  if (success->len < 1 || !mschapv2_words_prove (success->data + 1, success->len - 1, self->proof))
    {
      turn->reason = EAP_REASON_SERVER_NOT_GENUINE;
      return EAP_STEP_FAIL;
    }
  turn->phase = EAP_PHASE_MAY_END;
  return eap_tls_session_say (self->tunnel.session, NULL, turn);
}

static int
take_error (Ttls *self, const EapTtlsAvp *error, EapTurn *turn)
{
  g_auto (Mschapv2Refusal) refusal = { 0 };

  if (error->len > 0)
    mschapv2_words_read_refusal (error->data + 1, error->len - 1, &refusal);
  turn->text = g_steal_pointer (&refusal.message);
  turn->reason = mschapv2_words_reason (refusal.error);
  turn->phase = EAP_PHASE_REFUSED;
  return eap_tls_session_say (self->tunnel.session, NULL, turn);
}

static int
listen (Ttls *self, const SecretBuf *data, EapTurn *turn)
{
  g_auto (Said) said = { .eap = g_byte_array_new () };
  ByteReader reader = byte_reader (data != NULL ? secret_buf_peek (data) : NULL,
                                   data != NULL ? secret_buf_len (data) : 0);
  EapTtlsAvp avp;

  while (eap_ttls_avp_read (&reader, &avp))
    take_avp (&said, &avp, turn);
  if (!byte_reader_ok (&reader))
    return EAP_STEP_DROP;
  if (said.is_beyond_us)
    {
      turn->reason = EAP_REASON_PROTOCOL;
      return EAP_STEP_FAIL;
    }
  if (self->carried == CARRIES_EAP && said.eap->len > 0)
    return eap_tunnel_recv_inner (&self->tunnel, said.eap->data, said.eap->len, turn);
  if (self->carried == CARRIES_MSCHAPV2 && said.success.data != NULL)
    return take_success (self, &said.success, turn);
  if (self->carried == CARRIES_MSCHAPV2 && said.error.data != NULL)
    return take_error (self, &said.error, turn);
  /* Nothing that changes where we stand, such as a message for the user. */
  turn->phase = turn->stands;
  return eap_tls_session_say (self->tunnel.session, NULL, turn);
}

static int
talk (gpointer tunnel, const SecretBuf *said, EapTurn *turn)
{
  Ttls *self = tunnel;

  switch (self->state)
    {
    case STATE_IDLE:
      return begin (self, turn);
    case STATE_ANSWERED:
      return listen (self, said, turn);
    case STATE_ASKED:
      break;
    }
  return EAP_STEP_DROP;
}

static int
answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  Ttls *self = state;

  if (self->carried != CARRIES_EAP)
    return say_password (self, secret, turn);
  return eap_tunnel_answer (&self->tunnel, secret, turn);
}

static gpointer
create (const EapMethodSetup *setup)
{
  static const EapTunnelPacking packing = { talk, say_packet };
  Ttls *self = g_new0 (Ttls, 1);

  eap_tunnel_init (&self->tunnel, setup, &packing);
  self->user = setup->config.user;
  self->rng = setup->rng;
  if (setup->config.inner != NULL)
    (void) find_inner (setup->config.inner, &self->carried);
  return self;
}

static void
destroy (gpointer state)
{
  Ttls *self = state;

  eap_tunnel_clear (&self->tunnel);
  g_free (self);
}

static SecretBuf *
steal_msk (gpointer state)
{
  Ttls *self = state;

  return eap_tls_session_keys (self->tunnel.session, EAP_TYPE_TTLS, "ttls keying material",
                               EAP_MSK_LEN);
}

const EapMethod eap_method_ttls = {
  .type = EAP_TYPE_TTLS,
  .name = "ttls",
  .flags = EAP_METHOD_PROVES_SERVER,
  .create = create,
  .destroy = destroy,
  .request = eap_tunnel_request,
  .answer = answer,
  .steal_msk = steal_msk,
};
