// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What earlier runs left behind. Synchronous, at start; a damaged journal opens nothing. */
#pragma once

#include "net-applier.h"

/* One connection of an earlier run. */
typedef struct
{
  char *name; /* owned; for NetApplierConfig */
  guint slot;
  VpnProtection protection;
  NetPlan *plan; /* owned */
} NetLeftover;

/* NetLeftover's whose state is whole and still in force; owned. Hold one by an applier of its name
 * and slot. */
GPtrArray *net_recover_list (const char *runtime_dir) G_GNUC_WARN_UNUSED_RESULT;
/* Undoes what journals name; returns how many. What a damaged one may have closed stays closed, a
 * warning says so, and net_recover_force() opens it. */
guint net_recover (const char *runtime_dir, GDBusConnection *bus);
/* The same, but for the connections of these names, which somebody goes on with. */
guint net_recover_except (const char *runtime_dir, GDBusConnection *bus, const char *const *kept);
/* Opens what one connection closed, whatever its journal says: for its owner, where the journal is
 * damaged and nothing can be undone step by step. */
gboolean net_recover_one (const char *runtime_dir, const char *name, guint slot, GError **error);
/* Opens: takes away the rules, routes and packet filter tables of every slot and the journals, the
 * damaged ones too, and gives /etc/resolv.conf back. For connections that nobody runs any more. */
gboolean net_recover_force (const char *runtime_dir, GDBusConnection *bus, GError **error);
