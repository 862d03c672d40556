// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-dns-file.h"

/* The back end for hosts where nothing manages /etc/resolv.conf. */

#include "net-resolv-conf.h"

static void
complete (GTask *task, gboolean ok, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, ok);
  g_object_unref (task);
}

static void
apply (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan, GTask *task)
{
  GError *error = NULL;
  gboolean ok = net_resolv_conf_put (place->runtime_dir, place->name, plan, &error);

  complete (task, ok, error);
}

static void
undo (const NetDnsState *state, const NetDnsPlace *place, GTask *task)
{
  GError *error = NULL;
  gboolean ok = net_resolv_conf_drop (place->runtime_dir, place->name, &error);

  complete (task, ok, error);
}

static void
check (const NetDnsState *state, const NetDnsPlace *place, const NetPlan *plan, GTask *task)
{
  complete (task, net_resolv_conf_is_ours (place->runtime_dir), NULL);
}

const NetDnsBackend net_dns_file_backend = { apply, undo, check };
