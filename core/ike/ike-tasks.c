// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-tasks.h"

/* The queue of the tasks of one IKE SA. */

void
ike_tasks_init (IkeTasks *tasks, IkeSession *session, IkeSa *sa)
{
  *tasks = (IkeTasks){ .session = session, .sa = sa };
  g_queue_init (&tasks->waiting);
}

static void
free_task (gpointer data)
{
  IkeTask *task = data;

  if (task != NULL)
    task->klass->free (task);
}

void
ike_tasks_clear (IkeTasks *tasks)
{
  g_clear_pointer (&tasks->current, free_task);
  g_queue_clear_full (&tasks->waiting, free_task);
}

void
ike_tasks_add (IkeTasks *tasks, IkeTask *task)
{
  task->session = tasks->session;
  task->sa = tasks->sa;
  g_queue_push_tail (&tasks->waiting, task);
}

static gboolean
is_of (const IkeTask *task, IkeTaskKind kind, guint32 spi_in)
{
  return task->klass->kind == kind && !task->done && (spi_in == 0 || task->spi_in == spi_in);
}

gboolean
ike_tasks_has (const IkeTasks *tasks, IkeTaskKind kind, guint32 spi_in)
{
  if (tasks->current != NULL && is_of (tasks->current, kind, spi_in))
    return TRUE;
  for (const GList *l = tasks->waiting.head; l != NULL; l = l->next)
    if (is_of (l->data, kind, spi_in))
      return TRUE;
  return FALSE;
}

gboolean
ike_tasks_is_under_way (const IkeTasks *tasks, IkeTaskKind kind)
{
  return tasks->current != NULL && tasks->current->begun && is_of (tasks->current, kind, 0);
}

void
ike_tasks_move (IkeTasks *from, IkeTasks *to, IkeTaskKind except)
{
  IkeTask *task = NULL;

  while ((task = g_queue_pop_head (&from->waiting)) != NULL)
    {
      if (task->klass->kind == except)
        free_task (task);
      else
        ike_tasks_add (to, task);
    }
}

IkeTask *
ike_tasks_next (IkeTasks *tasks)
{
  if (tasks->current != NULL && tasks->current->done)
    g_clear_pointer (&tasks->current, free_task);
  if (tasks->current == NULL)
    tasks->current = g_queue_pop_head (&tasks->waiting);
  return tasks->current != NULL && !tasks->current->begun ? tasks->current : NULL;
}
