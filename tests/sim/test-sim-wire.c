// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a session says, octet by octet: order, reserved bits, numbers, and what is never said. */
#include "sim-talk.h"

#include "ike-session-private.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-cp.h"
#include "payload-delete.h"
#include "payload-id.h"
#include "payload-ke.h"
#include "payload-notify.h"
#include "payload-sa.h"
#include "payload-ts.h"

#include <string.h>

#define CREATE IKE_EXCHANGE_CREATE_CHILD_SA
#define INFO   IKE_EXCHANGE_INFORMATIONAL

static void
assert_order (const SimSent *sent, const char *expected)
{
  g_autofree char *order = NULL;

  g_assert_nonnull (sent);
  order = sim_sent_order (sent);
  g_assert_cmpstr (order, ==, expected);
}

static gboolean
has_notify (const SimSent *sent, guint16 type)
{
  IkeNotify notify = { 0 };

  return ike_message_find_notify (&sent->message, type, &notify);
}

/* ---- Orders ---------------------------------------------------------------------------------- */

typedef struct
{
  const char *path;
  SimAuth auth;
  const char *first; /* the first IKE_AUTH request */
} Order;

/* Without AUTH in it EAP is asked for; who comes with a password shows no certificate and still
 * wants to see the gateway's. */
static const Order orders[] = {
  { "/sim/wire/CPA-01+CPA-02+CLS-01+MSG-13/psk", SIM_AUTH_PSK, "IDI IDR AUTH CP SA TSI TSR" },
  { "/sim/wire/CPA-01+CPA-02+MSG-13/cert", SIM_AUTH_CERT,
    "IDI CERT CERTREQ IDR AUTH CP SA TSI TSR" },
  { "/sim/wire/CPA-01+CRQ-08+CRQ-09+EAP-01+MSG-13/eap", SIM_AUTH_MSCHAPV2,
    "IDI CERTREQ IDR CP SA TSI TSR" },
};

static void
test_order (gconstpointer data)
{
  const Order *row = data;
  g_auto (Talk) talk = { 0 };
  const SimSent *first = NULL;
  IkeCpAttribute attribute = { 0 };
  IkeCp cp = { 0 };

  talk_prepare_and_connect (&talk, row->auth);
  assert_order (sim_record_find (&talk.record, IKE_EXCHANGE_IKE_SA_INIT, FALSE, 0), "SA KE NONCE");
  first = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  assert_order (first, row->first);
  g_assert_true (ike_payload_cp_read (ike_message_find (&first->message, IKE_PAYLOAD_CP), &cp));
  g_assert_cmpuint (cp.kind, ==, IKE_CFG_REQUEST);
  g_assert_true (ike_cp_next (&cp, &attribute));
  g_assert_cmpuint (attribute.type, ==, IKE_CP_INTERNAL_IP4_ADDRESS);
  talk_rekey (&talk, FALSE);
  assert_order (sim_record_find (&talk.record, CREATE, FALSE, 0), "SA NONCE KE TSI TSR");
  talk_rekey (&talk, TRUE);
  assert_order (sim_record_find (&talk.record, CREATE, FALSE, 1), "SA NONCE KE");
}

/* Any address of the family is proposed for our side, and kept is what was granted. */
static void
test_selectors (void)
{
  g_auto (Talk) talk = { 0 };
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);
  const SimSent *sent = NULL;
  IkeTsList local = { 0 };
  IkeTsList remote = { 0 };

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.client.want_ipv6 = TRUE;
  talk_connect (&talk);
  sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  g_assert_true (ike_message_read_ts (&sent->message, TRUE, &local, &remote));
  g_assert_cmpuint (local.n, ==, 2);
  sim_assert_range (&local.ts[0], &any4);
  sim_assert_range (&local.ts[1], &any6);
  /* The gateway has an address of one family only, which is enough (TSN-16). */
  g_assert_cmpuint (sim_world_child (talk.world, 0)->n_ts_local, ==, 1);
  g_assert_cmpuint (sim_world_reply (talk.world)->n_addresses, ==, 1);
}

/* Domains are of no use without a server to ask (RFC 8598 section 3.1). */
static void
test_config_request (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;
  IkeCpAttribute attribute = { 0 };
  gboolean servers = FALSE;
  gboolean domains = FALSE;
  IkeCp cp = { 0 };

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  g_assert_true (ike_payload_cp_read (ike_message_find (&sent->message, IKE_PAYLOAD_CP), &cp));
  while (ike_cp_next (&cp, &attribute))
    {
      servers = servers || attribute.type == IKE_CP_INTERNAL_IP4_DNS;
      if (attribute.type != IKE_CP_INTERNAL_DNS_DOMAIN)
        continue;
      domains = TRUE;
      g_assert_cmpuint (attribute.len, ==, 0);
    }
  g_assert_true (servers && domains);
}

/* Each EAP packet in an exchange of its own, AUTH only behind them. */
static void
test_eap_rounds (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;
  guint n = 0;

  talk_prepare_and_connect (&talk, SIM_AUTH_MSCHAPV2);
  while ((sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, n)) != NULL)
    {
      gboolean is_last
          = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, n + 1) == NULL;

      g_assert_cmpuint (sent->header.message_id, ==, n + 1);
      if (n > 0)
        assert_order (sent, is_last ? "AUTH" : "EAP");
      n++;
    }
  /* Identity, proof of the password, acknowledgement, AUTH. */
  g_assert_cmpuint (n, ==, 5);
}

/* IDi names who routes, the EAP identity who logs in. */
static void
test_two_identities (void)
{
  static const guint8 expected[] = "\2\2\0\x0a\1alice";
  g_auto (Talk) talk = { 0 };
  g_auto (IkeId) idi = { 0 };
  g_autofree char *name = NULL;
  const SimSent *sent = NULL;
  const IkePayload *eap = NULL;

  talk_prepare_and_connect (&talk, SIM_AUTH_MSCHAPV2);
  sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  g_assert_true (ike_payload_id_read (ike_message_find (&sent->message, IKE_PAYLOAD_IDI), &idi));
  name = ike_id_to_text (&idi);
  g_assert_cmpstr (name, ==, "alice@example.org");
  sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 1);
  eap = ike_message_find (&sent->message, IKE_PAYLOAD_EAP);
  g_assert_cmpmem (eap->data, eap->len, expected, sizeof expected - 1);
}

/* The subject of our certificate, as it stands there. */
static void
test_own_subject (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;
  const IkePayload *idi = NULL;
  const guint8 *subject = NULL;
  gsize len = 0;

  talk_prepare (&talk, SIM_AUTH_CERT);
  ike_id_clear (&talk.config.client.local_id);
  talk_connect (&talk);
  subject = cry_cert_subject_der (g_ptr_array_index (talk.config.client.certificates, 0), &len);
  sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
  idi = ike_message_find (&sent->message, IKE_PAYLOAD_IDI);
  g_assert_cmpuint (idi->data[0], ==, IKE_ID_DN);
  g_assert_cmpmem (idi->data + 4, idi->len - 4, subject, len);
}

static void
assert_key_lengths (const SimSent *sent)
{
  g_autofree IkeProposals *offer = g_new0 (IkeProposals, 1);
  guint n = 0;

  g_assert_true (ike_payload_sa_read (ike_message_find (&sent->message, IKE_PAYLOAD_SA), offer));
  for (guint i = 0; i < offer->n_items; i++)
    for (guint k = 0; k < offer->items[i].n_transforms; k++)
      {
        const IkeTransform *transform = &offer->items[i].transforms[k];
        gboolean has_length
            = transform->type == IKE_TRANSFORM_ENCR && transform->id != CRY_ENCR_CHACHA20_POLY1305;

        g_assert_cmpint (transform->key_bits != 0, ==, has_length);
        n += has_length;
      }
  g_assert_cmpuint (n, >=, 4);
}

/* AES says how long its keys are, and what has one length says nothing. */
static void
test_key_lengths (void)
{
  g_auto (Talk) talk = { 0 };

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  assert_key_lengths (sim_record_get (&talk.record, 0));
  assert_key_lengths (sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0));
}

/* Whoever signs in how, the first IKE_AUTH says that we may move, and nothing more about it. */
static void
test_mobike (void)
{
  static const SimAuth auths[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2 };

  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      g_auto (Talk) talk = { 0 };
      IkeNotify notify = { 0 };
      const SimSent *sent = NULL;

      talk_prepare_and_connect (&talk, auths[i]);
      sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0);
      g_assert_true (ike_message_has (&sent->message, IKE_PAYLOAD_SA));
      g_assert_true (
          ike_message_find_notify (&sent->message, IKE_NOTIFY_MOBIKE_SUPPORTED, &notify));
      g_assert_cmpuint (notify.protocol, ==, 0);
      g_assert_cmpuint (notify.len, ==, 0);
    }
}

/* ---- What rekeys and Deletes say ------------------------------------------------------------- */

static guint
n_notifies (const SimSent *sent)
{
  guint n = 0;

  for (guint i = 0; i < sent->message.n_payloads; i++)
    n += sent->message.payloads[i].type == IKE_PAYLOAD_NOTIFY;
  return n;
}

static void
test_child_rekey (void)
{
  g_auto (Talk) talk = { 0 };
  const IkeChildSa *old = NULL;
  const SimSent *sent = NULL;
  IkeNotify notify = { 0 };
  IkeTsList local = { 0 };
  IkeTsList remote = { 0 };
  guint32 spi_in = 0;

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.client.ts_remote[0] = sim_ts ("10.1.0.0/16");
  talk.config.client.n_ts_remote = 1;
  talk_connect (&talk);
  old = sim_world_child (talk.world, 0);
  spi_in = old->spi_in;
  talk_rekey (&talk, FALSE);
  sent = sim_record_find (&talk.record, CREATE, FALSE, 0);
  /* Named by what the sender of the request receives on. */
  g_assert_true (ike_message_find_notify (&sent->message, IKE_NOTIFY_REKEY_SA, &notify));
  g_assert_cmpuint (notify.protocol, ==, IKE_PROTOCOL_ESP);
  g_assert_cmphex (notify.spi, ==, spi_in);
  g_assert_cmpuint (notify.len, ==, 0);
  g_assert_cmpuint (n_notifies (sent), ==, 1);
  /* What is in use, and no packet's addresses in front. */
  g_assert_true (ike_message_read_ts (&sent->message, TRUE, &local, &remote));
  g_assert_cmpuint (local.n, ==, 1);
  g_assert_cmpuint (remote.n, ==, 1);
  sim_assert_range (&remote.ts[0], &talk.config.client.ts_remote[0]);
  g_assert_cmpint (ip_address_compare (&local.ts[0].range.first, &local.ts[0].range.last), ==, 0);
  /* The old one goes by the same name. */
  sent = sim_record_last (&talk.record, INFO, FALSE);
  {
    IkeDelete del = { 0 };

    g_assert_true (
        ike_payload_delete_read (ike_message_find (&sent->message, IKE_PAYLOAD_DELETE), &del));
    g_assert_cmpuint (del.protocol, ==, IKE_PROTOCOL_ESP);
    g_assert_cmpuint (del.n_spis, ==, 1);
    g_assert_cmphex (ike_delete_spi (&del, 0), ==, spi_in);
  }
}

static void
test_child_rekey_without_groups (void)
{
  g_auto (Talk) talk = { 0 };

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.client.esp_proposals = "aes256gcm16";
  talk_connect (&talk);
  talk_rekey (&talk, FALSE);
  assert_order (sim_record_find (&talk.record, CREATE, FALSE, 0), "SA NONCE TSI TSR");
}

static void
test_ike_rekey (void)
{
  g_auto (Talk) talk = { 0 };
  g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
  const SimSent *sent = NULL;
  const SimSent *last = NULL;
  guint64 spi = 0;

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  talk_rekey (&talk, TRUE);
  sent = sim_record_find (&talk.record, CREATE, FALSE, 0);
  g_assert_false (has_notify (sent, IKE_NOTIFY_REKEY_SA));
  assert_order (sent, "SA NONCE KE");
  g_assert_true (
      ike_payload_sa_read (ike_message_find (&sent->message, IKE_PAYLOAD_SA), proposals));
  spi = sim_world_session (talk.world)->sas.current->spi_i;
  for (guint i = 0; i < proposals->n_items; i++)
    {
      g_assert_cmpuint (proposals->items[i].spi_len, ==, 8);
      g_assert_cmphex (proposals->items[i].spi, ==, spi);
    }
  /* The header has the SPIs of the SA that is replaced, whose last request is its Delete. */
  g_assert_cmphex (sent->header.spi_i, !=, spi);
  last = sim_record_last (&talk.record, INFO, FALSE);
  g_assert_cmphex (last->header.spi_i, ==, sent->header.spi_i);
  assert_order (last, "DELETE");
  talk_gateway_rekeys (&talk, TRUE);
  assert_order (sim_record_last (&talk.record, CREATE, TRUE), "SA NONCE KE");
  g_assert_null (sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 1));
}

static void
test_close (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;
  IkeDelete del = { 0 };

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  talk_close (&talk);
  sent = sim_record_last (&talk.record, INFO, FALSE);
  /* One Delete for all. */
  assert_order (sent, "DELETE");
  g_assert_true (
      ike_payload_delete_read (ike_message_find (&sent->message, IKE_PAYLOAD_DELETE), &del));
  g_assert_cmpuint (del.protocol, ==, IKE_PROTOCOL_IKE);
  g_assert_cmpuint (del.spi_len, ==, 0);
  g_assert_cmpuint (del.n_spis, ==, 0);
}

/* A gateway that cannot be believed hears that, and no more: no Delete, no reason. */
static void
test_farewell (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.gateway.bad = SIM_BAD_AUTH;
  talk.world = sim_world_new (&talk.config);
  sim_world_start (talk.world);
  g_assert_true (sim_world_run_until (talk.world, IKE_STAGE_CLOSED, 10 * MONO_SEC));
  sent = sim_record_find (&talk.record, INFO, FALSE, 0);
  g_assert_nonnull (sent);
  g_assert_cmpuint (sent->message.n_payloads, ==, 1);
  g_assert_true (has_notify (sent, IKE_NOTIFY_AUTHENTICATION_FAILED));
  g_assert_null (sim_record_find (&talk.record, INFO, FALSE, 1));
}

/* ---- Numbers ------------------------------------------------------------------------------- */

/* On each IKE SA our first request and our first answer have number 0, and the flag says who
 * started it. */
static void
test_new_ids (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *sent = NULL;

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  for (guint i = 0; i < 2; i++)
    {
      if (i == 0)
        talk_rekey (&talk, TRUE);
      else
        talk_gateway_rekeys (&talk, TRUE);
      talk_rekey (&talk, FALSE);
      sent = sim_record_last (&talk.record, CREATE, FALSE);
      g_assert_cmpuint (sent->header.message_id, ==, 0);
      g_assert_cmpint (sent->header.initiator, ==, i == 0);
      g_assert_cmphex (sent->header.spi_i, ==, sim_world_session (talk.world)->sas.current->spi_i);
      g_assert_true (sim_gateway_ping (sim_world_gateway (talk.world), sim_world_now (talk.world)));
      sim_world_run (talk.world, MONO_SEC);
      sent = sim_record_last (&talk.record, INFO, TRUE);
      g_assert_cmpuint (sent->header.message_id, ==, 0);
      g_assert_cmpint (sent->header.initiator, ==, i == 0);
    }
}

/* What is repeated is the same to the octet, however long the gateway is silent; also when what it
 * answered got lost after it had begun to use the new SA. */
static void
test_repeats (void)
{
  g_auto (Talk) talk = { 0 };
  const SimSent *first = NULL;
  const SimSent *sent = NULL;
  guint n = 0;

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  sim_link_set (sim_world_link (talk.world), &(SimLinkConfig){ .drop_per_mille = 1000 });
  talk_rekey (&talk, FALSE);
  sim_world_run (talk.world, 10 * MONO_SEC);
  first = sim_record_find (&talk.record, CREATE, FALSE, 0);
  while ((sent = sim_record_find (&talk.record, CREATE, FALSE, n)) != NULL)
    {
      g_assert_true (g_bytes_equal (sent->bytes, first->bytes));
      n++;
    }
  g_assert_cmpuint (n, >=, 5);
  /* Nothing else is asked meanwhile: one request at a time. */
  talk_rekey (&talk, TRUE);
  g_assert_cmpuint (sim_record_last (&talk.record, CREATE, FALSE)->header.message_id, ==,
                    first->header.message_id);
}

static void
add_value (GHashTable *seen, const void *data, gsize len)
{
  g_assert_true (g_hash_table_add (seen, g_bytes_new (data, len)));
}

/* SPIs, nonces and shares are of one exchange only. */
static void
test_fresh (void)
{
  static const IkePayloadType types[] = { IKE_PAYLOAD_KE, IKE_PAYLOAD_NONCE };
  g_auto (Talk) talk = { 0 };
  g_autoptr (GHashTable) seen
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  guint n = 0;

  talk_prepare_and_connect (&talk, SIM_AUTH_PSK);
  for (guint i = 0; i < 3; i++)
    {
      talk_rekey (&talk, FALSE);
      talk_rekey (&talk, TRUE);
      talk_gateway_rekeys (&talk, FALSE);
      talk_gateway_rekeys (&talk, TRUE);
    }
  for (guint i = 0; i < talk.record.sent->len; i++)
    {
      const SimSent *sent = sim_record_get (&talk.record, i);
      g_autofree IkeProposals *proposals = g_new0 (IkeProposals, 1);
      const IkePayload *sa = ike_message_find (&sent->message, IKE_PAYLOAD_SA);

      for (gsize k = 0; k < G_N_ELEMENTS (types); k++)
        {
          const IkePayload *payload = ike_message_find (&sent->message, types[k]);

          if (payload != NULL)
            add_value (seen, payload->data, payload->len);
        }
      if (sa == NULL || !ike_payload_sa_read (sa, proposals) || proposals->items[0].spi_len == 0)
        continue;
      g_assert_cmphex (proposals->items[0].spi, !=, 0);
      add_value (seen, &proposals->items[0].spi, sizeof proposals->items[0].spi);
      n++;
    }
  g_assert_cmpuint (n, ==, 13);
}

/* ---- What is never said --------------------------------------------------------------------- */

static gboolean
is_zero (const guint8 *data, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (data[i] != 0)
      return FALSE;
  return TRUE;
}

/* Fixed parts in front of payloads whose rest is reserved: from, to. */
static void
assert_reserved_is_zero (const IkePayload *payload)
{
  switch (payload->type)
    {
    case IKE_PAYLOAD_KE:
      g_assert_true (is_zero (payload->data + 2, 2));
      break;
    case IKE_PAYLOAD_IDI:
    case IKE_PAYLOAD_IDR:
    case IKE_PAYLOAD_AUTH:
    case IKE_PAYLOAD_TSI:
    case IKE_PAYLOAD_TSR:
    case IKE_PAYLOAD_CP:
      g_assert_true (is_zero (payload->data + 1, 3));
      break;
    case IKE_PAYLOAD_SA:
      /* Of the first proposal and its first transform. */
      g_assert_cmpuint (payload->data[1], ==, 0);
      g_assert_cmpuint (payload->data[8 + payload->data[6] + 1], ==, 0);
      g_assert_cmpuint (payload->data[8 + payload->data[6] + 5], ==, 0);
      break;
    default:
      break;
    }
}

/* Protocol and SPI stand in a Notify only where it is about a Child SA. */
static void
assert_plain_notify (const IkePayload *payload)
{
  static const guint16 never[] = { IKE_NOTIFY_USE_TRANSPORT_MODE,
                                   IKE_NOTIFY_IPCOMP_SUPPORTED,
                                   IKE_NOTIFY_ESP_TFC_PADDING_NOT_SUPPORTED,
                                   IKE_NOTIFY_NON_FIRST_FRAGMENTS_ALSO,
                                   IKE_NOTIFY_HTTP_CERT_LOOKUP_SUPPORTED,
                                   IKE_NOTIFY_INITIAL_CONTACT };
  IkeNotify notify = { 0 };

  g_assert_true (ike_payload_notify_read (payload, &notify));
  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_cmpuint (notify.type, !=, never[i]);
  if (notify.spi_len == 0)
    g_assert_cmpuint (notify.protocol, ==, 0);
}

/* A whole life: no critical bit, no reserved bit, and none of what was not asked for. */
static void
test_never_said (gconstpointer data)
{
  g_auto (Talk) talk = { 0 };

  talk_prepare_and_connect (&talk, (SimAuth) GPOINTER_TO_INT (data));
  talk_rekey (&talk, FALSE);
  talk_rekey (&talk, TRUE);
  talk_gateway_rekeys (&talk, FALSE);
  talk_gateway_rekeys (&talk, TRUE);
  g_assert_true (
      sim_gateway_delete_child (sim_world_gateway (talk.world), sim_world_now (talk.world)));
  sim_world_run (talk.world, MONO_MINUTE);
  talk_close (&talk);
  for (guint i = 0; i < talk.record.sent->len; i++)
    {
      const SimSent *sent = sim_record_get (&talk.record, i);

      g_assert_cmphex (((const guint8 *) g_bytes_get_data (sent->bytes, NULL))[17], ==, 0x20);
      for (guint k = 0; k < sent->message.n_payloads; k++)
        {
          const IkePayload *payload = &sent->message.payloads[k];

          /* The generic header's second octet. */
          g_assert_cmphex (payload->data[-3], ==, 0);
          assert_reserved_is_zero (payload);
          if (payload->type == IKE_PAYLOAD_NOTIFY)
            assert_plain_notify (payload);
        }
    }
}

static void
test_initial_contact (void)
{
  g_auto (Talk) talk = { 0 };

  talk_prepare (&talk, SIM_AUTH_MSCHAPV2);
  talk.config.client.initial_contact = TRUE;
  talk_connect (&talk);
  talk_rekey (&talk, TRUE);
  talk_rekey (&talk, FALSE);
  for (guint i = 0; i < talk.record.sent->len; i++)
    {
      const SimSent *sent = sim_record_get (&talk.record, i);

      g_assert_cmpint (has_notify (sent, IKE_NOTIFY_INITIAL_CONTACT), ==,
                       sent == sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    g_test_add_data_func (orders[i].path, &orders[i], test_order);
  g_test_add_func ("/sim/wire/TSN-02+TSN-16/selectors", test_selectors);
  g_test_add_func ("/sim/wire/DNS-01/config-request", test_config_request);
  g_test_add_func ("/sim/wire/EAP-03+EAP-13/eap-rounds", test_eap_rounds);
  g_test_add_func ("/sim/wire/EAP-11/two-identities", test_two_identities);
  g_test_add_func ("/sim/wire/PKI-21/own-subject", test_own_subject);
  g_test_add_func ("/sim/wire/RKC-10+DEL-01+RKC-01+TSN-14+TSN-15/child-rekey", test_child_rekey);
  g_test_add_func ("/sim/wire/RKC-10+SAP-20/child-rekey-without-groups",
                   test_child_rekey_without_groups);
  g_test_add_func ("/sim/wire/RKI-01+RKI-02+RKI-04+RKI-08+SAP-22/ike-rekey", test_ike_rekey);
  g_test_add_func ("/sim/wire/DEL-05/close", test_close);
  g_test_add_func ("/sim/wire/AUT-04+ERR-09/farewell", test_farewell);
  g_test_add_func ("/sim/wire/MSG-07+RTX-08/new-ids", test_new_ids);
  g_test_add_func ("/sim/wire/RKC-09+RKI-05+RTX-02+RTX-04/repeats", test_repeats);
  g_test_add_func ("/sim/wire/INI-09+INI-15+RKI-10/fresh", test_fresh);
  g_test_add_data_func ("/sim/wire/CRI-04+CRI-05+ICN-02+MSG-09+MSG-21+OPT-02+TSN-19/psk",
                        GINT_TO_POINTER (SIM_AUTH_PSK), test_never_said);
  g_test_add_data_func ("/sim/wire/CRI-04+CRI-05+ICN-02+MSG-09+MSG-21+OPT-02+TSN-19/eap",
                        GINT_TO_POINTER (SIM_AUTH_MSCHAPV2), test_never_said);
  g_test_add_func ("/sim/wire/ICN-01/initial-contact", test_initial_contact);
  g_test_add_func ("/sim/wire/MOB-01+MOB-02/mobike", test_mobike);
  g_test_add_func ("/sim/wire/SAP-05/key-lengths", test_key_lengths);
  return g_test_run ();
}
