// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Messages of an established gateway, made by hand, that are large, mislabelled or oddly put. */
#include "sim-forge.h"
#include "sim-pki.h"
#include "sim-talk.h"

#include "ike-child-exchange.h"
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"
#include "payload-delete.h"
#include "payload-ke.h"
#include "payload-sa.h"
#include "payload-ts.h"

#define CREATE IKE_EXCHANGE_CREATE_CHILD_SA
#define INFO   IKE_EXCHANGE_INFORMATIONAL

/* ---- Size ----------------------------------------------------------------------------------- */

/* Up to what fits a datagram. */
static void
test_sizes (Forge *forge, gconstpointer data)
{
  static const gsize sizes[] = { 1280, 3000, 65507 };
  static const guint8 zeros[65507] = { 0 };
  g_autoptr (GBytes) empty = NULL;
  gsize rest = 0;

  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_VENDOR, FALSE, zeros, 0);
  empty = forge_seal (forge, INFO, 0);
  rest = g_bytes_get_size (empty);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) probe = NULL;

      ike_message_builder_clear (&forge->builder);
      ike_message_builder_init (&forge->builder);
      ike_message_builder_add (&forge->builder, IKE_PAYLOAD_VENDOR, FALSE, zeros, sizes[i] - rest);
      probe = forge_seal (forge, INFO, forge_next_id (forge));
      g_assert_cmpuint (g_bytes_get_size (probe), ==, sizes[i]);
      forge_ask (forge, INFO);
      g_assert_cmpuint (forge->message.n_payloads, ==, 0);
    }
  forge_assert_lives (forge);
}

/* An IKE_AUTH of ours that a long name makes long, in one piece. */
static void
test_long_one_of_ours (void)
{
  static const guint8 name[1000] = { 'a' };
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.client.local_id
      = (IkeId){ .type = IKE_ID_KEY_ID, .data = g_bytes_new_static (name, sizeof name) };
  talk_connect (&talk);
  sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  g_assert_cmpuint (g_bytes_get_size (sent->bytes), >=, 1280);
  g_bytes_unref (talk.config.client.local_id.data);
}

/* ---- Labels --------------------------------------------------------------------------------- */

/* Sealed under the right keys, and named by SPIs and flags that are not this IKE SA's. */
static void
test_wrong_labels (Forge *forge, gconstpointer data)
{
  IkeHeader right = forge_header (forge, INFO, 0);
  IkeSkContent content = { 0 };
  IkeHeader wrong[3];
  IkePath elsewhere = forge->session->path;

  wrong[0] = wrong[1] = wrong[2] = right;
  wrong[0].initiator = !right.initiator;
  wrong[1].spi_i = right.spi_r;
  wrong[1].spi_r = right.spi_i;
  wrong[2].spi_r ^= 1;
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) bytes = ike_sk_seal (forge->sk, &wrong[i], &content);

      forge_feed (forge, bytes, &forge->session->path);
      g_assert_cmpuint (forge->n_answers, ==, 0);
    }
  /* Where it comes from does not matter. */
  elsewhere.remote.address.octets[3] ^= 1;
  elsewhere.remote.port = 999;
  {
    g_autoptr (GBytes) bytes = ike_sk_seal (forge->sk, &right, &content);

    forge_feed (forge, bytes, &elsewhere);
    g_assert_cmpuint (forge->n_answers, ==, 1);
  }
}

/* Nothing that calls itself a response is answered, whatever is wrong with it. */
static void
test_responses (Forge *forge, gconstpointer data)
{
  for (guint kind = 0; kind < 4; kind++)
    {
      if (kind == 1)
        ike_message_builder_add (&forge->builder, 200, TRUE, "?", 1);
      if (kind == 2)
        ike_message_builder_add (&forge->builder, IKE_PAYLOAD_DELETE, FALSE, "\x03\x04\xff\xff", 4);
      forge_reply (forge, kind == 3 ? 200 : INFO);
      g_assert_cmpuint (forge->n_answers, ==, 0);
    }
  forge_assert_lives (forge);
}

/* One that belongs to a request of ours ends the session, with a request and not an answer. */
static void
test_malformed_response (Forge *forge, gconstpointer data)
{
  IkeDelete del = { 0 };
  gsize len = 0;
  const guint8 *sent = NULL;

  g_assert_cmpint (ike_session_rekey (forge->session, FALSE, sim_world_now (forge->world)), ==,
                   STATUS_OK);
  forge_collect (forge);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_DELETE, FALSE, "\x03\x04\xff\xff", 4);
  forge_reply (forge, CREATE);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  sent = g_bytes_get_data (forge->answer_bytes, &len);
  g_assert_true (ike_sk_open (forge->sk, sent, len, &forge->answer));
  g_assert_cmpint (ike_opened_read (&forge->answer, &forge->message), ==, IKE_MESSAGE_OK);
  g_assert_false (forge->message.header.response);
  g_assert_cmpuint (forge->message.n_payloads, ==, 1);
  g_assert_true (
      ike_payload_delete_read (ike_message_find (&forge->message, IKE_PAYLOAD_DELETE), &del));
  g_assert_cmpuint (del.protocol, ==, IKE_PROTOCOL_IKE);
  g_assert_cmpint (ike_session_stage (forge->session), ==, IKE_STAGE_CLOSED);
}

/* In a frame of a stream, too, it is the message that is wrong and not the connection. */
static void
test_malformed_in_a_stream (Forge *forge, gconstpointer data)
{
  g_autoptr (GBytes) request = NULL;
  IkePath path = forge->session->path;
  gsize len = 0;
  const guint8 *sent = NULL;

  path.transport = IKE_TRANSPORT_TCP;
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_DELETE, FALSE, "\x03\x04\xff\xff", 4);
  request = forge_seal (forge, INFO, 0);
  forge_feed (forge, request, &path);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  g_assert_cmpint (forge->answer_path.transport, ==, IKE_TRANSPORT_TCP);
  sent = g_bytes_get_data (forge->answer_bytes, &len);
  g_assert_true (ike_sk_open (forge->sk, sent, len, &forge->answer));
  g_assert_cmpint (ike_opened_read (&forge->answer, &forge->message), ==, IKE_MESSAGE_OK);
  forge_assert_refused (forge, IKE_NOTIFY_INVALID_SYNTAX);
  g_assert_cmpint (ike_session_stage (forge->session), ==, IKE_STAGE_CLOSED);
}

/* ---- Contents ------------------------------------------------------------------------------- */

/* KE although nothing that we can choose has a group: KEi is ignored and KEr left out. */
static void
test_needless_share (Forge *forge, gconstpointer data)
{
  static const guint8 share[64] = { 1 };
  const IkeChild *child = forge_child (forge);
  g_autofree IkeProposals *offer = g_new0 (IkeProposals, 1);

  g_assert_true (ike_proposals_parse ("aes256gcm16", IKE_PROTOCOL_ESP, FALSE, offer, NULL));
  ike_proposals_set_spi (offer, 4, 0x55667788);
  ike_payload_notify_write_spi (&forge->builder, IKE_NOTIFY_REKEY_SA, child->spi_out);
  ike_payload_sa_write (&forge->builder, offer);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  ike_payload_ke_write (&forge->builder, CRY_KE_ECP256, share, sizeof share);
  ike_message_write_ts (&forge->builder, TRUE, &child->ts_remote, &child->ts_local);
  forge_ask (forge, CREATE);
  g_assert_true (ike_message_has (&forge->message, IKE_PAYLOAD_SA));
  g_assert_false (ike_message_has (&forge->message, IKE_PAYLOAD_KE));
  g_assert_nonnull (ike_children_find_out (&forge->session->children, 0x55667788));
}

/* What stands in a later fragment counts as in a message in one piece. */
static void
test_critical_in_a_later_piece (Forge *forge, gconstpointer data)
{
  static const guint8 vendor[2000] = { 1 };
  IkeHeader header = forge_header (forge, INFO, 0);
  g_autoptr (GPtrArray) pieces = NULL;
  gsize len = 0;
  const guint8 *sent = NULL;

  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_VENDOR, FALSE, vendor, sizeof vendor);
  ike_payload_delete_write (&forge->builder, &forge_child (forge)->spi_out, 1);
  ike_message_builder_add (&forge->builder, 200, TRUE, "?", 1);
  g_assert_cmpint (ike_frag_seal (forge->sk, &header, &forge->builder, 600, &pieces), ==,
                   STATUS_OK);
  g_assert_cmpuint (pieces->len, >, 2);
  for (guint i = 0; i < pieces->len; i++)
    forge_feed (forge, g_ptr_array_index (pieces, i), &forge->session->path);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  sent = g_bytes_get_data (forge->answer_bytes, &len);
  g_assert_true (ike_sk_open (forge->sk, sent, len, &forge->answer));
  g_assert_cmpint (ike_opened_read (&forge->answer, &forge->message), ==, IKE_MESSAGE_OK);
  forge_assert_refused (forge, IKE_NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD);
  forge_assert_lives (forge);
}

/* In IKE_AUTH what is malformed or unsupported counts before who sent it. */
static void
test_critical_before_auth (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.bad = SIM_BAD_AUTH;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_GATEWAY, MONO_SEC));
  sim_gateway_config (sim_world_gateway (world))->bad |= SIM_BAD_CRITICAL;
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_PROTOCOL);
}

/* What the gateway tells a user by EAP reaches him, and the login goes on. */
static void
test_notification (void)
{
  static const guint8 packet[] = { 1, 77, 0, 10, 2, 'H', 'e', 'l', 'l', 'o' };
  SimWorldConfig config;
  Forge forge = { 0 };
  IkeEvent event = { 0 };
  guint n = 0;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.gateway.silent_at = SIM_AT_EAP;
  forge_init (&forge, &config, IKE_STAGE_USER);
  sim_world_run (forge.world, MONO_SEC);
  ike_message_builder_add (&forge.builder, IKE_PAYLOAD_EAP, FALSE, packet, sizeof packet);
  forge_reply (&forge, IKE_EXCHANGE_IKE_AUTH);
  g_assert_cmpuint (forge.n_answers, ==, 1);
  while (ike_session_pull_event (forge.session, &event))
    {
      if (event.type == IKE_EVENT_MESSAGE)
        {
          g_assert_cmpstr (event.text, ==, "Hello");
          n++;
        }
      ike_event_clear (&event);
    }
  g_assert_cmpuint (n, ==, 1);
  forge_clear (&forge);
}

/* ---- Certificates of ours ------------------------------------------------------------------- */

static guint
n_certificates (const Talk *talk)
{
  const SimSent *sent = sim_record_find (&talk->record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  guint n = 0;

  for (guint i = 0; i < sent->message.n_payloads; i++)
    n += sent->message.payloads[i].type == IKE_PAYLOAD_CERT;
  return n;
}

/* Nothing twice, and no root, which the gateway has or does not trust. */
static void
test_needless_certificates (void)
{
  g_autoptr (GPtrArray) chain = sim_pki_certs ("client");
  g_autoptr (GPtrArray) again = sim_pki_certs ("client");
  g_autoptr (GPtrArray) root = sim_pki_certs ("ca");
  g_auto (Talk) talk = { 0 };
  guint n = chain->len;

  g_ptr_array_extend_and_steal (chain, g_steal_pointer (&again));
  g_ptr_array_extend_and_steal (chain, g_steal_pointer (&root));
  talk_prepare (&talk, SIM_AUTH_CERT);
  talk.config.client.certificates = chain;
  talk_connect (&talk);
  g_assert_cmpuint (n_certificates (&talk), ==, n);
}

/* Whatever authorities the gateway asks for: NULL, it asks for none. */
static void
test_certificate_unasked (gconstpointer authority)
{
  g_autoptr (GPtrArray) asked = authority != NULL ? sim_pki_certs (authority) : NULL;
  g_auto (Talk) talk = { 0 };

  talk_prepare (&talk, SIM_AUTH_CERT);
  talk.config.gateway.client_cas = asked;
  talk_connect (&talk);
  g_assert_cmpuint (n_certificates (&talk), >=, 1);
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
  add ("/sim/strange/MSG-01+MSG-02/sizes", test_sizes);
  g_test_add_func ("/sim/strange/MSG-01/long-one-of-ours", test_long_one_of_ours);
  add ("/sim/strange/MSG-08/wrong-labels", test_wrong_labels);
  add ("/sim/strange/MSG-30/responses", test_responses);
  add ("/sim/strange/MSG-30+ERR-06/malformed-response", test_malformed_response);
  add ("/sim/strange/TCP-19/malformed-in-a-stream", test_malformed_in_a_stream);
  add ("/sim/strange/SAP-19/needless-share", test_needless_share);
  add ("/sim/strange/FRG-22/critical-in-a-later-piece", test_critical_in_a_later_piece);
  g_test_add_func ("/sim/strange/EMB-06/notification", test_notification);
  g_test_add_func ("/sim/strange/CRQ-06/needless", test_needless_certificates);
  g_test_add_data_func ("/sim/strange/CRQ-04+CRQ-05/unasked", NULL, test_certificate_unasked);
  g_test_add_data_func ("/sim/strange/CRQ-04+CRQ-05/other-authority", "stranger-ca",
                        test_certificate_unasked);
  g_test_add_func ("/sim/strange/CRI-09/critical-before-auth", test_critical_before_auth);
  return g_test_run ();
}
