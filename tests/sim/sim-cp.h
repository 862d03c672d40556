// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The gateway's side of the configuration payload. Test code; any thread. */
#pragma once

#include "payload-cp.h"

/* Adds a CFG_REPLY. */
void sim_cp_reply_write (IkeMessageBuilder *builder, const IkeConfigReply *reply);
