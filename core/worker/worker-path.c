// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Which of the gateway's addresses is tried, and what goes there by the plane. */
#include "worker-driver-private.h"

#include "cry-rng.h"

#include <errno.h>
#include <string.h>

#define ATTEMPT_TIME     (5 * MONO_SEC) /* for each address but the last */
#define ATTEMPT_TIME_MIN (1 * MONO_SEC)

#define REDIRECTS_MAX 5 /* RFC 5685 section 6 */

#define PATH_MIN_IPV4 \
  576 /* bytes; smaller ones are a lie (RFC 1191 section 3, RFC 8200 section 5) */
#define PATH_MIN_IPV6 1280

/* A gateway with one port for both speaks with markers from the first datagram. */
static gboolean
has_one_port (const WorkerConfig *config)
{
  return config->ike_port == config->ike.natt_port;
}

static gboolean
is_stream (const WorkerConfig *config)
{
  return config->tcp_port != 0;
}

/* Once: an address of the other family goes by the other socket of the same plane. */
static gboolean
ensure_plane (WorkerDriver *driver)
{
  const WorkerConfig *config = driver->config;
  const IkeEndpoint far_end = { config->gateways[0].address, config->tcp_port };
  PlaneTcp tcp = { .fd = config->tcp };
  PlaneConfig plane = {
    .tun_fd = config->tun,
    .udp4_fd = config->udp4,
    .udp6_fd = config->udp6,
    .tun_offloads = config->tun_offloads,
    .ike_port = has_one_port (config) || is_stream (config) ? 0 : config->ike_port,
    .tun_mtu = config->tun_mtu,
  };

  (void) worker_endpoint_to_sockaddr (&far_end, &tcp.peer);
  if (is_stream (config))
    plane.tcp = &tcp;
  if (driver->plane == NULL)
    driver->plane = plane_new (&plane);
  return driver->plane != NULL;
}

static MonoTime
time_left (const WorkerDriver *driver, MonoTime now)
{
  return driver->config->ike.contact_give_up - (now - driver->started);
}

/* All addresses together get the time the profile gives one gateway. They take turns until it is
 * over: the one that did not answer a moment ago may be the only one there is a way to. */
static void
share_time (WorkerDriver *driver, IkeConfig *ike, MonoTime now)
{
  MonoTime slot = MAX (MIN (ATTEMPT_TIME, ike->contact_give_up / driver->config->n_gateways),
                       ATTEMPT_TIME_MIN);
  MonoTime left = time_left (driver, now);

  driver->attempt_deadline = MONO_NEVER;
  if (driver->config->n_gateways > 1 && left > slot)
    driver->attempt_deadline = mono_add (now, slot);
  else if (driver->n_tries > 0)
    ike->contact_give_up = MAX (left, ATTEMPT_TIME);
}

static IkePath
first_path (const WorkerDriver *driver)
{
  const WorkerConfig *config = driver->config;
  IkePath path = { .local = config->locals[driver->candidate],
                   .remote = config->gateways[driver->candidate],
                   .transport = has_one_port (config) ? IKE_TRANSPORT_NATT : IKE_TRANSPORT_UDP };

  path.remote.port = config->ike_port;
  if (is_stream (config))
    {
      path.remote.port = config->tcp_port;
      path.transport = IKE_TRANSPORT_TCP;
    }
  return path;
}

static gboolean
has_socket (const WorkerConfig *config, int family)
{
  return (family == AF_INET ? config->udp4 : config->udp6) >= 0;
}

/* A host without any other address has the tunnel's to offer, to which no answer comes back. */
static gboolean
is_inner (const WorkerDriver *driver, const IpAddress *address)
{
  for (guint i = 0; driver->reply != NULL && i < driver->reply->n_addresses; i++)
    if (ip_address_equal (&driver->reply->addresses[i].address, address))
      return TRUE;
  return FALSE;
}

/* FALSE: there are the same ways as before. */
static gboolean
learn_ways (WorkerDriver *driver, GVariant *ways)
{
  WorkerWay learnt[IKE_WAYS_MAX];
  guint n = 0;
  gboolean changed;

  for (gsize i = 0; i < g_variant_n_children (ways) && n < IKE_WAYS_MAX; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (ways, i);

      if (worker_way_read (child, &learnt[n])
          && has_socket (driver->config, learnt[n].remote.address.family)
          && !is_inner (driver, &learnt[n].local.address))
        n++;
    }
  changed = n != driver->n_ways;
  for (guint i = 0; i < n && !changed; i++)
    changed = !worker_way_equal (&learnt[i], &driver->ways[i]);
  memcpy (driver->ways, learnt, n * sizeof *learnt);
  driver->n_ways = n;
  return changed;
}

static void
tell_ways (WorkerDriver *driver)
{
  IkePath paths[IKE_WAYS_MAX];

  for (guint i = 0; i < driver->n_ways; i++)
    paths[i] = (IkePath){ .local = driver->ways[i].local, .remote = driver->ways[i].remote };
  ike_session_set_ways (driver->session, paths, driver->n_ways);
}

static void
begin_mtu (WorkerDriver *driver, const IkeEndpoint *remote, guint mtu)
{
  worker_mtu_begin (&driver->mtu, mtu,
                    remote->address.family == AF_INET ? PATH_MIN_IPV4 : PATH_MIN_IPV6);
}

static void
start_session (WorkerDriver *driver, MonoTime now)
{
  const IkeEndpoint *gateway = &driver->config->gateways[driver->candidate];
  IkeConfig ike = driver->config->ike;
  g_autofree char *address = worker_endpoint_text (gateway);
  g_autofree char *why = NULL;

  share_time (driver, &ike, now);
  driver->tried_at = now;
  driver->n_tries++;
  driver->path = first_path (driver);
  driver->contact = (WorkerContact){ 0 };
  g_clear_pointer (&driver->session, ike_session_free);
  driver->session
      = ike_session_new (&ike, &driver->path, cry_rng_system (), &driver->uplink.log, &why);
  if (driver->session == NULL)
    {
      worker_uplink_finish (&driver->uplink, VPN_REASON_BAD_PROFILE, why != NULL ? why : "",
                            VPN_STEP_NONE);
      return;
    }
  if (driver->config->ways != NULL)
    (void) learn_ways (driver, driver->config->ways);
  tell_ways (driver);
  begin_mtu (driver, gateway, driver->config->path_mtu);
  worker_uplink_send (&driver->uplink, RPC_STAGE,
                      g_variant_new ("(us)", (guint32) VPN_STEP_CONTACT, address));
  worker_uplink_check (&driver->uplink, ike_session_start (driver->session, now));
}

static gboolean
is_turn_left (const WorkerDriver *driver, MonoTime now)
{
  guint n = driver->config->n_gateways;

  return n > 1 && (driver->n_tries < n || time_left (driver, now) >= ATTEMPT_TIME_MIN);
}

gboolean
worker_path_try_next (WorkerDriver *driver, MonoTime now)
{
  if (driver->session == NULL)
    driver->started = now;
  else if (!is_turn_left (driver, now))
    return FALSE;
  else
    driver->candidate = (driver->candidate + 1) % driver->config->n_gateways;
  g_clear_pointer (&driver->closed, ike_closed_free);
  if (!ensure_plane (driver))
    worker_uplink_finish (&driver->uplink, VPN_REASON_INTERNAL, "no data plane", VPN_STEP_NONE);
  else
    start_session (driver, now);
  return TRUE;
}

/* genkand lets us send to the addresses it gave us; of others, which the gateway told of, it wants
 * to know before. */
static void
ask_reach (WorkerDriver *driver, const IpAddress *address)
{
  const WorkerConfig *config = driver->config;
  guint n_octets = ip_family_octets (address->family);

  for (guint i = 0; i < config->n_gateways; i++)
    if (ip_address_equal (&config->gateways[i].address, address))
      return;
  for (guint i = 0; i < driver->n_reached; i++)
    if (ip_address_equal (&driver->reached[i], address))
      return;
  if (driver->n_reached == WORKER_REACHED_MAX)
    return;
  driver->reached[driver->n_reached++] = *address;
  worker_uplink_send (
      &driver->uplink, RPC_REACH,
      g_variant_new (
          "(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, address->octets, n_octets, 1)));
}

/* Once the tunnel is up genkand makes the next session, which begins where the profile says. */
gboolean
worker_path_follow (WorkerDriver *driver, const char *target, MonoTime now)
{
  WorkerConfig *config = driver->config;
  IkeEndpoint *gateway = &config->gateways[driver->candidate];
  IpAddress address;

  if (driver->up || driver->redirects == REDIRECTS_MAX || is_stream (config)
      || !ip_address_parse (target, &address) || !has_socket (config, address.family))
    return FALSE;
  driver->redirects++;
  ask_reach (driver, &address);
  config->ike.redirected_from = gateway->address;
  gateway->address = address;
  if (config->locals[driver->candidate].address.family != address.family)
    config->locals[driver->candidate].address = (IpAddress){ .family = address.family };
  /* What genkand knows of ways leads to the gateway that it knows. */
  g_clear_pointer (&config->ways, g_variant_unref);
  driver->n_ways = 0;
  g_clear_pointer (&driver->closed, ike_closed_free);
  start_session (driver, now);
  return TRUE;
}

/* How a datagram of that path leaves: as the system likes, unless the path is by another way. */
static PlaneSource
source_of (const WorkerDriver *driver, const IkePath *path)
{
  PlaneSource source = { 0 };

  for (guint i = 0; i < driver->n_ways && source.ifindex == 0; i++)
    {
      if (!worker_endpoint_is_same_host (&driver->ways[i].local, &path->local))
        continue;
      source.ifindex = driver->ways[i].ifindex;
      source.address = path->local.address;
    }
  return source;
}

void
worker_path_point_plane (WorkerDriver *driver, const IkePath *path)
{
  const PlaneSource source = source_of (driver, path);
  struct sockaddr_storage address;
  socklen_t len = worker_endpoint_to_sockaddr (&path->remote, &address);

  plane_set_peer (driver->plane, (const struct sockaddr *) &address, len, &source);
}

void
worker_path_send (WorkerDriver *driver, const IkeDatagram *datagram)
{
  const IkePath *path = &datagram->path;
  PlaneIkeDatagram out = {
    .marked = path->transport != IKE_TRANSPORT_UDP && !datagram->keepalive,
    .source = source_of (driver, path),
    .probe = datagram->probe,
    .data = datagram->data,
  };

  if (driver->up)
    ask_reach (driver, &path->remote.address);
  /* Loss is the window's business. */
  out.peer_len = worker_endpoint_to_sockaddr (&path->remote, &out.peer);
  (void) !plane_send_ike (driver->plane, &out);
}

/* The stream has ended, and with it the session: a new one is the way back. */
static void
lose_stream (WorkerDriver *driver, const char *detail)
{
  gboolean met = ike_session_stage (driver->session) > IKE_STAGE_INIT;

  worker_uplink_finish (&driver->uplink, met ? VPN_REASON_GATEWAY_LOST : VPN_REASON_GATEWAY_SILENT,
                        detail, worker_step_of_stage (ike_session_stage (driver->session)));
}

/* Only a family or network that is not there at all is worth not waiting for, while there is
 * another address; each once without any wait. What ICMP says anybody can say: it is remembered
 * for the sentence. */
static void
look_at_errors (WorkerDriver *driver, MonoTime now)
{
  WorkerContact *contact = &driver->contact;
  guint16 port;
  int refused;
  int error = plane_pull_ike_error (driver->plane);
  gboolean unreachable = error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL
                         || error == EAFNOSUPPORT;
  MonoTime soonest = now;

  if (plane_pull_refusal (driver->plane, &refused, &port))
    *contact = (WorkerContact){ contact->heard, contact->understood, refused, port };
  if (driver->n_tries > driver->config->n_gateways)
    soonest = MAX (now, mono_add (driver->tried_at, ATTEMPT_TIME_MIN));
  if (unreachable && driver->attempt_deadline != MONO_NEVER)
    driver->attempt_deadline = mono_min (driver->attempt_deadline, soonest);
  if (is_stream (driver->config) && error == ECONNRESET)
    lose_stream (driver, "the TCP connection was closed");
}

/* Which of our addresses it came to, when the system tells. */
static void
take_local (const PlaneIkeDatagram *datagram, IkeEndpoint *local)
{
  const IpAddress *address = &datagram->source.address;

  if (address->family != 0 && !ip_address_is_unspecified (address))
    local->address = *address;
}

static void
receive_one (WorkerDriver *driver, const PlaneIkeDatagram *datagram, MonoTime now)
{
  IkePath path = { .local = driver->path.local, .transport = IKE_TRANSPORT_UDP };
  guint64 dropped;
  gsize len;
  const guint8 *data = g_bytes_get_data (datagram->data, &len);

  if (!worker_endpoint_from_sockaddr (&datagram->peer, &path.remote))
    return;
  take_local (datagram, &path.local);
  if (is_stream (driver->config))
    path.transport = IKE_TRANSPORT_TCP;
  else if (datagram->marked)
    path.transport = IKE_TRANSPORT_NATT;
  /* Somebody is there: this address gets all the time it needs. */
  if (worker_endpoint_is_same_host (&path.remote, &driver->config->gateways[driver->candidate]))
    {
      driver->attempt_deadline = MONO_NEVER;
      driver->contact.heard = TRUE;
    }
  dropped = ike_session_dropped (driver->session);
  worker_uplink_check (&driver->uplink, ike_session_recv (driver->session, &path, data, len, now));
  if (ike_session_dropped (driver->session) == dropped)
    driver->contact.understood = TRUE;
}

void
worker_path_receive (WorkerDriver *driver, MonoTime now)
{
  PlaneIkeDatagram datagram;
  guint32 spi_in, stray;

  look_at_errors (driver, now);
  for (guint i = 0; i < PLANE_IKE_QUEUE && plane_pull_ike (driver->plane, &datagram); i++)
    {
      receive_one (driver, &datagram, now);
      plane_ike_datagram_clear (&datagram);
    }
  stray = plane_pull_stray (driver->plane);
  if (stray != 0)
    worker_uplink_check (&driver->uplink, ike_session_on_stray_spi (driver->session, stray, now));
  while (plane_pull_soft_limit (driver->plane, &spi_in))
    worker_uplink_check (&driver->uplink, ike_session_on_soft_limit (driver->session, spi_in, now));
}

/* A worker that stands still claims nothing: genkand has to see that it does not. */
static void
report_pulse (WorkerDriver *driver, MonoTime now)
{
  const MonoTime interval = RPC_PULSE_MS * MONO_MSEC;
  MonoTime next = driver->flow.next_look;
  gboolean moves = next != MONO_NEVER && next - now <= interval / 2;

  if (moves && driver->pulse_at != MONO_NEVER && next < driver->pulse_at)
    return;
  if (moves || driver->pulse_at != MONO_NEVER)
    worker_uplink_send (&driver->uplink, RPC_PULSE, g_variant_new ("(b)", moves));
  driver->pulse_at = moves ? mono_add (now, interval) : MONO_NEVER;
}

/* Nobody does that by accident, and it harms nobody: for who looks after the network. */
static void
tell_odd_marks (WorkerDriver *driver, guint64 count, MonoTime now)
{
  guint64 news = worker_oddity_look (&driver->odd_marks, count, now);

  if (news != 0)
    log_sink_info (&driver->uplink.log,
                   "%" G_GUINT64_FORMAT " packets came with a congestion mark that does not fit "
                   "theirs: something on the way rewrites it",
                   news);
}

void
worker_path_look_at_traffic (WorkerDriver *driver, MonoTime now)
{
  WorkerFlow *flow = &driver->flow;
  WorkerFlowCount count;
  PlaneStats stats;
  guint news;

  if (!driver->active)
    return;
  plane_stats (driver->plane, &stats);
  count = (WorkerFlowCount){ .tx = stats.tx_packets,
                             .rx = stats.rx_packets,
                             .questions = stats.tx_questions,
                             .answers = stats.rx_answers };
  tell_odd_marks (driver, stats.odd_marks, now);
  flow->owed = ike_session_waits_since (driver->session);
  news = worker_flow_look (flow, &count, now);
  worker_mtu_look (&driver->mtu, (news & (WORKER_FLOW_INBOUND | WORKER_FLOW_OUTBOUND)) != 0,
                   stats.tx_large, stats.rx_large, now);
  if ((news & WORKER_FLOW_INBOUND) != 0)
    worker_uplink_check (&driver->uplink, ike_session_on_inbound_traffic (driver->session, now));
  if ((news & WORKER_FLOW_OUTBOUND) != 0)
    worker_uplink_check (&driver->uplink, ike_session_on_outbound_traffic (driver->session, now));
  if ((news & WORKER_FLOW_UNANSWERED) != 0)
    worker_uplink_check (&driver->uplink, ike_session_on_unanswered_traffic (driver->session, now));
  worker_path_report_flow (driver, news);
  report_pulse (driver, now);
  /* Nothing wakes us while packets stand still, and the first one does. */
  if (flow->next_look == MONO_NEVER)
    plane_watch_traffic (driver->plane);
}

void
worker_path_report_flow (WorkerDriver *driver, guint news)
{
  if ((news & WORKER_FLOW_CHANGED) != 0)
    worker_uplink_send (&driver->uplink, RPC_STALLED, g_variant_new ("(b)", driver->flow.stalled));
}

gboolean
worker_path_follow_mtu (WorkerDriver *driver)
{
  /* That a path is wider again no router tells. */
  if (!worker_mtu_told (&driver->mtu, plane_pull_path_mtu (driver->plane)))
    return FALSE;
  log_sink_debug (&driver->uplink.log, "path MTU %u", driver->mtu.mtu);
  return TRUE;
}

/* With a size of the profile's, or on a stream, there is nothing to find out. */
static gboolean
may_probe (const WorkerDriver *driver)
{
  return driver->up && driver->config->inner_mtu == 0 && !is_stream (driver->config)
         && ike_session_stage (driver->session) == IKE_STAGE_ESTABLISHED;
}

void
worker_path_probe (WorkerDriver *driver)
{
  guint size = may_probe (driver) ? worker_mtu_next (&driver->mtu, driver->now) : 0;

  if (size != 0 && !ike_session_probe (driver->session, size, driver->now))
    worker_mtu_not_now (&driver->mtu, driver->now);
}

MonoTime
worker_path_probe_deadline (const WorkerDriver *driver)
{
  return may_probe (driver) ? worker_mtu_deadline (&driver->mtu, driver->now) : MONO_NEVER;
}

void
worker_path_begin_mtu (WorkerDriver *driver, const IkePath *path)
{
  guint mtu = driver->config->path_mtu;

  for (guint i = driver->n_ways; i > 0; i--)
    if (worker_endpoint_is_same_host (&driver->ways[i - 1].local, &path->local))
      mtu = driver->ways[i - 1].mtu;
  begin_mtu (driver, &path->remote, mtu);
}

static gboolean
is_on (const WorkerWay *way, const IkePath *path)
{
  return worker_endpoint_is_same_host (&way->remote, &path->remote);
}

static void
log_way (const WorkerDriver *driver, const WorkerWay *way)
{
  g_autofree char *local = way != NULL ? worker_endpoint_text (&way->local) : NULL;
  g_autofree char *remote = way != NULL ? worker_endpoint_text (&way->remote) : NULL;

  log_sink_debug (&driver->uplink.log, "%u ways now: %s to %s", driver->n_ways,
                  local != NULL ? local : "none", remote != NULL ? remote : "nowhere");
}

/* The way in use, when asked for; else the best one to the address in use, if there is one; else
 * the best of the others. NULL: there is none. */
static const WorkerWay *
choose_way (const WorkerDriver *driver, gboolean stay)
{
  const WorkerWay *found = NULL;

  for (guint i = driver->n_ways; i > 0; i--)
    {
      const WorkerWay *way = &driver->ways[i - 1];

      if (stay && is_on (way, &driver->path)
          && worker_endpoint_is_same_host (&way->local, &driver->path.local))
        return way;
      if (found == NULL || is_on (way, &driver->path) || !is_on (found, &driver->path))
        found = way;
    }
  return found;
}

/* A stream lives as long as our address does. */
static gboolean
has_local (GVariant *ways, const IkeEndpoint *local)
{
  for (gsize i = 0; i < g_variant_n_children (ways); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (ways, i);
      WorkerWay way;

      if (worker_way_read (child, &way) && worker_endpoint_is_same_host (&way.local, local))
        return TRUE;
    }
  return FALSE;
}

void
worker_path_roam (WorkerDriver *driver, GVariant *ways, gboolean changed, MonoTime now)
{
  IkePath path = driver->path;
  const WorkerWay *way;
  gboolean stay;

  if (is_stream (driver->config))
    {
      if (g_variant_n_children (ways) > 0 && !has_local (ways, &path.local))
        lose_stream (driver, "the network changed");
      return;
    }
  /* With the same ways as before, the one that was found to work is as good as ever. */
  stay = !learn_ways (driver, ways);
  way = choose_way (driver, stay);
  log_way (driver, way);
  /* Without any network the old way is as good as none; the next one will be told. */
  if (way == NULL || (stay && !changed))
    return;
  /* What came in so far came in along the old one. */
  worker_path_look_at_traffic (driver, now);
  tell_ways (driver);
  path.local.address = way->local.address;
  path.remote.address = way->remote.address;
  begin_mtu (driver, &path.remote, way->mtu);
  worker_uplink_check (&driver->uplink, ike_session_path_changed (driver->session, &path, now));
}
