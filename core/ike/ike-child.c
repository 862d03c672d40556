// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-child.h"

#include "ike-proposal-offer.h"
#include "ike-session-private.h"
#include "payload-ts.h"

#include <string.h>

/* ESP SPIs below are reserved (RFC 4303 section 2.1). */
#define ESP_SPI_MIN 256

void
ike_child_free (IkeChild *child)
{
  if (child == NULL)
    return;
  g_clear_pointer (&child->nonce, g_bytes_unref);
  g_free (child);
}

IkeChild *
ike_child_find_in (IkeSession *session, guint32 spi_in)
{
  for (guint i = 0; i < session->children->len; i++)
    {
      IkeChild *child = g_ptr_array_index (session->children, i);

      if (child->spi_in == spi_in)
        return child;
    }
  return NULL;
}

IkeChild *
ike_child_find_out (IkeSession *session, guint32 spi_out)
{
  for (guint i = 0; i < session->children->len; i++)
    {
      IkeChild *child = g_ptr_array_index (session->children, i);

      if (child->spi_out == spi_out)
        return child;
    }
  return NULL;
}

IkeChild *
ike_child_any (IkeSession *session)
{
  IkeChild *found = NULL;

  for (guint i = 0; i < session->children->len; i++)
    {
      IkeChild *child = g_ptr_array_index (session->children, i);

      if (child->deleting || child->successor != 0)
        continue;
      if (found == NULL || child->active)
        found = child;
    }
  return found;
}

guint32
ike_child_new_spi (IkeSession *session)
{
  guint8 bytes[4];
  guint32 spi = 0;

  while (spi < ESP_SPI_MIN || ike_child_find_in (session, spi) != NULL)
    {
      rng_fill (&session->rng, bytes, sizeof bytes);
      spi = byte_get_u32 (bytes);
    }
  return spi;
}

/* ---- Life of a Child SA --------------------------------------------------------------------- */

static void
copy_ts (const IkeTsList *list, IkeTs *ret_ts, gsize *ret_n)
{
  memcpy (ret_ts, list->ts, list->n * sizeof list->ts[0]);
  *ret_n = list->n;
}

/* The initiator of the exchange sends under the first pair (KEY-10). */
static void
move_keys (IkeChildKeys *keys, gboolean we_initiated, IkeChildSa *out)
{
  SecretBuf **own_encr = we_initiated ? &keys->encr_i : &keys->encr_r;
  SecretBuf **own_integ = we_initiated ? &keys->integ_i : &keys->integ_r;
  SecretBuf **peer_encr = we_initiated ? &keys->encr_r : &keys->encr_i;
  SecretBuf **peer_integ = we_initiated ? &keys->integ_r : &keys->integ_i;

  out->encr_out = g_steal_pointer (own_encr);
  out->integ_out = g_steal_pointer (own_integ);
  out->encr_in = g_steal_pointer (peer_encr);
  out->integ_in = g_steal_pointer (peer_integ);
}

/* Tells the data plane: the keys leave the engine here and nowhere else. */
static void
push_install (IkeSession *session, const IkeChild *child, const IkeChildSeed *seed,
              IkeChildKeys *keys)
{
  IkeEvent event = { .type = IKE_EVENT_SA_INSTALL, .spi_in = child->spi_in };
  IkeChildSa *out = g_new0 (IkeChildSa, 1);

  out->spi_in = child->spi_in;
  out->spi_out = child->spi_out;
  out->suite = child->suite.packet;
  out->esn = child->suite.esn;
  out->encap = session->path.transport == IKE_TRANSPORT_NATT;
  move_keys (keys, seed->we_initiated, out);
  copy_ts (&child->ts_local, out->ts_local, &out->n_ts_local);
  copy_ts (&child->ts_remote, out->ts_remote, &out->n_ts_remote);
  out->replaces_spi_in = seed->replaces;
  out->suite_text = ike_suite_text (&child->suite);
  out->soft = child->soft;
  out->hard = child->hard;
  out->path = session->path;
  event.child = out;
  ike_session_push_event (session, &event);
}

int
ike_child_install (IkeSession *session, const IkeChildSeed *seed, IkeChild **ret_child)
{
  IkeKeySeed key_seed = { .ni = seed->ni, .nr = seed->nr, .shared = seed->shared };
  g_auto (IkeChildKeys) keys = { 0 };
  IkeChild *child = NULL;
  int status = ike_keymat_child (&seed->sa->keymat, &seed->suite->packet, &key_seed, &keys);

  if (status_is_fatal (status))
    return status;
  child = g_new0 (IkeChild, 1);
  child->spi_in = seed->spi_in;
  child->spi_out = seed->spi_out;
  child->suite = *seed->suite;
  child->ts_local = *seed->ts_local;
  child->ts_remote = *seed->ts_remote;
  ike_timers_child_lifetimes (&session->timers, session->now, &child->soft, &child->hard);
  g_ptr_array_add (session->children, child);
  log_sink_debug (&session->log, "Child SA %08x/%08x in place of %08x", child->spi_in,
                  child->spi_out, seed->replaces);
  push_install (session, child, seed, &keys);
  if (ret_child != NULL)
    *ret_child = child;
  return STATUS_OK;
}

void
ike_child_activate (IkeSession *session, IkeChild *child)
{
  IkeEvent event = { .type = IKE_EVENT_SA_ACTIVATE, .spi_in = child->spi_in };

  for (guint i = 0; i < session->children->len; i++)
    ((IkeChild *) g_ptr_array_index (session->children, i))->active = FALSE;
  child->active = TRUE;
  ike_session_push_event (session, &event);
}

void
ike_child_remove (IkeSession *session, IkeChild *child)
{
  IkeEvent event = { .type = IKE_EVENT_SA_REMOVE, .spi_in = child->spi_in };
  IkeChild *successor
      = child->successor != 0 ? ike_child_find_in (session, child->successor) : NULL;

  /* Without a successor another one will do: two sides need not agree on which of two parallel ones
   * was to go. */
  if (successor == NULL && session->stage == IKE_STAGE_ESTABLISHED)
    {
      child->deleting = TRUE;
      successor = ike_child_any (session);
    }
  if (successor != NULL && child->active)
    ike_child_activate (session, successor);
  ike_session_push_event (session, &event);
  log_sink_debug (&session->log, "Child SA %08x removed", child->spi_in);
  g_ptr_array_remove (session->children, child);
}

void
ike_child_ensure (IkeSession *session)
{
  if (session->stage == IKE_STAGE_ESTABLISHED && ike_child_any (session) == NULL
      && !ike_session_has_task (session, IKE_TASK_NEW_CHILD, 0))
    ike_session_add_task (session, ike_task_child_new ());
}

void
ike_child_refused (IkeSession *session, IkeChild *child, IkeClosed *account)
{
  child->refusals++;
  if (child->refusals >= IKE_TIMERS_REFUSALS_MAX)
    {
      ike_session_end (session, IKE_FAREWELL_DELETE, account);
      return;
    }
  child->soft = mono_add (session->now, ike_timers_backoff (&session->timers, child->refusals));
  ike_closed_free (account);
}

/* The hard lifetime is a promise: nothing is sent or taken under these keys any more (LIF-03). */
static void
expire (IkeSession *session, IkeChild *child)
{
  guint32 spi_in = child->spi_in;

  child->deleting = TRUE;
  if (child->successor == 0 && ike_child_any (session) == NULL)
    {
      ike_session_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_EXPIRED);
      return;
    }
  ike_session_add_task (session, ike_task_delete_child_new (spi_in));
  ike_child_remove (session, child);
}

void
ike_child_tick (IkeSession *session)
{
  for (guint i = session->children->len; i > 0 && session->stage == IKE_STAGE_ESTABLISHED; i--)
    {
      IkeChild *child = g_ptr_array_index (session->children, i - 1);

      if (session->now >= child->hard)
        expire (session, child);
      else if (session->now >= child->soft)
        {
          child->soft = MONO_NEVER;
          if (child->successor == 0 && !child->deleting
              && !ike_session_has_task (session, IKE_TASK_REKEY_CHILD, child->spi_in))
            ike_session_add_task (session, ike_task_rekey_child_new (child->spi_in));
        }
    }
}

MonoTime
ike_child_deadline (const IkeSession *session)
{
  MonoTime next = MONO_NEVER;

  for (guint i = 0; i < session->children->len; i++)
    {
      const IkeChild *child = g_ptr_array_index (session->children, i);

      next = mono_min (next, mono_min (child->soft, child->hard));
    }
  return next;
}

/* ---- Shared by both directions -------------------------------------------------------------- */

void
ike_child_proposals (const IkeSession *session, guint32 spi_in, gboolean groups,
                     IkeProposals *ret_proposals)
{
  *ret_proposals = session->setup.esp;
  if (!groups)
    ike_proposals_drop_groups (ret_proposals);
  ike_proposals_set_spi (ret_proposals, 4, spi_in);
}

static gboolean
read_one_ts (const IkeMessage *message, IkePayloadType type, IkeTsList *ret_list)
{
  const IkePayload *payload = ike_message_find (message, type);

  return payload != NULL && ike_payload_ts_read (payload, ret_list->ts, IKE_TS_MAX, &ret_list->n)
         && ret_list->n > 0;
}

gboolean
ike_child_read_ts (const IkeMessage *message, gboolean we_initiated, IkeTsList *ret_local,
                   IkeTsList *ret_remote)
{
  return read_one_ts (message, we_initiated ? IKE_PAYLOAD_TSI : IKE_PAYLOAD_TSR, ret_local)
         && read_one_ts (message, we_initiated ? IKE_PAYLOAD_TSR : IKE_PAYLOAD_TSI, ret_remote);
}

void
ike_child_write_ts (IkeMessageBuilder *builder, gboolean we_initiated, const IkeTsList *ts_local,
                    const IkeTsList *ts_remote)
{
  const IkeTsList *tsi = we_initiated ? ts_local : ts_remote;
  const IkeTsList *tsr = we_initiated ? ts_remote : ts_local;

  ike_payload_ts_write (builder, IKE_PAYLOAD_TSI, tsi->ts, tsi->n);
  ike_payload_ts_write (builder, IKE_PAYLOAD_TSR, tsr->ts, tsr->n);
}

GBytes *
ike_nonce_lower (GBytes *a, GBytes *b)
{
  return g_bytes_compare (a, b) <= 0 ? a : b;
}

CrySpan
ike_span (GBytes *bytes)
{
  CrySpan span = { 0 };

  if (bytes != NULL)
    span.data = g_bytes_get_data (bytes, &span.len);
  return span;
}
