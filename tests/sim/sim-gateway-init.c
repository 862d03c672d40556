// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-gateway-private.h"

#include <string.h>

#define COOKIE_LEN 16

typedef struct
{
  const IkeMessage *message;
  const IkePath *path;
  const guint8 *data;
  gsize len;
  IkeProposals proposals;
  IkeKe ke;
  const IkePayload *nonce;
  IkeChoice choice;
} Request;

static void
answer_notify (SimGateway *gateway, const Request *request, guint16 type, const void *data,
               gsize len)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) sent = NULL;

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, type, data, len);
  sent = sim_answer_init (gateway, &request->message->header, 0, request->path, &builder);
}

/* A cookie that depends on the SPI only, so that it need not be remembered; what comes before it
 * counts. */
static gboolean
has_cookie (SimGateway *gateway, const Request *request)
{
  guint8 cookie[COOKIE_LEN + 1] = "cookie: ";
  const IkePayload *first = &request->message->payloads[0];
  IkeNotify notify;

  byte_put_u32 (cookie + 8, (guint32) (request->message->header.spi_i >> 32));
  byte_put_u32 (cookie + 12, (guint32) request->message->header.spi_i);
  /* The cookie comes back as the first payload (INI-01). */
  if (first->type == IKE_PAYLOAD_NOTIFY && ike_payload_notify_read (first, &notify)
      && notify.type == IKE_NOTIFY_COOKIE && notify.len == sizeof cookie
      && memcmp (notify.data, cookie, COOKIE_LEN) == 0)
    return TRUE;
  cookie[COOKIE_LEN] = gateway->config.new_cookies ? ++gateway->n_cookies : 0;
  answer_notify (gateway, request, IKE_NOTIFY_COOKIE, cookie, sizeof cookie);
  return FALSE;
}

static void
answer_group (SimGateway *gateway, const Request *request, CryKe group)
{
  guint8 data[2];

  byte_put_u16 (data, (guint16) group);
  answer_notify (gateway, request, IKE_NOTIFY_INVALID_KE_PAYLOAD, data, sizeof data);
}

static gboolean
choose (SimGateway *gateway, Request *request)
{
  g_autofree IkeProposals *ours = g_new0 (IkeProposals, 1);
  guint16 group = gateway->config.group;
  IkeNotify notify;

  sim_own_proposals (gateway, IKE_PROTOCOL_IKE, ours);
  if (!ike_message_find_notify (request->message, IKE_NOTIFY_INTERMEDIATE_EXCHANGE_SUPPORTED,
                                &notify))
    ike_proposals_drop_additional (ours);
  if (group == CRY_KE_NONE)
    group = request->ke.group;
  if (!ike_proposals_select (ours, &request->proposals, group, &request->choice))
    {
      answer_notify (gateway, request, IKE_NOTIFY_NO_PROPOSAL_CHOSEN, NULL, 0);
      return FALSE;
    }
  if (request->choice.suite.group == request->ke.group)
    return TRUE;
  answer_group (gateway, request, request->choice.suite.group);
  return FALSE;
}

static gboolean
make_keys (SimIke *ike, const Request *request, CryKex *kex, const guint8 *nonce)
{
  g_autoptr (SecretBuf) shared = cry_kex_derive (kex, request->ke.data, request->ke.len);
  IkeKeySeed seed = {
    .ni = { request->nonce->data, request->nonce->len },
    .nr = { nonce, IKE_NONCE_LEN },
    .spi_i = ike->spi_i,
    .spi_r = ike->spi_r,
    .shared = shared,
  };

  if (shared == NULL || ike_keymat_derive (&request->choice.suite, &seed, &ike->keymat) != 0)
    return FALSE;
  ike->suite = request->choice.suite;
  ike->sk = ike_sk_new (&ike->keymat, FALSE, ike->gateway->rng);
  ike->ni = g_bytes_new (request->nonce->data, request->nonce->len);
  ike->nr = g_bytes_new (nonce, IKE_NONCE_LEN);
  return ike->sk != NULL;
}

static void
write_capabilities (SimIke *ike, const Request *request, IkeMessageBuilder *builder)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  const IkeHeader header = { .spi_i = ike->spi_i, .spi_r = ike->spi_r };
  IkeNotify notify;

  if ((config->bad & SIM_BAD_NO_NATT) == 0)
    ike_natt_write (builder, &header, request->path, FALSE);
  if (config->client_cas != NULL)
    {
      g_autoptr (GByteArray) hashes = g_byte_array_new ();

      for (guint i = 0; i < config->client_cas->len; i++)
        {
          guint8 hash[IKE_CERT_HASH_LEN];

          cry_cert_key_hash (g_ptr_array_index (config->client_cas, i), hash);
          g_byte_array_append (hashes, hash, sizeof hash);
        }
      ike_payload_certreq_write (builder, hashes->data, hashes->len, 100);
    }
  ike->fragmentation = !config->no_fragmentation
                       && ike_message_find_notify (
                           request->message, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, &notify);
  if (ike->fragmentation)
    ike_payload_notify_write (builder, IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, NULL, 0);
  ike->additional = ike_message_find_notify (request->message,
                                             IKE_NOTIFY_INTERMEDIATE_EXCHANGE_SUPPORTED, &notify);
  if (ike->additional && (config->bad & SIM_BAD_NO_INTERMEDIATE) == 0)
    ike_payload_notify_write (builder, IKE_NOTIFY_INTERMEDIATE_EXCHANGE_SUPPORTED, "ignored", 7);
  ike->ppk = config->ppk != NULL
             && ike_message_find_notify (request->message, IKE_NOTIFY_USE_PPK, &notify);
  if (ike->ppk)
    ike_payload_notify_write (builder, IKE_NOTIFY_USE_PPK, NULL, 0);
  if ((config->odd & SIM_ODD_NO_HASHES) != 0)
    return;
  ike->peer_hashes = ike_hash_set_read (request->message);
  ike_hash_set_write (builder, ike_hash_set_default ());
}

static void
break_proposal (SimGateway *gateway, IkeProposal *answer)
{
  if ((gateway->config.bad & SIM_BAD_PROPOSAL) != 0)
    answer->transforms[0] = (IkeTransform){ .type = IKE_TRANSFORM_ENCR, .id = 3 }; /* 3DES */
}

/* As good as ours but for the keys: the SPI is another one. */
static void
forge_answer (SimGateway *gateway, const Request *request, guint64 spi_r,
              IkeMessageBuilder *builder)
{
  const IkeHeader header = {
    .spi_i = request->message->header.spi_i,
    .spi_r = spi_r ^ 1,
    .exchange = IKE_EXCHANGE_IKE_SA_INIT,
    .response = TRUE,
  };
  g_autoptr (GBytes) bytes = ike_message_builder_finish (builder, &header);

  sim_send (gateway, request->path, bytes);
}

static void
accept_request (SimGateway *gateway, const Request *request, MonoTime now)
{
  g_autoptr (CryKex) kex = cry_kex_new (request->choice.suite.group, gateway->rng);
  SimIke *ike = sim_ike_new (gateway, request->message->header.spi_i, sim_new_spi (gateway), FALSE);
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkeProposal answer = request->choice.answer;
  guint8 nonce[IKE_NONCE_LEN];
  const guint8 *public;
  gsize public_len;

  rng_fill (gateway->rng, nonce, sizeof nonce);
  ike->path = *request->path;
  ike->since = now;
  if (!make_keys (ike, request, kex, nonce))
    {
      gateway->stats.dropped++;
      ike->gone = TRUE;
      return;
    }
  ike_message_builder_init (&builder);
  break_proposal (gateway, &answer);
  ike_payload_sa_write_one (&builder, &answer);
  public = cry_kex_public (kex, &public_len);
  ike_payload_ke_write (&builder, (guint16) ike->suite.group, public, public_len);
  ike_message_builder_add (&builder, IKE_PAYLOAD_NONCE, FALSE, nonce, sizeof nonce);
  write_capabilities (ike, request, &builder);
  if ((gateway->config.bad & SIM_BAD_FORGED_ERROR) != 0)
    answer_notify (gateway, request, IKE_NOTIFY_NO_PROPOSAL_CHOSEN, NULL, 0);
  if ((gateway->config.bad & SIM_BAD_FORGED_ANSWER) != 0)
    forge_answer (gateway, request, ike->spi_r, &builder);
  ike->init_request = g_bytes_new (request->data, request->len);
  ike->init_response
      = sim_answer_init (gateway, &request->message->header, ike->spi_r, request->path, &builder);
  ike->next_in = 1;
  gateway->stats.requests++;
}

/* A retransmission gets the same bytes again. */
static gboolean
is_repeated (SimGateway *gateway, const IkePath *path, const guint8 *data, gsize len)
{
  for (guint i = 0; i < gateway->sas->len; i++)
    {
      SimIke *ike = g_ptr_array_index (gateway->sas, i);

      if (ike->init_request == NULL || g_bytes_get_size (ike->init_request) != len
          || memcmp (g_bytes_get_data (ike->init_request, NULL), data, len) != 0)
        continue;
      gateway->stats.repeated++;
      sim_send (gateway, path, ike->init_response);
      return TRUE;
    }
  return FALSE;
}

void
sim_handle_init (SimGateway *gateway, const IkePath *path, const guint8 *data, gsize len,
                 MonoTime now)
{
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  g_autofree Request *request = g_new0 (Request, 1);

  if (gateway->config.silent_at == SIM_AT_INIT || is_repeated (gateway, path, data, len))
    return;
  *request = (Request){ .message = message, .path = path, .data = data, .len = len };
  if (ike_message_read (data, len, message) != IKE_MESSAGE_OK || message->header.spi_r != 0
      || !ike_message_has (message, IKE_PAYLOAD_SA) || !ike_message_has (message, IKE_PAYLOAD_KE)
      || !ike_message_has (message, IKE_PAYLOAD_NONCE))
    {
      gateway->stats.dropped++;
      return;
    }
  ike_payload_sa_read (ike_message_find (message, IKE_PAYLOAD_SA), &request->proposals);
  ike_payload_ke_read (ike_message_find (message, IKE_PAYLOAD_KE), &request->ke);
  request->nonce = ike_message_find (message, IKE_PAYLOAD_NONCE);

  if (gateway->config.cookie && !has_cookie (gateway, request))
    return;
  if (sim_take_error (gateway, SIM_AT_INIT))
    answer_notify (gateway, request, gateway->config.error_notify, NULL, 0);
  else if (choose (gateway, request))
    accept_request (gateway, request, now);
}
