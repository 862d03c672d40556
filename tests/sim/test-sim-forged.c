// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Somebody on the path who is quicker than the gateway: he answers, refuses, asks for cookies. */
#include "sim-world.h"

#include "ike-chain.h"
#include "ike-types.h"
#include "payload-notify.h"

#include <string.h>

#define LIARS_MAX 6

/* Gateways of the attacker: each sees what the session sends and answers at once. */
typedef struct
{
  SimRandom random;
  Rng rng;
  SimGateway *liars[LIARS_MAX]; /* owned */
  guint n_liars;
  guint n_headers; /* bare headers with the session's SPI in front of every answer */
} Attacker;

static IkePath
turned (const IkePath *path)
{
  return (IkePath){ .local = path->remote, .remote = path->local, .transport = path->transport };
}

static void
send_headers (SimWorld *world, const Attacker *attacker, const IkeDatagram *overheard)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (overheard->data, &len);

  for (guint i = 0; i < attacker->n_headers; i++)
    {
      guint8 packet[IKE_HEADER_LEN];
      g_autoptr (GBytes) bytes = NULL;

      memcpy (packet, data, sizeof packet);
      packet[8] = (guint8) (i + 1); /* SPIr */
      packet[16] = 0;
      packet[19] = IKE_FLAG_RESPONSE;
      packet[27] = sizeof packet;
      bytes = g_bytes_new (packet, sizeof packet);
      sim_world_inject (world, &overheard->path, bytes);
    }
}

static void
overhear (SimWorld *world, const IkeDatagram *datagram, gpointer data)
{
  Attacker *attacker = data;
  IkePath path = turned (&datagram->path);
  gsize len = 0;
  const guint8 *octets = g_bytes_get_data (datagram->data, &len);

  for (guint i = 0; i < attacker->n_liars; i++)
    {
      IkeDatagram answer = { 0 };

      sim_gateway_recv (attacker->liars[i], &path, octets, len, sim_world_now (world));
      while (sim_gateway_pull (attacker->liars[i], &answer))
        {
          path = turned (&answer.path);
          sim_world_inject (world, &path, answer.data);
          ike_datagram_clear (&answer);
        }
    }
  send_headers (world, attacker, datagram);
}

static void
set_up (Attacker *attacker, SimWorldConfig *config, const SimGatewayConfig *liar, guint n_liars)
{
  sim_random_init (&attacker->random, 99);
  attacker->rng = sim_random_rng (&attacker->random);
  attacker->n_liars = n_liars;
  for (guint i = 0; i < n_liars; i++)
    attacker->liars[i] = sim_gateway_new (liar, &attacker->rng);
  config->overhear = overhear;
  config->overhear_data = attacker;
}

static void
clear (Attacker *attacker)
{
  for (guint i = 0; i < attacker->n_liars; i++)
    sim_gateway_free (attacker->liars[i]);
}

static void
assert_connects (SimWorldConfig *config, MonoTime within)
{
  g_autoptr (SimWorld) world = sim_world_new (config);

  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, within));
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_PEER), ==, 1);
  sim_world_run (world, MONO_SEC);
  sim_world_assert_in_step (world);
}

static const SimAuth methods[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2 };

/* RTX-18: whatever he does under keys of his own, the gateway's answer is followed beside his. */
static void
test_liar (void)
{
  static const SimGatewayConfig lies[] = {
    { .silent_at = SIM_AT_AUTH },
    { .error_at = SIM_AT_AUTH, .error_notify = IKE_NOTIFY_AUTHENTICATION_FAILED },
    { .error_at = SIM_AT_AUTH, .error_notify = IKE_NOTIFY_NO_PROPOSAL_CHOSEN },
    { .error_at = SIM_AT_AUTH, .error_notify = IKE_NOTIFY_INVALID_SYNTAX },
    { .bad = SIM_BAD_AUTH },
    { .bad = SIM_BAD_NO_AUTH },
    { .bad = SIM_BAD_NO_CERT },
    { .bad = SIM_BAD_ID },
    { .bad = SIM_BAD_GARBAGE, .silent_at = SIM_AT_AUTH },
  };

  for (gsize k = 0; k < G_N_ELEMENTS (methods); k++)
    for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
      {
        SimWorldConfig config;
        SimGatewayConfig liar;
        Attacker attacker = { 0 };

        sim_world_defaults (&config, methods[k]);
        liar = config.gateway;
        liar.silent_at = lies[i].silent_at;
        liar.error_at = lies[i].error_at;
        liar.error_notify = lies[i].error_notify;
        liar.bad = lies[i].bad != 0 ? lies[i].bad : SIM_BAD_AUTH;
        liar.psk = "guessed";
        set_up (&attacker, &config, &liar, 1);
        assert_connects (&config, 2 * MONO_SEC);
        clear (&attacker);
      }
}

/* Many liars, and headers that are no answers, use up no room. */
static void
test_many_liars (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (methods); k++)
    {
      SimWorldConfig config;
      SimGatewayConfig liar;
      Attacker attacker = { .n_headers = 20 };

      sim_world_defaults (&config, methods[k]);
      liar = config.gateway;
      liar.silent_at = SIM_AT_AUTH;
      set_up (&attacker, &config, &liar, LIARS_MAX);
      assert_connects (&config, 2 * MONO_SEC);
      clear (&attacker);
    }
}

/* A liar alone proves nothing: the account says so, and the user is asked for one key only. */
static void
test_liars_only (void)
{
  SimWorldConfig config;
  SimGatewayConfig liar;
  Attacker attacker = { 0 };
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  liar = config.gateway;
  liar.error_at = SIM_AT_AUTH;
  liar.error_notify = IKE_NOTIFY_AUTHENTICATION_FAILED;
  config.gateway.silent_at = SIM_AT_INIT;
  set_up (&attacker, &config, &liar, 3);
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_AUTH_REJECTED);
  g_assert_false (sim_world_closed (world)->proven);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 1);
  clear (&attacker);
}

/* ---- Notifies in IKE_SA_INIT ----------------------------------------------------------------- */

static void
inject_notify (SimWorld *world, const IkeDatagram *overheard, guint16 type, const void *data,
               gsize len)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  IkeHeader header = { 0 };
  gsize request_len = 0;
  const guint8 *request = g_bytes_get_data (overheard->data, &request_len);

  if (!ike_header_read (request, request_len, &header)
      || header.exchange != IKE_EXCHANGE_IKE_SA_INIT)
    return;
  header.response = TRUE;
  header.initiator = FALSE;
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, type, data, len);
  bytes = ike_message_builder_finish (&builder, &header);
  sim_world_inject (world, &overheard->path, bytes);
}

typedef struct
{
  guint16 type;
  guint n;      /* with every request */
  guint8 count; /* so far: makes each one different */
  gsize len;
} Forger;

static void
forge_notify (SimWorld *world, const IkeDatagram *datagram, gpointer data)
{
  Forger *forger = data;

  for (guint i = 0; i < forger->n; i++)
    {
      guint8 body[2] = { 0, ++forger->count };

      inject_notify (world, datagram, forger->type, body, forger->len);
    }
}

/* INI-07: an unprotected notify ends nothing and hides no answer, and what it said does not show.
 * */
static void
test_forged_notify (void)
{
  static const guint16 types[]
      = { IKE_NOTIFY_AUTHENTICATION_FAILED, IKE_NOTIFY_NO_PROPOSAL_CHOSEN,
          IKE_NOTIFY_INVALID_SYNTAX,        IKE_NOTIFY_INVALID_MAJOR_VERSION,
          IKE_NOTIFY_INVALID_KE_PAYLOAD,    8000 };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (methods); k++)
      {
        SimWorldConfig config;
        Forger forger = { .type = types[i], .n = 3, .len = 2 };

        sim_world_defaults (&config, methods[k]);
        /* So far away that a quick end would come before the answer. */
        config.link.delay = 2 * MONO_SEC;
        config.overhear = forge_notify;
        config.overhear_data = &forger;
        assert_connects (&config, 30 * MONO_SEC);
      }
}

/* INI-02, INI-05: five forged cookies with every request; a gateway that wants its own gets it in
 * the end, and one that wants none is not missed. EAP, whose first request is not bound to ours.
 * */
static void
test_forged_cookies (void)
{
  for (guint wanted = 0; wanted < 2; wanted++)
    {
      SimWorldConfig config;
      Forger forger = { .type = IKE_NOTIFY_COOKIE, .n = 5, .len = 2 };

      sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
      config.gateway.cookie = wanted != 0;
      config.overhear = forge_notify;
      config.overhear_data = &forger;
      assert_connects (&config, 10 * MONO_SEC);
    }
}

/* INI-05, INI-06: a far gateway that gives another cookie to each of our repeats, some of which get
 * lost: AUTH covers the request that it answered. */
static void
test_far_cookies (void)
{
  for (guint seed = 1; seed <= 50; seed++)
    for (gsize k = 0; k < G_N_ELEMENTS (methods); k++)
      {
        SimWorldConfig config;

        sim_world_defaults (&config, methods[k]);
        config.seed = seed;
        config.gateway.cookie = config.gateway.new_cookies = TRUE;
        config.link.delay = 800 * MONO_MSEC;
        config.link.drop_per_mille = 50;
        assert_connects (&config, 40 * MONO_SEC);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/forged/RTX-18/liar", test_liar);
  g_test_add_func ("/sim/forged/RTX-18/many-liars", test_many_liars);
  g_test_add_func ("/sim/forged/ERR-08+RTX-18/liars-only", test_liars_only);
  g_test_add_func ("/sim/forged/INI-07/notify", test_forged_notify);
  g_test_add_func ("/sim/forged/INI-02/cookies", test_forged_cookies);
  g_test_add_func ("/sim/forged/INI-05+INI-06/far-cookies", test_far_cookies);
  return g_test_run ();
}
