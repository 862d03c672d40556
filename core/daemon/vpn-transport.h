// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnTransport: the descriptors by which one attempt reaches the gateway. UDP, where it gets
 * through; where it is silent, or the profile wants it so, a TCP stream (RFC 9329), which is
 * dialled beside the UDP attempt and told when somebody is there. UDP that gets anywhere meanwhile
 * wins, since a stream is the worse tunnel. Freeing it closes and cancels everything. Main-loop
 * thread.
 */
#pragma once

#include "net-tcp.h"
#include "vpn-enums.h"
#include "vpn-profile.h"

typedef struct VpnTransport VpnTransport;

/* How long UDP may be silent before a stream is tried beside it: a few repeats of the first
 * message; and after somebody answered on the first port, how long he may take on the other. */
#define VPN_TRANSPORT_SILENCE_MS 4000
#define VPN_TRANSPORT_AUTH_MS    10000

/* The owner may free the transport inside. */
typedef struct
{
  void (*stream) (gpointer owner); /* once: there is a stream; UDP has got nowhere, and is closed */
  /* Once, where the profile wants a stream and nothing else. Borrowed. */
  void (*failed) (gpointer owner, const char *why);
} VpnTransportEvents;

typedef struct /* borrowed; -1: none */
{
  int udp4, udp6;
  guint16 local_port; /* of UDP */
  int tcp;            /* alone */
  NetTcpPeer peer;    /* of tcp */
} VpnTransportFds;

/* events outlives the object (it is a constant). */
VpnTransport *
vpn_transport_new (const VpnTransportEvents *events, gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void vpn_transport_free (VpnTransport *transport);

/* Once: opens what the profile wants towards these addresses (IpAddress; counted).
 * VPN_ERROR_FAILED. */
gboolean vpn_transport_open (VpnTransport *transport, const VpnProfile *profile, GArray *gateways,
                             GError **error);
/* How far the session has got, by what UDP brought. */
void vpn_transport_note_step (VpnTransport *transport, VpnStep step);
/* Whether a worker can begin with what there is; FALSE while the stream it needs is dialled. */
gboolean vpn_transport_is_open (const VpnTransport *transport);
const VpnTransportFds *vpn_transport_get_fds (const VpnTransport *transport);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnTransport, vpn_transport_free)
