// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of vpnctl monitor, for people and for programs. */
#include "ctl-run.h"

#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

typedef struct
{
  CtlRun *run;
  VpnDbusConnection *connection;
  guint timer;
} Script;

/* The state changes once the monitor has told the first one; the end comes after the second. */
static gboolean
on_look (gpointer user_data)
{
  Script *script = user_data;

  fflush (script->run->out_stream);
  if (script->run->out == NULL || strstr (script->run->out, "onnected") == NULL)
    return G_SOURCE_CONTINUE;
  if (script->connection != NULL)
    fake_genkand_set_state (g_steal_pointer (&script->connection), "failed", "login-failed", "no");
  else if (strstr (script->run->out, "refused your login") != NULL)
    raise (SIGTERM);
  else
    return G_SOURCE_CONTINUE;
  return G_SOURCE_CONTINUE;
}

static void
monitor (CtlRun *run, const char *option)
{
  Script script = { run, fake_genkand_add_connection (run->fake, "office", "connected"), 0 };

  script.timer = g_timeout_add (5, on_look, &script);
  g_assert_cmpint (ctl_run (run, "monitor", option, NULL), ==, CTL_OK);
  g_source_remove (script.timer);
}

static void
test_text (CtlRun *run, gconstpointer data)
{
  monitor (run, NULL);
  g_assert_nonnull (strstr (run->out, " office: Connected\n"));
  g_assert_nonnull (strstr (run->out, " office: Failed: The gateway"));
}

static void
test_json (CtlRun *run, gconstpointer data)
{
  static const char *const states[] = { "connected", "failed" };
  g_auto (GStrv) lines = NULL;

  monitor (run, "--json");
  lines = g_strsplit (run->out, "\n", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject *event;

      g_assert_true (json_parser_load_from_data (parser, lines[i], -1, NULL));
      event = json_node_get_object (json_parser_get_root (parser));
      g_assert_cmpint (json_object_get_int_member (event, "version"), ==, 1);
      g_assert_cmpstr (json_object_get_string_member (event, "event"), ==, "state");
      g_assert_cmpstr (json_object_get_string_member (event, "name"), ==, "office");
      g_assert_cmpstr (json_object_get_string_member (event, "state"), ==, states[i]);
      g_assert_true (json_object_has_member (event, "protection"));
      g_assert_true (g_str_has_suffix (json_object_get_string_member (event, "time"), "Z"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)
  ADD ("/ctl/monitor/text", test_text);
  ADD ("/ctl/monitor/json", test_json);
#undef ADD
  return fake_genkand_run_tests ();
}
