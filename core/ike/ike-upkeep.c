// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-upkeep.h"

/* From facts to tasks. */

#include "ike-closed.h"
#include "ike-session-private.h"
#include "task-auth.h"
#include "task-child.h"
#include "task-delete.h"
#include "task-init.h"
#include "task-intermediate.h"
#include "task-mobike.h"
#include "task-rekey-child.h"
#include "task-rekey-ike.h"

static void
add_task (IkeSession *session, IkeTask *task)
{
  ike_tasks_add (&session->sas.current->tasks, task);
}

/* ---- Before the gateway is proven ----------------------------------------------------------- */

/* Asks with a new SPI; whatever came of an earlier asking is forgotten. */
static void
begin (IkeSession *session)
{
  IkeSa *sa = ike_sa_new (session, 0);

  session->begin_again = FALSE;
  ike_sas_clear (&session->sas);
  ike_sas_init (&session->sas);
  sa->initiator = TRUE;
  sa->spi_i = ike_sa_new_spi (&session->rng);
  session->path = session->first_path;
  session->sas.current = ike_sas_add (&session->sas, sa);
  ike_state_enter (session, IKE_STAGE_INIT);
  add_task (session, ike_task_init_new ());
}

/* Candidates are to prove themselves; those that failed are forgotten. */
static void
follow_candidates (IkeSession *session)
{
  IkeSas *sas = &session->sas;

  for (guint i = sas->list->len; i > 0; i--)
    {
      IkeSa *sa = ike_sas_get (sas, i - 1);

      if (sa->gone)
        g_ptr_array_remove_index (sas->list, i - 1);
      else if (sa->handshake != NULL && !ike_tasks_has (&sa->tasks, IKE_TASK_INTERMEDIATE, 0)
               && !ike_tasks_has (&sa->tasks, IKE_TASK_AUTH, 0))
        ike_tasks_add (&sa->tasks, sa->handshake->n_intermediate < sa->suite.n_additional
                                       ? ike_task_intermediate_new ()
                                       : ike_task_auth_new ());
    }
}

/* ---- IKE SAs -------------------------------------------------------------------------------- */

static void
keep_sas (IkeSession *session)
{
  for (guint i = 0; i < session->sas.list->len; i++)
    {
      IkeSa *sa = ike_sas_get (&session->sas, i);

      if (sa->unwanted && !sa->gone && !ike_tasks_has (&sa->tasks, IKE_TASK_DELETE_IKE, 0))
        ike_tasks_add (&sa->tasks, ike_task_delete_ike_new ());
    }
  if (session->wants_rekey && !ike_sas_has_task (&session->sas, IKE_TASK_REKEY_IKE, 0))
    add_task (session, ike_task_rekey_ike_new ());
  session->wants_rekey = FALSE;
  if (session->mobike.supported && session->mobike.pending
      && !ike_sas_has_task (&session->sas, IKE_TASK_MOBIKE, 0))
    add_task (session, ike_task_mobike_new ());
}

/* ---- Child SAs ------------------------------------------------------------------------------ */

/* The hard lifetime is a promise: nothing is sent or taken under these keys any more (LIF-03). */
static void
expire (IkeSession *session, IkeChild *child)
{
  if (child->successor == 0 && ike_children_any_but (&session->children, child) == NULL)
    {
      ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_EXPIRED);
      return;
    }
  ike_children_note_orphan (&session->children, child->spi_in);
  ike_child_remove (session, child);
}

static void
rekey (IkeSession *session, IkeChild *child)
{
  child->soft = MONO_NEVER;
  if (child->successor == 0
      && !ike_sas_has_task (&session->sas, IKE_TASK_REKEY_CHILD, child->spi_in))
    add_task (session, ike_task_rekey_child_new (child->spi_in));
}

static void
delete_child (IkeSession *session, guint32 spi_in)
{
  if (!ike_sas_has_task (&session->sas, IKE_TASK_DELETE_CHILD, spi_in))
    add_task (session, ike_task_delete_child_new (spi_in));
}

static void
keep_children (IkeSession *session)
{
  IkeChildren *children = &session->children;

  ike_child_end_retired (session, FALSE);
  for (guint i = children->list->len; i > 0 && session->stage == IKE_STAGE_ESTABLISHED; i--)
    {
      IkeChild *child = ike_children_get (children, i - 1);

      if (session->now >= child->hard)
        expire (session, child);
      else if (child->unwanted)
        delete_child (session, child->spi_in);
      else if (session->now >= child->soft)
        rekey (session, child);
    }
  if (session->stage != IKE_STAGE_ESTABLISHED)
    return;
  for (guint i = 0; i < children->n_orphans; i++)
    delete_child (session, children->orphans[i]);
  children->n_orphans = 0;
  if (ike_children_any_but (children, NULL) == NULL
      && !ike_timers_wait_to_recreate (&session->timers)
      && !ike_sas_has_task (&session->sas, IKE_TASK_NEW_CHILD, 0))
    add_task (session, ike_task_child_new ());
}

void
ike_upkeep (IkeSession *session)
{
  if (session->stage == IKE_STAGE_CLOSED)
    return;
  if (session->begin_again)
    begin (session);
  if (!session->proven)
    follow_candidates (session);
  if (session->stage != IKE_STAGE_ESTABLISHED)
    return;
  keep_sas (session);
  keep_children (session);
  ike_sas_make_room (&session->sas);
}
