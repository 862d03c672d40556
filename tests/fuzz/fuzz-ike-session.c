// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A gateway that has the keys and sends anything: the input is the plaintext of one message, sealed
 * under the session's own keys; its first octet says in which stage and during which exchange, and
 * whether there is a post-quantum key or a further key exchange. */
#include "session-choice.h"

#include "ike-session-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

#define REKEY_CHILD 0x01
#define REKEY_IKE   0x02
#define RESPONSE    0x04
#define BEFORE_AUTH 0x08
#define EXCHANGE_AT 4 /* bits 4 and 5 */
#define WITH_PPK    0x40
#define FURTHER     0x80

static void
start_something (IkeSession *session, guint8 control, MonoTime now)
{
  if ((control & REKEY_CHILD) != 0)
    g_assert_cmpint (ike_session_rekey (session, FALSE, now), ==, STATUS_OK);
  if ((control & REKEY_IKE) != 0)
    g_assert_cmpint (ike_session_rekey (session, TRUE, now), ==, STATUS_OK);
}

static GBytes *
seal (IkeSession *session, guint8 control, const guint8 *data, gsize size)
{
  static const guint8 exchanges[]
      = { IKE_EXCHANGE_IKE_AUTH, IKE_EXCHANGE_CREATE_CHILD_SA, IKE_EXCHANGE_INFORMATIONAL, 200 };
  /* The newest: the candidate, before anything is proven. */
  const IkeSa *sa = ike_sas_get (&session->sas, session->sas.list->len - 1);
  g_autoptr (IkeSk) sk = ike_sk_new (&sa->keymat, !sa->initiator, &session->rng);
  IkeHeader header = {
    .spi_i = sa->spi_i,
    .spi_r = sa->spi_r,
    .exchange = exchanges[(control >> EXCHANGE_AT) & 3],
    .initiator = !sa->initiator,
    .response = (control & RESPONSE) != 0,
  };
  IkeSkContent content = { .first = data[0], .plain = data + 1, .len = size - 1 };

  header.message_id = header.response ? sa->window.next_own_id : sa->window.next_peer_id;
  if (header.response && sa->window.request != NULL)
    header.exchange = sa->window.exchange;
  return ike_sk_seal (sk, &header, &content);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_auto (SimWorldConfig) config = { 0 };
  g_autoptr (SimWorld) world = NULL;
  g_autoptr (GBytes) message = NULL;
  IkeSession *session = NULL;
  gsize len = 0;
  const guint8 *octets = NULL;

  if (size < 2 || size > 4096)
    return 0;
  sim_world_defaults (&config, SIM_AUTH_PSK);
  session_choose (&config, (data[0] & WITH_PPK) != 0, (data[0] & FURTHER) != 0);
  world = sim_world_new (&config);
  session = sim_world_session (world);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (
      world, (data[0] & BEFORE_AUTH) != 0 ? IKE_STAGE_GATEWAY : IKE_STAGE_ESTABLISHED,
      10 * MONO_SEC));
  if ((data[0] & BEFORE_AUTH) == 0)
    start_something (session, data[0], sim_world_now (world));
  message = seal (session, data[0], data + 1, size - 1);
  if (message == NULL)
    return 0;
  octets = g_bytes_get_data (message, &len);
  g_assert_cmpint (ike_session_recv (session, &session->path, octets, len, sim_world_now (world)),
                   ==, STATUS_OK);
  sim_world_pump (world);
  sim_world_run (world, MONO_SEC);
  return 0;
}
