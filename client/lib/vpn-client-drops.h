// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Why packets of a connection were not carried, in words. Main-loop thread. */
#pragma once

#include <glib.h>

/* "12 packets: larger than the path allows", one line for each reason there was, the most frequent
 * first; owned, translated, safe to print. counters: a{sv} of GetCounters; NULL gives no line. */
char **vpn_client_describe_drops (GVariant *counters);
