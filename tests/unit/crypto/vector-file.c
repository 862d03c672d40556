// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vector-file.h"

#include <string.h>

GKeyFile *
vector_file_load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", name, NULL);
  GKeyFile *file = g_key_file_new ();
  GError *error = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return file;
}

GByteArray *
vector_from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  g_assert_cmpuint (strlen (hex) % 2, ==, 0);
  for (const char *at = hex; *at != '\0'; at += 2)
    {
      guint8 value = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));

      g_assert_true (g_ascii_isxdigit (at[0]) && g_ascii_isxdigit (at[1]));
      g_byte_array_append (bytes, &value, 1);
    }
  return bytes;
}

GByteArray *
vector_bytes (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *hex = g_key_file_get_string (file, group, key, NULL);

  return vector_from_hex (hex != NULL ? hex : "");
}

SecretBuf *
vector_secret (GKeyFile *file, const char *group, const char *key)
{
  g_autoptr (GByteArray) bytes = vector_bytes (file, group, key);

  return secret_buf_new_copy (bytes->data, bytes->len);
}

gint
vector_int (GKeyFile *file, const char *group, const char *key)
{
  GError *error = NULL;
  gint value = g_key_file_get_integer (file, group, key, &error);

  g_assert_no_error (error);
  return value;
}

void
vector_file_each (const char *name, void (*check) (GKeyFile *file, const char *group))
{
  g_autoptr (GKeyFile) file = vector_file_load (name);
  gsize n_groups = 0;
  g_auto (GStrv) groups = g_key_file_get_groups (file, &n_groups);

  g_assert_cmpuint (n_groups, >, 0);
  for (gsize i = 0; i < n_groups; i++)
    {
      g_test_message ("%s %s", name, groups[i]);
      check (file, groups[i]);
    }
}
