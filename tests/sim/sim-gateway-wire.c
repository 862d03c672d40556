// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-gateway-private.h"

#include <string.h>

#define UNKNOWN_PAYLOAD       200
#define UNKNOWN_STATUS        40000
#define FIRST_INTERVAL        (500 * MONO_MSEC)
#define ENOUGH_GARBAGE        5
#define DEFAULT_FRAGMENT_SIZE 1232

static void
push (SimGateway *gateway, const IkePath *path, GBytes *data)
{
  IkeDatagram *datagram = g_new0 (IkeDatagram, 1);

  datagram->path = *path;
  datagram->data = g_bytes_ref (data);
  g_queue_push_tail (gateway->outbox, datagram);
}

static void
send_garbage (SimGateway *gateway, const IkePath *path, GBytes *model)
{
  for (guint i = 0; i < ENOUGH_GARBAGE; i++)
    {
      gsize len = g_bytes_get_size (model);
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (model, NULL), len);
      g_autoptr (GBytes) garbage = NULL;
      guint8 chance[4];

      rng_fill (gateway->rng, chance, sizeof chance);
      /* Noise with a sound header in front in half of the cases. */
      if (i % 2 == 0)
        rng_fill (gateway->rng, copy, len);
      else
        rng_fill (gateway->rng, copy + IKE_HEADER_LEN, len - IKE_HEADER_LEN);
      garbage = g_bytes_new (copy, 1 + chance[0] % len);
      push (gateway, path, garbage);
      copy[chance[1] % len] ^= 0x10;
      g_clear_pointer (&garbage, g_bytes_unref);
      garbage = g_bytes_new (copy, len);
      push (gateway, path, garbage);
    }
}

static gboolean
is_protected (GBytes *data)
{
  IkeHeader header;

  return ike_header_read (g_bytes_get_data (data, NULL), g_bytes_get_size (data), &header)
         && header.exchange != IKE_EXCHANGE_IKE_SA_INIT;
}

static void
send_corrupted (SimGateway *gateway, const IkePath *path, GBytes *data)
{
  gsize len = g_bytes_get_size (data);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (data, NULL), len);
  g_autoptr (GBytes) bytes = NULL;

  copy[len - 1] ^= 0x01;
  bytes = g_bytes_new (copy, len);
  push (gateway, path, bytes);
}

void
sim_send (SimGateway *gateway, const IkePath *path, GBytes *data)
{
  guint bad = gateway->config.bad;

  if ((bad & SIM_BAD_GARBAGE) != 0 && is_protected (data))
    send_garbage (gateway, path, data);
  if ((bad & SIM_BAD_ICV) != 0 && is_protected (data))
    send_corrupted (gateway, path, data);
  push (gateway, path, data);
  if ((bad & SIM_BAD_REPLAY) != 0)
    {
      push (gateway, path, data);
      if (gateway->previous != NULL)
        push (gateway, path, gateway->previous);
    }
  g_clear_pointer (&gateway->previous, g_bytes_unref);
  gateway->previous = g_bytes_ref (data);
}

static void
reverse (IkeMessageBuilder *builder)
{
  g_autofree IkeMessage *message = g_new0 (IkeMessage, 1);
  const IkeHeader header = { .spi_i = 1 };
  IkeMessageBuilder turned;

  if (ike_message_read_inner (&header, builder->first, byte_writer_data (&builder->chain),
                              byte_writer_len (&builder->chain), message)
      != IKE_MESSAGE_OK)
    return;
  ike_message_builder_init (&turned);
  for (guint i = message->n_payloads; i > 0; i--)
    {
      const IkePayload *payload = &message->payloads[i - 1];

      ike_message_builder_add (&turned, payload->type, FALSE, payload->data, payload->len);
    }
  ike_message_builder_clear (builder);
  *builder = turned;
}

void
sim_decorate (SimGateway *gateway, IkeMessageBuilder *builder)
{
  const SimGatewayConfig *config = &gateway->config;

  if ((config->odd & SIM_ODD_REVERSED) != 0)
    reverse (builder);
  if ((config->odd & SIM_ODD_VENDOR_IDS) != 0)
    {
      ike_message_builder_add (builder, IKE_PAYLOAD_VENDOR, FALSE, "an unknown vendor", 17);
      ike_message_builder_add (builder, IKE_PAYLOAD_VENDOR, FALSE, "", 0);
      ike_payload_notify_write (builder, UNKNOWN_STATUS, "whatever", 8);
    }
  if ((config->odd & SIM_ODD_UNKNOWN_PAYLOAD) != 0)
    ike_message_builder_add (builder, UNKNOWN_PAYLOAD, FALSE, "skip me", 7);
  if ((config->bad & SIM_BAD_CRITICAL) != 0)
    ike_message_builder_add (builder, UNKNOWN_PAYLOAD, TRUE, "do not skip me", 14);
}

GBytes *
sim_answer_init (SimGateway *gateway, const IkeHeader *request, guint64 spi_r, const IkePath *path,
                 IkeMessageBuilder *builder)
{
  IkeHeader header = {
    .spi_i = request->spi_i,
    .spi_r = spi_r,
    .exchange = IKE_EXCHANGE_IKE_SA_INIT,
    .response = TRUE,
    .message_id = request->message_id,
  };
  GBytes *bytes;

  sim_decorate (gateway, builder);
  bytes = ike_message_builder_finish (builder, &header);
  g_assert_nonnull (bytes);
  sim_send (gateway, path, bytes);
  return bytes;
}

static IkeHeader
new_header (const SimIke *ike, guint8 exchange, gboolean response, guint32 message_id)
{
  return (IkeHeader){
    .spi_i = ike->spi_i,
    .spi_r = ike->spi_r,
    .exchange = exchange,
    .initiator = ike->initiator,
    .response = response,
    .message_id = message_id,
  };
}

static GPtrArray *
seal (SimIke *ike, const IkeHeader *header, IkeMessageBuilder *builder)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  gsize limit = config->fragment_size != 0 ? config->fragment_size : DEFAULT_FRAGMENT_SIZE;
  GPtrArray *datagrams = NULL;

  sim_decorate (ike->gateway, builder);
  g_assert_cmpint (
      ike_frag_seal (ike->sk, header, builder, ike->fragmentation ? limit : 0, &datagrams), ==, 0);
  return datagrams;
}

void
sim_resend (SimIke *ike, GPtrArray *datagrams)
{
  for (guint i = 0; i < datagrams->len; i++)
    sim_send (ike->gateway, &ike->path, g_ptr_array_index (datagrams, i));
}

void
sim_respond (SimIke *ike, const IkeHeader *request, IkeMessageBuilder *builder)
{
  IkeHeader header = new_header (ike, request->exchange, TRUE, request->message_id);

  g_clear_pointer (&ike->response, g_ptr_array_unref);
  ike->response = seal (ike, &header, builder);
  if (request->exchange == IKE_EXCHANGE_IKE_INTERMEDIATE)
    sim_cover_response (ike, &header, builder);
  sim_resend (ike, ike->response);
}

void
sim_respond_notify (SimIke *ike, const IkeHeader *request, guint16 type)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  if (type == IKE_NOTIFY_INVALID_KE_PAYLOAD)
    ike_payload_notify_write_u16 (&builder, type, (guint16) ike->gateway->config.group);
  else
    ike_payload_notify_write (&builder, type, NULL, 0);
  sim_respond (ike, request, &builder);
}

void
sim_request (SimIke *ike, SimTask *task, guint8 exchange, IkeMessageBuilder *builder, MonoTime now)
{
  IkeHeader header;

  task->message_id = ike->next_out++;
  header = new_header (ike, exchange, FALSE, task->message_id);
  task->datagrams = seal (ike, &header, builder);
  task->interval = FIRST_INTERVAL;
  task->resend_at = now + task->interval;
  sim_resend (ike, task->datagrams);
}

gboolean
sim_take_error (SimGateway *gateway, SimAt at)
{
  SimGatewayConfig *config = &gateway->config;

  if (config->error_at != at)
    return FALSE;
  if (config->error_count > 0 && --config->error_count == 0)
    config->error_at = SIM_AT_NOWHERE;
  return TRUE;
}

static void
refuse_by_name (SimIke *ike, const IkeHeader *request)
{
  const SimGatewayConfig *config = &ike->gateway->config;
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_auto (IkeId) id = { 0 };

  g_assert_true (ike_id_parse (config->id, &id, NULL));
  ike_message_builder_init (&builder);
  ike_payload_id_write (&builder, IKE_PAYLOAD_IDR, &id);
  ike_payload_notify_write (&builder, config->error_notify, NULL, 0);
  sim_respond (ike, request, &builder);
}

gboolean
sim_is_scripted (SimIke *ike, const IkeHeader *request, SimAt at)
{
  SimGatewayConfig *config = &ike->gateway->config;

  if (config->silent_at == at)
    {
      /* It never saw the request, so that a later one with the same ID is new again. */
      ike->next_in = request->message_id;
      return TRUE;
    }
  if (!sim_take_error (ike->gateway, at))
    return FALSE;
  if (at == SIM_AT_AUTH && (config->odd & SIM_ODD_POLITE) != 0)
    refuse_by_name (ike, request);
  else
    sim_respond_notify (ike, request, config->error_notify);
  return TRUE;
}
