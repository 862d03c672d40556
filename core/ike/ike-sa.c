// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-sa.h"

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

IkeSa *
ike_sa_new (const IkeWindowPolicy *policy, const Rng *rng)
{
  IkeSa *sa = g_new0 (IkeSa, 1);

  ike_window_init (&sa->window, policy, rng);
  g_queue_init (&sa->tasks);
  return sa;
}

static void
free_task (gpointer data)
{
  IkeTask *task = data;

  task->klass->free (task);
}

void
ike_sa_free (IkeSa *sa)
{
  if (sa == NULL)
    return;
  if (sa->task != NULL)
    free_task (sa->task);
  g_queue_clear_full (&sa->tasks, free_task);
  ike_keymat_clear (&sa->keymat);
  ike_sk_free (sa->sk);
  ike_window_clear (&sa->window);
  ike_frag_queue_clear (&sa->requests);
  ike_frag_queue_clear (&sa->responses);
  g_clear_pointer (&sa->rival_nonce, g_bytes_unref);
  g_free (sa);
}

gboolean
ike_sa_set_keys (IkeSa *sa, const IkeSuite *suite, IkeKeymat *keymat, const Rng *rng)
{
  sa->suite = *suite;
  sa->keymat = *keymat;
  *keymat = (IkeKeymat){ 0 };
  sa->sk = ike_sk_new (&sa->keymat, sa->initiator, rng);
  return sa->sk != NULL;
}

gboolean
ike_sa_owns (const IkeSa *sa, const IkeHeader *header)
{
  /* The flag speaks of the sender: what we started comes back without it. */
  if (header->initiator == sa->initiator || header->spi_i != sa->spi_i)
    return FALSE;
  /* Before the first answer the gateway's SPI is not known. */
  return header->spi_r == sa->spi_r || (sa->initiator && sa->spi_r == 0);
}

void
ike_sa_send (IkeSession *session, const IkePath *path, const GPtrArray *datagrams)
{
  for (guint i = 0; i < datagrams->len; i++)
    ike_session_push_datagram (session, path, g_bytes_ref (g_ptr_array_index (datagrams, i)),
                               FALSE);
}

/* packet_size: of an IP packet that carries a piece. */
static int
seal (IkeSession *session, IkeSa *sa, guint16 packet_size, const IkeHeader *header,
      IkeMessageBuilder *builder, GPtrArray **ret_datagrams)
{
  gsize limit = session->setup.fragmentation && session->peer_fragments
                    ? ike_frag_limit (packet_size, session->path.remote.family)
                    : 0;

  return ike_frag_seal (sa->sk, header, builder, limit, ret_datagrams);
}

/* The request just sent once more in the smallest pieces, for when it gets lost for its size. Made
 * now because the contents, a password perhaps, are not kept. */
static int
seal_smaller (IkeSession *session, IkeSa *sa, const IkeHeader *header, IkeMessageBuilder *builder)
{
  GPtrArray *datagrams = NULL;
  int status = seal (session, sa, IKE_FRAGMENT_SIZE_MIN, header, builder, &datagrams);

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
ike_sa_request (IkeSession *session, IkeSa *sa, IkeExchange exchange, IkeMessageBuilder *builder)
{
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
  status = seal (session, sa, session->setup.fragment_size, &header, builder, &datagrams);
  if (status_is_fatal (status))
    return status;
  log_sink_debug (&session->log, "send %s request %u, %u datagrams", ike_exchange_name (exchange),
                  header.message_id, datagrams->len);
  ike_sa_send (session, &session->path, datagrams);
  ike_window_sent (&sa->window, exchange, datagrams, session->now);
  return byte_writer_len (&builder->chain) > IKE_FRAGMENT_SIZE_MIN / 2
             ? seal_smaller (session, sa, &header, builder)
             : STATUS_OK;
}

int
ike_sa_respond (IkeSession *session, IkeSa *sa, const IkePath *path, const IkeHeader *request,
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
  int status = seal (session, sa, session->setup.fragment_size, &header, builder, &datagrams);

  if (status_is_fatal (status))
    return status;
  ike_sa_send (session, path, datagrams);
  ike_window_answered (&sa->window, datagrams);
  return STATUS_OK;
}
