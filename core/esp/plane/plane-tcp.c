// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Frames of a TCP stream, both ways. */
#include "plane-tcp.h"

#include "bytes.h"
#include "plane-udp.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#define FRAME_HEADER 2     /* octets: the length, which counts itself (RFC 9329 section 3) */
#define FRAME_MAX    65535 /* octets */
#define READ_BUFFER  (256 * 1024)
#define REST_BUFFER  (128 * 1024) /* the rest of a frame, and some IKE */

static const guint8 stream_prefix[] = { 'I', 'K', 'E', 'T', 'C', 'P' }; /* RFC 9329 section 4 */

struct PlaneStream
{
  struct sockaddr_storage peer;
  socklen_t peer_len;

  /* transmit thread */
  guint8 *rest; /* owned, REST_BUFFER: what goes first when there is room */
  gsize rest_len;

  /* receive thread */
  guint8 *in; /* owned, READ_BUFFER: read and not handed out */
  gsize in_at, in_len;
};

/* ---- Out ------------------------------------------------------------------------------------ */

static gboolean
has_rest (const PlaneLink *link)
{
  return link->stream->rest_len > 0;
}

/* Octets sent, 0 when there is no room; a stream that broke takes everything, since the reader is
 * the one who tells. */
static gsize
send_some (PlaneLink *link, struct iovec *iov, gsize n, gsize len)
{
  const struct msghdr message = { .msg_iov = iov, .msg_iovlen = n };
  gssize sent = sendmsg (link->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (sent >= 0)
    return (gsize) sent;
  return errno == EAGAIN || errno == EINTR ? 0 : len;
}

static void
send_rest (PlaneLink *link)
{
  PlaneStream *stream = link->stream;
  struct iovec iov = { stream->rest, stream->rest_len };
  gsize sent = send_some (link, &iov, 1, stream->rest_len);

  stream->rest_len -= sent;
  memmove (stream->rest, stream->rest + sent, stream->rest_len);
}

/* Keeps what could not be sent, whole or in part; FALSE when there is no room for it. */
static gboolean
keep (PlaneStream *stream, const struct iovec *iov, gsize n)
{
  gsize len = 0;

  for (gsize i = 0; i < n; i++)
    len += iov[i].iov_len;
  if (len > REST_BUFFER - stream->rest_len)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      memcpy (stream->rest + stream->rest_len, iov[i].iov_base, iov[i].iov_len);
      stream->rest_len += iov[i].iov_len;
    }
  return TRUE;
}

/* Skips the first len octets of n pieces; the pieces left. */
static gsize
skip (struct iovec **iov, gsize n, gsize len)
{
  while (n > 0 && len >= (*iov)->iov_len)
    {
      len -= (*iov)->iov_len;
      (*iov)++;
      n--;
    }
  if (n > 0)
    {
      (*iov)->iov_base = (guint8 *) (*iov)->iov_base + len;
      (*iov)->iov_len -= len;
    }
  return n;
}

/* Sends frames of two pieces each. A frame of which nothing left is dropped when there is no room
 * for long; one that was begun is kept, or nobody would find the next one. */
static void
send_frames (PlaneLink *link, struct iovec *iov, gsize n, PlaneCounters *counters)
{
  gboolean waited = FALSE;

  while (n > 0)
    {
      gsize len = 0, sent;

      for (gsize i = 0; i < n; i++)
        len += iov[i].iov_len;
      sent = send_some (link, iov, n, len);
      plane_counter_add (&counters->batches, 1);
      n = skip (&iov, n, sent);
      if (n == 0 || (sent == 0 && waited))
        break;
      waited = !plane_send_wait (link->fd);
    }
  if (n % 2 != 0 || (n > 0 && iov->iov_len < FRAME_HEADER))
    {
      gsize pieces = n % 2 != 0 ? 1 : 2;

      (void) keep (link->stream, iov, pieces);
      n -= pieces;
    }
  for (; n > 0; n -= 2)
    plane_count_drop (counters, ESP_DROP_SEND);
}

static void
flush (PlaneLink *link, PlaneSend *send, const PlanePeer *peer G_GNUC_UNUSED,
       PlaneCounters *counters)
{
  guint8 headers[PLANE_SEND_RUNS][FRAME_HEADER];
  struct iovec iov[2 * PLANE_SEND_RUNS];

  if (send->n_runs > 0 && has_rest (link))
    {
      (void) plane_send_wait (link->fd);
      send_rest (link);
    }
  if (has_rest (link))
    plane_send_discard (send, ESP_DROP_SEND, counters);
  for (guint i = 0; i < send->n_runs; i++)
    {
      const PlaneRun *run = &send->runs[i];

      byte_put_u16 (headers[i], (guint16) (run->len + FRAME_HEADER));
      iov[2 * i] = (struct iovec){ headers[i], FRAME_HEADER };
      iov[2 * i + 1] = (struct iovec){ send->buf + run->at, run->len };
    }
  send_frames (link, iov, 2 * (gsize) send->n_runs, counters);
  send->n_runs = 0;
  send->used = 0;
}

/* Nobody says it again on a stream: what finds no room waits. */
static int
send_ike (PlaneLink *link, const PlaneIkeDatagram *datagram)
{
  guint8 head[FRAME_HEADER + PLANE_MARKER_LEN] = { 0 };
  gsize len;
  gconstpointer data = g_bytes_get_data (datagram->data, &len);
  const struct iovec iov[] = { { head, FRAME_HEADER + (datagram->marked ? PLANE_MARKER_LEN : 0) },
                               { (void *) (gsize) data, len } };

  if (iov[0].iov_len + len > FRAME_MAX)
    return EMSGSIZE;
  byte_put_u16 (head, (guint16) (iov[0].iov_len + len));
  if (!keep (link->stream, iov, G_N_ELEMENTS (iov)))
    return ENOBUFS;
  send_rest (link);
  return 0;
}

/* ---- In ------------------------------------------------------------------------------------- */

/* Octets of the frame at the place, 0: its end is not here yet, or it has none. */
static gsize
frame_here (const PlaneStream *stream)
{
  gsize left = stream->in_len - stream->in_at;
  gsize len = left >= FRAME_HEADER ? byte_get_u16 (stream->in + stream->in_at) : 0;

  return len <= left ? len : 0;
}

/* Moves frames into slots, which point at them; how many. A length that cannot be means that the
 * stream is not what it was: whatever follows would be noise (RFC 9329 section 3). */
static guint
hand_out (PlaneLink *link, PlaneRecv *recv)
{
  PlaneStream *stream = link->stream;
  guint n = 0;

  while (n < PLANE_RECV_SLOTS && stream->in_len - stream->in_at >= FRAME_HEADER)
    {
      gsize len = byte_get_u16 (stream->in + stream->in_at);

      if (len < FRAME_HEADER)
        {
          link->gone = TRUE;
          break;
        }
      if (frame_here (stream) == 0)
        break;
      if (len > FRAME_HEADER)
        {
          recv->iov[n]
              = (struct iovec){ stream->in + stream->in_at + FRAME_HEADER, len - FRAME_HEADER };
          recv->from[n] = stream->peer;
          recv->messages[n].msg_len = (guint) (len - FRAME_HEADER);
          recv->messages[n].msg_hdr = (struct msghdr){ .msg_name = &recv->from[n],
                                                       .msg_namelen = stream->peer_len,
                                                       .msg_iov = &recv->iov[n],
                                                       .msg_iovlen = 1 };
          n++;
        }
      stream->in_at += len;
    }
  return n;
}

static void
read_more (PlaneLink *link)
{
  PlaneStream *stream = link->stream;
  gssize got;

  memmove (stream->in, stream->in + stream->in_at, stream->in_len - stream->in_at);
  stream->in_len -= stream->in_at;
  stream->in_at = 0;
  got = recv (link->fd, stream->in + stream->in_len, READ_BUFFER - stream->in_len, MSG_DONTWAIT);
  if (got > 0)
    stream->in_len += (gsize) got;
  else if (got == 0 || (errno != EAGAIN && errno != EINTR))
    link->gone = TRUE;
}

static int
fill (PlaneLink *link, PlaneRecv *recv, PlaneCounters *counters)
{
  guint n;

  if (frame_here (link->stream) == 0)
    {
      read_more (link);
      plane_counter_add (&counters->batches, 1);
    }
  n = hand_out (link, recv);
  return (int) n;
}

/* A stream has no queue of errors: reading tells. */
static gboolean
take_errors (PlaneLink *link G_GNUC_UNUSED, PlaneRecv *recv G_GNUC_UNUSED,
             const PlanePeer *peer G_GNUC_UNUSED)
{
  return FALSE;
}

static const PlaneLinkClass tcp_class = {
  .flush = flush,
  .send_ike = send_ike,
  .has_rest = has_rest,
  .send_rest = send_rest,
  .fill = fill,
  .take_errors = take_errors,
};

void
plane_tcp_init (PlaneLink *link, int fd, const struct sockaddr_storage *peer)
{
  PlaneStream *stream = g_new0 (PlaneStream, 1);
  const struct iovec prefix = { (void *) (gsize) stream_prefix, sizeof stream_prefix };

  stream->peer = *peer;
  stream->peer_len
      = peer->ss_family == AF_INET ? sizeof (struct sockaddr_in) : sizeof (struct sockaddr_in6);
  stream->rest = g_malloc (REST_BUFFER);
  stream->in = g_malloc (READ_BUFFER);
  (void) keep (stream, &prefix, 1);
  *link = (PlaneLink){ .klass = &tcp_class, .fd = fd, .family = peer->ss_family, .stream = stream };
}

void
plane_tcp_clear (PlaneLink *link)
{
  if (link->stream == NULL)
    return;
  g_free (link->stream->rest);
  g_free (link->stream->in);
  g_clear_pointer (&link->stream, g_free);
}
