// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "model-fixture.h"

static gboolean
is_ready (gpointer user_data)
{
  return vpn_gui_model_is_ready (((ModelFixture *) user_data)->model);
}

static gboolean
is_in_state (gpointer user_data)
{
  ModelFixture *fixture = user_data;

  return vpn_gui_profile_get_state (fixture->office) == fixture->awaited;
}

void
model_fixture_await_state (ModelFixture *fixture, VpnState state)
{
  fixture->awaited = state;
  fake_genkand_await (is_in_state, fixture);
}

void
model_fixture_set_up (ModelFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->fake = fake_genkand_new ();
  path = fake_genkand_add_profile (fixture->fake, "user", VPN_KEY_NAME, "office", VPN_KEY_GATEWAY,
                                   "vpn.example.org", VPN_KEY_USER, "alice.liddell", NULL);
  fixture->model = vpn_gui_model_new ();
  vpn_gui_model_start (fixture->model, NULL);
  fake_genkand_await (is_ready, fixture);
  fixture->office = g_object_ref (vpn_gui_model_find (fixture->model, "office"));
}

void
model_fixture_tear_down (ModelFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->office);
  g_assert_finalize_object (fixture->model);
  fake_genkand_free (fixture->fake);
}
