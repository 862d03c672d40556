// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-transport.h"

/* UDP sockets, and a stream when they get nowhere. */

#include "net-udp.h"
#include "vpn-resolver.h"
#include "vpn-source.h"

#include <unistd.h>

struct VpnTransport
{
  const VpnTransportEvents *events; /* borrowed */
  gpointer owner;                   /* borrowed */
  VpnTransportFds fds;              /* owned */
  gboolean stream_only;
  GArray *gateways;   /* counted or NULL; IpAddress */
  GArray *ports;      /* owned; guint16: of the gateway, for a stream */
  GSource *silence;   /* owned or NULL: UDP has time until then */
  GCancellable *dial; /* owned or NULL: under way */
};

VpnTransport *
vpn_transport_new (const VpnTransportEvents *events, gpointer owner)
{
  VpnTransport *self = g_new0 (VpnTransport, 1);

  self->events = events;
  self->owner = owner;
  self->ports = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->fds = (VpnTransportFds){ .udp4 = -1, .udp6 = -1, .tcp = -1 };
  return self;
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* UDP is the way, or there is no other. */
static void
settle (VpnTransport *self)
{
  vpn_source_clear (&self->silence);
  if (self->dial != NULL)
    g_cancellable_cancel (self->dial);
  g_clear_object (&self->dial);
}

void
vpn_transport_free (VpnTransport *transport)
{
  if (transport == NULL)
    return;
  settle (transport);
  close_fd (&transport->fds.udp4);
  close_fd (&transport->fds.udp6);
  close_fd (&transport->fds.tcp);
  g_clear_pointer (&transport->gateways, g_array_unref);
  g_array_unref (transport->ports);
  g_free (transport);
}

static void
on_dialled (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  VpnTransport *self = user_data;
  g_autoptr (GError) error = NULL;
  NetTcpPeer peer;
  int fd = net_tcp_dial_finish (result, &peer, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->dial);
  if (fd < 0)
    {
      if (self->stream_only)
        self->events->failed (self->owner, error->message);
      return;
    }
  close_fd (&self->fds.udp4);
  close_fd (&self->fds.udp6);
  self->fds.tcp = fd;
  self->fds.peer = peer;
  self->events->stream (self->owner);
}

static void
dial (VpnTransport *self)
{
  self->dial = g_cancellable_new ();
  net_tcp_dial_async ((const IpAddress *) (gconstpointer) self->gateways->data, self->gateways->len,
                      (const guint16 *) (gconstpointer) self->ports->data, self->ports->len,
                      self->dial, on_dialled, self);
}

static gboolean
on_silence (gpointer user_data)
{
  VpnTransport *self = user_data;

  vpn_source_clear (&self->silence);
  dial (self);
  return G_SOURCE_REMOVE;
}

static gboolean
has_family (const VpnTransport *self, int family)
{
  for (guint i = 0; i < self->gateways->len; i++)
    if (g_array_index (self->gateways, IpAddress, i).family == family)
      return TRUE;
  return FALSE;
}

/* One socket per family the gateway has; both on the same port where that is free. */
static gboolean
open_udp (VpnTransport *self, guint16 wanted, GError **error)
{
  VpnTransportFds *fds = &self->fds;
  g_autoptr (GError) local = NULL;

  fds->local_port = wanted;
  if (has_family (self, AF_INET))
    fds->udp4 = net_udp_open (AF_INET, wanted, &fds->local_port, &local);
  if (has_family (self, AF_INET6))
    {
      g_clear_error (&local);
      fds->udp6 = net_udp_open (AF_INET6, fds->local_port, &fds->local_port, &local);
    }
  if (fds->udp6 < 0 && has_family (self, AF_INET6) && wanted == 0)
    {
      g_clear_error (&local);
      fds->udp6 = net_udp_open (AF_INET6, 0, &fds->local_port, &local);
    }
  if (fds->udp4 >= 0 || fds->udp6 >= 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
take_ports (VpnTransport *self, const char *const *ports)
{
  for (gsize i = 0; ports[i] != NULL; i++)
    {
      guint16 port = (guint16) g_ascii_strtoull (ports[i], NULL, 10);

      g_array_append_val (self->ports, port);
    }
}

gboolean
vpn_transport_open (VpnTransport *transport, const VpnProfile *profile, GArray *gateways,
                    GError **error)
{
  const char *wanted = vpn_profile_get_string (profile, VPN_KEY_TRANSPORT);
  guint16 local_port = (guint16) vpn_profile_get_integer (profile, VPN_KEY_LOCAL_PORT);

  transport->gateways = g_array_ref (gateways);
  take_ports (transport, vpn_profile_get_list (profile, VPN_KEY_TCP_PORTS));
  transport->stream_only = g_str_equal (wanted, "tcp");
  if (transport->stream_only)
    dial (transport);
  else if (!open_udp (transport, local_port, error))
    return FALSE;
  else if (g_str_equal (wanted, "auto"))
    transport->silence = vpn_source_timeout (VPN_TRANSPORT_SILENCE_MS, on_silence, transport);
  return TRUE;
}

void
vpn_transport_note_step (VpnTransport *transport, VpnStep step)
{
  gboolean waits = transport->silence != NULL || transport->dial != NULL;

  if (step <= VPN_STEP_CONTACT || transport->stream_only || !waits)
    return;
  settle (transport);
  /* From here on another port is used, which may be the one that is blocked. */
  if (step == VPN_STEP_VERIFY_GATEWAY)
    transport->silence = vpn_source_timeout (VPN_TRANSPORT_AUTH_MS, on_silence, transport);
}

gboolean
vpn_transport_is_open (const VpnTransport *transport)
{
  const VpnTransportFds *fds = &transport->fds;

  return fds->udp4 >= 0 || fds->udp6 >= 0 || fds->tcp >= 0;
}

const VpnTransportFds *
vpn_transport_get_fds (const VpnTransport *transport)
{
  return &transport->fds;
}
