// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Every file of data/ is imported, and what is shown of it compared with the file of the same name
 * and ".expect": the profile of each connection and what became of each field. With the environment
 * variable WRITE_EXPECT they are written instead, for eyes to check. */
#include "vpn-client-certificate.h"
#include "vpn-error.h"
#include "vpn-import.h"

#include <string.h>

#define PASSWORD "secret"

static void
append_fields (GString *text, GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const VpnImportField *field = fields->pdata[i];

      g_string_append_printf (text, "%s = %s", field->name,
                              field->value ? field->value : "(hidden)");
      if (field->key != NULL)
        g_string_append_printf (text, " -> %s", field->key);
      if (field->note != NULL)
        g_string_append_printf (text, " (%s)", field->note);
      g_string_append_c (text, '\n');
      /* Nothing of a file is lost without a word. */
      g_assert_true (field->key != NULL || field->note != NULL);
    }
}

static void
append_certificate (GString *text, const char *what, GTlsCertificate *certificate)
{
  g_autofree char *name = NULL;

  if (certificate == NULL)
    return;
  name = vpn_client_certificate_short_name (certificate);
  g_string_append_printf (text, "%s: %s\n", what, name);
}

/* What was imported says the same when it is exported and imported again. */
static void
assert_round_trip (const char *profile)
{
  g_autoptr (GBytes) data = g_bytes_new (profile, strlen (profile));
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnImport) again = NULL;
  g_autofree char *text = NULL;

  if (*profile == '\0')
    return;
  again = vpn_import_new ("again.genkan", data, NULL, &error);
  g_assert_no_error (error);
  text = vpn_profile_to_data (vpn_import_get_settings (again));
  g_assert_cmpstr (text, ==, profile);
}

static char *
describe (const char *name, GBytes *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnImport) import = vpn_import_new (name, data, PASSWORD, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (import == NULL)
    return g_strdup_printf ("refused: %s\n", error->message);
  for (guint i = 0; i < vpn_import_get_n_connections (import); i++)
    {
      g_autofree char *profile = NULL;

      vpn_import_select (import, i);
      profile = vpn_profile_to_data (vpn_import_get_settings (import));
      assert_round_trip (profile);
      g_string_append_printf (text, "==== %u\n%s----\n", i + 1, profile);
      append_certificate (text, "certificate", vpn_import_get_certificate (import));
      append_certificate (text, "ca", vpn_import_get_ca (import));
      append_fields (text, vpn_import_get_fields (import));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *expect_path = g_strconcat (path, ".expect", NULL);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *contents = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *described = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  (void) g_file_get_contents (path, &contents, &len, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (contents, len);
  described = describe (name, bytes);
  if (g_getenv ("WRITE_EXPECT") != NULL)
    {
      (void) g_file_set_contents (expect_path, described, -1, &error);
      g_assert_no_error (error);
      return;
    }
  (void) g_file_get_contents (expect_path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (described, ==, expected);
}

/* Whatever is cut off or changed in a file, it is understood or refused, without a crash. */
static void
test_damaged (gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (data, &contents, &len, NULL));
  for (gsize at = 0; at < len; at += len / 24 + 1)
    {
      g_autofree char *copy = g_memdup2 (contents, len);
      g_autoptr (GBytes) part = g_bytes_new (contents, at);
      g_autoptr (GBytes) changed = NULL;
      g_autofree char *first = describe ("x", part);
      g_autofree char *second = NULL;

      copy[at] ^= 0x21;
      changed = g_bytes_new (copy, len);
      second = describe ("x", changed);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) files = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_test_init (&argc, &argv, NULL);
  folder = g_test_build_filename (G_TEST_DIST, "unit", "import", "data", NULL);
  files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    if (!g_str_has_suffix (name, ".expect") && strcmp (name, "README") != 0)
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *base = g_path_get_basename (paths->pdata[i]);
      g_autofree char *path = g_strconcat ("/import/files/", base, NULL);
      g_autofree char *damaged = g_strconcat ("/import/damaged/", base, NULL);

      g_test_add_data_func (path, paths->pdata[i], test_file);
      g_test_add_data_func (damaged, paths->pdata[i], test_damaged);
    }
  return g_test_run ();
}
