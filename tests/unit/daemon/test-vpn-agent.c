// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Questions for people: one at a time for each user, the newest agent first, and what an answer
 * says about being remembered. */
#include "bus-fixture.h"
#include "vpn-agent.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <string.h>

static const char agent_xml[]
    = "<node><interface name='org.genkan.VPN1.Agent'>"
      "<method name='RequestSecret'><arg type='o' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='ay' direction='out'/><arg type='a{sv}' direction='out'/></method>"
      "<method name='CancelRequest'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
      "</method></interface></node>";

typedef struct
{
  BusPair bus;
  VpnAgents *agents; /* owned */
  GPtrArray *asked;  /* owned; GDBusMethodInvocation that wait, counted */
  GPtrArray *paths;  /* owned; who was asked */
  guint n_asked;     /* questions since it was last set to 0 */
  guint n_cancelled;
  guint n_answers;
  VpnAgentAnswer *answer; /* owned; the last */
  GError *error;          /* owned; the last */
} Fixture;

static void
on_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Fixture *self = user_data;

  if (g_str_equal (method, "CancelRequest"))
    {
      self->n_cancelled++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_ptr_array_add (self->asked, invocation);
  g_ptr_array_add (self->paths, g_strdup (path));
  self->n_asked++;
}

static void
make_agent (Fixture *self, const char *path, guint32 uid)
{
  static const GDBusInterfaceVTable vtable = { on_call, NULL, NULL, { NULL } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (agent_xml, NULL);
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (self->bus.theirs, path, node->interfaces[0], &vtable, self,
                                     NULL, &error);
  g_assert_no_error (error);
  g_assert_true (vpn_agents_register (self->agents, ":1.5", path, uid, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  bus_pair_set_up (&self->bus);
  self->agents = vpn_agents_new (self->bus.ours);
  self->asked = g_ptr_array_new ();
  self->paths = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  vpn_agents_free (self->agents);
  g_ptr_array_unref (self->asked);
  g_ptr_array_unref (self->paths);
  vpn_agent_answer_free (self->answer);
  g_clear_error (&self->error);
  bus_pair_tear_down (&self->bus);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  g_clear_pointer (&self->answer, vpn_agent_answer_free);
  g_clear_error (&self->error);
  self->answer = vpn_agents_ask_finish (result, &self->error);
  self->n_answers++;
}

static void
ask (Fixture *self, guint32 uid, GCancellable *cancellable)
{
  const VpnAgentQuestion question = { .uid = uid,
                                      .connection = "/org/genkan/VPN1/connection/1",
                                      .profile_name = "office",
                                      .gateway = "vpn.example.org",
                                      .user = "alice",
                                      .prompt = "",
                                      .kind = VPN_SECRET_PASSWORD,
                                      .round = 1 };

  vpn_agents_ask_async (self->agents, &question, cancellable, on_answer, self);
}

static void
reply (Fixture *self, const char *secret, const char *result)
{
  GDBusMethodInvocation *invocation = g_ptr_array_steal_index (self->asked, 0);
  GVariant *octets = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, secret, strlen (secret), 1);

  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(@ay@a{sv})", octets, g_variant_new_parsed (result)));
}

static void
expect_answer (Fixture *self, const char *result, gboolean remember)
{
  self->n_asked = self->n_answers = 0;
  ask (self, 1000, NULL);
  bus_pump (&self->n_asked);
  reply (self, "sesame", result);
  bus_pump (&self->n_answers);
  g_assert_no_error (self->error);
  g_assert_cmpmem (secret_buf_peek (self->answer->secret), secret_buf_len (self->answer->secret),
                   "sesame", 6);
  g_assert_cmpint (self->answer->remember, ==, remember);
}

static void
test_remember (Fixture *self, gconstpointer unused)
{
  make_agent (self, "/agent", 1000);
  expect_answer (self, "{'remember': <true>}", TRUE);
  expect_answer (self, "{'remember': <false>}", FALSE);
  expect_answer (self, "@a{sv} {}", FALSE);
  expect_answer (self, "{'remember': <'yes'>}", FALSE);
}

static void
test_nobody_there (Fixture *self, gconstpointer unused)
{
  make_agent (self, "/agent", 1001);
  ask (self, 1000, NULL);
  bus_pump (&self->n_answers);
  g_assert_error (self->error, VPN_ERROR, VPN_ERROR_NO_AGENT);
  g_assert_cmpuint (self->n_asked, ==, 0);
}

static void
test_newest_first_then_the_next (Fixture *self, gconstpointer unused)
{
  make_agent (self, "/old", 1000);
  make_agent (self, "/new", 1000);
  ask (self, 1000, NULL);
  bus_pump (&self->n_asked);
  g_assert_cmpstr (self->paths->pdata[0], ==, "/new");
  g_dbus_method_invocation_return_dbus_error (g_ptr_array_steal_index (self->asked, 0),
                                              "org.example.Broken", "broken");
  self->n_asked = 0;
  bus_pump (&self->n_asked);
  g_assert_cmpstr (self->paths->pdata[1], ==, "/old");
  reply (self, "x", "@a{sv} {}");
  bus_pump (&self->n_answers);
  g_assert_no_error (self->error);
}

static void
test_one_at_a_time (Fixture *self, gconstpointer unused)
{
  make_agent (self, "/agent", 1000);
  ask (self, 1000, NULL);
  ask (self, 1000, NULL);
  bus_pump (&self->n_asked);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->n_asked, ==, 1);
  self->n_asked = 0;
  reply (self, "x", "@a{sv} {}");
  bus_pump (&self->n_asked);
  self->n_answers = 0;
  reply (self, "y", "@a{sv} {}");
  bus_pump (&self->n_answers);
}

static void
test_moot (Fixture *self, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  make_agent (self, "/agent", 1000);
  ask (self, 1000, cancellable);
  bus_pump (&self->n_asked);
  g_cancellable_cancel (cancellable);
  bus_pump (&self->n_answers);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  bus_pump (&self->n_cancelled);
  reply (self, "late", "@a{sv} {}");
}

static void
test_limits (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  make_agent (self, "/agent", 1000);
  g_assert_false (vpn_agents_register (self->agents, ":1.5", "/agent", 1000, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_EXISTS);
  g_clear_error (&error);
  for (guint i = vpn_agents_count (self->agents, 1000); i < VPN_AGENTS_PER_USER_MAX; i++)
    {
      g_autofree char *path = g_strdup_printf ("/agent/%u", i);

      g_assert_true (vpn_agents_register (self->agents, ":1.5", path, 1000, NULL));
    }
  g_assert_false (vpn_agents_register (self->agents, ":1.5", "/more", 1000, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_LIMIT);
  g_assert_true (vpn_agents_register (self->agents, ":1.6", "/other", 1001, NULL));
  vpn_agents_name_vanished (self->agents, ":1.5");
  g_assert_cmpuint (vpn_agents_count (self->agents, 1000), ==, 0);
  g_assert_cmpuint (vpn_agents_count (self->agents, 1001), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/daemon/agent/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("remember", test_remember);
  ADD ("nobody-there", test_nobody_there);
  ADD ("newest-first-then-the-next", test_newest_first_then_the_next);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("moot", test_moot);
  ADD ("limits", test_limits);
#undef ADD
  return g_test_run ();
}
