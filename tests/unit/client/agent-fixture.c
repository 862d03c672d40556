// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A front end with an agent on a private bus. */
#include "agent-fixture.h"

void
agent_fixture_on_result (GObject *source, GAsyncResult *result, gpointer fixture)
{
  ((AgentFixture *) fixture)->result = g_object_ref (result);
}

gboolean
agent_fixture_has_result (gpointer fixture)
{
  return ((AgentFixture *) fixture)->result != NULL;
}

gboolean
agent_fixture_has_question (gpointer fixture)
{
  return ((AgentFixture *) fixture)->question != NULL;
}

static void
on_cancelled (VpnClientQuestion *question, const char *reason, gpointer user_data)
{
  AgentFixture *fixture = user_data;

  g_free (fixture->cancelled);
  fixture->cancelled = g_strdup (reason);
}

static void
on_question (VpnClientAgent *agent, VpnClientQuestion *question, gpointer user_data)
{
  AgentFixture *fixture = user_data;

  g_set_object (&fixture->question, question);
  g_signal_connect (question, "cancelled", G_CALLBACK (on_cancelled), fixture);
}

void
agent_fixture_set_up (AgentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->fake = fake_genkand_new ();
  vpn_client_new_async (NULL, NULL, agent_fixture_on_result, fixture);
  fake_genkand_await (agent_fixture_has_result, fixture);
  fixture->client = vpn_client_new_finish (fixture->result, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
  fixture->agent = vpn_client_agent_new (fixture->client, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->agent, "question", G_CALLBACK (on_question), fixture);
}

void
agent_fixture_tear_down (AgentFixture *fixture, gconstpointer data)
{
  if (fixture->question != NULL)
    g_signal_handlers_disconnect_by_data (fixture->question, fixture);
  g_clear_object (&fixture->question);
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->agent);
  g_clear_object (&fixture->client);
  fake_genkand_free (fixture->fake);
  g_free (fixture->cancelled);
}
