// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A stream from the gateway (RFC 9329). First octet: how long the pieces are in which it arrives.
 * However it is torn, what comes out is what is in it, whole and in order, up to a length that
 * cannot be. */
#include "bytes.h"
#include "plane-tcp.h"
#include "plane-udp.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LEN_MAX 65536 /* octets; a socket pair holds more */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

/* What is in the stream and has not come out. */
typedef struct
{
  const guint8 *at;
  gsize left;
  gboolean broken;
} Expected;

/* The octets in the next frame that is whole and not empty, 0: there is none. They end at the place
 * in the stream. */
static gsize
next_frame (Expected *expected)
{
  while (expected->left >= 2)
    {
      gsize len = byte_get_u16 (expected->at);

      expected->broken = len < 2;
      if (expected->broken || len > expected->left)
        return 0;
      expected->at += len;
      expected->left -= len;
      if (len > 2)
        return len - 2;
    }
  return 0;
}

/* Whatever has arrived. */
static void
take (PlaneLink *link, PlaneRecv *recv, Expected *expected)
{
  PlaneCounters counters = { 0 };
  int n = PLANE_RECV_SLOTS;

  while (n > 0 && !link->gone)
    {
      n = link->klass->fill (link, recv, &counters);
      g_assert (n >= 0 && n <= PLANE_RECV_SLOTS);
      for (guint i = 0; i < (guint) n; i++)
        {
          PlaneDatagrams got = plane_recv_slot (recv, i);
          gsize len = next_frame (expected);

          g_assert (len > 0 && got.len == len && got.segment == len);
          g_assert (memcmp (got.data, expected->at - len, len) == 0);
        }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  static PlaneRecv recv;
  const struct sockaddr_storage peer = { .ss_family = AF_INET };
  Expected expected = { .at = data + 1, .left = len - 1 };
  PlaneLink link = { 0 };
  int fds[2];
  gsize piece;

  if (len < 2 || len > LEN_MAX
      || socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
    return 0;
  piece = data[0] == 0 ? len : data[0];
  plane_tcp_init (&link, fds[0], &peer);
  for (gsize at = 1; at < len && !link.gone; at += piece)
    {
      gsize size = MIN (piece, len - at);

      g_assert (write (fds[1], data + at, size) == (gssize) size);
      take (&link, &recv, &expected);
    }
  g_assert (next_frame (&expected) == 0);
  g_assert (link.gone == expected.broken);
  plane_tcp_clear (&link);
  close (fds[0]);
  close (fds[1]);
  return 0;
}
