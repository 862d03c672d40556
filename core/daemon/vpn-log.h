// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Logs of genkand: structured records, to the journal with their fields when stderr is the
 * journal, else as plain lines to stderr. VpnLog is the log of one connection: its records carry
 * the connection's name, and the last lines are kept for Connection.GetLog. Texts are redacted by
 * whoever makes them; control characters never get through. Main-loop thread.
 */
#pragma once

#include "vpn-enums.h"

#include <gio/gio.h>

#define VPN_LOG_KEPT 500 /* lines of one connection */

typedef struct VpnLog VpnLog;

/* Once at start, by main: every message of the process goes our way from then on. */
void vpn_log_install (gboolean debug);

/* Message of the daemon itself. level: G_LOG_LEVEL_WARNING, MESSAGE, INFO or DEBUG. */
G_GNUC_PRINTF (2, 3)
void vpn_log (GLogLevelFlags level, const char *format, ...);

/* name: of the connection's object, a field of each record; title: what people call it, with which
 * each line begins. */
VpnLog *vpn_log_new (const char *name, const char *title) G_GNUC_WARN_UNUSED_RESULT;
void vpn_log_free (VpnLog *log);
G_GNUC_PRINTF (3, 4)
void vpn_log_add (VpnLog *log, GLogLevelFlags level, const char *format, ...);
/* The same with the end of a connection as fields. */
void vpn_log_add_reason (VpnLog *log, VpnStep step, VpnReason reason, const char *text);
/* a(xss) as Connection.GetLog, floating. */
GVariant *vpn_log_get_lines (VpnLog *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnLog, vpn_log_free)
