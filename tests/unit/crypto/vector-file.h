// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Known-answer data of tests/vectors: key files whose values are mostly hexadecimal. */
#pragma once

#include "secret.h"

GKeyFile *vector_file_load (const char *name);
/* Bytes of a hexadecimal value; empty when the key is absent. Owned. */
GByteArray *vector_bytes (GKeyFile *file, const char *group, const char *key);
SecretBuf *vector_secret (GKeyFile *file, const char *group, const char *key);
gint vector_int (GKeyFile *file, const char *group, const char *key);
GByteArray *vector_from_hex (const char *hex);
/* Runs check on every group; there must be some. */
void vector_file_each (const char *name, void (*check) (GKeyFile *file, const char *group));
