// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "plane-tcp.h"

#include "bytes.h"
#include "plane-udp.h"
#include "plane.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define TIMEOUT_MSEC 20000

/* A stream whose other end is ours to read and write, octet by octet. */
typedef struct
{
  PlaneLink link;
  PlaneSend *send;
  PlaneRecv *recv;
  PlaneCounters counters;
  int near, far;
} Stream;

/* A socket pair would not do: only TCP takes a part of what it is given. */
static void
stream_init (Stream *stream)
{
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  struct sockaddr_storage storage = { 0 };
  socklen_t len = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  g_assert_no_errno (bind (listener, (struct sockaddr *) &address, sizeof address));
  g_assert_no_errno (getsockname (listener, (struct sockaddr *) &address, &len));
  g_assert_no_errno (listen (listener, 1));
  stream->near = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_no_errno (connect (stream->near, (struct sockaddr *) &address, sizeof address));
  stream->far = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  g_assert_cmpint (stream->far, >=, 0);
  close (listener);
  g_assert_no_errno (fcntl (stream->near, F_SETFL, O_NONBLOCK));
  g_assert_no_errno (setsockopt (stream->near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  g_assert_no_errno (setsockopt (stream->far, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  memcpy (&storage, &address, sizeof address);
  stream->send = g_aligned_alloc0 (1, sizeof *stream->send, 64);
  stream->recv = g_aligned_alloc0 (1, sizeof *stream->recv, 64);
  stream->send->link = &stream->link;
  plane_tcp_init (&stream->link, stream->near, &storage);
}

static void
stream_clear (Stream *stream)
{
  plane_tcp_clear (&stream->link);
  close (stream->near);
  if (stream->far >= 0)
    close (stream->far);
  g_aligned_free (stream->send);
  g_aligned_free (stream->recv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

static void
put_esp (Stream *stream, gsize len, guint8 fill)
{
  guint8 *place = plane_send_reserve (stream->send, len);

  g_assert_nonnull (place);
  memset (place, fill, len);
  plane_send_commit (stream->send, len, 0);
}

static void
flush (Stream *stream)
{
  stream->link.klass->flush (&stream->link, stream->send, NULL, &stream->counters);
  g_assert_cmpuint (stream->send->n_runs, ==, 0);
}

static int
send_ike (Stream *stream, gsize len, guint8 fill)
{
  g_autofree guint8 *octets = g_malloc (len);
  PlaneIkeDatagram datagram = { .marked = TRUE };
  int error;

  memset (octets, fill, len);
  datagram.data = g_bytes_new (octets, len);
  error = stream->link.klass->send_ike (&stream->link, &datagram);
  plane_ike_datagram_clear (&datagram);
  return error;
}

static void
await_octets (int fd)
{
  struct pollfd fds = { fd, POLLIN, 0 };

  g_assert_cmpint (poll (&fds, 1, TIMEOUT_MSEC), ==, 1);
}

/* Adds what the far end can read, at least one octet. */
static void
far_read (Stream *stream, GByteArray *all)
{
  static guint8 chunk[65536];
  gssize got;

  await_octets (stream->far);
  while ((got = read (stream->far, chunk, sizeof chunk)) > 0)
    g_byte_array_append (all, chunk, (guint) got);
}

static void
far_write (Stream *stream, gconstpointer data, gsize len)
{
  g_assert_cmpint (write (stream->far, data, len), ==, (gssize) len);
}

static int
fill (Stream *stream)
{
  await_octets (stream->near);
  return stream->link.klass->fill (&stream->link, stream->recv, &stream->counters);
}

/* "IKETCP" once, and first; IKE behind the marker, ESP without; each length counts itself. */
static void
test_frames (void)
{
  static const guint8 expected[] = { 'I', 'K', 'E', 'T', 'C', 'P', 0, 9, 0, 0, 0, 0, 7, 7, 7, 0, 6,
                                     5,   5,   5,   5,   0,   4,   6, 6, 0, 8, 0, 0, 0, 0, 8, 8 };
  g_auto (Stream) stream = { 0 };
  g_autoptr (GByteArray) got = g_byte_array_new ();

  stream_init (&stream);
  g_assert_cmpint (send_ike (&stream, 3, 7), ==, 0);
  put_esp (&stream, 4, 5);
  put_esp (&stream, 2, 6);
  flush (&stream);
  g_assert_cmpint (send_ike (&stream, 2, 8), ==, 0);
  while (got->len < sizeof expected)
    far_read (&stream, got);
  g_assert_cmpmem (got->data, got->len, expected, sizeof expected);
  g_assert_false (stream.link.klass->has_rest (&stream.link));
}

static void
test_too_long_for_a_frame (void)
{
  g_auto (Stream) stream = { 0 };

  stream_init (&stream);
  g_assert_cmpint (send_ike (&stream, 65535 - 6 + 1, 1), ==, EMSGSIZE);
  g_assert_cmpint (send_ike (&stream, 65535 - 6, 1), ==, 0);
}

/* Every frame in what was read is whole and of one fill; how many there are. */
static guint
count_frames (const GByteArray *got, gsize at)
{
  guint n = 0;

  while (at < got->len)
    {
      gsize len = byte_get_u16 (got->data + at);

      g_assert_cmpuint (len, >, 2);
      g_assert_cmpuint (at + len, <=, got->len);
      for (gsize i = at + 7; i < at + len; i++)
        g_assert_cmphex (got->data[i], ==, got->data[at + 6]);
      at += len;
      n++;
    }
  return n;
}

/* A gateway that does not read: ESP is dropped and counted, IKE waits, no frame is ever torn. */
static void
test_no_room (void)
{
  static const gsize esp_len = 1300;
  g_auto (Stream) stream = { 0 };
  g_autoptr (GByteArray) got = g_byte_array_new ();
  guint sent = 0, dropped, frames;

  stream_init (&stream);
  while (stream.counters.drops[ESP_DROP_SEND] == 0)
    {
      for (guint i = 0; i < 40; i++, sent++)
        put_esp (&stream, esp_len, (guint8) sent);
      flush (&stream);
      g_assert_cmpuint (sent, <, 100000);
    }
  g_assert_cmpint (send_ike (&stream, 500, 0xaa), ==, 0);
  put_esp (&stream, esp_len, 1);
  sent++;
  flush (&stream);
  dropped = (guint) stream.counters.drops[ESP_DROP_SEND];
  g_assert_true (stream.link.klass->has_rest (&stream.link));
  while (stream.link.klass->has_rest (&stream.link))
    {
      far_read (&stream, got);
      stream.link.klass->send_rest (&stream.link);
    }
  while (got->len < 6 + (sent - dropped) * (esp_len + 2) + 506)
    far_read (&stream, got);
  frames = count_frames (got, 6);
  g_assert_cmpuint (frames, ==, sent - dropped + 1);
  /* The last one is IKE, with its marker. */
  g_assert_cmpuint (byte_get_u16 (got->data + got->len - 506), ==, 506);
  g_assert_cmpuint (byte_get_u32 (got->data + got->len - 504), ==, 0);
}

/* What waits is bounded as well, and leaves in order when the gateway reads again. */
static void
test_rest_is_bounded (void)
{
  static const gsize len = 60000;
  g_auto (Stream) stream = { 0 };
  g_autoptr (GByteArray) got = g_byte_array_new ();
  guint taken = 0;

  stream_init (&stream);
  while (send_ike (&stream, len, (guint8) taken) == 0)
    g_assert_cmpuint (++taken, <, 1000);
  g_assert_cmpint (send_ike (&stream, len, 1), ==, ENOBUFS);
  while (got->len < 6 + taken * (len + 6))
    {
      if (stream.link.klass->has_rest (&stream.link))
        stream.link.klass->send_rest (&stream.link);
      far_read (&stream, got);
    }
  g_assert_cmpuint (count_frames (got, 6), ==, taken);
  for (guint i = 0; i < taken; i++)
    g_assert_cmphex (got->data[6 + i * (len + 6) + 6], ==, (guint8) i);
}

/* However the stream is torn into pieces on its way, the frames come out whole; an empty one is
 * nothing (TCP-03). */
static void
test_reads_frames_in_pieces (void)
{
  static const guint8 octets[] = { 0, 5, 1, 2, 3, 0, 2, 0, 3, 0xff, 0, 9, 0, 0, 0, 0, 9, 9, 9 };
  static const struct
  {
    gsize len;
    guint8 first;
  } expected[] = { { 3, 1 }, { 1, 0xff }, { 7, 0 } };
  g_auto (Stream) stream = { 0 };

  stream_init (&stream);
  for (gsize piece = 1; piece <= sizeof octets; piece++)
    {
      guint n = 0;

      for (gsize at = 0; at < sizeof octets; at += piece)
        {
          int slots;

          far_write (&stream, octets + at, MIN (piece, sizeof octets - at));
          slots = fill (&stream);
          g_assert_cmpint (slots, >=, 0);
          for (guint i = 0; i < (guint) slots; i++, n++)
            {
              PlaneDatagrams got = plane_recv_slot (stream.recv, i);

              g_assert_cmpuint (n, <, G_N_ELEMENTS (expected));
              g_assert_cmpuint (got.len, ==, expected[n].len);
              g_assert_cmpuint (got.segment, ==, got.len);
              g_assert_cmphex (got.data[0], ==, expected[n].first);
              g_assert_cmpint (got.from->ss_family, ==, AF_INET);
            }
        }
      g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
      g_assert_false (stream.link.gone);
    }
}

/* More than the slots hold, and more than the buffer: nothing is lost and the order stays. */
static void
test_reads_many (void)
{
  enum
  {
    TOTAL = 3000,
    FRAME = 1000,
  };
  g_autofree guint8 *octets = g_malloc0 (TOTAL * FRAME);
  g_auto (Stream) stream = { 0 };
  gsize written = 0;
  guint got = 0;

  stream_init (&stream);
  for (guint i = 0; i < TOTAL; i++)
    {
      byte_put_u16 (octets + i * FRAME, FRAME);
      byte_put_u32 (octets + i * FRAME + 2, i);
    }
  while (got < TOTAL)
    {
      gssize part = write (stream.far, octets + written, TOTAL * FRAME - written);
      int slots = stream.link.klass->fill (&stream.link, stream.recv, &stream.counters);

      written += part > 0 ? (gsize) part : 0;
      g_assert_false (stream.link.gone);
      for (guint i = 0; i < (guint) slots; i++, got++)
        g_assert_cmpuint (byte_get_u32 (plane_recv_slot (stream.recv, i).data), ==, got);
      if (slots == 0)
        await_octets (stream.near);
    }
}

/* A length that does not even count itself: the stream is not what it was. */
static void
test_impossible_length (void)
{
  for (guint8 len = 0; len < 2; len++)
    {
      const guint8 octets[] = { 0, 3, 1, 0, len, 0, 3, 1 };
      g_auto (Stream) stream = { 0 };

      stream_init (&stream);
      far_write (&stream, octets, sizeof octets);
      g_assert_cmpint (fill (&stream), ==, 1);
      g_assert_true (stream.link.gone);
    }
}

/* Half a frame and the end: nothing of it is handed on (TCP-08). */
static void
test_ends_within_a_frame (void)
{
  static const guint8 half[] = { 0, 9, 1, 2, 3 };
  g_auto (Stream) stream = { 0 };

  stream_init (&stream);
  far_write (&stream, half, sizeof half);
  close (stream.far);
  stream.far = -1;
  g_assert_cmpint (fill (&stream), ==, 0);
  g_assert_cmpint (fill (&stream), ==, 0);
  g_assert_true (stream.link.gone);
}

/* A whole plane at the near end. */
typedef struct
{
  Stream stream;
  int tun[2];
  PlaneTcp tcp;
  Plane *plane;
} Whole;

static void
whole_init (Whole *whole)
{
  PlaneConfig config = {
    .udp4_fd = -1,
    .udp6_fd = -1,
    .tcp = &whole->tcp,
    .ike_port = 500,
    .tun_mtu = 1400,
  };

  stream_init (&whole->stream);
  g_assert_no_errno (
      socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, whole->tun));
  config.tun_fd = whole->tun[0];
  whole->tcp = (PlaneTcp){ .fd = whole->stream.near, .peer = { .ss_family = AF_INET } };
  whole->plane = plane_new (&config);
  g_assert_nonnull (whole->plane);
}

static void
whole_clear (Whole *whole)
{
  plane_free (whole->plane);
  close (whole->tun[0]);
  close (whole->tun[1]);
  stream_clear (&whole->stream);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Whole, whole_clear)

/* The control thread is told, once, and nothing spins. */
static void
test_plane_tells_the_end (void)
{
  g_auto (Whole) whole = { 0 };

  whole_init (&whole);
  g_assert_cmpint (plane_pull_ike_error (whole.plane), ==, 0);
  close (whole.stream.far);
  whole.stream.far = -1;
  await_octets (plane_event_fd (whole.plane));
  g_assert_cmpint (plane_pull_ike_error (whole.plane), ==, ECONNRESET);
  g_assert_cmpint (plane_pull_ike_error (whole.plane), ==, 0);
}

/* ESP that nobody knows, and keepalives, which a gateway should not send here: the stream is as
 * good as before. */
static void
test_plane_lets_pass (void)
{
  static const guint8 octets[] = { 0,  3, 0xff, 0, 10, 0, 1, 2, 3, 4, 5, 6, 7, 0, 3, 0xff, 0,
                                   10, 0, 1,    2, 3,  4, 5, 6, 7, 0, 8, 0, 0, 0, 0, 9,    9 };
  g_auto (Whole) whole = { 0 };
  PlaneIkeDatagram datagram;
  PlaneStats stats;

  whole_init (&whole);
  far_write (&whole.stream, octets, sizeof octets);
  await_octets (plane_event_fd (whole.plane));
  g_assert_true (plane_pull_ike (whole.plane, &datagram));
  g_assert_true (datagram.marked);
  g_assert_cmpuint (g_bytes_get_size (datagram.data), ==, 2);
  plane_ike_datagram_clear (&datagram);
  g_assert_cmpint (plane_pull_ike_error (whole.plane), ==, 0);
  plane_stats (whole.plane, &stats);
  for (guint i = 0; i < ESP_N_DROPS; i++)
    g_assert_cmpuint (stats.drops[i], ==, i == ESP_DROP_NO_SA ? 2 : 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/tcp/TCP-01-TCP-02/frames", test_frames);
  g_test_add_func ("/plane/tcp/TCP-02/too-long-for-a-frame", test_too_long_for_a_frame);
  g_test_add_func ("/plane/tcp/TCP-20/no-room", test_no_room);
  g_test_add_func ("/plane/tcp/TCP-20/rest-is-bounded", test_rest_is_bounded);
  g_test_add_func ("/plane/tcp/TCP-03/frames-in-pieces", test_reads_frames_in_pieces);
  g_test_add_func ("/plane/tcp/many", test_reads_many);
  g_test_add_func ("/plane/tcp/TCP-03-TCP-18/impossible-length", test_impossible_length);
  g_test_add_func ("/plane/tcp/TCP-08/ends-within-a-frame", test_ends_within_a_frame);
  g_test_add_func ("/plane/tcp/TCP-07/plane-tells-the-end", test_plane_tells_the_end);
  g_test_add_func ("/plane/tcp/TCP-12+TCP-18/plane-lets-pass", test_plane_lets_pass);
  return g_test_run ();
}
