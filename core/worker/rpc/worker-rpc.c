// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sends and receives the messages of the table, with their checks. */
#include "worker-rpc.h"

#include "bytes.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER_LEN        ((gsize) 8) /* u32 type, u32 length of the body; network order */
#define SECRET_PREFIX_LEN ((gsize) 5) /* u32 ticket, u8 answered */

typedef struct
{
  RpcType type;
  const char *name;
  RpcDirection direction;
  guint phases;
  const char *body_type; /* "" for a raw secret */
  guint fds_max;
} RpcRow;

/* What recvmsg() needs to know where one message goes; the pieces it fills. */
typedef struct
{
  const RpcRow *row;
  gsize body_len;
  guint8 prefix[SECRET_PREFIX_LEN];
  guint8 *body;      /* owned until it becomes a GVariant */
  SecretBuf *secret; /* owned */
} Incoming;

static const RpcRow rows[] = {
#define TO_WORKER(name, number, phases, type, fds) \
  { RPC_##name, #name, RPC_TO_WORKER, phases, type, fds },
#define TO_DAEMON(name, number, phases, type, fds) \
  { RPC_##name, #name, RPC_TO_DAEMON, phases, type, fds },
  RPC_TABLE_TO_WORKER (TO_WORKER) RPC_TABLE_TO_DAEMON (TO_DAEMON)
#undef TO_WORKER
#undef TO_DAEMON
};

static const RpcRow *
find_row (guint32 number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if ((guint32) rows[i].type == number)
        return &rows[i];
    }
  return NULL;
}

static gboolean
row_is_secret (const RpcRow *row)
{
  return row->body_type[0] == '\0';
}

static RpcResult
result_of_errno (void)
{
  switch (errno)
    {
    case EAGAIN:
    case EINTR:
    case ENOBUFS:
      return RPC_AGAIN;
    case EPIPE:
    case ECONNRESET:
    case ENOTCONN:
      return RPC_EOF;
    default:
      return RPC_VIOLATION;
    }
}

/* The other side left something unread when it went, which the system tells once and before what
 * it had sent: its last words are still there to be read. */
static gboolean
is_reset (gssize len)
{
  return len < 0 && errno == ECONNRESET;
}

static void
close_all (int *fds, guint n_fds)
{
  for (guint i = 0; i < n_fds; i++)
    {
      if (fds[i] >= 0)
        close (fds[i]);
      fds[i] = -1;
    }
}

/* Looks at the header without taking the message, so that a secret can be received straight into
 * its own memory. */
static RpcResult
peek_header (int fd, RpcDirection direction, guint phases, Incoming *ret_incoming)
{
  guint8 header[HEADER_LEN];
  gssize len = recv (fd, header, sizeof header, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
  const RpcRow *row;

  if (is_reset (len))
    len = recv (fd, header, sizeof header, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
  if (len < 0)
    return result_of_errno ();
  if (len == 0)
    return RPC_EOF;
  if ((gsize) len < HEADER_LEN || (gsize) len > HEADER_LEN + RPC_BODY_MAX)
    return RPC_VIOLATION;

  row = find_row (byte_get_u32 (header));
  if (row == NULL || row->direction != direction || (row->phases & phases) == 0)
    return RPC_VIOLATION;
  if (byte_get_u32 (header + 4) != (gsize) len - HEADER_LEN)
    return RPC_VIOLATION;
  *ret_incoming = (Incoming){ .row = row, .body_len = (gsize) len - HEADER_LEN };
  return RPC_OK;
}

/* The descriptors of all SCM_RIGHTS blocks; FALSE when there is anything else or too many. What was
 * collected is in fds either way. */
static gboolean
collect_fds (struct msghdr *msg, int *fds, guint *n_fds)
{
  gboolean ok = TRUE;

  for (struct cmsghdr *cmsg = CMSG_FIRSTHDR (msg); cmsg != NULL; cmsg = CMSG_NXTHDR (msg, cmsg))
    {
      gsize count;

      if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS)
        {
          ok = FALSE;
          continue;
        }
      count = (cmsg->cmsg_len - CMSG_LEN (0)) / sizeof (int);
      for (gsize i = 0; i < count; i++)
        {
          int received;

          memcpy (&received, CMSG_DATA (cmsg) + i * sizeof (int), sizeof received);
          if (*n_fds < RPC_FDS_MAX)
            fds[(*n_fds)++] = received;
          else
            close (received);
        }
    }
  return ok;
}

static RpcResult
take_message (int fd, Incoming *incoming, int *fds, guint *n_fds)
{
  union
  {
    struct cmsghdr align;
    char space[CMSG_SPACE (sizeof (int) * RPC_FDS_MAX)];
  } control;
  guint8 header[HEADER_LEN];
  struct iovec iov[3] = { { header, sizeof header } };
  struct msghdr msg = {
    .msg_iov = iov, .msg_iovlen = 2, .msg_control = &control, .msg_controllen = sizeof control
  };
  gssize len;

  if (row_is_secret (incoming->row))
    {
      if (incoming->body_len < SECRET_PREFIX_LEN)
        return RPC_VIOLATION;
      incoming->secret = secret_buf_new (incoming->body_len - SECRET_PREFIX_LEN);
      iov[1] = (struct iovec){ incoming->prefix, SECRET_PREFIX_LEN };
      iov[2]
          = (struct iovec){ secret_buf_data (incoming->secret), secret_buf_len (incoming->secret) };
      msg.msg_iovlen = 3;
    }
  else
    {
      incoming->body = g_malloc (incoming->body_len + 1);
      iov[1] = (struct iovec){ incoming->body, incoming->body_len };
    }

  len = recvmsg (fd, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (is_reset (len))
    len = recvmsg (fd, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (len < 0)
    return result_of_errno ();
  if (!collect_fds (&msg, fds, n_fds) || (gsize) len != HEADER_LEN + incoming->body_len
      || (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || *n_fds > incoming->row->fds_max)
    return RPC_VIOLATION;
  return RPC_OK;
}

static RpcResult
finish_secret (Incoming *incoming, RpcMessage *message)
{
  guint8 answered = incoming->prefix[4];

  if (answered > 1 || (answered == 0 && secret_buf_len (incoming->secret) > 0))
    return RPC_VIOLATION;
  message->ticket = byte_get_u32 (incoming->prefix);
  if (answered == 1)
    message->secret = g_steal_pointer (&incoming->secret);
  return RPC_OK;
}

static RpcResult
finish_body (Incoming *incoming, RpcMessage *message)
{
  g_autoptr (GBytes) bytes
      = g_bytes_new_take (g_steal_pointer (&incoming->body), incoming->body_len);
  g_autoptr (GVariant) body = NULL;

  body = g_variant_new_from_bytes (G_VARIANT_TYPE (incoming->row->body_type), bytes, FALSE);
  g_variant_ref_sink (body);
  if (!g_variant_is_normal_form (body))
    return RPC_VIOLATION;
  message->body = g_steal_pointer (&body);
  return RPC_OK;
}

int
rpc_recv (int fd, RpcDirection direction, guint phases, RpcMessage *ret_message)
{
  Incoming incoming = { NULL };
  RpcMessage message = { 0 };
  RpcResult result = peek_header (fd, direction, phases, &incoming);

  if (result == RPC_OK)
    {
      message.type = incoming.row->type;
      result = take_message (fd, &incoming, message.fds, &message.n_fds);
    }
  if (result == RPC_OK)
    result = row_is_secret (incoming.row) ? finish_secret (&incoming, &message)
                                          : finish_body (&incoming, &message);
  secret_buf_free (incoming.secret);
  g_free (incoming.body);
  if (result == RPC_OK)
    *ret_message = message;
  else
    rpc_message_clear (&message);
  return result;
}

static void
attach_fds (struct msghdr *msg, const int *fds, guint n_fds)
{
  struct cmsghdr *cmsg;

  if (n_fds == 0)
    {
      msg->msg_control = NULL;
      msg->msg_controllen = 0;
      return;
    }
  msg->msg_controllen = CMSG_SPACE (sizeof (int) * n_fds);
  cmsg = CMSG_FIRSTHDR (msg);
  cmsg->cmsg_level = SOL_SOCKET;
  cmsg->cmsg_type = SCM_RIGHTS;
  cmsg->cmsg_len = CMSG_LEN (sizeof (int) * n_fds);
  memcpy (CMSG_DATA (cmsg), fds, sizeof (int) * n_fds);
}

static int
send_packet (int fd, struct msghdr *msg)
{
  if (sendmsg (fd, msg, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    return result_of_errno ();
  return RPC_OK;
}

int
rpc_send (int fd, RpcType type, GVariant *body, const int *fds, guint n_fds)
{
  union
  {
    struct cmsghdr align;
    char space[CMSG_SPACE (sizeof (int) * RPC_FDS_MAX)];
  } control = { .space = { 0 } };
  const RpcRow *row = find_row ((guint32) type);
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body)
                                            : g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
  guint8 header[HEADER_LEN];
  struct iovec iov[2] = { { header, sizeof header } };
  struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2, .msg_control = &control };
  gsize len = g_variant_get_size (owned);

  g_assert (row != NULL && !row_is_secret (row) && n_fds <= row->fds_max);
  g_assert (g_variant_is_of_type (owned, G_VARIANT_TYPE (row->body_type)));
  if (len > RPC_BODY_MAX)
    return RPC_VIOLATION;

  byte_put_u32 (header, (guint32) type);
  byte_put_u32 (header + 4, (guint32) len);
  iov[1] = (struct iovec){ (void *) g_variant_get_data (owned), len };
  attach_fds (&msg, fds, n_fds);
  return send_packet (fd, &msg);
}

int
rpc_send_secret (int fd, guint32 ticket, const SecretBuf *secret)
{
  gsize len = secret != NULL ? secret_buf_len (secret) : 0;
  guint8 header[HEADER_LEN + SECRET_PREFIX_LEN];
  struct iovec iov[2] = { { header, sizeof header } };
  struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

  if (len > RPC_BODY_MAX - SECRET_PREFIX_LEN)
    return RPC_VIOLATION;
  byte_put_u32 (header, (guint32) RPC_SECRET);
  byte_put_u32 (header + 4, (guint32) (SECRET_PREFIX_LEN + len));
  byte_put_u32 (header + 8, ticket);
  header[12] = secret != NULL ? 1 : 0;
  iov[1] = (struct iovec){ secret != NULL ? (void *) secret_buf_peek (secret) : NULL, len };
  return send_packet (fd, &msg);
}

void
rpc_message_clear (RpcMessage *message)
{
  close_all (message->fds, message->n_fds);
  message->n_fds = 0;
  g_clear_pointer (&message->body, g_variant_unref);
  g_clear_pointer (&message->secret, secret_buf_free);
}

const char *
rpc_type_name (RpcType type)
{
  const RpcRow *row = find_row ((guint32) type);

  return row != NULL ? row->name : "UNKNOWN";
}
