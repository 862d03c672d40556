// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One TLS handshake over a stream. */
#include "worker-pin.h"

#include "cry-tls.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define RECORDS_MAX (64 * 1024) /* octets: no first flight is longer */

/* FALSE: not in time, or the other side is gone. */
static gboolean
wait_until (int fd, short events, gint64 end)
{
  gint64 left = (end - g_get_monotonic_time ()) / 1000;
  struct pollfd poll_fd = { .fd = fd, .events = events };

  return left > 0 && poll (&poll_fd, 1, (int) left) > 0;
}

static gboolean
send_all (int fd, GBytes *records, gint64 end)
{
  gsize len, at = 0;
  const guint8 *data = g_bytes_get_data (records, &len);

  while (at < len)
    {
      gssize n = write (fd, data + at, len - at);

      if (n > 0)
        at += (gsize) n;
      else if ((errno != EAGAIN && errno != EINTR) || !wait_until (fd, POLLOUT, end))
        return FALSE;
    }
  return TRUE;
}

/* Octets read; 0: no more will come, or not in time. */
static gsize
receive (int fd, guint8 *buffer, gsize size, gint64 end)
{
  while (wait_until (fd, POLLIN, end))
    {
      gssize n = read (fd, buffer, size);

      if (n >= 0)
        return (gsize) n;
      if (errno != EAGAIN && errno != EINTR)
        return 0;
    }
  return 0;
}

gboolean
worker_pin_is_proven (int fd, const char *name, const char *fingerprint)
{
  gint64 end = g_get_monotonic_time () + WORKER_PIN_MS * 1000;
  g_autoptr (CryTrust) trust = cry_trust_new ();
  const CryTlsConfig config = { .trust = trust, .server_name = name, .pin = fingerprint };
  g_autoptr (CryTls) tls = cry_tls_new (&config);
  CryTlsStep step = tls != NULL ? cry_tls_step (tls, NULL, 0) : CRY_TLS_STEP_FAILED;
  gsize total = 0;

  while (step == CRY_TLS_STEP_WAIT && total < RECORDS_MAX)
    {
      g_autoptr (GBytes) records = cry_tls_take_records (tls);
      guint8 buffer[4096];
      gsize len;

      if (records != NULL && !send_all (fd, records, end))
        return FALSE;
      len = receive (fd, buffer, sizeof buffer, end);
      if (len == 0)
        return FALSE;
      total += len;
      step = cry_tls_step (tls, buffer, len);
    }
  return step == CRY_TLS_STEP_OPEN;
}
