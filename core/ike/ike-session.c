// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-session-private.h"

/* The entry points of a session: every input of the driver's, what the clock makes of it, and the
 * conclusion that all of them come to. */

#include "ike-closed.h"
#include "ike-receive.h"
#include "ike-upkeep.h"
#include "task-delete.h"
#include "task-liveness.h"
#include "task-probe.h"

#include <string.h>

/* No driver is ever this late: the machine was asleep. */
#define SLEPT (10 * MONO_SEC)

/* Begins what waits, until the window is taken or nothing is left. */
static int
run_tasks (IkeSa *sa)
{
  IkeTask *task = NULL;
  int status = STATUS_OK;

  while (status == STATUS_OK && sa->session->stage != IKE_STAGE_CLOSED && !sa->gone
         && (task = ike_tasks_next (&sa->tasks)) != NULL && ike_window_is_open (&sa->window))
    {
      task->begun = TRUE;
      status = task->klass->begin (task);
    }
  return status;
}

/* Every input ends here: what it made possible is done, and a fatal status becomes CLOSED. */
static int
conclude (IkeSession *session, int status)
{
  if (status == STATUS_OK)
    ike_upkeep (session);
  for (guint i = 0; status == STATUS_OK && i < session->sas.list->len; i++)
    status = run_tasks (ike_sas_get (&session->sas, i));
  if (status_is_fatal (status))
    {
      log_sink_debug (&session->log, "fatal: %s", status_fatal_name (status));
      ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_INTERNAL);
    }
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
  if (path->transport == IKE_TRANSPORT_TCP)
    ike_setup_for_stream (&session->setup);
  session->rng = *rng;
  if (log != NULL)
    session->log = *log;
  session->first_path = *path;
  session->path = *path;
  session->ending = IKE_REASON_LOCAL_CLOSE;
  ike_outbox_init (&session->outbox, &session->log);
  ike_sas_init (&session->sas);
  ike_children_init (&session->children);
  ike_timers_init (&session->timers, &setup.timers, &session->rng);
  return session;
}

void
ike_session_free (IkeSession *session)
{
  if (session == NULL)
    return;
  ike_sas_clear (&session->sas);
  ike_children_clear (&session->children);
  ike_outbox_clear (&session->outbox);
  ike_closed_free (session->suspicion);
  ike_closed_free (session->shown);
  secret_buf_free (session->psk);
  secret_buf_free (session->ppk);
  ike_setup_clear (&session->setup);
  g_free (session);
}

int
ike_session_start (IkeSession *session, MonoTime now)
{
  g_return_val_if_fail (session->stage == IKE_STAGE_IDLE, STATUS_FATAL_INTERNAL);
  session->now = now;
  session->begin_again = TRUE;
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
    task = ike_sas_find_ticket (&session->sas, ticket);
  if (task != NULL && task->klass->answer != NULL)
    {
      task->ticket = 0;
      status = conclude (session, task->klass->answer (task, answer));
    }
  g_clear_pointer (&answer->secret, secret_buf_free);
  return status;
}

/* Nothing else is worth starting, and what is under way does not matter any more. */
static void
cut_short (IkeSa *sa)
{
  ike_tasks_clear (&sa->tasks);
  /* A gateway that has not got it yet would not take the request after it. */
  ike_sa_repeat (sa);
  ike_window_abandon (&sa->window);
}

/* An orderly end: the gateway's answer is waited for, a little. */
static void
begin_closing (IkeSession *session, IkeReason reason)
{
  session->ending = reason;
  ike_state_enter (session, IKE_STAGE_CLOSING);
  ike_timers_on_closing (&session->timers, session->now);
  cut_short (session->sas.current);
  ike_tasks_add (&session->sas.current->tasks, ike_task_delete_ike_new ());
}

int
ike_session_close (IkeSession *session, MonoTime now)
{
  session->now = now;
  session->ending = IKE_REASON_LOCAL_CLOSE;
  if (session->stage == IKE_STAGE_CLOSED || session->stage == IKE_STAGE_CLOSING)
    return STATUS_OK;
  if (session->stage != IKE_STAGE_ESTABLISHED)
    {
      ike_closed_end_reason (session, IKE_FAREWELL_QUIT, IKE_REASON_LOCAL_CLOSE);
      return STATUS_OK;
    }
  begin_closing (session, IKE_REASON_LOCAL_CLOSE);
  return conclude (session, STATUS_OK);
}

/* ---- What the data plane and the user report ------------------------------------------------ */

int
ike_session_on_inbound_traffic (IkeSession *session, MonoTime now)
{
  if (!begin_input (session, now))
    return STATUS_OK;
  ike_timers_on_inbound (&session->timers, now);
  ike_evidence_on_inbound (&session->evidence, now);
  return STATUS_OK;
}

int
ike_session_on_outbound_traffic (IkeSession *session, MonoTime now)
{
  if (begin_input (session, now))
    ike_timers_on_outbound (&session->timers, now);
  return STATUS_OK;
}

int
ike_session_on_soft_limit (IkeSession *session, guint32 spi_in, MonoTime now)
{
  IkeChild *child = NULL;

  if (!begin_input (session, now) || session->stage != IKE_STAGE_ESTABLISHED)
    return STATUS_OK;
  child = ike_children_find_in (&session->children, spi_in);
  if (child != NULL)
    child->soft = now;
  return conclude (session, STATUS_OK);
}

int
ike_session_rekey (IkeSession *session, gboolean ike_sa, MonoTime now)
{
  IkeChild *child = NULL;

  if (!begin_input (session, now) || session->stage != IKE_STAGE_ESTABLISHED)
    return STATUS_OK;
  child = ike_children_any_but (&session->children, NULL);
  if (ike_sa)
    session->wants_rekey = TRUE;
  else if (child != NULL)
    child->soft = now;
  return conclude (session, STATUS_OK);
}

/* ---- Time ----------------------------------------------------------------------------------- */

/* Unless a request under way asks the same question. */
static gboolean
may_ask_for_life (const IkeSession *session)
{
  return session->stage == IKE_STAGE_ESTABLISHED && !session->mobike.pending
         && ike_window_is_open (&session->sas.current->window)
         && !ike_sas_has_task (&session->sas, IKE_TASK_LIVENESS, 0);
}

int
ike_session_on_stray_spi (IkeSession *session, guint32 spi_in, MonoTime now)
{
  if (!begin_input (session, now))
    return STATUS_OK;
  if (may_ask_for_life (session) && ike_timers_on_stray (&session->timers, now))
    ike_tasks_add (&session->sas.current->tasks, ike_task_liveness_new_stray (spi_in));
  return conclude (session, STATUS_OK);
}

/* Asks whether the gateway is still there. */
static void
ask_for_life (IkeSession *session, gboolean urgent)
{
  if (may_ask_for_life (session))
    ike_tasks_add (&session->sas.current->tasks, ike_task_liveness_new (urgent));
}

int
ike_session_on_unanswered_traffic (IkeSession *session, MonoTime now)
{
  IkeChild *child = NULL;

  if (!begin_input (session, now) || session->stage != IKE_STAGE_ESTABLISHED)
    return STATUS_OK;
  switch (ike_evidence_on_unanswered (&session->evidence,
                                      !ike_window_is_open (&session->sas.current->window),
                                      session->mobike.supported, now))
    {
    case IKE_EVIDENCE_WAIT:
      ike_window_bound (&session->sas.current->window, now);
      break;
    case IKE_EVIDENCE_ASK:
      ask_for_life (session, TRUE);
      break;
    case IKE_EVIDENCE_TELL:
      session->mobike.pending = TRUE;
      break;
    case IKE_EVIDENCE_REKEY:
      child = ike_children_any_but (&session->children, NULL);
      if (child != NULL)
        child->soft = now;
      break;
    case IKE_EVIDENCE_GIVE_UP:
      ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_LIVENESS);
      break;
    }
  return conclude (session, STATUS_OK);
}

MonoTime
ike_session_waits_since (const IkeSession *session)
{
  const IkeWindow *window = &session->sas.current->window;

  return window->request != NULL ? window->sent_at : MONO_NEVER;
}

/* The same at once, by whatever request is under way. */
static void
probe (IkeSession *session)
{
  for (guint i = 0; i < session->sas.list->len; i++)
    ike_window_path_changed (&ike_sas_get (&session->sas, i)->window, session->now);
  ask_for_life (session, TRUE);
}

/* Asleep meanwhile: what nobody could answer is asked once more before anything is given up. A NAT
 * that saw nothing of us for so long may have another mapping for us now. */
static void
wake (IkeSession *session)
{
  if (session->natt.nat_local)
    ike_evidence_on_moved (&session->evidence);
  probe (session);
}

/* The gateway did not answer one of our requests for as long as we are willing to wait. */
static void
give_up (IkeSession *session, IkeSa *sa)
{
  if (ike_sa_is_candidate (sa))
    ike_closed_fail_reason (sa, IKE_FAREWELL_NONE, IKE_REASON_NO_RESPONSE);
  else if (sa != session->sas.current)
    {
      /* Only a Delete was under way there: the successor is what counts. */
      ike_window_abandon (&sa->window);
      sa->gone = TRUE;
    }
  else if (session->stage == IKE_STAGE_CLOSING)
    ike_closed_end_reason (session, IKE_FAREWELL_NONE, session->ending);
  else if (session->stage == IKE_STAGE_ESTABLISHED)
    ike_closed_end_reason (session, IKE_FAREWELL_NONE, IKE_REASON_LIVENESS);
  else
    ike_closed_end_unproven (session, IKE_REASON_NO_RESPONSE);
}

/* The present path does not answer: the same request along every other one is a test of those
 * (MOB-16). What takes the gateway no time to answer is sent there at the first repeat; what was
 * too large for this one says nothing about it. */
static void
send_elsewhere (IkeSa *sa)
{
  IkeSession *session = sa->session;
  IkePath paths[IKE_MOBIKE_PATHS_MAX];
  gboolean is_quick = ike_tasks_is_under_way (&sa->tasks, IKE_TASK_LIVENESS)
                      || ike_tasks_is_under_way (&sa->tasks, IKE_TASK_MOBIKE);
  guint n = 0;

  if (session->stage == IKE_STAGE_ESTABLISHED && session->mobike.supported
      && sa == session->sas.current && sa->window.repeats >= sa->window.probes + (is_quick ? 1 : 2))
    n = ike_mobike_paths (&session->mobike, &session->path, &session->children.ts_remote, paths);
  for (guint i = 0; i < n; i++)
    ike_sa_send (sa, &paths[i], sa->window.request);
  session->mobike.elsewhere |= n > 0;
}

static int
send_again (IkeSa *sa)
{
  const IkeTask *task = sa->tasks.current;
  int status = STATUS_OK;

  if (task != NULL && task->klass->repeat != NULL)
    status = task->klass->repeat (sa->tasks.current);
  if (status == STATUS_OK)
    ike_sa_repeat (sa);
  if (status == STATUS_OK)
    send_elsewhere (sa);
  return status;
}

static int
tick_windows (IkeSession *session)
{
  int status = STATUS_OK;

  for (guint i = 0;
       status == STATUS_OK && session->stage != IKE_STAGE_CLOSED && i < session->sas.list->len; i++)
    {
      IkeSa *sa = ike_sas_get (&session->sas, i);

      if (sa->gone)
        continue;
      switch (ike_window_tick (&sa->window, session->now))
        {
        case IKE_WINDOW_SEND_AGAIN:
          status = send_again (sa);
          break;
        case IKE_WINDOW_GIVE_UP:
          give_up (session, sa);
          break;
        case IKE_WINDOW_IDLE:
          break;
        }
    }
  return status;
}

static void
send_keepalive (IkeSession *session)
{
  static const guint8 octet[] = { 0xff };
  IkeDatagram datagram = { .path = session->path, .keepalive = TRUE };

  if (session->path.transport != IKE_TRANSPORT_NATT)
    return;
  datagram.data = g_bytes_new_static (octet, sizeof octet);
  ike_outbox_datagram (&session->outbox, &datagram);
}

static void
on_timer (IkeSession *session, IkeTimer timer)
{
  switch (timer)
    {
    case IKE_TIMER_LIVENESS:
      ask_for_life (session, FALSE);
      break;
    case IKE_TIMER_KEEPALIVE:
      send_keepalive (session);
      break;
    case IKE_TIMER_IKE_SOFT:
      session->wants_rekey = TRUE;
      break;
    case IKE_TIMER_IKE_HARD:
      ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_EXPIRED);
      break;
    case IKE_TIMER_REAUTH:
      /* It must know before the next session asks for the same address. */
      if (session->stage == IKE_STAGE_ESTABLISHED)
        begin_closing (session, IKE_REASON_EXPIRED);
      break;
    case IKE_TIMER_CANDIDATES_GONE:
      if (ike_sas_n_candidates (&session->sas) == 0)
        ike_closed_end_unproven (session, IKE_REASON_NO_RESPONSE);
      break;
    case IKE_TIMER_CLOSE:
      ike_closed_end_reason (session, IKE_FAREWELL_NONE, session->ending);
      break;
    case IKE_TIMER_REPLACED:
      ike_sas_forget_others (&session->sas);
      break;
    case IKE_TIMER_RECREATE: /* what there is to do is found by the upkeep */
    case IKE_TIMER_NONE:
    case IKE_N_TIMERS:
      break;
    }
}

MonoTime
ike_session_deadline (const IkeSession *session)
{
  MonoTime next = MONO_NEVER;

  if (session->stage == IKE_STAGE_CLOSED || session->stage == IKE_STAGE_IDLE)
    return MONO_NEVER;
  next = ike_timers_deadline (&session->timers);
  if (session->stage == IKE_STAGE_ESTABLISHED)
    next = mono_min (next, ike_children_deadline (&session->children));
  for (guint i = 0; i < session->sas.list->len; i++)
    {
      const IkeSa *sa = ike_sas_get (&session->sas, i);

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
  if (now - ike_session_deadline (session) > SLEPT)
    wake (session);
  while (session->stage != IKE_STAGE_CLOSED
         && (timer = ike_timers_due (&session->timers, now)) != IKE_TIMER_NONE)
    on_timer (session, timer);
  status = tick_windows (session);
  return conclude (session, status);
}

/* The driver knows the local end; where the gateway listens by now is known here. */
static void
move_to (IkePath *path, const IkePath *changed)
{
  guint16 port = path->remote.port;

  path->local = changed->local;
  path->remote = changed->remote;
  path->remote.port = port;
}

/* Without MOBIKE a gateway's own address never changes (RFC 7296 section 2.23 knows of the other
 * end's alone): its IKE may answer at another one, its ESP does not. */
static gboolean
is_out_of_reach (const IkeSession *session, const IkePath *path)
{
  return session->stage == IKE_STAGE_ESTABLISHED && !session->mobike.supported
         && !ip_address_equal (&session->path.remote.address, &path->remote.address);
}

int
ike_session_path_changed (IkeSession *session, const IkePath *path, MonoTime now)
{
  gboolean ends;

  if (!begin_input (session, now))
    return STATUS_OK;
  ends = is_out_of_reach (session, path);
  move_to (&session->path, path);
  if (ends)
    {
      /* Where it hears it, it has no use for the old session when the next one comes. */
      ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_LIVENESS);
      return conclude (session, STATUS_OK);
    }
  for (guint i = 0; i < session->sas.list->len; i++)
    if (ike_sas_get (&session->sas, i)->handshake != NULL)
      move_to (&ike_sas_get (&session->sas, i)->handshake->path, path);
  session->mobike.pending = session->mobike.supported;
  session->mobike.refusals = 0;
  session->rtt = 0;
  ike_evidence_on_moved (&session->evidence);
  /* There may be a NAT now where there was none. */
  ike_outbox_path (&session->outbox, &session->path, session->natt.nat_local);
  ike_timers_on_path (&session->timers, session->path.transport == IKE_TRANSPORT_NATT, now);
  probe (session);
  return ike_session_tick (session, now);
}

gboolean
ike_session_probe (IkeSession *session, guint size, MonoTime now)
{
  if (!begin_input (session, now) || session->stage != IKE_STAGE_ESTABLISHED
      || ike_sas_has_task (&session->sas, IKE_TASK_PROBE, 0))
    return FALSE;
  ike_tasks_add (&session->sas.current->tasks, ike_task_probe_new (size));
  return conclude (session, STATUS_OK) == STATUS_OK;
}

void
ike_session_set_ways (IkeSession *session, const IkePath *ways, guint n_ways)
{
  session->mobike.n_ways = MIN (n_ways, IKE_WAYS_MAX);
  memcpy (session->mobike.ways, ways, session->mobike.n_ways * sizeof *ways);
}

/* ---- Pulled by the driver ------------------------------------------------------------------- */

gboolean
ike_session_pull_event (IkeSession *session, IkeEvent *ret_event)
{
  return ike_outbox_pull_event (&session->outbox, ret_event);
}

gboolean
ike_session_pull_datagram (IkeSession *session, IkeDatagram *ret_datagram)
{
  return ike_outbox_pull_datagram (&session->outbox, ret_datagram);
}

IkeStage
ike_session_stage (const IkeSession *session)
{
  return session->stage;
}

gboolean
ike_session_peek_keys (const IkeSession *session, IkeSaKeys *ret_keys)
{
  const IkeSa *sa = session->sas.current;

  if (sa == NULL || sa->keymat.ei == NULL)
    return FALSE;
  *ret_keys = (IkeSaKeys){
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .suite = sa->keymat.suite,
    .ei = sa->keymat.ei,
    .er = sa->keymat.er,
    .ai = sa->keymat.ai,
    .ar = sa->keymat.ar,
  };
  return TRUE;
}

guint64
ike_session_dropped (const IkeSession *session)
{
  return session->outbox.dropped;
}
