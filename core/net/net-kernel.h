// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The kernel's side of a plan: what of it is true now, adding what is missing, taking away what is
 * too much. A slot's table, its rules and the addresses of its device are ours alone: whatever
 * else is found there goes. Synchronous; any one thread.
 */
#pragma once

#include "net-drift.h"
#include "net-link.h"
#include "net-steps.h"

typedef struct
{
  NetLink link;
  GArray *steps;  /* NetStep; owned */
  GPtrArray *odd; /* announced routes (struct nlmsghdr) that are no step of ours; owned */
} NetActual;

/* NULL if the kernel does not answer. ifname need not exist. */
NetActual *net_kernel_read (NetNl *nl, guint slot, const char *ifname) G_GNUC_WARN_UNUSED_RESULT;
void net_actual_free (NetActual *actual);

/* Does the steps that actual lacks. Addresses and tunnel routes of a device that is gone are left
 * out: what is behind it is refused. Goes on after a failure and reports the first. */
gboolean net_kernel_add (NetNl *nl, guint slot, const char *ifname, const NetActual *actual,
                         const GArray *wanted, GError **error);
/* Takes away what actual has too much. */
gboolean net_kernel_prune (NetNl *nl, guint slot, const char *ifname, const NetActual *actual,
                           const GArray *wanted, GError **error);
/* What of a step's kind drifts. */
NetThing net_kernel_thing (const NetStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetActual, net_actual_free)
