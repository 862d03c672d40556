// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The post-quantum pre-shared key: every way to log in, with gateways that have it and others. */
#include "sim-talk.h"

#include "ike-session-private.h"
#include "payload-auth.h"
#include "payload-notify.h"

#include <string.h>

static const SimAuth auths[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2, SIM_AUTH_GTC };

#define KEY "a key of more than thirty-two octets: 0123456789"

static void
prepare (SimWorldConfig *config, SimAuth auth, gboolean optional)
{
  sim_world_defaults (config, auth);
  config->client.ppk_id = "office-2026";
  config->client.ppk_optional = optional;
  config->ppk = KEY;
  config->gateway.ppk_id = "office-2026";
  config->gateway.ppk = KEY;
}

/* Both have it: it is used, also in the keys of the traffic, and the IKE SA gets new keys before
 * anything else is said on it. */
static void
test_used (gconstpointer data)
{
  gboolean optional = GPOINTER_TO_INT (data) != 0;

  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      prepare (&config, auths[i], optional);
      world = sim_world_new (&config);
      sim_world_connect (world);
      sim_world_assert_in_step (world);
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->with_ppk, ==, 1);
      g_assert_cmpstr (sim_world_said (world), ==, "");
      sim_world_run (world, MONO_SEC);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
      g_assert_true (sim_world_session (world)->sas.current->suite.ppk);
      /* A rekey has nothing of the key but what SK_d brings along: both sides agree on that. */
      g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)),
                       ==, 0);
      sim_world_run (world, MONO_SEC);
      sim_world_assert_in_step (world);
    }
}

/* A gateway without it, one that does not know its name, and one that just does not use it. */
static void
test_optional (gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      prepare (&config, auths[i], TRUE);
      if (GPOINTER_TO_INT (data) == 0)
        config.gateway.ppk_id = config.gateway.ppk = NULL;
      else
        config.gateway.ppk_id = "office-2025";
      world = sim_world_new (&config);
      sim_world_connect (world);
      sim_world_assert_in_step (world);
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->with_ppk, ==, 0);
      g_assert_false (sim_world_session (world)->sas.current->suite.ppk);
      /* Nobody is asked for what is of no use. */
      if (GPOINTER_TO_INT (data) == 0)
        g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==,
                          auths[i] == SIM_AUTH_CERT ? 0 : 1);
      g_assert_nonnull (strstr (sim_world_said (world), "without the post-quantum key"));
      sim_world_run (world, MONO_SEC);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 0);
    }
}

static const IkeClosed *
fail (SimWorldConfig *config, SimWorld **ret_world)
{
  *ret_world = sim_world_new (config);
  sim_world_start (*ret_world);
  g_assert_true (sim_world_run_until (*ret_world, IKE_STAGE_CLOSED, MONO_MINUTE));
  return sim_world_closed (*ret_world);
}

/* Nothing is proven or asked of a gateway that has none. */
static void
test_required_and_not_there (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;
      const IkeClosed *closed = NULL;

      prepare (&config, auths[i], FALSE);
      config.gateway.ppk_id = config.gateway.ppk = NULL;
      closed = fail (&config, &world);
      g_assert_cmpint (closed->reason, ==, IKE_REASON_GATEWAY_LACKS);
      g_assert_cmpstr (closed->found, ==, "a post-quantum key");
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 0);
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->requests, ==, 1);
    }
}

/* It says that it has one, takes our login, and does not use it: AUTHENTICATION_FAILED. */
static void
test_required_and_ignored (void)
{
  for (gsize i = 0; i < 2; i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;
      const IkeClosed *closed = NULL;

      prepare (&config, auths[i], FALSE);
      config.gateway.bad = SIM_BAD_PPK_IGNORED;
      closed = fail (&config, &world);
      g_assert_cmpint (closed->reason, ==, IKE_REASON_GATEWAY_LACKS);
      g_assert_false (closed->proven);
      sim_world_run (world, MONO_SEC);
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->error_notifies, ==, 1);
    }
}

/* The right name and another key, or a name that the gateway does not know. */
static void
test_refused (void)
{
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      prepare (&config, auths[i / 2], FALSE);
      if (i % 2 == 0)
        config.ppk = "another key of more than thirty-two octets";
      else
        config.client.ppk_id = "office-2027";
      g_assert_cmpint (fail (&config, &world)->reason, ==, IKE_REASON_PPK);
    }
}

/* As text, in hexadecimal digits, in base64: octets. Too few of them are said. */
static void
test_forms (void)
{
  static const char *const forms[] = { "0x7365637265742d6b6579", "0sc2VjcmV0LWtleQ==" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      prepare (&config, SIM_AUTH_PSK, FALSE);
      config.ppk = forms[i];
      config.gateway.ppk = "secret-key";
      world = sim_world_new (&config);
      sim_world_connect (world);
      g_assert_nonnull (strstr (sim_world_said (world), "less than 256 bits"));
    }
}

static gboolean
find_notify (const SimSent *sent, guint16 type, IkeNotify *notify)
{
  return sent != NULL && ike_message_find_notify (&sent->message, type, notify);
}

/* Where what is said: USE_PPK in every form of IKE_SA_INIT, name and second proof beside AUTH. */
static void
test_wire (void)
{
  static const SimAuth eap_or_not[] = { SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2 };

  for (gsize i = 0; i < G_N_ELEMENTS (eap_or_not); i++)
    {
      g_auto (Talk) talk = { 0 };
      const SimSent *first = NULL;
      const SimSent *last = NULL;
      IkeNotify notify = { 0 };
      IkeAuth auth = { 0 };

      talk_prepare (&talk, eap_or_not[i]);
      talk.config.client.ppk_id = talk.config.gateway.ppk_id = "name";
      talk.config.client.ppk_optional = TRUE;
      talk.config.ppk = talk.config.gateway.ppk = KEY;
      talk.config.gateway.cookie = TRUE;
      talk_connect (&talk);
      for (guint k = 0; k < 2; k++)
        {
          g_assert_true (
              find_notify (sim_record_find (&talk.record, IKE_EXCHANGE_IKE_SA_INIT, FALSE, k),
                           IKE_NOTIFY_USE_PPK, &notify));
          g_assert_cmpuint (notify.len, ==, 0);
        }
      first = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
      last = sim_record_last (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE);
      g_assert_true (first == last || !find_notify (first, IKE_NOTIFY_PPK_IDENTITY, &notify));
      g_assert_true (find_notify (last, IKE_NOTIFY_PPK_IDENTITY, &notify));
      g_assert_cmpmem (notify.data, notify.len, "\2name", 5);
      g_assert_true (find_notify (last, IKE_NOTIFY_NO_PPK_AUTH, &notify));
      g_assert_true (
          ike_payload_auth_read (ike_message_find (&last->message, IKE_PAYLOAD_AUTH), &auth));
      /* The same method in the same form: of a signature the name of its algorithm goes along. */
      if (auth.method == IKE_AUTH_METHOD_SIGNATURE)
        g_assert_cmpmem (notify.data, notify.data[0] + 1u, auth.data, auth.data[0] + 1u);
      else
        g_assert_cmpuint (notify.len, ==, auth.len);
      g_assert_false (notify.len == auth.len && memcmp (notify.data, auth.data, auth.len) == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/ppk/EAP-25+PPK-08+PPK-09+PPK-10+PPK-12/required", GINT_TO_POINTER (0),
                        test_used);
  g_test_add_data_func ("/sim/ppk/PPK-08+PPK-09+PPK-12/optional", GINT_TO_POINTER (1), test_used);
  g_test_add_data_func ("/sim/ppk/PPK-03+PPK-14/optional-gateway-without", GINT_TO_POINTER (0),
                        test_optional);
  g_test_add_data_func ("/sim/ppk/PPK-06+PPK-07+PPK-08/optional-gateway-with-another",
                        GINT_TO_POINTER (1), test_optional);
  g_test_add_func ("/sim/ppk/PPK-02/required-gateway-without", test_required_and_not_there);
  g_test_add_func ("/sim/ppk/PPK-07/required-gateway-ignores", test_required_and_ignored);
  g_test_add_func ("/sim/ppk/PPK-05+PPK-08/refused", test_refused);
  g_test_add_func ("/sim/ppk/PPK-13/forms", test_forms);
  g_test_add_func ("/sim/ppk/EAP-25+PPK-01+PPK-05+PPK-06+PPK-09/wire", test_wire);
  return g_test_run ();
}
