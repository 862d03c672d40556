// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnWorker: spawning, checked messages both ways, and the end of one process. */
#include "vpn-worker.h"

#include "config.h"
#include "vpn-error.h"
#include "vpn-source.h"
#include "vpn-worker-stderr.h"
#include "vpn-worker-runtime.h"
#include "vpn-worker-spawn.h"
#include "vpn-worker-words.h"
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

#define CAPTURE_ROOM      (4 * 1024 * 1024) /* octets that may wait for who reads a capture */
#define MESSAGES_PER_TURN 32 /* so that a chatty worker cannot keep the main loop to itself */

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

/* What may come after that message; FALSE: it may not come. */
static gboolean
note_order (VpnWorker *self, RpcType type)
{
  /* Once: from here on nothing of its first phase can be under way. */
  if (type == RPC_READY)
    self->phases &= (guint) ~RPC_PHASE_START;
  if (type != RPC_CLOSED)
    return TRUE;
  self->phases = RPC_PHASE_END;
  if (self->closed_seen)
    return FALSE;
  self->closed_seen = TRUE;
  return TRUE;
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
      if (!note_order (self, message.type)
          || !vpn_worker_words_hand_on (self->events, self->owner, &message))
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

/* fds: borrowed. */
static void
send_with (VpnWorker *self, RpcType type, GVariant *body, const int *fds, guint n_fds)
{
  if (self->fd >= 0 && self->started && !self->close_sent && !self->closed_seen)
    check_sent (self, rpc_send (self->fd, type, body, fds, n_fds));
  else if (body != NULL)
    g_variant_unref (g_variant_ref_sink (body));
}

static void
send_body (VpnWorker *self, RpcType type, GVariant *body)
{
  send_with (self, type, body, NULL, 0);
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
  ok = vpn_worker_spawn (config, NULL, fds[1], &process, error);
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

int
vpn_worker_capture (VpnWorker *worker, gboolean contents, gboolean keys, GError **error)
{
  int room = CAPTURE_ROOM;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot make a socket pair: %s",
                   g_strerror (errno));
      return -1;
    }
  /* Nothing comes back: who reads can send neither data nor descriptors to a worker. */
  (void) shutdown (fds[0], SHUT_RD);
  if (setsockopt (fds[0], SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room) != 0)
    (void) setsockopt (fds[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  send_with (worker, RPC_CAPTURE, g_variant_new ("(bb)", contents, keys), &fds[0], 1);
  close (fds[0]);
  return fds[1];
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
