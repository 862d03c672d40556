// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeTask: one exchange (or, in IKE_AUTH, a row of them) that we start. IkeTasks: the queue of one
 * IKE SA, whose window is one, so its tasks run one after the other.
 *
 * A task knows the session and the IKE SA it was queued for and is owned by that queue. Functions
 * return a StatusFatal; what a peer did wrong is not an error of the function but ends the session
 * or the task. A task leaves facts behind (unwanted, begin_again); what follows from them is
 * decided in ike-upkeep.c, so no task makes another. Same thread as the session.
 */
#pragma once

#include "ike-chain.h"
#include "status.h"

typedef struct IkeTask IkeTask;
typedef struct IkeSa IkeSa;

typedef enum /* what may not run twice, and what a peer's request may collide with */
{
  IKE_TASK_INIT = 1,
  IKE_TASK_INTERMEDIATE,
  IKE_TASK_AUTH,
  IKE_TASK_LIVENESS,
  IKE_TASK_MOBIKE,
  IKE_TASK_PROBE,
  IKE_TASK_NEW_CHILD,
  IKE_TASK_REKEY_CHILD,
  IKE_TASK_REKEY_IKE,
  IKE_TASK_DELETE_CHILD,
  IKE_TASK_DELETE_IKE,
} IkeTaskKind;

typedef struct
{
  IkeTaskKind kind;
  /* The window is open: send a request, or wait for an answer to a ticket, or be done. */
  int (*begin) (IkeTask *task) G_GNUC_WARN_UNUSED_RESULT;
  /* The authentic, admitted response to the request; the window is open again. */
  int (*handle) (IkeTask *task, const IkeMessage *response) G_GNUC_WARN_UNUSED_RESULT;
  /* The driver's answer to a ticket of this task; NULL when the task asks for nothing. */
  int (*answer) (IkeTask *task, IkeAnswer *answer) G_GNUC_WARN_UNUSED_RESULT;
  /* The request is about to be repeated and may be changed before; NULL when it never is. */
  int (*repeat) (IkeTask *task) G_GNUC_WARN_UNUSED_RESULT;
  void (*free) (IkeTask *task);
} IkeTaskClass;

struct IkeTask /* first member of every task */
{
  const IkeTaskClass *klass;
  IkeSession *session; /* borrowed; set when the task is queued */
  IkeSa *sa;           /* borrowed; set when the task is queued */
  guint32 ticket;      /* open one, 0 for none */
  guint32 spi_in;      /* Child SA it is about, 0 for none */
  gboolean begun;
  gboolean done;
};

typedef struct
{
  IkeSession *session; /* borrowed */
  IkeSa *sa;           /* borrowed */
  IkeTask *current;    /* owned; the one under way */
  GQueue waiting;      /* IkeTask; owned */
} IkeTasks;

void ike_tasks_init (IkeTasks *tasks, IkeSession *session, IkeSa *sa);
void ike_tasks_clear (IkeTasks *tasks);

/* Takes task. */
void ike_tasks_add (IkeTasks *tasks, IkeTask *task);
/* Whether such a task runs or waits. spi_in 0: whatever it is about. */
gboolean ike_tasks_has (const IkeTasks *tasks, IkeTaskKind kind, guint32 spi_in);
/* Whether such a task runs: its request is on its way. */
gboolean ike_tasks_is_under_way (const IkeTasks *tasks, IkeTaskKind kind);
/* What waits goes to another queue, except tasks of that kind, which are forgotten. */
void ike_tasks_move (IkeTasks *from, IkeTasks *to, IkeTaskKind except);
/* Frees the current task when it is done; the one that could begin now, or NULL. */
IkeTask *ike_tasks_next (IkeTasks *tasks);
