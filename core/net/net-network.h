// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetNetwork: in which network this computer is, whatever tunnels there are: by NetworkManager,
 * where it manages the way out, else by the computer's address there. Nothing is sent. What it
 * tells is what networks say of themselves: a name is nobody's property. Main-loop thread.
 */
#pragma once

#include <gio/gio.h>

#define NET_NETWORK_TEXTS_MAX 32 /* of names, and of domains; what is more is left out */

typedef struct
{
  char *identity; /* another text in another network; "": in none */
  GStrv names;    /* of the connection in NetworkManager, and of its Wi-Fi */
  GStrv domains;  /* of its DNS, in lower case */
} NetNetworkFacts;

typedef struct NetNetwork NetNetwork;

/* After the first look, and after each that found something else; must not free it. */
typedef void (*NetNetworkFunc) (gpointer user_data);

/* Begins to look; bus is counted. */
NetNetwork *net_network_new (GDBusConnection *bus, NetNetworkFunc changed, gpointer user_data)
    G_GNUC_WARN_UNUSED_RESULT;
void net_network_free (NetNetwork *network);

/* Borrowed until the next change; NULL: not known yet. */
const NetNetworkFacts *net_network_get_facts (const NetNetwork *network);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetNetwork, net_network_free)
