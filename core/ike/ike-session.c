// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-session-private.h"

/* No driver is ever this late: the machine was asleep. */
#define SLEPT (10 * MONO_SEC)

/* ---- Queues to the driver ------------------------------------------------------------------- */

void
ike_session_push_event (IkeSession *session, const IkeEvent *event)
{
  g_queue_push_tail (&session->events, g_memdup2 (event, sizeof *event));
}

void
ike_session_push_datagram (IkeSession *session, const IkePath *path, GBytes *data,
                           gboolean keepalive)
{
  IkeDatagram datagram = { .path = *path, .data = data, .keepalive = keepalive };

  g_queue_push_tail (&session->datagrams, g_memdup2 (&datagram, sizeof datagram));
  ike_timers_on_outbound (&session->timers, session->now);
}

gboolean
ike_session_pull_event (IkeSession *session, IkeEvent *ret_event)
{
  g_autofree IkeEvent *event = g_queue_pop_head (&session->events);

  if (event == NULL)
    return FALSE;
  *ret_event = *event;
  return TRUE;
}

gboolean
ike_session_pull_datagram (IkeSession *session, IkeDatagram *ret_datagram)
{
  g_autofree IkeDatagram *datagram = g_queue_pop_head (&session->datagrams);

  if (datagram == NULL)
    return FALSE;
  *ret_datagram = *datagram;
  return TRUE;
}

void
ike_session_drop (IkeSession *session, const char *why)
{
  session->dropped++;
  log_sink_debug (&session->log, "dropped a datagram: %s", why);
}

guint32
ike_session_new_ticket (IkeSession *session)
{
  return ++session->last_ticket;
}

void
ike_session_set_path (IkeSession *session, const IkePath *path)
{
  IkeEvent event = { .type = IKE_EVENT_PATH, .path = *path };

  session->path = *path;
  ike_session_push_event (session, &event);
}

void
ike_handshake_clear (IkeHandshake *handshake)
{
  g_clear_pointer (&handshake->request, g_bytes_unref);
  g_clear_pointer (&handshake->response, g_bytes_unref);
  g_clear_pointer (&handshake->ni, g_bytes_unref);
  g_clear_pointer (&handshake->nr, g_bytes_unref);
  if (handshake->asked != NULL)
    handshake->asked->klass->free (handshake->asked);
  handshake->asked = NULL;
  g_queue_clear_full (&handshake->others, (GDestroyNotify) g_bytes_unref);
}

/* ---- Tasks ---------------------------------------------------------------------------------- */

void
ike_session_add_task (IkeSession *session, IkeTask *task)
{
  g_queue_push_tail (&session->sa->tasks, task);
}

static gboolean
task_is (const IkeTask *task, IkeTaskKind kind, guint32 spi_in)
{
  return task->klass->kind == kind && !task->done && (spi_in == 0 || task->spi_in == spi_in);
}

gboolean
ike_session_has_task (const IkeSession *session, IkeTaskKind kind, guint32 spi_in)
{
  for (guint i = 0; i < session->sas->len; i++)
    {
      const IkeSa *sa = g_ptr_array_index (session->sas, i);

      if (sa->task != NULL && task_is (sa->task, kind, spi_in))
        return TRUE;
      for (const GList *l = sa->tasks.head; l != NULL; l = l->next)
        if (task_is (l->data, kind, spi_in))
          return TRUE;
    }
  return FALSE;
}

void
ike_session_succeed (IkeSession *session, IkeSa *successor)
{
  IkeEvent event = { .type = IKE_EVENT_IKE_REKEYED };
  IkeSa *old = session->sa;
  IkeTask *task = NULL;

  while ((task = g_queue_pop_head (&old->tasks)) != NULL)
    {
      /* What it wanted has just happened. */
      if (task->klass->kind == IKE_TASK_REKEY_IKE)
        task->klass->free (task);
      else
        g_queue_push_tail (&successor->tasks, task);
    }
  old->replaced = TRUE;
  old->rival = NULL;
  session->sa = successor;
  ike_timers_on_ike_rekeyed (&session->timers, session->now);
  event.text = ike_suite_text (&successor->suite);
  ike_session_push_event (session, &event);
}

/* Frees what is done and begins what waits, until the window is taken or nothing is left. */
static int
run_tasks (IkeSession *session, IkeSa *sa)
{
  int status = STATUS_OK;

  while (status == STATUS_OK && session->stage != IKE_STAGE_CLOSED && !sa->gone)
    {
      if (sa->task != NULL && sa->task->done)
        {
          sa->task->klass->free (sa->task);
          sa->task = NULL;
        }
      if (sa->task == NULL)
        sa->task = g_queue_pop_head (&sa->tasks);
      if (sa->task == NULL || sa->task->begun || !ike_window_is_open (&sa->window))
        break;
      sa->task->begun = TRUE;
      status = sa->task->klass->begin (sa->task, session, sa);
    }
  return status;
}

/* An IKE SA that is gone still answers repeats, but only as long as there is room. */
static void
make_room (IkeSession *session)
{
  for (guint i = 0; session->sas->len > IKE_SAS_MAX && i < session->sas->len;)
    {
      const IkeSa *sa = g_ptr_array_index (session->sas, i);

      if (sa != session->sa && sa != session->sa->rival && (sa->gone || sa->replaced))
        g_ptr_array_remove_index (session->sas, i);
      else
        i++;
    }
}

/* Every input ends here: what it made possible is done, and a fatal status becomes CLOSED. */
static int
conclude (IkeSession *session, int status)
{
  for (guint i = 0; status == STATUS_OK && i < session->sas->len; i++)
    status = run_tasks (session, g_ptr_array_index (session->sas, i));
  if (status_is_fatal (status))
    {
      log_sink_debug (&session->log, "fatal: %s", status_fatal_name (status));
      ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_INTERNAL);
    }
  make_room (session);
  return status;
}

/* FALSE: the session is over and input means nothing. */
static gboolean
begin_input (IkeSession *session, MonoTime now)
{
  session->now = now;
  return session->stage != IKE_STAGE_CLOSED && session->stage != IKE_STAGE_IDLE;
}

/* ---- Life cycle ----------------------------------------------------------------------------- */

static void
free_child (gpointer data)
{
  ike_child_free (data);
}

static void
free_sa (gpointer data)
{
  ike_sa_free (data);
}

IkeSession *
ike_session_new (const IkeConfig *config, const IkePath *path, const Rng *rng, const LogSink *log,
                 char **ret_why)
{
  IkeSetup setup;
  IkeSession *session = NULL;

  if (!ike_setup_init (&setup, config, ret_why))
    return NULL;
  session = g_new0 (IkeSession, 1);
  session->setup = setup;
  session->rng = *rng;
  if (log != NULL)
    session->log = *log;
  session->first_path = *path;
  session->path = *path;
  session->sas = g_ptr_array_new_with_free_func (free_sa);
  session->children = g_ptr_array_new_with_free_func (free_child);
  g_queue_init (&session->events);
  g_queue_init (&session->datagrams);
  ike_timers_init (&session->timers, &setup.timers, &session->rng);
  return session;
}

static void
free_event (gpointer data)
{
  ike_event_clear (data);
  g_free (data);
}

static void
free_datagram (gpointer data)
{
  ike_datagram_clear (data);
  g_free (data);
}

void
ike_session_free (IkeSession *session)
{
  if (session == NULL)
    return;
  g_ptr_array_unref (session->sas);
  g_ptr_array_unref (session->children);
  g_queue_clear_full (&session->events, free_event);
  g_queue_clear_full (&session->datagrams, free_datagram);
  ike_handshake_clear (&session->handshake);
  ike_closed_free (session->suspicion);
  secret_buf_free (session->psk_at_hand);
  ike_setup_clear (&session->setup);
  g_free (session);
}

static void
begin_init (IkeSession *session)
{
  IkeSa *sa = ike_sa_new (&session->setup.window, &session->rng);

  sa->initiator = TRUE;
  sa->spi_i = ike_sa_new_spi (&session->rng);
  g_ptr_array_add (session->sas, sa);
  session->sa = sa;
  ike_state_enter (session, IKE_STAGE_INIT);
  ike_session_add_task (session, ike_task_init_new ());
}

void
ike_session_start_over (IkeSession *session)
{
  session->sa->gone = TRUE;
  ike_handshake_clear (&session->handshake);
  session->path = session->first_path;
  begin_init (session);
}

int
ike_session_start (IkeSession *session, MonoTime now)
{
  g_return_val_if_fail (session->stage == IKE_STAGE_IDLE, STATUS_FATAL_INTERNAL);
  session->now = now;
  begin_init (session);
  return conclude (session, STATUS_OK);
}

int
ike_session_recv (IkeSession *session, const IkePath *path, const guint8 *data, gsize len,
                  MonoTime now)
{
  if (!begin_input (session, now))
    return STATUS_OK;
  return conclude (session, ike_receive (session, path, data, len));
}

int
ike_session_answer (IkeSession *session, guint32 ticket, IkeAnswer *answer, MonoTime now)
{
  IkeTask *task = NULL;
  int status = STATUS_OK;

  if (begin_input (session, now))
    task = session->sa->task;
  if (task != NULL && ticket != 0 && task->ticket == ticket && task->klass->answer != NULL)
    {
      task->ticket = 0;
      status = conclude (session, task->klass->answer (task, session, session->sa, answer));
    }
  g_clear_pointer (&answer->secret, secret_buf_free);
  return status;
}

int
ike_session_close (IkeSession *session, MonoTime now)
{
  session->now = now;
  if (session->stage == IKE_STAGE_CLOSED || session->stage == IKE_STAGE_CLOSING)
    return STATUS_OK;
  if (session->stage != IKE_STAGE_ESTABLISHED)
    {
      ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_LOCAL_CLOSE);
      return STATUS_OK;
    }
  ike_state_enter (session, IKE_STAGE_CLOSING);
  ike_timers_on_closing (&session->timers, now);
  /* Nothing else is worth starting, and what is under way does not matter any more. */
  if (session->sa->task != NULL)
    session->sa->task->done = TRUE;
  /* A gateway that has not got it yet would not take the request after it. */
  if (session->sa->window.request != NULL)
    ike_sa_send (session, &session->path, session->sa->window.request);
  ike_window_abandon (&session->sa->window);
  g_queue_push_head (&session->sa->tasks, ike_task_delete_ike_new ());
  return conclude (session, STATUS_OK);
}

/* Asks at once whether the gateway is still there, by whatever request is under way. */
static void
probe (IkeSession *session)
{
  for (guint i = 0; i < session->sas->len; i++)
    {
      IkeSa *sa = g_ptr_array_index (session->sas, i);

      ike_window_path_changed (&sa->window, session->now);
    }
  if (session->stage == IKE_STAGE_ESTABLISHED && ike_window_is_open (&session->sa->window)
      && !ike_session_has_task (session, IKE_TASK_LIVENESS, 0))
    ike_session_add_task (session, ike_task_liveness_new (TRUE));
}

int
ike_session_path_changed (IkeSession *session, const IkePath *path, MonoTime now)
{
  IkePath changed = *path;

  if (!begin_input (session, now))
    return STATUS_OK;
  /* The driver knows the local end; where the gateway listens by now is known here. */
  changed.transport = session->path.transport;
  changed.remote.port = session->path.remote.port;
  ike_session_set_path (session, &changed);
  /* There may be a NAT now where there was none. */
  if (changed.transport == IKE_TRANSPORT_NATT)
    ike_timers_on_natt (&session->timers, now);
  probe (session);
  return ike_session_tick (session, now);
}

/* ---- What the data plane and the user report ------------------------------------------------ */

int
ike_session_on_inbound_traffic (IkeSession *session, MonoTime now)
{
  if (begin_input (session, now))
    ike_timers_on_inbound (&session->timers, now);
  return STATUS_OK;
}

int
ike_session_on_outbound_traffic (IkeSession *session, MonoTime now)
{
  if (begin_input (session, now))
    ike_timers_on_outbound (&session->timers, now);
  return STATUS_OK;
}

static void
rekey_child (IkeSession *session, const IkeChild *child)
{
  if (child->successor == 0 && !child->deleting
      && !ike_session_has_task (session, IKE_TASK_REKEY_CHILD, child->spi_in))
    ike_session_add_task (session, ike_task_rekey_child_new (child->spi_in));
}

int
ike_session_on_soft_limit (IkeSession *session, guint32 spi_in, MonoTime now)
{
  IkeChild *child = NULL;

  if (!begin_input (session, now) || session->stage != IKE_STAGE_ESTABLISHED)
    return STATUS_OK;
  child = ike_child_find_in (session, spi_in);
  if (child != NULL)
    rekey_child (session, child);
  return conclude (session, STATUS_OK);
}

int
ike_session_rekey (IkeSession *session, gboolean ike_sa, MonoTime now)
{
  IkeChild *child = NULL;

  if (!begin_input (session, now) || session->stage != IKE_STAGE_ESTABLISHED)
    return STATUS_OK;
  child = ike_child_any (session);
  if (ike_sa && !ike_session_has_task (session, IKE_TASK_REKEY_IKE, 0))
    ike_session_add_task (session, ike_task_rekey_ike_new ());
  else if (!ike_sa && child != NULL)
    rekey_child (session, child);
  return conclude (session, STATUS_OK);
}

/* ---- Time ----------------------------------------------------------------------------------- */

/* The gateway did not answer one of our requests for as long as we are willing to wait. */
static void
give_up (IkeSession *session, IkeSa *sa)
{
  if (sa != session->sa)
    {
      /* Only a Delete was under way there: the successor is what counts. */
      ike_window_abandon (&sa->window);
      sa->gone = TRUE;
      return;
    }
  if (session->stage == IKE_STAGE_CLOSING)
    ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_LOCAL_CLOSE);
  else if (session->suspicion != NULL)
    ike_session_end (session, IKE_FAREWELL_NONE, g_steal_pointer (&session->suspicion));
  else
    ike_session_end_reason (session, IKE_FAREWELL_NONE,
                            session->stage == IKE_STAGE_ESTABLISHED ? IKE_REASON_LIVENESS
                                                                    : IKE_REASON_NO_RESPONSE);
}

static void
tick_windows (IkeSession *session)
{
  for (guint i = 0; i < session->sas->len && session->stage != IKE_STAGE_CLOSED; i++)
    {
      IkeSa *sa = g_ptr_array_index (session->sas, i);

      if (sa->gone)
        continue;
      switch (ike_window_tick (&sa->window, session->now))
        {
        case IKE_WINDOW_SEND_AGAIN:
          ike_sa_send (session, &session->path, sa->window.request);
          break;
        case IKE_WINDOW_GIVE_UP:
          give_up (session, sa);
          break;
        case IKE_WINDOW_IDLE:
          break;
        }
    }
}

static void
forget_replaced (IkeSession *session)
{
  for (guint i = session->sas->len; i > 0; i--)
    {
      const IkeSa *sa = g_ptr_array_index (session->sas, i - 1);

      if (sa != session->sa && sa != session->sa->rival)
        g_ptr_array_remove_index (session->sas, i - 1);
    }
}

static int
on_timer (IkeSession *session, IkeTimer timer)
{
  static const guint8 keepalive[] = { 0xff };
  int status = STATUS_OK;

  switch (timer)
    {
    case IKE_TIMER_LIVENESS:
      /* A request under way asks the same question. */
      if (ike_window_is_open (&session->sa->window)
          && !ike_session_has_task (session, IKE_TASK_LIVENESS, 0))
        ike_session_add_task (session, ike_task_liveness_new (FALSE));
      break;
    case IKE_TIMER_KEEPALIVE:
      if (session->path.transport == IKE_TRANSPORT_NATT)
        ike_session_push_datagram (session, &session->path, g_bytes_new_static (keepalive, 1),
                                   TRUE);
      break;
    case IKE_TIMER_IKE_SOFT:
      if (!ike_session_has_task (session, IKE_TASK_REKEY_IKE, 0))
        ike_session_add_task (session, ike_task_rekey_ike_new ());
      break;
    case IKE_TIMER_IKE_HARD:
      ike_session_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_EXPIRED);
      break;
    case IKE_TIMER_UNPROVEN_ERROR:
      if (session->suspicion != NULL)
        ike_session_end (session, IKE_FAREWELL_NONE, g_steal_pointer (&session->suspicion));
      break;
    case IKE_TIMER_CLOSE:
      ike_session_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_LOCAL_CLOSE);
      break;
    case IKE_TIMER_REPLACED:
      forget_replaced (session);
      break;
    case IKE_TIMER_RECREATE:
      ike_child_ensure (session);
      break;
    case IKE_TIMER_OTHER_ANSWER:
      status = ike_init_try_other (session);
      break;
    case IKE_TIMER_NONE:
    case IKE_N_TIMERS:
      break;
    }
  return status;
}

MonoTime
ike_session_deadline (const IkeSession *session)
{
  MonoTime next = MONO_NEVER;

  if (session->stage == IKE_STAGE_CLOSED || session->stage == IKE_STAGE_IDLE)
    return MONO_NEVER;
  next = ike_timers_deadline (&session->timers);
  if (session->stage == IKE_STAGE_ESTABLISHED)
    next = mono_min (next, ike_child_deadline (session));
  for (guint i = 0; i < session->sas->len; i++)
    {
      const IkeSa *sa = g_ptr_array_index (session->sas, i);

      if (!sa->gone)
        next = mono_min (next, ike_window_deadline (&sa->window));
    }
  return next;
}

int
ike_session_tick (IkeSession *session, MonoTime now)
{
  IkeTimer timer = IKE_TIMER_NONE;
  int status = STATUS_OK;

  if (!begin_input (session, now))
    return STATUS_OK;
  /* Asleep meanwhile: what nobody could answer is asked once more before anything is given up. */
  if (now - ike_session_deadline (session) > SLEPT)
    probe (session);
  while (status == STATUS_OK && session->stage != IKE_STAGE_CLOSED
         && (timer = ike_timers_due (&session->timers, now)) != IKE_TIMER_NONE)
    status = on_timer (session, timer);
  if (session->stage == IKE_STAGE_ESTABLISHED)
    ike_child_tick (session);
  tick_windows (session);
  return conclude (session, status);
}

IkeStage
ike_session_stage (const IkeSession *session)
{
  return session->stage;
}

guint64
ike_session_dropped (const IkeSession *session)
{
  return session->dropped;
}
