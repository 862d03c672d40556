// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection's attempts: beginning one, what it says, and what its loss leads to. */
#include "vpn-connection-private.h"

#include <unistd.h>

/* The next attempt, while what is shown is what was proven, or what the time has shown. */
static void
try_again (VpnConnection *self, const VpnLossFacts *facts, const char *detail)
{
  gint64 give_up = vpn_profile_get_integer (self->profile, VPN_KEY_GIVE_UP) * G_USEC_PER_SEC;
  gint64 lost_for = vpn_backoff_lost_for (self->backoff, g_get_monotonic_time ());

  if (self->state != VPN_STATE_RECONNECTING)
    {
      vpn_connection_enter (self, VPN_STATE_RECONNECTING, facts->reason, detail);
      return;
    }
  vpn_connection_note_loss (self, facts->reason, detail);
  if (vpn_protection_tells (facts, lost_for, give_up))
    vpn_connection_set_verdict (self, facts->reason, detail);
  vpn_connection_schedule_retry (self);
}

/* Somebody has to do something; until then nothing is sent and nothing flows. */
static void
stop_trying (VpnConnection *self, VpnReason reason, const char *detail)
{
  vpn_questions_forget (self->questions);
  /* Programs are told at once, instead of waiting for a tunnel that nobody is about to mend. */
  if (self->host != NULL)
    vpn_host_side_hold (self->host);
  vpn_connection_enter (self, VPN_STATE_FAILED, reason, detail);
}

/* It came to nothing; vpn-protection.h says what now. */
static void
lost (VpnConnection *self, VpnReason reason, const char *detail, gboolean proven)
{
  const VpnLossFacts facts
      = { .reason = reason,
          .proven = proven,
          .reconnect = vpn_profile_get_boolean (self->profile, VPN_KEY_RECONNECT),
          .unasked = self->options->by_machine && *self->options->caller == '\0' };
  VpnLoss loss = vpn_protection_judge (self->protection, &facts);

  /* NetworkManager takes the network of a connection that failed away itself. */
  if (loss == VPN_LOSS_OVER || (loss == VPN_LOSS_HOLD && self->options->is_delegated))
    {
      vpn_connection_end (self, VPN_STATE_FAILED, reason, detail);
      return;
    }
  vpn_connection_drop_attempt (self);
  if (loss == VPN_LOSS_RETRY)
    try_again (self, &facts, detail);
  else
    stop_trying (self, reason, detail);
}

/* ---- What an attempt says ------------------------------------------------------------------ */

static void
on_step (gpointer owner, VpnStep step, const char *detail)
{
  vpn_connection_set_step (owner, step, detail);
}

static void
on_contact (gpointer owner, const char *address)
{
  VpnConnection *self = owner;

  vpn_facts_set_gateway_address (&self->facts, address);
  vpn_exported_changed (VPN_EXPORTED (self), "GatewayAddress");
}

static void
on_need_secret (gpointer owner, const VpnWorkerSecretRequest *request)
{
  VpnConnection *self = owner;

  vpn_questions_ask (self->questions, request);
}

static void
on_need_signature (gpointer owner, guint32 ticket, CrySig sig, GBytes *octets)
{
  VpnConnection *self = owner;

  vpn_log_add (self->log, G_LOG_LEVEL_DEBUG, "signature: %s", cry_sig_name (sig));
  vpn_questions_sign (self->questions, ticket, sig, octets);
}

static void
on_peer (gpointer owner, GVariant *peer)
{
  VpnConnection *self = owner;

  vpn_facts_set_peer (&self->facts, peer);
  vpn_exported_changed (VPN_EXPORTED (self), "Peer");
  vpn_exported_changed (VPN_EXPORTED (self), "OwnCertificateEnd");
  vpn_exported_changed (VPN_EXPORTED (self), "IkeSuite");
  vpn_exported_changed (VPN_EXPORTED (self), "GatewayAddress");
}

static void
on_shown (gpointer owner, GVariant *certificates)
{
  VpnConnection *self = owner;

  vpn_facts_set_shown (&self->facts, certificates);
  vpn_exported_changed (VPN_EXPORTED (self), "Shown");
}

static void
on_child_sas (gpointer owner, GVariant *child_sas)
{
  VpnConnection *self = owner;

  vpn_facts_set_child_sas (&self->facts, child_sas);
  vpn_exported_changed (VPN_EXPORTED (self), "ChildSas");
}

static void
on_counters (gpointer owner, GVariant *counters)
{
  VpnConnection *self = owner;
  g_autoptr (VpnCall) call = g_queue_pop_head (&self->counter_calls);
  guint64 overrun;

  if (call == NULL)
    return;
  overrun = net_tun_get_overrun (vpn_host_side_get_tun (self->host));
  vpn_call_return (call, g_variant_new ("(@a{sv})", vpn_facts_clean_counters (counters, overrun)));
}

static void
on_message (gpointer owner, const char *text)
{
  vpn_exported_emit (owner, "Message", g_variant_new ("(s)", text));
}

static void
on_log (gpointer owner, LogSinkLevel level, const char *text)
{
  static const GLogLevelFlags flags[] = {
    [LOG_SINK_DEBUG] = G_LOG_LEVEL_DEBUG,
    [LOG_SINK_INFO] = G_LOG_LEVEL_INFO,
    [LOG_SINK_WARNING] = G_LOG_LEVEL_WARNING,
  };
  VpnConnection *self = owner;

  vpn_log_add (self->log, flags[level], "%s", text);
}

static void
on_breach (gpointer owner, VpnBreach breach)
{
  VpnConnection *self = owner;
  guint count = ++self->breaches[breach];

  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "the worker was killed because %s (%s, %u so far)",
               vpn_breach_sentence (breach), vpn_breach_nick (breach), count);
  vpn_exported_changed (VPN_EXPORTED (self), "Breaches");
}

static void
on_contested (gpointer owner)
{
  VpnConnection *self = owner;

  self->is_contested = TRUE;
  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "another connection wanted all traffic");
  vpn_exported_changed (VPN_EXPORTED (self), "Warnings");
}

static const VpnDefaultRouteEvents default_route_events = { on_contested };

/* Whether the plan may be applied; with it goes the default route. VPN_ERROR_EXISTS. */
static gboolean
claim (VpnConnection *self, const NetPlan *plan, GError **error)
{
  VpnDefaultRoute *route = self->services->default_route;

  if (plan->full_ipv4 || plan->full_ipv6)
    return vpn_default_route_claim (route, &default_route_events, self, plan->ifname, error);
  vpn_default_route_release (route, self);
  return TRUE;
}

static gboolean
on_accepts (gpointer owner, NetPlan *plan, GError **error)
{
  VpnConnection *self = owner;

  if (!claim (self, plan, error))
    return FALSE;
  net_domains_claim (self->services->domains, self, self->profile, plan);
  return TRUE;
}

static void
on_plan (gpointer owner)
{
  vpn_connection_plan_changed (owner);
}

static void
on_reach (gpointer owner)
{
  VpnConnection *self = owner;

  if (self->protection != VPN_PROTECTION_OPEN && !self->options->is_delegated)
    vpn_connection_remember (self);
}

/* From now on a genkand that is started anew can go on with it. */
static void
keep_fds (VpnConnection *self)
{
  VpnWorker *worker = vpn_attempt_get_worker (self->attempt);
  VpnFdStore *fds = self->services->fds;
  int fd, pidfd, lock;

  if (self->options->is_delegated || worker == NULL || !vpn_worker_get_fds (worker, &fd, &pidfd))
    return;
  vpn_fd_store_keep (fds, self->label, VPN_FD_TUN, vpn_host_side_get_tun (self->host)->fd);
  vpn_fd_store_keep (fds, self->label, VPN_FD_WORKER, fd);
  vpn_fd_store_keep (fds, self->label, VPN_FD_PID, pidfd);
  lock = net_lock_get_fd (vpn_host_side_get_lock (self->host));
  if (lock >= 0)
    vpn_fd_store_keep (fds, self->label, VPN_FD_LOCK, lock);
}

static void
on_up (gpointer owner)
{
  keep_fds (owner);
  vpn_connection_enter (owner, VPN_STATE_CONNECTED, VPN_REASON_NONE, NULL);
}

static void
on_moves (gpointer owner, gboolean moves)
{
  VpnConnection *self = owner;

  if (moves)
    vpn_idle_stop (self->idle);
  else if (self->state == VPN_STATE_CONNECTED)
    vpn_connection_rest (self);
}

static void
on_stalled (gpointer owner, gboolean stalled)
{
  VpnConnection *self = owner;

  vpn_log_add (self->log, G_LOG_LEVEL_INFO,
               stalled ? "traffic gets no answer" : "traffic gets answers again");
  vpn_connection_set_stalled (self, stalled);
}

static void
on_lost (gpointer owner, VpnReason reason, const char *detail, gboolean proven)
{
  lost (owner, reason, detail, proven);
}

static void
on_ended (gpointer owner)
{
  VpnConnection *self = owner;

  g_clear_pointer (&self->attempt, vpn_attempt_free);
  vpn_connection_check_ended (self);
}

static const VpnAttemptEvents attempt_events = {
  .step = on_step,
  .contact = on_contact,
  .need_secret = on_need_secret,
  .need_signature = on_need_signature,
  .peer = on_peer,
  .shown = on_shown,
  .child_sas = on_child_sas,
  .counters = on_counters,
  .message = on_message,
  .log = on_log,
  .breach = on_breach,
  .accepts = on_accepts,
  .plan = on_plan,
  .reach = on_reach,
  .up = on_up,
  .stalled = on_stalled,
  .moves = on_moves,
  .lost = on_lost,
  .ended = on_ended,
};

/* ---- Its host side -------------------------------------------------------------------------- */

static void
on_repaired (gpointer owner, const char *thing, const char *culprit)
{
  VpnConnection *self = owner;

  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "%s took away the VPN's %s; it is back",
               culprit != NULL ? culprit : "another program", thing);
}

static void
on_leash_touched (gpointer owner, const char *culprit)
{
  VpnConnection *self = owner;

  if (self->attempt != NULL && vpn_attempt_renew_leash (self->attempt))
    on_repaired (self, "limits of its worker", culprit);
}

static void
on_warnings_changed (gpointer owner)
{
  vpn_exported_changed (VPN_EXPORTED (owner), "Warnings");
}

/* The worker cannot be given another one: a new session brings it. */
static void
on_device_gone (gpointer owner, const char *culprit)
{
  VpnConnection *self = owner;
  g_autofree char *why = NULL;

  if (self->ending != NULL || vpn_host_side_get_tun (self->host)->fd < 0)
    return;
  why = g_strdup_printf ("%s removed the device %s", culprit != NULL ? culprit : "another program",
                         vpn_host_side_get_tun (self->host)->ifname);
  vpn_host_side_drop_tun (self->host);
  lost (self, VPN_REASON_NETWORK_SETUP, why, FALSE);
}

static const NetApplierEvents applier_events = {
  .repaired = on_repaired,
  .leash_touched = on_leash_touched,
  .warnings_changed = on_warnings_changed,
  .device_gone = on_device_gone,
};

static gboolean
make_host_side (VpnConnection *self, GError **error)
{
  const NetApplierConfig config = {
    .runtime_dir = self->services->runtime_dir,
    .name = self->label,
    .slot = self->slot,
    .delegated = self->options->is_delegated,
    .bus = self->services->bus,
    .events = &applier_events,
    .owner = self,
  };
  int tun = vpn_fd_store_take (self->services->fds, self->label, VPN_FD_TUN);
  int lock = vpn_fd_store_take (self->services->fds, self->label, VPN_FD_LOCK);

  self->host = vpn_host_side_new (&config, error);
  if (self->host != NULL && tun >= 0)
    (void) vpn_host_side_adopt_tun (self->host, tun);
  else if (tun >= 0)
    close (tun);
  if (self->host != NULL && lock >= 0)
    net_lock_adopt (vpn_host_side_get_lock (self->host), lock);
  else if (lock >= 0)
    close (lock);
  return self->host != NULL;
}

/* TRUE also when it is open already. */
static gboolean
open_host_side (VpnConnection *self, GError **error)
{
  /* By its slot, which nobody else has, so that one that is made again finds its name free. */
  g_autofree char *usual = g_strdup_printf ("genkan%u", self->slot);
  gboolean ok = (self->host != NULL || make_host_side (self, error))
                && vpn_host_side_open_tun (self->host, self->options->ifname, usual, error);

  vpn_exported_changed (VPN_EXPORTED (self), "Interface");
  return ok;
}

/* ---- Attempts ------------------------------------------------------------------------------- */

/* Takes the descriptors of a worker that is up already; -1: a new one. leash: that worker's, or
 * NULL. */
static void
start_attempt (VpnConnection *self, int worker_fd, int worker_pidfd, const char *leash)
{
  const VpnAttemptConfig config = {
    .services = self->services,
    .profile = self->profile,
    .options = self->options,
    .public_key = vpn_questions_get_public_key (self->questions),
    .host = self->host,
    .name = self->label,
    .slot = self->slot,
    .gateways = self->gateways,
    .worker_fd = worker_fd,
    .worker_pidfd = worker_pidfd,
    .leash = leash,
    /* The first retry goes straight to the address that just worked, later ones take turns. */
    .trust_gateways = vpn_backoff_count (self->backoff) % 2 == 1,
  };

  self->attempt = vpn_attempt_new (&config, &attempt_events, self);
}

/* Goes on with the worker that an earlier genkand left; FALSE: there is none. */
static gboolean
adopt_attempt (VpnConnection *self)
{
  VpnFdStore *fds = self->services->fds;
  int fd = vpn_fd_store_take (fds, self->label, VPN_FD_WORKER);
  int pidfd = vpn_fd_store_take (fds, self->label, VPN_FD_PID);

  /* Without the device that it has, removed meanwhile, it is of no use. */
  if (fd >= 0 && pidfd >= 0 && self->host != NULL && vpn_host_side_is_adopted (self->host))
    {
      g_autoptr (VpnWanted) wanted
          = vpn_wanted_read (self->services->runtime_dir, self->label, NULL);

      start_attempt (self, fd, pidfd, wanted != NULL ? wanted->leash : NULL);
      return TRUE;
    }
  /* A worker that nobody is at the other end of says goodbye. */
  if (fd >= 0)
    close (fd);
  if (pidfd >= 0)
    close (pidfd);
  return FALSE;
}

void
vpn_connection_begin_attempt (VpnConnection *self)
{
  const char *lacking = vpn_connect_options_lacks (self->options, self->profile);
  g_autoptr (GError) error = NULL;

  if (lacking != NULL)
    {
      lost (self, VPN_REASON_FILES_GONE, lacking, FALSE);
      return;
    }
  vpn_connection_set_step (self, VPN_STEP_RESOLVE,
                           vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY));
  if (!open_host_side (self, &error))
    {
      lost (self, VPN_REASON_NETWORK_SETUP, error->message, FALSE);
      return;
    }
  start_attempt (self, -1, -1, NULL);
}

static void
on_answer (gpointer owner, guint32 ticket, const SecretBuf *secret)
{
  VpnConnection *self = owner;
  VpnWorker *worker = vpn_attempt_get_worker (self->attempt);

  if (worker != NULL)
    vpn_worker_answer_secret (worker, ticket, secret);
}

static void
on_signature (gpointer owner, guint32 ticket, GBytes *signature)
{
  VpnConnection *self = owner;
  VpnWorker *worker = vpn_attempt_get_worker (self->attempt);

  if (worker != NULL)
    vpn_worker_answer_signature (worker, ticket, signature);
}

static void
on_key_ready (gpointer owner)
{
  vpn_connection_begin_attempt (owner);
}

static void
on_key_unusable (gpointer owner, VpnReason reason, const char *detail)
{
  lost (owner, reason, detail, FALSE);
}

const VpnQuestionsEvents vpn_connection_questions_events = {
  .answer = on_answer,
  .signature = on_signature,
  .key_ready = on_key_ready,
  .key_unusable = on_key_unusable,
};

void
vpn_connection_restore (VpnConnection *self)
{
  g_autoptr (GError) error = NULL;

  self->is_restored = TRUE;
  vpn_connection_set_protection (self, VPN_PROTECTION_HELD);
  if (!open_host_side (self, &error))
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "%s", error->message);
  if (self->host != NULL && vpn_host_side_get_plan (self->host) != NULL)
    (void) claim (self, vpn_host_side_get_plan (self->host), NULL);
  vpn_connection_enter (self, VPN_STATE_RECONNECTING, VPN_REASON_WORKER_DIED,
                        "the VPN service was started again");
  /* Its traffic has not stopped: the worker runs on and says so in a moment. */
  if (adopt_attempt (self))
    vpn_backoff_cancel (self->backoff);
  else if (self->host != NULL)
    vpn_host_side_hold (self->host);
}

gboolean
vpn_connection_make_anew (VpnConnection *self)
{
  if (self->ending != NULL
      || (self->state != VPN_STATE_CONNECTED && self->state != VPN_STATE_RECONNECTING))
    return FALSE;
  vpn_connection_drop_attempt (self);
  if (self->state == VPN_STATE_CONNECTED)
    vpn_connection_enter (self, VPN_STATE_RECONNECTING, VPN_REASON_USER, "another is being made");
  vpn_backoff_reset (self->backoff);
  vpn_connection_schedule_retry (self);
  return TRUE;
}

/* It asks at addresses to which nothing leads any more, and nobody has answered: the name may lead
 * elsewhere by now. */
static gboolean
is_lost (const VpnConnection *self)
{
  return self->state == VPN_STATE_RECONNECTING && self->step <= VPN_STEP_CONTACT
         && !vpn_attempt_has_way (self->attempt);
}

void
vpn_connection_network_changed (VpnConnection *self)
{
  VpnWorker *worker = self->attempt != NULL ? vpn_attempt_get_worker (self->attempt) : NULL;

  if (self->ending != NULL)
    return;
  /* What came to nothing before came to nothing elsewhere. */
  vpn_backoff_reset (self->backoff);
  if (worker != NULL && vpn_attempt_is_launched (self->attempt) && !is_lost (self))
    vpn_worker_roam (worker);
  else if (self->state == VPN_STATE_RECONNECTING)
    {
      /* The wait, for its time or for an answer of DNS, was for better times: here they may be. */
      vpn_connection_drop_attempt (self);
      vpn_connection_schedule_retry (self);
    }
}

VpnWorker *
vpn_connection_get_worker (VpnConnection *self)
{
  if (self->state != VPN_STATE_CONNECTED || self->ending != NULL || self->attempt == NULL)
    return NULL;
  return vpn_attempt_get_worker (self->attempt);
}
