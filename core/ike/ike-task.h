// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeTask: one exchange (or, in IKE_AUTH, a row of them) that we start. Tasks of an IKE SA run one
 * after the other because its window is one; the session runs them and frees them when done.
 *
 * A task is owned by the queue of its IKE SA. Functions return a StatusFatal; what a peer did wrong
 * is not an error of the function but ends the session or the task.
 */
#pragma once

#include "ike-chain.h"
#include "status.h"

typedef struct IkeTask IkeTask;
typedef struct IkeSa IkeSa;
typedef struct IkeChild IkeChild;

typedef enum /* what may not run twice, and what a peer's request may collide with */
{
  IKE_TASK_INIT = 1,
  IKE_TASK_AUTH,
  IKE_TASK_LIVENESS,
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
  int (*begin) (IkeTask *task, IkeSession *session, IkeSa *sa) G_GNUC_WARN_UNUSED_RESULT;
  /* The authentic, admitted response to the request; the window is open again. */
  int (*handle) (IkeTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response)
      G_GNUC_WARN_UNUSED_RESULT;
  /* The driver's answer to a ticket of this task; NULL when the task asks for nothing. */
  int (*answer) (IkeTask *task, IkeSession *session, IkeSa *sa, IkeAnswer *answer)
      G_GNUC_WARN_UNUSED_RESULT;
  void (*free) (IkeTask *task);
} IkeTaskClass;

struct IkeTask /* first member of every task */
{
  const IkeTaskClass *klass;
  guint32 ticket; /* open one, 0 for none */
  guint32 spi_in; /* Child SA it is about, 0 for none */
  gboolean begun;
  gboolean done;
};

IkeTask *ike_task_init_new (void);
IkeTask *ike_task_auth_new (void);
/* urgent: asked on a new path, or after a sleep; not answered soon means that a new session is the
 * quicker way. */
IkeTask *ike_task_liveness_new (gboolean urgent);
/* A Child SA from nothing. */
IkeTask *ike_task_child_new (void);
/* A successor of the Child SA. */
IkeTask *ike_task_rekey_child_new (guint32 spi_in);
IkeTask *ike_task_rekey_ike_new (void);
IkeTask *ike_task_delete_child_new (guint32 spi_in);
IkeTask *ike_task_delete_ike_new (void);
