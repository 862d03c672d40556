// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One connection in a test: a TUN device, a runtime directory, an applier, plans as text. */
#pragma once

#include "net-applier.h"
#include "net-tun.h"

typedef struct
{
  NetTun tun;
  char *runtime_dir; /* owned */
  NetApplier *applier;
  char *before;                 /* owned; snapshot without any plan */
  guint repaired, warned, gone; /* what the applier told */
  char *lost;                   /* owned; the last thing that was repaired */
} NetFixture;

void net_fixture_set_up (NetFixture *fixture, GDBusConnection *bus);
/* Checks that everything is as before. */
void net_fixture_tear_down (NetFixture *fixture);

/* Space-separated lists; domains may be NULL. */
NetPlan *net_fixture_plan (const NetFixture *fixture, const char *addresses, const char *routes,
                           const char *dns, const char *domains);
/* Run the main context until it is done. */
gboolean net_fixture_apply (NetApplier *applier, const NetPlan *plan, GError **error);
gboolean net_fixture_hold (NetApplier *applier, GError **error);
gboolean net_fixture_undo (NetApplier *applier, GError **error);
/* What "ip route get" says of a destination and further words. */
void net_fixture_assert_route (const char *destination, const char *expected);
void net_fixture_assert_refused (const char *destination);
