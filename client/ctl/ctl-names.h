// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a connection means for the names of everybody else, where no resolver tells the office's
 * from them. One thread. */
#pragma once

#include "vpn-client-connection.h"

/* A sentence, owned; NULL: there is nothing to tell. Asks the office's name server, and waits for
 * it a second at most. */
char *ctl_names_explain (VpnClientConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
