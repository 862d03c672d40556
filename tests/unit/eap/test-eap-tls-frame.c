// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-tls-frame.h"

#include "bytes.h"

#include <string.h>

/* Fragments, octet by octet (RFC 5216 section 3). */

static EapTlsFrameResult
recv (EapTlsFrame *frame, const char *bytes, gsize len)
{
  return eap_tls_frame_recv (frame, (const guint8 *) bytes, len);
}

static void
assert_incoming (const EapTlsFrame *frame, const char *expected)
{
  g_assert_cmpmem (frame->incoming->data, frame->incoming->len, expected, strlen (expected));
}

static void
assert_next (EapTlsFrame *frame, const void *expected, gsize len)
{
  g_autoptr (SecretBuf) next = eap_tls_frame_next (frame);

  g_assert_cmpmem (secret_buf_peek (next), secret_buf_len (next), expected, len);
}

static void
test_receive (void)
{
  EapTlsFrame frame;

  eap_tls_frame_init (&frame);
  g_assert_cmpint (recv (&frame, "\x20", 1), ==, EAP_TLS_FRAME_START);
  /* Version bits of TTLS and PEAP do not matter. */
  g_assert_cmpint (recv (&frame, "\x21", 1), ==, EAP_TLS_FRAME_START);
  g_assert_cmpint (recv (&frame, "\x00one", 4), ==, EAP_TLS_FRAME_MESSAGE);
  assert_incoming (&frame, "one");
  g_byte_array_set_size (frame.incoming, 0);
  g_assert_cmpint (recv (&frame,
                         "\xc0\0\0\0\x06"
                         "abc",
                         8),
                   ==, EAP_TLS_FRAME_ACKNOWLEDGE);
  assert_next (&frame, "\0", 1);
  /* Some servers repeat the length. */
  g_assert_cmpint (recv (&frame,
                         "\xc0\0\0\0\x06"
                         "d",
                         6),
                   ==, EAP_TLS_FRAME_ACKNOWLEDGE);
  g_assert_cmpint (recv (&frame,
                         "\x00"
                         "ef",
                         3),
                   ==, EAP_TLS_FRAME_MESSAGE);
  assert_incoming (&frame, "abcdef");
  eap_tls_frame_clear (&frame);
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *bytes;
    gsize len;
  } bad[] = {
    { "", 0 },
    { "\x80\0\0\0", 4 }, /* length cut short */
    { "\x80\0\0\0\x02"
      "abc",
      8 }, /* more than announced */
    { "\x80\0\0\0\x04"
      "abc",
      8 }, /* less than announced */
    { "\xc0\0\x01\0\x01"
      "a",
      6 },         /* announces too much */
    { "\x40", 1 }, /* an empty fragment */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      EapTlsFrame frame;

      eap_tls_frame_init (&frame);
      g_assert_cmpint (recv (&frame, bad[i].bytes, bad[i].len), ==, EAP_TLS_FRAME_DROP);
      g_assert_cmpuint (frame.incoming->len, ==, 0);
      eap_tls_frame_clear (&frame);
    }
}

/* The length of a message does not change while it comes. */
static void
test_length_changes (void)
{
  EapTlsFrame frame;

  eap_tls_frame_init (&frame);
  g_assert_cmpint (recv (&frame,
                         "\xc0\0\0\0\x06"
                         "abc",
                         8),
                   ==, EAP_TLS_FRAME_ACKNOWLEDGE);
  g_assert_cmpint (recv (&frame,
                         "\x80\0\0\0\x05"
                         "de",
                         7),
                   ==, EAP_TLS_FRAME_DROP);
  eap_tls_frame_clear (&frame);
}

/* However long a server goes on, what is kept of it is bounded. */
static void
test_bounded (void)
{
  g_autofree char *fragment = g_malloc0 (1 + 1000);
  EapTlsFrame frame;
  guint n = 0;

  eap_tls_frame_init (&frame);
  fragment[0] = 0x40;
  while (recv (&frame, fragment, 1 + 1000) == EAP_TLS_FRAME_ACKNOWLEDGE)
    n++;
  g_assert_cmpuint (n, ==, EAP_TLS_MESSAGE_MAX / 1000);
  g_assert_cmpuint (frame.incoming->len, ==, 0);
  /* One that says so at once is not even begun. */
  for (guint i = 0; i < 2; i++)
    {
      fragment[0] = (char) 0xc0;
      byte_put_u32 ((guint8 *) fragment + 1, EAP_TLS_MESSAGE_MAX + i);
      g_assert_cmpint (recv (&frame, fragment, 1 + 1000), ==,
                       i == 0 ? EAP_TLS_FRAME_ACKNOWLEDGE : EAP_TLS_FRAME_DROP);
      eap_tls_frame_clear (&frame);
      eap_tls_frame_init (&frame);
    }
  eap_tls_frame_clear (&frame);
}

static void
test_send (void)
{
  g_autofree guint8 *message = g_malloc (2 * EAP_TLS_FRAGMENT_MAX + 1);
  g_autofree guint8 *expected = g_malloc (EAP_TLS_FRAGMENT_MAX + 5);
  EapTlsFrame frame;

  memset (message, 'x', 2 * EAP_TLS_FRAGMENT_MAX + 1);
  memset (expected, 'x', EAP_TLS_FRAGMENT_MAX + 5);
  eap_tls_frame_init (&frame);
  assert_next (&frame, "\0", 1);
  eap_tls_frame_send (&frame, g_bytes_new (message, EAP_TLS_FRAGMENT_MAX));
  expected[0] = 0;
  assert_next (&frame, expected, 1 + EAP_TLS_FRAGMENT_MAX);

  eap_tls_frame_send (&frame, g_bytes_new (message, 2 * EAP_TLS_FRAGMENT_MAX + 1));
  memcpy (expected, "\xc0\0\0\x07\xd1", 5);
  assert_next (&frame, expected, 5 + EAP_TLS_FRAGMENT_MAX);
  /* Nothing but an acknowledgement may come now. */
  g_assert_cmpint (recv (&frame, "\0x", 2), ==, EAP_TLS_FRAME_DROP);
  g_assert_cmpint (recv (&frame, "\0", 1), ==, EAP_TLS_FRAME_GO_ON);
  memcpy (expected, "\x40xxxx", 5);
  assert_next (&frame, expected, 1 + EAP_TLS_FRAGMENT_MAX);
  g_assert_cmpint (recv (&frame, "\0", 1), ==, EAP_TLS_FRAME_GO_ON);
  assert_next (&frame, "\0x", 2);
  g_assert_cmpint (recv (&frame, "\0", 1), ==, EAP_TLS_FRAME_MESSAGE);
  eap_tls_frame_clear (&frame);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/tls-frame/EPP-01+ETL-01+ETT-01/receive", test_receive);
  g_test_add_func ("/eap/tls-frame/ETL-04/malformed", test_malformed);
  g_test_add_func ("/eap/tls-frame/length-changes", test_length_changes);
  g_test_add_func ("/eap/tls-frame/ETL-04/bounded", test_bounded);
  g_test_add_func ("/eap/tls-frame/ETL-03+ETT-01/send", test_send);
  return g_test_run ();
}
