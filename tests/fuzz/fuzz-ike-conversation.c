// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A whole life of a session, from the first datagram on, beside a gateway that does its part: the
 * input says when something else arrives, is lost or is wanted. First octet: how to sign in (bits 0
 * and 1), a post-quantum key (bit 2), a further key exchange (bit 3) and how the link is. Then
 * records of two octets (what; a number) and, where it is a datagram, an octet of length and its
 * octets.
 */
#include "session-choice.h"

#include "ike-session-private.h"

#include <string.h>

#define RECORDS_MAX 24
#define N_OPS       8

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

typedef enum
{
  OP_WAIT,      /* number * 20 ms */
  OP_WAIT_LONG, /* number minutes */
  OP_RAW,       /* these octets as a datagram */
  OP_CLEAR,     /* an answer to IKE_SA_INIT whose first payload is number */
  OP_SEALED,    /* a message under the session's keys whose first payload is number */
  OP_CUT,       /* the link drops everything, or nothing any more */
  OP_REKEY,     /* the user wants new keys */
  OP_MOVE,      /* the path changes */
} Op;

typedef struct
{
  SimWorld *world; /* owned */
  IkeSession *session;
  SimLinkConfig link;
} Life;

static void
receive (Life *life, const guint8 *octets, gsize len)
{
  IkePath path = life->session->path;

  g_assert_cmpint (
      ike_session_recv (life->session, &path, octets, len, sim_world_now (life->world)), ==,
      STATUS_OK);
  sim_world_pump (life->world);
}

/* The newest IKE SA: the candidate, before anything is proven. NULL: none yet. */
static const IkeSa *
newest (const IkeSession *session)
{
  const IkeSas *sas = &session->sas;

  return sas->list->len > 0 ? ike_sas_get (sas, sas->list->len - 1) : NULL;
}

static void
receive_clear (Life *life, guint8 first, const guint8 *payloads, gsize len)
{
  const IkeSa *sa = newest (life->session);
  guint8 datagram[28 + 256] = { 0 };

  if (sa == NULL)
    return;
  byte_put_u32 (datagram, (guint32) (sa->spi_i >> 32));
  byte_put_u32 (datagram + 4, (guint32) sa->spi_i);
  memset (datagram + 8, (len & 1) != 0 ? 0x5a : 0, 8);
  datagram[16] = first;
  datagram[17] = 0x20;
  datagram[18] = IKE_EXCHANGE_IKE_SA_INIT;
  datagram[19] = 0x20;
  byte_put_u32 (datagram + 24, (guint32) (28 + len));
  if (len > 0)
    memcpy (datagram + 28, payloads, len);
  receive (life, datagram, 28 + len);
}

static void
receive_sealed (Life *life, guint8 first, const guint8 *payloads, gsize len)
{
  static const guint8 exchanges[]
      = { IKE_EXCHANGE_IKE_AUTH, IKE_EXCHANGE_CREATE_CHILD_SA, IKE_EXCHANGE_INFORMATIONAL };
  const IkeSa *sa = newest (life->session);
  g_autoptr (IkeSk) sk = NULL;
  g_autoptr (GBytes) message = NULL;
  IkeSkContent content = { .first = first, .plain = payloads, .len = len };
  IkeHeader header = { 0 };
  const guint8 *octets;
  gsize sealed_len;

  if (sa == NULL || sa->sk == NULL)
    return;
  header = (IkeHeader){
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = exchanges[len % G_N_ELEMENTS (exchanges)],
    .initiator = !sa->initiator,
    .response = (first & 0x80) != 0,
  };
  content.first &= 0x7f;
  header.message_id = header.response ? sa->window.next_own_id : sa->window.next_peer_id;
  if (header.response && sa->window.request != NULL)
    header.exchange = sa->window.exchange;
  sk = ike_sk_new (&sa->keymat, !sa->initiator, &life->session->rng);
  message = ike_sk_seal (sk, &header, &content);
  if (message == NULL)
    return;
  octets = g_bytes_get_data (message, &sealed_len);
  receive (life, octets, sealed_len);
}

static void
move_path (Life *life, guint8 number)
{
  IkePath path = life->session->path;

  path.local.port = (guint16) (path.local.port + number);
  g_assert_cmpint (ike_session_path_changed (life->session, &path, sim_world_now (life->world)), ==,
                   STATUS_OK);
  sim_world_pump (life->world);
}

static void
step (Life *life, Op op, guint8 number, const guint8 *octets, gsize len)
{
  switch (op)
    {
    case OP_WAIT:
      sim_world_run (life->world, number * 20 * MONO_MSEC);
      break;
    case OP_WAIT_LONG:
      sim_world_run (life->world, number * 60 * MONO_SEC);
      break;
    case OP_RAW:
      receive (life, octets, len);
      break;
    case OP_CLEAR:
      receive_clear (life, number, octets, len);
      break;
    case OP_SEALED:
      receive_sealed (life, number, octets, len);
      break;
    case OP_CUT:
      life->link.drop_per_mille = life->link.drop_per_mille == 0 ? 1000 : 0;
      sim_link_set (sim_world_link (life->world), &life->link);
      break;
    case OP_REKEY:
      g_assert_cmpint (
          ike_session_rekey (life->session, (number & 1) != 0, sim_world_now (life->world)), ==,
          STATUS_OK);
      sim_world_pump (life->world);
      break;
    case OP_MOVE:
      move_path (life, number);
      break;
    }
}

static gboolean
has_octets (Op op)
{
  return op == OP_RAW || op == OP_CLEAR || op == OP_SEALED;
}

/* A session that has ended stays ended, and says so once. */
static void
check_end (const Life *life)
{
  guint n = sim_world_n_events (life->world, IKE_EVENT_CLOSED);

  g_assert_cmpuint (n, <=, 1);
  g_assert_cmpint (life->session->stage == IKE_STAGE_CLOSED, ==, n == 1);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const SimAuth auths[] = { SIM_AUTH_PSK, SIM_AUTH_MSCHAPV2, SIM_AUTH_GTC, SIM_AUTH_CERT };
  ByteReader reader;
  g_auto (SimWorldConfig) config = { 0 };
  Life life = { 0 };

  if (size < 1 || size > 4096)
    return 0;
  reader = byte_reader (data + 1, size - 1);
  sim_world_defaults (&config, auths[data[0] % G_N_ELEMENTS (auths)]);
  session_choose (&config, (data[0] & 0x04) != 0, (data[0] & 0x08) != 0);
  config.link.nat = (data[0] & 0x10) != 0;
  config.link.reorder_per_mille = (data[0] & 0x20) != 0 ? 300 : 0;
  config.link.duplicate_per_mille = (data[0] & 0x40) != 0 ? 300 : 0;
  life.world = sim_world_new (&config);
  life.session = sim_world_session (life.world);
  life.link = config.link;
  sim_world_start (life.world);
  for (guint i = 0; reader.left > 0 && i < RECORDS_MAX; i++)
    {
      Op op = byte_read_u8 (&reader) % N_OPS;
      guint8 number = byte_read_u8 (&reader);
      gsize wanted = has_octets (op) ? byte_read_u8 (&reader) : 0;
      gsize len = MIN (wanted, reader.left);

      step (&life, op, number, byte_read_bytes (&reader, len), len);
      check_end (&life);
    }
  sim_world_run (life.world, MONO_SEC);
  check_end (&life);
  sim_world_free (life.world);
  return 0;
}
