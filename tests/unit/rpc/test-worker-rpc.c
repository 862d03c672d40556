// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-rpc.h"

#include "bytes.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALL_PHASES ((guint) (RPC_PHASE_START | RPC_PHASE_RUN | RPC_PHASE_END))

typedef struct
{
  int ours;
  int theirs;
} Pair;

static void
pair_open (Pair *pair, gconstpointer unused)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), ==, 0);
  pair->ours = fds[0];
  pair->theirs = fds[1];
}

static void
pair_close (Pair *pair, gconstpointer unused)
{
  if (pair->ours >= 0)
    close (pair->ours);
  close (pair->theirs);
}

/* Sends octets nobody framed, with count copies of a descriptor. */
static void
send_raw (int fd, const void *data, gsize len, guint count)
{
  union
  {
    struct cmsghdr align;
    char space[CMSG_SPACE (sizeof (int) * 16)];
  } control = { .space = { 0 } };
  struct iovec iov = { (void *) data, len };
  struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

  if (count > 0)
    {
      struct cmsghdr *cmsg;

      msg.msg_control = &control;
      msg.msg_controllen = CMSG_SPACE (sizeof (int) * count);
      cmsg = CMSG_FIRSTHDR (&msg);
      cmsg->cmsg_level = SOL_SOCKET;
      cmsg->cmsg_type = SCM_RIGHTS;
      cmsg->cmsg_len = CMSG_LEN (sizeof (int) * count);
      for (guint i = 0; i < count; i++)
        memcpy (CMSG_DATA (cmsg) + i * sizeof (int), &fd, sizeof fd);
    }
  g_assert_cmpint (sendmsg (fd, &msg, 0), ==, (gssize) len);
}

static void
send_framed (int fd, guint32 type, guint32 claimed, const void *body, gsize len)
{
  g_autofree guint8 *packet = g_malloc (8 + len);

  byte_put_u32 (packet, type);
  byte_put_u32 (packet + 4, claimed);
  if (len > 0)
    memcpy (packet + 8, body, len);
  send_raw (fd, packet, 8 + len, 0);
}

static guint
count_open_fds (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
test_round_trip (Pair *pair, gconstpointer unused)
{
  g_auto (RpcMessage) message = { 0 };
  guint32 step;
  const char *detail;

  g_assert_cmpint (rpc_send (pair->ours, RPC_STAGE, g_variant_new ("(us)", 3u, "detail"), NULL, 0),
                   ==, RPC_OK);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, RPC_PHASE_RUN, &message), ==, RPC_OK);
  g_assert_cmpint (message.type, ==, RPC_STAGE);
  g_variant_get (message.body, "(u&s)", &step, &detail);
  g_assert_cmpuint (step, ==, 3);
  g_assert_cmpstr (detail, ==, "detail");
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, RPC_PHASE_RUN, &message), ==, RPC_AGAIN);
}

static void
test_descriptors (Pair *pair, gconstpointer unused)
{
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  int fds[RPC_FDS_MAX];
  guint before = count_open_fds ();

  for (guint i = 0; i < RPC_FDS_MAX; i++)
    fds[i] = pair->ours;
  g_assert_cmpint (rpc_send (pair->ours, RPC_CONFIG, g_variant_new ("(@a{sv}@a{sv})", empty, empty),
                             fds, RPC_FDS_MAX),
                   ==, RPC_OK);
  {
    g_auto (RpcMessage) message = { 0 };

    g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_WORKER, RPC_PHASE_START, &message), ==, RPC_OK);
    g_assert_cmpuint (message.n_fds, ==, RPC_FDS_MAX);
    for (guint i = 0; i < RPC_FDS_MAX; i++)
      g_assert_cmpint (fcntl (message.fds[i], F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
    close (message.fds[2]);
    message.fds[2] = -1;
  }
  g_assert_cmpuint (count_open_fds (), ==, before);
}

static void
test_secret (Pair *pair, gconstpointer unused)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy ("wonderland", 10);
  g_auto (RpcMessage) message = { 0 };

  g_assert_cmpint (rpc_send_secret (pair->ours, 77, secret), ==, RPC_OK);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_WORKER, RPC_PHASE_RUN, &message), ==, RPC_OK);
  g_assert_cmpint (message.type, ==, RPC_SECRET);
  g_assert_cmpuint (message.ticket, ==, 77);
  g_assert_null (message.body);
  g_assert_cmpmem (secret_buf_peek (message.secret), secret_buf_len (message.secret),
                   secret_buf_peek (secret), secret_buf_len (secret));
}

static void
test_secret_declined_is_not_empty (Pair *pair, gconstpointer unused)
{
  g_autoptr (SecretBuf) empty = secret_buf_new (0);
  g_auto (RpcMessage) declined = { 0 };
  g_auto (RpcMessage) blank = { 0 };

  g_assert_cmpint (rpc_send_secret (pair->ours, 1, NULL), ==, RPC_OK);
  g_assert_cmpint (rpc_send_secret (pair->ours, 2, empty), ==, RPC_OK);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_WORKER, RPC_PHASE_RUN, &declined), ==, RPC_OK);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_WORKER, RPC_PHASE_RUN, &blank), ==, RPC_OK);
  g_assert_null (declined.secret);
  g_assert_nonnull (blank.secret);
  g_assert_cmpuint (secret_buf_len (blank.secret), ==, 0);
}

/* Walks the table: every type is accepted only in its direction and only in its phases. */
static void
test_table_direction_and_phase (Pair *pair, gconstpointer unused)
{
  static const struct
  {
    RpcType type;
    RpcDirection direction;
    guint phases;
  } rows[] = {
#define TO_WORKER(name, number, phases, type, fds) { RPC_##name, RPC_TO_WORKER, phases },
#define TO_DAEMON(name, number, phases, type, fds) { RPC_##name, RPC_TO_DAEMON, phases },
    RPC_TABLE_TO_WORKER (TO_WORKER) RPC_TABLE_TO_DAEMON (TO_DAEMON)
#undef TO_WORKER
#undef TO_DAEMON
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint phase = RPC_PHASE_START; phase <= RPC_PHASE_END; phase <<= 1)
      for (guint direction = RPC_TO_WORKER; direction <= RPC_TO_DAEMON; direction++)
        {
          gboolean legal = rows[i].direction == direction && (rows[i].phases & phase) != 0;
          g_auto (RpcMessage) message = { 0 };
          guint8 drained[8];

          /* A message that is not permitted is not even taken from the socket. A secret is not
           * either when it is shorter than its prefix. */
          send_framed (pair->ours, rows[i].type, 0, NULL, 0);
          g_assert_cmpint (rpc_recv (pair->theirs, direction, phase, &message), !=, RPC_AGAIN);
          g_assert_cmpint (recv (pair->theirs, drained, 8, MSG_DONTWAIT) < 0, ==,
                           legal && rows[i].type != RPC_SECRET);
        }
}

static void
expect_violation (Pair *pair, RpcDirection direction)
{
  RpcMessage untouched = { .type = RPC_STAGE, .ticket = 4711 };

  g_assert_cmpint (rpc_recv (pair->theirs, direction, ALL_PHASES, &untouched), ==, RPC_VIOLATION);
  g_assert_cmpuint (untouched.ticket, ==, 4711);
}

static void
test_truncated_header (Pair *pair, gconstpointer unused)
{
  send_raw (pair->ours, "\0\0\0\101", 4, 0);
  expect_violation (pair, RPC_TO_DAEMON);
}

static void
test_length_field_lies (Pair *pair, gconstpointer unused)
{
  send_framed (pair->ours, RPC_UP, 2, "\0", 1);
  expect_violation (pair, RPC_TO_DAEMON);
}

static void
test_unknown_type (Pair *pair, gconstpointer unused)
{
  send_framed (pair->ours, 4000, 1, "\0", 1);
  expect_violation (pair, RPC_TO_DAEMON);
}

static void
test_oversize (Pair *pair, gconstpointer unused)
{
  g_autofree guint8 *big = g_malloc0 (RPC_BODY_MAX + 1);

  send_framed (pair->ours, RPC_MESSAGE, RPC_BODY_MAX + 1, big, RPC_BODY_MAX + 1);
  expect_violation (pair, RPC_TO_DAEMON);
}

static void
test_largest_is_legal (Pair *pair, gconstpointer unused)
{
  g_autofree char *text = g_strnfill (RPC_BODY_MAX - 1, 'x'); /* and its terminator */
  g_auto (RpcMessage) message = { 0 };

  g_assert_cmpint (rpc_send (pair->ours, RPC_MESSAGE, g_variant_new ("(s)", text), NULL, 0), ==,
                   RPC_OK);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, RPC_PHASE_RUN, &message), ==, RPC_OK);
  g_assert_cmpuint (g_variant_get_size (message.body), ==, RPC_BODY_MAX);
}

static void
test_send_refuses_oversize (Pair *pair, gconstpointer unused)
{
  g_autofree char *text = g_strnfill (RPC_BODY_MAX, 'x');

  g_assert_cmpint (rpc_send (pair->ours, RPC_MESSAGE, g_variant_new ("(s)", text), NULL, 0), ==,
                   RPC_VIOLATION);
}

static void
test_not_normal_form (Pair *pair, gconstpointer unused)
{
  /* (b) must be 0 or 1; (s) must be terminated UTF-8. */
  send_framed (pair->ours, RPC_PLAN_DONE, 1, "\2", 1);
  expect_violation (pair, RPC_TO_WORKER);
  send_framed (pair->ours, RPC_MESSAGE, 3, "\xff\xfe", 3);
  expect_violation (pair, RPC_TO_DAEMON);
}

static void
test_secret_malformed (Pair *pair, gconstpointer unused)
{
  /* flag above one */
  send_framed (pair->ours, RPC_SECRET, 6, "\0\0\0\1\2x", 6);
  expect_violation (pair, RPC_TO_WORKER);
  /* declined, but octets follow */
  send_framed (pair->ours, RPC_SECRET, 6, "\0\0\0\1\0x", 6);
  expect_violation (pair, RPC_TO_WORKER);
  /* shorter than its prefix */
  send_framed (pair->ours, RPC_SECRET, 4, "\0\0\0\1", 4);
  expect_violation (pair, RPC_TO_WORKER);
}

static void
test_uninvited_descriptors (Pair *pair, gconstpointer unused)
{
  guint8 packet[9] = { 0, 0, 0, RPC_UP, 0, 0, 0, 1, 0 };
  guint before = count_open_fds ();

  send_raw (pair->ours, packet, sizeof packet, 1);
  expect_violation (pair, RPC_TO_DAEMON);
  g_assert_cmpuint (count_open_fds (), ==, before);
}

static void
test_too_many_descriptors (Pair *pair, gconstpointer unused)
{
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_autoptr (GVariant) body = g_variant_ref_sink (g_variant_new ("(@a{sv}@a{sv})", empty, empty));
  gsize len = g_variant_get_size (body);
  g_autofree guint8 *packet = g_malloc (8 + len);
  guint before = count_open_fds ();

  byte_put_u32 (packet, RPC_CONFIG);
  byte_put_u32 (packet + 4, (guint32) len);
  memcpy (packet + 8, g_variant_get_data (body), len);
  send_raw (pair->ours, packet, 8 + len, RPC_FDS_MAX + 1);
  expect_violation (pair, RPC_TO_WORKER);
  g_assert_cmpuint (count_open_fds (), ==, before);
}

static void
test_eof (Pair *pair, gconstpointer unused)
{
  g_auto (RpcMessage) message = { 0 };

  close (g_steal_fd (&pair->ours));
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, ALL_PHASES, &message), ==, RPC_EOF);
  g_assert_cmpint (rpc_send (pair->theirs, RPC_CLOSE, NULL, NULL, 0), ==, RPC_EOF);
}

/* One that goes without having read everything: what it said before is heard. */
static void
test_last_words (Pair *pair, gconstpointer unused)
{
  g_auto (RpcMessage) log = { 0 };
  g_auto (RpcMessage) closed = { 0 };
  g_auto (RpcMessage) none = { 0 };

  g_assert_cmpint (rpc_send (pair->theirs, RPC_CLOSE, NULL, NULL, 0), ==, RPC_OK);
  g_assert_cmpint (rpc_send (pair->ours, RPC_LOG, g_variant_new ("(us)", 1u, "why"), NULL, 0), ==,
                   RPC_OK);
  g_assert_cmpint (rpc_send (pair->ours, RPC_CLOSED, g_variant_new ("(usu)", 23u, "", 7u), NULL, 0),
                   ==, RPC_OK);
  close (g_steal_fd (&pair->ours));
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, ALL_PHASES, &log), ==, RPC_OK);
  g_assert_cmpint (log.type, ==, RPC_LOG);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, ALL_PHASES, &closed), ==, RPC_OK);
  g_assert_cmpint (closed.type, ==, RPC_CLOSED);
  g_assert_cmpint (rpc_recv (pair->theirs, RPC_TO_DAEMON, ALL_PHASES, &none), ==, RPC_EOF);
}

static void
test_full_queue_is_again (Pair *pair, gconstpointer unused)
{
  int result = RPC_OK;
  guint sent;

  for (sent = 0; sent < 100000 && result == RPC_OK; sent++)
    result = rpc_send (pair->ours, RPC_UP, NULL, NULL, 0);
  g_assert_cmpint (result, ==, RPC_AGAIN);
}

static void
test_names (Pair *pair, gconstpointer unused)
{
  g_assert_cmpstr (rpc_type_name (RPC_NEED_SECRET), ==, "NEED_SECRET");
  g_assert_cmpstr (rpc_type_name ((RpcType) 63), ==, "UNKNOWN");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/rpc/" path, Pair, NULL, pair_open, func, pair_close)
  ADD ("round-trip", test_round_trip);
  ADD ("descriptors", test_descriptors);
  ADD ("secret", test_secret);
  ADD ("secret-declined-is-not-empty", test_secret_declined_is_not_empty);
  ADD ("table-direction-and-phase", test_table_direction_and_phase);
  ADD ("truncated-header", test_truncated_header);
  ADD ("length-field-lies", test_length_field_lies);
  ADD ("unknown-type", test_unknown_type);
  ADD ("oversize", test_oversize);
  ADD ("largest-is-legal", test_largest_is_legal);
  ADD ("send-refuses-oversize", test_send_refuses_oversize);
  ADD ("not-normal-form", test_not_normal_form);
  ADD ("secret-malformed", test_secret_malformed);
  ADD ("uninvited-descriptors", test_uninvited_descriptors);
  ADD ("too-many-descriptors", test_too_many_descriptors);
  ADD ("eof", test_eof);
  ADD ("last-words", test_last_words);
  ADD ("full-queue-is-again", test_full_queue_is_again);
  ADD ("names", test_names);
#undef ADD
  return g_test_run ();
}
