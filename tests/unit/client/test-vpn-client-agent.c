// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "agent-fixture.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <string.h>

static void
request_from (AgentFixture *fixture, GDBusConnection *bus, const char *kind)
{
  g_dbus_connection_call (
      bus, g_dbus_connection_get_unique_name (vpn_client_get_bus (fixture->client)),
      vpn_client_agent_get_path (fixture->agent), VPN_IFACE_AGENT, "RequestSecret",
      g_variant_new_parsed ("(objectpath '/c/1', 'cookie-1', %s, "
                            "{'prompt': <'Code\033[2J:'>, 'round': <uint32 2>, 'retry': <true>, "
                            "'user': <'alice'>, 'gateway': <'gw'>, 'name': <'office'>})",
                            kind),
      G_VARIANT_TYPE ("(aya{sv})"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, agent_fixture_on_result,
      fixture);
}

static GVariant *
await_reply (AgentFixture *fixture, GDBusConnection *bus, GError **error)
{
  fake_genkand_await (agent_fixture_has_result, fixture);
  return g_dbus_connection_call_finish (bus, fixture->result, error);
}

static void
test_question_and_answer (AgentFixture *fixture, gconstpointer data)
{
  char typed[] = "se\0cret";
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) octets = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autofree char *text = NULL;
  gboolean remember = FALSE;

  request_from (fixture, fixture->fake->bus, "response");
  fake_genkand_await (agent_fixture_has_question, fixture);
  g_assert_cmpint (vpn_client_question_get_kind (fixture->question), ==, VPN_SECRET_RESPONSE);
  g_assert_true (vpn_client_question_is_retry (fixture->question));
  text = vpn_client_question_get_text (fixture->question);
  g_assert_cmpstr (text, ==, "office: Code\xef\xbf\xbd[2J");

  g_assert_true (vpn_client_question_answer (fixture->question, typed, 7, TRUE));
  /* The buffer of the caller is wiped, the octets arrive as they were. */
  g_assert_cmpmem (typed, 7, "\0\0\0\0\0\0\0", 7);
  reply = await_reply (fixture, fixture->fake->bus, NULL);
  octets = g_variant_get_child_value (reply, 0);
  g_assert_cmpmem (g_variant_get_data (octets), g_variant_get_size (octets), "se\0cret", 7);
  result = g_variant_get_child_value (reply, 1);
  g_assert_true (g_variant_lookup (result, "remember", "b", &remember));
  g_assert_true (remember);
  g_assert_false (vpn_client_question_answer (fixture->question, typed, 0, TRUE));
}

static void
test_empty_answer (AgentFixture *fixture, gconstpointer data)
{
  char typed[1] = { 0 };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) octets = NULL;

  request_from (fixture, fixture->fake->bus, "password");
  fake_genkand_await (agent_fixture_has_question, fixture);
  g_assert_true (vpn_client_question_answer (fixture->question, typed, 0, FALSE));
  reply = await_reply (fixture, fixture->fake->bus, NULL);
  octets = g_variant_get_child_value (reply, 0);
  g_assert_cmpuint (g_variant_get_size (octets), ==, 0);
}

static void
test_decline (AgentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  request_from (fixture, fixture->fake->bus, "password");
  fake_genkand_await (agent_fixture_has_question, fixture);
  vpn_client_question_decline (fixture->question);
  g_assert_null (await_reply (fixture, fixture->fake->bus, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_CANCELLED));
}

/* Any program on the bus could ask for the password in genkand's name. */
static void
test_strangers_may_not_ask (AgentFixture *fixture, gconstpointer data)
{
  g_autoptr (GDBusConnection) stranger = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  request_from (fixture, stranger, "password");
  g_assert_null (await_reply (fixture, stranger, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_NOT_AUTHORIZED));
  g_assert_null (fixture->question);
  g_dbus_connection_close_sync (stranger, NULL, NULL);
}

static void
test_unknown_kind (AgentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  request_from (fixture, fixture->fake->bus, "fingerprint");
  g_assert_null (await_reply (fixture, fixture->fake->bus, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_INVALID_ARGUMENT));
}

static void
test_daemon_cancels (AgentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  request_from (fixture, fixture->fake->bus, "password");
  fake_genkand_await (agent_fixture_has_question, fixture);
  g_dbus_connection_call (fixture->fake->bus,
                          g_dbus_connection_get_unique_name (vpn_client_get_bus (fixture->client)),
                          vpn_client_agent_get_path (fixture->agent), VPN_IFACE_AGENT,
                          "CancelRequest", g_variant_new ("(ss)", "cookie-1", "timeout"), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  g_assert_null (await_reply (fixture, fixture->fake->bus, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_CANCELLED));
  g_assert_cmpstr (fixture->cancelled, ==, "timeout");
}

static void
test_nobody_listens (AgentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_data (fixture->agent, fixture);
  request_from (fixture, fixture->fake->bus, "password");
  g_assert_null (await_reply (fixture, fixture->fake->bus, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_CANCELLED));
}

static gboolean
is_registered_once (gpointer user_data)
{
  return ((AgentFixture *) user_data)->fake->n_registered == 1;
}

static gboolean
is_registered_twice (gpointer user_data)
{
  return ((AgentFixture *) user_data)->fake->n_registered == 2;
}

static gboolean
is_gone (gpointer user_data)
{
  return !vpn_client_is_running (((AgentFixture *) user_data)->client);
}

static void
test_registers_with_every_daemon (AgentFixture *fixture, gconstpointer data)
{
  vpn_client_agent_register (fixture->agent);
  fake_genkand_await (is_registered_once, fixture);
  fake_genkand_vanish (fixture->fake);
  fake_genkand_await (is_gone, fixture);
  fake_genkand_appear (fixture->fake);
  fake_genkand_await (is_registered_twice, fixture);
}

static void
test_daemon_death_settles_questions (AgentFixture *fixture, gconstpointer data)
{
  request_from (fixture, fixture->fake->bus, "password");
  fake_genkand_await (agent_fixture_has_question, fixture);
  fake_genkand_vanish (fixture->fake);
  fake_genkand_await (is_gone, fixture);
  g_assert_cmpstr (fixture->cancelled, ==, "disconnected");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add (path, AgentFixture, NULL, agent_fixture_set_up, func, agent_fixture_tear_down)
  ADD ("/client/agent/question-and-answer", test_question_and_answer);
  ADD ("/client/agent/empty-answer", test_empty_answer);
  ADD ("/client/agent/decline", test_decline);
  ADD ("/client/agent/strangers-may-not-ask", test_strangers_may_not_ask);
  ADD ("/client/agent/unknown-kind", test_unknown_kind);
  ADD ("/client/agent/daemon-cancels", test_daemon_cancels);
  ADD ("/client/agent/nobody-listens", test_nobody_listens);
  ADD ("/client/agent/registers", test_registers_with_every_daemon);
  ADD ("/client/agent/daemon-death", test_daemon_death_settles_questions);
#undef ADD
  return fake_genkand_run_tests ();
}
