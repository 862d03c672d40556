// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Whether a packet of some size gets to the gateway. Part of IkeSession; same thread. */
#pragma once

#include "ike-tasks.h"

/* size: bytes of the IP packet. */
IkeTask *ike_task_probe_new (guint size);
