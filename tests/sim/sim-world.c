// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-world.h"

#include "sim-pki.h"

#include <string.h>

#define CLIENT_PORT    41000
#define CONNECT_TIME   (60 * MONO_SEC)
#define IDLE_STEPS_MAX 100000 /* inputs at one instant before it counts as a loop */

struct SimWorld
{
  SimWorldConfig config;
  MonoTime now;
  SimRandom client_random, gateway_random;
  Rng client_rng, gateway_rng;
  IkeSession *session; /* owned */
  SimGateway *gateway; /* owned */
  SimLink *link;       /* owned */
  IkeStage stage;
  IkeClosed *closed; /* owned, as the next four */
  IkePeerInfo *peer;
  IkeConfigReply *reply;
  IkeSecretRequest last_secret;
  GPtrArray *children; /* of IkeChildSa, oldest first */
  GArray *retired;     /* guint32; owned */
  GString *said;       /* what it logged for people; owned */
  guint32 active_spi;
  guint n_events[IKE_EVENT_CLOSED + 1];
  guint n_responses;   /* further prompts answered */
  guint32 open_ticket; /* with hold_secrets */
  guint64 keepalives;
  gboolean arrived;
};

/* ---- Configuration --------------------------------------------------------------------------- */

typedef struct
{
  CryTrust *trust;
  GPtrArray *ca, *gateway, *client;
  CryPrivateKey *gateway_key, *client_key;
} Pki;

static const Pki *
pki (void)
{
  static gsize once = 0;
  static Pki *loaded = NULL;

  if (g_once_init_enter (&once))
    {
      loaded = g_new0 (Pki, 1);
      loaded->trust = sim_pki_trust ("ca");
      loaded->ca = sim_pki_certs ("ca");
      loaded->gateway = sim_pki_certs ("gateway");
      loaded->gateway_key = sim_pki_key ("gateway");
      loaded->client = sim_pki_certs ("client");
      loaded->client_key = sim_pki_key ("client");
      g_once_init_leave (&once, 1);
    }
  return loaded;
}

void
sim_world_defaults (SimWorldConfig *config, SimAuth auth)
{
  static const char *const methods[] = { "mschapv2", "gtc", NULL };
  IkeConfig *client = &config->client;

  memset (config, 0, sizeof *config);
  config->seed = 1;
  config->psk = "secret";
  config->password = "wonderland";
  config->gateway.auth = auth;
  client->auth = auth == SIM_AUTH_PSK    ? IKE_AUTH_PSK
                 : auth == SIM_AUTH_CERT ? IKE_AUTH_CERT
                                         : IKE_AUTH_EAP;
  client->wall_offset = SIM_WALL - SIM_START;
  client->want_ipv4 = TRUE;
  client->force_encap = TRUE;
  client->natt_port = 4500;
  client->fragment_size = 1280;
  client->give_up = 20 * MONO_SEC;
  client->dpd_interval = 30 * MONO_SEC;
  client->keepalive = 20 * MONO_SEC;
  client->ike_lifetime = 4 * MONO_HOUR;
  client->child_lifetime = MONO_HOUR;
  client->eap_identity = "alice";
  client->eap_methods = methods;
  g_assert_true (ike_id_parse ("vpn.example.org", &client->remote_id, NULL));
  g_assert_true (ike_id_parse ("alice@example.org", &client->local_id, NULL));
  if (auth == SIM_AUTH_PSK)
    return;
  client->trust = pki ()->trust;
  config->gateway.certificates = pki ()->gateway;
  config->gateway.key = pki ()->gateway_key;
  if (auth != SIM_AUTH_CERT)
    return;
  client->certificates = pki ()->client;
  config->client_key = pki ()->client_key;
  config->gateway.client_cas = pki ()->ca;
}

void
sim_world_config_clear (SimWorldConfig *config)
{
  ike_id_clear (&config->client.remote_id);
  ike_id_clear (&config->client.local_id);
}

static IkePath
first_path (const SimWorldConfig *config)
{
  IkePath path = { .local = { .port = CLIENT_PORT }, .remote = { .port = 500 } };

  if (config->tcp)
    {
      path.remote.port = 4500;
      path.transport = IKE_TRANSPORT_TCP;
    }
  g_assert_true (
      ip_address_parse (config->ipv6 ? "2001:db8:1::7" : "198.51.100.7", &path.local.address));
  g_assert_true (
      ip_address_parse (config->ipv6 ? "2001:db8:2::1" : "192.0.2.1", &path.remote.address));
  return path;
}

static void
log_to_test (gpointer ctx, LogSinkLevel level, const char *message)
{
  const SimWorld *world = ctx;

  if (level >= LOG_SINK_INFO)
    g_string_append_printf (world->said, "%s\n", message);
  if (g_test_verbose ())
    g_test_message ("%.3f %s", (double) (world->now - SIM_START) / (double) MONO_SEC, message);
}

SimWorld *
sim_world_new (const SimWorldConfig *config)
{
  SimWorld *world = g_new0 (SimWorld, 1);
  const LogSink log = { .write = log_to_test, .ctx = world };
  const IkePath path = first_path (config);
  g_autofree char *why = NULL;

  world->config = *config;
  world->now = SIM_START;
  sim_random_init (&world->client_random, config->seed * 2 + 1);
  sim_random_init (&world->gateway_random, config->seed * 2 + 2);
  world->client_rng = sim_random_rng (&world->client_random);
  world->gateway_rng = sim_random_rng (&world->gateway_random);
  world->link = sim_link_new (&config->link, config->seed);
  world->gateway = sim_gateway_new (&config->gateway, &world->gateway_rng);
  world->retired = g_array_new (FALSE, FALSE, sizeof (guint32));
  world->said = g_string_new (NULL);
  world->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ike_child_sa_free);
  world->session = ike_session_new (&config->client, &path, &world->client_rng, &log, &why);
  if (world->session == NULL)
    g_error ("no session: %s", why);
  return world;
}

void
sim_world_free (SimWorld *world)
{
  if (world == NULL)
    return;
  ike_session_free (world->session);
  sim_gateway_free (world->gateway);
  sim_link_free (world->link);
  ike_closed_free (world->closed);
  ike_peer_info_free (world->peer);
  ike_config_reply_free (world->reply);
  g_free (world->last_secret.prompt);
  g_ptr_array_unref (world->children);
  g_array_unref (world->retired);
  g_string_free (world->said, TRUE);
  g_free (world);
}

/* ---- The driver's part ----------------------------------------------------------------------- */

static const char *
find_answer (SimWorld *world, const IkeSecretRequest *request)
{
  const SimWorldConfig *config = &world->config;

  switch (request->kind)
    {
    case IKE_SECRET_PSK:
      return config->psk;
    case IKE_SECRET_PPK:
      return config->ppk;
    case IKE_SECRET_PASSWORD:
    case IKE_SECRET_NEW_PASSWORD:
      return config->password;
    case IKE_SECRET_RESPONSE:
      return world->n_responses < SIM_PROMPTS_MAX ? config->responses[world->n_responses++] : NULL;
    }
  return NULL;
}

static void
answer_secret (SimWorld *world, guint32 ticket, const char *secret)
{
  IkeAnswer answer = { 0 };

  if (secret != NULL)
    answer.secret = secret_buf_new_copy (secret, strlen (secret));
  g_assert_cmpint (ike_session_answer (world->session, ticket, &answer, world->now), ==, 0);
}

static void
answer_signature (SimWorld *world, const IkeEvent *event)
{
  g_autoptr (GBytes) signature = NULL;
  IkeAnswer answer = { 0 };

  if (world->config.client_key != NULL)
    signature = cry_private_key_sign (world->config.client_key, event->sig,
                                      g_bytes_get_data (event->octets, NULL),
                                      g_bytes_get_size (event->octets));
  answer.signature = signature;
  g_assert_cmpint (ike_session_answer (world->session, event->ticket, &answer, world->now), ==, 0);
}

static void
take_secret_request (SimWorld *world, IkeEvent *event)
{
  g_free (world->last_secret.prompt);
  world->last_secret = event->secret;
  event->secret.prompt = NULL;
  if (world->config.hold_secrets)
    world->open_ticket = event->ticket;
  else
    answer_secret (world, event->ticket, find_answer (world, &world->last_secret));
}

static void
install (SimWorld *world, IkeEvent *event)
{
  for (guint i = 0; i < world->children->len; i++)
    {
      const IkeChildSa *other = g_ptr_array_index (world->children, i);

      g_assert_cmphex (other->spi_in, !=, event->child->spi_in);
    }
  g_ptr_array_add (world->children, g_steal_pointer (&event->child));
}

static void
uninstall (SimWorld *world, guint32 spi_in)
{
  for (guint i = 0; i < world->children->len; i++)
    {
      const IkeChildSa *child = g_ptr_array_index (world->children, i);

      if (child->spi_in != spi_in)
        continue;
      g_ptr_array_remove_index (world->children, i);
      if (world->active_spi == spi_in)
        world->active_spi = 0;
      return;
    }
  g_error ("SA_REMOVE of an SPI that is not installed");
}

/* One that was retired before is in nobody's view any more. */
static void
remove_sa (SimWorld *world, guint32 spi_in)
{
  for (guint i = 0; i < world->retired->len; i++)
    if (g_array_index (world->retired, guint32, i) == spi_in)
      {
        g_array_remove_index (world->retired, i);
        return;
      }
  uninstall (world, spi_in);
}

static void
activate (SimWorld *world, guint32 spi_in)
{
  for (guint i = 0; i < world->children->len; i++)
    {
      const IkeChildSa *child = g_ptr_array_index (world->children, i);

      if (child->spi_in == spi_in)
        {
          world->active_spi = spi_in;
          return;
        }
    }
  g_error ("SA_ACTIVATE of an SPI that is not installed");
}

static void
take_event (SimWorld *world, IkeEvent *event)
{
  /* CLOSED comes once and is the last. */
  g_assert_null (world->closed);
  world->n_events[event->type]++;
  switch (event->type)
    {
    case IKE_EVENT_STAGE:
      world->stage = event->stage;
      break;
    case IKE_EVENT_NEED_SECRET:
      take_secret_request (world, event);
      break;
    case IKE_EVENT_NEED_SIGNATURE:
      answer_signature (world, event);
      break;
    case IKE_EVENT_PEER:
      g_assert_null (world->peer);
      world->peer = g_steal_pointer (&event->peer);
      break;
    case IKE_EVENT_CONFIG:
      ike_config_reply_free (world->reply);
      world->reply = g_steal_pointer (&event->config);
      break;
    case IKE_EVENT_SA_INSTALL:
      install (world, event);
      break;
    case IKE_EVENT_SA_ACTIVATE:
      activate (world, event->spi_in);
      break;
    case IKE_EVENT_SA_RETIRE:
      uninstall (world, event->spi_in);
      g_array_append_val (world->retired, event->spi_in);
      break;
    case IKE_EVENT_SA_REMOVE:
      remove_sa (world, event->spi_in);
      break;
    case IKE_EVENT_IKE_REKEYED:
    case IKE_EVENT_PROBED:
      world->arrived = event->arrived;
      break;
    case IKE_EVENT_PATH:
    case IKE_EVENT_MESSAGE:
      break;
    case IKE_EVENT_CLOSED:
      world->closed = g_steal_pointer (&event->closed);
      world->stage = IKE_STAGE_CLOSED;
      break;
    }
}

static void
send_datagram (SimWorld *world, const IkeDatagram *datagram)
{
  if (datagram->keepalive)
    {
      world->keepalives++;
      return;
    }
  sim_link_send (world->link, SIM_TO_GATEWAY, datagram, world->now);
  if (world->config.overhear != NULL)
    world->config.overhear (world, datagram, world->config.overhear_data);
}

/* Events first, then datagrams: the order ike.h asks of a driver. */
static gboolean
drain_session (SimWorld *world)
{
  gboolean any = FALSE;
  IkeDatagram datagram;
  IkeEvent event;

  while (ike_session_pull_event (world->session, &event))
    {
      any = TRUE;
      take_event (world, &event);
      ike_event_clear (&event);
    }
  if (ike_session_pull_datagram (world->session, &datagram))
    {
      any = TRUE;
      send_datagram (world, &datagram);
      ike_datagram_clear (&datagram);
    }
  return any;
}

void
sim_world_inject (SimWorld *world, const IkePath *path, GBytes *data)
{
  gsize len = 0;
  const guint8 *octets = g_bytes_get_data (data, &len);

  if (world->closed == NULL)
    g_assert_cmpint (ike_session_recv (world->session, path, octets, len, world->now), ==, 0);
}

static gboolean
drain_gateway (SimWorld *world)
{
  gboolean any = FALSE;
  IkeDatagram datagram;

  while (sim_gateway_pull (world->gateway, &datagram))
    {
      any = TRUE;
      sim_link_send (world->link, SIM_TO_CLIENT, &datagram, world->now);
      ike_datagram_clear (&datagram);
    }
  return any;
}

void
sim_world_pump (SimWorld *world)
{
  while (drain_session (world) || drain_gateway (world))
    ;
}

static gboolean
deliver (SimWorld *world)
{
  g_auto (IkeDatagram) datagram = { 0 };
  SimDirection direction;
  const guint8 *data;
  gsize len;

  if (!sim_link_receive (world->link, world->now, &direction, &datagram))
    return FALSE;
  data = g_bytes_get_data (datagram.data, &len);
  if (direction == SIM_TO_GATEWAY)
    sim_gateway_recv (world->gateway, &datagram.path, data, len, world->now);
  else if (world->closed == NULL)
    g_assert_cmpint (ike_session_recv (world->session, &datagram.path, data, len, world->now), ==,
                     0);
  return TRUE;
}

static MonoTime
next_deadline (const SimWorld *world)
{
  MonoTime next = mono_min (sim_link_deadline (world->link), sim_gateway_deadline (world->gateway));

  return world->closed != NULL ? next : mono_min (next, ike_session_deadline (world->session));
}

/* Everything that happens at this instant. */
static void
settle (SimWorld *world)
{
  guint steps = 0;

  sim_world_pump (world);
  while (next_deadline (world) <= world->now)
    {
      if (!deliver (world))
        {
          if (world->closed == NULL && ike_session_deadline (world->session) <= world->now)
            g_assert_cmpint (ike_session_tick (world->session, world->now), ==, 0);
          if (sim_gateway_deadline (world->gateway) <= world->now)
            sim_gateway_tick (world->gateway, world->now);
        }
      sim_world_pump (world);
      g_assert_cmpuint (steps++, <, IDLE_STEPS_MAX);
    }
}

static void
run (SimWorld *world, MonoTime span, IkeStage stop)
{
  MonoTime end = world->now + span;

  settle (world);
  while (stop == IKE_STAGE_IDLE || world->stage != stop)
    {
      MonoTime next = next_deadline (world);

      if (next > end)
        {
          world->now = end;
          return;
        }
      world->now = next;
      settle (world);
    }
}

void
sim_world_run (SimWorld *world, MonoTime span)
{
  run (world, span, IKE_STAGE_IDLE);
}

void
sim_world_sleep (SimWorld *world, MonoTime span)
{
  world->now += span;
  g_assert_cmpint (ike_session_tick (world->session, world->now), ==, 0);
  sim_world_pump (world);
}

gboolean
sim_world_run_until (SimWorld *world, IkeStage stage, MonoTime span)
{
  run (world, span, stage);
  return world->stage == stage;
}

void
sim_world_start (SimWorld *world)
{
  g_assert_cmpint (ike_session_start (world->session, world->now), ==, 0);
  sim_world_pump (world);
}

void
sim_world_connect (SimWorld *world)
{
  sim_world_start (world);
  if (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, CONNECT_TIME))
    return;
  if (world->closed != NULL)
    g_error ("closed at %s: %s, notify %u, expected %s, found %s",
             ike_stage_name (world->closed->stage), ike_reason_name (world->closed->reason),
             world->closed->notify, world->closed->expected, world->closed->found);
  g_error ("not established, but at %s", ike_stage_name (world->stage));
}

void
sim_world_answer (SimWorld *world, const char *secret)
{
  guint32 ticket = world->open_ticket;

  world->open_ticket = 0;
  answer_secret (world, ticket, secret);
  sim_world_pump (world);
}

/* ---- What it saw ----------------------------------------------------------------------------- */

MonoTime
sim_world_now (const SimWorld *world)
{
  return world->now;
}

IkeSession *
sim_world_session (SimWorld *world)
{
  return world->session;
}

SimGateway *
sim_world_gateway (SimWorld *world)
{
  return world->gateway;
}

SimLink *
sim_world_link (SimWorld *world)
{
  return world->link;
}

const IkeClosed *
sim_world_closed (const SimWorld *world)
{
  return world->closed;
}

const IkePeerInfo *
sim_world_peer (const SimWorld *world)
{
  return world->peer;
}

const IkeConfigReply *
sim_world_reply (const SimWorld *world)
{
  return world->reply;
}

guint
sim_world_n_events (const SimWorld *world, IkeEventType type)
{
  return world->n_events[type];
}

gboolean
sim_world_arrived (const SimWorld *world)
{
  return world->arrived;
}

guint64
sim_world_keepalives (const SimWorld *world)
{
  return world->keepalives;
}

const IkeSecretRequest *
sim_world_last_secret (const SimWorld *world)
{
  return &world->last_secret;
}

const char *
sim_world_said (const SimWorld *world)
{
  return world->said->str;
}

guint
sim_world_n_retired (const SimWorld *world)
{
  return world->retired->len;
}

guint
sim_world_n_children (const SimWorld *world)
{
  return world->children->len;
}

const IkeChildSa *
sim_world_child (const SimWorld *world, guint index)
{
  return index < world->children->len
             ? g_ptr_array_index (world->children, world->children->len - 1 - index)
             : NULL;
}

guint32
sim_world_active_spi (const SimWorld *world)
{
  return world->active_spi;
}

/* Keys of an AEAD's integrity are NULL. */
static void
assert_same (const SecretBuf *a, const SecretBuf *b)
{
  g_assert_cmpint (a == NULL, ==, b == NULL);
  if (a != NULL)
    g_assert_cmpmem (secret_buf_peek (a), secret_buf_len (a), secret_buf_peek (b),
                     secret_buf_len (b));
}

static void
assert_mirrored (const SimWorld *world, const SimChild *theirs)
{
  for (guint i = 0; i < world->children->len; i++)
    {
      const IkeChildSa *ours = g_ptr_array_index (world->children, i);

      if (ours->spi_out != theirs->spi_in)
        continue;
      g_assert_cmphex (ours->spi_in, ==, theirs->spi_out);
      assert_same (ours->encr_in, theirs->encr_out);
      assert_same (ours->encr_out, theirs->encr_in);
      g_assert_cmpint (ours->esn, ==, theirs->esn);
      assert_same (ours->integ_in, theirs->integ_out);
      assert_same (ours->integ_out, theirs->integ_in);
      return;
    }
  g_error ("the gateway has a Child SA the client has not");
}

void
sim_world_assert_in_step (SimWorld *world)
{
  SimChild child;

  g_assert_cmpuint (sim_gateway_n_children (world->gateway), ==, world->children->len);
  for (guint i = 0; sim_gateway_child (world->gateway, i, &child); i++)
    assert_mirrored (world, &child);
}
