// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Whether the kernel lets us do what a tunnel needs: done once and taken back at once. Any one
 * thread. */
#pragma once

#include <glib.h>

/* A TUN device. */
gboolean net_trial_tun (GError **error);
/* A table of the packet filter. */
gboolean net_trial_filter (GError **error);
