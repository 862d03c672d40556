// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "config.h"

#include "vpn-connection-private.h"

#include "vpn-source.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TUN_MTU_DEFAULT 1500 /* bytes; what the kernel gives a new TUN device */

/* Longest time a worker may say nothing before it is up: longer than a person is waited for, and
 * far longer than any gateway is. */
#define STALL_MS ((VPN_AGENT_TIMEOUT_S + 60) * 1000)

/* Longest wait for a name whose addresses are known: behind a dead tunnel that takes all of DNS the
 * question is never answered. */
#define LOOKUP_AGAIN_MS 2000

/* ---- What the worker says ------------------------------------------------------------------ */

static gboolean
on_stalled (gpointer user_data)
{
  VpnConnection *self = user_data;

  vpn_source_clear (&self->stall_timer);
  g_clear_pointer (&self->worker, vpn_worker_free);
  vpn_connection_lost (self, VPN_REASON_WORKER_DIED, "it said nothing any more");
  return G_SOURCE_REMOVE;
}

static void
watch_progress (VpnConnection *self)
{
  vpn_source_clear (&self->stall_timer);
  if (self->state != VPN_STATE_CONNECTED && !self->ending)
    self->stall_timer = vpn_source_timeout (STALL_MS, on_stalled, self);
}

static void
on_stage (gpointer owner, VpnStep step, const char *detail)
{
  VpnConnection *self = owner;

  watch_progress (self);
  /* The other steps are genkand's own to announce. */
  if (step >= VPN_STEP_CONTACT && step <= VPN_STEP_CONFIGURE)
    vpn_connection_set_step (self, step, detail);
}

static void
on_need_secret (gpointer owner, const VpnWorkerSecretRequest *request)
{
  watch_progress (owner);
  vpn_connection_need_secret (owner, request);
}

static void
on_need_signature (gpointer owner, guint32 ticket, CrySig sig, GBytes *octets)
{
  vpn_connection_need_signature (owner, ticket, sig, octets);
}

static void
on_peer (gpointer owner, GVariant *peer)
{
  vpn_connection_set_peer (owner, peer);
}

static void
on_child_sas (gpointer owner, GVariant *child_sas)
{
  vpn_connection_set_child_sas (owner, child_sas);
}

static void
on_counters (gpointer owner, guint32 serial, GVariant *counters)
{
  vpn_connection_answer_counters (owner, serial, counters);
}

static void
on_message (gpointer owner, const char *text)
{
  vpn_exported_emit (owner, "Message", g_variant_new ("(s)", text));
}

static void
on_log (gpointer owner, LogSinkLevel level, const char *text)
{
  VpnConnection *self = owner;

  switch (level)
    {
    case LOG_SINK_DEBUG:
      vpn_log_add (self->log, G_LOG_LEVEL_DEBUG, "%s", text);
      break;
    case LOG_SINK_INFO:
      vpn_log_add (self->log, G_LOG_LEVEL_INFO, "%s", text);
      break;
    case LOG_SINK_WARNING:
      vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "%s", text);
      break;
    }
}

static void
on_up (gpointer owner)
{
  VpnConnection *self = owner;

  self->is_up = TRUE;
  vpn_source_clear (&self->stall_timer);
  vpn_connection_check_connected (self);
}

static void
on_closed (gpointer owner, VpnReason reason, const char *detail, VpnStep step)
{
  VpnConnection *self = owner;

  /* An end waits for the process: until it is gone it holds the TUN device. */
  if (!self->ending)
    vpn_connection_lost (self, reason, detail);
}

static void
on_exited (gpointer owner, const char *why)
{
  VpnConnection *self = owner;

  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "worker %s", why);
  g_clear_pointer (&self->worker, vpn_worker_free);
  vpn_connection_lost (self, VPN_REASON_WORKER_DIED, why);
}

/* ---- The plan ------------------------------------------------------------------------------ */

typedef struct
{
  VpnConnection *connection; /* counted */
  guint attempt;             /* whose worker waits for the answer */
  void (*again) (VpnConnection *self);
} Apply;

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Apply *apply = user_data;
  g_autoptr (VpnConnection) self = apply->connection;
  g_autoptr (GError) error = NULL;
  gboolean ok = net_applier_apply_finish (self->applier, result, &error);

  self->applying = FALSE;
  g_clear_object (&self->apply_cancellable);
  if (self->ending)
    vpn_connection_check_ended (self);
  else if (!ok)
    {
      vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "applying the network settings failed: %s",
                   error->message);
      vpn_connection_end (self, VPN_STATE_FAILED, VPN_REASON_NETWORK_SETUP, error->message);
    }
  else if (self->plan_waits)
    apply->again (self);
  else if (apply->attempt == self->attempt_serial && self->worker != NULL)
    {
      self->plan_applied = TRUE;
      vpn_worker_plan_done (self->worker, TRUE);
      vpn_connection_check_connected (self);
    }
}

static void
apply_plan (VpnConnection *self)
{
  Apply *apply = g_new0 (Apply, 1);

  apply->connection = g_object_ref (self);
  apply->attempt = self->attempt_serial;
  apply->again = apply_plan;
  self->plan_waits = FALSE;
  self->applying = TRUE;
  self->apply_cancellable = g_cancellable_new ();
  net_applier_apply_async (self->applier, self->plan, self->apply_cancellable, on_applied, apply);
}

/* The address that answered is the first to be tried the next time. */
static void
prefer_gateway (VpnConnection *self, const NetPrefix *answered)
{
  gsize len = answered->family == AF_INET ? 4 : 16;

  for (guint i = 1; i < self->gateways->len; i++)
    {
      VpnAddress address = g_array_index (self->gateways, VpnAddress, i);

      if (address.family != answered->family || memcmp (address.addr, answered->addr, len) != 0)
        continue;
      g_array_remove_index (self->gateways, i);
      g_array_prepend_val (self->gateways, address);
      return;
    }
}

static void
on_plan (gpointer owner, GVariant *variant)
{
  VpnConnection *self = owner;
  g_autoptr (GError) error = NULL;
  NetPlan *plan;

  if (self->ending)
    return;
  plan = net_plan_from_variant (variant, self->tun.ifname, &error);
  if (plan == NULL)
    {
      vpn_connection_end (self, VPN_STATE_FAILED, VPN_REASON_NETWORK_SETUP, error->message);
      return;
    }
  net_plan_free (self->plan);
  self->plan = plan;
  self->plan_applied = FALSE;
  prefer_gateway (self, &plan->gateway);
  vpn_connection_plan_changed (self);
  if (self->state != VPN_STATE_CONNECTED)
    vpn_connection_set_step (self, VPN_STEP_NETWORK, self->tun.ifname);
  if (self->applying)
    self->plan_waits = TRUE;
  else
    apply_plan (self);
}

static const VpnWorkerEvents worker_events = {
  .stage = on_stage,
  .need_secret = on_need_secret,
  .need_signature = on_need_signature,
  .peer = on_peer,
  .plan = on_plan,
  .child_sas = on_child_sas,
  .up = on_up,
  .message = on_message,
  .counters = on_counters,
  .log = on_log,
  .closed = on_closed,
  .exited = on_exited,
};

/* ---- One attempt --------------------------------------------------------------------------- */

static gboolean
open_host_side (VpnConnection *self, GError **error)
{
  NetApplierConfig config = {
    .runtime_dir = self->services->runtime_dir,
    .name = self->label,
    .slot = self->slot,
    .delegated = self->options->is_delegated,
    .bus = self->services->bus,
  };

  if (!self->tun_is_open)
    {
      if (!net_tun_open (self->options->ifname, &self->tun, error))
        return FALSE;
      self->tun_is_open = TRUE;
      vpn_exported_changed (VPN_EXPORTED (self), "Interface");
    }
  if (self->applier == NULL)
    self->applier = net_applier_new (&config, error);
  return self->applier != NULL;
}

static gboolean
has_family (const VpnConnection *self, sa_family_t family)
{
  for (guint i = 0; i < self->gateways->len; i++)
    if (g_array_index (self->gateways, VpnAddress, i).family == family)
      return TRUE;
  return FALSE;
}

/* One socket per family the gateway has; both on the same port where that is free. */
static gboolean
open_sockets (VpnConnection *self, guint16 *ret_port, GError **error)
{
  guint16 wanted = (guint16) vpn_profile_get_integer (self->profile, VPN_KEY_LOCAL_PORT);
  g_autoptr (GError) local = NULL;
  guint16 port = wanted;

  if (has_family (self, AF_INET))
    self->udp4 = net_udp_open (AF_INET, wanted, &port, &local);
  if (has_family (self, AF_INET6))
    {
      g_clear_error (&local);
      self->udp6 = net_udp_open (AF_INET6, port, &port, &local);
      if (self->udp6 < 0 && wanted == 0)
        {
          g_clear_error (&local);
          self->udp6 = net_udp_open (AF_INET6, 0, &port, &local);
        }
    }
  if (self->udp4 < 0 && self->udp6 < 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *ret_port = port;
  return TRUE;
}

static int
open_ca (VpnConnection *self)
{
  if (self->options->ca >= 0)
    {
      /* Every worker reads it from its start. */
      (void) lseek (self->options->ca, 0, SEEK_SET);
      return fcntl (self->options->ca, F_DUPFD_CLOEXEC, 3);
    }
  if (g_str_equal (vpn_profile_get_string (self->profile, VPN_KEY_AUTH), "psk"))
    return -1;
  return open (GENKAN_SYSTEM_CA_BUNDLE, O_RDONLY | O_CLOEXEC);
}

static gboolean
configure_worker (VpnConnection *self, guint16 local_port, GError **error)
{
  const VpnAddress *first = &g_array_index (self->gateways, VpnAddress, 0);
  VpnWorkerStart start = {
    .name = self->label,
    .gateways = first,
    .n_gateways = self->gateways->len,
    .local_port = local_port,
    .tun_mtu = self->plan != NULL ? (guint16) self->plan->mtu : TUN_MTU_DEFAULT,
    .path_mtu = (guint16) MIN (net_path_mtu (first->family, first->addr), G_MAXUINT16),
    .tun_offloads = self->tun.offloads,
    .udp4 = self->udp4,
    .udp6 = self->udp6,
    .tun = self->tun.fd,
    .ca = open_ca (self),
    .certificate = self->options->certificate,
  };
  gboolean ok;

  if (start.certificate >= 0)
    (void) lseek (start.certificate, 0, SEEK_SET);
  ok = vpn_worker_start (self->worker, self->profile, &start, error);
  if (start.ca >= 0)
    close (start.ca);
  return ok;
}

static void
launch (VpnConnection *self)
{
  g_autoptr (GError) error = NULL;
  char address[INET6_ADDRSTRLEN] = "";
  const VpnAddress *first = &g_array_index (self->gateways, VpnAddress, 0);
  guint16 port;

  g_free (self->gateway_address);
  self->gateway_address
      = g_strdup (inet_ntop (first->family, first->addr, address, sizeof address));
  vpn_exported_changed (VPN_EXPORTED (self), "GatewayAddress");
  if (!open_sockets (self, &port, &error))
    vpn_connection_end (self, VPN_STATE_FAILED, VPN_REASON_NETWORK_SETUP, error->message);
  else if (!configure_worker (self, port, &error))
    vpn_connection_lost (self, VPN_REASON_WORKER_DIED, error->message);
  else
    watch_progress (self);
}

/* FALSE: the attempt is over. */
static gboolean
spawn_worker (VpnConnection *self)
{
  VpnWorkerConfig config = { self->services->worker_path, self->services->runtime_dir };
  g_autoptr (GError) error = NULL;

  self->worker = vpn_worker_new (&config, &worker_events, self, &error);
  if (self->worker == NULL)
    vpn_connection_lost (self, VPN_REASON_WORKER_DIED, error->message);
  return self->worker != NULL;
}

/* FALSE: the connection has ended. */
static gboolean
prepare_host_side (VpnConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (open_host_side (self, &error))
    return TRUE;
  vpn_connection_end (self, VPN_STATE_FAILED, VPN_REASON_NETWORK_SETUP, error->message);
  return FALSE;
}

typedef struct
{
  VpnConnection *connection; /* counted */
  guint attempt;
} Resolve;

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Resolve *resolve = user_data;
  g_autoptr (VpnConnection) self = resolve->connection;
  g_autoptr (GError) error = NULL;
  GArray *gateways = vpn_resolver_resolve_finish (result, &error);

  if (resolve->attempt != self->attempt_serial || self->ending)
    {
      g_clear_pointer (&gateways, g_array_unref);
      return;
    }
  if (gateways != NULL)
    {
      g_clear_pointer (&self->gateways, g_array_unref);
      self->gateways = gateways;
    }
  if (vpn_connection_is_launched (self))
    return;
  vpn_source_clear (&self->lookup_timer);
  /* Behind a tunnel that takes all of DNS nothing resolves while the tunnel is down; the gateway is
   * most likely where it was. */
  if (self->gateways != NULL)
    launch (self);
  else
    vpn_connection_lost (self, VPN_REASON_GATEWAY_NOT_FOUND, error->message);
}

static gboolean
on_lookup_slow (gpointer user_data)
{
  VpnConnection *self = user_data;

  vpn_source_clear (&self->lookup_timer);
  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "the name does not resolve now; the address is kept");
  launch (self);
  return G_SOURCE_REMOVE;
}

static sa_family_t
wanted_family (const VpnConnection *self)
{
  const char *family = vpn_profile_get_string (self->profile, VPN_KEY_FAMILY);

  if (g_str_equal (family, "ipv4"))
    return AF_INET;
  return g_str_equal (family, "ipv6") ? AF_INET6 : AF_UNSPEC;
}

void
vpn_connection_begin_attempt (VpnConnection *self)
{
  const char *gateway = vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY);
  Resolve *resolve;

  self->attempt = g_cancellable_new ();
  self->attempt_serial++;
  self->is_up = FALSE;
  self->plan_applied = FALSE;
  vpn_connection_set_step (self, VPN_STEP_RESOLVE, gateway);
  /* It builds its jail while the name is looked up, and then waits for its configuration. */
  if (!spawn_worker (self))
    return;
  /* The first retry goes straight to the address that just worked, later ones take turns. */
  if (self->gateways != NULL && self->failures % 2 == 1)
    {
      if (prepare_host_side (self))
        launch (self);
      return;
    }
  resolve = g_new0 (Resolve, 1);
  resolve->connection = g_object_ref (self);
  resolve->attempt = self->attempt_serial;
  vpn_resolver_resolve_async (self->services->resolver_path, gateway, wanted_family (self),
                              self->attempt, on_resolved, resolve);
  if (prepare_host_side (self) && self->gateways != NULL)
    self->lookup_timer = vpn_source_timeout (LOOKUP_AGAIN_MS, on_lookup_slow, self);
}

gboolean
vpn_connection_is_launched (const VpnConnection *self)
{
  return self->udp4 >= 0 || self->udp6 >= 0;
}

static void
close_socket (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

void
vpn_connection_drop_attempt (VpnConnection *self)
{
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  vpn_source_clear (&self->stall_timer);
  vpn_source_clear (&self->lookup_timer);
  self->attempt_serial++;
  g_clear_pointer (&self->worker, vpn_worker_free);
  close_socket (&self->udp4);
  close_socket (&self->udp6);
  vpn_connection_fail_counters (self);
}
