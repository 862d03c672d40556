// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The two ways of applying a plan. NetApplier serialises: never two calls at a time on one back
 * end. apply and undo take over task and complete it; plan lives until then.
 */
#pragma once

#include "net-applier.h"
#include "net-journal.h"

typedef struct
{
  gpointer (*create) (const NetApplierConfig *config, GError **error);
  void (*destroy) (gpointer self);
  void (*apply) (gpointer self, const NetPlan *plan, GCancellable *cancellable, GTask *task);
  void (*undo) (gpointer self, GTask *task);
} NetApplierBackend;

extern const NetApplierBackend net_native_backend, net_delegated_backend;

/* What plan wants done, in order, without the name servers; pure. */
NetJournal *net_native_steps (const NetPlan *plan, guint slot) G_GNUC_WARN_UNUSED_RESULT;
