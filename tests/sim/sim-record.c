// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Keeps and opens what a session sends. */
#include "sim-record.h"

#include "ike-session-private.h"

static void
free_sent (gpointer data)
{
  SimSent *sent = data;

  g_bytes_unref (sent->bytes);
  ike_opened_clear (&sent->opened);
  g_free (sent);
}

typedef struct /* the gateway's half of an IKE SA, which may be gone when its last words leave */
{
  guint64 spi_i, spi_r;
  guint32 generation;
  IkeSk *sk; /* owned */
} Known;

/* Each IKE_INTERMEDIATE has keys of its own, everything after it the last ones. */
static guint32
generation_of (const IkeHeader *header)
{
  return header->exchange == IKE_EXCHANGE_IKE_INTERMEDIATE ? header->message_id : 0;
}

static void
free_known (gpointer data)
{
  Known *known = data;

  ike_sk_free (known->sk);
  g_free (known);
}

static IkeSk *
add_known (SimRecord *record, const IkeSession *session, const IkeHeader *header)
{
  for (guint i = 0; i < session->sas.list->len; i++)
    {
      const IkeSa *sa = ike_sas_get (&session->sas, i);
      Known *known = NULL;

      if (sa->sk == NULL || sa->spi_i != header->spi_i || sa->spi_r != header->spi_r)
        continue;
      known = g_new0 (Known, 1);
      known->spi_i = sa->spi_i;
      known->spi_r = sa->spi_r;
      known->generation = generation_of (header);
      known->sk = ike_sk_new (&sa->keymat, !sa->initiator, &session->rng);
      g_ptr_array_add (record->known, known);
      return known->sk;
    }
  g_error ("a message of no IKE SA was sent");
}

static IkeSk *
find_keys (SimRecord *record, const IkeSession *session, const IkeHeader *header)
{
  for (guint i = 0; i < record->known->len; i++)
    {
      const Known *known = g_ptr_array_index (record->known, i);

      if (known->spi_i == header->spi_i && known->spi_r == header->spi_r
          && known->generation == generation_of (header))
        return known->sk;
    }
  return add_known (record, session, header);
}

static void
read_sent (SimRecord *record, SimSent *sent, const IkeSession *session)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (sent->bytes, &len);

  g_assert_true (ike_header_read (data, len, &sent->header));
  if (sent->header.exchange == IKE_EXCHANGE_IKE_SA_INIT)
    {
      g_assert_cmpint (ike_message_read (data, len, &sent->message), ==, IKE_MESSAGE_OK);
      return;
    }
  g_assert_true (
      ike_sk_open (find_keys (record, session, &sent->header), data, len, &sent->opened));
  if (sent->opened.number == 0)
    g_assert_cmpint (ike_opened_read (&sent->opened, &sent->message), ==, IKE_MESSAGE_OK);
}

static void
overhear (SimWorld *world, const IkeDatagram *datagram, gpointer data)
{
  SimRecord *record = data;
  SimSent *sent = g_new0 (SimSent, 1);

  sent->bytes = g_bytes_ref (datagram->data);
  sent->path = datagram->path;
  sent->at = sim_world_now (world);
  g_ptr_array_add (record->sent, sent);
  read_sent (record, sent, sim_world_session (world));
}

void
sim_record_init (SimRecord *record, SimWorldConfig *config)
{
  record->sent = g_ptr_array_new_with_free_func (free_sent);
  record->known = g_ptr_array_new_with_free_func (free_known);
  config->overhear = overhear;
  config->overhear_data = record;
}

void
sim_record_clear (SimRecord *record)
{
  g_clear_pointer (&record->sent, g_ptr_array_unref);
  g_clear_pointer (&record->known, g_ptr_array_unref);
}

const SimSent *
sim_record_get (const SimRecord *record, guint index)
{
  return g_ptr_array_index (record->sent, index);
}

const SimSent *
sim_record_find (const SimRecord *record, IkeExchange exchange, gboolean response, guint index)
{
  for (guint i = 0; i < record->sent->len; i++)
    {
      const SimSent *sent = sim_record_get (record, i);

      if (sent->header.exchange == exchange && sent->header.response == response
          && sent->opened.number == 0 && index-- == 0)
        return sent;
    }
  return NULL;
}

const SimSent *
sim_record_last (const SimRecord *record, IkeExchange exchange, gboolean response)
{
  const SimSent *last = NULL;
  const SimSent *sent = NULL;

  for (guint i = 0; (sent = sim_record_find (record, exchange, response, i)) != NULL; i++)
    last = sent;
  g_assert_nonnull (last);
  return last;
}

char *
sim_sent_order (const SimSent *sent)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sent->message.n_payloads; i++)
    {
      guint8 type = sent->message.payloads[i].type;

      if (type != IKE_PAYLOAD_NOTIFY && type != IKE_PAYLOAD_VENDOR)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", ike_payload_name (type));
    }
  return g_string_free (text, FALSE);
}
