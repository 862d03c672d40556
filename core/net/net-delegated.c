// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetworkManager applies addresses, routes and name servers itself and undoes them when it drops
 * the connection: there is nothing to do here, and nothing to journal. */
#include "net-applier-private.h"

static gpointer
create (const NetApplierConfig *config, GError **error)
{
  return g_strdup (config->name);
}

static void
complete (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
apply (gpointer self, const NetPlan *plan, GCancellable *cancellable, GTask *task)
{
  complete (task);
}

static void
undo (gpointer self, GTask *task)
{
  complete (task);
}

const NetApplierBackend net_delegated_backend = { create, g_free, apply, undo };
