// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Unpredictable IVs for CBC (RFC 3602 section 3): the key stream of a cipher whose key nobody else
 * has, made in blocks of many IVs. Deterministic for a given key, so the engine needs no random
 * source. One thread.
 */
#pragma once

#include "secret.h"

typedef struct EspIv EspIv;

/* key: of the packets' cipher; the stream's own key is derived from it. NULL when the crypto
 * library lacks what is needed. */
EspIv *esp_iv_new (const SecretBuf *key) G_GNUC_WARN_UNUSED_RESULT;
void esp_iv_free (EspIv *iv);

/* Fills len bytes (at most CRY_IV_MAX); FALSE when the crypto library failed. */
gboolean esp_iv_next (EspIv *iv, guint8 *ret_iv, gsize len) G_GNUC_WARN_UNUSED_RESULT;
