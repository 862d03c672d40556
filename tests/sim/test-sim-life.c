// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a gateway says about how long, and where else: AUTH_LIFETIME and REDIRECT. */
#include "sim-forge.h"

#include "ike-session-private.h"

#define ELSEWHERE "\1\4\xc0\0\2\7"

static void
gateway_says (Forge *forge, guint16 type, const void *data, gsize len)
{
  ike_opened_clear (&forge->answer);
  ike_payload_notify_write (&forge->builder, type, data, len);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
}

static void
assert_ends (SimWorld *world, MonoTime after, MonoTime before)
{
  sim_world_run (world, after);
  g_assert_null (sim_world_closed (world));
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, before - after));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EXPIRED);
  g_assert_true (sim_world_closed (world)->proven);
}

/* The session ends itself in time, so that the next one is made while the old login counts. */
static void
test_lifetime (Forge *forge, gconstpointer data)
{
  gateway_says (forge, IKE_NOTIFY_AUTH_LIFETIME, "\0\0\3\xe8", 4);
  forge_assert_lives (forge);
  assert_ends (forge->world, 930 * MONO_SEC, 950 * MONO_SEC);
}

/* A later word counts, one of another length does not. */
static void
test_lifetime_again (Forge *forge, gconstpointer data)
{
  gateway_says (forge, IKE_NOTIFY_AUTH_LIFETIME, "\0\0\3\xe8", 4);
  gateway_says (forge, IKE_NOTIFY_AUTH_LIFETIME, "\0\0\0\x64", 4);
  gateway_says (forge, IKE_NOTIFY_AUTH_LIFETIME, "\0\0\1", 3);
  assert_ends (forge->world, 85 * MONO_SEC, 95 * MONO_SEC);
}

static void
test_lifetime_over (Forge *forge, gconstpointer data)
{
  gateway_says (forge, IKE_NOTIFY_AUTH_LIFETIME, "\0\0\0\0", 4);
  sim_world_run (forge->world, MONO_SEC);
  g_assert_nonnull (sim_world_closed (forge->world));
  g_assert_cmpint (sim_world_closed (forge->world)->reason, ==, IKE_REASON_EXPIRED);
}

/* Whoever is on the way cannot end a session so. */
static void
test_unprotected (Forge *forge, gconstpointer data)
{
  const IkeHeader header = forge_header (forge, IKE_EXCHANGE_INFORMATIONAL, forge_next_id (forge));
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_AUTH_LIFETIME, "\0\0\0\0", 4);
  ike_payload_notify_write (&builder, IKE_NOTIFY_REDIRECT, ELSEWHERE, 6);
  bytes = ike_message_builder_finish (&builder, &header);
  forge_feed (forge, bytes, &forge->session->path);
  sim_world_run (forge->world, MONO_MINUTE);
  forge_assert_lives (forge);
}

static void
assert_sent_on (SimWorld *world, const char *target)
{
  const IkeClosed *closed = sim_world_closed (world);

  g_assert_nonnull (closed);
  g_assert_cmpint (closed->reason, ==, IKE_REASON_REDIRECTED);
  g_assert_cmpstr (closed->found, ==, target);
}

/* Answered, and then the session goes, with a Delete. */
static void
test_redirect (Forge *forge, gconstpointer data)
{
  gateway_says (forge, IKE_NOTIFY_REDIRECT, ELSEWHERE, 6);
  sim_world_pump (forge->world);
  assert_sent_on (forge->world, "192.0.2.7");
}

static void
test_redirect_malformed (Forge *forge, gconstpointer data)
{
  gateway_says (forge, IKE_NOTIFY_REDIRECT, ELSEWHERE "x", 7);
  forge_assert_lives (forge);
}

static void
test_redirect_off (void)
{
  SimWorldConfig config;
  Forge forge = { 0 };

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.redirect_off = TRUE;
  forge_init (&forge, &config, IKE_STAGE_ESTABLISHED);
  gateway_says (&forge, IKE_NOTIFY_REDIRECT, ELSEWHERE, 6);
  forge_assert_lives (&forge);
  forge_clear (&forge);
}

/* In the answer that proves the gateway, and only if it does. */
static void
test_in_auth (gconstpointer data)
{
  SimAuth auth = (SimAuth) GPOINTER_TO_INT (data);

  for (guint round = 0; round < 2; round++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, auth);
      config.gateway.notify = IKE_NOTIFY_REDIRECT;
      config.gateway.notify_data = g_bytes_new_static (ELSEWHERE, 6);
      config.gateway.bad = round == 0 ? 0 : SIM_BAD_AUTH;
      world = sim_world_new (&config);
      sim_world_start (world);
      g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
      if (round == 0)
        assert_sent_on (world, "192.0.2.7");
      else
        g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_AUTH);
      g_assert_cmpuint (sim_world_n_children (world), ==, 0);
      g_bytes_unref (config.gateway.notify_data);
    }
}

static void
test_lifetime_in_auth (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.notify = IKE_NOTIFY_AUTH_LIFETIME;
  config.gateway.notify_data = g_bytes_new_static ("\0\0\3\xe8", 4);
  world = sim_world_new (&config);
  sim_world_connect (world);
  assert_ends (world, 930 * MONO_SEC, 950 * MONO_SEC);
  g_bytes_unref (config.gateway.notify_data);
}

static void
add (const char *path, void (*test) (Forge *, gconstpointer))
{
  g_test_add (path, Forge, NULL, forge_set_up, test, forge_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sim/life/ALT-01/lifetime", test_lifetime);
  add ("/sim/life/ALT-02/again", test_lifetime_again);
  add ("/sim/life/ALT-02/over", test_lifetime_over);
  g_test_add_func ("/sim/life/ALT-01/in-auth", test_lifetime_in_auth);
  add ("/sim/life/ALT-04/unprotected", test_unprotected);
  add ("/sim/life/RED-06/redirect", test_redirect);
  add ("/sim/life/RED-06/malformed", test_redirect_malformed);
  g_test_add_func ("/sim/life/RED-09/off", test_redirect_off);
  g_test_add_data_func ("/sim/life/AUT-03+RED-04+RED-05/psk", GINT_TO_POINTER (SIM_AUTH_PSK),
                        test_in_auth);
  g_test_add_data_func ("/sim/life/RED-04/eap", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2), test_in_auth);
  return g_test_run ();
}
