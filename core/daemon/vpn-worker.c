// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnWorker: spawning, checked messages both ways, and the end of one process. */
#include "vpn-worker.h"

#include "config.h"
#include "text.h"
#include "vpn-error.h"
#include "vpn-source.h"
#include "vpn-worker-stderr.h"
#include "vpn-worker-runtime.h"
#include "vpn-worker-spawn.h"
#include "worker-rpc.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_MAX          1024 /* octets of a text that is handed on */
#define MESSAGES_PER_TURN 32   /* so that a chatty worker cannot keep the main loop to itself */

struct VpnWorker
{
  guint refs;                    /* the owner's, the child watch's, one per running dispatch */
  const VpnWorkerEvents *events; /* borrowed; NULL once the owner let go */
  gpointer owner;                /* borrowed */
  GPid pid;                      /* 0 once reaped, and when it is no child of ours */
  int pidfd;                     /* owned; -1 once it is gone */
  VpnWorkerStderr *words;        /* owned; NULL when it is no child of ours */
  int fd;                        /* owned; -1 once the worker may not be heard any more */
  GSource *readable;             /* owned */
  GSource *deadline;             /* owned; runs between CLOSE and SIGKILL */
  GArray *gateways;              /* owned; of IpAddress; NULL before the start */
  char *verdict;                 /* owned; why we killed it, or NULL */
  guint phases;                  /* RpcPhase bits in which its messages are accepted now */
  gint64 second;                 /* monotonic; the one that is counted in */
  guint n_messages, n_logs;      /* in that second */
  guint started : 1;
  guint close_sent : 1;
  guint closed_seen : 1;
};

static VpnWorker *
worker_ref (VpnWorker *self)
{
  self->refs++;
  return self;
}

static void
worker_unref (VpnWorker *self)
{
  if (--self->refs > 0)
    return;
  vpn_worker_stderr_free (self->words);
  g_assert (self->readable == NULL && self->deadline == NULL && self->fd < 0);
  g_clear_pointer (&self->gateways, g_array_unref);
  if (self->pidfd >= 0)
    close (self->pidfd);
  g_free (self->verdict);
  g_free (self);
}

static void
hang_up (VpnWorker *self)
{
  vpn_source_clear (&self->readable);
  if (self->fd >= 0)
    close (g_steal_fd (&self->fd));
}

/* Neither can hit another process: the descriptor is of this one, and the pid is ours until it is
 * reaped, which is what sets it to 0. */
static void
kill_worker (VpnWorker *self)
{
  if (self->pidfd >= 0)
    (void) pidfd_send_signal (self->pidfd, SIGKILL, NULL, 0);
  else if (self->pid > 0)
    (void) kill (self->pid, SIGKILL);
}

static void
condemn (VpnWorker *self, char *verdict)
{
  hang_up (self);
  if (self->verdict == NULL)
    self->verdict = verdict;
  else
    g_free (verdict);
  kill_worker (self);
}

void
vpn_worker_breach (VpnWorker *worker, VpnBreach breach)
{
  gboolean is_first = worker->verdict == NULL;

  condemn (worker, g_strdup_printf ("killed: %s", vpn_breach_sentence (breach)));
  if (is_first && worker->events != NULL && worker->events->breach != NULL)
    worker->events->breach (worker->owner, breach);
}

static char *
clean_text (const char *text)
{
  return text_clean_string (text, TEXT_MAX);
}

static gboolean
emit_stage (VpnWorker *self, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  const char *detail;
  guint32 step;

  g_variant_get (message->body, "(u&s)", &step, &detail);
  if (vpn_step_to_string ((VpnStep) step) == NULL)
    return FALSE;
  clean = clean_text (detail);
  if (self->events->stage != NULL)
    self->events->stage (self->owner, (VpnStep) step, clean);
  return TRUE;
}

static gboolean
emit_need_secret (VpnWorker *self, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  VpnWorkerSecretRequest request;
  const char *prompt;
  guint32 kind, round;

  g_variant_get (message->body, "(uuub&s)", &request.ticket, &kind, &round, &request.retry,
                 &prompt);
  if (vpn_secret_kind_to_string ((VpnSecretKind) kind) == NULL)
    return FALSE;
  clean = clean_text (prompt);
  request.kind = (VpnSecretKind) kind;
  request.round = round;
  request.prompt = clean;
  if (self->events->need_secret != NULL)
    self->events->need_secret (self->owner, &request);
  return TRUE;
}

static gboolean
emit_need_signature (VpnWorker *self, const RpcMessage *message)
{
  g_autoptr (GVariant) octets = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint32 ticket, sig;

  g_variant_get (message->body, "(uu@ay)", &ticket, &sig, &octets);
  if (sig == CRY_SIG_NONE || sig > CRY_SIG_LAST)
    return FALSE;
  bytes = g_variant_get_data_as_bytes (octets);
  if (self->events->need_signature != NULL)
    self->events->need_signature (self->owner, ticket, (CrySig) sig, bytes);
  return TRUE;
}

static gboolean
emit_counters (VpnWorker *self, const RpcMessage *message)
{
  g_autoptr (GVariant) counters = NULL;
  guint32 serial;

  g_variant_get (message->body, "(u@a{sv})", &serial, &counters);
  if (self->events->counters != NULL)
    self->events->counters (self->owner, serial, counters);
  return TRUE;
}

static gboolean
emit_text (VpnWorker *self, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  const char *text;
  guint32 level = LOG_SINK_INFO;

  if (message->type == RPC_LOG)
    g_variant_get (message->body, "(u&s)", &level, &text);
  else
    g_variant_get (message->body, "(&s)", &text);
  clean = clean_text (text);
  if (message->type == RPC_LOG && self->events->log != NULL)
    self->events->log (self->owner, (LogSinkLevel) MIN (level, LOG_SINK_WARNING), clean);
  if (message->type == RPC_MESSAGE && self->events->message != NULL)
    self->events->message (self->owner, clean);
  return TRUE;
}

static gboolean
emit_closed (VpnWorker *self, const RpcMessage *message)
{
  g_autofree char *clean = NULL;
  const char *detail;
  guint32 reason, step;

  g_variant_get (message->body, "(u&su)", &reason, &detail, &step);
  if (self->closed_seen || vpn_reason_to_string ((VpnReason) reason) == NULL
      || vpn_step_to_string ((VpnStep) step) == NULL)
    return FALSE;
  self->closed_seen = TRUE;
  self->phases = RPC_PHASE_END;
  clean = clean_text (detail);
  if (self->events->closed != NULL)
    self->events->closed (self->owner, (VpnReason) reason, clean, (VpnStep) step);
  return TRUE;
}

static gboolean
emit_variant (VpnWorker *self, void (*handler) (gpointer, GVariant *), const RpcMessage *message)
{
  if (handler != NULL)
    handler (self->owner, message->body);
  return TRUE;
}

static gboolean
emit_up (VpnWorker *self)
{
  if (self->events->up != NULL)
    self->events->up (self->owner);
  return TRUE;
}

static gboolean
emit_boolean (VpnWorker *self, void (*event) (gpointer owner, gboolean value),
              const RpcMessage *message)
{
  gboolean value;

  g_variant_get (message->body, "(b)", &value);
  if (event != NULL)
    event (self->owner, value);
  return TRUE;
}

static gboolean
emit_reach (VpnWorker *self, const RpcMessage *message)
{
  g_autoptr (GVariant) octets = g_variant_get_child_value (message->body, 0);
  IpAddress address;
  gsize len;
  const guint8 *data = g_variant_get_fixed_array (octets, &len, 1);

  if (!ip_address_from_bytes (&address, data, len))
    return FALSE;
  if (self->events->reach != NULL)
    self->events->reach (self->owner, &address);
  return TRUE;
}

static gboolean
note_ready (VpnWorker *self)
{
  /* Once: from here on nothing of its first phase can be under way. */
  self->phases &= (guint) ~RPC_PHASE_START;
  return TRUE;
}

/* FALSE: a value outside its enum, which the honest worker never sends. */
static gboolean
emit (VpnWorker *self, const RpcMessage *message)
{
  switch (message->type)
    {
    case RPC_READY:
      return note_ready (self);
    case RPC_STAGE:
      return emit_stage (self, message);
    case RPC_NEED_SECRET:
      return emit_need_secret (self, message);
    case RPC_NEED_SIGNATURE:
      return emit_need_signature (self, message);
    case RPC_PEER:
      return emit_variant (self, self->events->peer, message);
    case RPC_PLAN:
      return emit_variant (self, self->events->plan, message);
    case RPC_CHILD_SAS:
      return emit_variant (self, self->events->child_sas, message);
    case RPC_UP:
      return emit_up (self);
    case RPC_STALLED:
      return emit_boolean (self, self->events->stalled, message);
    case RPC_PULSE:
      return emit_boolean (self, self->events->pulse, message);
    case RPC_REACH:
      return emit_reach (self, message);
    case RPC_MESSAGE:
    case RPC_LOG:
      return emit_text (self, message);
    case RPC_COUNTERS:
      return emit_counters (self, message);
    case RPC_CLOSED:
      return emit_closed (self, message);
      RPC_CASES_TO_WORKER
      break;
    }
  return FALSE;
}

static gboolean
on_deadline (gpointer user_data)
{
  VpnWorker *self = user_data;

  vpn_source_clear (&self->deadline);
  condemn (self, g_strdup ("killed: did not end in time"));
  return G_SOURCE_REMOVE;
}

static void
arm_deadline (VpnWorker *self)
{
  if (self->deadline == NULL)
    self->deadline = vpn_source_timeout (VPN_WORKER_CLOSE_MS, on_deadline, self);
}

/* FALSE: this one is not heard. */
static gboolean
note_rate (VpnWorker *self, RpcType type)
{
  gint64 second = g_get_monotonic_time () / G_USEC_PER_SEC;

  if (second != self->second)
    self->n_messages = self->n_logs = 0;
  self->second = second;
  if (type == RPC_LOG)
    return ++self->n_logs <= VPN_WORKER_LOGS_MAX;
  if (++self->n_messages <= VPN_WORKER_MESSAGES_MAX)
    return TRUE;
  vpn_worker_breach (self, VPN_BREACH_RATE);
  return FALSE;
}

/* Reads up to limit messages; FALSE when there is nothing more to read. */
static gboolean
read_messages (VpnWorker *self, guint limit)
{
  for (guint i = 0; i < limit; i++)
    {
      g_auto (RpcMessage) message = { 0 };
      int result;

      if (self->fd < 0 || self->events == NULL)
        return FALSE;
      result = rpc_recv (self->fd, RPC_TO_DAEMON, self->phases, &message);
      if (result == RPC_AGAIN)
        return FALSE;
      if (result == RPC_EOF)
        {
          /* It is exiting; one that hung up and lives on could not be told to stop any more. */
          hang_up (self);
          arm_deadline (self);
          return FALSE;
        }
      if (result != RPC_OK)
        {
          vpn_worker_breach (self, VPN_BREACH_MESSAGE);
          return FALSE;
        }
      if (!note_rate (self, message.type))
        continue;
      if (!emit (self, &message))
        {
          g_debug ("%s with an illegal value", rpc_type_name (message.type));
          vpn_worker_breach (self, VPN_BREACH_VALUE);
        }
    }
  return TRUE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  VpnWorker *self = worker_ref (user_data);
  gboolean more;

  (void) read_messages (self, MESSAGES_PER_TURN);
  more = self->readable != NULL;
  worker_unref (self);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static char *
describe_status (int status)
{
  if (WIFEXITED (status))
    return g_strdup_printf ("exited with %d", WEXITSTATUS (status));
  return g_strdup_printf ("killed by signal %d", WTERMSIG (status));
}

/* Takes why; and the reference of the watch that found out. */
static void
note_exit (VpnWorker *self, char *why)
{
  g_autofree char *exit = why;
  g_autofree char *verdict = NULL;

  if (self->pidfd >= 0)
    close (g_steal_fd (&self->pidfd));
  /* Its last words may still be in the socket; the sender is gone, so this ends. */
  while (read_messages (self, MESSAGES_PER_TURN))
    ;
  hang_up (self);
  vpn_worker_stderr_drain (self->words);
  vpn_source_clear (&self->deadline);
  verdict = g_steal_pointer (&self->verdict);
  if (self->events != NULL && self->events->exited != NULL)
    self->events->exited (self->owner, verdict != NULL ? verdict : exit);
  worker_unref (self);
}

static void
on_child_exit (GPid pid, int status, gpointer user_data)
{
  VpnWorker *self = user_data;

  self->pid = 0;
  g_spawn_close_pid (pid);
  note_exit (self, describe_status (status));
}

static gboolean
on_adopted_exit (int fd, GIOCondition condition, gpointer user_data)
{
  note_exit (user_data, g_strdup ("ended"));
  return G_SOURCE_REMOVE;
}

/* An unusable answer of the system while sending means that the worker is dying or does not read:
 * both end in exited. */
static void
check_sent (VpnWorker *self, int result)
{
  if (result == RPC_AGAIN)
    condemn (self, g_strdup ("killed: does not read its messages"));
  else if (result == RPC_VIOLATION)
    condemn (self, g_strdup ("killed: a message could not be sent to it"));
}

static void
send_body (VpnWorker *self, RpcType type, GVariant *body)
{
  if (self->fd >= 0 && self->started && !self->close_sent && !self->closed_seen)
    check_sent (self, rpc_send (self->fd, type, body, NULL, 0));
  else if (body != NULL)
    g_variant_unref (g_variant_ref_sink (body));
}

static void
watch (VpnWorker *self)
{
  GSource *child = g_child_watch_source_new (self->pid);

  self->readable = vpn_source_attach (g_unix_fd_source_new (self->fd, G_IO_IN),
                                      G_SOURCE_FUNC (on_readable), self);
  g_source_unref (vpn_source_attach (child, G_SOURCE_FUNC (on_child_exit), worker_ref (self)));
}

static void
on_word (gpointer owner, const char *line)
{
  VpnWorker *self = owner;
  g_autofree char *text = g_strconcat ("its standard error: ", line, NULL);

  if (self->events != NULL && self->events->log != NULL)
    self->events->log (self->owner, LOG_SINK_WARNING, text);
}

VpnWorker *
vpn_worker_new (const VpnWorkerConfig *config, const VpnWorkerEvents *events, gpointer owner,
                GError **error)
{
  VpnWorkerProcess process = { 0 };
  VpnWorker *self;
  gboolean ok;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot make a socket pair: %s",
                   g_strerror (errno));
      return NULL;
    }
  self = g_new0 (VpnWorker, 1);
  *self = (VpnWorker){
    .refs = 1,
    .events = events,
    .owner = owner,
    .pidfd = -1,
    .fd = fds[0],
    .phases = RPC_PHASE_START,
  };
  ok = vpn_worker_spawn (config, fds[1], &process, error);
  close (fds[1]);
  if (!ok)
    {
      hang_up (self);
      worker_unref (self);
      return NULL;
    }
  self->pid = process.pid;
  self->pidfd = pidfd_open (self->pid, 0);
  self->words = vpn_worker_stderr_new (process.stderr_fd, on_word, self);
  watch (self);
  return self;
}

static void
tell_ways (VpnWorker *worker, gboolean changed)
{
  const GArray *gateways = worker->gateways;

  if (gateways != NULL)
    send_body (worker, RPC_ROAM,
               g_variant_new ("(@a(ayayqu)b)",
                              vpn_worker_runtime_ways (
                                  (const IpAddress *) (gpointer) gateways->data, gateways->len),
                              changed));
}

VpnWorker *
vpn_worker_adopt (int fd, int pidfd, GArray *gateways, const VpnWorkerEvents *events,
                  gpointer owner)
{
  VpnWorker *self = g_new0 (VpnWorker, 1);

  *self = (VpnWorker){
    .refs = 1,
    .events = events,
    .owner = owner,
    .pidfd = pidfd,
    .fd = fd,
    .phases = RPC_PHASE_RUN | RPC_PHASE_END,
    .started = TRUE,
    .gateways = gateways != NULL ? g_array_ref (gateways) : NULL,
  };
  self->readable
      = vpn_source_attach (g_unix_fd_source_new (fd, G_IO_IN), G_SOURCE_FUNC (on_readable), self);
  g_source_unref (vpn_source_attach (g_unix_fd_source_new (pidfd, G_IO_IN),
                                     G_SOURCE_FUNC (on_adopted_exit), worker_ref (self)));
  send_body (self, RPC_HELLO, g_variant_new ("(u)", RPC_VERSION));
  /* While nobody watched the network it may have become another. */
  tell_ways (self, FALSE);
  return self;
}

gboolean
vpn_worker_get_fds (const VpnWorker *worker, int *ret_fd, int *ret_pidfd)
{
  if (worker->fd < 0 || worker->pidfd < 0)
    return FALSE;
  *ret_fd = worker->fd;
  *ret_pidfd = worker->pidfd;
  return TRUE;
}

void
vpn_worker_free (VpnWorker *worker)
{
  if (worker == NULL)
    return;
  worker->events = NULL;
  g_clear_pointer (&worker->words, vpn_worker_stderr_free);
  vpn_source_clear (&worker->deadline);
  hang_up (worker);
  kill_worker (worker);
  worker_unref (worker);
}

GPid
vpn_worker_get_pid (const VpnWorker *worker)
{
  return worker->pid;
}

gboolean
vpn_worker_start (VpnWorker *worker, const VpnProfile *profile, const VpnWorkerStart *start,
                  GError **error)
{
  g_autoptr (GVariant) runtime = NULL;
  int fds[RPC_FDS_MAX];
  guint n_fds;
  int result = RPC_EOF;

  g_assert (!worker->started && start->n_gateways > 0
            && start->n_gateways <= VPN_RESOLVER_ADDRESSES_MAX);
  runtime = g_variant_ref_sink (vpn_worker_runtime (start, fds, &n_fds));
  if (worker->fd >= 0)
    result = rpc_send (worker->fd, RPC_CONFIG,
                       g_variant_new ("(@a{sv}@a{sv})", vpn_profile_to_variant (profile), runtime),
                       fds, n_fds);
  /* One that is gone already has said why, or its exit tells. */
  if (result != RPC_OK && result != RPC_EOF)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INTERNAL,
                   "The worker did not take its configuration");
      return FALSE;
    }
  worker->gateways = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  g_array_append_vals (worker->gateways, start->gateways, start->n_gateways);
  worker->started = TRUE;
  worker->phases |= RPC_PHASE_RUN;
  return TRUE;
}

void
vpn_worker_answer_secret (VpnWorker *worker, guint32 ticket, const SecretBuf *secret)
{
  if (worker->fd >= 0 && worker->started && !worker->close_sent && !worker->closed_seen)
    check_sent (worker, rpc_send_secret (worker->fd, ticket, secret));
}

void
vpn_worker_answer_signature (VpnWorker *worker, guint32 ticket, GBytes *signature)
{
  gsize len = 0;
  gconstpointer data = signature != NULL ? g_bytes_get_data (signature, &len) : NULL;

  send_body (worker, RPC_SIGNATURE,
             g_variant_new ("(u@ay)", ticket,
                            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, len, 1)));
}

void
vpn_worker_plan_done (VpnWorker *worker, gboolean ok)
{
  send_body (worker, RPC_PLAN_DONE, g_variant_new ("(b)", ok));
}

void
vpn_worker_rekey (VpnWorker *worker, gboolean ike_sa)
{
  send_body (worker, RPC_REKEY, g_variant_new ("(b)", ike_sa));
}

void
vpn_worker_roam (VpnWorker *worker)
{
  tell_ways (worker, TRUE);
}

void
vpn_worker_want_counters (VpnWorker *worker, guint32 serial)
{
  send_body (worker, RPC_COUNTERS_WANTED, g_variant_new ("(u)", serial));
}

void
vpn_worker_close (VpnWorker *worker)
{
  if (worker->close_sent || (worker->pid == 0 && worker->pidfd < 0))
    return;
  if (worker->fd >= 0 && !worker->closed_seen)
    check_sent (worker, rpc_send (worker->fd, RPC_CLOSE, NULL, NULL, 0));
  worker->close_sent = TRUE;
  /* What it sent before it read CLOSE is still legal. */
  worker->phases |= RPC_PHASE_END;
  arm_deadline (worker);
}
