// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Requests that a gateway should never send, and those it may: made by hand under the session's own
 * keys, so that each octet of them can be wrong. */
#include "sim-forge.h"

#include "ike-child-exchange.h"
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"
#include "payload-delete.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"
#include "payload-ts.h"

/* ---- Windows -------------------------------------------------------------------------------- */

static void
test_repeats_are_identical (Forge *forge, gconstpointer data)
{
  g_autoptr (GBytes) request = forge_seal (forge, IKE_EXCHANGE_INFORMATIONAL, 0);
  g_autoptr (GBytes) first = NULL;

  forge_feed (forge, request, &forge->session->path);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  first = g_bytes_ref (forge->answer_bytes);
  for (guint i = 0; i < 3; i++)
    {
      forge_feed (forge, request, &forge->session->path);
      g_assert_cmpuint (forge->n_answers, ==, 1);
      g_assert_true (g_bytes_equal (first, forge->answer_bytes));
    }
  g_assert_cmpuint (forge_next_id (forge), ==, 1);
}

static void
test_other_ids_are_dropped (Forge *forge, gconstpointer data)
{
  static const guint32 ids[] = { 1, 5, G_MAXUINT32 };
  guint64 dropped = ike_session_dropped (forge->session);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GBytes) request = forge_seal (forge, IKE_EXCHANGE_INFORMATIONAL, ids[i]);

      forge_feed (forge, request, &forge->session->path);
      g_assert_cmpuint (forge->n_answers, ==, 0);
    }
  g_assert_cmpuint (ike_session_dropped (forge->session), ==, dropped + G_N_ELEMENTS (ids));
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
}

static void
test_repeated_rekey_makes_one_sa (Forge *forge, gconstpointer data)
{
  IkeChild *child = forge_child (forge);
  g_autofree IkeProposals *offer = g_new0 (IkeProposals, 1);
  g_autoptr (GBytes) request = NULL;

  ike_child_proposals (forge->session, 0x12345678, FALSE, offer);
  ike_payload_notify_write_spi (&forge->builder, IKE_NOTIFY_REKEY_SA, child->spi_out);
  ike_payload_sa_write (&forge->builder, offer);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  ike_message_write_ts (&forge->builder, TRUE, &child->ts_remote, &child->ts_local);
  request = forge_seal (forge, IKE_EXCHANGE_CREATE_CHILD_SA, 0);
  for (guint i = 0; i < 3; i++)
    {
      forge_feed (forge, request, &forge->session->path);
      g_assert_cmpuint (forge->n_answers, ==, 1);
      g_assert_cmpuint (forge->session->children.list->len, ==, 2);
    }
}

/* NAT-15, RTX-21: answered where it came from; our own traffic stays where it goes. */
static void
test_other_port (Forge *forge, gconstpointer data)
{
  g_autoptr (GBytes) request = forge_seal (forge, IKE_EXCHANGE_INFORMATIONAL, 0);
  IkePath path = forge->session->path;

  path.remote.port = 61000;
  forge_feed (forge, request, &path);
  g_assert_cmpuint (forge->answer_path.remote.port, ==, 61000);
  g_assert_cmpuint (forge->session->path.remote.port, ==, 4500);
}

/* CVE-2018-5389 and its like: our own messages mean nothing to us. */
static void
test_reflection (Forge *forge, gconstpointer data)
{
  g_autoptr (GBytes) own = NULL;

  g_assert_cmpint (ike_session_rekey (forge->session, FALSE, sim_world_now (forge->world)), ==,
                   STATUS_OK);
  forge_collect (forge);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  own = g_bytes_ref (forge->answer_bytes);
  forge_feed (forge, own, &forge->session->path);
  g_assert_cmpuint (forge->n_answers, ==, 0);
  forge_assert_lives (forge);
}

/* FRG-15: of a repeated request in pieces only the first asks for the answer. */
static void
test_repeated_fragments (Forge *forge, gconstpointer data)
{
  static const guint8 vendor[2000] = { 1 };
  IkeHeader header = forge_header (forge, IKE_EXCHANGE_INFORMATIONAL, 0);
  g_autoptr (GPtrArray) pieces = NULL;

  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_VENDOR, FALSE, vendor, sizeof vendor);
  g_assert_cmpint (ike_frag_seal (forge->sk, &header, &forge->builder, 600, &pieces), ==,
                   STATUS_OK);
  g_assert_cmpuint (pieces->len, >, 2);
  for (guint i = 0; i < pieces->len; i++)
    {
      forge_feed (forge, g_ptr_array_index (pieces, i), &forge->session->path);
      g_assert_cmpuint (forge->n_answers, ==, i + 1 == pieces->len ? 1 : 0);
    }
  forge_feed (forge, g_ptr_array_index (pieces, 1), &forge->session->path);
  g_assert_cmpuint (forge->n_answers, ==, 0);
  forge_feed (forge, g_ptr_array_index (pieces, 0), &forge->session->path);
  g_assert_cmpuint (forge->n_answers, ==, 1);
}

/* ---- Syntax and admission ------------------------------------------------------------------- */

static void
test_unknown_critical (Forge *forge, gconstpointer data)
{
  IkeNotify notify = { 0 };

  ike_payload_delete_write (&forge->builder, &forge_child (forge)->spi_out, 1);
  ike_message_builder_add (&forge->builder, 200, TRUE, "?", 1);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  forge_assert_refused (forge, IKE_NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD);
  g_assert_true (ike_message_find_error (&forge->message, &notify));
  g_assert_cmpmem (notify.data, notify.len, "\xc8", 1);
  forge_assert_lives (forge);
}

/* MOB-11, MOB-12: COOKIE2 comes back as it was, and NAT detection with our own. */
static void
test_mobike_answers (Forge *forge, gconstpointer data)
{
  static const guint8 zeros[20] = { 0 };
  IkeNotify notify = { 0 };

  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_COOKIE2, "take me home", 12);
  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, zeros, 20);
  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, zeros, 20);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_true (ike_message_find_notify (&forge->message, IKE_NOTIFY_COOKIE2, &notify));
  g_assert_cmpmem (notify.data, notify.len, "take me home", 12);
  g_assert_true (
      ike_message_find_notify (&forge->message, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, &notify));
  g_assert_cmpuint (forge->message.n_payloads, ==, 3);
  forge_assert_lives (forge);
}

/* ERR-05: who sends INVALID_SYNTAX has dropped the IKE SA. */
static void
assert_dropped (Forge *forge)
{
  forge_assert_refused (forge, IKE_NOTIFY_INVALID_SYNTAX);
  g_assert_cmpint (ike_session_stage (forge->session), ==, IKE_STAGE_CLOSED);
}

static void
test_unknown_exchange (Forge *forge, gconstpointer data)
{
  forge_ask (forge, (guint8) GPOINTER_TO_UINT (data));
  assert_dropped (forge);
}

static void
test_broken_syntax_is_fatal (Forge *forge, gconstpointer data)
{
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_DELETE, FALSE, "\x03\x04\xff\xff", 4);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  assert_dropped (forge);
}

static void
test_harmless_contents (Forge *forge, gconstpointer data)
{
  static const guint8 cfg_request[] = { IKE_CFG_REQUEST, 0, 0, 0, 0, 7, 0, 0 };

  /* An unknown error in a request, unknown statuses, a question about our version. */
  ike_payload_notify_write (&forge->builder, 8000, NULL, 0);
  ike_payload_notify_write (&forge->builder, 40000, "x", 1);
  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_INITIAL_CONTACT, NULL, 0);
  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_NO_NATS_ALLOWED, "0123456789ab", 12);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_CP, FALSE, cfg_request, sizeof cfg_request);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_cmpuint (forge->message.n_payloads, ==, 0);
  forge_assert_lives (forge);
}

static void
test_late_rejection (Forge *forge, gconstpointer data)
{
  IkeEvent event = { 0 };
  IkeReason reason = IKE_REASON_NONE;

  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_AUTHENTICATION_FAILED, NULL, 0);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  while (ike_session_pull_event (forge->session, &event))
    {
      if (event.type == IKE_EVENT_CLOSED)
        reason = event.closed->reason;
      ike_event_clear (&event);
    }
  g_assert_cmpint (reason, ==, IKE_REASON_AUTH_REJECTED);
}

/* ---- Deletes -------------------------------------------------------------------------------- */

static void
test_delete_is_answered_with_our_spi (Forge *forge, gconstpointer data)
{
  guint32 spi_in = forge_child (forge)->spi_in;
  IkeDelete del = { 0 };

  ike_payload_delete_write (&forge->builder, &forge_child (forge)->spi_out, 1);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_true (
      ike_payload_delete_read (ike_message_find (&forge->message, IKE_PAYLOAD_DELETE), &del));
  g_assert_cmpuint (del.n_spis, ==, 1);
  g_assert_cmpuint (ike_delete_spi (&del, 0), ==, spi_in);
}

static void
test_delete_of_nothing (Forge *forge, gconstpointer data)
{
  guint32 wrong[] = { forge_child (forge)->spi_in, 0x11223344, 0x100 };

  ike_payload_delete_write (&forge->builder, wrong, G_N_ELEMENTS (wrong));
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_cmpuint (forge->message.n_payloads, ==, 0);
  forge_assert_lives (forge);
}

static void
test_delete_of_ah (Forge *forge, gconstpointer data)
{
  guint8 body[8] = { IKE_PROTOCOL_AH, 4, 0, 1 };

  byte_put_u32 (body + 4, forge_child (forge)->spi_out);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_DELETE, FALSE, body, sizeof body);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_cmpuint (forge->message.n_payloads, ==, 0);
  forge_assert_lives (forge);
}

/* DEL-06: the old IKE SA answers a repeat of its Delete for a while. */
static void
test_repeated_ike_delete (Forge *forge, gconstpointer data)
{
  g_autoptr (GBytes) request = NULL;
  IkeSa *old = forge->session->sas.current;
  IkeSk *old_sk = NULL;

  g_assert_true (
      sim_gateway_rekey_ike (sim_world_gateway (forge->world), sim_world_now (forge->world)));
  sim_world_run (forge->world, MONO_SEC);
  g_assert_true (forge->session->sas.current != old);
  g_assert_true (old->gone);
  old_sk = ike_sk_new (&old->keymat, !old->initiator, &forge->session->rng);
  {
    IkeHeader header = {
      .spi_i = old->spi_i,
      .spi_r = old->spi_r,
      .exchange = IKE_EXCHANGE_INFORMATIONAL,
      .message_id = old->window.next_peer_id - 1,
    };
    IkeSkContent content = { 0 };

    request = ike_sk_seal (old_sk, &header, &content);
  }
  ike_sk_free (old_sk);
  forge_feed (forge, request, &forge->session->path);
  g_assert_cmpuint (forge->n_answers, ==, 1);
}

/* ---- CREATE_CHILD_SA ------------------------------------------------------------------------ */

typedef struct
{
  const char *esp;   /* proposals of the gateway */
  guint16 group;     /* KE to send, 0 for none */
  gboolean narrower; /* propose less than what is in use */
} Offer;

static void
write_rekey (Forge *forge, const Offer *offer)
{
  static const guint8 share[512] = { 0 };
  IkeTs subnet = sim_ts ("10.1.2.0/24");
  IkeChild *child = forge_child (forge);
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  g_autofree IkeTsList *narrow = g_new0 (IkeTsList, 1);

  g_assert_true (ike_proposals_parse (offer->esp, IKE_PROTOCOL_ESP, TRUE, proposals, NULL));
  ike_proposals_set_spi (proposals, 4, 0x55667788);
  ike_ts_list_add (narrow, &subnet);
  ike_payload_sa_write (&forge->builder, proposals);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  if (offer->group != 0)
    ike_payload_ke_write (&forge->builder, offer->group, share, 64);
  ike_message_write_ts (&forge->builder, TRUE, offer->narrower ? narrow : &child->ts_remote,
                        &child->ts_local);
}

/* CVE-2023-38710: protocols and SPI sizes that a REKEY_SA may lie about. */
static void
test_rekey_of_nothing (Forge *forge, gconstpointer data)
{
  static const guint8 protocols[] = { 0, 1, 2, 4, 255 };
  static const Offer offer = { .esp = "aes256gcm16" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      guint8 body[8] = { protocols[i], 4 };

      byte_put_u16 (body + 2, IKE_NOTIFY_REKEY_SA);
      byte_put_u32 (body + 4, forge_child (forge)->spi_out);
      ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NOTIFY, FALSE, body, sizeof body);
      write_rekey (forge, &offer);
      forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
      forge_assert_refused (forge, IKE_NOTIFY_CHILD_SA_NOT_FOUND);
    }
  /* No SPI at all, and the one of the wrong direction (RKC-02). */
  ike_payload_notify_write (&forge->builder, IKE_NOTIFY_REKEY_SA, NULL, 0);
  write_rekey (forge, &offer);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  forge_assert_refused (forge, IKE_NOTIFY_CHILD_SA_NOT_FOUND);
  ike_payload_notify_write_spi (&forge->builder, IKE_NOTIFY_REKEY_SA, forge_child (forge)->spi_in);
  write_rekey (forge, &offer);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  forge_assert_refused (forge, IKE_NOTIFY_CHILD_SA_NOT_FOUND);
  forge_assert_lives (forge);
}

typedef struct
{
  const char *path;
  Offer offer;
  guint16 notify;
} Refusal;

static const Refusal refusals[] = {
  { "/sim/requests/SAP-17/nothing-suits", { .esp = "aes128-sha1" }, IKE_NOTIFY_NO_PROPOSAL_CHOSEN },
  { "/sim/requests/SAP-18/other-group",
    { .esp = "aes256gcm16-ecp256", .group = CRY_KE_MODP2048 },
    IKE_NOTIFY_INVALID_KE_PAYLOAD },
  { "/sim/requests/INI-12/bad-point",
    { .esp = "aes256gcm16-ecp256", .group = CRY_KE_ECP256 },
    IKE_NOTIFY_INVALID_SYNTAX },
  { "/sim/requests/TSN-13/narrower",
    { .esp = "aes256gcm16", .narrower = TRUE },
    IKE_NOTIFY_TS_UNACCEPTABLE },
};

static void
test_refused_rekey (Forge *forge, gconstpointer data)
{
  const Refusal *row = data;

  ike_payload_notify_write_spi (&forge->builder, IKE_NOTIFY_REKEY_SA, forge_child (forge)->spi_out);
  write_rekey (forge, &row->offer);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  if (row->notify == IKE_NOTIFY_INVALID_SYNTAX)
    {
      assert_dropped (forge);
      return;
    }
  forge_assert_refused (forge, row->notify);
  forge_assert_lives (forge);
  g_assert_cmpuint (forge_child (forge)->successor, ==, 0);
}

static void
test_new_child (Forge *forge, gconstpointer data)
{
  static const Offer offer = { .esp = "aes256gcm16" };

  write_rekey (forge, &offer);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  forge_assert_refused (forge, IKE_NOTIFY_NO_ADDITIONAL_SAS);
  forge_assert_lives (forge);
}

static void
write_ike_rekey (Forge *forge, const char *list, guint64 spi)
{
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);

  g_assert_true (ike_proposals_parse (list, IKE_PROTOCOL_IKE, TRUE, proposals, NULL));
  ike_proposals_set_spi (proposals, spi != 0 ? 8 : 0, spi);
  ike_payload_sa_write (&forge->builder, proposals);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
}

/* Without key exchange (KEY-12), or with a bad one. */
static void
test_broken_ike_rekey (Forge *forge, gconstpointer data)
{
  static const guint8 share[64] = { 0 };

  write_ike_rekey (forge, "aes256gcm16-prfsha384-ecp256", 1);
  if (GPOINTER_TO_INT (data))
    ike_payload_ke_write (&forge->builder, CRY_KE_ECP256, share, sizeof share);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  assert_dropped (forge);
}

static void
test_refused_ike_rekey (Forge *forge, gconstpointer data)
{
  static const guint8 share[256] = { 0 };
  IkeSa *sa = forge->session->sas.current;

  write_ike_rekey (forge, "aes128-sha1-modp1024", 1);
  ike_payload_ke_write (&forge->builder, CRY_KE_MODP1024, share, 128);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  forge_assert_refused (forge, IKE_NOTIFY_NO_PROPOSAL_CHOSEN);
  g_assert_true (forge->session->sas.current == sa);
  forge_assert_lives (forge);
}

/* A proposal as in IKE_SA_INIT names nothing that could be made. */
static void
test_ike_rekey_without_spi (Forge *forge, gconstpointer data)
{
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_ECP256, &forge->session->rng);
  IkeSa *sa = forge->session->sas.current;
  gsize len = 0;
  const guint8 *share = cry_kex_public (kex, &len);

  write_ike_rekey (forge, "aes256gcm16-prfsha384-ecp256", 0);
  ike_payload_ke_write (&forge->builder, CRY_KE_ECP256, share, len);
  forge_ask (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  forge_assert_refused (forge, IKE_NOTIFY_NO_PROPOSAL_CHOSEN);
  g_assert_true (forge->session->sas.current == sa);
  forge_assert_lives (forge);
}

/* ---- Answers to our own rekey ---------------------------------------------------------------- */

#define NEW_SPI 0x55667788 /* what the gateway calls the SA it makes */

/* A session whose Child SAs need no key exchange, with a rekey of ours on its way. */
static void
set_up_rekey (Forge *forge)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.esp_proposals = "aes256gcm16";
  forge_init (forge, &config, IKE_STAGE_ESTABLISHED);
  g_assert_cmpint (ike_session_rekey (forge->session, FALSE, sim_world_now (forge->world)), ==,
                   STATUS_OK);
  forge_collect (forge);
  g_assert_cmpuint (forge->n_answers, ==, 1);
}

static void
answer_rekey (Forge *forge, const IkeTsList *ts_remote)
{
  g_autofree IkeProposals *choice = g_new0 (IkeProposals, 1);

  ike_child_proposals (forge->session, NEW_SPI, FALSE, choice);
  /* One transform of each type: the cipher, and the numbers that are in use. */
  choice->items[0].n_transforms = 2;
  ike_payload_sa_write_one (&forge->builder, &choice->items[0]);
  ike_message_builder_add (&forge->builder, IKE_PAYLOAD_NONCE, FALSE, forge->nonce,
                           sizeof forge->nonce);
  ike_message_write_ts (&forge->builder, TRUE, &forge_child (forge)->ts_local, ts_remote);
  forge_reply (forge, IKE_EXCHANGE_CREATE_CHILD_SA);
}

static void
test_rekey_answered (void)
{
  Forge forge = { 0 };
  guint32 old = 0;

  set_up_rekey (&forge);
  old = forge_child (&forge)->spi_in;
  answer_rekey (&forge, &forge_child (&forge)->ts_remote);
  /* The new one is in use and the old one is being deleted. */
  g_assert_cmpuint (forge.session->children.list->len, ==, 2);
  g_assert_true (ike_children_find_out (&forge.session->children, NEW_SPI)->active);
  g_assert_true (ike_children_find_in (&forge.session->children, old)->unwanted);
  forge_clear (&forge);
}

/* TSN-13, RKC-15: less than what is in use is no successor; the old SA stays, the new one goes. */
static void
test_rekey_answered_narrower (void)
{
  IkeTs subnet = sim_ts ("10.1.2.0/24");
  g_autofree IkeTsList *narrow = g_new0 (IkeTsList, 1);
  Forge forge = { 0 };

  ike_ts_list_add (narrow, &subnet);
  set_up_rekey (&forge);
  answer_rekey (&forge, narrow);
  forge_assert_lives (&forge);
  g_assert_true (forge_child (&forge)->active);
  g_assert_cmpuint (forge.n_answers, ==, 1);
  g_assert_cmpint (forge.session->sas.current->window.exchange, ==, IKE_EXCHANGE_INFORMATIONAL);
  forge_clear (&forge);
}

/* The gateway made the new SA, and deleted it, before its answer came. */
static void
test_rekey_answered_after_its_delete (void)
{
  static const guint32 spi = NEW_SPI;
  Forge forge = { 0 };

  set_up_rekey (&forge);
  ike_payload_delete_write (&forge.builder, &spi, 1);
  forge_ask (&forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_cmpuint (forge.message.n_payloads, ==, 0);
  answer_rekey (&forge, &forge_child (&forge)->ts_remote);
  forge_assert_lives (&forge);
  g_assert_null (ike_children_find_out (&forge.session->children, NEW_SPI));
  forge_clear (&forge);
}

/* It may also rekey the new SA before that. */
static void
test_rekey_of_what_is_being_made (void)
{
  static const Offer offer = { .esp = "aes256gcm16" };
  Forge forge = { 0 };

  set_up_rekey (&forge);
  ike_payload_notify_write_spi (&forge.builder, IKE_NOTIFY_REKEY_SA, NEW_SPI);
  write_rekey (&forge, &offer);
  forge_ask (&forge, IKE_EXCHANGE_CREATE_CHILD_SA);
  forge_assert_refused (&forge, IKE_NOTIFY_TEMPORARY_FAILURE);
  forge_clear (&forge);
}

/* DEL-03: what we asked to delete ourselves is not named in the answer to the crossing Delete. */
static void
test_crossing_deletes (Forge *forge, gconstpointer data)
{
  guint32 spi_out = forge_child (forge)->spi_out;

  forge_child (forge)->unwanted = TRUE;
  g_assert_cmpint (ike_session_tick (forge->session, sim_world_now (forge->world)), ==, STATUS_OK);
  forge_collect (forge);
  g_assert_cmpuint (forge->n_answers, ==, 1);
  ike_payload_delete_write (&forge->builder, &spi_out, 1);
  forge_ask (forge, IKE_EXCHANGE_INFORMATIONAL);
  g_assert_cmpuint (forge->message.n_payloads, ==, 0);
  g_assert_cmpuint (forge->session->children.list->len, ==, 0);
}

/* ---- Before the gateway is proven ----------------------------------------------------------- */

/* CVE-2014-2338, CVE-2019-12312: keys alone prove nobody. Whatever is asked is dropped unanswered,
 * and the login goes on. */
static void
test_before_auth (void)
{
  static const guint8 exchanges[]
      = { IKE_EXCHANGE_INFORMATIONAL, IKE_EXCHANGE_CREATE_CHILD_SA, IKE_EXCHANGE_IKE_AUTH, 200 };
  SimWorldConfig config;
  Forge forge = { 0 };

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.hold_secrets = TRUE;
  forge_init (&forge, &config, IKE_STAGE_USER);
  sim_world_run (forge.world, MONO_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    for (guint kind = 0; kind < 3; kind++)
      {
        g_autoptr (GBytes) request = NULL;

        if (kind == 1)
          ike_payload_delete_write (&forge.builder, NULL, 0);
        if (kind == 2)
          ike_message_builder_add (&forge.builder, 200, TRUE, "?", 1);
        request = forge_seal (&forge, exchanges[i], 0);
        forge_feed (&forge, request, &forge.session->path);
        g_assert_cmpuint (forge.n_answers, ==, 0);
        ike_message_builder_clear (&forge.builder);
        ike_message_builder_init (&forge.builder);
      }
  g_assert_cmpint (ike_session_stage (forge.session), ==, IKE_STAGE_USER);
  sim_world_answer (forge.world, config.password);
  g_assert_true (sim_world_run_until (forge.world, IKE_STAGE_ESTABLISHED, MONO_SEC));
  forge_clear (&forge);
}

static void
add (const char *path, void (*test) (Forge *, gconstpointer), gconstpointer data)
{
  g_test_add (path, Forge, data, forge_set_up, test, forge_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sim/requests/RTX-05/repeats-are-identical", test_repeats_are_identical, NULL);
  add ("/sim/requests/RTX-14/other-ids", test_other_ids_are_dropped, NULL);
  add ("/sim/requests/RTX-05/repeated-rekey", test_repeated_rekey_makes_one_sa, NULL);
  add ("/sim/requests/NAT-15+NAT-16+RTX-21/other-port", test_other_port, NULL);
  add ("/sim/requests/reflection", test_reflection, NULL);
  add ("/sim/requests/FRG-15/repeated-fragments", test_repeated_fragments, NULL);
  add ("/sim/requests/CRI-01+ERR-04/unknown-critical", test_unknown_critical, NULL);
  add ("/sim/requests/ERR-04+MSG-35/unknown-exchange", test_unknown_exchange,
       GUINT_TO_POINTER (200));
  add ("/sim/requests/MSG-35/late-exchange", test_unknown_exchange,
       GUINT_TO_POINTER (IKE_EXCHANGE_IKE_AUTH));
  add ("/sim/requests/ERR-04+ERR-05+ERR-10/broken-syntax", test_broken_syntax_is_fatal, NULL);
  add ("/sim/requests/CPA-13+DPD-01+ERR-02+ERR-03+ICN-04+TCP-15/harmless-contents",
       test_harmless_contents, NULL);
  add ("/sim/requests/DEL-12/late-rejection", test_late_rejection, NULL);
  add ("/sim/requests/DEL-02/our-spi", test_delete_is_answered_with_our_spi, NULL);
  add ("/sim/requests/COL-09/delete-of-nothing", test_delete_of_nothing, NULL);
  add ("/sim/requests/DEL-04/delete-of-ah", test_delete_of_ah, NULL);
  add ("/sim/requests/DEL-06/repeated-ike-delete", test_repeated_ike_delete, NULL);
  add ("/sim/requests/RKC-02+RKC-03/CVE-2023-38710/rekey-of-nothing", test_rekey_of_nothing, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    add (refusals[i].path, test_refused_rekey, &refusals[i]);
  add ("/sim/requests/RKC-18/new-child", test_new_child, NULL);
  add ("/sim/requests/SAP-17/ike-rekey", test_refused_ike_rekey, NULL);
  add ("/sim/requests/MOB-11+MOB-12/answers", test_mobike_answers, NULL);
  add ("/sim/requests/RKI-10/without-spi", test_ike_rekey_without_spi, NULL);
  add ("/sim/requests/KEY-12/ike-rekey", test_broken_ike_rekey, GINT_TO_POINTER (FALSE));
  add ("/sim/requests/INI-12/ike-rekey", test_broken_ike_rekey, GINT_TO_POINTER (TRUE));
  add ("/sim/requests/COL-08+DEL-03/crossing-deletes", test_crossing_deletes, NULL);
  g_test_add_func ("/sim/requests/RKC-05/answered", test_rekey_answered);
  g_test_add_func ("/sim/requests/RKC-15/answered-narrower", test_rekey_answered_narrower);
  g_test_add_func ("/sim/requests/answered-after-its-delete", test_rekey_answered_after_its_delete);
  g_test_add_func ("/sim/requests/rekey-of-what-is-being-made", test_rekey_of_what_is_being_made);
  g_test_add_func ("/sim/requests/CVE-2014-2338/before-auth", test_before_auth);
  return g_test_run ();
}
