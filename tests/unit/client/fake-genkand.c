// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "fake-genkand.h"

#include "vpn-error.h"
#include "vpn-names.h"

#include <gio/gunixfdlist.h>
#include <string.h>

#define AWAIT_S 10

/* ---- Waiting --------------------------------------------------------------------------------- */

static gboolean
on_too_late (gpointer user_data)
{
  g_error ("waited too long");
  return G_SOURCE_REMOVE;
}

void
fake_genkand_await (FakeDone done, gpointer user_data)
{
  guint timer = g_timeout_add_seconds (AWAIT_S, on_too_late, NULL);

  while (!done (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static gboolean
is_flag_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* ---- Connections ----------------------------------------------------------------------------- */

void
fake_genkand_set_state (VpnDbusConnection *connection, const char *state, const char *reason,
                        const char *detail)
{
  g_autofree char *old = vpn_dbus_connection_dup_state (connection);

  g_object_set (connection, "state", state, "reason", reason, "detail", detail, "expected",
                g_str_equal (reason, "gateway-wrong-identity") ? "vpn.example.org" : "", NULL);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (connection));
  vpn_dbus_connection_emit_state_changed (connection, old, state, reason, "");
}

static void
begin_step (VpnDbusConnection *connection, const char *step, const char *detail)
{
  vpn_dbus_connection_set_step (connection, step);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (connection));
  vpn_dbus_connection_emit_step_changed (connection, step, detail);
}

static void
become_connected (VpnDbusConnection *connection)
{
  static const char *const addresses[] = { "203.0.113.5/32", NULL };
  static const char *const routes[] = { "198.51.100.0/24", NULL };
  static const char *const dns[] = { "198.51.100.53", NULL };
  static const char *const domains[] = { "office.test", NULL };

  begin_step (connection, "configure", "");
  begin_step (connection, "network", "");
  vpn_dbus_connection_set_addresses (connection, addresses);
  vpn_dbus_connection_set_routes (connection, routes);
  vpn_dbus_connection_set_dns (connection, dns);
  vpn_dbus_connection_set_domains (connection, domains);
  vpn_dbus_connection_set_interface (connection, "genkan0");
  vpn_dbus_connection_set_mtu (connection, 1400);
  vpn_dbus_connection_set_since (connection, 1000000000);
  vpn_dbus_connection_set_peer (connection,
                                g_variant_new_parsed ("{'identity': <'vpn.example.org'>, "
                                                      "'method': <'ECDSA with SHA-256'>, "
                                                      "'not-after': <int64 1900000000>}"));
  begin_step (connection, "done", "");
  fake_genkand_set_state (connection, "connected", "none", "");
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FakeGenkand *fake = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) octets = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const FakeQuestion *question = fake->asking;
  GBytes *bytes;

  fake->n_pending--;
  if (reply == NULL)
    {
      fake_genkand_set_state (fake->connection, "failed", "no-secrets", "");
      return;
    }
  octets = g_variant_get_child_value (reply, 0);
  bytes = g_variant_get_data_as_bytes (octets);
  g_ptr_array_add (fake->answers, bytes);
  if (g_bytes_get_size (bytes) != strlen (question->expected)
      || memcmp (g_bytes_get_data (bytes, NULL), question->expected, strlen (question->expected))
             != 0)
    {
      fake_genkand_set_state (fake->connection, "failed", "login-failed", "");
      return;
    }
  fake->asking++;
  fake_genkand_go_on (fake);
}

static void
ask (FakeGenkand *fake, guint round)
{
  GVariantDict details;

  if (fake->agent == NULL)
    {
      fake_genkand_set_state (fake->connection, "failed", "no-secrets", "");
      return;
    }
  g_variant_dict_init (&details, NULL);
  g_variant_dict_insert (&details, "prompt", "s", fake->asking->prompt);
  g_variant_dict_insert (&details, "round", "u", round);
  g_variant_dict_insert (&details, "retry", "b", fake->asking->retry);
  g_variant_dict_insert (&details, "user", "s", "alice");
  g_variant_dict_insert (&details, "gateway", "s", "vpn.example.org");
  g_variant_dict_insert (&details, "name", "s", vpn_dbus_connection_get_name (fake->connection));
  fake->n_pending++;
  g_dbus_connection_call (
      fake->bus, fake->front_end, fake->agent, VPN_IFACE_AGENT, "RequestSecret",
      g_variant_new (
          "(oss@a{sv})",
          g_dbus_interface_skeleton_get_object_path (G_DBUS_INTERFACE_SKELETON (fake->connection)),
          "cookie", fake->asking->kind, g_variant_dict_end (&details)),
      G_VARIANT_TYPE ("(aya{sv})"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, on_answer, fake);
}

void
fake_genkand_go_on (FakeGenkand *fake)
{
  if (fake->asking != NULL && fake->asking->kind != NULL)
    {
      if (fake->asking == fake->questions)
        begin_step (fake->connection, "sign-in", "");
      ask (fake, (guint) (fake->asking - fake->questions) + 1);
    }
  else if (fake->reason != NULL)
    fake_genkand_set_state (fake->connection, "failed", fake->reason, fake->detail);
  else
    become_connected (fake->connection);
}

static gboolean
on_begin (gpointer user_data)
{
  FakeGenkand *fake = user_data;

  fake->begin_id = 0;
  begin_step (fake->connection, "contact", "192.0.2.1");
  switch (fake->plan)
    {
    case FAKE_STALL:
      break;
    case FAKE_VANISH:
      fake_genkand_vanish (fake);
      break;
    case FAKE_GO_ON:
      begin_step (fake->connection, "verify-gateway", "");
      fake_genkand_go_on (fake);
      break;
    }
  return G_SOURCE_REMOVE;
}

static gboolean
on_disconnect (VpnDbusConnection *connection, GDBusMethodInvocation *invocation, gpointer user_data)
{
  FakeGenkand *fake = user_data;

  fake->n_disconnects++;
  vpn_dbus_connection_complete_disconnect (connection, invocation);
  fake_genkand_set_state (connection, "disconnecting", "user", "");
  fake_genkand_set_state (connection, "disconnected", "user", "");
  return TRUE;
}

static gboolean
on_get_counters (VpnDbusConnection *connection, GDBusMethodInvocation *invocation,
                 gpointer user_data)
{
  vpn_dbus_connection_complete_get_counters (
      connection, invocation,
      g_variant_new_parsed ("{'tx-bytes': <uint64 1300000>, 'rx-bytes': <uint64 42>, "
                            "'drops': <{'replay': uint64 3}>}"));
  return TRUE;
}

static gboolean
on_get_log (VpnDbusConnection *connection, GDBusMethodInvocation *invocation, gpointer user_data)
{
  vpn_dbus_connection_complete_get_log (
      connection, invocation,
      g_variant_new_parsed ("[(int64 1000000000000000, 'info', 'hello \033[31m there')]"));
  return TRUE;
}

VpnDbusConnection *
fake_genkand_add_connection (FakeGenkand *fake, const char *name, const char *state)
{
  g_autofree char *path = g_strdup_printf (VPN_CONNECTION_PATH_PREFIX "%u", ++fake->last_number);
  g_autoptr (VpnDbusObjectSkeleton) object = vpn_dbus_object_skeleton_new (path);
  g_autoptr (VpnDbusConnection) connection = vpn_dbus_connection_skeleton_new ();

  g_object_set (connection, "name", name, "profile", "/", "state", state, "step", "none", "reason",
                "none", "detail", "", "gateway", "vpn.example.org", "gateway-address", "192.0.2.1",
                "network", "native", "child-sas", g_variant_new_parsed ("@aa{sv} []"), "peer",
                g_variant_new_parsed ("@a{sv} {}"), NULL);
  g_signal_connect (connection, "handle-disconnect", G_CALLBACK (on_disconnect), fake);
  g_signal_connect (connection, "handle-get-counters", G_CALLBACK (on_get_counters), fake);
  g_signal_connect (connection, "handle-get-log", G_CALLBACK (on_get_log), fake);
  vpn_dbus_object_skeleton_set_connection (object, connection);
  g_dbus_object_manager_server_export (fake->objects, G_DBUS_OBJECT_SKELETON (object));
  return connection; /* the object manager keeps it */
}

void
fake_genkand_remove (FakeGenkand *fake, const char *path)
{
  g_assert_true (g_dbus_object_manager_server_unexport (fake->objects, path));
}

/* ---- Profiles -------------------------------------------------------------------------------- */

static gboolean
on_connect (VpnDbusProfile *profile, GDBusMethodInvocation *invocation, GUnixFDList *fds,
            GVariant *options, gpointer user_data)
{
  FakeGenkand *fake = user_data;

  if (fake->refusal != NULL)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, fake->refusal, "No, thank you");
      return TRUE;
    }
  g_clear_pointer (&fake->options, g_variant_unref);
  g_clear_pointer (&fake->agent, g_free);
  g_free (fake->front_end);
  fake->options = g_variant_ref (options);
  fake->n_fds = fds == NULL ? 0 : (guint) g_unix_fd_list_get_length (fds);
  (void) g_variant_lookup (options, "agent", "o", &fake->agent);
  fake->front_end = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  fake->asking = fake->questions;
  fake->connection
      = fake_genkand_add_connection (fake, vpn_dbus_profile_get_name (profile), "connecting");
  vpn_dbus_connection_set_step (fake->connection, "resolve");
  vpn_dbus_profile_complete_connect (
      profile, invocation, NULL,
      g_dbus_interface_skeleton_get_object_path (G_DBUS_INTERFACE_SKELETON (fake->connection)));
  fake->begin_id = g_idle_add (on_begin, fake);
  return TRUE;
}

static gboolean
on_update (VpnDbusProfile *profile, GDBusMethodInvocation *invocation, GVariant *changed,
           const char *const *reset, gpointer user_data)
{
  g_autoptr (VpnProfile) settings
      = vpn_profile_from_variant (vpn_dbus_profile_get_settings (profile), NULL);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, changed);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_assert_true (vpn_profile_set_variant (settings, key, value, NULL));
  for (gsize i = 0; reset[i] != NULL; i++)
    vpn_profile_reset (settings, reset[i]);
  vpn_dbus_profile_set_settings (profile, vpn_profile_to_variant (settings));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (profile));
  vpn_dbus_profile_complete_update (profile, invocation);
  return TRUE;
}

static gboolean
on_delete (VpnDbusProfile *profile, GDBusMethodInvocation *invocation, gpointer user_data)
{
  g_autofree char *path
      = g_strdup (g_dbus_interface_skeleton_get_object_path (G_DBUS_INTERFACE_SKELETON (profile)));

  vpn_dbus_profile_complete_delete (profile, invocation);
  fake_genkand_remove (user_data, path);
  return TRUE;
}

static gboolean
on_export (VpnDbusProfile *profile, GDBusMethodInvocation *invocation, gpointer user_data)
{
  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE,
                                                                     "[connection]\n", 13, 1)));
  return TRUE;
}

static char *
export_profile (FakeGenkand *fake, const VpnProfile *settings, const char *scope)
{
  g_autofree char *path = g_strdup_printf (VPN_PROFILE_PATH_PREFIX "%u", ++fake->last_number);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr (VpnDbusObjectSkeleton) object = vpn_dbus_object_skeleton_new (path);
  g_autoptr (VpnDbusProfile) profile = vpn_dbus_profile_skeleton_new ();

  g_object_set (profile, "name", vpn_profile_get_string (settings, VPN_KEY_NAME), "uuid", uuid,
                "scope", scope, "settings", vpn_profile_to_variant (settings), "connection", "/",
                "last-reason", "none", "last-error", "", NULL);
  g_signal_connect (profile, "handle-connect", G_CALLBACK (on_connect), fake);
  g_signal_connect (profile, "handle-update", G_CALLBACK (on_update), fake);
  g_signal_connect (profile, "handle-delete", G_CALLBACK (on_delete), fake);
  g_signal_connect (profile, "handle-export", G_CALLBACK (on_export), fake);
  vpn_dbus_object_skeleton_set_profile (object, profile);
  g_dbus_object_manager_server_export (fake->objects, G_DBUS_OBJECT_SKELETON (object));
  return g_steal_pointer (&path);
}

char *
fake_genkand_add_profile (FakeGenkand *fake, const char *scope, ...)
{
  g_autoptr (VpnProfile) settings = vpn_profile_new ();
  const char *key;
  va_list args;

  va_start (args, scope);
  while ((key = va_arg (args, const char *)) != NULL)
    g_assert_true (vpn_profile_set_text (settings, key, va_arg (args, const char *), NULL));
  va_end (args);
  return export_profile (fake, settings, scope);
}

/* ---- The manager ----------------------------------------------------------------------------- */

static gboolean
on_add_profile (VpnDbusManager *manager, GDBusMethodInvocation *invocation, GVariant *settings,
                const char *scope, gpointer user_data)
{
  g_autoptr (VpnProfile) profile = vpn_profile_from_variant (settings, NULL);
  g_autofree char *path = NULL;

  if (strcmp (vpn_profile_get_string (profile, VPN_KEY_NAME), "taken") == 0)
    {
      g_dbus_method_invocation_return_error (invocation, VPN_ERROR, VPN_ERROR_EXISTS,
                                             "There is a profile of that name");
      return TRUE;
    }
  path = export_profile (user_data, profile, scope);
  vpn_dbus_manager_complete_add_profile (manager, invocation, path);
  return TRUE;
}

static gboolean
on_import_profile (VpnDbusManager *manager, GDBusMethodInvocation *invocation, GVariant *octets,
                   const char *scope, gpointer user_data)
{
  FakeGenkand *fake = user_data;

  fake->imported = g_variant_get_data_as_bytes (octets);
  vpn_dbus_manager_complete_import_profile (manager, invocation, VPN_PROFILE_PATH_PREFIX "99");
  return TRUE;
}

static gboolean
on_register_agent (VpnDbusManager *manager, GDBusMethodInvocation *invocation, const char *path,
                   gpointer user_data)
{
  FakeGenkand *fake = user_data;

  fake->n_registered++;
  vpn_dbus_manager_complete_register_agent (manager, invocation);
  return TRUE;
}

static gboolean
on_doctor (VpnDbusManager *manager, GDBusMethodInvocation *invocation, gpointer user_data)
{
  vpn_dbus_manager_complete_doctor (
      manager, invocation,
      g_variant_new_parsed ("[('tun', true, ''), ('worker', false, 'A \033[2J path')]"));
  return TRUE;
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer user_data)
{
  gboolean *done = user_data;

  *done = TRUE;
}

void
fake_genkand_appear (FakeGenkand *fake)
{
  gboolean done = FALSE;

  fake->name_id = g_bus_own_name_on_connection (
      fake->bus, VPN_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL, &done, NULL);
  fake_genkand_await (is_flag_set, &done);
}

void
fake_genkand_vanish (FakeGenkand *fake)
{
  g_bus_unown_name (fake->name_id);
  fake->name_id = 0;
  g_dbus_connection_flush_sync (fake->bus, NULL, NULL);
}

/* GIO warns when a service goes while it is asked for its objects; a test may let it go then. */
static gboolean
is_fatal (const char *domain G_GNUC_UNUSED, GLogLevelFlags level G_GNUC_UNUSED, const char *message,
          gpointer user_data G_GNUC_UNUSED)
{
  return strstr (message, "Error calling GetManagedObjects()") == NULL;
}

FakeGenkand *
fake_genkand_new (void)
{
  FakeGenkand *fake = g_new0 (FakeGenkand, 1);

  (void) VPN_ERROR;
  fake->bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  g_test_log_set_fatal_handler (is_fatal, NULL);
  g_assert_nonnull (fake->bus);
  fake->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fake->objects = g_dbus_object_manager_server_new (VPN_ROOT_PATH);
  fake->manager = vpn_dbus_manager_skeleton_new ();
  vpn_dbus_manager_set_version (fake->manager, "0.0-fake");
  g_signal_connect (fake->manager, "handle-add-profile", G_CALLBACK (on_add_profile), fake);
  g_signal_connect (fake->manager, "handle-import-profile", G_CALLBACK (on_import_profile), fake);
  g_signal_connect (fake->manager, "handle-register-agent", G_CALLBACK (on_register_agent), fake);
  g_signal_connect (fake->manager, "handle-doctor", G_CALLBACK (on_doctor), fake);
  g_assert_true (g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (fake->manager),
                                                   fake->bus, VPN_ROOT_PATH, NULL));
  g_dbus_object_manager_server_set_connection (fake->objects, fake->bus);
  fake_genkand_appear (fake);
  return fake;
}

static gboolean
has_no_question (gpointer user_data)
{
  return ((FakeGenkand *) user_data)->n_pending == 0;
}

void
fake_genkand_free (FakeGenkand *fake)
{
  if (fake->begin_id != 0)
    g_source_remove (fake->begin_id);
  if (fake->name_id != 0)
    fake_genkand_vanish (fake);
  g_dbus_connection_close_sync (fake->bus, NULL, NULL);
  fake_genkand_await (has_no_question, fake);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (fake->manager));
  g_object_unref (fake->manager);
  g_object_unref (fake->objects);
  g_object_unref (fake->bus);
  g_ptr_array_unref (fake->answers);
  g_clear_pointer (&fake->options, g_variant_unref);
  g_clear_pointer (&fake->imported, g_bytes_unref);
  g_free (fake->agent);
  g_free (fake->front_end);
  g_free (fake);
}

int
fake_genkand_run_tests (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  int result;

  g_test_dbus_up (bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
  result = g_test_run ();
  g_test_dbus_stop (bus);
  return result;
}
