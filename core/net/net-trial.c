// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Makes what a tunnel needs, and takes it back. */
#include "net-trial.h"

#include "net-guard.h"
#include "net-tun.h"

#define TRIAL_DEVICE "genkan-try"

/* The device goes with its descriptor, before anybody could use it. */
gboolean
net_trial_tun (GError **error)
{
  g_auto (NetTun) tun = { .fd = -1 };

  return net_tun_open (TRIAL_DEVICE, &tun, error);
}

gboolean
net_trial_filter (GError **error)
{
  return net_guard_try (error);
}
