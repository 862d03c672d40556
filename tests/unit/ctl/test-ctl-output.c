// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-output.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
test_width (void)
{
  g_assert_cmpuint (ctl_text_width (""), ==, 0);
  g_assert_cmpuint (ctl_text_width ("office"), ==, 6);
  g_assert_cmpuint (ctl_text_width ("接続中"), ==, 6);
  g_assert_cmpuint (ctl_text_width ("e\xcc\x81"), ==, 1); /* combining accent */
}

static void
test_table_lines_up (void)
{
  const char *const head[] = { "NAME", "STATE", NULL };
  const char *const wide[] = { "東京", "a", NULL };
  const char *const narrow[] = { "x", "b", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  char *text = NULL;
  gsize len;
  FILE *out = open_memstream (&text, &len);

  g_ptr_array_add (rows, (gpointer) head);
  g_ptr_array_add (rows, (gpointer) wide);
  g_ptr_array_add (rows, (gpointer) narrow);
  ctl_print_table (out, rows, 2);
  fclose (out);
  g_assert_cmpstr (text, ==, "NAME  STATE\n東京  a\nx     b\n");
  free (text);
}

static void
test_fields (void)
{
  char *text = NULL;
  gsize len;
  FILE *out = open_memstream (&text, &len);

  ctl_print_field (out, "DNS", 5, "192.0.2.53");
  ctl_print_field (out, "None", 5, "");
  ctl_print_field (out, "None", 5, NULL);
  fclose (out);
  g_assert_cmpstr (text, ==, "  DNS:   192.0.2.53\n");
  free (text);
}

static JsonObject *
parse_json (JsonParser *parser, const char *name, const char *variant)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize len;
  FILE *out = open_memstream (&text, &len);

  ctl_print_json (out, name, g_variant_new_parsed (variant));
  fclose (out);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (text, "}\n"));
  free (text);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_json_types (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root = parse_json (parser, "thing",
                                 "{'text': <'a'>, 'yes': <true>, 'small': <uint32 7>, "
                                 "'big': <uint64 18446744073709551615>, 'below': <int64 -5>, "
                                 "'octet': <byte 0x10>, 'half': <0.5>, 'list': <['a', 'b']>, "
                                 "'none': <@as []>, 'deep': <{'k': <'v'>}>, "
                                 "'rows': <[{'n': <1>}]>, 'counts': <{'drop': uint64 3}>, "
                                 "'empty': <@a{sv} {}>, 'pair': <(1, 'x')>}");
  JsonObject *thing = json_object_get_object_member (root, "thing");

  g_assert_cmpint (json_object_get_int_member (root, "version"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (thing, "text"), ==, "a");
  g_assert_true (json_object_get_boolean_member (thing, "yes"));
  g_assert_cmpint (json_object_get_int_member (thing, "small"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (thing, "big"), ==, G_MAXINT64);
  g_assert_cmpint (json_object_get_int_member (thing, "below"), ==, -5);
  g_assert_cmpint (json_object_get_int_member (thing, "octet"), ==, 16);
  g_assert_cmpfloat (json_object_get_double_member (thing, "half"), ==, 0.5);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (thing, "list")), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (thing, "none")), ==, 0);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (thing, "deep"), "k"), ==, "v");
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (thing, "counts"), "drop"), ==, 3);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (thing, "empty")), ==, 0);
}

/* A gateway's words can neither break out of a string nor reach a terminal as an escape. */
static void
test_json_is_safe (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root
      = parse_json (parser, "thing", "{'banner': <'\", \"state\": \"connected\033[31m'>}");
  JsonObject *thing = json_object_get_object_member (root, "thing");

  g_assert_cmpuint (json_object_get_size (thing), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (thing, "banner"), ==,
                   "\", \"state\": \"connected\xef\xbf\xbd[31m");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/output/width", test_width);
  g_test_add_func ("/ctl/output/table", test_table_lines_up);
  g_test_add_func ("/ctl/output/fields", test_fields);
  g_test_add_func ("/ctl/output/json-types", test_json_types);
  g_test_add_func ("/ctl/output/json-safe", test_json_is_safe);
  return g_test_run ();
}
