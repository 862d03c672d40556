// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "fake-genkand.h"
#include "vpn-client.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <string.h>
#include <unistd.h>

typedef struct
{
  FakeGenkand *fake;
  VpnClient *client;
  GAsyncResult *result;
  GString *events; /* what a connection said */
} Fixture;

static gboolean
has_result (gpointer user_data)
{
  return ((Fixture *) user_data)->result != NULL;
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
await_result (Fixture *fixture)
{
  fake_genkand_await (has_result, fixture);
  return fixture->result;
}

static void
new_client (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  vpn_client_new_async (NULL, NULL, on_result, fixture);
  fixture->client = vpn_client_new_finish (await_result (fixture), &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *office = NULL;
  g_autofree char *system = NULL;

  fixture->events = g_string_new (NULL);
  fixture->fake = fake_genkand_new ();
  system = fake_genkand_add_profile (fixture->fake, "system", VPN_KEY_NAME, "office",
                                     VPN_KEY_GATEWAY, "system.example.org", NULL);
  office = fake_genkand_add_profile (fixture->fake, "user", VPN_KEY_NAME, "office", VPN_KEY_GATEWAY,
                                     "vpn.example.org", VPN_KEY_USER, "alice", NULL);
  new_client (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->client);
  fake_genkand_free (fixture->fake);
  g_string_free (fixture->events, TRUE);
}

static guint
count (GListModel *model)
{
  return g_list_model_get_n_items (model);
}

static void
test_profiles_are_listed (Fixture *fixture, gconstpointer data)
{
  VpnClientProfile *profile = vpn_client_find_profile (fixture->client, "office");
  g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);

  g_assert_true (vpn_client_is_running (fixture->client));
  g_assert_cmpstr (vpn_client_get_version (fixture->client), ==, "0.0-fake");
  g_assert_cmpuint (count (vpn_client_get_profiles (fixture->client)), ==, 2);
  /* One's own before the system's. */
  g_assert_false (vpn_client_profile_is_system (profile));
  g_assert_cmpstr (vpn_profile_get_string (settings, VPN_KEY_GATEWAY), ==, "vpn.example.org");
  g_assert_true (vpn_client_find_profile (fixture->client, vpn_client_profile_get_uuid (profile))
                 == profile);
  g_assert_null (vpn_client_find_profile (fixture->client, "nothing"));
}

static gboolean
has_three_profiles (gpointer user_data)
{
  return count (vpn_client_get_profiles (((Fixture *) user_data)->client)) == 3;
}

static gboolean
has_two_profiles (gpointer user_data)
{
  return count (vpn_client_get_profiles (((Fixture *) user_data)->client)) == 2;
}

static void
test_list_stays_current (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fake_genkand_add_profile (fixture->fake, "user", VPN_KEY_NAME, "attic",
                                                    VPN_KEY_GATEWAY, "a.example.org", NULL);

  fake_genkand_await (has_three_profiles, fixture);
  g_assert_nonnull (vpn_client_find_profile (fixture->client, "attic"));
  fake_genkand_remove (fixture->fake, path);
  fake_genkand_await (has_two_profiles, fixture);
  g_assert_null (vpn_client_find_profile (fixture->client, "attic"));
}

static void
test_add_and_its_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, "lab", NULL));
  vpn_client_add_profile_async (fixture->client, profile, FALSE, NULL, on_result, fixture);
  path = vpn_client_add_profile_finish (fixture->client, await_result (fixture), &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (path, VPN_PROFILE_PATH_PREFIX));
  g_clear_object (&fixture->result);

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, "taken", NULL));
  vpn_client_add_profile_async (fixture->client, profile, FALSE, NULL, on_result, fixture);
  g_assert_null (vpn_client_add_profile_finish (fixture->client, await_result (fixture), &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "There is a profile of that name");
}

/* Octets stay octets: no NUL is added and none ends them. */
static void
test_import_and_export_octets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) sent = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) exported = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  VpnClientProfile *profile = vpn_client_find_profile (fixture->client, "office");

  vpn_client_import_profile_async (fixture->client, sent, FALSE, NULL, on_result, fixture);
  path = vpn_client_import_profile_finish (fixture->client, await_result (fixture), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (fixture->fake->imported, sent));
  g_clear_object (&fixture->result);

  vpn_client_profile_export_async (profile, NULL, on_result, fixture);
  exported = vpn_client_profile_export_finish (profile, await_result (fixture), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (exported, NULL), g_bytes_get_size (exported), "[connection]\n",
                   13);
}

static void
test_update_sends_what_differs (Fixture *fixture, gconstpointer data)
{
  VpnClientProfile *profile = vpn_client_find_profile (fixture->client, "office");
  g_autoptr (VpnProfile) settings = vpn_client_profile_get_settings (profile, NULL);
  g_autoptr (VpnProfile) now = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (vpn_profile_set_text (settings, VPN_KEY_MTU, "1300", NULL));
  vpn_profile_reset (settings, VPN_KEY_USER);
  vpn_client_profile_update_async (profile, settings, NULL, on_result, fixture);
  g_assert_true (vpn_client_profile_update_finish (profile, await_result (fixture), &error));
  g_assert_no_error (error);
  now = vpn_client_profile_get_settings (profile, NULL);
  g_assert_true (vpn_profile_equal (now, settings));
}

/* ---- Connections ----------------------------------------------------------------------------- */

static void
on_step (VpnClientConnection *connection, int step, const char *detail, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->events, "%s(%s) ", vpn_step_to_string ((VpnStep) step), detail);
}

static void
on_state (VpnClientConnection *connection, int old, int now, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->events, "%s->%s ", vpn_state_to_string ((VpnState) old),
                          vpn_state_to_string ((VpnState) now));
}

static VpnClientConnection *
connect_office (Fixture *fixture)
{
  VpnClientConnectOptions options = { NULL };
  g_autoptr (GError) error = NULL;
  VpnClientConnection *connection;

  vpn_client_connect_async (fixture->client, vpn_client_find_profile (fixture->client, "office"),
                            &options, NULL, on_result, fixture);
  connection = vpn_client_connect_finish (fixture->client, await_result (fixture), &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
  g_signal_connect (connection, "step", G_CALLBACK (on_step), fixture);
  g_signal_connect (connection, "state", G_CALLBACK (on_state), fixture);
  return connection;
}

static gboolean
is_settled (gpointer user_data)
{
  VpnClientConnection *connection = user_data;

  return vpn_client_connection_is_over (connection)
         || vpn_client_connection_get_state (connection) == VPN_STATE_CONNECTED;
}

static gboolean
is_over (gpointer user_data)
{
  return vpn_client_connection_is_over (user_data);
}

static gboolean
is_at_contact (gpointer user_data)
{
  return vpn_client_connection_get_step (user_data) == VPN_STEP_CONTACT;
}

static void
test_connection_is_followed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VpnClientConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  fixture->fake->plan = FAKE_STALL;
  connection = connect_office (fixture);
  fake_genkand_await (is_at_contact, connection);
  fake_genkand_go_on (fixture->fake);
  fake_genkand_await (is_settled, connection);
  g_assert_true (g_str_has_suffix (fixture->events->str,
                                   "configure() network() done() connecting->connected "));
  /* The list and the caller have the same object. */
  g_assert_true (vpn_client_find_connection (fixture->client, "office") == connection);
  g_assert_cmpuint (count (vpn_client_get_connections (fixture->client)), ==, 1);
  g_assert_cmpstr (vpn_dbus_connection_get_interface (vpn_client_connection_get_proxy (connection)),
                   ==, "genkan0");

  vpn_client_connection_disconnect_async (connection, NULL, on_result, fixture);
  g_assert_true (
      vpn_client_connection_disconnect_finish (connection, await_result (fixture), &error));
  fake_genkand_await (is_over, connection);
  g_assert_cmpint (vpn_client_connection_get_state (connection), ==, VPN_STATE_DISCONNECTED);
  g_assert_cmpint (vpn_client_connection_get_reason (connection), ==, VPN_REASON_USER);
  g_assert_cmpuint (fixture->fake->n_disconnects, ==, 1);
}

static void
test_failure_is_explained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VpnClientConnection) connection = NULL;
  g_autofree char *sentence = NULL;

  fixture->fake->reason = "gateway-wrong-identity";
  fixture->fake->detail = "evil.example.org";
  connection = connect_office (fixture);
  fake_genkand_await (is_settled, connection);
  g_assert_cmpint (vpn_client_connection_get_state (connection), ==, VPN_STATE_FAILED);
  /* Reason and detail are there by the time the state is. */
  sentence = vpn_client_connection_explain (connection, VPN_VOICE_COMMANDS);
  g_assert_nonnull (strstr (sentence, "\"evil.example.org\", expected was \"vpn.example.org\""));
}

static gboolean
is_gone (gpointer user_data)
{
  VpnClient *client = ((Fixture *) user_data)->client;

  return !vpn_client_is_running (client) && count (vpn_client_get_profiles (client)) == 0;
}

static gboolean
is_back (gpointer user_data)
{
  VpnClient *client = ((Fixture *) user_data)->client;

  return vpn_client_is_running (client) && count (vpn_client_get_profiles (client)) == 2;
}

static void
test_daemon_goes_and_comes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VpnClientConnection) connection = NULL;
  g_autofree char *sentence = NULL;

  fixture->fake->plan = FAKE_VANISH;
  connection = connect_office (fixture);
  fake_genkand_await (is_settled, connection);
  g_assert_true (vpn_client_connection_is_lost (connection));
  sentence = vpn_client_connection_explain (connection, VPN_VOICE_COMMANDS);
  g_assert_nonnull (strstr (sentence, "service stopped"));
  fake_genkand_await (is_gone, fixture);
  g_assert_null (vpn_client_get_owner (fixture->client));
  fake_genkand_appear (fixture->fake);
  fake_genkand_await (is_back, fixture);
}

static gboolean
has_connection (gpointer user_data)
{
  return count (vpn_client_get_connections (((Fixture *) user_data)->client)) == 1;
}

static void
test_removed_connection_is_over (Fixture *fixture, gconstpointer data)
{
  VpnDbusConnection *theirs = fake_genkand_add_connection (fixture->fake, "office", "connected");
  g_autofree char *path
      = g_strdup (g_dbus_interface_skeleton_get_object_path (G_DBUS_INTERFACE_SKELETON (theirs)));
  g_autoptr (VpnClientConnection) connection = NULL;

  fake_genkand_await (has_connection, fixture);
  connection = g_object_ref (vpn_client_find_connection (fixture->client, "office"));
  g_assert_false (vpn_client_connection_is_over (connection));
  fake_genkand_remove (fixture->fake, path);
  fake_genkand_await (is_over, connection);
  g_assert_null (vpn_client_find_connection (fixture->client, "office"));
}

/* An object that shows itself before it starts is not taken for one that has ended. */
static void
test_new_connection_is_not_over (Fixture *fixture, gconstpointer data)
{
  (void) fake_genkand_add_connection (fixture->fake, "office", "disconnected");
  fake_genkand_await (has_connection, fixture);
  g_assert_false (
      vpn_client_connection_is_over (vpn_client_find_connection (fixture->client, "office")));
}

static void
test_files_go_along (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (VpnClientConnection) connection = NULL;
  g_autoptr (VpnClientFiles) files = vpn_client_files_new ();
  VpnClientConnectOptions options = { .files = files, .delegated = TRUE, .interface = "vpn7" };
  const char *network, *interface;

  vpn_client_files_take (files, VPN_OPTION_CA_FILE, g_file_open_tmp (NULL, &path, NULL));
  vpn_client_connect_async (fixture->client, vpn_client_find_profile (fixture->client, "office"),
                            &options, NULL, on_result, fixture);
  connection = vpn_client_connect_finish (fixture->client, await_result (fixture), NULL);
  g_assert_nonnull (connection);
  g_assert_cmpuint (fixture->fake->n_fds, ==, 1);
  g_assert_true (g_variant_lookup (fixture->fake->options, "network", "&s", &network));
  g_assert_cmpstr (network, ==, "delegated");
  g_assert_true (g_variant_lookup (fixture->fake->options, "interface", "&s", &interface));
  g_assert_cmpstr (interface, ==, "vpn7");
  fake_genkand_await (is_settled, connection);
  unlink (path);
}

static void
test_missing_file_stops_before_the_daemon (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = fake_genkand_add_profile (fixture->fake, "user", VPN_KEY_NAME, "attic", VPN_KEY_GATEWAY,
                                  "a.example.org", VPN_KEY_CA, "/nonexistent/ca.pem", NULL);
  VpnClientConnectOptions options = { NULL };
  g_autoptr (GError) error = NULL;

  fake_genkand_await (has_three_profiles, fixture);
  vpn_client_connect_async (fixture->client, vpn_client_find_profile (fixture->client, "attic"),
                            &options, NULL, on_result, fixture);
  g_assert_null (vpn_client_connect_finish (fixture->client, await_result (fixture), &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED);
  g_assert_null (fixture->fake->options);
}

static void
test_newest_connections_first (Fixture *fixture, gconstpointer data)
{
  GListModel *model = vpn_client_get_connections (fixture->client);
  g_autoptr (VpnClientConnection) first = NULL;
  VpnClientConnection *found;

  fixture->fake->last_number = 8;
  (void) fake_genkand_add_connection (fixture->fake, "office", "connected"); /* 9 */
  (void) fake_genkand_add_connection (fixture->fake, "office", "failed");    /* 10 */
  while (count (model) < 2)
    g_main_context_iteration (NULL, TRUE);
  first = g_list_model_get_item (model, 0);
  g_assert_true (g_str_has_suffix (vpn_client_connection_get_path (first), "/10"));
  found = vpn_client_find_connection (fixture->client, "office");
  g_assert_true (g_str_has_suffix (vpn_client_connection_get_path (found), "/9"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/client/client/profiles", test_profiles_are_listed);
  ADD ("/client/client/list-stays-current", test_list_stays_current);
  ADD ("/client/client/add", test_add_and_its_error);
  ADD ("/client/client/octets", test_import_and_export_octets);
  ADD ("/client/client/update", test_update_sends_what_differs);
  ADD ("/client/connection/followed", test_connection_is_followed);
  ADD ("/client/connection/explained", test_failure_is_explained);
  ADD ("/client/client/daemon-goes-and-comes", test_daemon_goes_and_comes);
  ADD ("/client/connection/removed", test_removed_connection_is_over);
  ADD ("/client/connection/new", test_new_connection_is_not_over);
  ADD ("/client/client/files", test_files_go_along);
  ADD ("/client/client/missing-file", test_missing_file_stops_before_the_daemon);
  ADD ("/client/client/newest-first", test_newest_connections_first);
#undef ADD
  return fake_genkand_run_tests ();
}
