// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-sas.h"

/* Which IKE SA is current, and what happens to the others. */

#include "ike-proposal-words.h"
#include "ike-session-private.h"

static void
free_sa (gpointer data)
{
  ike_sa_free (data);
}

void
ike_sas_init (IkeSas *sas)
{
  *sas = (IkeSas){ .list = g_ptr_array_new_with_free_func (free_sa) };
}

void
ike_sas_clear (IkeSas *sas)
{
  g_clear_pointer (&sas->list, g_ptr_array_unref);
  sas->current = NULL;
}

IkeSa *
ike_sas_add (IkeSas *sas, IkeSa *sa)
{
  g_ptr_array_add (sas->list, sa);
  return sa;
}

IkeSa *
ike_sas_get (const IkeSas *sas, guint index)
{
  return g_ptr_array_index (sas->list, index);
}

gboolean
ike_sas_has_task (const IkeSas *sas, IkeTaskKind kind, guint32 spi_in)
{
  for (guint i = 0; i < sas->list->len; i++)
    if (ike_tasks_has (&ike_sas_get (sas, i)->tasks, kind, spi_in))
      return TRUE;
  return FALSE;
}

IkeTask *
ike_sas_find_ticket (const IkeSas *sas, guint32 ticket)
{
  for (guint i = 0; ticket != 0 && i < sas->list->len; i++)
    {
      IkeTask *task = ike_sas_get (sas, i)->tasks.current;

      if (task != NULL && task->ticket == ticket && !ike_sas_get (sas, i)->gone)
        return task;
    }
  return NULL;
}

gboolean
ike_sa_is_candidate (const IkeSa *sa)
{
  return !sa->session->proven && sa->handshake != NULL && !sa->gone;
}

guint
ike_sas_n_candidates (const IkeSas *sas)
{
  guint n = 0;

  for (guint i = 0; i < sas->list->len; i++)
    n += ike_sa_is_candidate (ike_sas_get (sas, i)) ? 1 : 0;
  return n;
}

void
ike_sas_forget_others (IkeSas *sas)
{
  for (guint i = sas->list->len; i > 0; i--)
    {
      const IkeSa *sa = ike_sas_get (sas, i - 1);

      if (sa != sas->current && sa != sas->current->rival)
        g_ptr_array_remove_index (sas->list, i - 1);
    }
}

void
ike_sas_prove (IkeSession *session, IkeSa *candidate)
{
  session->sas.current = candidate;
  ike_sas_forget_others (&session->sas);
  session->proven = TRUE;
  session->path = candidate->handshake->path;
  session->natt = candidate->handshake->natt;
  g_clear_pointer (&session->psk, secret_buf_free);
  g_clear_pointer (&session->ppk, secret_buf_free);
  g_clear_pointer (&session->suspicion, ike_closed_free);
  ike_timers_on_proven (&session->timers,
                        session->path.transport == IKE_TRANSPORT_NATT && session->natt.nat_local,
                        session->now);
  ike_outbox_path (&session->outbox, &session->path, session->natt.nat_local);
}

void
ike_sas_succeed (IkeSession *session, IkeSa *successor)
{
  IkeEvent event = { .type = IKE_EVENT_IKE_REKEYED };
  IkeSa *old = session->sas.current;

  /* What a waiting rekey wanted has just happened. */
  ike_tasks_move (&old->tasks, &successor->tasks, IKE_TASK_REKEY_IKE);
  old->replaced = TRUE;
  old->rival = NULL;
  session->sas.current = successor;
  ike_timers_on_ike_rekeyed (&session->timers, session->now);
  event.text = ike_suite_text (&successor->suite);
  ike_outbox_event (&session->outbox, &event);
}

gboolean
ike_sas_lose (IkeSession *session, IkeSa *sa)
{
  IkeSa *current = session->sas.current;

  sa->gone = TRUE;
  if (sa != current)
    {
      if (sa == current->rival)
        current->rival = NULL;
      return TRUE;
    }
  if (session->stage == IKE_STAGE_CLOSING || sa->rival == NULL)
    return FALSE;
  /* The gateway finished its own rekey; our attempt is void (COL-14). */
  ike_sas_succeed (session, sa->rival);
  return TRUE;
}

void
ike_sas_make_room (IkeSas *sas)
{
  for (guint i = 0; sas->list->len > IKE_SAS_MAX && i < sas->list->len;)
    {
      const IkeSa *sa = ike_sas_get (sas, i);

      if (sa != sas->current && sa != sas->current->rival && (sa->gone || sa->replaced))
        g_ptr_array_remove_index (sas->list, i);
      else
        i++;
    }
}
