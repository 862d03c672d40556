// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* MD4, MD5, single DES and RC4, fenced off here: EAP-MSCHAPv2 (RFC 2759) and EAP-MD5 need them and
 * nothing else may. FALSE when the crypto library refuses (no legacy provider needed: MD4 and RC4
 * are ours, single DES is 3DES with one key). Any thread. */
#pragma once

#include <glib.h>

gboolean cry_legacy_md4 (const guint8 *data, gsize len, guint8 ret_digest[16]);
gboolean cry_legacy_md5 (const guint8 *data, gsize len, guint8 ret_digest[16]);
/* DES-ECB of one block under a 56-bit key as RFC 2759 section 8.6 spreads it. */
gboolean cry_legacy_des (const guint8 key[7], const guint8 clear[8], guint8 ret_cypher[8]);
/* RC4 in place, as RFC 2759 section 8.10 hides a new password with it. key_len is 1 to 256. */
void cry_legacy_rc4 (const guint8 *key, gsize key_len, guint8 *data, gsize len);
