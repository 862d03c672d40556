// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-run.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

/* The member of the last run's JSON document. */
static JsonNode *
parse_output (JsonParser *parser, const CtlRun *run, const char *member)
{
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  json_parser_load_from_data (parser, run->out, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (json_object_get_int_member (root, "version"), ==, 1);
  return json_object_get_member (root, member);
}

static void
assert_members (JsonObject *object, const char *const *members)
{
  for (; *members != NULL; members++)
    if (!json_object_has_member (object, *members))
      g_error ("no member \"%s\"", *members);
}

static void
test_list (CtlRun *run, gconstpointer data)
{
  static const char *const members[]
      = { "name", "uuid", "path", "scope", "state", "protection", "gateway", "user", "auth", NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *profiles;

  g_assert_cmpint (ctl_run (run, "list", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==,
                   "NAME    GATEWAY          USER   FOR  STATE\n"
                   "office  vpn.example.org  alice  you  Disconnected\n");
  g_assert_cmpint (ctl_run (run, "list", "--json", NULL), ==, CTL_OK);
  profiles = json_node_get_array (parse_output (parser, run, "profiles"));
  g_assert_cmpuint (json_array_get_length (profiles), ==, 1);
  assert_members (json_array_get_object_element (profiles, 0), members);
}

static void
test_empty_list (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "remove", "office", NULL), ==, CTL_OK);
  g_assert_cmpint (ctl_run (run, "list", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "vpnctl add"));
}

static void
test_show (CtlRun *run, gconstpointer data)
{
  static const char *const members[]
      = { "name", "uuid", "path", "scope", "last-reason", "settings", NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *profile;

  g_assert_cmpint (ctl_run (run, "show", "office", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==,
                   "connection.name=office\nconnection.gateway=vpn.example.org\n"
                   "auth.user=alice\n");
  g_assert_cmpint (ctl_run (run, "show", "office", "--all", NULL), ==, CTL_OK);
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    g_assert_nonnull (strstr (run->out, key->name));
  g_assert_cmpint (ctl_run (run, "--json", "show", "office", NULL), ==, CTL_OK);
  profile = json_node_get_object (parse_output (parser, run, "profile"));
  assert_members (profile, members);
  g_assert_cmpstr (json_object_get_string_member (
                       json_object_get_object_member (profile, "settings"), VPN_KEY_USER),
                   ==, "alice");
  g_assert_cmpint (ctl_run (run, "show", "attic", NULL), ==, CTL_NOT_FOUND);
  ctl_run_assert_sentence (run, "\"attic\"");
}

static void
test_add (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "add", "lab", "--gateway", "192.0.2.1", "--auth", "psk",
                            "network.routes=198.51.100.0/24,2001:db8::/32", NULL),
                   ==, CTL_OK);
  g_assert_cmpint (ctl_run (run, "show", "lab", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "auth.method=psk\n"));
  g_assert_nonnull (strstr (run->out, "network.routes=198.51.100.0/24,2001:db8::/32\n"));
  g_assert_cmpint (ctl_run (run, "--quiet", "add", "q", "-g", "q.example.org", "-u", "bob", NULL),
                   ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "");
}

static void
test_bad_adds (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "add", "x", "--user", "alice", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "connection.gateway");
  g_assert_cmpint (ctl_run (run, "add", "x", "--gateway", "a b", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "a b");
  g_assert_cmpint (ctl_run (run, "add", "x", "--gateway", "a.example", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "auth.user");
  g_assert_cmpint (
      ctl_run (run, "add", "x", "--gateway", "a.example", "--user", "u", "nonsense", NULL), ==,
      CTL_USAGE);
  g_assert_cmpint (ctl_run (run, "add", "taken", "--gateway", "a.example", "--user", "u", NULL), ==,
                   CTL_FAILED);
  ctl_run_assert_sentence (run, "There is a profile of that name");
}

static void
test_set (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "set", "office", "network.mtu=1300", "auth.user=bob", NULL), ==,
                   CTL_OK);
  g_assert_cmpint (ctl_run (run, "show", "office", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "network.mtu=1300\n"));
  g_assert_nonnull (strstr (run->out, "auth.user=bob\n"));
  g_assert_cmpint (ctl_run (run, "set", "office", "network.mtu=", "network.ipv4=", NULL), ==,
                   CTL_OK);
  g_assert_cmpint (ctl_run (run, "show", "office", NULL), ==, CTL_OK);
  g_assert_null (strstr (run->out, "network."));
  g_assert_cmpint (ctl_run (run, "set", "office", "network.mtu=1300", NULL), ==, CTL_OK);
  /* All or nothing, and nothing that does not hold together. */
  g_assert_cmpint (ctl_run (run, "set", "office", "network.mtu=1400", "no.key=1", NULL), ==,
                   CTL_USAGE);
  g_assert_cmpint (ctl_run (run, "set", "office", "auth.user=", NULL), ==, CTL_USAGE);
  g_assert_cmpint (ctl_run (run, "set", "office", NULL), ==, CTL_USAGE);
  g_assert_cmpint (ctl_run (run, "set", "attic", "auth.user=x", NULL), ==, CTL_NOT_FOUND);
  g_assert_cmpint (ctl_run (run, "show", "office", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "network.mtu=1300\n"));
}

static void
test_status (CtlRun *run, gconstpointer data)
{
  static const char *const members[] = { "path",      "name",
                                         "profile",   "state",
                                         "step",      "reason",
                                         "error",     "since",
                                         "gateway",   "gateway-address",
                                         "peer",      "ike-suite",
                                         "network",   "interface",
                                         "mtu",       "addresses",
                                         "dns",       "domains",
                                         "routes",    "banner",
                                         "warnings",  "own-certificate-end",
                                         "child-sas", "counters",
                                         "stalled",   NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *rows;

  g_assert_cmpint (ctl_run (run, "status", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "Nothing is connected\n");
  g_assert_cmpint (ctl_run (run, "status", "office", NULL), ==, CTL_NOT_CONNECTED);
  g_assert_cmpint (ctl_run (run, "status", "attic", NULL), ==, CTL_NOT_FOUND);
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_OK);
  g_assert_cmpint (ctl_run (run, "status", "office", NULL), ==, CTL_OK);
  g_assert_true (g_str_has_prefix (run->out, "office: Connected for "));
  g_assert_nonnull (strstr (run->out, "Address:    203.0.113.5\n"));
  g_assert_nonnull (strstr (run->out, "DNS:        198.51.100.53 for office.test\n"));
  g_assert_nonnull (strstr (run->out, "1.3"));
  g_assert_null (strstr (run->out, "Dropped"));
  g_assert_cmpint (ctl_run (run, "status", "office", "--verbose", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "Dropped:    3 packets: seen before, or too old\n"));
  g_assert_cmpint (ctl_run (run, "status", "--json", NULL), ==, CTL_OK);
  rows = json_node_get_array (parse_output (parser, run, "connections"));
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  assert_members (json_array_get_object_element (rows, 0), members);
}

static void
test_status_of_what_ended (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *rows;
  VpnDbusConnection *connection = fake_genkand_add_connection (run->fake, "office", "connecting");

  fake_genkand_set_state (connection, "failed", "gateway-silent", "");
  (void) fake_genkand_add_connection (run->fake, "office", "connected");
  connection = fake_genkand_add_connection (run->fake, "office", "connecting");
  fake_genkand_set_state (connection, "failed", "login-failed", "");
  g_assert_cmpint (ctl_run (run, "status", "--json", NULL), ==, CTL_OK);
  rows = json_node_get_array (parse_output (parser, run, "connections"));
  g_assert_cmpuint (json_array_get_length (rows), ==, 3);
  /* The one that lives comes first, whatever is newest. */
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (rows, 0), "state"),
                   ==, "connected");
  g_assert_cmpint (ctl_run (run, "status", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "did not answer"));
}

static void
test_disconnect (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "disconnect", "office", NULL), ==, CTL_NOT_CONNECTED);
  g_assert_cmpint (ctl_run (run, "disconnect", "attic", NULL), ==, CTL_NOT_FOUND);
  g_assert_cmpint (ctl_run (run, "disconnect", "--all", NULL), ==, CTL_NOT_CONNECTED);
  (void) fake_genkand_add_connection (run->fake, "office", "connected");
  (void) fake_genkand_add_connection (run->fake, "lab", "reconnecting");
  g_assert_cmpint (ctl_run (run, "disconnect", "office", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "Disconnected from office\n");
  g_assert_cmpuint (run->fake->n_disconnects, ==, 1);
  g_assert_cmpint (ctl_run (run, "disconnect", "--all", NULL), ==, CTL_OK);
  g_assert_cmpuint (run->fake->n_disconnects, ==, 2);
}

static void
test_import_and_export (CtlRun *run, gconstpointer data)
{
  static const char good[] = "[connection]\nname=new\ngateway=vpn.example.org\n\n[auth]\nuser=a\n";
  static const char two[] = "conn a\n\tright=a.example.org\n\tauthby=psk\n"
                            "conn b\n\tright=b.example.org\n\tauthby=psk\n\tleftupdown=/bin/sh\n";
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("genkan-XXXXXX", &path, NULL);

  close (fd);
  g_assert_true (g_file_set_contents (path, good, -1, NULL));
  g_assert_cmpint (ctl_run (run, "import", path, NULL), ==, CTL_OK);
  g_assert_cmpmem (g_bytes_get_data (run->fake->imported, NULL),
                   g_bytes_get_size (run->fake->imported), good, sizeof good - 1);
  g_assert_true (g_file_set_contents (path, "[auth]\nup-script=/bin/sh\n", -1, NULL));
  g_assert_cmpint (ctl_run (run, "import", path, NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "auth.up-script");
  g_assert_true (g_file_set_contents (path, two, -1, NULL));
  g_assert_cmpint (ctl_run (run, "import", "--preview", path, NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "gateway=b.example.org"));
  g_assert_nonnull (strstr (run->out, "leftupdown = /bin/sh: Genkan runs no scripts"));
  g_assert_cmpint (ctl_run (run, "import", "--only", "b", path, NULL), ==, CTL_OK);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (run->fake->imported, NULL),
                                  (gssize) g_bytes_get_size (run->fake->imported), "name=b\n"));
  g_assert_cmpint (ctl_run (run, "import", "--only", "c", path, NULL), ==, CTL_NOT_FOUND);
  g_assert_cmpint (ctl_run (run, "import", "/nonexistent/file", NULL), ==, CTL_NOT_FOUND);
  ctl_run_assert_sentence (run, "/nonexistent/file");

  g_assert_cmpint (ctl_run (run, "export", "office", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "[connection]\n");
  g_assert_cmpint (ctl_run (run, "export", "office", path, NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "");
  unlink (path);
}

static void
test_doctor_and_log (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *doctor;

  /* The verdict comes first, then all that was looked at. */
  g_assert_cmpint (ctl_run (run, "doctor", NULL), ==, CTL_FAILED);
  g_assert_true (g_str_has_prefix (run->out, "A "));
  g_assert_nonnull (strstr (run->out, "is missing\nWhat to do: Install Genkan again\n"));
  g_assert_nonnull (strstr (run->out, " Tunnel devices can be created\n"));
  g_assert_null (strchr (run->out, '\033'));
  g_assert_cmpint (ctl_run (run, "doctor", "--json", NULL), ==, CTL_FAILED);
  doctor = json_node_get_object (parse_output (parser, run, "doctor"));
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (doctor, "verdict"), "check"),
      ==, "worker");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (doctor, "checks")), >=, 2);
  g_assert_cmpint (ctl_run (run, "doctor", "attic", NULL), ==, CTL_NOT_FOUND);
  g_assert_cmpint (ctl_run (run, "log", "office", NULL), ==, CTL_NOT_CONNECTED);
  g_assert_cmpint (ctl_run (run, "log", "attic", NULL), ==, CTL_NOT_FOUND);
  (void) fake_genkand_add_connection (run->fake, "office", "connected");
  g_assert_cmpint (ctl_run (run, "log", "office", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "hello"));
  g_assert_null (strchr (run->out, '\033'));
}

static void
test_completion (CtlRun *run, gconstpointer data)
{
  static const char *const shells[] = { "bash", "fish", "zsh" };

  for (gsize i = 0; i < G_N_ELEMENTS (shells); i++)
    {
      g_assert_cmpint (ctl_run (run, "completion", shells[i], NULL), ==, CTL_OK);
      g_assert_nonnull (strstr (run->out, " complete -- "));
    }
}

/* Without a name the only one there is will do. */
static void
test_only_one (CtlRun *run, gconstpointer data)
{
  g_autofree char *path = NULL;

  g_assert_cmpint (ctl_run (run, "connect", NULL), ==, CTL_OK);
  g_assert_true (g_str_has_prefix (run->out, "Contacting") || strstr (run->out, "office") != NULL);
  g_assert_cmpint (ctl_run (run, "disconnect", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "Disconnected from office\n");
  path = fake_genkand_add_profile (run->fake, "user", VPN_KEY_NAME, "lab", VPN_KEY_GATEWAY,
                                   "lab.example.org", NULL);
  g_assert_cmpint (ctl_run (run, "connect", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "Name one of: lab, office");
  (void) fake_genkand_add_connection (run->fake, "office", "connected");
  (void) fake_genkand_add_connection (run->fake, "lab", "connected");
  g_assert_cmpint (ctl_run (run, "disconnect", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "--all");
  g_assert_cmpuint (run->fake->n_disconnects, ==, 1);
}

static void
test_nothing_to_choose (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "remove", "office", NULL), ==, CTL_OK);
  g_assert_cmpint (ctl_run (run, "connect", NULL), ==, CTL_NOT_FOUND);
  ctl_run_assert_sentence (run, "vpnctl add");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)
  ADD ("/ctl/commands/list", test_list);
  ADD ("/ctl/commands/empty-list", test_empty_list);
  ADD ("/ctl/commands/show", test_show);
  ADD ("/ctl/commands/add", test_add);
  ADD ("/ctl/commands/bad-adds", test_bad_adds);
  ADD ("/ctl/commands/set", test_set);
  ADD ("/ctl/commands/status", test_status);
  ADD ("/ctl/commands/status-of-what-ended", test_status_of_what_ended);
  ADD ("/ctl/commands/disconnect", test_disconnect);
  ADD ("/ctl/commands/import-and-export", test_import_and_export);
  ADD ("/ctl/commands/doctor-and-log", test_doctor_and_log);
  ADD ("/ctl/commands/completion", test_completion);
  ADD ("/ctl/commands/only-one", test_only_one);
  ADD ("/ctl/commands/nothing-to-choose", test_nothing_to_choose);
#undef ADD
  return fake_genkand_run_tests ();
}
