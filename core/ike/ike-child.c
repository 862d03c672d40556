// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-child.h"

/* Records of Child SAs, and what the data plane is told of them. */

#include "ike-proposal-words.h"
#include "ike-session-private.h"

#include <string.h>

/* ESP SPIs below are reserved (RFC 4303 section 2.1). */
#define ESP_SPI_MIN 256

/* How long a packet that was sent before its SA was deleted may take. */
#define RETIREMENT (5 * MONO_SEC)

static void
free_child (gpointer data)
{
  IkeChild *child = data;

  g_clear_pointer (&child->nonce, g_bytes_unref);
  g_free (child);
}

void
ike_children_init (IkeChildren *children)
{
  *children = (IkeChildren){ .list = g_ptr_array_new_with_free_func (free_child) };
}

void
ike_children_clear (IkeChildren *children)
{
  g_clear_pointer (&children->list, g_ptr_array_unref);
}

IkeChild *
ike_children_get (const IkeChildren *children, guint index)
{
  return g_ptr_array_index (children->list, index);
}

IkeChild *
ike_children_find_in (const IkeChildren *children, guint32 spi_in)
{
  for (guint i = 0; i < children->list->len; i++)
    if (ike_children_get (children, i)->spi_in == spi_in)
      return ike_children_get (children, i);
  return NULL;
}

IkeChild *
ike_children_find_out (const IkeChildren *children, guint32 spi_out)
{
  for (guint i = 0; i < children->list->len; i++)
    if (ike_children_get (children, i)->spi_out == spi_out)
      return ike_children_get (children, i);
  return NULL;
}

IkeChild *
ike_children_any_but (const IkeChildren *children, const IkeChild *except)
{
  IkeChild *found = NULL;

  for (guint i = 0; i < children->list->len; i++)
    {
      IkeChild *child = ike_children_get (children, i);

      if (child->unwanted || child->successor != 0 || child == except)
        continue;
      if (found == NULL || child->active)
        found = child;
    }
  return found;
}

MonoTime
ike_children_deadline (const IkeChildren *children)
{
  MonoTime next = MONO_NEVER;

  for (guint i = 0; i < children->list->len; i++)
    {
      const IkeChild *child = ike_children_get (children, i);

      /* One that is to go is not rekeyed, however old. */
      next = mono_min (next, child->unwanted ? child->hard : mono_min (child->soft, child->hard));
    }
  for (guint i = 0; i < children->n_retired; i++)
    next = mono_min (next, children->retired[i].until);
  return next;
}

void
ike_children_note_deleted (IkeChildren *children, guint32 spi_out)
{
  guint at = children->n_deleted_early++ % G_N_ELEMENTS (children->deleted_early);

  children->deleted_early[at] = spi_out;
}

gboolean
ike_children_was_deleted (const IkeChildren *children, guint32 spi_out)
{
  guint n = MIN (children->n_deleted_early, G_N_ELEMENTS (children->deleted_early));

  for (guint i = 0; i < n; i++)
    if (children->deleted_early[i] == spi_out)
      return TRUE;
  return FALSE;
}

void
ike_children_note_orphan (IkeChildren *children, guint32 spi_in)
{
  if (children->n_orphans < G_N_ELEMENTS (children->orphans))
    children->orphans[children->n_orphans++] = spi_in;
}

/* Also by one that only one side has given up: what is under way to it would come to the new one
 * (RFC 7296 section 1.4.1). */
static gboolean
is_taken (const IkeChildren *children, guint32 spi_in)
{
  for (guint i = 0; i < children->n_retired; i++)
    if (children->retired[i].spi_in == spi_in)
      return TRUE;
  for (guint i = 0; i < children->n_orphans; i++)
    if (children->orphans[i] == spi_in)
      return TRUE;
  return ike_children_find_in (children, spi_in) != NULL;
}

guint32
ike_child_new_spi (IkeSession *session)
{
  guint8 bytes[4];
  guint32 spi = 0;

  while (spi < ESP_SPI_MIN || is_taken (&session->children, spi))
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
  IkeNotify notify = { 0 };

  out->spi_in = child->spi_in;
  out->spi_out = child->spi_out;
  out->suite = child->suite.packet;
  out->esn = child->suite.esn;
  out->tfc_padding
      = !ike_message_find_notify (seed->peers, IKE_NOTIFY_ESP_TFC_PADDING_NOT_SUPPORTED, &notify);
  out->encap = session->path.transport != IKE_TRANSPORT_UDP;
  move_keys (keys, seed->we_initiated, out);
  copy_ts (&child->ts_local, out->ts_local, &out->n_ts_local);
  copy_ts (&child->ts_remote, out->ts_remote, &out->n_ts_remote);
  out->replaces_spi_in = seed->replaces;
  out->suite_text = ike_suite_text (&child->suite);
  out->soft = child->soft;
  out->hard = child->hard;
  out->path = session->path;
  event.child = out;
  ike_outbox_event (&session->outbox, &event);
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
  g_ptr_array_add (session->children.list, child);
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

  for (guint i = 0; i < session->children.list->len; i++)
    ike_children_get (&session->children, i)->active = FALSE;
  child->active = TRUE;
  ike_outbox_event (&session->outbox, &event);
}

static void
hand_over (IkeSession *session, IkeChild *child)
{
  IkeChild *successor = ike_children_find_in (&session->children, child->successor);

  /* Without a successor another one will do: two sides need not agree on which of two parallel ones
   * was to go. */
  if (successor == NULL && session->stage == IKE_STAGE_ESTABLISHED)
    successor = ike_children_any_but (&session->children, child);
  if (successor != NULL && child->active)
    ike_child_activate (session, successor);
}

static void
forget (IkeSession *session, IkeChild *child, IkeEventType type)
{
  IkeEvent event = { .type = type, .spi_in = child->spi_in };

  ike_outbox_event (&session->outbox, &event);
  log_sink_debug (&session->log, "Child SA %08x %s", child->spi_in,
                  type == IKE_EVENT_SA_REMOVE ? "removed" : "retired");
  g_ptr_array_remove (session->children.list, child);
}

void
ike_child_remove (IkeSession *session, IkeChild *child)
{
  hand_over (session, child);
  forget (session, child, IKE_EVENT_SA_REMOVE);
}

void
ike_child_retire (IkeSession *session, IkeChild *child)
{
  IkeChildren *children = &session->children;

  hand_over (session, child);
  if (children->n_retired == G_N_ELEMENTS (children->retired)
      || session->stage != IKE_STAGE_ESTABLISHED)
    {
      forget (session, child, IKE_EVENT_SA_REMOVE);
      return;
    }
  children->retired[children->n_retired].spi_in = child->spi_in;
  children->retired[children->n_retired++].until = mono_add (session->now, RETIREMENT);
  forget (session, child, IKE_EVENT_SA_RETIRE);
}

void
ike_child_end_retired (IkeSession *session, gboolean all)
{
  IkeChildren *children = &session->children;
  guint kept = 0;

  for (guint i = 0; i < children->n_retired; i++)
    {
      IkeEvent event = { .type = IKE_EVENT_SA_REMOVE, .spi_in = children->retired[i].spi_in };

      if (all || children->retired[i].until <= session->now)
        ike_outbox_event (&session->outbox, &event);
      else
        children->retired[kept++] = children->retired[i];
    }
  children->n_retired = kept;
}
