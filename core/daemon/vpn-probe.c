// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnProbes: a look at a gateway by the worker, without a connection. */
#include "vpn-probe.h"

#include "net-leash.h"
#include "net-slot.h"
#include "vpn-facts.h"
#include "vpn-keys.h"
#include "vpn-launch.h"
#include "vpn-source.h"
#include "vpn-transport.h"

#define PROBE_TIMEOUT_MS 20000 /* the look-up takes up to ten seconds, the gateway fewer */

struct VpnProbes
{
  const VpnServices *services; /* borrowed */
  GPtrArray *running;          /* owned; VpnProbe */
};

typedef struct
{
  VpnProbes *probes; /* borrowed: the owner */
  VpnCall *call;     /* counted */
  VpnProfile *profile;
  VpnConnectOptions *options;
  VpnKeys *keys;           /* owned or NULL */
  GCancellable *life;      /* owned; triggered when it goes */
  GArray *gateways;        /* owned or NULL; IpAddress */
  VpnWorker *worker;       /* owned or NULL */
  VpnTransport *transport; /* owned */
  NetLeash *leash;         /* owned or NULL; of the worker's sockets */
  guint number;            /* no other that runs has it */
  GSource *deadline;       /* owned */
  VpnStep step;
  VpnFacts facts;
  GVariantDict result;
} VpnProbe;

static void
probe_free (gpointer data)
{
  VpnProbe *probe = data;

  g_cancellable_cancel (probe->life);
  g_object_unref (probe->life);
  vpn_source_clear (&probe->deadline);
  vpn_worker_free (probe->worker);
  vpn_transport_free (probe->transport);
  net_leash_free (probe->leash);
  g_clear_pointer (&probe->gateways, g_array_unref);
  vpn_keys_free (probe->keys);
  vpn_connect_options_free (probe->options);
  vpn_profile_free (probe->profile);
  vpn_facts_clear (&probe->facts);
  g_variant_dict_clear (&probe->result);
  vpn_call_unref (probe->call);
  g_free (probe);
}

/* Frees the probe. */
static void
finish (VpnProbe *probe, VpnReason reason, const char *detail)
{
  gboolean has_expected = reason == VPN_REASON_GATEWAY_WRONG_IDENTITY;

  g_variant_dict_insert (&probe->result, "reason", "s", vpn_reason_to_string (reason));
  g_variant_dict_insert (&probe->result, "detail", "s", detail != NULL ? detail : "");
  g_variant_dict_insert (&probe->result, "expected", "s",
                         has_expected ? vpn_profile_get_gateway_name (probe->profile) : "");
  if (probe->facts.peer != NULL)
    g_variant_dict_insert_value (&probe->result, "peer", probe->facts.peer);
  if (probe->facts.ike_suite != NULL)
    g_variant_dict_insert (&probe->result, "ike-suite", "s", probe->facts.ike_suite);
  g_variant_dict_insert (&probe->result, "step", "s", vpn_step_to_string (probe->step));
  vpn_call_return (probe->call, g_variant_new ("(@a{sv})", g_variant_dict_end (&probe->result)));
  g_ptr_array_remove_fast (probe->probes->running, probe);
}

static gboolean
on_deadline (gpointer user_data)
{
  VpnProbe *probe = user_data;

  vpn_source_clear (&probe->deadline);
  finish (probe, VPN_REASON_GATEWAY_SILENT, NULL);
  return G_SOURCE_REMOVE;
}

/* ---- What the worker says ------------------------------------------------------------------ */

static void
on_stage (gpointer owner, VpnStep step, const char *detail)
{
  VpnProbe *probe = owner;

  probe->step = MAX (probe->step, step);
}

static void
on_peer (gpointer owner, GVariant *peer)
{
  VpnProbe *probe = owner;

  vpn_facts_set_peer (&probe->facts, peer);
}

/* It ends by itself where this begins; a worker that does not is not waited for. */
static void
on_need_secret (gpointer owner, const VpnWorkerSecretRequest *request)
{
  finish (owner, VPN_REASON_NONE, NULL);
}

static void
on_closed (gpointer owner, VpnReason reason, const char *detail, VpnStep step)
{
  VpnProbe *probe = owner;

  on_stage (probe, step, detail);
  finish (probe, reason, detail);
}

static void
on_exited (gpointer owner, const char *why)
{
  finish (owner, VPN_REASON_WORKER_DIED, why);
}

/* Another gateway to begin with (RFC 5685). */
static void
on_reach (gpointer owner, const IpAddress *address)
{
  VpnProbe *probe = owner;

  if (vpn_profile_get_boolean (probe->profile, VPN_KEY_REDIRECT))
    (void) net_leash_lengthen (probe->leash, address, NULL);
}

static const VpnWorkerEvents worker_events = {
  .stage = on_stage,
  .reach = on_reach,
  .need_secret = on_need_secret,
  .peer = on_peer,
  .closed = on_closed,
  .exited = on_exited,
};

/* ---- Contact ------------------------------------------------------------------------------- */

/* Without a packet filter nothing holds it, as with a connection. */
static void
tie_sockets (VpnProbe *probe)
{
  const VpnTransportFds *fds = vpn_transport_get_fds (probe->transport);

  probe->leash
      = net_leash_new (NET_SLOT_MAX + 1 + probe->number,
                       (guint16) vpn_profile_get_integer (probe->profile, VPN_KEY_PORT),
                       (guint16) vpn_profile_get_integer (probe->profile, VPN_KEY_NATT_PORT));
  (void) net_leash_tie (probe->leash, fds->udp4, fds->udp6, probe->gateways, NULL);
}

static gboolean
start_worker (VpnProbe *probe, GError **error)
{
  const VpnServices *services = probe->probes->services;
  const VpnWorkerConfig config = { services->worker_path, services->runtime_dir };
  g_autoptr (GBytes) public_key = probe->keys != NULL ? vpn_keys_get_public (probe->keys) : NULL;
  const VpnTransportFds *fds = vpn_transport_get_fds (probe->transport);
  VpnWorkerStart start = {
    .name = vpn_profile_get_string (probe->profile, VPN_KEY_NAME),
    .gateways = &g_array_index (probe->gateways, IpAddress, 0),
    .n_gateways = fds->tcp >= 0 ? 1 : probe->gateways->len,
    .local_port = fds->local_port,
    .udp4 = fds->udp4,
    .udp6 = fds->udp6,
    .tcp = fds->tcp,
    .tcp_port = fds->peer.port,
    .tun = -1,
    .probe = TRUE,
    .public_key = public_key,
  };

  tie_sockets (probe);
  probe->worker = vpn_worker_new (&config, &worker_events, probe, error);
  if (probe->worker == NULL
      || !vpn_launch_worker (probe->worker, probe->profile, probe->options, &start, error))
    return FALSE;
  g_variant_dict_insert (&probe->result, "path-mtu", "u", (guint32) start.path_mtu);
  return TRUE;
}

static void
start_or_fail (VpnProbe *probe)
{
  g_autoptr (GError) error = NULL;

  if (!start_worker (probe, &error))
    finish (probe, VPN_REASON_WORKER_DIED, error->message);
}

/* What UDP brings is what is asked about, if the profile lets it. */
static void
on_stream (gpointer owner)
{
  VpnProbe *probe = owner;

  vpn_resolver_prefer (probe->gateways, &vpn_transport_get_fds (probe->transport)->peer.address);
  g_variant_dict_insert (&probe->result, "tcp", "b", TRUE);
  if (probe->worker == NULL)
    start_or_fail (probe);
}

static void
on_stream_failed (gpointer owner, const char *why)
{
  finish (owner, VPN_REASON_TCP_REFUSED, why);
}

static const VpnTransportEvents transport_events = {
  .stream = on_stream,
  .failed = on_stream_failed,
};

static void
tell_addresses (VpnProbe *probe)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < probe->gateways->len; i++)
    {
      g_autofree char *text = ip_address_to_text (&g_array_index (probe->gateways, IpAddress, i));

      g_variant_builder_add (&builder, "s", text);
    }
  g_variant_dict_insert_value (&probe->result, "addresses", g_variant_builder_end (&builder));
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VpnProbe *probe = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) gateways = vpn_resolver_resolve_finish (result, &error);
  g_autofree char *detail = NULL;
  VpnReason reason;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (gateways == NULL)
    {
      finish (probe, vpn_launch_judge_lookup (error, NULL), NULL);
      return;
    }
  probe->gateways = g_steal_pointer (&gateways);
  tell_addresses (probe);
  reason = vpn_launch_judge (probe->profile, probe->gateways, NULL, &detail);
  probe->transport = vpn_transport_new (&transport_events, probe);
  if (reason != VPN_REASON_NONE)
    finish (probe, reason, detail);
  else if (!vpn_transport_open (probe->transport, probe->profile, probe->gateways, &error))
    finish (probe, VPN_REASON_NETWORK_SETUP, error->message);
  else if (vpn_transport_is_open (probe->transport))
    start_or_fail (probe);
}

/* ---- The key ------------------------------------------------------------------------------- */

/* Without its passphrase, for which nobody is asked here. FALSE: it cannot be used. */
static gboolean
look_at_key (VpnProbe *probe, GError **error)
{
  int fd = vpn_files_get (probe->options->files, VPN_FILE_PRIVATE_KEY);
  int result;

  if (fd < 0)
    return TRUE;
  probe->keys = vpn_keys_new (fd, error);
  if (probe->keys == NULL)
    return FALSE;
  result = vpn_keys_unlock (probe->keys, NULL);
  g_variant_dict_insert (&probe->result, "key-locked", "b",
                         result == CRY_PRIVATE_KEY_NEEDS_PASSPHRASE);
  if (result == CRY_PRIVATE_KEY_OK || result == CRY_PRIVATE_KEY_NEEDS_PASSPHRASE)
    return TRUE;
  g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED,
                       result == CRY_PRIVATE_KEY_UNSUPPORTED ? "this type of key is not supported"
                                                             : "the file is no private key");
  return FALSE;
}

/* ---- All of them --------------------------------------------------------------------------- */

VpnProbes *
vpn_probes_new (const VpnServices *services)
{
  VpnProbes *probes = g_new0 (VpnProbes, 1);

  probes->services = services;
  probes->running = g_ptr_array_new_with_free_func (probe_free);
  return probes;
}

void
vpn_probes_free (VpnProbes *probes)
{
  if (probes == NULL)
    return;
  g_ptr_array_unref (probes->running);
  g_free (probes);
}

static gboolean
is_busy_with (const VpnProbes *probes, guint32 uid)
{
  for (guint i = 0; i < probes->running->len; i++)
    if (vpn_call_get_uid (((VpnProbe *) probes->running->pdata[i])->call) == uid)
      return TRUE;
  return FALSE;
}

static guint
free_number (const VpnProbes *probes)
{
  guint number = 0;

  for (guint i = 0; i < probes->running->len; i++)
    number = MAX (number, ((const VpnProbe *) probes->running->pdata[i])->number + 1);
  return number;
}

void
vpn_probes_start (VpnProbes *probes, VpnCall *call, const VpnProfile *profile, gboolean is_shared)
{
  g_autoptr (VpnProfile) named = vpn_profile_copy (profile);
  g_autoptr (GError) error = NULL;
  VpnConnectOptions *options = NULL;
  VpnProbe *probe;

  if (is_busy_with (probes, vpn_call_get_uid (call)))
    {
      vpn_call_fail_code (call, VPN_ERROR_ALREADY_ACTIVE, "A gateway is being examined already");
      return;
    }
  options = vpn_connect_options_new (call, 0, named, is_shared, &error);
  if (options == NULL)
    {
      vpn_call_fail (call, error);
      return;
    }
  probe = g_new0 (VpnProbe, 1);
  *probe = (VpnProbe){
    .probes = probes,
    .call = vpn_call_ref (call),
    .profile = g_steal_pointer (&named),
    .options = options,
    .life = g_cancellable_new (),
    .step = VPN_STEP_RESOLVE,
    .number = free_number (probes),
  };
  g_variant_dict_init (&probe->result, NULL);
  probe->deadline = vpn_source_timeout (PROBE_TIMEOUT_MS, on_deadline, probe);
  g_ptr_array_add (probes->running, probe);
  if (!look_at_key (probe, &error))
    finish (probe, VPN_REASON_KEY_UNUSABLE, error->message);
  else
    vpn_launch_look_up (probes->services->resolver_path, profile, probe->life, on_resolved, probe);
}
