// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the engine said, done. */
#include "worker-driver-private.h"

#include "worker-error-map.h"

#include <string.h>

/* The two enums mean the same; the numbers are each their own contract. */
static const VpnSecretKind secret_kinds[] = {
  [IKE_SECRET_PSK] = VPN_SECRET_PSK,           [IKE_SECRET_PASSWORD] = VPN_SECRET_PASSWORD,
  [IKE_SECRET_RESPONSE] = VPN_SECRET_RESPONSE, [IKE_SECRET_NEW_PASSWORD] = VPN_SECRET_NEW_PASSWORD,
  [IKE_SECRET_PPK] = VPN_SECRET_PPK,
};

static void
report_stage (WorkerDriver *driver, IkeStage stage)
{
  VpnStep step = worker_step_of_stage (stage);

  /* Contact was announced with its address when the attempt began. */
  if (step != VPN_STEP_NONE && step != VPN_STEP_CONTACT)
    worker_uplink_send (&driver->uplink, RPC_STAGE, g_variant_new ("(us)", (guint32) step, ""));
}

static void
report_need_secret (WorkerDriver *driver, const IkeEvent *event)
{
  const IkeSecretRequest *request = &event->secret;

  worker_uplink_send (&driver->uplink, RPC_NEED_SECRET,
                      g_variant_new ("(uuubs)", event->ticket,
                                     (guint32) secret_kinds[request->kind],
                                     (guint32) request->round, request->retry,
                                     request->prompt != NULL ? request->prompt : ""));
}

static void
report_need_signature (WorkerDriver *driver, const IkeEvent *event)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (event->octets, &len);

  worker_uplink_send (
      &driver->uplink, RPC_NEED_SIGNATURE,
      g_variant_new ("(uu@ay)", event->ticket, (guint32) event->sig,
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, len, 1)));
}

static void
take_reply (WorkerDriver *driver, IkeEvent *event)
{
  g_clear_pointer (&driver->reply, ike_config_reply_free);
  driver->reply = g_steal_pointer (&event->config);
  if (!ike_config_reply_has (driver->reply, AF_INET) && driver->config->needs_ipv4)
    worker_uplink_end (&driver->uplink, VPN_REASON_NO_ADDRESS, "IPv4");
  else if (!ike_config_reply_has (driver->reply, AF_INET6) && driver->config->needs_ipv6)
    worker_uplink_end (&driver->uplink, VPN_REASON_NO_ADDRESS, "IPv6");
}

static void
report_children (WorkerDriver *driver)
{
  worker_uplink_send (&driver->uplink, RPC_CHILD_SAS, worker_report_child_sas (driver->children));
}

static guint
inner_mtu (const WorkerDriver *driver, const WorkerChild *child)
{
  if (driver->config->inner_mtu != 0)
    return driver->config->inner_mtu;
  return worker_inner_mtu (driver->mtu.mtu, driver->path.remote.address.family, &child->crypto,
                           ike_config_reply_has (driver->reply, AF_INET6));
}

void
worker_event_report_plan (WorkerDriver *driver)
{
  const GPtrArray *children = driver->children;
  const WorkerChild *newest
      = children->len > 0 ? g_ptr_array_index (children, children->len - 1) : NULL;
  g_autoptr (GVariant) plan = NULL;
  gboolean fits;
  guint mtu;

  /* Already on the way out: an address family the profile insists on was not granted. */
  if (newest == NULL || driver->uplink.reason != VPN_REASON_NONE)
    return;
  mtu = inner_mtu (driver, newest);
  fits = worker_inner_fits (mtu, driver->mtu.mtu, driver->path.remote.address.family,
                            &newest->crypto);
  plane_set_mtu (driver->plane, (guint16) mtu, !fits);
  plan = g_variant_ref_sink (
      worker_report_plan (driver->config, driver->reply, newest, &driver->path.remote, mtu));
  if (driver->plan != NULL && g_variant_equal (driver->plan, plan))
    return;
  g_clear_pointer (&driver->plan, g_variant_unref);
  driver->plan = g_steal_pointer (&plan);
  worker_uplink_send (&driver->uplink, RPC_PLAN, driver->plan);
}

static void
copy_selectors (EspTs *to, const IkeTs *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = (EspTs){ .addresses = from[i].range,
                     .protocol = from[i].protocol,
                     .port_from = from[i].port_from,
                     .port_to = from[i].port_to };
}

static int
install_in_plane (WorkerDriver *driver, const IkeChildSa *child)
{
  EspTs local[IKE_TS_MAX], remote[IKE_TS_MAX];
  const EspSaParams params = {
    .spi_in = child->spi_in,
    .spi_out = child->spi_out,
    .suite = child->suite,
    .esn = child->esn,
    .encr_in = child->encr_in,
    .encr_out = child->encr_out,
    .integ_in = child->integ_in,
    .integ_out = child->integ_out,
    .ts_local = local,
    .ts_remote = remote,
    .n_ts_local = child->n_ts_local,
    .n_ts_remote = child->n_ts_remote,
    .replay_window = driver->config->replay_window,
    .soft_bytes = driver->config->child_volume,
    .hard_bytes = 2 * driver->config->child_volume,
    .tfc_padding = child->tfc_padding && driver->config->tfc_padding,
    .dummy_interval = driver->config->dummy_interval,
  };

  G_STATIC_ASSERT (IKE_TS_MAX <= ESP_TS_MAX);
  copy_selectors (local, child->ts_local, child->n_ts_local);
  copy_selectors (remote, child->ts_remote, child->n_ts_remote);
  return plane_install (driver->plane, &params);
}

static void
install_child (WorkerDriver *driver, const IkeChildSa *child)
{
  int status;

  if (driver->reply == NULL)
    driver->reply = g_new0 (IkeConfigReply, 1);
  worker_path_point_plane (driver, &child->path);
  status = install_in_plane (driver, child);
  worker_uplink_check (&driver->uplink, status);
  if (status != 0)
    return;
  worker_capture_tell_child (driver, child);
  g_ptr_array_add (driver->children, worker_child_new (child, driver->config->ike.wall_offset));
  worker_event_report_plan (driver);
}

void
worker_event_send_up (WorkerDriver *driver)
{
  if (!driver->plan_done || !driver->active || driver->up)
    return;
  driver->up = TRUE;
  worker_uplink_send (&driver->uplink, RPC_UP, NULL);
}

static void
activate_child (WorkerDriver *driver, guint32 spi_in)
{
  plane_activate (driver->plane, spi_in);
  driver->active = TRUE;
  report_children (driver);
  worker_event_send_up (driver);
}

/* For people it is gone, whether or not its last packets may still come in. */
static void
forget_child (WorkerDriver *driver, guint32 spi_in)
{
  for (guint i = 0; i < driver->children->len; i++)
    {
      const WorkerChild *child = g_ptr_array_index (driver->children, i);

      if (child->spi_in != spi_in)
        continue;
      g_ptr_array_remove_index (driver->children, i);
      break;
    }
  report_children (driver);
}

static void
report_peer (WorkerDriver *driver, const IkeEvent *event)
{
  const GPtrArray *own = driver->config->certificates;

  g_clear_pointer (&driver->peer, g_variant_unref);
  driver->peer = g_variant_ref_sink (
      worker_report_peer (event->peer, own != NULL ? cry_cert_not_after (own->pdata[0]) : 0));
  worker_uplink_send (&driver->uplink, RPC_PEER, driver->peer);
}

void
worker_event_report_anew (WorkerDriver *driver)
{
  if (driver->peer != NULL)
    worker_uplink_send (&driver->uplink, RPC_PEER, driver->peer);
  worker_uplink_send (&driver->uplink, RPC_PLAN, driver->plan);
  report_children (driver);
  worker_uplink_send (&driver->uplink, RPC_UP, NULL);
  if (driver->flow.stalled)
    worker_path_report_flow (driver, WORKER_FLOW_CHANGED);
  /* The new one expects none; the next look begins. */
  driver->pulse_at = MONO_NEVER;
}

/* What PEER says of the path is another. */
static void
report_peer_anew (WorkerDriver *driver, const IkePath *path, gboolean nat_local)
{
  g_autofree char *address = worker_endpoint_text (&path->remote);
  const char *old_address = "";
  gboolean old_nat = FALSE;
  GVariantDict dict;

  g_variant_lookup (driver->peer, "nat", "b", &old_nat);
  g_variant_lookup (driver->peer, "address", "&s", &old_address);
  if (nat_local == old_nat && g_str_equal (address, old_address))
    return;
  g_variant_dict_init (&dict, driver->peer);
  g_variant_dict_insert (&dict, "nat", "b", nat_local);
  g_variant_dict_insert (&dict, "address", "s", address);
  g_variant_unref (driver->peer);
  driver->peer = g_variant_ref_sink (g_variant_dict_end (&dict));
  worker_uplink_send (&driver->uplink, RPC_PEER, driver->peer);
}

/* A rekey may end in other algorithms. */
static void
report_suite (WorkerDriver *driver, const char *suite)
{
  GVariantDict dict;

  log_sink_debug (&driver->uplink.log, "IKE SA rekeyed: %s", suite);
  g_variant_dict_init (&dict, driver->peer);
  g_variant_dict_insert (&dict, "ike-suite", "s", suite);
  g_variant_unref (driver->peer);
  driver->peer = g_variant_ref_sink (g_variant_dict_end (&dict));
  worker_uplink_send (&driver->uplink, RPC_PEER, driver->peer);
}

static void
change_path (WorkerDriver *driver, const IkePath *path, gboolean nat_local)
{
  gboolean moved = !worker_endpoint_is_same_host (&path->local, &driver->path.local)
                   || !worker_endpoint_is_same_host (&path->remote, &driver->path.remote);

  if (moved)
    worker_path_begin_mtu (driver, path);
  driver->path = *path;
  worker_path_point_plane (driver, path);
  if (driver->peer != NULL)
    report_peer_anew (driver, path, nat_local);
  /* What the gateway was told again of the same one brings nothing back by itself. */
  if (moved)
    worker_path_report_flow (driver, worker_flow_reset (&driver->flow));
  /* Another family leaves another room inside. */
  worker_event_report_plan (driver);
}

/* A probe wanted to know who answers, and sends nothing of the user's. Where the gateway proves
 * itself first the session ends by itself. */
static gboolean
ends_probe (const WorkerDriver *driver, IkeEventType type)
{
  return driver->config->probe
         && (type == IKE_EVENT_NEED_SECRET || type == IKE_EVENT_NEED_SIGNATURE);
}

void
worker_event_handle (WorkerDriver *driver, IkeEvent *event)
{
  if (ends_probe (driver, event->type))
    {
      worker_uplink_check (&driver->uplink, ike_session_close (driver->session, driver->now));
      return;
    }
  switch (event->type)
    {
    case IKE_EVENT_STAGE:
      report_stage (driver, event->stage);
      break;
    case IKE_EVENT_NEED_SECRET:
      report_need_secret (driver, event);
      break;
    case IKE_EVENT_NEED_SIGNATURE:
      report_need_signature (driver, event);
      break;
    case IKE_EVENT_PEER:
      report_peer (driver, event);
      break;
    case IKE_EVENT_CONFIG:
      take_reply (driver, event);
      break;
    case IKE_EVENT_SA_INSTALL:
      install_child (driver, event->child);
      break;
    case IKE_EVENT_SA_ACTIVATE:
      activate_child (driver, event->spi_in);
      break;
    case IKE_EVENT_SA_RETIRE:
      forget_child (driver, event->spi_in);
      break;
    case IKE_EVENT_SA_REMOVE:
      plane_remove (driver->plane, event->spi_in);
      forget_child (driver, event->spi_in);
      break;
    case IKE_EVENT_IKE_REKEYED:
      report_suite (driver, event->text);
      worker_capture_tell_ike_sa (driver);
      break;
    case IKE_EVENT_PROBED:
      if (worker_mtu_probed (&driver->mtu, event->size, event->arrived, driver->now))
        worker_event_report_plan (driver);
      break;
    case IKE_EVENT_PATH:
      change_path (driver, &event->path, event->nat_local);
      break;
    case IKE_EVENT_MESSAGE:
      worker_uplink_send (&driver->uplink, RPC_MESSAGE, g_variant_new ("(s)", event->text));
      break;
    case IKE_EVENT_CLOSED:
      driver->closed = g_steal_pointer (&event->closed);
      if (driver->closed->shown != NULL)
        worker_uplink_send (&driver->uplink, RPC_SHOWN,
                            worker_report_shown (driver->closed->shown));
      break;
    }
}
