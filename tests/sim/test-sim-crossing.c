// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Exchanges of the gateway, made by hand, in the middle of ours (RFC 7296 sections 2.8.1, 2.8.2 and
 * 2.25). */
#include "sim-forge.h"
#include "sim-talk.h"

#include "cry-kex.h"
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"
#include "payload-delete.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"
#include "payload-ts.h"

#include <string.h>

#define NEW_SPI 0x55667788
#define CREATE  IKE_EXCHANGE_CREATE_CHILD_SA
#define INFO    IKE_EXCHANGE_INFORMATIONAL

/* Child SAs need no key exchange, so that a rekey of one is quickly made. */
static void
set_up (Forge *forge, gconstpointer data)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.esp_proposals = "aes256gcm16";
  config.gateway.silent_at = (SimAt) GPOINTER_TO_INT (data);
  forge_init (forge, &config, IKE_STAGE_ESTABLISHED);
}

static void
rekey (Forge *forge, gboolean ike_sa)
{
  g_assert_cmpint (ike_session_rekey (forge->session, ike_sa, sim_world_now (forge->world)), ==,
                   STATUS_OK);
  forge_collect (forge);
  g_assert_cmpuint (forge->n_answers, ==, 1);
}

static void
ask_child_rekey (Forge *forge, guint32 spi, guint32 new_spi)
{
  const IkeChild *child = forge_child (forge);
  g_autofree IkeProposals *offer = g_new0 (IkeProposals, 1);

  g_assert_true (ike_proposals_parse ("aes256gcm16", IKE_PROTOCOL_ESP, FALSE, offer, NULL));
  ike_proposals_set_spi (offer, 4, new_spi);
  ike_payload_notify_write_spi (&forge->builder, IKE_NOTIFY_REKEY_SA, spi);
  ike_payload_sa_write (&forge->builder, offer);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  ike_message_write_ts (&forge->builder, TRUE, &child->ts_remote, &child->ts_local);
  forge_ask (forge, CREATE);
}

static void
answer_child_rekey_with (Forge *forge, const char *suite, guint n_transforms)
{
  const IkeChild *child = forge_child (forge);
  g_autofree IkeProposals *choice = g_new0 (IkeProposals, 1);

  g_assert_true (ike_proposals_parse (suite, IKE_PROTOCOL_ESP, FALSE, choice, NULL));
  choice->items[0].n_transforms = n_transforms;
  ike_proposals_set_spi (choice, 4, NEW_SPI);
  ike_payload_sa_write_one (&forge->builder, &choice->items[0]);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  ike_message_write_ts (&forge->builder, TRUE, &child->ts_local, &child->ts_remote);
  forge_reply (forge, CREATE);
}

static void
answer_child_rekey (Forge *forge)
{
  /* The cipher, and the numbers that are in use. */
  answer_child_rekey_with (forge, "aes256gcm16", 2);
}

/* A request that is in order in all but its time. */
static void
ask_ike_rekey (Forge *forge)
{
  g_autofree IkeProposals *offer = g_new0 (IkeProposals, 1);
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_ECP256, &forge->session->rng);
  gsize len = 0;
  const guint8 *share = cry_kex_public (kex, &len);

  g_assert_true (
      ike_proposals_parse ("aes256gcm16-prfsha384-ecp256", IKE_PROTOCOL_IKE, FALSE, offer, NULL));
  ike_proposals_set_spi (offer, 8, 77);
  ike_payload_sa_write (&forge->builder, offer);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  ike_payload_ke_write (&forge->builder, CRY_KE_ECP256, share, len);
  forge_ask (forge, CREATE);
}

static void
ask_delete (Forge *forge, guint32 spi)
{
  ike_payload_delete_write (&forge->builder, spi != 0 ? &spi : NULL, spi != 0 ? 1 : 0);
  forge_ask (forge, INFO);
}

static void
reply_error (Forge *forge, guint16 notify)
{
  ike_payload_notify_write (&forge->builder, notify, NULL, 0);
  forge_reply (forge, CREATE);
}

/* ---- Child SAs ------------------------------------------------------------------------------ */

/* The gateway rekeyed and deleted the old SA; our late request finds it gone. */
static void
test_late_request (Forge *forge, gconstpointer data)
{
  guint32 old = forge_child (forge)->spi_out;

  rekey (forge, FALSE);
  ask_child_rekey (forge, old, NEW_SPI);
  g_assert_true (ike_message_has (&forge->message, IKE_PAYLOAD_SA));
  ask_delete (forge, old);
  reply_error (forge, IKE_NOTIFY_CHILD_SA_NOT_FOUND);
  forge_assert_lives (forge);
  g_assert_cmpuint (forge_child (forge)->spi_out, ==, NEW_SPI);
  g_assert_true (forge_child (forge)->active);
  g_assert_cmpuint (forge->n_answers, ==, 0);
}

/* Nobody asked for transport mode or compression: an answer with it makes no SA, and what the
 * gateway made of it is to go. */
static void
test_unasked (Forge *forge, gconstpointer data)
{
  static const guint16 notifies[] = { IKE_NOTIFY_USE_TRANSPORT_MODE, IKE_NOTIFY_IPCOMP_SUPPORTED };
  guint32 old = forge_child (forge)->spi_out;

  for (guint i = 0; i < G_N_ELEMENTS (notifies); i++)
    {
      rekey (forge, FALSE);
      ike_payload_notify_write (&forge->builder, notifies[i], "\x12\x34\x02", i == 0 ? 0 : 3);
      answer_child_rekey (forge);
      forge_assert_lives (forge);
      g_assert_cmpuint (forge_child (forge)->spi_out, ==, old);
      g_assert_true (forge_child (forge)->active);
      /* The Delete of what it made. */
      g_assert_cmpuint (forge->n_answers, ==, 1);
      forge_reply (forge, INFO);
    }
}

/* Who sends a share that is none of its group is broken or malicious, and hears no more than a
 * Delete of everything (RFC 6989 section 2.5). */
static void
test_bad_share (Forge *forge, gconstpointer data)
{
  static const guint8 share[64] = { 1 };
  gsize len = 0;
  const guint8 *sent = NULL;

  rekey (forge, FALSE);
  ike_payload_ke_write (&forge->builder, CRY_KE_ECP256, share, sizeof share);
  answer_child_rekey_with (forge, "aes256gcm16-ecp256", 3);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  sent = g_bytes_get_data (forge->answer_bytes, &len);
  g_assert_true (ike_sk_open (forge->sk, sent, len, &forge->answer));
  g_assert_cmpuint (forge->answer.first, ==, IKE_PAYLOAD_DELETE);
  sim_world_run (forge->world, MONO_SEC);
  g_assert_nonnull (sim_world_closed (forge->world));
  g_assert_cmpint (sim_world_closed (forge->world)->reason, ==, IKE_REASON_PROTOCOL);
}

/* What we are closing is not rekeyed any more. */
static void
test_rekey_of_what_goes (Forge *forge, gconstpointer data)
{
  guint32 old = forge_child (forge)->spi_out;

  rekey (forge, FALSE);
  answer_child_rekey (forge);
  g_assert_true (ike_children_find_out (&forge->session->children, old)->unwanted);
  ask_child_rekey (forge, old, NEW_SPI + 1);
  forge_assert_refused (forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  g_assert_null (ike_children_find_out (&forge->session->children, NEW_SPI + 1));
}

/* Nothing that may have been sent to us in the old SA's time is lost, nor sent too early: until the
 * gateway deletes the old one, we send on it. */
static void
test_old_one_in_use (Forge *forge, gconstpointer data)
{
  IkeChildren *children = &forge->session->children;
  guint32 old = forge_child (forge)->spi_out;

  ask_child_rekey (forge, old, NEW_SPI);
  sim_world_run (forge->world, MONO_MINUTE);
  g_assert_true (ike_children_find_out (children, old)->active);
  g_assert_false (ike_children_find_out (children, NEW_SPI)->active);
  ask_delete (forge, old);
  g_assert_null (ike_children_find_out (children, old));
  g_assert_true (ike_children_find_out (children, NEW_SPI)->active);
}

/* A Delete counts whatever stands around it. */
static void
test_mixed_delete (Forge *forge, gconstpointer data)
{
  guint32 spi_in = forge_child (forge)->spi_in;
  guint32 spi_out = forge_child (forge)->spi_out;
  IkeDelete del = { 0 };

  ike_payload_notify_write (&forge->builder, 40000, "before", 6);
  ike_message_builder_add (&forge->builder, 200, FALSE, "?", 1);
  ike_payload_delete_write (&forge->builder, &spi_out, 1);
  ike_payload_notify_write (&forge->builder, 8000, "behind", 6);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_VENDOR, FALSE, "?", 1);
  forge_ask (forge, INFO);
  g_assert_cmpuint (forge->message.n_payloads, ==, 1);
  g_assert_true (
      ike_payload_delete_read (ike_message_find (&forge->message, IKE_PAYLOAD_DELETE), &del));
  g_assert_cmpuint (ike_delete_spi (&del, 0), ==, spi_in);
  g_assert_null (ike_children_find_out (&forge->session->children, spi_out));
}

/* ---- IKE SAs -------------------------------------------------------------------------------- */

static void
test_ike_rekey_in_child_rekey (Forge *forge, gconstpointer data)
{
  rekey (forge, FALSE);
  ask_ike_rekey (forge);
  forge_assert_refused (forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  answer_child_rekey (forge);
  /* The Delete of the old Child SA is under way. */
  ask_ike_rekey (forge);
  forge_assert_refused (forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  g_assert_cmpuint (forge->session->sas.list->len, ==, 1);
}

static void
test_child_in_ike_rekey (Forge *forge, gconstpointer data)
{
  guint32 spi_in = forge_child (forge)->spi_in;
  guint32 spi_out = forge_child (forge)->spi_out;
  IkeDelete del = { 0 };

  rekey (forge, TRUE);
  ask_child_rekey (forge, spi_out, NEW_SPI);
  forge_assert_refused (forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  ask_delete (forge, spi_out);
  g_assert_true (
      ike_payload_delete_read (ike_message_find (&forge->message, IKE_PAYLOAD_DELETE), &del));
  g_assert_cmpuint (ike_delete_spi (&del, 0), ==, spi_in);
  g_assert_null (ike_children_find_out (&forge->session->children, spi_out));
}

/* Our own rekey is done, and the old IKE SA waits for the answer to its Delete. */
static void
test_ike_rekey_of_what_goes (Forge *forge, gconstpointer data)
{
  IkeSa *old = forge->session->sas.current;

  g_assert_cmpint (ike_session_rekey (forge->session, TRUE, sim_world_now (forge->world)), ==,
                   STATUS_OK);
  sim_world_pump (forge->world);
  sim_world_run (forge->world, MONO_SEC);
  g_assert_true (forge->session->sas.current != old);
  g_assert_false (old->gone);
  forge_use (forge, old);
  ask_ike_rekey (forge);
  forge_assert_refused (forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  g_assert_cmpuint (forge->session->sas.list->len, ==, 2);
  forge_assert_lives (forge);
}

/* Datagrams of that IKE SA that the session sends in the time. */
static guint
n_sent (Forge *forge, guint64 spi_i, MonoTime span)
{
  MonoTime now = sim_world_now (forge->world);
  MonoTime end = now + span;
  guint n = 0;

  for (; now < end; now += 100 * MONO_MSEC)
    {
      IkeDatagram datagram = { 0 };

      g_assert_cmpint (ike_session_tick (forge->session, now), ==, STATUS_OK);
      while (ike_session_pull_datagram (forge->session, &datagram))
        {
          IkeHeader header = { 0 };
          gsize len = 0;
          const guint8 *data = g_bytes_get_data (datagram.data, &len);

          n += ike_header_read (data, len, &header) && header.spi_i == spi_i;
          ike_datagram_clear (&datagram);
        }
    }
  return n;
}

/* Our rekey request got lost; the gateway's own came, and its Delete of the old IKE SA with it. */
static void
test_void_attempt (Forge *forge, gconstpointer data)
{
  IkeSa *old = forge->session->sas.current;

  forge_use (forge, old);
  rekey (forge, TRUE);
  ask_ike_rekey (forge);
  g_assert_true (ike_message_has (&forge->message, IKE_PAYLOAD_SA));
  g_assert_true (forge->session->sas.current == old);
  ask_delete (forge, 0);
  g_assert_cmpuint (forge->message.n_payloads, ==, 0);
  forge_assert_lives (forge);
  g_assert_true (forge->session->sas.current != old);
  g_assert_cmphex (forge->session->sas.current->spi_i, ==, 77);
  g_assert_cmpuint (n_sent (forge, old->spi_i, 20 * MONO_SEC), ==, 0);
}

/* Until its Delete the old IKE SA answers, but it does not wait for that forever. */
static void
test_old_ike_sa (Forge *forge, gconstpointer data)
{
  IkeSa *old = forge->session->sas.current;

  forge_use (forge, old);
  ask_ike_rekey (forge);
  g_assert_true (forge->session->sas.current != old);
  for (guint i = 0; i < 3; i++)
    {
      forge_ask (forge, INFO);
      g_assert_cmpuint (forge->message.n_payloads, ==, 0);
    }
  /* New is only what the new one makes. */
  ask_child_rekey (forge, forge_child (forge)->spi_out, NEW_SPI);
  forge_assert_refused (forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  g_assert_cmpuint (forge->session->sas.list->len, ==, 2);
  n_sent (forge, 0, IKE_TIMERS_REPLACED + MONO_SEC);
  g_assert_cmpuint (forge->session->sas.list->len, ==, 1);
  forge_assert_lives (forge);
}

/* ---- Other words for the same --------------------------------------------------------------- */

/* A gateway that makes one SA and no more is asked once: a new session is the way on. */
static void
test_no_additional_sas (void)
{
  for (gboolean ike_sa = FALSE; ike_sa <= TRUE; ike_sa++)
    {
      g_auto (Talk) talk = { 0 };

      talk_prepare (&talk, SIM_AUTH_PSK);
      talk.config.gateway.error_at = ike_sa ? SIM_AT_REKEY_IKE : SIM_AT_REKEY_CHILD;
      talk.config.gateway.error_notify = IKE_NOTIFY_NO_ADDITIONAL_SAS;
      talk_connect (&talk);
      g_assert_cmpint (
          ike_session_rekey (sim_world_session (talk.world), ike_sa, sim_world_now (talk.world)),
          ==, STATUS_OK);
      sim_world_pump (talk.world);
      g_assert_true (sim_world_run_until (talk.world, IKE_STAGE_CLOSED, MONO_SEC));
      g_assert_cmpint (sim_world_closed (talk.world)->reason, ==, IKE_REASON_GATEWAY_BUSY);
      g_assert_null (sim_record_find (&talk.record, CREATE, FALSE, 1));
      g_assert_true (ike_message_has (&sim_record_last (&talk.record, INFO, FALSE)->message,
                                      IKE_PAYLOAD_DELETE));
    }
}

/* Refused once, a key exchange for the Child SA is given up once, and not without a word; where the
 * profile names it, never. */
static void
test_pfs_comes_back (gconstpointer proposals)
{
  gboolean is_named = proposals != NULL;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.esp_proposals = proposals;
  config.gateway.error_at = SIM_AT_REKEY_CHILD;
  config.gateway.error_notify = IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  config.gateway.error_count = 1;
  world = sim_world_new (&config);
  sim_world_connect (world);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)),
                       ==, STATUS_OK);
      sim_world_pump (world);
      sim_world_run (world, MONO_SEC);
      sim_world_assert_in_step (world);
      g_assert_cmpint (sim_world_child (world, 0)->spi_in, ==, sim_world_active_spi (world));
      g_assert_true ((strstr (sim_world_child (world, 0)->suite_text, "ECP_256") != NULL)
                     == (is_named || i == 1));
      g_assert_true ((strstr (sim_world_said (world), "no key exchange") != NULL) == !is_named);
    }
}

/* A gateway older than TEMPORARY_FAILURE says what it likes; we stay up and try again. */
static void
test_old_refusals (void)
{
  static const guint16 notifies[] = { IKE_NOTIFY_TEMPORARY_FAILURE, IKE_NOTIFY_NO_PROPOSAL_CHOSEN,
                                      IKE_NOTIFY_TS_UNACCEPTABLE, IKE_NOTIFY_INVALID_SPI, 8000 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (notifies); i++)
    {
      gboolean ike_sa = i % 2;
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;
      const SimGatewayStats *stats = NULL;

      sim_world_defaults (&config, SIM_AUTH_PSK);
      config.gateway.error_at = ike_sa ? SIM_AT_REKEY_IKE : SIM_AT_REKEY_CHILD;
      config.gateway.error_notify = notifies[i / 2];
      config.gateway.error_count = 2;
      world = sim_world_new (&config);
      sim_world_connect (world);
      stats = sim_gateway_stats (sim_world_gateway (world));
      g_assert_cmpint (ike_session_rekey (sim_world_session (world), ike_sa, sim_world_now (world)),
                       ==, STATUS_OK);
      sim_world_pump (world);
      sim_world_run (world, MONO_SEC);
      g_assert_null (sim_world_closed (world));
      sim_world_run (world, MONO_MINUTE);
      g_assert_null (sim_world_closed (world));
      g_assert_cmpuint (ike_sa ? stats->rekeys_ike : stats->rekeys_child, ==, 1);
      sim_world_assert_in_step (world);
    }
}

typedef struct
{
  const char *path;
  SimAt at;       /* what is refused, always */
  guint16 notify; /* 0: not answered at all */
  IkeReason reason;
} Stubborn;

static const Stubborn stubborn[] = {
  { "/sim/crossing/RKC-12/child-refused", SIM_AT_REKEY_CHILD, IKE_NOTIFY_TEMPORARY_FAILURE,
    IKE_REASON_GATEWAY_BUSY },
  { "/sim/crossing/LIF-08+RKC-12/ike-refused", SIM_AT_REKEY_IKE, IKE_NOTIFY_TEMPORARY_FAILURE,
    IKE_REASON_GATEWAY_BUSY },
  { "/sim/crossing/RKC-12/child-silent", SIM_AT_REKEY_CHILD, 0, IKE_REASON_LIVENESS },
};

/* Rekeys that never succeed end the session before the hard lifetime does, with a Delete if
 * somebody is there to hear it; the driver makes a new one then. */
static void
test_stubborn (gconstpointer data)
{
  const Stubborn *row = data;
  g_auto (Talk) talk = { 0 };
  MonoTime established = 0;

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.client.child_lifetime = MONO_HOUR;
  talk.config.client.ike_lifetime = 2 * MONO_HOUR;
  talk.config.gateway.error_at = row->notify != 0 ? row->at : SIM_AT_NOWHERE;
  talk.config.gateway.error_notify = row->notify;
  talk.config.gateway.silent_at = row->notify != 0 ? SIM_AT_NOWHERE : row->at;
  talk_connect (&talk);
  established = sim_world_now (talk.world);
  while (sim_world_closed (talk.world) == NULL)
    {
      sim_world_run (talk.world, MONO_SEC);
      g_assert_cmpint (sim_world_now (talk.world), <,
                       established + (row->at == SIM_AT_REKEY_IKE ? 132 : 66) * MONO_MINUTE);
    }
  g_assert_cmpint (sim_world_closed (talk.world)->reason, ==, row->reason);
  g_assert_cmpuint (sim_world_n_children (talk.world), ==, 0);
  if (row->notify != 0)
    g_assert_true (ike_message_has (&sim_record_last (&talk.record, INFO, FALSE)->message,
                                    IKE_PAYLOAD_DELETE));
}

/* The hard lifetime of a Child SA is never passed, whatever the gateway does with rekeys; here the
 * IKE SA waits for an answer and so does everything else. */
static void
test_hard_lifetime (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  MonoTime installed = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.child_lifetime = 10 * MONO_SEC;
  config.client.give_up = MONO_HOUR;
  config.gateway.silent_at = SIM_AT_REKEY_CHILD;
  world = sim_world_new (&config);
  sim_world_connect (world);
  installed = sim_world_now (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EXPIRED);
  g_assert_cmpint (sim_world_now (world), <=, installed + 11 * MONO_SEC + MONO_MSEC);
}

static void
add (const char *path, void (*test) (Forge *, gconstpointer), SimAt silent_at)
{
  g_test_add (path, Forge, GINT_TO_POINTER (silent_at), set_up, test, forge_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sim/crossing/COL-05/late-request", test_late_request, SIM_AT_NOWHERE);
  add ("/sim/crossing/COL-06/rekey-of-what-goes", test_rekey_of_what_goes, SIM_AT_NOWHERE);
  add ("/sim/crossing/OPT-01+TSN-18/unasked", test_unasked, SIM_AT_NOWHERE);
  g_test_add ("/sim/crossing/INI-14/bad-share", Forge, NULL, forge_set_up, test_bad_share,
              forge_tear_down);
  add ("/sim/crossing/RKC-07/old-one-in-use", test_old_one_in_use, SIM_AT_NOWHERE);
  add ("/sim/crossing/DEL-09/mixed", test_mixed_delete, SIM_AT_NOWHERE);
  add ("/sim/crossing/COL-10/in-child-rekey", test_ike_rekey_in_child_rekey, SIM_AT_NOWHERE);
  add ("/sim/crossing/COL-11/in-ike-rekey", test_child_in_ike_rekey, SIM_AT_NOWHERE);
  add ("/sim/crossing/COL-13/ike-rekey-of-what-goes", test_ike_rekey_of_what_goes,
       SIM_AT_INFORMATIONAL);
  add ("/sim/crossing/COL-14/void-attempt", test_void_attempt, SIM_AT_NOWHERE);
  add ("/sim/crossing/COL-13+RKI-06/old-ike-sa", test_old_ike_sa, SIM_AT_NOWHERE);
  for (gsize i = 0; i < G_N_ELEMENTS (stubborn); i++)
    g_test_add_data_func (stubborn[i].path, &stubborn[i], test_stubborn);
  g_test_add_func ("/sim/crossing/LIF-02+RKC-12/hard-lifetime", test_hard_lifetime);
  g_test_add_func ("/sim/crossing/RKC-13/no-additional-sas", test_no_additional_sas);
  g_test_add_func ("/sim/crossing/COL-17/old-refusals", test_old_refusals);
  g_test_add_data_func ("/sim/crossing/COL-17/pfs-comes-back", NULL, test_pfs_comes_back);
  g_test_add_data_func ("/sim/crossing/COL-17/pfs-is-named", "aes256gcm16-ecp256",
                        test_pfs_comes_back);
  return g_test_run ();
}
