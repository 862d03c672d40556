// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a person hands to an administrator: versions, states, algorithms and the log of a
 * connection, with identities and addresses of the person shortened. Main-loop thread. */
#pragma once

#include "vpn-gui-model.h"

/* log: a(xss) of the connection, or NULL. Owned. */
char *vpn_gui_report_new (VpnGuiModel *model, VpnGuiProfile *profile, GVariant *log);
/* One line of a log: "12:00:00.123 info  text"; owned. */
char *vpn_gui_report_format_line (gint64 when, const char *level, const char *text);
