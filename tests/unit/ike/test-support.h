// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Small helpers of the codec's tests. */
#pragma once

#include "bytes.h"
#include "ike-keymat.h"
#include "rng.h"

/* Bytes of a hex text without blanks; owned. */
static inline GBytes *
hex (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *at = text; at[0] != '\0' && at[1] != '\0'; at += 2)
    {
      guint8 octet = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));

      g_byte_array_append (bytes, &octet, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

static inline void
assert_hex (const void *data, gsize len, const char *expected)
{
  g_autoptr (GBytes) bytes = hex (expected);

  g_assert_cmpmem (data, len, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static inline void
assert_secret (const SecretBuf *secret, const char *expected)
{
  g_assert_nonnull (secret);
  assert_hex (secret_buf_peek (secret), secret_buf_len (secret), expected);
}

/* A run of octets first, first + 1, ... in a secret. */
static inline SecretBuf *
counting_secret (guint8 first, gsize len)
{
  SecretBuf *secret = secret_buf_new (len);

  for (gsize i = 0; i < len; i++)
    secret_buf_data (secret)[i] = (guint8) (first + i);
  return secret;
}

static inline void
counting_fill (gpointer ctx, guint8 *buf, gsize len)
{
  guint8 *next = ctx;

  for (gsize i = 0; i < len; i++)
    buf[i] = (*next)++;
}

/* The suite and seed of the check values in the project's own vectors: AES-256-GCM-16 with
 * PRF-HMAC-SHA2-256, Ni = 00..1f, Nr = 20..3f, secret = 40..5f. */
typedef struct
{
  IkeSuite suite;
  guint8 ni[32], nr[32];
  SecretBuf *shared; /* owned */
  IkeKeySeed seed;
} KeySetup;

static inline void
key_setup_init (KeySetup *setup)
{
  setup->suite = (IkeSuite){
    .packet = { .encr = CRY_ENCR_AES_GCM_16, .key_bits = 256 },
    .prf = CRY_PRF_HMAC_SHA2_256,
    .group = CRY_KE_X25519,
  };
  for (guint8 i = 0; i < 32; i++)
    {
      setup->ni[i] = i;
      setup->nr[i] = (guint8) (0x20 + i);
    }
  setup->shared = counting_secret (0x40, 32);
  setup->seed = (IkeKeySeed){
    .ni = { setup->ni, 32 },
    .nr = { setup->nr, 32 },
    .spi_i = G_GUINT64_CONSTANT (0x0102030405060708),
    .spi_r = G_GUINT64_CONSTANT (0x1112131415161718),
    .shared = setup->shared,
  };
}

static inline void
key_setup_clear (KeySetup *setup)
{
  g_clear_pointer (&setup->shared, secret_buf_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeySetup, key_setup_clear)
