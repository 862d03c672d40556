// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A front end with an agent, and the genkand that asks it: for tests of who answers questions. */
#pragma once

#include "fake-genkand.h"
#include "vpn-client-agent.h"

typedef struct
{
  FakeGenkand *fake;
  VpnClient *client;
  VpnClientAgent *agent;
  VpnClientQuestion *question; /* the last one */
  GAsyncResult *result;        /* of the last call */
  char *cancelled;             /* why the last question was */
} AgentFixture;

void agent_fixture_set_up (AgentFixture *fixture, gconstpointer data);
void agent_fixture_tear_down (AgentFixture *fixture, gconstpointer data);
/* For asynchronous calls, and for fake_genkand_await(). */
void agent_fixture_on_result (GObject *source, GAsyncResult *result, gpointer fixture);
gboolean agent_fixture_has_result (gpointer fixture);
gboolean agent_fixture_has_question (gpointer fixture);
