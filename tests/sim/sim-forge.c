// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-forge.h"

#include "ike-message.h"

static IkeSa *
used (const Forge *forge)
{
  return forge->sa != NULL ? forge->sa : forge->session->sas.current;
}

void
forge_use (Forge *forge, IkeSa *sa)
{
  forge->sa = sa;
  ike_sk_free (forge->sk);
  forge->sk = ike_sk_new (&used (forge)->keymat, !used (forge)->initiator, &forge->session->rng);
}

void
forge_clear (Forge *forge)
{
  ike_message_builder_clear (&forge->builder);
  ike_opened_clear (&forge->answer);
  g_clear_pointer (&forge->answer_bytes, g_bytes_unref);
  ike_sk_free (forge->sk);
  sim_world_free (forge->world);
}

void
forge_init (Forge *forge, SimWorldConfig *config, IkeStage stage)
{
  forge->world = sim_world_new (config);
  forge->session = sim_world_session (forge->world);
  sim_world_start (forge->world);
  g_assert_true (sim_world_run_until (forge->world, stage, MONO_MINUTE));
  forge_use (forge, NULL);
  ike_message_builder_init (&forge->builder);
}

void
forge_set_up (Forge *forge, gconstpointer data)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  forge_init (forge, &config, IKE_STAGE_ESTABLISHED);
}

void
forge_tear_down (Forge *forge, gconstpointer data)
{
  forge_clear (forge);
}

IkeHeader
forge_header (const Forge *forge, guint8 exchange, guint32 id)
{
  const IkeSa *sa = used (forge);

  return (IkeHeader){
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = exchange,
    .initiator = !sa->initiator,
    .message_id = id,
  };
}

void
forge_collect (Forge *forge)
{
  IkeDatagram datagram = { 0 };

  ike_opened_clear (&forge->answer);
  g_clear_pointer (&forge->answer_bytes, g_bytes_unref);
  forge->n_answers = 0;
  while (ike_session_pull_datagram (forge->session, &datagram))
    {
      if (forge->n_answers++ == 0)
        {
          forge->answer_bytes = g_bytes_ref (datagram.data);
          forge->answer_path = datagram.path;
        }
      ike_datagram_clear (&datagram);
    }
}

void
forge_feed (Forge *forge, GBytes *bytes, const IkePath *path)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  g_assert_cmpint (ike_session_recv (forge->session, path, data, len, sim_world_now (forge->world)),
                   ==, STATUS_OK);
  forge_collect (forge);
}

static GBytes *
seal (Forge *forge, const IkeHeader *header)
{
  IkeSkContent content = {
    .first = forge->builder.first,
    .plain = byte_writer_data (&forge->builder.chain),
    .len = byte_writer_len (&forge->builder.chain),
  };

  return ike_sk_seal (forge->sk, header, &content);
}

GBytes *
forge_seal (Forge *forge, guint8 exchange, guint32 id)
{
  IkeHeader header = forge_header (forge, exchange, id);

  return seal (forge, &header);
}

static void
start_anew (Forge *forge)
{
  ike_message_builder_clear (&forge->builder);
  ike_message_builder_init (&forge->builder);
}

void
forge_reply (Forge *forge, guint8 exchange)
{
  IkeHeader header = forge_header (forge, exchange, used (forge)->window.next_own_id);
  g_autoptr (GBytes) bytes = NULL;

  header.response = TRUE;
  bytes = seal (forge, &header);
  forge_feed (forge, bytes, &forge->session->path);
  start_anew (forge);
}

guint32
forge_next_id (const Forge *forge)
{
  return used (forge)->window.next_peer_id;
}

void
forge_ask (Forge *forge, guint8 exchange)
{
  g_autoptr (GBytes) bytes = forge_seal (forge, exchange, forge_next_id (forge));
  gsize len = 0;
  const guint8 *data = NULL;

  forge_feed (forge, bytes, &forge->session->path);
  g_assert_cmpuint (forge->n_answers, >=, 1);
  data = g_bytes_get_data (forge->answer_bytes, &len);
  g_assert_true (ike_sk_open (forge->sk, data, len, &forge->answer));
  g_assert_cmpint (ike_opened_read (&forge->answer, &forge->message), ==, IKE_MESSAGE_OK);
  g_assert_true (forge->message.header.response);
  g_assert_cmpuint (forge->message.header.exchange, ==, exchange);
  start_anew (forge);
}

void
forge_assert_refused (Forge *forge, guint16 notify)
{
  IkeNotify error = { 0 };

  g_assert_true (ike_message_find_error (&forge->message, &error));
  g_assert_cmpuint (error.type, ==, notify);
  g_assert_cmpuint (forge->message.n_payloads, ==, 1);
}

void
forge_assert_lives (Forge *forge)
{
  g_assert_cmpint (ike_session_stage (forge->session), ==, IKE_STAGE_ESTABLISHED);
  g_assert_cmpuint (forge->session->children.list->len, ==, 1);
}

IkeChild *
forge_child (Forge *forge)
{
  return ike_children_get (&forge->session->children, 0);
}
