// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the objects of genkand share, handed to their constructors. Everything is borrowed and
 * outlives them. */
#pragma once

#include "net-domains.h"
#include "vpn-agent.h"
#include "vpn-default-route.h"
#include "vpn-fd-store.h"
#include "vpn-machine.h"
#include "vpn-store.h"

#include <gio/gio.h>

typedef struct
{
  GDBusConnection *bus;
  VpnStore *store;
  VpnAgents *agents;
  VpnFdStore *fds;
  const VpnMachine *machine;
  VpnDefaultRoute *default_route; /* the manager's: set before any connection is made */
  NetDomains *domains;            /* likewise */
  const char *runtime_dir;
  const char *state_dir;
  const char *worker_path;   /* NULL: the installed one */
  const char *resolver_path; /* NULL: the installed one */
} VpnServices;
