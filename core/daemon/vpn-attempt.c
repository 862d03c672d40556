// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnAttempt: look-up, sockets and start of the worker of one session, and the end of them. */
#include "vpn-attempt-private.h"
#include "vpn-launch.h"
#include "vpn-source.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define TUN_MTU_DEFAULT 1500 /* bytes; what the kernel gives a new TUN device */

/* Anew, instead of the one there may be. */
static gboolean
make_worker (VpnAttempt *self, GError **error)
{
  const VpnServices *services = self->config.services;
  VpnWorkerConfig config = { services->worker_path, services->runtime_dir };
  g_autofree char *text = NULL;

  vpn_worker_free (self->worker);
  self->worker = vpn_worker_new (&config, &vpn_attempt_worker_events, self, error);
  if (self->worker == NULL)
    return FALSE;
  text = g_strdup_printf ("the worker is process %d", (int) vpn_worker_get_pid (self->worker));
  self->events->log (self->owner, LOG_SINK_INFO, text);
  return TRUE;
}

/* A kernel without a packet filter costs a warning, as for the guard. */
static void
tie_sockets (VpnAttempt *self)
{
  const VpnTransportFds *fds = vpn_transport_get_fds (self->transport);
  g_autoptr (GError) error = NULL;

  if (!net_leash_tie (self->leash, fds->udp4, fds->udp6, self->gateways, &error))
    self->events->log (self->owner, LOG_SINK_WARNING, error->message);
}

static const char *
own_ifname (const VpnAttempt *self)
{
  return vpn_host_side_get_tun (self->config.host)->ifname;
}

static gboolean
configure_worker (VpnAttempt *self, GError **error)
{
  const VpnTransportFds *fds = vpn_transport_get_fds (self->transport);
  const NetTun *tun = vpn_host_side_get_tun (self->config.host);
  const NetPlan *plan = vpn_host_side_get_plan (self->config.host);
  VpnWorkerStart start = {
    .name = self->config.name,
    .gateways = &g_array_index (self->gateways, IpAddress, 0),
    .n_gateways = fds->tcp >= 0 ? 1 : self->gateways->len,
    .local_port = fds->local_port,
    .tun_mtu = plan != NULL ? (guint16) plan->mtu : TUN_MTU_DEFAULT,
    .tun_offloads = tun->offloads,
    .last = plan != NULL ? plan->addresses : NULL,
    .n_last = plan != NULL ? plan->n_addresses : 0,
    .udp4 = fds->udp4,
    .udp6 = fds->udp6,
    .tcp = fds->tcp,
    .tcp_port = fds->peer.port,
    .tun = tun->fd,
    .public_key = self->config.public_key,
  };

  return vpn_launch_worker (self->worker, self->config.profile, self->config.options, &start,
                            error);
}

/* The worker gets what there is to reach the first gateway by. */
static void
begin_contact (VpnAttempt *self)
{
  g_autofree char *address = ip_address_to_text (&g_array_index (self->gateways, IpAddress, 0));
  g_autoptr (GError) error = NULL;

  tie_sockets (self);
  if (!configure_worker (self, &error))
    {
      vpn_attempt_fail (self, VPN_REASON_WORKER_DIED, error->message);
      return;
    }
  vpn_attempt_watch (self, VPN_ATTEMPT_STALL_MS);
  self->events->contact (self->owner, address);
}

static void
launch (VpnAttempt *self)
{
  g_autofree char *detail = NULL;
  g_autoptr (GError) error = NULL;
  VpnReason reason
      = vpn_launch_judge (self->config.profile, self->gateways, own_ifname (self), &detail);

  vpn_source_clear (&self->lookup_timer);
  if (reason != VPN_REASON_NONE)
    {
      vpn_attempt_fail (self, reason, detail);
      return;
    }
  vpn_launch_order (self->gateways);
  if (!vpn_transport_open (self->transport, self->config.profile, self->gateways, &error))
    vpn_attempt_fail (self, VPN_REASON_NETWORK_SETUP, error->message);
  else if (vpn_transport_is_open (self->transport))
    begin_contact (self);
}

/* The worker that waited for an answer to UDP has learnt nothing that is worth keeping. */
static void
on_stream (gpointer owner)
{
  VpnAttempt *self = owner;
  g_autoptr (GError) error = NULL;

  if (self->told_lost || self->closing)
    return;
  self->events->log (self->owner, LOG_SINK_INFO, "the gateway is reached over TCP");
  vpn_resolver_prefer (self->gateways, &vpn_transport_get_fds (self->transport)->peer.address);
  if (make_worker (self, &error))
    begin_contact (self);
  else
    vpn_attempt_fail (self, VPN_REASON_WORKER_DIED, error->message);
}

static void
on_stream_failed (gpointer owner, const char *why)
{
  vpn_attempt_fail (owner, VPN_REASON_TCP_REFUSED, why);
}

static const VpnTransportEvents transport_events = {
  .stream = on_stream,
  .failed = on_stream_failed,
};

static gboolean
has_address (const GArray *gateways, const IpAddress *address)
{
  for (guint i = 0; i < gateways->len; i++)
    if (ip_address_equal (&g_array_index (gateways, IpAddress, i), address))
      return TRUE;
  return FALSE;
}

/* Anybody can answer for DNS, and a network of one family may tell of that one alone: where the
 * gateway was the last time is worth a try too, in either family. */
static GArray *
with_last_known (GArray *resolved, const GArray *known)
{
  gboolean has4 = known == NULL, has6 = known == NULL;

  for (guint i = 0; !(has4 && has6) && i < known->len; i++)
    {
      const IpAddress *last = &g_array_index (known, IpAddress, i);
      gboolean *has = last->family == AF_INET ? &has4 : &has6;

      if (!*has && !has_address (resolved, last) && resolved->len < VPN_RESOLVER_ADDRESSES_MAX)
        g_array_append_vals (resolved, last, 1);
      *has = TRUE;
    }
  return resolved;
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VpnAttempt *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) gateways = vpn_resolver_resolve_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (gateways != NULL)
    {
      g_autoptr (GArray) known = g_steal_pointer (&self->gateways);

      self->gateways = with_last_known (g_steal_pointer (&gateways), known);
    }
  if (vpn_attempt_is_launched (self) || self->told_lost)
    return;
  /* Behind a tunnel that takes all of DNS nothing resolves while the tunnel is down; the gateway is
   * most likely where it was. */
  if (self->gateways != NULL)
    launch (self);
  else
    vpn_attempt_fail (self, vpn_launch_judge_lookup (error, own_ifname (self)), "");
}

static gboolean
on_lookup_slow (gpointer user_data)
{
  VpnAttempt *self = user_data;

  vpn_source_clear (&self->lookup_timer);
  self->events->log (self->owner, LOG_SINK_INFO,
                     "the name does not resolve now; the address is kept");
  launch (self);
  return G_SOURCE_REMOVE;
}

static void
look_up (VpnAttempt *self)
{
  vpn_launch_look_up (self->config.services->resolver_path, self->config.profile, self->life,
                      on_resolved, self);
  if (self->gateways != NULL)
    self->lookup_timer = vpn_source_timeout (VPN_ATTEMPT_LOOKUP_AGAIN_MS, on_lookup_slow, self);
}

static gboolean
on_begin (gpointer user_data)
{
  VpnAttempt *self = user_data;
  g_autoptr (GError) error = NULL;

  vpn_source_clear (&self->turn);
  if (self->config.worker_fd >= 0)
    {
      self->worker = vpn_worker_adopt (g_steal_fd (&self->config.worker_fd),
                                       g_steal_fd (&self->config.worker_pidfd), self->gateways,
                                       &vpn_attempt_worker_events, self);
      self->adopted = self->demands.is_up = TRUE;
      vpn_attempt_watch (self, VPN_ATTEMPT_REPORT_MS);
      return G_SOURCE_REMOVE;
    }
  /* It builds its jail while the name is looked up, and then waits for its configuration. */
  if (!make_worker (self, &error))
    vpn_attempt_fail (self, VPN_REASON_WORKER_DIED, error->message);
  else if (self->config.trust_gateways && self->gateways != NULL)
    launch (self);
  else
    look_up (self);
  return G_SOURCE_REMOVE;
}

/* ---- Life ---------------------------------------------------------------------------------- */

VpnAttempt *
vpn_attempt_new (const VpnAttemptConfig *config, const VpnAttemptEvents *events, gpointer owner)
{
  VpnAttempt *self = g_new0 (VpnAttempt, 1);

  self->config = *config;
  self->demands.profile = config->profile;
  self->leash = net_leash_new (
      config->slot, (guint16) vpn_profile_get_integer (config->profile, VPN_KEY_PORT),
      (guint16) vpn_profile_get_integer (config->profile, VPN_KEY_NATT_PORT));
  self->events = events;
  self->owner = owner;
  if (config->leash != NULL && !net_leash_tie_again (self->leash, config->leash))
    events->log (owner, LOG_SINK_WARNING, "what was kept of the worker's limits makes no sense");
  self->life = g_cancellable_new ();
  self->pulse
      = vpn_pulse_new (&vpn_attempt_pulse_events, self, VPN_PULSE_SILENT_MS, VPN_PULSE_DEAD_MS);
  self->gateways = config->gateways != NULL ? g_array_ref (config->gateways) : NULL;
  self->transport = vpn_transport_new (&transport_events, self);
  self->turn = vpn_source_timeout (0, on_begin, self);
  return self;
}

static void
drop_waiting (VpnAttempt *self)
{
  g_cancellable_cancel (self->life);
  vpn_source_clear (&self->turn);
  vpn_source_clear (&self->stall_timer);
  vpn_source_clear (&self->lookup_timer);
  g_clear_pointer (&self->pulse, vpn_pulse_free);
}

static void
close_fd (int fd)
{
  if (fd >= 0)
    close (fd);
}

void
vpn_attempt_free (VpnAttempt *attempt)
{
  if (attempt == NULL)
    return;
  drop_waiting (attempt);
  vpn_worker_free (attempt->worker);
  vpn_transport_free (attempt->transport);
  net_leash_free (attempt->leash);
  close_fd (attempt->config.worker_fd);
  close_fd (attempt->config.worker_pidfd);
  g_clear_pointer (&attempt->config.public_key, g_bytes_unref);
  g_clear_pointer (&attempt->gateways, g_array_unref);
  g_object_unref (attempt->life);
  g_free (attempt);
}

static gboolean
on_end (gpointer user_data)
{
  VpnAttempt *self = user_data;

  vpn_source_clear (&self->turn);
  self->events->ended (self->owner);
  return G_SOURCE_REMOVE;
}

void
vpn_attempt_close (VpnAttempt *attempt)
{
  if (attempt->closing)
    return;
  attempt->closing = TRUE;
  drop_waiting (attempt);
  if (attempt->worker != NULL)
    vpn_worker_close (attempt->worker);
  else
    attempt->turn = vpn_source_timeout (0, on_end, attempt);
}

VpnWorker *
vpn_attempt_get_worker (VpnAttempt *attempt)
{
  return attempt->worker;
}

gboolean
vpn_attempt_is_launched (const VpnAttempt *attempt)
{
  return vpn_transport_is_open (attempt->transport) || attempt->adopted;
}

gboolean
vpn_attempt_has_way (const VpnAttempt *attempt)
{
  g_autofree char *detail = NULL;

  return attempt->gateways != NULL
         && vpn_launch_judge (attempt->config.profile, attempt->gateways, own_ifname (attempt),
                              &detail)
                == VPN_REASON_NONE;
}

GArray *
vpn_attempt_get_gateways (VpnAttempt *attempt)
{
  return attempt->gateways;
}

gboolean
vpn_attempt_renew_leash (VpnAttempt *attempt)
{
  return net_leash_renew (attempt->leash);
}

char *
vpn_attempt_get_leash (VpnAttempt *attempt)
{
  return net_leash_is_tied (attempt->leash) ? net_leash_to_text (attempt->leash) : NULL;
}

void
vpn_attempt_want_counters (VpnAttempt *attempt)
{
  if (attempt->worker != NULL)
    vpn_worker_want_counters (attempt->worker, ++attempt->counters_wanted);
}
