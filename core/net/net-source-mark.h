// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Strict reverse path filtering (net.ipv4.conf.*.rp_filter = 1) asks by which device an answer to
 * the gateway would leave, and without its mark that is the tunnel: every datagram of the gateway
 * would be dropped. The guard marks them on arrival; net.ipv4.conf.all.src_valid_mark makes the
 * filter look at the mark. The setting is the host's, not a connection's: whoever needs it first
 * sets it, every journal that relies on it says so, and the last one of them takes it back.
 */
#pragma once

#include <glib.h>

/* Whether some device filters strictly. */
gboolean net_source_mark_is_needed (void);
gboolean net_source_mark_get (void);
/* FALSE if the setting cannot be written, as with a read-only /proc/sys. */
gboolean net_source_mark_set (gboolean on);
