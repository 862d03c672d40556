// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The jail of genkan-resolve. What the system's resolver does is the administrator's choice: it
 * reads files, opens sockets, loads modules. So it is not told what it may do, as the worker is,
 * but what nobody who looks up a name ever does: start a program, touch another process, gain a
 * right. */
#pragma once

#include <glib.h>

/* Once, after privileges are dropped. FALSE: ret_why says why (owned). */
gboolean resolve_jail_enter (char **ret_why) G_GNUC_WARN_UNUSED_RESULT;
