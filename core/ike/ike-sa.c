// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-sa.h"

/* Sealing, sending and answering under the keys of one IKE SA. */

#include "ike-intauth.h"
#include "ike-session-private.h"

guint64
ike_sa_new_spi (const Rng *rng)
{
  guint8 bytes[8];
  guint64 spi = 0;

  while (spi == 0)
    {
      rng_fill (rng, bytes, sizeof bytes);
      spi = ((guint64) byte_get_u32 (bytes) << 32) | byte_get_u32 (bytes + 4);
    }
  return spi;
}

/* Somebody waits in front of a screen until the gateway has shown itself, and then perhaps for a
 * telephone on which to say yes, which the gateway does not tell; from then on there is a
 * connection to lose. */
static void
set_patience (IkeSa *sa)
{
  const IkeSetup *setup = &sa->session->setup;
  MonoTime *give_up = &sa->window.policy.give_up;

  if (sa->session->stage < IKE_STAGE_USER)
    *give_up = setup->contact_give_up;
  else
    *give_up = sa->session->stage == IKE_STAGE_USER ? setup->person_give_up : setup->window.give_up;
}

IkeSa *
ike_sa_new (IkeSession *session, guint32 first_id)
{
  IkeSa *sa = g_new0 (IkeSa, 1);

  sa->session = session;
  ike_window_init (&sa->window, &session->setup.window, &session->rng, first_id);
  set_patience (sa);
  ike_tasks_init (&sa->tasks, session, sa);
  return sa;
}

void
ike_handshake_free (IkeHandshake *handshake)
{
  if (handshake == NULL)
    return;
  g_clear_pointer (&handshake->request, g_bytes_unref);
  g_clear_pointer (&handshake->response, g_bytes_unref);
  g_clear_pointer (&handshake->ni, g_bytes_unref);
  g_clear_pointer (&handshake->nr, g_bytes_unref);
  ike_keymat_clear (&handshake->with_ppk);
  g_clear_pointer (&handshake->int_auth_i, g_bytes_unref);
  g_clear_pointer (&handshake->int_auth_r, g_bytes_unref);
  g_free (handshake);
}

GBytes *
ike_handshake_int_auth (const IkeHandshake *handshake)
{
  if (handshake->n_intermediate == 0)
    return NULL;
  /* IKE_SA_INIT has the first Message ID. */
  return ike_int_auth_join (handshake->int_auth_i, handshake->int_auth_r,
                            handshake->n_intermediate + 1);
}

void
ike_sa_free (IkeSa *sa)
{
  if (sa == NULL)
    return;
  ike_tasks_clear (&sa->tasks);
  ike_handshake_free (sa->handshake);
  ike_keymat_clear (&sa->keymat);
  ike_sk_free (sa->sk);
  ike_window_clear (&sa->window);
  ike_frag_queue_clear (&sa->requests);
  ike_frag_queue_clear (&sa->responses);
  g_clear_pointer (&sa->rival_nonce, g_bytes_unref);
  ike_followup_free (sa->followup);
  g_free (sa);
}

gboolean
ike_sa_set_keys (IkeSa *sa, const IkeSuite *suite, IkeKeymat *keymat, const Rng *rng)
{
  sa->suite = *suite;
  ike_keymat_clear (&sa->keymat);
  sa->keymat = *keymat;
  *keymat = (IkeKeymat){ 0 };
  ike_sk_free (sa->sk);
  sa->sk = ike_sk_new (&sa->keymat, sa->initiator, rng);
  return sa->sk != NULL;
}

gboolean
ike_sa_owns (const IkeSa *sa, const IkeHeader *header)
{
  /* The flag speaks of the sender: what we started comes back without it. */
  if (header->initiator == sa->initiator || header->spi_i != sa->spi_i)
    return FALSE;
  /* Who asks with IKE_SA_INIT has no keys, and learns of the gateway's SPI only by the answer. */
  if (header->exchange == IKE_EXCHANGE_IKE_SA_INIT)
    return sa->sk == NULL;
  return sa->sk != NULL && header->spi_r == sa->spi_r;
}

const IkePath *
ike_sa_path (const IkeSa *sa)
{
  return sa->handshake != NULL && !sa->session->proven ? &sa->handshake->path : &sa->session->path;
}

static void
send_all (IkeSa *sa, const IkePath *path, const GPtrArray *datagrams, gboolean probe)
{
  IkeSession *session = sa->session;

  for (guint i = 0; i < datagrams->len; i++)
    {
      const IkeDatagram datagram = { .path = *path,
                                     .data = g_bytes_ref (g_ptr_array_index (datagrams, i)),
                                     .probe = probe };

      ike_outbox_datagram (&session->outbox, &datagram);
    }
  ike_timers_on_outbound (&session->timers, session->now);
}

void
ike_sa_send (IkeSa *sa, const IkePath *path, const GPtrArray *datagrams)
{
  send_all (sa, path, datagrams, FALSE);
}

void
ike_sa_repeat (IkeSa *sa)
{
  if (sa->window.request != NULL)
    send_all (sa, ike_sa_path (sa), sa->window.request, ike_window_is_probing (&sa->window));
}

/* packet_size: of an IP packet that carries a piece. */
static int
seal (IkeSa *sa, guint16 packet_size, const IkeHeader *header, IkeMessageBuilder *builder,
      GPtrArray **ret_datagrams)
{
  gsize limit = sa->session->setup.fragmentation && sa->fragments
                    ? ike_frag_limit (packet_size, ike_sa_path (sa)->remote.address.family)
                    : 0;

  return ike_frag_seal (sa->sk, header, builder, limit, ret_datagrams);
}

/* The request just sent once more in the smallest pieces, for when it gets lost for its size. Made
 * now because the contents, a password perhaps, are not kept. */
static int
seal_smaller (IkeSa *sa, const IkeHeader *header, IkeMessageBuilder *builder)
{
  GPtrArray *datagrams = NULL;
  int status = seal (sa, IKE_FRAGMENT_SIZE_MIN, header, builder, &datagrams);

  if (status_is_fatal (status))
    return status;
  /* RFC 7383 section 2.5.2: a new cut has a larger total. */
  if (datagrams->len > sa->window.request->len)
    ike_window_set_smaller (&sa->window, datagrams);
  else
    g_ptr_array_unref (datagrams);
  return STATUS_OK;
}

int
ike_sa_request (IkeSa *sa, IkeExchange exchange, IkeMessageBuilder *builder)
{
  IkeSession *session = sa->session;
  IkeHeader header = {
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = exchange,
    .initiator = sa->initiator,
    .message_id = ike_window_next_id (&sa->window),
  };
  GPtrArray *datagrams = NULL;
  int status = STATUS_OK;

  if (!ike_window_is_open (&sa->window))
    return STATUS_FATAL_INTERNAL;
  status = seal (sa, session->setup.fragment_size, &header, builder, &datagrams);
  if (status_is_fatal (status))
    return status;
  log_sink_debug (&session->log, "send %s request %u, %u datagrams", ike_exchange_name (exchange),
                  header.message_id, datagrams->len);
  ike_sa_send (sa, ike_sa_path (sa), datagrams);
  set_patience (sa);
  ike_window_sent (&sa->window, exchange, datagrams, session->now);
  return byte_writer_len (&builder->chain) > IKE_FRAGMENT_SIZE_MIN / 2
             ? seal_smaller (sa, &header, builder)
             : STATUS_OK;
}

int
ike_sa_probe (IkeSa *sa, IkeMessageBuilder *builder, guint times)
{
  const IkeHeader header = {
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = IKE_EXCHANGE_INFORMATIONAL,
    .initiator = sa->initiator,
    .message_id = ike_window_next_id (&sa->window),
  };
  g_auto (IkeMessageBuilder) empty = { 0 };
  GPtrArray *datagrams = NULL;
  int status = STATUS_FATAL_INTERNAL;

  ike_message_builder_init (&empty);

  if (ike_window_is_open (&sa->window))
    status = ike_frag_seal (sa->sk, &header, builder, 0, &datagrams);
  if (status_is_fatal (status))
    return status;
  send_all (sa, ike_sa_path (sa), datagrams, TRUE);
  ike_window_sent (&sa->window, IKE_EXCHANGE_INFORMATIONAL, datagrams, sa->session->now);
  ike_window_probe (&sa->window, times);
  status = ike_frag_seal (sa->sk, &header, &empty, 0, &datagrams);
  if (status == STATUS_OK)
    ike_window_set_smaller (&sa->window, datagrams);
  return status;
}

int
ike_sa_respond (IkeSa *sa, const IkePath *path, const IkeHeader *request,
                IkeMessageBuilder *builder)
{
  IkeHeader header = {
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = request->exchange,
    .initiator = sa->initiator,
    .response = TRUE,
    .message_id = request->message_id,
  };
  GPtrArray *datagrams = NULL;
  int status = seal (sa, sa->session->setup.fragment_size, &header, builder, &datagrams);

  if (status_is_fatal (status))
    return status;
  ike_sa_send (sa, path, datagrams);
  ike_window_answered (&sa->window, datagrams);
  return STATUS_OK;
}
