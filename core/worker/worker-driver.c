// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The loop of the worker: genkand's wishes, the clock and the plane in, the consequences out. */
#include "worker-driver.h"

#include "status.h"
#include "worker-driver-private.h"
#include "worker-error-map.h"

#include <errno.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static MonoTime
boot_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * MONO_SEC + now.tv_nsec / 1000;
}

static void
start (WorkerDriver *driver, RpcMessage *message, MonoTime now)
{
  VpnReason reason;
  g_autofree char *detail = NULL;

  driver->uplink.phase = RPC_PHASE_RUN;
  driver->config = worker_config_new (message, &reason, &detail);
  if (driver->config == NULL || !worker_config_check_own (driver->config, now, &reason, &detail))
    worker_uplink_finish (&driver->uplink, reason, detail, VPN_STEP_NONE);
  else
    {
      worker_flow_init (&driver->flow, driver->config->ike.keepalive);
      (void) worker_path_try_next (driver, now);
    }
}

static void
answer_secret (WorkerDriver *driver, RpcMessage *message, MonoTime now)
{
  IkeAnswer answer = { .secret = g_steal_pointer (&message->secret) };

  worker_uplink_check (&driver->uplink,
                       ike_session_answer (driver->session, message->ticket, &answer, now));
}

static void
answer_signature (WorkerDriver *driver, const RpcMessage *message, MonoTime now)
{
  g_autoptr (GVariant) octets = NULL;
  g_autoptr (GBytes) signature = NULL;
  IkeAnswer answer = { NULL };
  guint32 ticket;

  g_variant_get (message->body, "(u@ay)", &ticket, &octets);
  signature = g_variant_get_data_as_bytes (octets);
  if (g_bytes_get_size (signature) > 0)
    answer.signature = signature;
  worker_uplink_check (&driver->uplink, ike_session_answer (driver->session, ticket, &answer, now));
}

static void
note_plan_done (WorkerDriver *driver, const RpcMessage *message)
{
  gboolean ok;

  g_variant_get (message->body, "(b)", &ok);
  driver->plan_done = ok;
  if (ok)
    worker_event_send_up (driver);
  else
    worker_uplink_end (&driver->uplink, VPN_REASON_NETWORK_SETUP, "");
}

static void
rekey (WorkerDriver *driver, const RpcMessage *message, MonoTime now)
{
  gboolean ike_sa;

  g_variant_get (message->body, "(b)", &ike_sa);
  worker_uplink_check (&driver->uplink, ike_session_rekey (driver->session, ike_sa, now));
}

static void
roam (WorkerDriver *driver, const RpcMessage *message, MonoTime now)
{
  g_autoptr (GVariant) ways = NULL;
  gboolean changed;

  g_variant_get (message->body, "(@a(ayayqu)b)", &ways, &changed);
  worker_path_roam (driver, ways, changed, now);
  worker_event_report_plan (driver);
}

static void
report_counters (WorkerDriver *driver, const RpcMessage *message)
{
  PlaneStats stats;
  guint32 serial;

  g_variant_get (message->body, "(u)", &serial);
  plane_stats (driver->plane, &stats);
  worker_uplink_send (
      &driver->uplink, RPC_COUNTERS,
      g_variant_new ("(u@a{sv})", serial,
                     worker_report_counters (&stats, ike_session_dropped (driver->session))));
}

static void
greet (WorkerDriver *driver, const RpcMessage *message)
{
  guint32 version;

  g_variant_get (message->body, "(u)", &version);
  if (version == RPC_VERSION && driver->up)
    worker_event_report_anew (driver);
  else
    worker_uplink_end (&driver->uplink, VPN_REASON_WORKER_DIED, "genkand was started anew");
}

/* In the running phase there is a session and a plane: CONFIG made them or ended the worker. */
static void
obey (WorkerDriver *driver, RpcMessage *message, MonoTime now)
{
  switch (message->type)
    {
    case RPC_CONFIG:
      start (driver, message, now);
      break;
    case RPC_SECRET:
      answer_secret (driver, message, now);
      break;
    case RPC_SIGNATURE:
      answer_signature (driver, message, now);
      break;
    case RPC_PLAN_DONE:
      note_plan_done (driver, message);
      break;
    case RPC_REKEY:
      rekey (driver, message, now);
      break;
    case RPC_ROAM:
      roam (driver, message, now);
      break;
    case RPC_COUNTERS_WANTED:
      report_counters (driver, message);
      break;
    case RPC_CAPTURE:
      worker_capture_begin (driver, message, now);
      break;
    case RPC_HELLO:
      greet (driver, message);
      break;
    case RPC_CLOSE:
      driver->uplink.phase = RPC_PHASE_END;
      worker_uplink_end (&driver->uplink, VPN_REASON_USER, "");
      break;
      RPC_CASES_TO_DAEMON
      break;
    }
}

static void
read_wishes (WorkerDriver *driver, MonoTime now)
{
  int result = RPC_OK;

  while (result == RPC_OK && !driver->uplink.finished)
    {
      g_auto (RpcMessage) message = { 0 };

      result = worker_uplink_receive (&driver->uplink, &message);
      if (result == RPC_OK)
        obey (driver, &message, now);
    }
}

/* Events before datagrams: an answer to the gateway's rekey must not leave before the new inbound
 * SA can receive. CLOSED waits until the last datagram is out. */
static void
pump (WorkerDriver *driver)
{
  gboolean moved = driver->session != NULL;

  while (moved && !driver->uplink.finished)
    {
      g_auto (IkeEvent) event = { 0 };
      g_auto (IkeDatagram) datagram = { 0 };

      moved = ike_session_pull_event (driver->session, &event);
      if (moved)
        {
          worker_event_handle (driver, &event);
          continue;
        }
      moved = ike_session_pull_datagram (driver->session, &datagram);
      if (moved)
        worker_path_send (driver, &datagram);
    }
}

static void
act_on_closed (WorkerDriver *driver, MonoTime now)
{
  g_auto (WorkerError) error
      = worker_error_map (driver->closed, driver->config->ike.auth, &driver->contact);
  VpnStep step = worker_step_of_stage (driver->closed->stage);
  WorkerUplink *uplink = &driver->uplink;

  if (driver->closed->reason == IKE_REASON_NO_RESPONSE && driver->closed->stage <= IKE_STAGE_INIT
      && worker_path_try_next (driver, now))
    return;
  if (driver->closed->reason == IKE_REASON_REDIRECTED
      && worker_path_follow (driver, driver->closed->found, now))
    return;
  if (driver->closed->reason == IKE_REASON_LOCAL_CLOSE
      && (uplink->reason != VPN_REASON_NONE || driver->config->probe))
    worker_uplink_finish (uplink, uplink->reason, uplink->detail, step);
  else
    worker_uplink_finish (uplink, error.reason, error.detail, step);
}

static void
begin_end (WorkerDriver *driver, MonoTime now)
{
  WorkerUplink *uplink = &driver->uplink;

  driver->ending = TRUE;
  driver->attempt_deadline = MONO_NEVER;
  if (driver->session == NULL)
    worker_uplink_finish (uplink, uplink->reason, uplink->detail, VPN_STEP_NONE);
  else
    worker_uplink_check (uplink, ike_session_close (driver->session, now));
}

/* One consequence of what is known by now; FALSE when nothing follows any more. */
static gboolean
take_step (WorkerDriver *driver, MonoTime now)
{
  WorkerUplink *uplink = &driver->uplink;
  IkeStage stage = driver->session != NULL ? ike_session_stage (driver->session) : IKE_STAGE_IDLE;

  if (uplink->finished)
    return FALSE;
  if (uplink->reason != VPN_REASON_NONE && !driver->ending)
    begin_end (driver, now);
  else if (driver->closed != NULL)
    act_on_closed (driver, now);
  else if (uplink->fatal != 0)
    worker_uplink_finish (uplink, VPN_REASON_INTERNAL, status_fatal_name (uplink->fatal),
                          worker_step_of_stage (stage));
  else
    return mono_until (driver->attempt_deadline, now) == 0 && worker_path_try_next (driver, now);
  return TRUE;
}

static void
settle (WorkerDriver *driver, MonoTime now)
{
  do
    pump (driver);
  while (take_step (driver, now));
}

static void
arm_timer (WorkerDriver *driver)
{
  struct itimerspec spec = { 0 };
  MonoTime at = mono_min (driver->attempt_deadline, driver->flow.next_look);

  if (driver->session != NULL)
    at = mono_min (mono_min (at, ike_session_deadline (driver->session)),
                   worker_path_probe_deadline (driver));
  if (at == driver->armed)
    return;
  driver->armed = at;
  if (at != MONO_NEVER)
    {
      at = MAX (at, 1);
      spec.it_value.tv_sec = at / MONO_SEC;
      spec.it_value.tv_nsec = (at % MONO_SEC) * 1000;
    }
  (void) timerfd_settime (driver->timer_fd, TFD_TIMER_ABSTIME, &spec, NULL);
}

static void
take_turn (WorkerDriver *driver)
{
  struct pollfd fds[] = {
    { driver->uplink.fd, POLLIN, 0 },
    { driver->timer_fd, POLLIN, 0 },
    { driver->plane != NULL ? plane_event_fd (driver->plane) : -1, POLLIN, 0 },
    { driver->capture.fd, 0, 0 }, /* whether its other end is closed */
  };
  guint64 expirations;
  MonoTime now;

  arm_timer (driver);
  if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
    return;
  now = driver->now = boot_time ();
  if (fds[1].revents != 0 && read (driver->timer_fd, &expirations, sizeof expirations) > 0)
    driver->armed = MONO_NEVER;
  if (fds[0].revents != 0)
    read_wishes (driver, now);
  if (driver->session != NULL && !driver->uplink.finished)
    {
      worker_path_look_at_traffic (driver, now);
      worker_path_receive (driver, now);
      if (worker_path_follow_mtu (driver))
        worker_event_report_plan (driver);
      worker_path_probe (driver);
      if (driver->capture.fd >= 0 && fds[3].revents != 0)
        worker_capture_end (driver, now);
      worker_uplink_check (&driver->uplink, ike_session_tick (driver->session, now));
    }
  settle (driver, now);
}

WorkerExit
worker_driver_run (int rpc_fd)
{
  WorkerDriver driver = {
    .timer_fd = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK),
    .armed = MONO_NEVER,
    .attempt_deadline = MONO_NEVER,
    .pulse_at = MONO_NEVER,
    .capture = { .fd = -1 },
  };

  if (driver.timer_fd < 0)
    return WORKER_EXIT_START;
  driver.children = g_ptr_array_new_with_free_func ((GDestroyNotify) worker_child_free);
  worker_flow_init (&driver.flow, MONO_NEVER);
  worker_uplink_init (&driver.uplink, rpc_fd);
  worker_uplink_send (&driver.uplink, RPC_READY, NULL);
  while (!driver.uplink.finished)
    take_turn (&driver);

  /* The engine before what it borrows, the plane, whose last datagrams go out, before its
   * descriptors and before the end is told. */
  g_clear_pointer (&driver.session, ike_session_free);
  g_clear_pointer (&driver.plane, plane_free);
  worker_uplink_close (&driver.uplink);
  g_clear_pointer (&driver.closed, ike_closed_free);
  g_clear_pointer (&driver.reply, ike_config_reply_free);
  g_clear_pointer (&driver.peer, g_variant_unref);
  g_clear_pointer (&driver.plan, g_variant_unref);
  g_clear_pointer (&driver.children, g_ptr_array_unref);
  g_clear_pointer (&driver.config, worker_config_free);
  close (driver.timer_fd);
  return driver.uplink.exit;
}
