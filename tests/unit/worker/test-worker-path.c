// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* worker-path.c over a plane and an engine that only write down what they are told; time is a
 * parameter. */
#include "worker-driver-private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

struct IkeSession
{
  IkeConfig config;
  IkePath first;
  IkePath received;  /* of the last datagram */
  IkePath moved;     /* the last path told */
  guint moved_after; /* n_inbound then */
  guint n_ways, probed;
  guint n_received, n_inbound, n_outbound, n_unanswered;
};

struct Plane
{
  PlaneConfig config;
  PlaneTcp tcp;
  PlaneStats stats;
  struct sockaddr_storage peer;
  PlaneSource source;
  PlaneIkeDatagram waiting;
  PlaneIkeDatagram sent; /* the last one; data owned */
  int ike_error;
  gboolean watched;
  guint path_mtu; /* to tell */
};

typedef struct
{
  WorkerDriver driver;
  WorkerConfig config;
} Scene;

/* ---- What worker-path.c calls ---------------------------------------------------------------- */

IkeSession *
ike_session_new (const IkeConfig *config, const IkePath *path, const Rng *rng, const LogSink *log,
                 char **ret_why)
{
  IkeSession *session = g_new0 (IkeSession, 1);

  session->config = *config;
  session->first = *path;
  return session;
}

void
ike_session_free (IkeSession *session)
{
  g_free (session);
}

int
ike_session_start (IkeSession *session, MonoTime now)
{
  return 0;
}

guint64
ike_session_dropped (const IkeSession *session)
{
  return 0;
}

int
ike_session_recv (IkeSession *session, const IkePath *path, const guint8 *data, gsize len,
                  MonoTime now)
{
  session->received = *path;
  session->n_received++;
  return 0;
}

int
ike_session_path_changed (IkeSession *session, const IkePath *path, MonoTime now)
{
  session->moved = *path;
  session->moved_after = session->n_inbound;
  return 0;
}

void
ike_session_set_ways (IkeSession *session, const IkePath *ways, guint n_ways)
{
  session->n_ways = n_ways;
}

gboolean
ike_session_probe (IkeSession *session, guint size, MonoTime now)
{
  session->probed = size;
  return TRUE;
}

int
ike_session_on_inbound_traffic (IkeSession *session, MonoTime now)
{
  session->n_inbound++;
  return 0;
}

int
ike_session_on_stray_spi (IkeSession *session, guint32 spi_in, MonoTime now)
{
  return 0;
}

int
ike_session_on_outbound_traffic (IkeSession *session, MonoTime now)
{
  session->n_outbound++;
  return 0;
}

int
ike_session_on_unanswered_traffic (IkeSession *session, MonoTime now)
{
  session->n_unanswered++;
  return 0;
}

MonoTime
ike_session_waits_since (const IkeSession *session)
{
  return MONO_NEVER;
}

int
ike_session_on_soft_limit (IkeSession *session, guint32 spi_in, MonoTime now)
{
  return 0;
}

IkeStage
ike_session_stage (const IkeSession *session)
{
  return IKE_STAGE_ESTABLISHED;
}

void
ike_closed_free (IkeClosed *closed)
{
  g_free (closed);
}

Plane *
plane_new (const PlaneConfig *config)
{
  Plane *plane = g_new0 (Plane, 1);

  plane->config = *config;
  if (config->tcp != NULL)
    plane->tcp = *config->tcp;
  return plane;
}

void
plane_free (Plane *plane)
{
  if (plane != NULL)
    g_clear_pointer (&plane->sent.data, g_bytes_unref);
  g_free (plane);
}

gboolean
plane_send_ike (Plane *plane, const PlaneIkeDatagram *datagram)
{
  g_clear_pointer (&plane->sent.data, g_bytes_unref);
  plane->sent = *datagram;
  g_bytes_ref (plane->sent.data);
  return TRUE;
}

int
plane_pull_ike_error (Plane *plane)
{
  int error = plane->ike_error;

  plane->ike_error = 0;
  return error;
}

gboolean
plane_pull_refusal (Plane *plane, int *ret_error, guint16 *ret_port)
{
  return FALSE;
}

guint32
plane_pull_stray (Plane *plane)
{
  return 0;
}

void
plane_set_peer (Plane *plane, const struct sockaddr *peer, socklen_t len, const PlaneSource *source)
{
  plane->source = *source;
  memcpy (&plane->peer, peer, len);
}

gboolean
plane_pull_ike (Plane *plane, PlaneIkeDatagram *ret_datagram)
{
  if (plane->waiting.data == NULL)
    return FALSE;
  *ret_datagram = plane->waiting;
  plane->waiting.data = NULL;
  return TRUE;
}

void
plane_ike_datagram_clear (PlaneIkeDatagram *datagram)
{
  g_clear_pointer (&datagram->data, g_bytes_unref);
}

gboolean
plane_pull_soft_limit (Plane *plane, guint32 *ret_spi_in)
{
  return FALSE;
}

guint
plane_pull_path_mtu (Plane *plane)
{
  guint mtu = plane->path_mtu;

  plane->path_mtu = 0;
  return mtu;
}

void
plane_watch_traffic (Plane *plane)
{
  plane->watched = TRUE;
}

void
plane_stats (const Plane *plane, PlaneStats *ret_stats)
{
  *ret_stats = plane->stats;
}

/* ---- Scene ----------------------------------------------------------------------------------- */

static void
add_gateway (Scene *self, guint8 last)
{
  IkeEndpoint *gateway = &self->config.gateways[self->config.n_gateways++];

  *gateway = (IkeEndpoint){ { AF_INET, { 127, 0, 0, last } }, 0 };
}

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  self->config.udp4 = self->config.udp6 = self->config.tcp = self->config.tun = -1;
  self->config.ike_port = 500;
  self->config.ike.natt_port = 4500;
  self->config.ike.contact_give_up = 20 * MONO_SEC;
  self->config.ike.keepalive = 20 * MONO_SEC;
  worker_uplink_init (&self->driver.uplink, -1);
  self->driver.config = &self->config;
  self->driver.attempt_deadline = MONO_NEVER;
  worker_flow_init (&self->driver.flow, 20 * MONO_SEC);
  add_gateway (self, 1);
}

static void
scene_tear_down (Scene *self, gconstpointer unused)
{
  ike_session_free (self->driver.session);
  plane_free (self->driver.plane);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void
test_single_address_has_all_the_time (Scene *self, gconstpointer unused)
{
  g_assert_true (worker_path_try_next (&self->driver, 100));
  g_assert_cmpint (self->driver.attempt_deadline, ==, MONO_NEVER);
  g_assert_cmpint (self->driver.session->config.contact_give_up, ==, 20 * MONO_SEC);
  g_assert_cmpuint (self->driver.session->first.remote.port, ==, 500);
  g_assert_cmpint (self->driver.session->first.transport, ==, IKE_TRANSPORT_UDP);
  g_assert_false (worker_path_try_next (&self->driver, 200));
}

/* They take turns for as long as a single one would have. */
static void
test_addresses_share_the_time (Scene *self, gconstpointer unused)
{
  MonoTime now = 7 * MONO_HOUR;

  add_gateway (self, 2);
  add_gateway (self, 3);
  g_assert_true (worker_path_try_next (&self->driver, now));
  g_assert_cmpint (self->driver.attempt_deadline, ==, now + 5 * MONO_SEC);
  now += 5 * MONO_SEC;
  g_assert_true (worker_path_try_next (&self->driver, now));
  g_assert_cmpint (self->driver.attempt_deadline, ==, now + 5 * MONO_SEC);
  now += 5 * MONO_SEC;
  g_assert_true (worker_path_try_next (&self->driver, now));
  g_assert_cmpint (self->driver.attempt_deadline, ==, now + 5 * MONO_SEC);
  g_assert_cmpuint (self->driver.session->first.remote.address.octets[3], ==, 3);
  now += 5 * MONO_SEC;
  g_assert_true (worker_path_try_next (&self->driver, now));
  g_assert_cmpuint (self->driver.session->first.remote.address.octets[3], ==, 1);
  g_assert_cmpint (self->driver.attempt_deadline, ==, MONO_NEVER);
  g_assert_cmpint (self->driver.session->config.contact_give_up, ==, 5 * MONO_SEC);
  now += 5 * MONO_SEC;
  g_assert_false (worker_path_try_next (&self->driver, now));
}

static void
test_many_addresses_get_less_each (Scene *self, gconstpointer unused)
{
  for (guint i = 2; i <= 10; i++)
    add_gateway (self, (guint8) i);
  g_assert_true (worker_path_try_next (&self->driver, 0));
  g_assert_cmpint (self->driver.attempt_deadline, ==, 2 * MONO_SEC);
}

static void
test_family_that_is_not_there (Scene *self, gconstpointer unused)
{
  add_gateway (self, 1);
  g_assert_true (worker_path_try_next (&self->driver, 100));
  self->driver.plane->ike_error = ECONNREFUSED; /* somebody is there */
  worker_path_receive (&self->driver, 200);
  g_assert_cmpint (self->driver.attempt_deadline, >, 300);
  self->driver.plane->ike_error = ENETUNREACH;
  worker_path_receive (&self->driver, 300);
  g_assert_cmpint (self->driver.attempt_deadline, ==, 300);
  /* Where no family is there, they take turns without haste. */
  g_assert_true (worker_path_try_next (&self->driver, 300));
  g_assert_true (worker_path_try_next (&self->driver, 400));
  self->driver.plane->ike_error = ENETUNREACH;
  worker_path_receive (&self->driver, 500);
  g_assert_cmpint (self->driver.attempt_deadline, ==, 400 + 1 * MONO_SEC);
}

static void
assert_sent (Scene *self, IkeTransport transport, gboolean keepalive, gboolean marked)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("ike", 3);
  const IkeDatagram datagram = {
    .path = { .remote = { { AF_INET, { 127, 0, 0, 1 } }, 4711 }, .transport = transport },
    .data = data,
    .keepalive = keepalive,
  };
  const struct sockaddr_in *peer = (const struct sockaddr_in *) &self->driver.plane->sent.peer;

  worker_path_send (&self->driver, &datagram);
  g_assert_true (self->driver.plane->sent.data == data);
  g_assert_cmpint (self->driver.plane->sent.marked, ==, marked);
  g_assert_cmpuint (ntohs (peer->sin_port), ==, 4711);
}

/* RFC 3948 sections 2.2 and 2.3 */
static void
test_marker (Scene *self, gconstpointer unused)
{
  g_assert_true (worker_path_try_next (&self->driver, 0));
  assert_sent (self, IKE_TRANSPORT_UDP, FALSE, FALSE);
  assert_sent (self, IKE_TRANSPORT_NATT, FALSE, TRUE);
  assert_sent (self, IKE_TRANSPORT_NATT, TRUE, FALSE);
}

static void
receive_from (Scene *self, guint8 last, guint16 port, gboolean marked)
{
  struct sockaddr_in from = { .sin_family = AF_INET, .sin_port = htons (port) };
  PlaneIkeDatagram *waiting = &self->driver.plane->waiting;

  from.sin_addr.s_addr = htonl (0x7f000000u | last);
  memcpy (&waiting->peer, &from, sizeof from);
  waiting->peer_len = sizeof from;
  waiting->marked = marked;
  waiting->data = g_bytes_new_static ("x", 1);
  worker_path_receive (&self->driver, 0);
}

/* The engine knows the ports on the wire, whatever the profile says they are. */
static void
test_ports_of_the_profile (Scene *self, gconstpointer unused)
{
  const IkePath path
      = { .remote = { { AF_INET, { 127, 0, 0, 1 } }, 14500 }, .transport = IKE_TRANSPORT_NATT };
  const struct sockaddr_in *peer;

  self->config.ike_port = 1500;
  self->config.ike.natt_port = 14500;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  g_assert_cmpuint (self->driver.plane->config.ike_port, ==, 1500);
  g_assert_cmpuint (self->driver.session->first.remote.port, ==, 1500);
  receive_from (self, 1, 1500, FALSE);
  g_assert_cmpuint (self->driver.session->received.remote.port, ==, 1500);
  receive_from (self, 1, 14500, TRUE);
  g_assert_cmpuint (self->driver.session->received.remote.port, ==, 14500);
  g_assert_cmpint (self->driver.session->received.transport, ==, IKE_TRANSPORT_NATT);
  worker_path_point_plane (&self->driver, &path);
  peer = (const struct sockaddr_in *) &self->driver.plane->peer;
  g_assert_cmpuint (ntohs (peer->sin_port), ==, 14500);
}

static void
test_one_port_for_both_starts_marked (Scene *self, gconstpointer unused)
{
  self->config.ike_port = self->config.ike.natt_port = 4500;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  g_assert_cmpint (self->driver.session->first.transport, ==, IKE_TRANSPORT_NATT);
  g_assert_cmpuint (self->driver.session->first.remote.port, ==, 4500);
  g_assert_cmpuint (self->driver.plane->config.ike_port, ==, 0);
}

static void
tell_ways (Scene *self, const char *ways, gboolean changed)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed (ways));

  worker_path_roam (&self->driver, value, changed, 0);
}

static void
roam (Scene *self, const char *ways)
{
  tell_ways (self, ways, TRUE);
}

/* RFC 9329: one stream, on which everything is marked, until it or our address ends. */
static void
stream_up (Scene *self)
{
  self->config.tcp_port = 443;
  self->config.locals[0] = (IkeEndpoint){ { AF_INET, { 10, 0, 0, 5 } }, 0 };
  g_assert_true (worker_path_try_next (&self->driver, 0));
}

static void
test_stream (Scene *self, gconstpointer unused)
{
  const struct sockaddr_in *peer;

  self->config.tcp = 7;
  stream_up (self);
  self->config.tcp = -1;
  peer = (const struct sockaddr_in *) &self->driver.plane->tcp.peer;
  g_assert_cmpint (self->driver.plane->tcp.fd, ==, 7);
  g_assert_cmpuint (ntohs (peer->sin_port), ==, 443);
  g_assert_cmpuint (self->driver.plane->config.ike_port, ==, 0);
  g_assert_cmpint (self->driver.session->first.transport, ==, IKE_TRANSPORT_TCP);
  g_assert_cmpuint (self->driver.session->first.remote.port, ==, 443);
  assert_sent (self, IKE_TRANSPORT_TCP, FALSE, TRUE);
  receive_from (self, 1, 443, TRUE);
  g_assert_cmpint (self->driver.session->received.transport, ==, IKE_TRANSPORT_TCP);
}

static void
test_stream_ends (Scene *self, gconstpointer unused)
{
  stream_up (self);
  self->driver.plane->ike_error = ECONNRESET;
  worker_path_receive (&self->driver, 200);
  g_assert_true (self->driver.uplink.finished);
}

static void
test_stream_and_roam (Scene *self, gconstpointer unused)
{
  stream_up (self);
  roam (self, "@a(ayayqu) []");
  roam (self, "[([byte 10, 0, 0, 9], [byte 127, 0, 0, 1], uint16 1500, uint32 0),"
              " ([byte 10, 0, 0, 5], [byte 127, 0, 0, 1], uint16 1500, uint32 0)]");
  g_assert_false (self->driver.uplink.finished);
  roam (self, "[([byte 10, 0, 0, 9], [byte 127, 0, 0, 1], uint16 1500, uint32 0)]");
  g_assert_true (self->driver.uplink.finished);
}

static void
test_an_answer_ends_the_hurry (Scene *self, gconstpointer unused)
{
  add_gateway (self, 2);
  g_assert_true (worker_path_try_next (&self->driver, 0));
  receive_from (self, 9, 500, FALSE); /* a stranger's datagram does not */
  g_assert_cmpint (self->driver.attempt_deadline, !=, MONO_NEVER);
  receive_from (self, 1, 500, FALSE);
  g_assert_cmpint (self->driver.attempt_deadline, ==, MONO_NEVER);
  g_assert_cmpuint (self->driver.session->n_received, ==, 2);
}

/* MOB-05, MOB-19: the way to the address in use, or else the best of the others, of whatever
 * family; its MTU with it. */
static void
test_roam (Scene *self, gconstpointer unused)
{
  const IkePath *moved;

  self->config.udp4 = 3;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  self->driver.path.remote.port = 14500;
  moved = &self->driver.session->moved;
  roam (self, "[([byte 10, 0, 0, 9], [byte 127, 0, 0, 2], uint16 1500, uint32 0),"
              " ([byte 10, 0, 0, 5], [byte 127, 0, 0, 1], uint16 1400, uint32 0)]");
  g_assert_cmpmem (moved->local.address.octets, 4, "\x0a\0\0\5", 4);
  g_assert_cmpmem (moved->remote.address.octets, 4, "\x7f\0\0\1", 4);
  g_assert_cmpuint (moved->remote.port, ==, 14500);
  g_assert_cmpuint (self->driver.mtu.mtu, ==, 1400);
  /* There is no socket of that family. */
  roam (self, "[([byte 253,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1],"
              "  [byte 253,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2], uint16 1280, uint32 0)]");
  g_assert_cmpint (moved->remote.address.family, ==, AF_INET);
  self->config.udp6 = 4;
  roam (self, "[([byte 253,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1],"
              "  [byte 253,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2], uint16 1280, uint32 0)]");
  g_assert_cmpint (moved->remote.address.family, ==, AF_INET6);
  g_assert_cmpuint (self->driver.mtu.mtu, ==, 1280);
  /* From within the tunnel: that host has no other address. */
  self->driver.reply = g_new0 (IkeConfigReply, 1);
  self->driver.reply->n_addresses = 1;
  self->driver.reply->addresses[0].address = (IpAddress){ AF_INET, { 10, 0, 0, 7 } };
  roam (self, "[([byte 10, 0, 0, 7], [byte 127, 0, 0, 1], uint16 1300, uint32 2)]");
  g_assert_cmpint (moved->remote.address.family, ==, AF_INET6);
  g_clear_pointer (&self->driver.reply, g_free);
  /* No network at all, or nonsense. */
  roam (self, "@a(ayayqu) []");
  roam (self, "[([byte 1], [byte 127, 0, 0, 1], uint16 1500, uint32 0)]");
  g_assert_cmpuint (self->driver.mtu.mtu, ==, 1280);
}

#define WAY_A "([byte 10, 0, 0, 5], [byte 127, 0, 0, 1], uint16 1500, uint32 0)"
#define WAY_B "([byte 10, 0, 1, 5], [byte 127, 0, 0, 1], uint16 1400, uint32 7)"

/* MOB-16: the engine knows of every way. One that was found to work is left only when there are
 * others; what leaves along it says by which link and from which address. */
static void
test_ways (Scene *self, gconstpointer unused)
{
  const IkePath *moved;

  self->config.udp4 = 3;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  moved = &self->driver.session->moved;
  roam (self, "[" WAY_A ", " WAY_B "]");
  g_assert_cmpuint (self->driver.session->n_ways, ==, 2);
  g_assert_cmpuint (moved->local.address.octets[2], ==, 0);
  worker_path_point_plane (&self->driver, moved);
  g_assert_cmpuint (self->driver.plane->source.ifindex, ==, 0);
  self->driver.path = *moved;
  self->driver.path.local.address.octets[2] = 1;
  worker_path_point_plane (&self->driver, &self->driver.path);
  g_assert_cmpuint (self->driver.plane->source.ifindex, ==, 7);
  g_assert_cmpmem (self->driver.plane->source.address.octets, 4, "\x0a\0\1\5", 4);
  roam (self, "[" WAY_A ", " WAY_B "]");
  g_assert_cmpuint (moved->local.address.octets[2], ==, 1);
  g_assert_cmpuint (self->driver.mtu.mtu, ==, 1400);
  roam (self, "[" WAY_A "]");
  g_assert_cmpuint (moved->local.address.octets[2], ==, 0);
}

/* A genkand that was started anew does not know what the worker was told: nothing happens unless it
 * is something else. */
static void
test_same_ways (Scene *self, gconstpointer unused)
{
  IkePath *moved;

  self->config.udp4 = 3;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  moved = &self->driver.session->moved;
  roam (self, "[" WAY_A ", " WAY_B "]");
  *moved = (IkePath){ 0 };
  tell_ways (self, "[" WAY_A ", " WAY_B "]", FALSE);
  g_assert_cmpint (moved->local.address.family, ==, 0);
  tell_ways (self, "[" WAY_B "]", FALSE);
  g_assert_cmpuint (moved->local.address.octets[2], ==, 1);
}

/* DPD-06: what came in along the old path is no evidence for the new one, so it is told before. */
static void
test_old_traffic_is_told_before_a_move (Scene *self, gconstpointer unused)
{
  self->config.udp4 = 3;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  self->driver.active = TRUE;
  self->driver.plane->stats.rx_packets = 5;
  roam (self, "[([byte 10, 0, 0, 5], [byte 127, 0, 0, 1], uint16 1400, uint32 0)]");
  g_assert_cmpuint (self->driver.session->moved_after, ==, 1);
}

/* ICM-05: down by what routers say, within reason, and not up by it. */
static void
test_path_mtu (Scene *self, gconstpointer unused)
{
  self->config.path_mtu = 1500;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  g_assert_false (worker_path_follow_mtu (&self->driver));
  self->driver.plane->path_mtu = 1492;
  g_assert_true (worker_path_follow_mtu (&self->driver));
  g_assert_cmpuint (self->driver.mtu.mtu, ==, 1492);
  self->driver.plane->path_mtu = 1500;
  g_assert_false (worker_path_follow_mtu (&self->driver));
  self->driver.plane->path_mtu = 68;
  g_assert_true (worker_path_follow_mtu (&self->driver));
  g_assert_cmpuint (self->driver.mtu.mtu, ==, 576);
}

static void
look (Scene *self, MonoTime now)
{
  worker_path_look_at_traffic (&self->driver, now);
}

static void
test_idle_tunnel_is_not_looked_at (Scene *self, gconstpointer unused)
{
  g_assert_true (worker_path_try_next (&self->driver, 0));
  look (self, 10 * MONO_SEC);
  g_assert_false (self->driver.plane->watched);
  self->driver.active = TRUE;
  look (self, 20 * MONO_SEC);
  g_assert_cmpint (self->driver.flow.next_look, ==, MONO_NEVER);
  g_assert_true (self->driver.plane->watched);
  g_assert_cmpuint (self->driver.session->n_inbound, ==, 0);
  g_assert_cmpuint (self->driver.session->n_outbound, ==, 0);
}

/* DPD-05: inbound traffic is a sign of life; what gets no answer is told as well. */
static void
test_traffic_is_reported (Scene *self, gconstpointer unused)
{
  PlaneStats *stats;

  g_assert_true (worker_path_try_next (&self->driver, 0));
  stats = &self->driver.plane->stats;
  self->driver.active = TRUE;
  stats->tx_packets = stats->rx_packets = 5;
  look (self, MONO_SEC);
  g_assert_cmpuint (self->driver.session->n_inbound, ==, 1);
  g_assert_cmpuint (self->driver.session->n_outbound, ==, 1);
  for (guint i = 2; i <= 4; i++)
    {
      stats->tx_packets++;
      look (self, i * MONO_SEC);
    }
  g_assert_cmpuint (self->driver.session->n_inbound, ==, 1);
  /* In doubt, and then for good. */
  g_assert_cmpuint (self->driver.session->n_unanswered, ==, 2);
  g_assert_true (self->driver.flow.stalled);
}

/* ICM-11: asked once the connection is up, unless the profile says how large. */
static void
test_probe (Scene *self, gconstpointer unused)
{
  self->config.path_mtu = 1500;
  g_assert_true (worker_path_try_next (&self->driver, 0));
  worker_path_probe (&self->driver);
  g_assert_cmpuint (self->driver.session->probed, ==, 0);
  g_assert_cmpint (worker_path_probe_deadline (&self->driver), ==, MONO_NEVER);
  self->driver.up = TRUE;
  self->config.inner_mtu = 1300;
  worker_path_probe (&self->driver);
  g_assert_cmpuint (self->driver.session->probed, ==, 0);
  self->config.inner_mtu = 0;
  g_assert_cmpint (worker_path_probe_deadline (&self->driver), ==, self->driver.now);
  worker_path_probe (&self->driver);
  g_assert_cmpuint (self->driver.session->probed, ==, 1500);
  g_assert_cmpint (worker_path_probe_deadline (&self->driver), ==, MONO_NEVER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/worker/path/" path, Scene, NULL, scene_set_up, func, scene_tear_down)
  ADD ("single-address-has-all-the-time", test_single_address_has_all_the_time);
  ADD ("addresses-share-the-time", test_addresses_share_the_time);
  ADD ("many-addresses-get-less-each", test_many_addresses_get_less_each);
  ADD ("family-that-is-not-there", test_family_that_is_not_there);
  ADD ("NAT-12/marker", test_marker);
  ADD ("ports-of-the-profile", test_ports_of_the_profile);
  ADD ("one-port-for-both-starts-marked", test_one_port_for_both_starts_marked);
  ADD ("TCP-01-TCP-05/stream", test_stream);
  ADD ("TCP-07/stream-ends", test_stream_ends);
  ADD ("TCP-07+TCP-14/stream-and-roam", test_stream_and_roam);
  ADD ("an-answer-ends-the-hurry", test_an_answer_ends_the_hurry);
  ADD ("ICM-05/path-mtu", test_path_mtu);
  ADD ("ICM-11/probe", test_probe);
  ADD ("MOB-05/roam", test_roam);
  ADD ("MOB-16/ways", test_ways);
  ADD ("same-ways", test_same_ways);
  ADD ("DPD-06/old-traffic-is-told-before-a-move", test_old_traffic_is_told_before_a_move);
  ADD ("idle-tunnel-is-not-looked-at", test_idle_tunnel_is_not_looked_at);
  ADD ("DPD-05/traffic-is-reported", test_traffic_is_reported);
#undef ADD
  return g_test_run ();
}
