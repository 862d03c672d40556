// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection's end: that of its attempt, and that of everything. */
#include "vpn-connection-private.h"

#include "net-recover.h"
#include "vpn-source.h"

/* Everything is over this long after it was asked to end; the worker is killed and the undo goes
 * on by itself. The promise to the user is two seconds. */
#define END_TIMEOUT_MS 1850

/* Calls that wait for counters are told that there is no traffic. */
static void
fail_counters (VpnConnection *self)
{
  VpnCall *call;

  while ((call = g_queue_pop_head (&self->counter_calls)) != NULL)
    {
      vpn_call_fail_code (call, VPN_ERROR_NOT_ACTIVE, "The connection carries no traffic now");
      vpn_call_unref (call);
    }
}

void
vpn_connection_drop_attempt (VpnConnection *self)
{
  GArray *gateways = self->attempt != NULL ? vpn_attempt_get_gateways (self->attempt) : NULL;

  vpn_questions_drop (self->questions);
  fail_counters (self);
  if (gateways != NULL)
    {
      g_clear_pointer (&self->gateways, g_array_unref);
      self->gateways = g_array_ref (gateways);
    }
  g_clear_pointer (&self->attempt, vpn_attempt_free);
  vpn_fd_store_forget (self->services->fds, self->label, VPN_FD_WORKER);
  vpn_fd_store_forget (self->services->fds, self->label, VPN_FD_PID);
}

/* Whether nothing of it is closed any more. Of what an earlier genkand did the journal may have
 * been damaged, so that nobody could undo it step by step. */
static gboolean
is_open (VpnConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->is_restored
      || net_recover_one (self->services->runtime_dir, self->label, self->slot, &error))
    return TRUE;
  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "what it closed stays closed: %s", error->message);
  return FALSE;
}

static void
finish_end (VpnConnection *self)
{
  VpnEnding *ending = g_steal_pointer (&self->ending);

  vpn_source_clear (&ending->timer);
  vpn_connection_drop_attempt (self);
  g_clear_pointer (&self->host, vpn_host_side_free);
  vpn_fd_store_forget (self->services->fds, self->label, VPN_FD_TUN);
  vpn_fd_store_forget (self->services->fds, self->label, VPN_FD_LOCK);
  vpn_default_route_release (self->services->default_route, self);
  net_domains_release (self->services->domains, self);
  self->is_contested = FALSE;
  vpn_exported_changed (VPN_EXPORTED (self), "Interface");
  if (is_open (self))
    vpn_connection_set_protection (self, VPN_PROTECTION_OPEN);
  vpn_connection_enter (self, ending->state, ending->reason, ending->detail);
  g_free (ending->detail);
  g_free (ending);
}

static gboolean
on_end_timeout (gpointer user_data)
{
  VpnConnection *self = user_data;

  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "the end takes too long: %s%s",
               self->attempt != NULL ? "worker " : "", self->host != NULL ? "host" : "");
  finish_end (self);
  return G_SOURCE_REMOVE;
}

void
vpn_connection_check_ended (VpnConnection *self)
{
  if (self->ending != NULL && self->attempt == NULL && self->host == NULL)
    finish_end (self);
}

static void
on_host_closed (gpointer owner, const GError *error)
{
  VpnConnection *self = owner;

  if (error != NULL)
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "undoing the network settings failed: %s",
                 error->message);
  g_clear_pointer (&self->host, vpn_host_side_free);
  vpn_connection_check_ended (self);
}

void
vpn_connection_end (VpnConnection *self, VpnState end_state, VpnReason reason, const char *detail)
{
  if (self->ending != NULL)
    return;
  self->ending = g_new0 (VpnEnding, 1);
  *self->ending = (VpnEnding){ end_state, reason, g_strdup (detail),
                               vpn_source_timeout (END_TIMEOUT_MS, on_end_timeout, self) };
  vpn_backoff_cancel (self->backoff);
  vpn_questions_drop (self->questions);
  fail_counters (self);
  /* FAILED is published when nothing is left behind any more. */
  if (end_state == VPN_STATE_DISCONNECTED)
    vpn_connection_enter (self, VPN_STATE_DISCONNECTING, reason, detail);
  /* The goodbye and the undo run side by side: the goodbye's datagrams are marked and do not need
   * the routes that are being taken away. */
  if (self->attempt != NULL)
    vpn_attempt_close (self->attempt);
  if (self->host != NULL)
    vpn_host_side_close (self->host, on_host_closed, self);
  vpn_connection_check_ended (self);
}
