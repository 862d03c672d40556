// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Locked, wiped memory for secrets. */
#include "secret.h"

#include <string.h>
#include <sys/mman.h>

/* One mapping per secret: the header shares the pages, so a secret costs 4 KiB of address space.
 * Connections hold a few dozen of them; that simplicity is worth the pages. */
struct SecretBuf
{
  gsize len;
  gsize mapped;
  guint8 data[];
};

#define SECRET_PAGE ((gsize) 4096)

static gsize
round_to_pages (gsize bytes)
{
  return (bytes + SECRET_PAGE - 1) & ~(SECRET_PAGE - 1);
}

SecretBuf *
secret_buf_new (gsize len)
{
  gsize mapped;
  SecretBuf *secret;

  g_assert (len <= SECRET_BUF_MAX);
  mapped = round_to_pages (sizeof (SecretBuf) + len);
  secret = mmap (NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert (secret != MAP_FAILED);

  /* RLIMIT_MEMLOCK may be small (containers); a secret that could be swapped is better than a
   * client that cannot connect, and dumps stay excluded either way. */
  (void) mlock (secret, mapped);
  (void) madvise (secret, mapped, MADV_DONTDUMP);
  (void) madvise (secret, mapped, MADV_DONTFORK);

  secret->len = len;
  secret->mapped = mapped;
  return secret;
}

SecretBuf *
secret_buf_new_copy (const void *data, gsize len)
{
  SecretBuf *secret = secret_buf_new (len);

  if (len > 0)
    memcpy (secret->data, data, len);
  return secret;
}

SecretBuf *
secret_buf_new_move (void *data, gsize len)
{
  SecretBuf *secret = secret_buf_new_copy (data, len);

  secret_wipe (data, len);
  return secret;
}

SecretBuf *
secret_buf_dup (const SecretBuf *secret)
{
  return secret_buf_new_copy (secret->data, secret->len);
}

guint8 *
secret_buf_data (SecretBuf *secret)
{
  return secret->data;
}

const guint8 *
secret_buf_peek (const SecretBuf *secret)
{
  return secret->data;
}

gsize
secret_buf_len (const SecretBuf *secret)
{
  return secret->len;
}

void
secret_buf_truncate (SecretBuf *secret, gsize len)
{
  g_assert (len <= secret->len);
  secret_wipe (secret->data + len, secret->len - len);
  secret->len = len;
}

void
secret_buf_free (SecretBuf *secret)
{
  if (secret == NULL)
    return;
  secret_wipe (secret->data, secret->len);
  munmap (secret, secret->mapped);
}

void
secret_wipe (void *data, gsize len)
{
  if (len > 0)
    explicit_bzero (data, len);
}

gboolean
secret_memequal (const void *a, const void *b, gsize len)
{
  const volatile guint8 *x = a;
  const volatile guint8 *y = b;
  guint8 differing = 0;

  for (gsize i = 0; i < len; i++)
    differing |= x[i] ^ y[i];
  return differing == 0;
}
