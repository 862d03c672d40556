// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-psk.h"

/* Hexadecimal digits and base64 without a copy outside of secret memory. */

#include <string.h>

#define PREFIX_LEN 2

/* NULL: these are not hexadecimal digits, two for each octet. */
static SecretBuf *
read_hex (const guint8 *text, gsize len)
{
  g_autoptr (SecretBuf) octets = NULL;

  if (len == 0 || len % 2 != 0)
    return NULL;
  octets = secret_buf_new (len / 2);
  for (gsize i = 0; i < len; i++)
    {
      gint digit = g_ascii_xdigit_value ((gchar) text[i]);
      guint8 *octet = secret_buf_data (octets) + i / 2;

      if (digit < 0)
        return NULL;
      *octet = (guint8) (*octet << 4 | digit);
    }
  return g_steal_pointer (&octets);
}

/* -1: not a digit of base64 (RFC 4648 section 4). */
static gint
base64_value (guint8 digit)
{
  if (digit >= 'A' && digit <= 'Z')
    return digit - 'A';
  if (digit >= 'a' && digit <= 'z')
    return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9')
    return digit - '0' + 52;
  if (digit == '+')
    return 62;
  return digit == '/' ? 63 : -1;
}

/* NULL: this is not base64, with or without its "=" at the end. */
static SecretBuf *
read_base64 (const guint8 *text, gsize len)
{
  g_autoptr (SecretBuf) octets = NULL;
  gsize digits = len;
  guint32 bits = 0;

  while (digits > 0 && len - digits < 2 && text[digits - 1] == '=')
    digits--;
  if (digits == 0 || digits % 4 == 1 || (digits != len && len % 4 != 0))
    return NULL;
  octets = secret_buf_new (digits * 3 / 4);
  for (gsize i = 0, n = 0; i < digits; i++)
    {
      gint value = base64_value (text[i]);

      if (value < 0)
        return NULL;
      bits = bits << 6 | (guint32) value;
      if (i % 4 != 0)
        secret_buf_data (octets)[n++] = (guint8) (bits >> (6 - 2 * (i % 4)));
    }
  return g_steal_pointer (&octets);
}

SecretBuf *
ike_psk_read (SecretBuf *typed)
{
  const guint8 *text = secret_buf_peek (typed);
  gsize len = secret_buf_len (typed);
  SecretBuf *octets = NULL;

  if (len > PREFIX_LEN && memcmp (text, "0x", PREFIX_LEN) == 0)
    octets = read_hex (text + PREFIX_LEN, len - PREFIX_LEN);
  else if (len > PREFIX_LEN && memcmp (text, "0s", PREFIX_LEN) == 0)
    octets = read_base64 (text + PREFIX_LEN, len - PREFIX_LEN);
  if (octets == NULL)
    return typed;
  secret_buf_free (typed);
  return octets;
}
