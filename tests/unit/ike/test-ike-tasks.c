// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-tasks.h"

/* The queue of one IKE SA. */

static void
free_task (IkeTask *task)
{
  g_free (task);
}

static IkeTask *
new_task (IkeTaskKind kind, guint32 spi_in)
{
  static const IkeTaskClass liveness = { .kind = IKE_TASK_LIVENESS, .free = free_task };
  static const IkeTaskClass rekey = { .kind = IKE_TASK_REKEY_IKE, .free = free_task };
  IkeTask *task = g_new0 (IkeTask, 1);

  task->klass = kind == IKE_TASK_LIVENESS ? &liveness : &rekey;
  task->spi_in = spi_in;
  return task;
}

static void
test_order (void)
{
  IkeTasks tasks;
  IkeTask *first = new_task (IKE_TASK_LIVENESS, 7);
  IkeTask *second = new_task (IKE_TASK_REKEY_IKE, 0);

  ike_tasks_init (&tasks, NULL, NULL);
  g_assert_null (ike_tasks_next (&tasks));
  ike_tasks_add (&tasks, first);
  ike_tasks_add (&tasks, second);
  g_assert_true (ike_tasks_has (&tasks, IKE_TASK_LIVENESS, 0));
  g_assert_true (ike_tasks_has (&tasks, IKE_TASK_LIVENESS, 7));
  g_assert_false (ike_tasks_has (&tasks, IKE_TASK_LIVENESS, 8));
  g_assert_true (ike_tasks_next (&tasks) == first);
  g_assert_false (ike_tasks_is_under_way (&tasks, IKE_TASK_LIVENESS));
  first->begun = TRUE;
  g_assert_true (ike_tasks_is_under_way (&tasks, IKE_TASK_LIVENESS));
  g_assert_null (ike_tasks_next (&tasks));
  first->done = TRUE;
  g_assert_false (ike_tasks_has (&tasks, IKE_TASK_LIVENESS, 0));
  g_assert_true (ike_tasks_next (&tasks) == second);
  ike_tasks_clear (&tasks);
}

/* RKI-03: what waits moves on, but for what has just happened. */
static void
test_move (void)
{
  IkeTasks from, to;
  IkeSession *session = GUINT_TO_POINTER (1);
  IkeTask *task = new_task (IKE_TASK_LIVENESS, 0);

  ike_tasks_init (&from, NULL, NULL);
  ike_tasks_init (&to, session, NULL);
  ike_tasks_add (&from, new_task (IKE_TASK_REKEY_IKE, 0));
  ike_tasks_add (&from, task);
  ike_tasks_move (&from, &to, IKE_TASK_REKEY_IKE);
  g_assert_null (ike_tasks_next (&from));
  g_assert_false (ike_tasks_has (&to, IKE_TASK_REKEY_IKE, 0));
  g_assert_true (ike_tasks_next (&to) == task);
  g_assert_true (task->session == session);
  ike_tasks_clear (&from);
  ike_tasks_clear (&to);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/tasks/order", test_order);
  g_test_add_func ("/ike/tasks/RKI-03/move", test_move);
  return g_test_run ();
}
