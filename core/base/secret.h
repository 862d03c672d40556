// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * SecretBuf: the only container of keys, passwords and everything derived from them.
 *
 * Memory is page-aligned, locked against swapping where the limit allows, excluded from core dumps
 * and forks, and wiped on free. There is no string accessor and no print path. A SecretBuf is moved
 * (g_steal_pointer), not copied; secret_buf_dup() is for the few places where two owners exist by
 * design. Single owner, any thread.
 */
#pragma once

#include <glib.h>

typedef struct SecretBuf SecretBuf;

/* Longest secret anybody may make, in bytes. */
#define SECRET_BUF_MAX ((gsize) 65536)

/* A zeroed secret of len bytes (0 is legal). Aborts only when memory is exhausted or len is above
 * SECRET_BUF_MAX, which is a programmer's error. */
SecretBuf *secret_buf_new (gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* A secret holding a copy of data; the caller still wipes its own copy. */
SecretBuf *secret_buf_new_copy (const void *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* Moves data into a new secret and wipes the source. */
SecretBuf *secret_buf_new_move (void *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

SecretBuf *secret_buf_dup (const SecretBuf *secret) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes, borrowed until the secret is freed. */
guint8 *secret_buf_data (SecretBuf *secret);
const guint8 *secret_buf_peek (const SecretBuf *secret);
gsize secret_buf_len (const SecretBuf *secret);

/* Shortens to len, wiping the rest; len must not exceed the present length. */
void secret_buf_truncate (SecretBuf *secret, gsize len);

/* Wipes and frees; NULL is legal. */
void secret_buf_free (SecretBuf *secret);

/* Wipe that the compiler may not remove, for a stack copy that could not be avoided. */
void secret_wipe (void *data, gsize len);

/* Comparison of two byte runs in constant time, for MACs. */
gboolean secret_memequal (const void *a, const void *b, gsize len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretBuf, secret_buf_free)
