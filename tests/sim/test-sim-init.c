// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Answers to IKE_SA_INIT made by hand: nobody protects them, so everybody can write them. */
#include "sim-world.h"

#include "cry-kex.h"
#include "ike-message.h"
#include "ike-proposal-offer.h"
#include "ike-proposal-words.h"
#include "ike-session-private.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"

#include <string.h>

typedef struct
{
  SimRandom random;
  Rng rng;
  IkeSession *session; /* owned */
  IkePath path;
  MonoTime now;
  GBytes *request; /* owned: the last one sent, or NULL when the last input caused none */
  IkeMessage message;
} Fixture;

/* Takes the request the session has sent, if any. */
static gboolean
pull_request (Fixture *f)
{
  IkeDatagram datagram = { 0 };
  gsize len = 0;
  const guint8 *data = NULL;

  g_clear_pointer (&f->request, g_bytes_unref);
  while (ike_session_pull_datagram (f->session, &datagram))
    {
      g_clear_pointer (&f->request, g_bytes_unref);
      f->request = datagram.data;
    }
  if (f->request == NULL)
    return FALSE;
  data = g_bytes_get_data (f->request, &len);
  g_assert_cmpint (ike_message_read (data, len, &f->message), ==, IKE_MESSAGE_OK);
  return TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  sim_random_init (&f->random, 7);
  f->rng = sim_random_rng (&f->random);
  f->now = SIM_START;
  f->path = (IkePath){ .local = { .address = { .family = AF_INET }, .port = 40000 },
                       .remote = { .address = { .family = AF_INET }, .port = 500 } };
  f->session = ike_session_new (&config.client, &f->path, &f->rng, NULL, NULL);
  g_assert_nonnull (f->session);
  g_assert_cmpint (ike_session_start (f->session, f->now), ==, STATUS_OK);
  g_assert_true (pull_request (f));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ike_session_free (f->session);
  g_clear_pointer (&f->request, g_bytes_unref);
}

static void
answer (Fixture *f, IkeMessageBuilder *builder, guint64 spi_r)
{
  IkeHeader header = {
    .spi_i = f->message.header.spi_i,
    .spi_r = spi_r,
    .exchange = IKE_EXCHANGE_IKE_SA_INIT,
    .response = TRUE,
  };
  g_autoptr (GBytes) bytes = ike_message_builder_finish (builder, &header);
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  g_assert_cmpint (ike_session_recv (f->session, &f->path, data, len, f->now), ==, STATUS_OK);
}

static void
answer_notify (Fixture *f, guint16 type, const void *data, gsize len)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, type, data, len);
  answer (f, &builder, 0);
}

/* Everything but the notify of the cookie and the KE payload stays as it was. */
static void
assert_same_but (const IkeMessage *a, const IkeMessage *b, IkePayloadType except)
{
  static const IkePayloadType types[] = { IKE_PAYLOAD_SA, IKE_PAYLOAD_KE, IKE_PAYLOAD_NONCE };

  g_assert_cmphex (a->header.spi_i, ==, b->header.spi_i);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const IkePayload *x = ike_message_find (a, types[i]);
      const IkePayload *y = ike_message_find (b, types[i]);

      if (types[i] != except)
        g_assert_cmpmem (x->data, x->len, y->data, y->len);
    }
}

static void
test_request (Fixture *f, gconstpointer data)
{
  static const guint16 notifies[]
      = { IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP,
          IKE_NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, IKE_NOTIFY_SIGNATURE_HASH_ALGORITHMS };
  IkeNotify notify = { 0 };
  IkeKe ke = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (notifies); i++)
    g_assert_true (ike_message_find_notify (&f->message, notifies[i], &notify));
  g_assert_true (ike_payload_ke_read (ike_message_find (&f->message, IKE_PAYLOAD_KE), &ke));
  g_assert_cmpuint (ke.group, ==, CRY_KE_ECP256);
  g_assert_cmpuint (ike_message_find (&f->message, IKE_PAYLOAD_NONCE)->len, ==, 32);
  g_assert_true (f->message.header.initiator);
  g_assert_cmphex (f->message.header.spi_r, ==, 0);
  /* INI-18: fits any path. */
  g_assert_cmpuint (g_bytes_get_size (f->request), <=, 1232);
}

/* Another gateway is named: only who has seen our nonce is believed. */
static void
test_redirect (Fixture *f, gconstpointer data)
{
  const IkePayload *nonce = ike_message_find (&f->message, IKE_PAYLOAD_NONCE);
  guint8 redirect[6 + 32] = { 1, 4, 192, 0, 2, 7 };
  IkeNotify notify = { 0 };
  IkeEvent event = { 0 };

  g_assert_true (ike_message_find_notify (&f->message, IKE_NOTIFY_REDIRECT_SUPPORTED, &notify));
  memcpy (redirect + 6, nonce->data, 32);
  redirect[37] ^= 1;
  answer_notify (f, IKE_NOTIFY_REDIRECT, redirect, sizeof redirect);
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_INIT);
  answer_notify (f, IKE_NOTIFY_REDIRECT, redirect, 6);
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_INIT);
  redirect[37] ^= 1;
  answer_notify (f, IKE_NOTIFY_REDIRECT, redirect, sizeof redirect);
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_CLOSED);
  while (event.type != IKE_EVENT_CLOSED)
    {
      ike_event_clear (&event);
      g_assert_true (ike_session_pull_event (f->session, &event));
    }
  g_assert_cmpint (event.closed->reason, ==, IKE_REASON_REDIRECTED);
  g_assert_cmpstr (event.closed->found, ==, "192.0.2.7");
  g_assert_false (event.closed->proven);
  ike_event_clear (&event);
}

/* Lets the time pass that a cookie is held back for. */
static gboolean
pull_held_request (Fixture *f)
{
  g_assert_false (pull_request (f));
  f->now += 100 * MONO_MSEC;
  g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
  return pull_request (f);
}

static void
test_cookie (Fixture *f, gconstpointer data)
{
  guint8 cookie[64] = { 0xaa };
  g_autoptr (GBytes) first = g_bytes_ref (f->request);
  g_autofree IkeMessage *before = g_memdup2 (&f->message, sizeof f->message);
  IkeNotify notify = { 0 };

  answer_notify (f, IKE_NOTIFY_COOKIE, cookie, sizeof cookie);
  g_assert_true (pull_held_request (f));
  g_assert_cmpuint (f->message.payloads[0].type, ==, IKE_PAYLOAD_NOTIFY);
  g_assert_true (ike_payload_notify_read (&f->message.payloads[0], &notify));
  g_assert_cmpuint (notify.type, ==, IKE_NOTIFY_COOKIE);
  g_assert_cmpmem (notify.data, notify.len, cookie, sizeof cookie);
  assert_same_but (before, &f->message, IKE_PAYLOAD_NONE);
}

static void
test_bad_cookies (Fixture *f, gconstpointer data)
{
  guint8 cookie[65] = { 0xaa };

  answer_notify (f, IKE_NOTIFY_COOKIE, NULL, 0);
  g_assert_false (pull_request (f));
  answer_notify (f, IKE_NOTIFY_COOKIE, cookie, sizeof cookie);
  g_assert_false (pull_request (f));
}

static void
test_endless_cookies (Fixture *f, gconstpointer data)
{
  guint requests = 0;

  for (guint8 i = 0; i < 100; i++)
    {
      answer_notify (f, IKE_NOTIFY_COOKIE, &i, 1);
      requests += pull_request (f);
    }
  g_assert_cmpuint (requests, <=, 8);
}

/* The closest guess at the end: CLOSED's account after everything has been tried. */
static IkeReason
wait_for_the_end (Fixture *f)
{
  IkeReason reason = IKE_REASON_NONE;
  IkeEvent event = { 0 };

  for (guint i = 0; i < 60; i++)
    {
      f->now += MONO_SEC;
      g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
    }
  while (ike_session_pull_event (f->session, &event))
    {
      if (event.type == IKE_EVENT_CLOSED)
        reason = event.closed->reason;
      ike_event_clear (&event);
    }
  return reason;
}

/* A gateway that has nothing but cookies for us has no room; one that asked for one or two and then
 * fell silent did just that. */
static void
test_nothing_but_cookies (Fixture *f, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);

  for (guint8 i = 0; i < n; i++)
    {
      answer_notify (f, IKE_NOTIFY_COOKIE, &i, 1);
      f->now += 2 * MONO_SEC;
      g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
    }
  g_assert_cmpint (wait_for_the_end (f), ==,
                   n > 3 ? IKE_REASON_GATEWAY_BUSY : IKE_REASON_NO_RESPONSE);
}

/* REDIRECT by who has not seen our nonce: nothing is done, and it is no silence. */
static void
test_nothing_but_nonsense (Fixture *f, gconstpointer data)
{
  answer_notify (f, IKE_NOTIFY_REDIRECT, "\1\4\300\0\2\7", 6);
  g_assert_false (pull_request (f));
  g_assert_cmpint (wait_for_the_end (f), ==, IKE_REASON_PROTOCOL);
}

static void
ask_group (Fixture *f, guint16 group)
{
  guint8 body[2];

  byte_put_u16 (body, group);
  answer_notify (f, IKE_NOTIFY_INVALID_KE_PAYLOAD, body, sizeof body);
}

static void
test_group (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) first = g_bytes_ref (f->request);
  g_autofree IkeMessage *before = g_memdup2 (&f->message, sizeof f->message);
  IkeNotify notify = { 0 };
  IkeKe ke = { 0 };

  answer_notify (f, IKE_NOTIFY_COOKIE, "yum", 3);
  g_assert_true (pull_held_request (f));
  ask_group (f, CRY_KE_X25519);
  g_assert_true (pull_request (f));
  g_assert_true (ike_payload_ke_read (ike_message_find (&f->message, IKE_PAYLOAD_KE), &ke));
  g_assert_cmpuint (ke.group, ==, CRY_KE_X25519);
  /* The whole list again (INI-03), and the cookie kept (INI-05). */
  assert_same_but (before, &f->message, IKE_PAYLOAD_KE);
  g_assert_true (ike_message_find_notify (&f->message, IKE_NOTIFY_COOKIE, &notify));
}

/* CVE-2014-9221, INI-04: every group that was not offered, or was just tried, is left alone. */
static void
test_every_group (Fixture *f, gconstpointer data)
{
  for (guint group = 0; group <= G_MAXUINT16; group++)
    {
      if (group != CRY_KE_ECP256
          && ike_proposals_has_group (&f->session->setup.ike, (guint16) group))
        continue;
      ask_group (f, (guint16) group);
      g_assert_false (pull_request (f));
    }
  answer_notify (f, IKE_NOTIFY_INVALID_KE_PAYLOAD, "\x1f", 1);
  g_assert_false (pull_request (f));
  answer_notify (f, IKE_NOTIFY_INVALID_KE_PAYLOAD, NULL, 0);
  g_assert_false (pull_request (f));
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_INIT);
}

/* What nobody signed ends nothing: the request is repeated as long as it would be without it, and
 * then it is the best guess there is. */
static void
test_refusal_is_believed_late (Fixture *f, gconstpointer data)
{
  IkeEvent event = { 0 };
  IkeReason reason = IKE_REASON_NONE;

  ask_group (f, CRY_KE_MODP1024);
  for (guint i = 0; i < 19; i++)
    {
      f->now += MONO_SEC;
      g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
    }
  g_assert_true (pull_request (f));
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_INIT);
  f->now += 2 * MONO_SEC;
  g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
  while (ike_session_pull_event (f->session, &event))
    {
      if (event.type == IKE_EVENT_CLOSED)
        {
          reason = event.closed->reason;
          g_assert_false (event.closed->proven);
        }
      ike_event_clear (&event);
    }
  g_assert_cmpint (reason, ==, IKE_REASON_NO_COMMON_GROUP);
}

/* INI-05: of cookies that come together the last one is sent back, and one that comes while another
 * is on trial waits for the next repeat. */
static void
test_later_cookies (Fixture *f, gconstpointer data)
{
  IkeNotify notify = { 0 };

  for (guint8 i = 1; i <= 12; i++)
    {
      answer_notify (f, IKE_NOTIFY_COOKIE, &i, 1);
      if (i != 6)
        {
          g_assert_false (pull_request (f));
          continue;
        }
      g_assert_true (pull_held_request (f));
      g_assert_true (ike_payload_notify_read (&f->message.payloads[0], &notify));
      g_assert_cmpuint (notify.data[0], ==, 6);
    }
  f->now += MONO_SEC;
  g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
  g_assert_true (pull_request (f));
  g_assert_true (ike_payload_notify_read (&f->message.payloads[0], &notify));
  g_assert_cmpuint (notify.type, ==, IKE_NOTIFY_COOKIE);
  g_assert_cmpuint (notify.data[0], ==, 12);
}

/* INI-04: the group that is in use is no news; one that was tried before is tried again by the next
 * repeat. */
static void
test_group_again (Fixture *f, gconstpointer data)
{
  IkeKe ke = { 0 };

  ask_group (f, CRY_KE_ECP256);
  g_assert_false (pull_request (f));
  ask_group (f, CRY_KE_X25519);
  g_assert_true (pull_request (f));
  ask_group (f, CRY_KE_ECP256);
  g_assert_false (pull_request (f));
  f->now += MONO_SEC;
  g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
  g_assert_true (pull_request (f));
  g_assert_true (ike_payload_ke_read (ike_message_find (&f->message, IKE_PAYLOAD_KE), &ke));
  g_assert_cmpuint (ke.group, ==, CRY_KE_ECP256);
}

/* MSG-34: an IKEv1 gateway gets no conversation, and the user a clear word. */
static void
test_ikev1 (Fixture *f, gconstpointer data)
{
  guint8 packet[28] = { 0 };
  guint64 spi = f->message.header.spi_i;

  byte_put_u32 (packet, (guint32) (spi >> 32));
  byte_put_u32 (packet + 4, (guint32) spi);
  packet[17] = 0x10;
  packet[18] = 5;
  packet[27] = 28;
  g_assert_cmpint (ike_session_recv (f->session, &f->path, packet, sizeof packet, f->now), ==,
                   STATUS_OK);
  g_assert_false (pull_request (f));
  g_assert_nonnull (f->session->suspicion);
  g_assert_cmpint (f->session->suspicion->reason, ==, IKE_REASON_WRONG_VERSION);
}

typedef struct
{
  const char *path;
  const char *proposal;
  guint16 group; /* of the KE payload */
  gsize share_len;
  guint8 share; /* every octet of it; 0: a genuine one */
  gsize nonce_len;
  guint64 spi_r;
} Bad;

static const Bad bads[] = {
  { "/sim/init/INI-12+INI-14/off-curve", "aes256gcm16-prfsha384-ecp256", CRY_KE_ECP256, 64, 1, 32,
    9 },
  { "/sim/init/MSG-18/short-share", "aes256gcm16-prfsha384-ecp256", CRY_KE_ECP256, 63, 1, 32, 9 },
  { "/sim/init/MSG-18/other-group", "aes256gcm16-prfsha384-ecp256", CRY_KE_X25519, 32, 9, 32, 9 },
  { "/sim/init/SAP-08/other-choice", "aes256gcm16-prfsha384-x25519", CRY_KE_ECP256, 64, 0, 32, 9 },
  { "/sim/init/SAP-15/not-offered", "aes128-sha1-ecp256", CRY_KE_ECP256, 64, 0, 32, 9 },
  { "/sim/init/INI-10/short-nonce", "aes256gcm16-prfsha512-ecp256", CRY_KE_ECP256, 64, 0, 16, 9 },
  { "/sim/init/MSG-04/no-spi", "aes256gcm16-prfsha384-ecp256", CRY_KE_ECP256, 64, 0, 32, 0 },
};

static void
write_answer (const Fixture *f, const Bad *bad, IkeMessageBuilder *builder)
{
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_ECP256, &f->rng);
  gsize len = 0;
  static const guint8 nonce[64] = { 1 };
  g_autofree guint8 *share = g_malloc (bad->share_len);
  g_autofree IkeProposals *choice = g_new0 (IkeProposals, 1);

  if (bad->share == 0)
    memcpy (share, cry_kex_public (kex, &len), bad->share_len);
  else
    memset (share, bad->share, bad->share_len);
  g_assert_true (ike_proposals_parse (bad->proposal, IKE_PROTOCOL_IKE, TRUE, choice, NULL));
  ike_payload_sa_write_one (builder, &choice->items[0]);
  ike_payload_ke_write (builder, bad->group, share, bad->share_len);
  ike_message_builder_add (builder, IKE_PAYLOAD_NONCE, FALSE, nonce, bad->nonce_len);
  /* Of no address: there is a NAT. */
  ike_payload_notify_write (builder, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, nonce, 20);
  ike_payload_notify_write (builder, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, nonce, 20);
}

/* INI-14: dropped; the session still waits for a genuine answer, and repeats its question. */
static void
test_bad_answer (Fixture *f, gconstpointer data)
{
  const Bad *bad = data;
  g_auto (IkeMessageBuilder) builder = { 0 };
  guint64 dropped = ike_session_dropped (f->session);

  ike_message_builder_init (&builder);
  write_answer (f, bad, &builder);
  answer (f, &builder, bad->spi_r);
  g_assert_cmpuint (ike_session_dropped (f->session), ==, dropped + 1);
  g_assert_false (pull_request (f));
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_INIT);
  f->now += MONO_SEC;
  g_assert_cmpint (ike_session_tick (f->session, f->now), ==, STATUS_OK);
  g_assert_true (pull_request (f));
}

static const Bad good = { NULL, "aes256gcm16-prfsha384-ecp256", CRY_KE_ECP256, 64, 0, 32, 9 };

/* A proper answer, but of another major version or with another minor one and strange flags. */
static void
test_versions (Fixture *f, gconstpointer data)
{
  static const guint8 versions[] = { 0x30, 0xf0, 0x2f };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_auto (IkeMessageBuilder) builder = { 0 };
      IkeHeader header = {
        .spi_i = f->message.header.spi_i,
        .spi_r = 9,
        .exchange = IKE_EXCHANGE_IKE_SA_INIT,
        .response = TRUE,
      };
      g_autoptr (GBytes) bytes = NULL;
      g_autofree guint8 *packet = NULL;
      gsize len = 0;

      ike_message_builder_init (&builder);
      write_answer (f, &good, &builder);
      bytes = ike_message_builder_finish (&builder, &header);
      packet = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      len = g_bytes_get_size (bytes);
      packet[17] = versions[i];
      g_assert_cmpint (ike_session_recv (f->session, &f->path, packet, len, f->now), ==, STATUS_OK);
      g_assert_cmpint (ike_session_stage (f->session), ==,
                       versions[i] == 0x2f ? IKE_STAGE_GATEWAY : IKE_STAGE_INIT);
      if (versions[i] != 0x2f)
        g_assert_false (pull_request (f));
    }
}

/* A gateway that has an SPI already when it corrects us is followed all the same. */
static void
test_error_with_spi (Fixture *f, gconstpointer data)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkeNotify notify = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_COOKIE, "yum", 3);
  answer (f, &builder, 9);
  g_assert_true (pull_held_request (f));
  g_assert_true (ike_message_find_notify (&f->message, IKE_NOTIFY_COOKIE, &notify));
  g_assert_cmphex (f->message.header.spi_r, ==, 0);
}

/* Requests for certificates of every kind, and one that is odd, come in a good answer. */
static void
test_certificate_requests (Fixture *f, gconstpointer data)
{
  static const guint8 hashes[45] = { 4, 1, 2, 3 };
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  write_answer (f, &good, &builder);
  ike_message_builder_add (&builder, IKE_PAYLOAD_CERTREQ, FALSE, "\x0d", 1);
  ike_message_builder_add (&builder, IKE_PAYLOAD_CERTREQ, FALSE, hashes, 1);
  ike_message_builder_add (&builder, IKE_PAYLOAD_CERTREQ, FALSE, hashes, 41);
  ike_message_builder_add (&builder, IKE_PAYLOAD_CERTREQ, FALSE, hashes, sizeof hashes);
  ike_message_builder_add (&builder, IKE_PAYLOAD_CERTREQ, FALSE, "\xff?", 2);
  answer (f, &builder, 9);
  g_assert_cmpint (ike_session_stage (f->session), ==, IKE_STAGE_GATEWAY);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer), gconstpointer data)
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sim/init/INI-16+INI-18/request", test_request, NULL);
  add ("/sim/init/RED-01+RED-02/redirect", test_redirect, NULL);
  add ("/sim/init/INI-01/cookie", test_cookie, NULL);
  add ("/sim/init/INI-02/bad-cookies", test_bad_cookies, NULL);
  add ("/sim/init/ERR-14+INI-02+RTX-20/endless-cookies", test_endless_cookies, NULL);
  add ("/sim/init/nothing-but-cookies", test_nothing_but_cookies, GUINT_TO_POINTER (4));
  add ("/sim/init/nothing-but-nonsense", test_nothing_but_nonsense, NULL);
  add ("/sim/init/two-cookies", test_nothing_but_cookies, GUINT_TO_POINTER (2));
  add ("/sim/init/INI-03/group", test_group, NULL);
  add ("/sim/init/INI-04/every-group", test_every_group, NULL);
  add ("/sim/init/INI-07/believed-late", test_refusal_is_believed_late, NULL);
  add ("/sim/init/INI-05/later-cookies", test_later_cookies, NULL);
  add ("/sim/init/INI-04/group-again", test_group_again, NULL);
  add ("/sim/init/MSG-34/ikev1", test_ikev1, NULL);
  add ("/sim/init/CRI-08+MSG-05/versions", test_versions, NULL);
  add ("/sim/init/INI-08/error-with-spi", test_error_with_spi, NULL);
  add ("/sim/init/CRQ-03+CRQ-07/certificate-requests", test_certificate_requests, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    add (bads[i].path, test_bad_answer, &bads[i]);
  return g_test_run ();
}
