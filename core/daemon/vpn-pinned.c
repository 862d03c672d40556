// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnPinned: a look-up, a stream and a worker for each server. */
#include "vpn-pinned.h"

#include "net-tcp.h"
#include "vpn-log.h"
#include "vpn-pin.h"
#include "vpn-resolver.h"
#include "vpn-source.h"
#include "vpn-worker-spawn.h"

#include <signal.h>
#include <unistd.h>

struct VpnPinned
{
  const VpnServices *services; /* borrowed */
  void (*changed) (gpointer owner);
  gpointer owner;      /* borrowed */
  GHashTable *servers; /* owned; Server's by owner and text */
};

/* One server in one network; counted by those who wait for something of it. */
typedef struct
{
  VpnPinned *pinned; /* borrowed; NULL: nobody wants to know any more */
  VpnPin pin;        /* owned */
  guint32 owner;     /* uid */
  VpnTrust trust;
  GCancellable *life; /* owned */
  GSource *timeout;   /* owned */
  GPid pid;           /* of the worker; 0: none */
} Server;

static void
server_clear (gpointer data)
{
  Server *server = data;

  vpn_pin_clear (&server->pin);
  g_object_unref (server->life);
}

static void
server_unref (Server *server)
{
  g_rc_box_release_full (server, server_clear);
}

/* Whatever is under way ends, and is reaped where it was started. */
static void
stop (Server *server)
{
  vpn_source_clear (&server->timeout);
  g_cancellable_cancel (server->life);
  if (server->pid > 0)
    (void) kill (server->pid, SIGKILL);
}

static void
drop (gpointer data)
{
  Server *server = data;

  server->pinned = NULL;
  stop (server);
  server_unref (server);
}

static void
judge (Server *server, VpnTrust trust)
{
  VpnPinned *pinned = server->pinned;

  if (pinned == NULL || server->trust != VPN_TRUST_UNKNOWN)
    return;
  server->trust = trust;
  vpn_log (G_LOG_LEVEL_INFO,
           trust == VPN_TRUST_YES ? "%s has proven to be in this network"
                                  : "%s is not in this network",
           server->pin.host);
  stop (server);
  pinned->changed (pinned->owner);
}

static gboolean
on_timeout (gpointer user_data)
{
  judge (user_data, VPN_TRUST_NO);
  return G_SOURCE_REMOVE;
}

static void
on_exited (GPid pid, int status, gpointer user_data)
{
  Server *server = user_data;

  g_spawn_close_pid (pid);
  server->pid = 0;
  judge (server, g_spawn_check_wait_status (status, NULL) ? VPN_TRUST_YES : VPN_TRUST_NO);
  server_unref (server);
}

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Server *server = user_data;
  const char *const arguments[] = { server->pin.host, server->pin.fingerprint, NULL };
  VpnWorkerProcess process;
  NetTcpPeer peer;
  gboolean ok = FALSE;
  int fd = net_tcp_dial_finish (result, &peer, NULL);

  if (fd >= 0 && server->pinned != NULL && server->trust == VPN_TRUST_UNKNOWN)
    {
      const VpnWorkerConfig config = { .worker_path = server->pinned->services->worker_path,
                                       .runtime_dir = server->pinned->services->runtime_dir };

      ok = vpn_worker_spawn (&config, arguments, fd, &process, NULL);
    }
  if (fd >= 0)
    close (fd);
  if (ok)
    {
      close (process.stderr_fd);
      server->pid = process.pid;
      g_child_watch_add (process.pid, on_exited, g_rc_box_acquire (server));
    }
  else
    judge (server, VPN_TRUST_NO);
  server_unref (server);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Server *server = user_data;
  g_autoptr (GArray) addresses = vpn_resolver_resolve_finish (result, NULL);

  if (addresses != NULL)
    net_tcp_dial_async ((const IpAddress *) (void *) addresses->data, addresses->len,
                        &server->pin.port, 1, server->life, on_dialled, g_rc_box_acquire (server));
  else
    judge (server, VPN_TRUST_NO);
  server_unref (server);
}

static gboolean
may_ask_more (const VpnPinned *pinned, guint32 owner)
{
  guint n = 0;
  GHashTableIter iter;
  gpointer server;

  g_hash_table_iter_init (&iter, pinned->servers);
  while (g_hash_table_iter_next (&iter, NULL, &server))
    n += ((const Server *) server)->owner == owner;
  return owner == 0 || n < VPN_PINNED_OF_USER;
}

static Server *
ask (VpnPinned *pinned, guint32 owner, const char *text)
{
  Server *server = g_rc_box_new0 (Server);

  server->pinned = pinned;
  server->owner = owner;
  server->life = g_cancellable_new ();
  if (!vpn_pin_parse (text, &server->pin))
    {
      server->trust = VPN_TRUST_NO;
      return server;
    }
  server->timeout = vpn_source_timeout (VPN_PINNED_MS, on_timeout, server);
  vpn_resolver_resolve_async (pinned->services->resolver_path, server->pin.host, AF_UNSPEC,
                              server->life, on_resolved, g_rc_box_acquire (server));
  return server;
}

VpnTrust
vpn_pinned_judge (VpnPinned *pinned, guint32 owner, const char *const *servers)
{
  gboolean is_open = FALSE;

  for (gsize i = 0; servers[i] != NULL; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u %s", owner, servers[i]);
      Server *server = g_hash_table_lookup (pinned->servers, key);

      if (server == NULL && !may_ask_more (pinned, owner))
        continue;
      if (server == NULL)
        {
          server = ask (pinned, owner, servers[i]);
          g_hash_table_insert (pinned->servers, g_steal_pointer (&key), server);
        }
      if (server->trust == VPN_TRUST_YES)
        return VPN_TRUST_YES;
      is_open |= server->trust == VPN_TRUST_UNKNOWN;
    }
  return is_open ? VPN_TRUST_UNKNOWN : VPN_TRUST_NO;
}

void
vpn_pinned_forget (VpnPinned *pinned)
{
  g_hash_table_remove_all (pinned->servers);
}

VpnPinned *
vpn_pinned_new (const VpnServices *services, void (*changed) (gpointer owner), gpointer owner)
{
  VpnPinned *pinned = g_new0 (VpnPinned, 1);

  pinned->services = services;
  pinned->changed = changed;
  pinned->owner = owner;
  pinned->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, drop);
  return pinned;
}

void
vpn_pinned_free (VpnPinned *pinned)
{
  if (pinned == NULL)
    return;
  g_hash_table_unref (pinned->servers);
  g_free (pinned);
}
