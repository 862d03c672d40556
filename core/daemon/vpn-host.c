// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnHostSide: a TUN device and an applier with one owner. */
#include "vpn-host.h"

#include "vpn-error.h"
#include "vpn-log.h"

#include <unistd.h>

struct VpnHostSide
{
  NetTun tun;          /* owned */
  gboolean is_adopted; /* tun */
  NetApplier *applier; /* owned; NULL once it is being undone */
  GCancellable *life;  /* owned; triggered when the object goes */
  guint n_waiting;     /* plans on their way */
};

/* One call on its way to the applier and back. */
typedef struct
{
  VpnHostSide *host;   /* borrowed until life is triggered */
  GCancellable *life;  /* counted */
  GCancellable *wish;  /* counted; NULL: of an undo */
  NetApplier *applier; /* owned by an undo, which goes on without the host; else NULL */
  VpnHostSideFunc done;
  gpointer owner; /* borrowed until life or wish is triggered */
} Call;

static Call *
call_new (VpnHostSide *host, VpnHostSideFunc done, gpointer owner)
{
  Call *call = g_new0 (Call, 1);

  call->host = host;
  call->life = g_object_ref (host->life);
  call->done = done;
  call->owner = owner;
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->life);
  g_clear_object (&call->wish);
  net_applier_free (call->applier);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

VpnHostSide *
vpn_host_side_new (const NetApplierConfig *config, GError **error)
{
  NetApplier *applier = net_applier_new (config, error);
  VpnHostSide *host;

  if (applier == NULL)
    return NULL;
  host = g_new0 (VpnHostSide, 1);
  host->tun.fd = -1;
  host->applier = applier;
  host->life = g_cancellable_new ();
  return host;
}

gboolean
vpn_host_side_adopt_tun (VpnHostSide *host, int fd)
{
  host->is_adopted = host->tun.fd < 0 && net_tun_adopt (fd, &host->tun);
  if (!host->is_adopted)
    close (fd);
  return host->is_adopted;
}

gboolean
vpn_host_side_is_adopted (const VpnHostSide *host)
{
  return host->is_adopted;
}

gboolean
vpn_host_side_open_tun (VpnHostSide *host, const char *ifname, const char *usual, GError **error)
{
  if (host->tun.fd >= 0)
    return TRUE;
  if (ifname != NULL)
    return net_tun_open (ifname, &host->tun, error);
  return net_tun_open (usual, &host->tun, NULL) || net_tun_open (NULL, &host->tun, error);
}

void
vpn_host_side_drop_tun (VpnHostSide *host)
{
  net_tun_clear (&host->tun);
  host->is_adopted = FALSE;
}

void
vpn_host_side_free (VpnHostSide *host)
{
  if (host == NULL)
    return;
  g_cancellable_cancel (host->life);
  g_object_unref (host->life);
  net_applier_free (host->applier);
  net_tun_clear (&host->tun);
  g_free (host);
}

const NetTun *
vpn_host_side_get_tun (const VpnHostSide *host)
{
  return &host->tun;
}

const NetPlan *
vpn_host_side_get_plan (const VpnHostSide *host)
{
  return host->applier != NULL ? net_applier_get_plan (host->applier) : NULL;
}

NetLock *
vpn_host_side_get_lock (VpnHostSide *host)
{
  return net_applier_get_lock (host->applier);
}

GStrv
vpn_host_side_get_warnings (const VpnHostSide *host)
{
  return host->applier != NULL ? net_applier_get_warnings (host->applier) : g_new0 (char *, 1);
}

const char *
vpn_host_side_decide (const VpnHostSide *host, const IpAddress *address, char **ret_why)
{
  const NetApplier *applier = host != NULL ? host->applier : NULL;

  return net_applier_decide (applier, address, ret_why);
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  VpnHostSide *host = call->host;

  if (g_cancellable_is_cancelled (call->life))
    return;
  host->n_waiting--;
  (void) net_applier_finish (host->applier, result, &error);
  if (!g_cancellable_is_cancelled (call->wish))
    call->done (call->owner, error);
}

gboolean
vpn_host_side_apply (VpnHostSide *host, NetPlan *plan, GCancellable *wish, VpnHostSideFunc done,
                     gpointer owner, GError **error)
{
  g_autoptr (Call) call = call_new (host, done, owner);
  g_autoptr (NetPlan) owned = plan;

  g_assert (host->applier != NULL);
  call->wish = g_object_ref (wish);
  if (host->n_waiting >= VPN_HOST_SIDE_PLANS_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "Too many network plans came at once");
      return FALSE;
    }
  host->n_waiting++;
  net_applier_apply_async (host->applier, plan, wish, on_applied, g_steal_pointer (&call));
  return TRUE;
}

static void
on_held (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_cancellable_is_cancelled (call->life)
      && !net_applier_finish (call->host->applier, result, &error))
    vpn_log (G_LOG_LEVEL_WARNING, "Holding the network closed: %s", error->message);
}

void
vpn_host_side_hold (VpnHostSide *host)
{
  if (host->applier != NULL)
    net_applier_hold_async (host->applier, on_held, call_new (host, NULL, NULL));
}

void
vpn_host_side_sign_in (VpnHostSide *host, const guint32 *signer)
{
  /* Of a plan that waits the host may already be told: with it the network is open enough. */
  if (host->applier != NULL && host->n_waiting == 0)
    net_applier_sign_in_async (host->applier, signer, on_held, call_new (host, NULL, NULL));
}

static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;

  (void) net_applier_finish (call->applier, result, &error);
  if (!g_cancellable_is_cancelled (call->life))
    call->done (call->owner, error);
}

void
vpn_host_side_close (VpnHostSide *host, VpnHostSideFunc done, gpointer owner)
{
  Call *call = call_new (host, done, owner);

  g_assert (host->applier != NULL);
  call->applier = g_steal_pointer (&host->applier);
  net_applier_undo_async (call->applier, on_undone, call);
}
